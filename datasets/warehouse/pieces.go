package warehouse

import "slices"

// pieces gathers rows of which nobody knows how many there will be. Each is written
// where it first lies and copied once at most: a slice that grows by append copies large
// rows several times, and fresh memory is what reading costs most.
type pieces[T any] struct {
	full [][]T
	last []T
}

const (
	firstPiece = 16
	mostPiece  = 4096 // rows
)

// next is a new row behind those there are.
func (p *pieces[T]) next() *T {
	if len(p.last) == cap(p.last) {
		if len(p.last) > 0 {
			p.full = append(p.full, p.last)
		}
		p.last = make([]T, 0, min(max(firstPiece, 2*cap(p.last)), mostPiece))
	}
	p.last = p.last[:len(p.last)+1]
	return &p.last[len(p.last)-1]
}

// all are the rows in order; nil: there are none.
func (p *pieces[T]) all() []T {
	if len(p.full) == 0 {
		return slices.Clip(p.last)
	}
	return slices.Concat(append(p.full, p.last)...)
}
