package indicator

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestChange(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name          string
		before, after Reading
		want          Reading
		sure          bool
	}{
		{"sides of their own", Reading{10, 7, 14}, Reading{20, 17, 21}, Reading{10, 5, 10 + math.Sqrt(10)}, true},
		{"zero inside", Reading{10, 6, 14}, Reading{12, 9, 15}, Reading{2, -3, 7}, false},
		{"at zero itself", Reading{0, 0, 3}, Reading{5, 1, 5}, Reading{5, 0, 5}, false},
		{"no error at all", Reading{4, 4, 4}, Reading{3, 3, 3}, Reading{-1, -1, -1}, true},
		{"an end is not known", Reading{4, nan, nan}, Reading{30, 29, 31}, Reading{26, nan, nan}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Change(c.before, c.after)
			same := func(a, b float64) bool { return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-12 }
			if !same(got.Value, c.want.Value) || !same(got.Lower, c.want.Lower) || !same(got.Upper, c.want.Upper) || got.IsSure() != c.sure {
				t.Errorf("%v, sure %v; want %v, %v", got, got.IsSure(), c.want, c.sure)
			}
		})
	}
}

// The interval of a change of normal values holds the true change as often as theirs
// hold the values, and more often where the errors are shared. 20,000 trials: the
// standard error of counting is 0.21 points.
func TestChange_covers(t *testing.T) {
	const trials, z = 20000, 1.6448536269514722
	rng := rand.New(rand.NewPCG(3, 5))
	for _, c := range []struct {
		name      string
		shared    float64 // of the variance
		low, high float64
	}{
		{"independent", 0, 0.893, 0.907},
		{"half of the variance shared", 0.5, 0.97, 0.99},
	} {
		t.Run(c.name, func(t *testing.T) {
			held := 0
			for range trials {
				both := math.Sqrt(c.shared) * rng.NormFloat64()
				own := math.Sqrt(1 - c.shared)
				a, b := 10+2*(both+own*rng.NormFloat64()), 13+2*(both+own*rng.NormFloat64())
				got := Change(Reading{a, a - 2*z, a + 2*z}, Reading{b, b - 2*z, b + 2*z})
				if got.Lower <= 3 && got.Upper >= 3 {
					held++
				}
			}
			if share := float64(held) / trials; share < c.low || share > c.high {
				t.Errorf("the 90%% interval holds the change in %v of the trials, want %v to %v", share, c.low, c.high)
			}
		})
	}
}
