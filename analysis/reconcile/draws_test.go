package reconcile

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
)

// world draws errors of base forecasts that go together over nodes (one common
// factor, so that errors of parts add up) and over horizons (a random walk).
type world struct {
	h      *Hierarchy
	sd     []float64 // at horizon 1
	common float64   // share of the variance that is common
}

func newWorld(t testing.TB, rng *rand.Rand, tree bool, common float64) world {
	w := world{h: randomHierarchy(t, rng, tree), common: common}
	for _, c := range w.h.Counts() {
		// between independent (sqrt c) and entirely common (c) errors of the parts
		w.sd = append(w.sd, math.Pow(c, 0.75)*(0.5+rng.Float64()))
	}
	return w
}

// origin is nodes x horizons of errors.
func (w world) origin(rng *rand.Rand, horizons int) Matrix {
	m := NewMatrix(w.h.Len(), horizons)
	factor := 0.0
	own := make([]float64, w.h.Len())
	for k := range horizons {
		factor += rng.NormFloat64()
		for i := range own {
			own[i] += rng.NormFloat64()
			m.Set(i, k, w.sd[i]*(math.Sqrt(w.common)*factor+math.Sqrt(1-w.common)*own[i]))
		}
	}
	return m
}

func (w world) deviations(horizons int) Matrix {
	m := NewMatrix(w.h.Len(), horizons)
	for i, s := range w.sd {
		for k := range horizons {
			m.Set(i, k, s*math.Sqrt(float64(k+1)))
		}
	}
	return m
}

// residuals are one-step errors, nodes x periods.
func (w world) residuals(rng *rand.Rand, periods int) Matrix {
	m := NewMatrix(w.h.Len(), periods)
	for t := range periods {
		for i, e := range w.origin(rng, 1).Data {
			m.Set(i, t, e)
		}
	}
	return m
}

// normalDist is a normal distribution as forecasts give it.
func normalDist(sd float64) series.Dist {
	var qs []series.Quantile
	for _, p := range []float64{2.5, 5, 10, 25, 50, 75, 90, 95, 97.5} {
		qs = append(qs, series.Quantile{P: p / 100, Value: sd * math.Sqrt2 * math.Erfinv(2*p/100-1)})
	}
	return series.Dist{Quantiles: qs}
}

// Intervals of reconciled sums and parts cover what they promise, on trees and
// crossings whose errors are correlated over nodes. actual - reconciled is M e for
// the error e of the base, whatever the level of the series, so that many cases
// cost one plan. Sources without knowledge of the correlations do not cover the
// total: the negative control.
func TestIntervals_cover(t *testing.T) {
	const horizons, cases = 3, 100
	inside := map[string][2]float64{}
	totals := map[string]float64{}
	worlds := 4
	for seed := range uint64(worlds) {
		rng := rand.New(rand.NewPCG(seed, 11))
		w := newWorld(t, rng, seed%2 == 0, 0.5)
		n := w.h.Len()
		r := w.residuals(rng, 120)
		var origins []Matrix
		for range 120 {
			origins = append(origins, w.origin(rng, horizons))
		}
		p := plan(t, w.h, Options{Residuals: r})
		zero, sd := NewMatrix(n, horizons), w.deviations(horizons)
		var tests []Matrix
		for range cases {
			tests = append(tests, reconciled(t, p, w.origin(rng, horizons)))
		}
		score := func(name string, bounds []Matrix) {
			for _, e := range tests {
				for i := range n {
					for k := range horizons {
						v, in := e.At(i, k), inside[name]
						unit := 1 / float64(cases*n*horizons*worlds)
						if bounds[1].At(i, k) <= v && v <= bounds[2].At(i, k) {
							in[0] += unit
						}
						if bounds[0].At(i, k) <= v && v <= bounds[3].At(i, k) {
							in[1] += unit
							if i == 0 {
								totals[name] += 1 / float64(cases*horizons*worlds)
							}
						}
						inside[name] = in
					}
				}
			}
		}
		fromDraws := func(name string, d Draws, err error) {
			if err != nil {
				t.Fatal(err)
			}
			q, err := p.Quantiles(zero, d, []float64{0.025, 0.1, 0.9, 0.975})
			if err != nil {
				t.Fatal(err)
			}
			score(name, q)
		}
		d, err := Bootstrap(origins, 360, seed)
		fromDraws("bootstrap", d, err)
		d, err = Wild(origins, 400, seed)
		fromDraws("wild", d, err)
		d, err = p.Gaussian(sd, r, 400, seed)
		fromDraws("gaussian", d, err)
		d, err = Copula(zero, func(i, k int) series.Dist { return normalDist(sd.At(i, k)) }, origins, 400, seed)
		fromDraws("copula", d, err)
		d, err = p.Gaussian(sd, shuffled(rng, r), 400, seed)
		fromDraws("uncorrelated", d, err)
		exact, err := p.Deviations(sd, r)
		if err != nil {
			t.Fatal(err)
		}
		var bounds []Matrix
		for _, z := range []float64{-1.959963984540054, -1.2815515655446004, 1.2815515655446004, 1.959963984540054} {
			m := NewMatrix(n, horizons)
			for i, v := range exact.Data {
				m.Data[i] = z * v
			}
			bounds = append(bounds, m)
		}
		score("deviations", bounds)
	}
	for name, in := range inside {
		t.Logf("%-12s covers %.3f and %.3f, the total %.3f", name, in[0], in[1], totals[name])
		if name == "uncorrelated" {
			if totals[name] > 0.85 {
				t.Errorf("errors without correlations cover the total: nothing was tested")
			}
			continue
		}
		// 4 x 100 cases, correlated over nodes and horizons, have a standard error of
		// about 0.02 and 0.01; quantiles of 120 origins are a little narrow.
		if in[0] < 0.76 || in[0] > 0.84 || in[1] < 0.925 || in[1] > 0.97 || totals[name] < 0.915 || totals[name] > 0.98 {
			t.Errorf("%s covers %.3f of 0.80 and %.3f of 0.95, the total %.3f", name, in[0], in[1], totals[name])
		}
	}
}

