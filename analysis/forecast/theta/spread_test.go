package theta

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSpread: the standard deviations are those of paths drawn from the
// published equations; 20,000 of them know theirs to half a percent.
func TestSpread(t *testing.T) {
	const h, draws = 8, 20000
	for _, v := range []Variant{STM, OTM, DSTM, DOTM} {
		x := draw(5, 14)
		f := Fitter{Variant: v}
		fit, err := f.Fit(x, 1)
		if err != nil {
			t.Fatal(err)
		}
		var mean, sd, squares [h]float64
		if err := fit.PredictTo(mean[:], sd[:]); err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(1, 2))
		shocks := make([]float64, h)
		for range draws {
			for i := range shocks {
				shocks[i] = fit.Sigma * rng.NormFloat64()
			}
			_, path := published(x, fit.Alpha, 1-1/fit.Theta, fit.First, fit.Dynamic, shocks)
			for k, p := range path {
				squares[k] += (p - mean[k]) * (p - mean[k]) / draws
			}
		}
		for k := range sd {
			if got := math.Sqrt(squares[k]); math.Abs(sd[k]/got-1) > 0.02 {
				t.Errorf("%s at horizon %d: standard deviation %v, paths have %v", v, k+1, sd[k], got)
			}
		}
	}
}
