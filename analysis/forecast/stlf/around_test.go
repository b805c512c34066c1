package stlf

import (
	"math"
	"testing"

	"fabbisogno/analysis/forecast/theta"
)

// Seasons that grow with the level, and sums around zero, are put on again as
// they are in the last year.
func TestAround(t *testing.T) {
	product, sum := make([]float64, 120), make([]float64, 120)
	at := func(i int) (float64, float64) {
		x := float64(i)
		s := math.Sin(2 * math.Pi * x / 12)
		return (100 + 2*x) * math.Exp(0.3*s), 20 * s
	}
	for i := range product {
		product[i], sum[i] = at(i)
	}
	f := Around{Inner: &theta.Fitter{Variant: theta.DOTM}}
	mean, sd := make([]float64, 12), make([]float64, 12)
	for name, y := range map[string][]float64{"product": product, "sum": sum} {
		if err := f.Forecast(y, 12, mean, sd); err != nil {
			t.Fatal(err)
		}
		for k, v := range mean {
			want, other := at(120 + k)
			near := 0.02 * want
			if name == "sum" {
				want, near = other, 0.5
			}
			if math.Abs(v-want) > near {
				t.Errorf("%s, horizon %d: %v, want %v", name, k+1, v, want)
			}
		}
	}
	// The spread follows the season, the interval is a product too.
	noisy := make([]float64, 120)
	for i := range noisy {
		noisy[i] = product[i] * (1 + 0.02*math.Sin(float64(i*i)))
	}
	if err := f.Forecast(noisy, 12, mean, sd); err != nil {
		t.Fatal(err)
	}
	if high, low := sd[2]/mean[2], sd[8]/mean[8]; math.Abs(high/low-1) > 0.15 || !(sd[2] > 1.3*sd[8]) {
		t.Errorf("deviations %v and %v of means %v and %v", sd[2], sd[8], mean[2], mean[8])
	}
	if n := testing.AllocsPerRun(5, func() { f.Forecast(noisy, 12, mean, sd) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// lastSeason repeats the last m values.
type lastSeason struct{}

func (lastSeason) Forecast(y []float64, m int, mean, _ []float64) error {
	for k := range mean {
		mean[k] = y[len(y)-m+k%m]
	}
	return nil
}

// Without a season that the test finds, Inner gets the series as it is.
func TestAround_without_season(t *testing.T) {
	y := []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7}
	f := Around{Inner: lastSeason{}}
	mean, sd := make([]float64, 4), make([]float64, 4)
	if err := f.Forecast(y, 4, mean, sd); err != nil {
		t.Fatal(err)
	}
	for k, v := range mean {
		if v != y[10+k] {
			t.Errorf("horizon %d: %v, want last year's %v", k+1, v, y[10+k])
		}
	}
}
