package lanes

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The functions of scores do what they say, by sorting and by counting, with the
// wide instructions and without.
func TestScoresByDefinition(t *testing.T) {
	defer func(was bool) { setWide(was) }(isWide())
	for _, wide := range []bool{false, isWide()} {
		setWide(wide)
		rng := rand.New(rand.NewPCG(8, 8))
		for n := range 46 {
			for columns := 1; columns < 8; columns++ {
				var x []float64
				weights := make([]float64, columns)
				for j := range weights {
					x = append(x, columnsFor(rng, n)[(j+columns)%3]...)
					if weights[j] = rng.Float64(); n%3 == 0 { // half is reached exactly, and some weigh nothing
						weights[j] = float64(rng.IntN(4)) / 4
					}
				}
				checkMedians(t, x, weights, n)
				checkDuels(t, x, weights, n)
			}
			for _, x := range columnsFor(rng, n) {
				checkMapped(t, x, rng.NormFloat64(), rng.NormFloat64())
				checkSums(t, x, rng.NormFloat64())
				checkMoved(t, x, columnsFor(rng, n), columnsFor(rng, n), -20, 30*rng.Float64())
			}
			checkBefore(t, n, rng)
		}
	}
}

func checkMedians(t *testing.T, x, weights []float64, n int) {
	t.Helper()
	const near = 1e-12
	got := make([]float64, n)
	MediansTo(got, x, weights, near)
	for i := range n {
		var places []int
		total := 0.0
		for j, w := range weights {
			if !math.IsNaN(x[j*n+i]) && w > 0 {
				places, total = append(places, j), total+w
			}
		}
		slices.SortStableFunc(places, func(a, b int) int {
			if x[a*n+i] < x[b*n+i] {
				return -1
			}
			if x[a*n+i] > x[b*n+i] {
				return 1
			}
			return 0
		})
		want, sum := math.NaN(), 0.0
		for k, j := range places {
			if sum += weights[j]; math.Abs(sum-total/2) <= near*total {
				want = (x[j*n+i] + x[places[k+1]*n+i]) / 2
				break
			}
			if sum > total/2 {
				want = x[j*n+i]
				break
			}
		}
		if !same(got[i], want) {
			t.Fatalf("wide %v: median of unit %d of %v by %v is %v, want %v", isWide(), i, x, weights, got[i], want)
		}
	}
}

func checkDuels(t *testing.T, x, weights []float64, n int) {
	t.Helper()
	got := make([]float64, n)
	DuelsTo(got, x, weights, 1e-12, make([]float64, Duels(n, len(weights))))
	for p := range n {
		want := 0.0
		for q := range n {
			lead := 0.0
			for j, w := range weights {
				if x[j*n+p] > x[j*n+q] {
					lead += w
				} else if x[j*n+p] < x[j*n+q] {
					lead -= w
				}
			}
			if lead > 1e-12 {
				want++
			} else if lead < -1e-12 {
				want--
			}
		}
		if got[p] != want {
			t.Fatalf("wide %v: unit %d of %v by %v wins %v, want %v", isWide(), p, x, weights, got[p], want)
		}
	}
}

func checkMapped(t *testing.T, x []float64, from, factor float64) {
	t.Helper()
	got := make([]float64, len(x))
	MapTo(got, x, from, 1, factor)
	lowest, highest, n := RangeOf(x)
	wantLowest, wantHighest := math.Inf(1), math.Inf(-1)
	for i, v := range x {
		product := (v - from) * factor
		if !same(got[i], 1+product) {
			t.Fatalf("wide %v: %v from %v by %v is %v", isWide(), v, from, factor, got[i])
		}
		if !math.IsNaN(v) {
			wantLowest, wantHighest = math.Min(wantLowest, v), math.Max(wantHighest, v)
		}
	}
	known := 0
	for _, v := range x {
		known += one(!math.IsNaN(v))
	}
	if lowest != wantLowest || highest != wantHighest || n != known {
		t.Fatalf("wide %v: %v ranges from %v to %v, want %v to %v", isWide(), x, lowest, highest, wantLowest, wantHighest)
	}
}

func checkBefore(t *testing.T, n int, rng *rand.Rand) {
	t.Helper()
	place, counts := make([]int32, n), make([]uint32, n*n+1)
	for i := range place {
		place[i] = int32(rng.IntN(n))
	}
	for range 3 {
		CountBefore(counts, place)
	}
	for p := range n {
		for q := range n {
			want := uint32(0)
			if place[p] < place[q] {
				want = 3
			}
			if counts[p*n+q] != want {
				t.Fatalf("wide %v: %d before %d of %v: %d, want %d", isWide(), p, q, place, counts[p*n+q], want)
			}
		}
	}
	if counts[n*n] != 0 {
		t.Fatalf("wide %v: %d units write beyond their counts", isWide(), n)
	}
}

// finite leaves out what sums of infinite values are, which is their order's.
func finite(x []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return math.Abs(v) > 1e50 })
}

func checkSums(t *testing.T, x []float64, middle float64) {
	t.Helper()
	x = finite(x)
	var want, size [4]float64
	known := 0
	for _, v := range x {
		if math.IsNaN(v) {
			continue
		}
		known++
		d := v - middle
		for k, term := range []float64{v, d * d, d * d * d, d * d * d * d} {
			want[k] += term
			size[k] += math.Abs(term)
		}
	}
	var got [4]float64
	n := 0
	got[0], n = Sum(x)
	got[1], got[2], got[3] = Powers(x, middle)
	for k := range got {
		if math.Abs(got[k]-want[k]) > 1e-14*size[k] || n != known {
			t.Fatalf("wide %v: sum %d of %v about %v is %v of %d, want %v of %d", isWide(), k, x, middle, got[k], n, want[k], known)
		}
	}
	was := isWide()
	setWide(!was && wideIsKnown)
	sum, _ := Sum(x)
	second, third, fourth := Powers(x, middle)
	setWide(was)
	if got != [4]float64{sum, second, third, fourth} {
		t.Fatalf("sums of %v depend on the instructions", x)
	}
}

func checkMoved(t *testing.T, x []float64, a, b [][]float64, low, high float64) {
	t.Helper()
	perturbed, shifted, taken := slices.Clone(x), slices.Clone(x), slices.Clone(x)
	slope := slices.Clone(a[0])
	for i := range slope {
		if i%3 == 0 {
			slope[i] = 0
		}
	}
	PerturbTo(perturbed, a[0], b[0], b[2], low, high)
	ShiftTo(shifted, a[0], b[1], low, high)
	TakeTo(taken, slope, a[1], b[1])
	hold := func(v float64) float64 {
		if math.IsNaN(v) {
			return v
		}
		return math.Min(math.Max(v, low), high)
	}
	for i, v := range x {
		up, lean, shift, take := a[0][i]*b[0][i], math.Abs(a[0][i])*b[2][i], a[0][i]*b[1][i], slope[i]*(a[1][i]-b[1][i])
		moved := up + lean
		if slope[i] == 0 {
			take = 0
		}
		for k, c := range [][2]float64{{perturbed[i], hold(v + moved)}, {shifted[i], hold(v + shift)}, {taken[i], v - take}} {
			if !same(c[0], c[1]) && c[0] != c[1] {
				t.Fatalf("wide %v, %d of %d values, %v: result %d is %v, want %v", isWide(), i, len(x), v, k, c[0], c[1])
			}
		}
	}
}
