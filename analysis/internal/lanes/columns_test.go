package lanes

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// columnsFor are columns of all lengths around four with what a comparison or a
// sum may stumble over in them: missing values, ends, zeros of both signs, ties.
func columnsFor(rng *rand.Rand, n int) [][]float64 {
	plain, holes, ties, odd := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	strange := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1, -1, 5e-324, math.MaxFloat64, 1e-300}
	for i := range n {
		plain[i] = 100 * rng.NormFloat64()
		if holes[i] = math.Exp(10 * rng.NormFloat64()); rng.IntN(5) == 0 {
			holes[i] = math.NaN()
		}
		ties[i] = float64(rng.IntN(4)) / 4
		odd[i] = strange[rng.IntN(len(strange))]
	}
	return [][]float64{plain, holes, ties, odd}
}

// same compares every bit, but for which NaN it is.
func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

// The functions of columns do what they say, by the plainest loop that
// can be written, with the wide instructions and without.
func TestColumnsByDefinition(t *testing.T) {
	defer func(was bool) { setWide(was) }(isWide())
	for _, wide := range []bool{false, isWide()} {
		setWide(wide)
		rng := rand.New(rand.NewPCG(7, 7))
		for n := range 46 {
			for _, x := range columnsFor(rng, n) {
				other := columnsFor(rng, n)[rng.IntN(4)]
				a, b := 2*rng.NormFloat64(), 10*rng.Float64()
				checkWritten(t, x, other, a, b)
				checkCounted(t, x, other, a, b)
			}
		}
	}
}

func checkWritten(t *testing.T, x, other []float64, a, b float64) {
	t.Helper()
	n := len(x)
	sd := slices.Repeat([]float64{b}, n)
	got, by, ratio := make([]float64, n), make([]float64, n), make([]float64, n)
	StandardiseTo(got, x, -1, a, b)
	StandardiseByTo(by, x, other, sd)
	RatioTo(ratio, x, other)
	sum, weights, count := slices.Clone(sd), make([]float64, n), make([]float64, n)
	WeighTo(sum, weights, count, x, a)
	WeighTo(sum, weights, count, other, b)
	met, total := slices.Clone(sd), slices.Clone(sd)
	MeetTo(met, total, x, other, sum)
	for i, v := range x {
		q := v / other[i]
		if math.IsInf(q, 0) {
			q = math.NaN()
		}
		wantSum, wantWeights, wantCount := b, 0.0, 0.0
		for k, v := range []float64{v, other[i]} {
			if w := []float64{a, b}[k]; !math.IsNaN(v) {
				product := w * v
				wantSum, wantWeights, wantCount = wantSum+product, wantWeights+w, wantCount+1
			}
		}
		wantMet := v * math.Min(1, other[i]/sum[i])
		if v == 0 || sum[i] == 0 {
			wantMet = v
		}
		if wantMet += b; !same(met[i], wantMet) || !same(total[i], b+v) {
			t.Fatalf("wide %v: of %v with %v for %v is met %v of %v, want %v", isWide(), v, other[i], sum[i], met[i], total[i], wantMet)
		}
		for k, c := range [][2]float64{{got[i], -((v - a) / b)}, {by[i], (v - other[i]) / b}, {ratio[i], q}, {sum[i], wantSum}, {weights[i], wantWeights}, {count[i], wantCount}} {
			if !same(c[0], c[1]) {
				t.Fatalf("wide %v, %d of %d values, %v and %v, result %d: %v, want %v", isWide(), i, n, v, other[i], k, c[0], c[1])
			}
		}
	}
}

func checkCounted(t *testing.T, x, other []float64, a, b float64) {
	t.Helper()
	n := len(x)
	limits := []float64{min(a, b), a, max(a, b), 0.5}
	from, to, up, down, sides := make([]int8, n), make([]int8, n), make([]int8, n), make([]int8, n), make([]int8, n)
	for range 2 {
		CountFrom(from, x, a)
		CountTo(to, x, a)
	}
	StepsTo(up, x, limits, 0, 1)
	StepsTo(down, x, limits, 4, -1)
	CompareTo(sides, x, other)
	within := true
	for i, v := range x {
		var want [5]int8
		if v >= a {
			want[0] = 2
		}
		if v <= a {
			want[1] = 2
		}
		for _, limit := range limits {
			if v >= limit {
				want[2]++
			}
		}
		want[3] = 4 - want[2]
		if math.IsNaN(v) {
			want[2], want[3] = -1, -1
		}
		switch w := other[i]; {
		case math.IsNaN(v) || math.IsNaN(w):
			want[4] = -1
		case v > w:
			want[4] = 2
		case v == w:
			want[4] = 1
		}
		if got := [5]int8{from[i], to[i], up[i], down[i], sides[i]}; got != want {
			t.Fatalf("wide %v, %d of %d values, %v and %v against %v: %v, want %v", isWide(), i, n, v, other[i], limits, got, want)
		}
		within = within && (math.IsNaN(v) || v >= -a && v <= b)
	}
	if Within(x, -a, b) != within {
		t.Fatalf("wide %v: %v within %v and %v is %v", isWide(), x, -a, b, !within)
	}
}
