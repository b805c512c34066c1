package diagnosis

import (
	"math"
	"math/bits"
	"slices"

	"fabbisogno/analysis/internal/lanes"
)

// ordering is a ranking as sets of units: who stands before and who behind each.
// Pairs of units are then counted 64 at a time, which gives Kendall's tau-b of two
// rankings at a fortieth of the cost of going over the pairs.
type ordering struct {
	units int
	rated []uint64
	// For each word of a set, unit after unit; a unit without a rank has empty sets.
	before, after []uint64
	pairs         int // of units, not tied
	// Of one word, by rank: the units of it, and those before.
	group, start []uint64
}

func newOrdering(units int) *ordering {
	w := (units + 63) / 64
	return &ordering{units: units, rated: make([]uint64, w), before: make([]uint64, units*w), after: make([]uint64, units*w),
		group: make([]uint64, units), start: make([]uint64, units)}
}

// take reads how many units are ahead of each, less than 0 for one without a rank.
func (o *ordering) take(ahead []int32) {
	o.pairs = 0
	for w := range o.rated {
		first := 64 * w
		clear(o.group)
		for i, k := range ahead[first:min(first+64, o.units)] {
			if k >= 0 {
				o.group[k] |= 1 << i
			}
		}
		all := uint64(0)
		for k, g := range o.group {
			o.start[k] = all
			all |= g
		}
		o.rated[w] = all
		before, after := o.before[w*o.units:][:o.units], o.after[w*o.units:][:o.units]
		for i, k := range ahead {
			if k < 0 {
				before[i], after[i] = 0, 0
				continue
			}
			before[i] = o.start[k]
			after[i] = all &^ (o.start[k] | o.group[k])
			o.pairs += bits.OnesCount64(before[i])
		}
	}
}

// tau is agreement.TauB of the two rankings.
func (o *ordering) tau(other *ordering) float64 {
	balance := lanes.Shared(o.before, other.before, other.after)
	untied, otherUntied := o.pairs, other.pairs
	if !slices.Equal(o.rated, other.rated) {
		untied, otherUntied = o.pairsAmong(other), other.pairsAmong(o)
	}
	if untied == 0 || otherUntied == 0 {
		return math.NaN()
	}
	return float64(balance) / math.Sqrt(float64(untied)*float64(otherUntied))
}

// pairsAmong are the pairs that are not tied of units that the other ranks too.
func (o *ordering) pairsAmong(other *ordering) int {
	pairs := 0
	for w, rated := range other.rated {
		before := o.before[w*o.units:][:o.units]
		for i, set := range before {
			if other.rated[i/64]>>(i%64)&1 == 1 {
				pairs += bits.OnesCount64(set & rated)
			}
		}
	}
	return pairs
}
