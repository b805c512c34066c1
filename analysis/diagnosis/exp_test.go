package diagnosis

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestExponential(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	e, worst := newExponential(), 0.0
	for range 200000 {
		v := rng.NormFloat64() * math.Exp(6*rng.Float64()-3)
		x := []float64{v}
		e.of(x)
		worst = max(worst, math.Abs(x[0]/math.Exp(v)-1))
	}
	if worst > 4.5e-16 { // two units of the last place
		t.Errorf("relative error %v", worst)
	}
	for _, v := range []float64{0, 709, 710, -709, -745, -746, math.Inf(1), math.Inf(-1), math.NaN(), 699.999, -699.999} {
		x, want := []float64{v}, math.Exp(v)
		if e.of(x); x[0] != want && math.Abs(x[0]/want-1) > 4.5e-16 && !(math.IsNaN(x[0]) && math.IsNaN(want)) {
			t.Errorf("exp %v = %v, want %v", v, x[0], want)
		}
	}
}
