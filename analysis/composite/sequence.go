package composite

import (
	"fmt"
	"math/rand/v2"
)

// direction are the primitive polynomials and initial direction numbers of the
// dimensions from the second on: degree s, coefficients a, numbers m.
//
// Source: Joe and Kuo (2008), Constructing Sobol sequences with better
// two-dimensional projections, table new-joe-kuo-6.21201, first rows.
var direction = []struct {
	s, a uint
	m    []uint32
}{
	{1, 0, []uint32{1}}, {2, 1, []uint32{1, 3}}, {3, 1, []uint32{1, 3, 1}}, {3, 2, []uint32{1, 1, 1}},
	{4, 1, []uint32{1, 1, 3, 3}}, {4, 4, []uint32{1, 3, 5, 13}},
	{5, 2, []uint32{1, 1, 5, 5, 17}}, {5, 4, []uint32{1, 1, 5, 5, 5}}, {5, 7, []uint32{1, 1, 7, 11, 19}},
	{5, 11, []uint32{1, 1, 5, 1, 1}}, {5, 13, []uint32{1, 1, 1, 3, 11}}, {5, 14, []uint32{1, 3, 5, 5, 31}},
	{6, 1, []uint32{1, 3, 3, 9, 7, 49}}, {6, 13, []uint32{1, 1, 1, 15, 21, 21}}, {6, 16, []uint32{1, 3, 1, 13, 27, 49}},
	{6, 19, []uint32{1, 1, 1, 15, 7, 5}}, {6, 22, []uint32{1, 3, 1, 15, 13, 25}}, {6, 25, []uint32{1, 1, 5, 5, 19, 61}},
	{7, 1, []uint32{1, 3, 7, 11, 23, 15, 103}}, {7, 4, []uint32{1, 3, 7, 13, 13, 15, 69}},
	{7, 7, []uint32{1, 1, 3, 13, 7, 35, 63}}, {7, 8, []uint32{1, 3, 5, 9, 1, 25, 53}}, {7, 14, []uint32{1, 3, 1, 13, 9, 35, 107}},
}

// maxDimensions of a sequence.
const maxDimensions = 24

const sequenceBits = 32

// sequence is Sobol's quasi-random sequence in Gray code order, each dimension
// moved by a random digital shift, which keeps its evenness and takes the first
// point away from the corner.
type sequence struct {
	vectors [][sequenceBits]uint32
	state   []uint32
	index   uint32
}

// newSequence has between 1 and maxDimensions dimensions.
func newSequence(dimensions int, seed uint64) (*sequence, error) {
	if dimensions < 1 || dimensions > maxDimensions {
		return nil, fmt.Errorf("make a Sobol sequence: %d dimensions, 1 to %d are known", dimensions, maxDimensions)
	}
	rng := rand.New(rand.NewPCG(seed, 0x50b01))
	q := &sequence{vectors: make([][sequenceBits]uint32, dimensions), state: make([]uint32, dimensions)}
	for d := range dimensions {
		q.vectors[d] = vectorsOf(d)
		q.state[d] = rng.Uint32()
	}
	return q, nil
}

func vectorsOf(dimension int) [sequenceBits]uint32 {
	var v [sequenceBits]uint32
	if dimension == 0 {
		for k := range v {
			v[k] = 1 << (sequenceBits - 1 - k)
		}
		return v
	}
	p := direction[dimension-1]
	s := int(p.s)
	for k := range v {
		if k < s {
			v[k] = p.m[k] << (sequenceBits - 1 - k)
			continue
		}
		v[k] = v[k-s] ^ v[k-s]>>p.s
		for i := 1; i < s; i++ {
			if p.a>>(s-1-i)&1 == 1 {
				v[k] ^= v[k-i]
			}
		}
	}
	return v
}

// next writes a point of the unit cube into u.
func (q *sequence) next(u []float64) {
	for d := range u {
		u[d] = (float64(q.state[d]) + 0.5) / (1 << sequenceBits)
	}
	bit := 0
	for q.index>>bit&1 == 1 {
		bit++
	}
	for d := range q.state {
		q.state[d] ^= q.vectors[d][bit]
	}
	q.index++
}
