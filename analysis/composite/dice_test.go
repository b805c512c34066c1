package composite

import (
	"math/rand/v2"
	"testing"
)

// By the column come the numbers that come one by one, tails and all, and whatever is
// asked for in between.
func TestDiceAreRand(t *testing.T) {
	d, pcg := newDice(), rand.NewPCG(0, 0)
	one := rand.New(pcg)
	column := make([]float64, 1000)
	beyond := 0
	for draw := range uint64(2000) {
		stream(&d.state, 9, streamDraws, draw)
		stream(pcg, 9, streamDraws, draw)
		if a, b := d.IntN(7), one.IntN(7); a != b {
			t.Fatalf("draw %d begins with %d, want %d", draw, a, b)
		}
		d.normalsTo(column[:draw%1000])
		for i, v := range column[:draw%1000] {
			if want := one.NormFloat64(); v != want {
				t.Fatalf("draw %d, number %d: %v, want %v", draw, i, v, want)
			}
			if v*v > stripEnd*stripEnd {
				beyond++
			}
		}
		if a, b := d.Uint64(), one.Uint64(); a != b {
			t.Fatalf("draw %d ends with %d, want %d", draw, a, b)
		}
	}
	if beyond < 300 {
		t.Errorf("%d numbers beyond the base strip of a million, some 570 are expected", beyond)
	}
}

func BenchmarkNormals(b *testing.B) {
	d, column := newDice(), make([]float64, 40)
	for b.Loop() {
		d.normalsTo(column)
	}
}
