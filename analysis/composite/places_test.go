package composite

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Counted or sorted, places are the same.
func TestPlacesOfMany(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 40, many, many + 1} {
		x := make([]float64, n)
		for i := range x {
			if x[i] = math.Round(float64(n) * rng.NormFloat64()); rng.IntN(10) == 0 {
				x[i] = math.NaN()
			}
		}
		p := newPlaces(n)
		if (p.sorted != nil) != (n > many) {
			t.Fatalf("%d units: sorted %v", n, p.sorted != nil)
		}
		for _, sign := range []float64{1, -1} {
			for i, got := range slices.Clone(p.smaller(x, sign)) {
				want := int32(0)
				for _, v := range x {
					if sign*v < sign*x[i] {
						want++
					}
				}
				if math.IsNaN(x[i]) {
					want = -1
				}
				if got != want {
					t.Fatalf("%d units, sign %v: %d are smaller than %v, want %d", n, sign, got, x[i], want)
				}
			}
		}
	}
}

// Tied scores, and those that are missing, take their places by lot, each order as
// often as another; the others their own.
func TestTiesByLot(t *testing.T) {
	const draws = 6000
	score := []float64{5, math.NaN(), 7, 5, 9, 5, math.NaN()}
	l, rng := newLots(len(score)), rand.New(rand.NewPCG(1, 1))
	ranks, seen := make([]int32, len(score)), map[[7]int32]int{}
	for range draws {
		l.rankTo(ranks, score, rng)
		seen[[7]int32(ranks)]++
	}
	for r, count := range seen {
		tied, last := []int32{r[0], r[3], r[5]}, []int32{r[1], r[6]}
		slices.Sort(tied)
		slices.Sort(last)
		if r[4] != 1 || r[2] != 2 || !slices.Equal(tied, []int32{3, 4, 5}) || !slices.Equal(last, []int32{6, 7}) {
			t.Errorf("%v has ranks %v", score, r)
		}
		if math.Abs(float64(count)-draws/12) > 5*math.Sqrt(draws/12) {
			t.Errorf("ranks %v in %d of %d draws, one in twelve is expected", r, count, draws)
		}
	}
	if len(seen) != 12 {
		t.Errorf("%d orders, 3! times 2! are expected", len(seen))
	}
}
