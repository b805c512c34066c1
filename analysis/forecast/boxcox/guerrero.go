package boxcox

import "math"

// Guerrero is the power of a Box-Cox transformation that makes the spread
// within a season least dependent on its level (Guerrero 1993, Journal of
// Forecasting 12, 37-48): over the blocks of m values (2 for m below 2) counted
// from the end, it minimises the coefficient of variation of
//
//	s / mean^(1 - lambda),  s the standard deviation of a block,
//
// between low and high, by Brent's search, as R forecast 8.20 BoxCox.lambda()
// to the last digits. A value of zero or less raises low to 0. It is 1 for a
// series of not more than two seasons and for a constant one. Missing values
// are left out of their blocks.
//
// Between 0 and 1 a search that ends within a thousandth of a bound means the
// bound, so that logarithms are logarithms; but with a zero in y it stays there,
// because zero has no logarithm.
func Guerrero(y []float64, m int, low, high float64) float64 {
	var c chooser
	return c.choose(y, m, low, high)
}

// chooser keeps the blocks from series to series.
type chooser struct{ blocks []block }

func (c *chooser) choose(y []float64, m int, low, high float64) float64 {
	c.fill(y, m)
	blocks, spread, least := c.blocks, false, math.Inf(1)
	for _, b := range blocks {
		spread = spread || b.sd > 0
	}
	if len(y) <= 2*m || len(blocks) < 2 || !spread {
		return min(max(1, low), high)
	}
	for _, v := range y {
		least = min(least, v)
	}
	if least <= 0 {
		low = max(low, 0)
	}
	if low >= high {
		return high
	}
	lambda := minimum(func(lambda float64) float64 { return variation(blocks, lambda) }, low, high)
	const bound = 1e-3
	switch {
	case low == 0 && lambda < bound && least <= 0:
		return bound
	case low == 0 && lambda < bound:
		return 0
	case high == 1 && lambda > 1-bound:
		return 1
	}
	return lambda
}

type block struct{ mean, sd float64 }

// fill gives mean and standard deviation of each run of m values, the last
// ending with y, in units of the largest value. Blocks of fewer than two known
// values and those whose mean is not positive say nothing.
func (c *chooser) fill(y []float64, m int) {
	c.blocks = c.blocks[:0]
	size, top := max(m, 2), 0.0
	for _, v := range y {
		if !math.IsNaN(v) {
			top = max(top, math.Abs(v))
		}
	}
	if top == 0 {
		return
	}
	for from := len(y) % size; from+size <= len(y); from += size {
		sum, n := 0.0, 0.0
		for _, v := range y[from : from+size] {
			if !math.IsNaN(v) {
				sum += v / top
				n++
			}
		}
		squares := 0.0
		for _, v := range y[from : from+size] {
			if !math.IsNaN(v) {
				squares += (v/top - sum/n) * (v/top - sum/n)
			}
		}
		if n > 1 && sum > 0 {
			c.blocks = append(c.blocks, block{sum / n, math.Sqrt(squares / (n - 1))})
		}
	}
}

// variation is the coefficient of variation of s / mean^(1-lambda).
func variation(blocks []block, lambda float64) float64 {
	n, mean, squares := float64(len(blocks)), 0.0, 0.0
	ratio := func(b block) float64 { return b.sd / math.Pow(b.mean, 1-lambda) }
	for _, b := range blocks {
		mean += ratio(b) / n
	}
	for _, b := range blocks {
		squares += (ratio(b) - mean) * (ratio(b) - mean)
	}
	return math.Sqrt(squares/(n-1)) / mean
}

// brentTolerance is that of R optimize(): the fourth root of the machine epsilon.
const brentTolerance = 0.0001220703125

// minimum of f between a and b by golden sections and parabolas (Brent 1973,
// Algorithms for minimization without derivatives, chapter 5), with the tolerance
// and the starting point of R optimize().
func minimum(f func(float64) float64, a, b float64) float64 {
	const precision = 1.4901161193847656e-08 // root of the machine epsilon
	golden := (3 - math.Sqrt(5)) / 2
	x := a + golden*(b-a)
	fx := f(x)
	second, third := x, x // the points next best
	f2, f3 := fx, fx
	last, before := 0.0, 0.0 // the last step and the one before it
	for range 200 {
		middle := (a + b) / 2
		least := precision*math.Abs(x) + brentTolerance/3
		if math.Abs(x-middle) <= 2*least-(b-a)/2 {
			break
		}
		p, q := 0.0, 0.0
		old := before
		if math.Abs(before) > least {
			r := (x - second) * (fx - f3)
			q = (x - third) * (fx - f2)
			p = (x-third)*q - (x-second)*r
			q = 2 * (q - r)
			if q > 0 {
				p = -p
			}
			q = math.Abs(q)
			before = last
		}
		if math.Abs(p) >= math.Abs(q*old/2) || p <= q*(a-x) || p >= q*(b-x) {
			before = a - x
			if x < middle {
				before = b - x
			}
			last = golden * before
		} else {
			last = p / q
			if u := x + last; u-a < 2*least || b-u < 2*least {
				last = math.Copysign(least, middle-x)
			}
		}
		u := x + last
		if math.Abs(last) < least {
			u = x + math.Copysign(least, last)
		}
		fu := f(u)
		if fu <= fx {
			if u < x {
				b = x
			} else {
				a = x
			}
			third, second, x = second, x, u
			f3, f2, fx = f2, fx, fu
			continue
		}
		if u < x {
			a = u
		} else {
			b = u
		}
		switch {
		case fu <= f2 || second == x:
			third, second, f3, f2 = second, u, f2, fu
		case fu <= f3 || third == x || third == second:
			third, f3 = u, fu
		}
	}
	return x
}
