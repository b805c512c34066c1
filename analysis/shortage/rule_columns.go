package shortage

import (
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// flat are the known values of the periods before, all units together.
func flat(past [][]float64) []float64 {
	var out []float64
	for _, period := range past {
		out = append(out, period...)
	}
	return out
}

// hasPast says whether any input has periods before.
func hasPast(past [][][]float64) bool {
	for _, periods := range past {
		if len(periods) > 0 {
			return true
		}
	}
	return false
}

// columnsOf are a matrix of inputs by unit.
func columnsOf(inputs, units int) [][]float64 {
	out := make([][]float64, inputs)
	for j := range out {
		out[j] = make([]float64, units)
	}
	return out
}

// standardisedTo writes sign times the standardised x into dst.
func standardisedTo(dst, x []float64, sign, mean, sd float64) {
	if sd <= math.Abs(mean)*flatness {
		for i, v := range x {
			dst[i] = sign * standardised(v, mean, sd)
		}
		return
	}
	lanes.StandardiseTo(dst, x, sign, mean, sd)
}

// standing finds where the values of a column stand among each other.
type standing struct {
	below, beyond []int32
	sorted        []float64
	known         int       // how many values shares are of
	shares        []float64 // by the places before a value's own and up to it, from the second on; missing before
}

func newStanding(units int) *standing {
	return &standing{below: make([]int32, units), beyond: make([]int32, units), sorted: make([]float64, units),
		known: -1, shares: make([]float64, 2*units+2)}
}

// of takes so many values as known.
func (s *standing) of(n int) {
	if s.known == n {
		return
	}
	s.known = n
	s.shares[0], s.shares[1] = math.NaN(), math.NaN()
	for twice := range 2 * n {
		s.shares[2+twice] = 0.5 * float64(twice) / float64(n)
	}
}

// sortedOf are the known values of a column, smallest first, until the next call.
func (s *standing) sortedOf(x []float64) []float64 {
	lanes.SmallerTo(s.below, x)
	return s.sorted[:lanes.SortTo(s.sorted, x, s.below)]
}

// sharesBelowTo writes for every value of x times sign the share of the values below
// its own, equal ones by half, and NaN for one that is missing.
func (s *standing) sharesBelowTo(dst, x []float64, sign float64) {
	below, beyond := lanes.SmallerTo, lanes.LargerTo
	if sign < 0 {
		below, beyond = beyond, below
	}
	below(s.below, x)
	missing, pairs := 0, 0
	for _, k := range s.below {
		missing += int(uint32(k) >> 31) // of the -1 of a missing value
		pairs += int(k)
	}
	pairs += missing
	n := len(x) - missing
	s.of(n)
	dst = dst[:len(s.below)]
	if pairs == n*(n-1)/2 { // no two are equal
		for i, k := range s.below {
			dst[i] = s.shares[2*k+3]
		}
		return
	}
	beyond(s.beyond, x)
	above := s.beyond[:len(s.below)]
	for i, k := range s.below {
		at := 0
		if k >= 0 {
			at = 2 + int(k) + n - int(above[i])
		}
		dst[i] = s.shares[at]
	}
}

// limitsOf are the least values from which the share of a reference below them, equal
// ones by half, comes to each of the shares given; NaN where none does. The reference
// is known and sorted.
func limitsOf(reference, shares []float64) []float64 {
	out := make([]float64, len(shares))
	for k, share := range shares {
		out[k] = limitOf(reference, share)
	}
	return out
}

func limitOf(reference []float64, share float64) float64 {
	n := float64(len(reference))
	if 0 >= share {
		return math.Inf(-1)
	}
	for from := 0; from < len(reference); {
		to := from + 1
		for to < len(reference) && reference[to] == reference[from] {
			to++
		}
		switch {
		case (float64(from)+0.5*float64(to-from))/n >= share:
			return reference[from]
		case float64(to)/n >= share:
			return above(reference[from])
		}
		from = to
	}
	return math.NaN()
}

// index is the sum of standardised columns by weight, with the weights and the
// number of those that a unit has.
type index struct{ sum, part, count []float64 }

func newIndex(units int) index {
	return index{make([]float64, units), make([]float64, units), make([]float64, units)}
}

// weigh takes the standardised columns in their order, but those not given.
func (x index) weigh(z, given [][]float64, weights []float64) {
	clear(x.sum)
	clear(x.part)
	clear(x.count)
	for j, w := range weights {
		if given[j] != nil {
			lanes.WeighTo(x.sum, x.part, x.count, z[j], w)
		}
	}
}
