package boxcox

import (
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
	"fabbisogno/analysis/forecast/theta"
)

// Against R forecast 8.20 BoxCox.lambda(method = "guerrero") on the 39 reference series.
func TestGuerreroAgreesWithR(t *testing.T) {
	all := reference.Agree(t)
	worst, n := 0.0, 0
	for _, r := range reference.Table(t, "expected", "agree_misc.csv") {
		s := all[r["id"]]
		got, want := Guerrero(s.Train, s.M, -1, 2), reference.Float(t, r["boxcox_lambda_guerrero"])
		n++
		worst = max(worst, math.Abs(got-want))
		// R's search promises 1.2e-4; the same steps give the same digits.
		if math.Abs(got-want) > 1e-7 {
			t.Errorf("%s: lambda %.8f, R %.8f", r["id"], got, want)
		}
	}
	if n != 39 {
		t.Errorf("%d series compared, want 39", n)
	}
	t.Logf("largest difference %.1e", worst)
}

func TestGuerrero(t *testing.T) {
	grow := make([]float64, 96)
	for i := range grow {
		grow[i] = math.Exp(0.02*float64(i)) * (10 + 3*math.Sin(2*math.Pi*float64(i)/12))
	}
	steady := make([]float64, 96)
	for i := range steady {
		steady[i] = 50 + 0.3*float64(i) + 3*math.Sin(2*math.Pi*float64(i)/12)
	}
	zeros := append([]float64{0}, grow...)
	for name, c := range map[string]struct {
		y         []float64
		low, high float64
		from, to  float64
	}{
		"spread grows with the level": {grow, 0, 1, 0, 0.05},
		"spread is steady":            {steady, 0, 1, 0.9, 1},
		"with a zero none below zero": {zeros, -1, 2, 0, 0.2},
		"constant":                    {make([]float64, 50), 0, 1, 1, 1},
		"two seasons":                 {grow[:24], 0, 1, 1, 1},
		"nothing":                     {nil, 0, 1, 1, 1},
		"one is out of bounds":        {grow[:24], -1, 0.5, 0.5, 0.5},
	} {
		if got := Guerrero(c.y, 12, c.low, c.high); !(got >= c.from && got <= c.to) {
			t.Errorf("%s: %v, want %v to %v", name, got, c.from, c.to)
		}
	}
	huge := make([]float64, len(grow))
	for i, v := range grow {
		huge[i] = v * 1e300
	}
	if a, b := Guerrero(grow, 12, 0, 1), Guerrero(huge, 12, 0, 1); math.Abs(a-b) > 1e-9 {
		t.Errorf("another unit gives %v instead of %v", b, a)
	}
}

// Growth in a constant proportion is straight in logarithms: Theta, which halves
// slopes, then falls behind by half the growth rate, and not by more. Means are above
// medians by what the spread asks for, deviations grow with the level.
func TestAround(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	y := make([]float64, 60)
	for i := range y {
		y[i] = 100 * math.Exp(0.03*float64(i)+0.02*rng.NormFloat64())
	}
	median, mean, sd, other := make([]float64, 6), make([]float64, 6), make([]float64, 6), make([]float64, 6)
	f := Around{Inner: &theta.Fitter{Additive: true}, Median: true}
	if err := f.Forecast(y, 1, median, sd); err != nil {
		t.Fatal(err)
	}
	g := Around{Inner: &theta.Fitter{Additive: true}}
	if err := g.Forecast(y, 1, mean, other); err != nil {
		t.Fatal(err)
	}
	plain := make([]float64, 6)
	if err := new(theta.Fitter).Forecast(y, 1, plain, other); err != nil {
		t.Fatal(err)
	}
	for k := range median {
		truth := 100 * math.Exp(0.03*float64(60+k))
		if !(math.Abs(median[k]-truth) < math.Abs(plain[k]-truth)) {
			t.Errorf("horizon %d: %v, without the scale %v, the process is at %v", k+1, median[k], plain[k], truth)
		}
		want := median[k] * math.Exp(math.Pow(math.Asinh(sd[k]/median[k]), 2)/2) // sd is median sinh(s) in logarithms
		if !(mean[k] > median[k]) || math.Abs(mean[k]-want) > 1e-3*median[k] {
			t.Errorf("horizon %d: mean %v, median %v, want %v", k+1, mean[k], median[k], want)
		}
	}
	if n := testing.AllocsPerRun(5, func() { f.Forecast(y, 1, median, sd) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestAround_leaves_what_has_no_power(t *testing.T) {
	y := []float64{3, 0, 4, 1, 5, 9, 2, 6, 5, 3}
	a, b, sd := make([]float64, 3), make([]float64, 3), make([]float64, 3)
	f := Around{Inner: new(theta.Fitter)}
	if err := f.Forecast(y, 1, a, sd); err != nil {
		t.Fatal(err)
	}
	if err := new(theta.Fitter).Forecast(y, 1, b, sd); err != nil {
		t.Fatal(err)
	}
	for k := range a {
		if a[k] != b[k] {
			t.Errorf("horizon %d: %v, want %v", k+1, a[k], b[k])
		}
	}
}
