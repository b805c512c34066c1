package composite

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// dice are a rand.Rand over rand.PCG that throws normal numbers by the column: the
// same numbers in the same order, at half the price of asking for one after the
// other.
type dice struct {
	*rand.Rand
	state pcg
}

func newDice() *dice {
	d := &dice{}
	d.Rand = rand.New(&d.state)
	return d
}

// pcg is the generator of rand.PCG: a linear congruential one of 128 bits with
// O'Neill's permutation DXSM (PCG: a family of simple fast space-efficient
// statistically good algorithms, 2014; the permutation of 2019).
type pcg struct{ hi, lo uint64 }

const (
	timesHi, timesLo = 0x2360ed051fc65da4, 0x4385df649fccf645
	plusHi, plusLo   = 0x5851f42d4c957f2d, 0x14057b7ef767814f
	permuteBy        = 0xda942042e4dd58b5
)

// Seed is that of rand.PCG.
func (p *pcg) Seed(seed1, seed2 uint64) { p.hi, p.lo = seed1, seed2 }

// Uint64 is that of rand.PCG.
func (p *pcg) Uint64() uint64 {
	var out uint64
	p.hi, p.lo, out = turned(p.hi, p.lo)
	return out
}

// turned is the next state, and what comes out of it.
func turned(hi, lo uint64) (nextHi, nextLo, out uint64) {
	h, l := bits.Mul64(lo, timesLo)
	h += hi*timesLo + lo*timesHi
	l, carry := bits.Add64(l, plusLo, 0)
	h, _ = bits.Add64(h, plusHi, carry)
	out = h ^ h>>32
	out *= permuteBy
	out ^= out >> 48
	return h, l, out * (l | 1)
}

// The ziggurat of rand.Rand (Marsaglia and Tsang, Journal of Statistical Software
// 5(8), 2000): 128 strips of equal area under exp(-x^2/2), where the base strip ends
// and the area of each. Numbers are 31 bits and a sign; tables are float32.
const (
	strips    = 128
	stripEnd  = 3.442619855899
	stripArea = 9.91256303526217e-3
	widest    = 1 << 31
)

type ziggurat struct {
	inner  [strips]uint32  // up to here of widest a strip lies under the curve
	width  [strips]float64 // of a strip, for one of widest
	height [strips]float32 // of the curve at its end
}

var normalStrips = func() (z ziggurat) {
	curve := func(x float64) float64 { return math.Exp(-0.5 * x * x) }
	end, last := stripEnd, stripEnd
	base := stripArea / curve(end)
	z.inner[0], z.width[0], z.height[0] = uint32(end/base*widest), float64(float32(base/widest)), 1
	z.width[strips-1], z.height[strips-1] = float64(float32(end/widest)), float32(curve(end))
	for k := strips - 2; k >= 1; k-- {
		end = math.Sqrt(-2 * math.Log(stripArea/end+curve(end)))
		z.inner[k+1] = uint32(end / last * widest)
		z.width[k], z.height[k] = float64(float32(end/widest)), float32(curve(end))
		last = end
	}
	return z
}()

// normalsTo writes what as many calls of NormFloat64 give.
func (d *dice) normalsTo(dst []float64) {
	z := &normalStrips
	hi, lo := d.state.hi, d.state.lo
	for i := range dst {
		var u uint64
		hi, lo, u = turned(hi, lo)
		j, k := int32(u), u>>32%strips
		x := float64(j) * z.width[k]
		if size := uint32((j ^ j>>31) - j>>31); size >= z.inner[k] {
			d.state = pcg{hi, lo}
			x = d.outer(j, int(k), x)
			hi, lo = d.state.hi, d.state.lo
		}
		dst[i] = x
	}
	d.state = pcg{hi, lo}
}

// outer is a number that is not surely under the curve, or another for it.
func (d *dice) outer(j int32, k int, x float64) float64 {
	if k > 0 {
		z := &normalStrips
		if z.height[k]+float32(d.Float64())*(z.height[k-1]-z.height[k]) < float32(math.Exp(-0.5*x*x)) {
			return x
		}
		return d.NormFloat64()
	}
	for { // the tail (Marsaglia 1964)
		x, y := -math.Log(d.Float64())*(1/stripEnd), -math.Log(d.Float64())
		if y+y >= x*x {
			if j > 0 {
				return stripEnd + x
			}
			return -stripEnd - x
		}
	}
}
