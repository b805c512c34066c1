package lanes

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// column has values of many sizes, ties, missing ones, zeros of both signs and infinities.
func column(n int, rng *rand.Rand) []float64 {
	x := make([]float64, n)
	for i := range x {
		switch rng.IntN(12) {
		case 0:
			x[i] = math.NaN()
		case 1, 2:
			x[i] = float64(rng.IntN(5) - 2)
		case 3:
			x[i] = rng.NormFloat64() * math.Exp(20*rng.Float64())
		case 4:
			x[i] = rng.NormFloat64() * math.Exp(-40*rng.Float64())
		case 5:
			x[i] = []float64{math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 709, -745, 5e-324}[rng.IntN(6)]
		default:
			x[i] = 50 + 10*rng.NormFloat64()
		}
	}
	return x
}

func sizes() []int { return []int{0, 1, 3, 4, 5, 19, 20, 21, 23, 39, 40, 41, 64, 97} }

func TestExponential(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	worst := 0.0
	for range 200000 {
		v := rng.NormFloat64() * math.Exp(6*rng.Float64()-3)
		worst = max(worst, math.Abs(exp(v)/math.Exp(v)-1))
	}
	if worst > 4.5e-16 { // two units of the last place
		t.Errorf("relative error %v", worst)
	}
	for _, v := range []float64{0, 709, 710, -709, -745, -746, math.Inf(1), math.Inf(-1), math.NaN(), 699.999, -699.999} {
		x, want := []float64{1, v, 2, v, v, 3}, math.Exp(v)
		ExpTo(x, x)
		for _, got := range []float64{x[1], x[3], x[4]} {
			if got != want && !(math.Abs(got/want-1) <= 4.5e-16) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("exp %v = %v, want %v", v, x, want)
			}
		}
	}
	share := []float64{math.Log(3), math.NaN(), -math.Log(3), 0, 800, -800}
	SharesTo(share, share)
	for i, want := range []float64{75, math.NaN(), 25, 50, 100, 0} {
		if got := share[i]; !(math.Abs(got-want) <= 1e-13) && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("shares %v, want %v at %d", share, want, i)
		}
	}
}

func TestCountsByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, n := range sizes() {
		for range 20 {
			x := column(n, rng)
			smaller, larger, sorted := make([]int32, n), make([]int32, n), make([]float64, n)
			SmallerTo(smaller, x)
			LargerTo(larger, x)
			for i, v := range x {
				below, above := int32(0), int32(0)
				for _, w := range x {
					below, above = below+int32(one(w < v)), above+int32(one(w > v))
				}
				if v != v {
					below, above = -1, -1
				}
				if smaller[i] != below || larger[i] != above {
					t.Fatalf("%v of %v: %d smaller, %d larger; want %d, %d", v, x, smaller[i], larger[i], below, above)
				}
			}
			want := slices.DeleteFunc(slices.Clone(x), math.IsNaN)
			slices.Sort(want)
			if k := SortTo(sorted, x, smaller); !slices.Equal(sorted[:k], want) {
				t.Fatalf("%v sorted is %v", x, sorted[:k])
			}
		}
	}
}

func TestSharedByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, n := range append(sizes(), 124, 125, 400) {
		a, b, c, want := make([]uint64, n), make([]uint64, n), make([]uint64, n), 0
		for i := range a {
			a[i], b[i], c[i] = rng.Uint64()|rng.Uint64(), rng.Uint64()|rng.Uint64(), rng.Uint64()
			if n > 100 {
				a[i], b[i], c[i] = math.MaxUint64, math.MaxUint64, uint64(i%2)
			}
			for k := range 64 {
				want += int((a[i] & b[i]) >> k & 1)
				want -= int((a[i] & c[i]) >> k & 1)
			}
		}
		if got := Shared(a, b, c); got != want {
			t.Fatalf("%d sets share %d more, want %d", n, got, want)
		}
	}
}

func TestTurnByDefinition(t *testing.T) {
	for _, width := range []int{1, 3, 4, 7, 9, 40} {
		for _, rows := range []int{0, 1, 3, 4, 5, 18} {
			x := make([]float64, rows*width)
			for i := range x {
				x[i] = float64(i)
			}
			for from := range width {
				for columns := range width - from + 1 {
					got := make([]float64, rows*columns)
					TurnTo(got, x, width, from)
					for i, v := range got {
						if want := float64(i%rows*width + from + i/rows); v != want {
							t.Fatalf("%d columns from %d of %d by %d: %v at %d, want %v", columns, from, rows, width, v, i, want)
						}
					}
				}
			}
		}
	}
}

func TestWholePartsByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for _, n := range sizes() {
		for power := range 58 {
			x := make([]float64, n)
			for i := range x {
				if x[i] = rng.NormFloat64() / 8; rng.IntN(5) == 0 {
					x[i] = []float64{math.NaN(), 0, math.Copysign(0, -1), 1e-320, -0.5, 0.5}[rng.IntN(6)]
				}
			}
			scale, middle := math.Ldexp(1, power-2), rng.NormFloat64()/8
			wholes, squares, largest, known := int64(0), int64(0), 0.0, 0
			for _, v := range x {
				if v == v {
					wholes, squares = wholes+int64(v*scale), squares+int64((v-middle)*(v-middle)*scale)
					largest, known = math.Max(largest, math.Abs(v-middle)), known+1
				}
			}
			got, k := Largest(x, middle)
			if w, s := Wholes(x, scale), WholeSquares(x, middle, scale); w != wholes || s != squares || got != largest || k != known {
				t.Fatalf("%v times %v about %v: %d, %d, largest %v of %d; want %d, %d, %v of %d",
					x, scale, middle, w, s, got, k, wholes, squares, largest, known)
			}
		}
	}
}

func TestBetweenByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, n := range sizes() {
		for range 20 {
			x := column(n, rng)
			lower, upper := float64(rng.IntN(60)-2), float64(rng.IntN(70)-2)
			lower = min(lower, upper)
			var want []float64
			var parts Parts
			for _, v := range x {
				if v > lower && v < upper {
					want = append(want, v)
				}
				parts.BelowLower += one(v < lower)
				parts.UpToLower += one(v <= lower)
				parts.BelowUpper += one(v < upper)
				parts.UpToUpper += one(v <= upper)
			}
			dst := make([]float64, n+Overhang)
			if got := BetweenTo(dst, x, lower, upper); got != parts || !slices.Equal(dst[:len(want)], want) {
				t.Fatalf("%v from %v to %v: %+v, %v; want %+v, %v", x, lower, upper, got, dst, parts, want)
			}
		}
	}
}

func TestTalliesByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for _, n := range []int{0, 1, 32, 33, 64, 100} {
		const classes = 5
		length := Lines(n)
		counts, want := make([]uint8, classes*length), make([]uint8, classes*length)
		sums, wantSums := make([]uint8, length), make([]uint8, length)
		var table Table
		for c := range table {
			table[c] = uint8(rng.IntN(3))
		}
		for range 100 {
			class := make([]int8, length)
			for i := range class {
				if class[i] = -1; i < n {
					class[i] = int8(rng.IntN(classes+2)) - 1 // one class more than there are counts for
				}
				if c := int(class[i]); c >= 0 {
					wantSums[i] += table[c]
					if c < classes {
						want[c*length+i]++
					}
				}
			}
			TallyTo(counts, class)
			AddTo(sums, class, &table)
		}
		if !slices.Equal(counts, want) || !slices.Equal(sums, wantSums) {
			t.Fatalf("%d units: counts %v, sums %v; want %v, %v", n, counts, sums, want, wantSums)
		}
	}
}
