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

// Two leaves its values where they are, and finds them wherever they lie; the last
// shape hides a value from the sample.
func TestTwoAreThoseOfTheSorted(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, n := range []int{1, 2, 40, sampled, sampled + 1, 1000, 2500, 5000} {
		all := shapes(n, rng)
		hidden := make([]float64, n)
		for i := range hidden {
			hidden[i] = rng.Float64()
		}
		for i := range sampled {
			hidden[min(i*max(1, n/sampled), n-1)] = 2 - float64(i)
		}
		all["hidden"] = hidden
		for name, x := range all {
			want, was := slices.Sorted(slices.Values(x)), slices.Clone(x)
			for _, share := range []float64{0, 0.001, 0.05, 0.3, 0.5, 0.8} {
				j, k := int(share*float64(n)), n-1-int(share*float64(n))
				if lower, upper := Two(x, j, k, make([]float64, Room(n))); lower != want[j] || upper != want[k] {
					t.Fatalf("%s, %d and %d of %d: %v and %v, want %v and %v", name, j, k, n, lower, upper, want[j], want[k])
				}
			}
			if !slices.Equal(x, was) {
				t.Fatalf("%s of %d values was reordered", name, n)
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

// Many columns in turn: of one alone a processor learns the branches.
func BenchmarkQuantiles(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	columns, y := make([][]float64, 300), make([]float64, 5000)
	for k := range columns {
		columns[k] = make([]float64, len(y))
		for i := range y {
			columns[k][i] = rng.NormFloat64()
		}
	}
	next := 0
	column := func() []float64 {
		next = (next + 1) % len(columns)
		return columns[next]
	}
	b.Run("one by one", func(b *testing.B) {
		for b.Loop() {
			copy(y, column())
			Nth(y, 250)
			Nth(y[250:], 4499)
		}
	})
	room := make([]float64, Room(len(y)))
	b.Run("two", func(b *testing.B) {
		for b.Loop() {
			Two(column(), 250, 4749, room)
		}
	})
}
