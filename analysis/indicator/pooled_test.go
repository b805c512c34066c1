package indicator

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two places over three years, by hand: each year is off by a fifth, none, a fifth; the
// relative variance is 0.16 / 4, and the quantile of Student's t with 4 degrees 1.5332.
func TestPooledMeans(t *testing.T) {
	means, half := PooledMeans([][]float64{{4, 5, 6}, {12, 10, 8}}, 0.80)
	if means[0] != 5 || means[1] != 10 || math.Abs(half-1.5332062737*math.Sqrt(0.04/3)) > 1e-8 {
		t.Errorf("means %v, half-width %v", means, half)
	}
	for name, rows := range map[string][][]float64{"none": nil, "single years": {{4}, {5}}, "unlike lengths": {{4, 5}, {5}}, "a missing year": {{4, math.NaN()}, {5, 6}}, "nothing": {{0, 0}, {5, 6}}} {
		if _, half := PooledMeans(rows, 0.80); !math.IsNaN(half) {
			t.Errorf("%s: half-width %v", name, half)
		}
	}
}

// The interval holds the true mean as often as it says, for few rows and for many.
func TestPooledMeansCover(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{2, 8} {
		inside, all := 0, 0
		for range 4000 {
			rows, truth := make([][]float64, n), make([]float64, n)
			for i := range rows {
				truth[i] = 4 + 6*rng.Float64()
				for range 3 {
					rows[i] = append(rows[i], truth[i]*(1+0.08*rng.NormFloat64()))
				}
			}
			means, half := PooledMeans(rows, 0.80)
			for i, m := range means {
				all++
				if math.Abs(m-truth[i]) <= half*m {
					inside++
				}
			}
		}
		if share := float64(inside) / float64(all); math.Abs(share-0.80) > 0.02 { // three deviations of 8000 cases are 0.013
			t.Errorf("%d rows: %.3f of the intervals hold the mean", n, share)
		}
	}
}
