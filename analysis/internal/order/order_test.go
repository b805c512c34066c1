package order

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// shapes are what selection and insertion find hard: sorted, turned, two runs, few
// different values, one value.
func shapes(n int, rng *rand.Rand) map[string][]float64 {
	out := map[string][]float64{}
	for name, value := range map[string]func(i int) float64{
		"random":   func(int) float64 { return rng.NormFloat64() },
		"sorted":   func(i int) float64 { return float64(i) },
		"turned":   func(i int) float64 { return float64(-i) },
		"two runs": func(i int) float64 { return float64(i % (n/2 + 1)) },
		"few":      func(int) float64 { return float64(rng.IntN(3)) },
		"one":      func(int) float64 { return 7 },
		"infinite": func(i int) float64 { return math.Inf(1 - 2*(i%2)) },
	} {
		x := make([]float64, n)
		for i := range x {
			x[i] = value(i)
		}
		out[name] = x
	}
	return out
}

func TestNthIsThatOfTheSorted(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 2, 3, 4, 10, 101, many + 1, 2500} {
		for name, x := range shapes(n, rng) {
			want := slices.Sorted(slices.Values(x))
			for k := range n {
				if n > many && k%97 != 0 && k < n-3 {
					continue
				}
				got := slices.Clone(x)
				if v := Nth(got, k); v != want[k] {
					t.Fatalf("%s, %d of %d: %v, want %v", name, k, n, v, want[k])
				}
				if k > 0 && slices.Max(got[:k]) > want[k] || slices.Min(got[k:]) < want[k] {
					t.Fatalf("%s, %d of %d: not parted: %v", name, k, n, got)
				}
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Fatalf("%s, %d of %d: values were lost: %v", name, k, n, got)
				}
			}
		}
	}
}

// The order is that of a stable sort, whatever order was there before, and missing
// values are last.
func TestPlacesByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, n := range []int{1, 2, 40, few, few + 1, 200} {
		p := NewPlaces(n)
		for range 3 {
			for name, x := range shapes(n, rng) {
				if n > 3 {
					x[1], x[3] = math.NaN(), math.NaN()
				}
				for _, sign := range []float64{1, -1} {
					want := make([]int, n)
					for i := range want {
						want[i] = i
					}
					key := func(i int) float64 { return lastIfMissing(sign * x[i]) }
					slices.SortStableFunc(want, func(a, b int) int { return compare(Place{Value: key(a)}, Place{Value: key(b)}) })
					p.Take(x, sign)
					for k, q := range p {
						if int(q.At) != want[k] || q.Value != key(want[k]) {
							t.Fatalf("%s of %d: place %d is %+v, want position %d of %v", name, n, k, q, want[k], x)
						}
					}
				}
			}
		}
	}
}

func BenchmarkNth(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	for name, x := range shapes(5000, rng) {
		b.Run(name, func(b *testing.B) {
			y := make([]float64, len(x))
			for b.Loop() {
				copy(y, x)
				Nth(y, 250)
			}
		})
	}
}
