package ets

import "math"

// most is the largest number of free parameters: four smoothing parameters,
// level, slope and the seasonal indices but one of a year of months or weeks.
const most = 4 + 2 + longest

// longest season of a form: weeks.
const longest = 52

// problem is a function to be made small, with its gradient.
type problem interface {
	value(x []float64) float64
	// slope writes the gradient at the x of the last value.
	slope(g []float64)
}

// descent is BFGS with backtracking, in place: nothing is allocated. The
// library's minimiser starts goroutines and allocates a hundred times a call,
// which for these functions of a microsecond is nine tenths of its time.
type descent struct {
	x, g, step, tried, fresh, change [most]float64
	inverse                          [most * most]float64 // of the Hessian
}

// minimise walks from d.x[:k] until an iteration gains less than tolerance,
// twice running, or for at most limit iterations; the best point stays in d.x.
func (d *descent) minimise(p problem, k, limit int, tolerance float64) float64 {
	x, g := d.x[:k], d.g[:k]
	best := p.value(x)
	if math.IsInf(best, 1) {
		return best
	}
	p.slope(g)
	d.reset(k)
	first, idle := true, 0
	for range limit {
		slope := d.direction(k)
		if slope >= 0 { // no way down: the matrix has lost its sense
			d.reset(k)
			first = true
			if slope = d.direction(k); slope >= 0 {
				return best
			}
		}
		length := 1.0
		if first {
			length = min(1, 0.3/math.Sqrt(-slope))
		}
		value, ok := d.search(p, k, best, slope, length)
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
		p.slope(d.fresh[:k])
		d.update(k, first)
		first = false
		copy(x, d.tried[:k])
		copy(g, d.fresh[:k])
		if gain < tolerance {
			if idle++; idle == 2 {
				return best
			}
		} else {
			idle = 0
		}
	}
	return best
}

func (d *descent) reset(k int) {
	for i := range k * k {
		d.inverse[i] = 0
	}
	for i := range k {
		d.inverse[i*k+i] = 1
	}
}

// direction is -H g; it gives its product with g, which is negative on the way down.
func (d *descent) direction(k int) float64 {
	slope := 0.0
	for i := range k {
		sum := 0.0
		for j, h := range d.inverse[i*k : i*k+k] {
			sum += h * d.g[j]
		}
		d.step[i] = -sum
		slope -= sum * d.g[i]
	}
	return slope
}

// search goes along the direction until the function has fallen by a
// ten-thousandth of what its slope promises; the step is halved, or cut to the
// lowest point of the parabola through what is known.
func (d *descent) search(p problem, k int, from, slope, length float64) (value float64, ok bool) {
	for range 24 {
		for i := range k {
			d.tried[i] = d.x[i] + length*d.step[i]
		}
		value = p.value(d.tried[:k])
		if value <= from+1e-4*length*slope {
			for i := range k {
				d.change[i] = length * d.step[i]
			}
			return value, true
		}
		next := length / 2
		if !math.IsInf(value, 1) {
			next = -slope * length * length / (2 * (value - from - slope*length))
		}
		length = min(max(next, length/10), length/2)
	}
	return from, false
}

// update brings the matrix up to date by the last step (Nocedal & Wright 2006,
// Numerical optimization, 6.17); the first time it is scaled to the curvature.
func (d *descent) update(k int, first bool) {
	var sy, yy float64
	y := d.step[:k] // the direction is used up
	for i := range k {
		y[i] = d.fresh[i] - d.g[i]
		sy += d.change[i] * y[i]
		yy += y[i] * y[i]
	}
	if sy <= 1e-12*yy || yy == 0 {
		return
	}
	if first {
		for i := range k {
			d.inverse[i*k+i] = sy / yy
		}
	}
	hy := d.timesChange(k, y)
	yhy := 0.0
	for i := range k {
		yhy += y[i] * hy[i]
	}
	scale := (1 + yhy/sy) / sy
	for i := range k {
		row := d.inverse[i*k : i*k+k]
		a, b := scale*d.change[i]-hy[i]/sy, d.change[i]/sy
		for j := range row {
			row[j] += a*d.change[j] - b*hy[j]
		}
	}
}

// timesChange is H y, kept in the space of the old gradient, which is used up too.
func (d *descent) timesChange(k int, y []float64) []float64 {
	hy := d.g[:k]
	for i := range k {
		sum := 0.0
		for j, h := range d.inverse[i*k : i*k+k] {
			sum += h * y[j]
		}
		hy[i] = sum
	}
	return hy
}