// shuffled parts residuals in time, node by node: variances stay, correlations go.
func shuffled(rng *rand.Rand, r Matrix) Matrix {
	out := NewMatrix(r.Rows, r.Cols)
	for i := range r.Rows {
		for to, from := range rng.Perm(r.Cols) {
			out.Set(i, to, r.At(i, from))
		}
	}
	return out
}

// The Gaussian draws have the analytic deviations.
func TestDeviations_are_those_of_draws(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 12))
	for _, method := range []Method{BottomUp, OLS, MinT} {
		w := newWorld(t, rng, false, 0.3)
		sd, r := w.deviations(2), w.residuals(rng, 30)
		p := plan(t, w.h, Options{Method: method, Residuals: r})
		want, err := p.Deviations(sd, r)
		if err != nil {
			t.Fatal(err)
		}
		d, err := p.Gaussian(sd, r, 4000, 5)
		if err != nil {
			t.Fatal(err)
		}
		err = p.Paths(NewMatrix(w.h.Len(), 2), d, func(h int, paths Matrix) error {
			for i := range paths.Rows {
				// 4,000 draws have a standard error of 1.1%.
				if ratio := math.Sqrt(meanSquare(paths.Row(i))) / want.At(i, h); math.Abs(ratio-1) > 0.05 {
					t.Errorf("%s, node %d, horizon %d: %.3f of the deviation", method, i, h, ratio)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Every path adds up and none is negative where that was asked; runs repeat.
func TestPaths_add_up(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 13))
	w := newWorld(t, rng, false, 0.4)
	r, sd := w.residuals(rng, 20), w.deviations(2)
	base := NewMatrix(w.h.Len(), 2)
	for i, c := range w.h.Counts() {
		base.Row(i)[0], base.Row(i)[1] = 2*c, 2*c
	}
	p := plan(t, w.h, Options{Residuals: r, NonNegative: true, Workers: 2})
	d, err := p.Gaussian(sd, r, 40, 9)
	if err != nil {
		t.Fatal(err)
	}
	zeros := 0
	var first []float64
	for run := range 2 {
		var all []float64
		err = p.Paths(base, d, func(_ int, paths Matrix) error {
			if gap := w.h.Incoherence(paths); gap > 1e-9 {
				t.Errorf("paths do not add up: %v", gap)
			}
			for _, v := range paths.Data {
				if v < 0 {
					t.Errorf("negative: %v", v)
				}
				if v == 0 {
					zeros++
				}
			}
			all = append(all, paths.Data...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if run == 0 {
			first = all
		} else if !slices.Equal(first, all) {
			t.Error("a second run gives other paths")
		}
	}
	if zeros == 0 {
		t.Error("no path was held at zero: nothing was tested")
	}
}

func TestDraws_refuse(t *testing.T) {
	h, err := New([]string{"total"}, []string{"a", "b"}, [][]int{{0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	nan := NewMatrix(3, 2)
	nan.Set(1, 1, math.NaN())
	_, none := Bootstrap(nil, 10, 1)
	_, differ := Bootstrap([]Matrix{NewMatrix(3, 2), NewMatrix(3, 1)}, 10, 1)
	_, missing := Bootstrap([]Matrix{NewMatrix(3, 2), nan}, 10, 1)
	ols := plan(t, h, Options{Method: OLS})
	_, negative := ols.Gaussian(Matrix{3, 1, []float64{1, -1, 1}}, NewMatrix(3, 12), 10, 1)
	_, few := ols.Deviations(NewMatrix(3, 1), NewMatrix(3, 9))
	d, err := Bootstrap([]Matrix{NewMatrix(3, 2)}, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, shape := plan(t, h, Options{Method: OLS}).Quantiles(NewMatrix(3, 1), d, nil)
	for want, err := range map[string]error{
		"errors of 0 origins": none, "errors of origin 2 are 3 x 1": differ, "origin 2, node 2, horizon 2 is NaN": missing,
		`standard deviation of "a" at horizon 1 is -1`: negative, "9 periods in which all": few, "draws are for 3 nodes and 2 horizons": shape,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}
