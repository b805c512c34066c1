package lanes

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// everything a column gives, in bits; NaN is one value.
func everything(x []float64) []string {
	n := len(x)
	var out []string
	add := func(v ...any) { out = append(out, fmt.Sprint(v...)) }
	numbers := func(v []float64) {
		for _, v := range v {
			if v != v {
				v = math.NaN()
			}
			add(math.Float64bits(v))
		}
	}
	y, z, class := make([]float64, n+Overhang), make([]float32, n), make([]int8, Lines(n))
	for i, v := range x {
		z[i], class[i] = float32(v), int8(math.Float64bits(v)>>48)%16
	}
	ExpTo(y, x)
	numbers(y[:n])
	SharesTo(y, x)
	numbers(y[:n])
	NormalTo(y[:n], x, x, z)
	numbers(y[:n])
	smaller, larger := make([]int32, n), make([]int32, n)
	SmallerTo(smaller, x)
	LargerTo(larger, x)
	add(smaller, larger)
	sets := make([]uint64, n)
	for i, v := range x {
		sets[i] = math.Float64bits(v)
	}
	add(Shared(sets[n/2:n/2+n/4], sets, sets[n/4:]))
	if n > 0 {
		p := BetweenTo(y, x, math.Min(x[0], x[n-1]), math.Max(x[0], x[n-1]))
		add(p)
		numbers(y[:max(0, p.BelowUpper-p.UpToLower)])
		largest, known := Largest(x, x[0])
		numbers([]float64{largest})
		add(known)
	}
	tame := make([]float64, n)
	for i, v := range x {
		tame[i] = math.Remainder(v, 1<<20)
	}
	add(Wholes(tame, 1<<30), WholeSquares(tame, 3, 1<<10))
	counts, sums := make([]uint8, 7*len(class)), make([]uint8, len(class))
	TallyTo(counts, class)
	AddTo(sums, class, &Table{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3})
	add(counts, sums)
	return out
}

// agree compares the wide instructions with the plain loops.
func agree(t *testing.T, x []float64) {
	t.Helper()
	defer func(was bool) { wide = was }(wide)
	wide = true
	got := everything(x)
	wide = false
	for k, want := range everything(x) {
		if got[k] != want {
			t.Fatalf("of %v the wide instructions give, in line %d,\n%s\nand the plain loops\n%s", x, k, got[k], want)
		}
	}
}

func TestWideIsPlain(t *testing.T) {
	if !wide {
		t.Skip("this processor has no wide instructions")
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for _, n := range sizes() {
		for range 20 {
			agree(t, column(n, rng))
		}
	}
}

// The definitions hold without the wide instructions too.
func TestPlainByDefinition(t *testing.T) {
	defer func(was bool) { wide = was }(wide)
	wide = false
	t.Run("exponential", TestExponential)
	t.Run("counts", TestCountsByDefinition)
	t.Run("shared", TestSharedByDefinition)
	t.Run("turn", TestTurnByDefinition)
	t.Run("whole parts", TestWholePartsByDefinition)
	t.Run("between", TestBetweenByDefinition)
	t.Run("tallies", TestTalliesByDefinition)
}

func FuzzWideIsPlain(f *testing.F) {
	if !wide {
		f.Skip("this processor has no wide instructions")
	}
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x := make([]float64, min(len(data)/8, 100))
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
		}
		agree(t, x)
	})
}
