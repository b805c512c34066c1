package methods

import (
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/panel"
)

// TestCountsBounds: with zeros in most periods no bound is negative and the upper
// one of 90% holds 95% of what comes, which a normal one cut at zero does not.
// 1,000 series know the share to 0.7%; 1.5% is for parameters estimated from some
// 25 demands.
func TestCountsBounds(t *testing.T) {
	all, err := Find([]string{"croston", "sba", "tsb"})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		f, err := m.New(panel.Setup{Season: 12, Horizon: 3, Levels: []float64{90}, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		w := f.Worker()
		a := panel.Answer{Mean: make([]float64, 3), Lower: [][]float64{make([]float64, 3)}, Upper: [][]float64{make([]float64, 3)}}
		rng := rand.New(rand.NewPCG(3, 9))
		const trials, n = 1000, 84
		below := 0.0
		for range trials {
			y := make([]float64, n+3)
			for i := range y {
				if rng.Float64() < 0.3 {
					y[i] = 4 * rng.ExpFloat64()
				}
			}
			if err := w.Forecast(y[:n], &a); err != nil {
				t.Fatal(err)
			}
			for k := range a.Mean {
				if a.Lower[0][k] != 0 || a.Upper[0][k] < 0 {
					t.Fatalf("%s: %v from %v to %v", m.ID, a.Mean[k], a.Lower[0][k], a.Upper[0][k])
				}
			}
			if y[n+2] <= a.Upper[0][2] {
				below += 1. / trials
			}
		}
		t.Logf("%s: %.3f below the upper bound", m.ID, below)
		if below < 0.95-0.028-0.015 || below > 0.95+0.028 {
			t.Errorf("%s: %.3f of what came lies below the upper bound of 90%%", m.ID, below)
		}
	}
}
