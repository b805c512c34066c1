package shortage

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// Exact sums: the order of units moves no bit, and the result is the textbook's to
// the last digits, whatever the size of values and their distance from zero.
func TestMomentsDoNotDependOnOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for trial := range 500 {
		x := make([]float64, 2+rng.IntN(60))
		size, shift := math.Pow(10, float64(rng.IntN(200)-100)), 100*rng.NormFloat64()
		for i := range x {
			x[i] = size * (rng.NormFloat64() + shift*float64(trial%2))
		}
		want, wantSD := stat.MeanStdDev(x, nil)
		mean, sd := moments(append(x, math.NaN()))
		if math.Abs(mean-want) > 1e-14*size*(1+math.Abs(shift)) || math.Abs(sd-wantSD) > 1e-13*wantSD*(1+math.Abs(shift)) {
			t.Fatalf("mean %v, sd %v of %v; want %v, %v", mean, sd, x, want, wantSD)
		}
		rng.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
		if m, s := moments(x); m != mean || s != sd {
			t.Fatalf("in another order mean %v, sd %v; was %v, %v", m, s, mean, sd)
		}
	}
	nan := math.NaN()
	for _, c := range []struct {
		x        []float64
		mean, sd float64
	}{{[]float64{7, 7, 7}, 7, 0}, {[]float64{0, 0}, 0, 0}, {[]float64{1}, nan, nan}, {nil, nan, nan}, {[]float64{1e-310, 3e-310}, 0, 0}, // below the finest grain
		{[]float64{1e300, -1e300}, 0, nan}, {[]float64{math.Inf(1), 1}, nan, nan}} {
		mean, sd := moments(c.x)
		same := func(a, b float64) bool { return math.Abs(a-b) <= 1e-15*math.Abs(b) || math.IsNaN(a) && math.IsNaN(b) }
		if !same(mean, c.mean) || !same(sd, c.sd) {
			t.Errorf("moments of %v: %v, %v; want %v, %v", c.x, mean, sd, c.mean, c.sd)
		}
	}
}
