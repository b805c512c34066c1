package forecast

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// AT-38, and the ranks around it.
func TestHalfWidth(t *testing.T) {
	nine := []float64{3, -5, 7, 8, -10, 12, 15, 18, 20}
	for _, c := range []struct {
		name      string
		residuals []float64
		level     float64
		want      float64
		ok        bool
	}{
		{"AT-38: k = ceil(10*0.8) = 8", nine, 0.8, 18, true},
		{"k = 5 at one half", nine, 0.5, 10, true},
		{"k = 9 at 90%", nine, 0.9, 20, true},
		{"nine residuals cannot promise 95%", nine, 0.95, math.NaN(), false},
		{"missing residuals do not count", append([]float64{math.NaN()}, nine...), 0.8, 18, true},
		{"no residuals", nil, 0.5, math.NaN(), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := HalfWidth(c.residuals, c.level)
			if ok != c.ok || (ok && got != c.want) {
				t.Errorf("HalfWidth(%v, %v) = %v, %v; want %v, %v", c.residuals, c.level, got, ok, c.want, c.ok)
			}
		})
	}
}

func TestIsotonic(t *testing.T) {
	for _, c := range []struct {
		name            string
		x, weight, want []float64
	}{
		{"rising stays", []float64{1, 2, 2, 5}, []float64{1, 1, 1, 1}, []float64{1, 2, 2, 5}},
		{"one dip is pooled", []float64{1, 4, 2, 5}, []float64{1, 1, 1, 1}, []float64{1, 3, 3, 5}},
		{"by weight", []float64{4, 1}, []float64{1, 2}, []float64{2, 2}},
		{"backwards to the start", []float64{3, 2, 1}, []float64{1, 1, 1}, []float64{2, 2, 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, isotonic(c.x, c.weight)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Half-widths are nested in level and do not fall with horizon, whatever the
// residuals; the distribution obeys the bounds of the transformation.
func TestCalibrateOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		residuals := make([][]float64, 12)
		for h := range residuals {
			for range 19 + rng.IntN(30) {
				residuals[h] = append(residuals[h], rng.NormFloat64()*(1+rng.Float64()))
			}
		}
		c, err := Calibrate(residuals)
		if err != nil {
			t.Fatal(err)
		}
		for h := range c.Half {
			for l := range Levels() {
				if l > 0 && c.Half[h][l] < c.Half[h][l-1] {
					t.Fatalf("horizon %d: level %d narrower than the one below: %v", h+1, l, c.Half[h])
				}
				if h > 0 && c.Half[h][l] < c.Half[h-1][l] {
					t.Fatalf("level %d narrower at horizon %d than at %d", l, h+1, h)
				}
			}
			d, err := c.Dist(h+1, Percent().Forward(97), 3, Percent())
			if err != nil {
				t.Fatal(err)
			}
			for i, q := range d.Quantiles {
				if q.Value < 0 || q.Value > 100 || (i > 0 && q.Value < d.Quantiles[i-1].Value) || q.P != Grid()[i] {
					t.Fatalf("quantile %d of %v is out of order or range", i, d)
				}
			}
		}
	}
}

func TestCalibrateNeedsNineteenForLevel95(t *testing.T) {
	row := make([]float64, 18)
	if _, err := Calibrate([][]float64{row}); !errors.Is(err, ErrFewResiduals) {
		t.Errorf("18 residuals: got %v, want ErrFewResiduals", err)
	}
	if _, err := Calibrate([][]float64{append(row, 0)}); err != nil {
		t.Errorf("19 residuals: %v", err)
	}
}

// Exchangeable residuals: coverage of the split-conformal interval is at least
// the level and at most level + 1/(n+1) on average; 20,000 trials have a
// binomial error of at most 0.35 points, four of which are allowed.
func TestHalfWidthCovers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const trials, n = 20000, 39
	inside := map[float64]int{}
	for range trials {
		r := make([]float64, n)
		for i := range r {
			r[i] = rng.ExpFloat64()
		}
		next := rng.ExpFloat64()
		for _, level := range Levels() {
			if w, _ := HalfWidth(r, level); next <= w {
				inside[level]++
			}
		}
	}
	for _, level := range Levels() {
		got := float64(inside[level]) / trials
		if got < level-0.014 || got > level+1.0/(n+1)+0.014 {
			t.Errorf("level %v: coverage %.4f", level, got)
		}
	}
}
