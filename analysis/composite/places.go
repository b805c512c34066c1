package composite

import (
	"math"
	"math/rand/v2"

	"fabbisogno/analysis/internal/lanes"
	"fabbisogno/analysis/internal/order"
)

// many is the number of units from which to sort them is faster than to count, for
// each, those that are smaller.
const many = 1000

// places finds how many values of a column are smaller than each.
type places struct {
	counts []int32
	sorted order.Places // nil below many
}

func newPlaces(n int) places {
	p := places{counts: make([]int32, n)}
	if n > many {
		p.sorted = order.NewPlaces(n)
	}
	return p
}

// smaller are, for every value of x times sign, how many are smaller, until the next
// call; -1 for one that is missing.
func (p places) smaller(x []float64, sign float64) []int32 {
	switch {
	case p.sorted == nil && sign > 0:
		lanes.SmallerTo(p.counts, x)
		return p.counts
	case p.sorted == nil:
		lanes.LargerTo(p.counts, x)
		return p.counts
	}
	p.sorted.Take(x, sign)
	below := 0
	for k, q := range p.sorted {
		if k > 0 && q.Value > p.sorted[k-1].Value {
			below = k
		}
		if p.counts[q.At] = int32(below); math.IsNaN(x[q.At]) {
			p.counts[q.At] = -1
		}
	}
	return p.counts
}

// lots are the ranks of scores, those that are tied being ordered by lot.
type lots struct {
	places
	taken []int32 // of each place, by how many of those tied for it
	order []int32
}

func newLots(n int) lots {
	return lots{newPlaces(n), make([]int32, n+1), make([]int32, n)}
}

// rankTo writes the ranks of score into ranks, 1 the highest. A unit with no weight on
// what is present is last.
func (l lots) rankTo(ranks []int32, score []float64, rng *rand.Rand) {
	larger := l.smaller(score, -1)
	n, pairs, missing := len(score), 0, 0
	for i, k := range larger {
		ranks[i] = k + 1
		pairs += int(k)
		missing += int(uint32(k) >> 31) // of -1
	}
	if missing == 0 && pairs == n*(n-1)/2 {
		return // no two share a place
	}
	clear(l.taken)
	for i, k := range larger {
		if k < 0 {
			k = int32(n - missing)
		}
		l.order[k+l.taken[k]] = int32(i)
		l.taken[k]++
	}
	for from := 0; from < n; {
		to := from + int(l.taken[from])
		for k := to - 1; k > from; k-- {
			other := from + rng.IntN(k-from+1)
			l.order[k], l.order[other] = l.order[other], l.order[k]
		}
		from = to
	}
	for k, i := range l.order {
		ranks[i] = int32(k + 1)
	}
}
