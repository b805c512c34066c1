package stl

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The middle is that of the sorted values, bit for bit, with ties and in any order.
func TestMiddle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 9))
	for trial := range 2000 {
		x := make([]float64, 1+rng.IntN(60))
		for i := range x {
			x[i] = rng.NormFloat64()
			if trial%3 == 0 {
				x[i] = float64(rng.IntN(4))
			}
		}
		switch trial % 5 {
		case 1:
			slices.Sort(x)
		case 2:
			slices.Sort(x)
			slices.Reverse(x)
		}
		sorted, n := slices.Sorted(slices.Values(x)), len(x)
		want := sorted[n/2] + sorted[n-n/2-1]
		var w Workspace
		if got := w.middle(slices.Clone(x)); got != want {
			t.Fatalf("middle of %v: %v, want %v", x, got, want)
		}
	}
}
