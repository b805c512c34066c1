package reconcile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// largeTree has 100,000 nodes: 1 + 20 + 400 + 9,579 sums over 90,000 series.
func largeTree(t testing.TB) *Hierarchy {
	var b bytes.Buffer
	b.WriteString("unique_id,area,region,district\n")
	for j := range 90000 {
		d := j * 9579 / 90000
		fmt.Fprintf(&b, "s%d,a%d,r%d,d%d\n", j, d*20/9579, d*400/9579, d)
	}
	h, err := Read("tree.csv", &b, Format{})
	if err != nil {
		t.Fatal(err)
	}
	if h.Len() != 100000 || !h.IsTree() {
		t.Fatalf("%d nodes, tree %v", h.Len(), h.IsTree())
	}
	return h
}

// largeCrossing has 105,028 nodes of territory x industry x occupation: (1 + 5 +
// 20 + 107) x (1 + 20) x (1 + 9 + 28) less the finest level, which is the bottom
// of 59,920 series.
func largeCrossing(t testing.TB) *Hierarchy {
	var b bytes.Buffer
	b.WriteString("unique_id,macro,region,province,industry,major,occupation\n")
	for p := range 107 {
		for i := range 20 {
			for o := range 28 {
				r := p * 20 / 107
				fmt.Fprintf(&b, "s%d.%d.%d,m%d,r%d,p%d,i%d,j%d,o%d\n", p, i, o, r/4, r, p, i, o*9/28, o)
			}
		}
	}
	h, err := Read("crossing.csv", &b, Format{Structure: "macro/region/province * industry * major/occupation"})
	if err != nil {
		t.Fatal(err)
	}
	if h.Len() < 100000 || h.IsTree() {
		t.Fatalf("%d nodes, tree %v", h.Len(), h.IsTree())
	}
	return h
}

// noisy are residuals whose sums are more exact than the sum of their parts'
// variances by a random factor, and base forecasts.
func noisy(h *Hierarchy, periods int) (y, r Matrix) {
	rng := rand.New(rand.NewPCG(7, 7))
	y, r = randomMatrix(rng, h.Len(), 18, 1), randomMatrix(rng, h.Len(), periods, 1)
	for i, c := range h.Counts() {
		by := (0.3 + rng.Float64()) * c
		for k := range y.Row(i) {
			y.Row(i)[k] = 2*c + by*y.Row(i)[k] // some below zero
		}
		for k := range r.Row(i) {
			r.Row(i)[k] *= by
		}
	}
	return y, r
}

func benchmark(b *testing.B, h *Hierarchy, o Options) {
	y, r := noisy(h, 40)
	o.Workers = runtime.GOMAXPROCS(0)
	o.Residuals = r
	var report Report
	b.ReportAllocs()
	for b.Loop() {
		p := plan(b, h, o)
		var err error
		if _, report, err = p.Reconcile(y); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(h.Len()), "nodes")
	b.ReportMetric(float64(report.Iterations), "iterations")
	b.ReportMetric(float64(report.AtZero), "at_zero")
}

// 18 horizons, plan and all.
func BenchmarkReconcile(b *testing.B) {
	for name, h := range map[string]*Hierarchy{"tree": largeTree(b), "crossing": largeCrossing(b)} {
		for _, method := range leastSquares {
			b.Run(name+"/"+string(method), func(b *testing.B) { benchmark(b, h, Options{Method: method}) })
		}
		b.Run(name+"/wls-nonnegative", func(b *testing.B) { benchmark(b, h, Options{Method: WLSVariance, NonNegative: true}) })
	}
}
