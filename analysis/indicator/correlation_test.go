package indicator

import (
	"math"
	"testing"
)

func TestCorrelation(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name string
		x, y []float64
		want float64
	}{
		// By hand: deviations -1.5, -0.5, 0.5, 1.5 and -1, 1, -1, 1; 2 / sqrt(5 * 4).
		{"by hand", []float64{1, 2, 3, 4}, []float64{1, 3, 1, 3}, 2 / math.Sqrt(20)},
		{"the same", []float64{1, 2, 4}, []float64{10, 20, 40}, 1},
		{"opposite", []float64{1, 2, 4}, []float64{-1, -2, -4}, -1},
		{"no variation", []float64{1, 2, 4}, []float64{3, 3, 3}, nan},
		{"a missing value", []float64{1, nan, 4}, []float64{3, 3, 5}, nan},
		{"one pair", []float64{1}, []float64{2}, nan},
		{"other lengths", []float64{1, 2}, []float64{2}, nan},
	} {
		if got := Correlation(c.x, c.y); math.Abs(got-c.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
