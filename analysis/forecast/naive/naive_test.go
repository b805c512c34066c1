package naive

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// member is what every model here is.
type member interface {
	Forecast(y []float64, m int, mean, sd []float64) error
}

func noisy(n int) []float64 {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	out := make([]float64, n)
	for i := range out {
		out[i] = 100 + 0.5*float64(i) + 10*math.Sin(float64(i)) + rng.NormFloat64()
	}
	return out
}

// The models for many series give the numbers of the models for one.
func TestSameAsModels(t *testing.T) {
	const z90 = 1.2815515655446004
	for _, c := range []struct {
		name  string
		small member
		model forecast.Model
	}{{"naive", Naive{}, forecast.Naive{}}, {"seasonal", Seasonal{}, forecast.SeasonalNaive{}}, {"drift", Drift{}, forecast.Drift{}}, {"window", Window{}, forecast.Window{}}} {
		t.Run(c.name, func(t *testing.T) {
			for _, f := range []series.Freq{series.Year, series.Quarter, series.Month} {
				for _, n := range []int{1, 2, 3, 4, 5, 13, 60} {
					y := noisy(n)
					start, _ := series.NewPeriod(f, 2000, 1)
					mean, sd := make([]float64, 30), make([]float64, 30)
					err := c.small.Forecast(y, f.PerYear(), mean, sd)
					fit, want := c.model.Fit(t.Context(), series.Series{Start: start, Values: y})
					if (err == nil) != (want == nil) || err != nil && !errors.Is(err, forecast.ErrTooShort) {
						t.Fatalf("%d values: %v, the model says %v", n, err, want)
					}
					if err != nil {
						continue
					}
					ds, err := fit.Forecast(30)
					if err != nil {
						t.Fatal(err)
					}
					for k, d := range ds {
						width := (d.Quantile(0.9) - d.Quantile(0.5)) / z90
						if c.name == "window" { // its quantiles are Student's: sd is compared by its own formula in TestByHand
							width = sd[k]
						}
						if math.Abs(d.Mean-mean[k]) > 1e-12*math.Abs(d.Mean) || math.Abs(width-sd[k]) > 1e-12*width+1e-12 {
							t.Fatalf("%c, %d values, horizon %d: %v +- %v, the model has %v +- %v", f, n, k+1, mean[k], sd[k], d.Mean, width)
						}
					}
				}
			}
		})
	}
}

// Worked by hand: y = 1 4 3 8, differences 3 -1 5.
func TestByHand(t *testing.T) {
	y := []float64{1, 4, 3, 8}
	for _, c := range []struct {
		name     string
		model    member
		m        int
		mean, sd []float64
	}{
		{"naive", Naive{}, 1, []float64{8, 8, 8}, []float64{math.Sqrt(35.0 / 3), math.Sqrt(70.0 / 3), math.Sqrt(35)}},
		// differences over 2: 2 4
		{"seasonal", Seasonal{}, 2, []float64{3, 8, 3}, []float64{math.Sqrt(10), math.Sqrt(10), math.Sqrt(20)}},
		// drift 7/3, deviations 2/3 -10/3 8/3, sum of squares 168/9, over 2: 28/3
		{"drift", Drift{}, 1, []float64{8 + 7.0/3, 8 + 14.0/3, 15}, []float64{math.Sqrt(28.0 / 3 * (1 + 1.0/3)), math.Sqrt(28.0 / 3 * (2 + 4.0/3)), math.Sqrt(28.0 / 3 * 6)}},
		// last three: mean 5, deviations -1 -2 3, variance 7
		{"window", Window{3}, 1, []float64{5, 5, 5}, []float64{math.Sqrt(7 * 4.0 / 3), math.Sqrt(7 * 4.0 / 3), math.Sqrt(7 * 4.0 / 3)}},
	} {
		mean, sd := make([]float64, 3), make([]float64, 3)
		if err := c.model.Forecast(y, c.m, mean, sd); err != nil {
			t.Fatal(err)
		}
		for k := range mean {
			if math.Abs(mean[k]-c.mean[k]) > 1e-14*c.mean[k] || math.Abs(sd[k]-c.sd[k]) > 1e-14*c.sd[k] {
				t.Errorf("%s, horizon %d: %v +- %v, want %v +- %v", c.name, k+1, mean[k], sd[k], c.mean[k], c.sd[k])
			}
		}
	}
}

// R forecast 8.20 meanf(): Student's quantiles with n-1 degrees of freedom. For
// n = 2 the 95% quantile is that of the Cauchy distribution, tan(pi 0.475).
func TestWindowIntervalIsStudents(t *testing.T) {
	start, _ := series.NewPeriod(series.Year, 2000, 1)
	fit, err := forecast.Window{Size: 2}.Fit(t.Context(), series.Series{Start: start, Values: []float64{9, 1, 3}})
	if err != nil {
		t.Fatal(err)
	}
	ds, err := fit.Forecast(1)
	if err != nil {
		t.Fatal(err)
	}
	want := 2 + math.Tan(math.Pi*0.475)*math.Sqrt(2*1.5)
	if got := ds[0].Quantile(0.975); math.Abs(got-want) > 1e-9*want {
		t.Errorf("upper end %v, want %v", got, want)
	}
}

// A season that Naive2 finds is repeated with the level of the last value; one that
// is not significant is not.
func TestNaive2(t *testing.T) {
	season := []float64{0.5, 1.5, 0.8, 1.2}
	y := make([]float64, 24)
	for i := range y {
		y[i] = 100 * season[i%4] * (1 + 0.01*float64(i))
	}
	var n2 Naive2
	mean, sd := make([]float64, 8), make([]float64, 8)
	if err := n2.Forecast(y, 4, mean, sd); err != nil {
		t.Fatal(err)
	}
	for k := range mean {
		// The last adjusted value is about 123; indices are about the season.
		if want := 123 * season[k%4]; math.Abs(mean[k]-want) > 0.02*want {
			t.Errorf("horizon %d: %v, want about %v", k+1, mean[k], want)
		}
	}
	flat := noisy(24)
	if err := n2.Forecast(flat, 7, mean, sd); err != nil {
		t.Fatal(err)
	}
	if mean[0] != flat[23] || mean[7] != flat[23] {
		t.Errorf("no season of 7 in a wave of 2 pi: %v", mean)
	}
	y[3] = 0
	if err := n2.Forecast(y, 4, mean, sd); err != nil || mean[0] != y[23] {
		t.Errorf("a zero has no multiplicative season: %v, %v", mean, err)
	}
}

func TestNothingIsAllocated(t *testing.T) {
	y := noisy(120)
	for i := range y {
		y[i] += 30 * math.Sin(2*math.Pi*float64(i)/12)
	}
	mean, sd := make([]float64, 18), make([]float64, 18)
	var n2 Naive2
	for name, m := range map[string]member{"naive": Naive{}, "seasonal": Seasonal{}, "drift": Drift{}, "window": Window{}, "naive2": &n2} {
		if n := testing.AllocsPerRun(100, func() { _ = m.Forecast(y, 12, mean, sd) }); n > 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
