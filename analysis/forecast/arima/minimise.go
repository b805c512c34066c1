package arima

import "math"

// most is the largest number of coefficients that are searched.
const most = 2*mostLags + 2*mostSeasons

// descent is BFGS with backtracking and gradients by differences, in place:
// nothing is allocated. Package ets has one with exact gradients.
type descent struct {
	x, g, step, tried, fresh, change, y, hy [most]float64
	inverse                                 [most * most]float64 // of the Hessian
	warm                                    bool                 // inverse is that of a function like the next one
}

// objective is a function to be made small; +Inf outside its domain.
type objective interface{ value(x []float64) float64 }

// slope writes the gradient at x by one-sided differences. The functions are
// sums of some hundred terms of size 1, known to 1e-12 of that; a step of 1e-5
// leaves 1e-5 of the slope either way.
func slope(p objective, x, g []float64, at float64) {
	const h = 1e-5
	for i, v := range x {
		x[i] = v + h
		up := p.value(x)
		if math.IsInf(up, 1) {
			x[i] = v - h
			g[i] = (at - p.value(x)) / h
		} else {
			g[i] = (up - at) / h
		}
		x[i] = v
	}
}

// minimise walks from d.x[:k] until an iteration gains less than tolerance or
// for at most limit iterations; the best point stays in d.x.
func (d *descent) minimise(p objective, k, limit int, tolerance float64) float64 {
	x, g := d.x[:k], d.g[:k]
	best := p.value(x)
	if math.IsInf(best, 1) || k == 0 {
		return best
	}
	slope(p, x, g, best)
	first := !d.warm
	if first {
		d.reset(k)
	}
	for range limit {
		down := d.direction(k)
		if down >= 0 || math.IsNaN(down) {
			if first {
				return best
			}
			d.reset(k)
			first = true
			continue
		}
		length := 1.0
		if first {
			length = min(1, 0.3/math.Sqrt(-down))
		}
		value, ok := d.search(p, k, best, down, length)
		if !ok {
			if first {
				return best
			}
			d.reset(k)
			first = true
			continue
		}
		gain := best - value
		best = value
		copy(x, d.tried[:k])
		if gain < tolerance && !first {
			return best
		}
		slope(p, x, d.fresh[:k], best)
		d.update(k, first)
		copy(g, d.fresh[:k])
		first = false
	}
	return best
}

func (d *descent) reset(k int) {
	clear(d.inverse[:k*k])
	for i := range k {
		d.inverse[i*k+i] = 1
	}
}

// direction is -H g; it gives its product with g, negative on the way down.
func (d *descent) direction(k int) float64 {
	down := 0.0
	for i := range k {
		sum := 0.0
		for j, h := range d.inverse[i*k : i*k+k] {
			sum += h * d.g[j]
		}
		d.step[i] = -sum
		down -= sum * d.g[i]
	}
	return down
}

// search goes along the direction until the function has fallen by a
// ten-thousandth of what its slope promises. Steps are angles: none is longer
// than a radian.
func (d *descent) search(p objective, k int, from, down, length float64) (value float64, ok bool) {
	for _, s := range d.step[:k] {
		length = min(length, 1/math.Abs(s))
	}
	for range 20 {
		for i := range k {
			d.change[i] = length * d.step[i]
			d.tried[i] = d.x[i] + d.change[i]
		}
		value = p.value(d.tried[:k])
		if value <= from+1e-4*length*down {
			return value, true
		}
		next := length / 2
		if !math.IsInf(value, 1) {
			next = -down * length * length / (2 * (value - from - down*length))
		}
		length = min(max(next, length/10), length/2)
	}
	return from, false
}

// update brings the matrix up to date by the last step (Nocedal & Wright 2006,
// Numerical optimization, 6.17); the first time it is scaled to the curvature.
func (d *descent) update(k int, first bool) {
	var sy, yy float64
	for i := range k {
		d.y[i] = d.fresh[i] - d.g[i]
		sy += d.change[i] * d.y[i]
		yy += d.y[i] * d.y[i]
	}
	if sy <= 1e-12*yy || yy == 0 {
		return
	}
	if first {
		for i := range k {
			d.inverse[i*k+i] = sy / yy
		}
	}
	yhy := 0.0
	for i := range k {
		sum := 0.0
		for j, h := range d.inverse[i*k : i*k+k] {
			sum += h * d.y[j]
		}
		d.hy[i] = sum
		yhy += d.y[i] * sum
	}
	scale := (1 + yhy/sy) / sy
	for i := range k {
		row := d.inverse[i*k : i*k+k]
		a, b := scale*d.change[i]-d.hy[i]/sy, d.change[i]/sy
		for j := range row {
			row[j] += a*d.change[j] - b*d.hy[j]
		}
	}
}
