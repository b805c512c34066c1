package lanes

import (
	"math/rand/v2"
	"testing"
)

// Columns of the size of a panel.
func BenchmarkColumn(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	x, y, z := make([]float64, 40), make([]float64, 40+Overhang), make([]float32, 40)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	counts, sets, others := make([]int32, 40), make([]uint64, 40), make([]uint64, 40)
	class, tally := make([]int8, 64), make([]uint8, 320)
	for name, do := range map[string]func(){
		"exp":     func() { ExpTo(y[:40], x) },
		"shares":  func() { SharesTo(y[:40], x) },
		"normal":  func() { NormalTo(y[:40], x, x, z) },
		"smaller": func() { SmallerTo(counts, x) },
		"sort":    func() { SortTo(y[:40], x, counts) },
		"shared":  func() { Shared(sets, others, sets) },
		"wholes":  func() { Wholes(x, 1000) },
		"between": func() { BetweenTo(y, x, -1, 0) },
		"tally":   func() { TallyTo(tally, class) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				do()
			}
		})
	}
}
