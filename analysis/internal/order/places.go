package order

import (
	"math"
	"slices"
)

// Place is a value and the position it came from.
type Place struct {
	Value float64
	At    int32
}

// Places are positions in the order of their values.
type Places []Place

// NewPlaces are n positions in their own order, with no values yet.
func NewPlaces(n int) Places {
	p := make(Places, n)
	for i := range p {
		p[i].At = int32(i)
	}
	return p
}

// few is the number of places up to which insertion is fastest: values drawn again
// come nearly in the order of the draw before.
const few = 64

// Take puts the positions in the order of their values times sign, smallest first
// and NaN last. It starts from the order the places are in.
func (p Places) Take(values []float64, sign float64) {
	if len(p) > few {
		for k, q := range p {
			p[k].Value = lastIfMissing(sign * values[q.At])
		}
		p.Sort()
		return
	}
	for k, q := range p {
		q.Value = lastIfMissing(sign * values[q.At])
		p.insert(k, q)
	}
}

// Sort puts places in the order of their values, equal ones in that of their positions.
func (p Places) Sort() {
	if len(p) > few {
		slices.SortFunc(p, compare)
		return
	}
	for k, q := range p {
		p.insert(k, q)
	}
}

// insert puts q among the first k places, which are in order.
func (p Places) insert(k int, q Place) {
	for k > 0 && (p[k-1].Value > q.Value || p[k-1].Value == q.Value && p[k-1].At > q.At) {
		p[k] = p[k-1]
		k--
	}
	p[k] = q
}

func lastIfMissing(v float64) float64 {
	if v != v {
		return math.Inf(1)
	}
	return v
}

func compare(a, b Place) int {
	switch {
	case a.Value < b.Value:
		return -1
	case a.Value > b.Value:
		return 1
	}
	return int(a.At) - int(b.At)
}
