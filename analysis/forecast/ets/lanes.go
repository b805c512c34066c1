package ets

import "math"

// lanes is the number of parameter sets that go through a series at once. One
// set alone spends its time waiting for the level that the last error gives;
// eight side by side fill the wait.
const lanes = 8

// vec holds one number a lane.
type vec [lanes]float64

// batch takes eight points of one form through a series.
type batch struct {
	at       [6]vec // gain alpha + phi beta, pull phi beta, gamma, phi, and level and slope of the first forecast
	season   []vec  // indices, by position modulo m; changed by a run
	errors   []vec  // one-step errors; relative ones for multiplicative forms
	products []vec  // of the forecasts of sixteen steps each, for multiplicative forms
	lowest   vec    // the least forecast, level or index of a multiplicative form
	sum      vec    // of squared errors
	logs     vec    // sum of log forecasts
	j        vec    // -2 log L without its constant
}

// block is the number of forecasts multiplied up before a logarithm is taken.
const block = 16

func (b *batch) grow(n, m int) {
	if cap(b.errors) < n {
		b.errors = make([]vec, n)
		b.products = make([]vec, n/block+1)
	}
	b.errors, b.products = b.errors[:n], b.products[:(n+block-1)/block]
	if cap(b.season) < m {
		b.season = make([]vec, m)
	}
	b.season = b.season[:m]
}

// run goes through y with all lanes from the same seasonal indices, and leaves
// errors, products and the lowest.
func (b *batch) run(f Form, y, season []float64) {
	b.season = b.season[:len(season)]
	for j, s := range season {
		for i := range lanes {
			b.season[j][i] = s
		}
	}
	for i := range lanes {
		b.lowest[i] = math.Inf(1)
	}
	if !b.through(f, y) {
		b.narrow(f, y)
	}
}

// logsTo sums the logarithms of the forecasts of the first k lanes; +Inf where
// one is not positive.
func (b *batch) logsTo(k int) {
	for i := range k {
		b.logs[i] = math.Inf(1)
		if b.lowest[i] > 0 {
			b.logs[i] = b.logOf(i)
		}
	}
}

// logOf a lane, by the mantissa of one product times the next. It is +Inf where
// sixteen forecasts multiplied overflow or vanish, which takes a series whose
// values lie some eighteen powers of ten apart.
func (b *batch) logOf(lane int) float64 {
	product, power := 1.0, 0
	for t := range b.products {
		if p := b.products[t][lane]; !(p > 1e-290 && p < 1e290) {
			return math.Inf(1)
		}
		bits := math.Float64bits(product * b.products[t][lane])
		power += int(bits>>52) - 1023
		product = math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	}
	return math.Log(product) + float64(power)*math.Ln2
}

// ratioOf the geometric mean of a lane's forecasts to the first lane's.
func (b *batch) ratioOf(lane int) float64 {
	ratio := 1.0
	for t := range b.products {
		ratio *= b.products[t][lane] / b.products[t][0]
	}
	n := float64(len(b.errors))
	z := ratio - 1
	if math.Abs(z) > 0.02 {
		return math.Pow(ratio, 1/n)
	}
	w := z * (1 - z*(1./2-z*(1./3-z*(1./4-z/5)))) / n // log(1+z)/n
	return 1 + w*(1+w*(1./2+w/6))
}

// values writes J of the first k lanes.
func (b *batch) values(f Form, k int) {
	n := len(b.errors)
	b.sumSquares()
	b.logs = vec{}
	if f.Error == Mul {
		b.logsTo(k)
	}
	for i := range k {
		b.j[i] = objective(b.sum[i], b.logs[i], n)
	}
}

// sumSquares sums the squared errors of each lane.
func (b *batch) sumSquares() {
	if b.squaresWide() {
		return
	}
	b.sum = vec{}
	for t := range b.errors {
		for i, e := range b.errors[t] {
			b.sum[i] += e * e
		}
	}
}

// gram holds sums of products of the errors of two lanes, the second not above
// the first.
type gram [lanes]vec

// gramTo sums the products of the first k lanes.
func (b *batch) gramTo(g *gram, k int) {
	if b.gramWide(g, k) {
		return
	}
	*g = gram{}
	for t := range b.errors {
		e := &b.errors[t]
		for i := range k {
			row, a := &g[i], e[i]
			for j, v := range e[:i+1] {
				row[j] += a * v
			}
		}
	}
}

// narrow is run without wide instructions: the same operations on each number
// in the same order.
func (b *batch) narrow(f Form, y []float64) {
	level, slope := b.at[4], b.at[5]
	switch {
	case f.Season == Mul:
		b.narrowMul(&level, &slope, y)
	case f.Season == Add:
		b.narrowAdd(&level, &slope, y, f.Error == Mul)
	default:
		b.narrowPlain(&level, &slope, y, f.Error == Mul)
	}
}

// step takes level and slope to the next forecast. They are level + phi slope
// and phi slope of the textbook, so that an error is one multiplication and one
// addition away from the next forecast.
func (b *batch) step(level, slope, d *vec) {
	for i, e := range d {
		u := slope[i] * b.at[3][i]
		level[i] = level[i] + u + b.at[0][i]*e
		slope[i] = u + b.at[1][i]*e
	}
}

// relative divides errors by their forecasts and multiplies the forecasts up.
func (b *batch) relative(t int, f, e *vec) {
	product := &b.products[t/block]
	if t%block == 0 {
		for i := range product {
			product[i] = 1
		}
	}
	for i, v := range f {
		if v < b.lowest[i] {
			b.lowest[i] = v
		}
		product[i] *= v
		e[i] /= v
	}
}

func (b *batch) narrowPlain(level, slope *vec, y []float64, relative bool) {
	var d vec
	for t, v := range y {
		for i, q := range level {
			d[i] = v - q
		}
		b.errors[t] = d
		if relative {
			b.relative(t, level, &b.errors[t])
		}
		b.step(level, slope, &d)
	}
}

func (b *batch) narrowAdd(level, slope *vec, y []float64, relative bool) {
	var d, f vec
	j := 0
	for t, v := range y {
		season := &b.season[j]
		for i, x := range season {
			d[i] = (v - x) - level[i]
			f[i] = x + level[i]
			season[i] = x + b.at[2][i]*d[i]
		}
		b.errors[t] = d
		if relative {
			b.relative(t, &f, &b.errors[t])
		}
		b.step(level, slope, &d)
		if j++; j == len(b.season) {
			j = 0
		}
	}
}

func (b *batch) narrowMul(level, slope *vec, y []float64) {
	var f, d vec
	j := 0
	for t, v := range y {
		season, e := &b.season[j], &b.errors[t]
		for i, x := range season {
			f[i] = x * level[i]
			e[i] = v - f[i]
			b.lowest[i] = min(b.lowest[i], level[i], x)
		}
		b.relative(t, &f, e)
		for i, r := range e {
			season[i] += season[i] * r * b.at[2][i]
			d[i] = r * level[i]
		}
		b.step(level, slope, &d)
		if j++; j == len(b.season) {
			j = 0
		}
	}
}
