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
			for j := range i + 1 {
				g[i][j] += e[i] * e[j]
			}
		}
	}
}

// narrow is run without wide instructions, a lane after the other: the same
// operations on each number in the same order.
func (b *batch) narrow(f Form, y []float64) {
	for i := range lanes {
		lane := state{gain: b.at[0][i], pull: b.at[1][i], gamma: b.at[2][i], phi: b.at[3][i], level: b.at[4][i], slope: b.at[5][i]}
		switch {
		case f.Season == Mul:
			b.narrowMul(&lane, i, y)
		case f.Season == Add:
			b.narrowAdd(&lane, i, y, f.Error == Mul)
		default:
			b.narrowPlain(&lane, i, y, f.Error == Mul)
		}
	}
}

// state of one lane: level and slope are those of the forecast, level + phi
// slope and phi slope of the textbook, so that an error is one multiplication
// and one addition away from the next forecast.
type state struct{ gain, pull, gamma, phi, level, slope float64 }

func (s *state) step(d float64) {
	s.slope *= s.phi
	s.level += s.slope
	s.level += s.gain * d
	s.slope += s.pull * d
}

// relative divides an error by its forecast and multiplies the forecasts up.
func (b *batch) relative(lane, t int, f, e float64) float64 {
	if f < b.lowest[lane] {
		b.lowest[lane] = f
	}
	product := &b.products[t/block][lane]
	if t%block == 0 {
		*product = 1
	}
	*product *= f
	return e / f
}

func (b *batch) narrowPlain(s *state, lane int, y []float64, relative bool) {
	for t, v := range y {
		e := v - s.level
		b.errors[t][lane] = e
		if relative {
			b.errors[t][lane] = b.relative(lane, t, s.level, e)
		}
		s.step(e)
	}
}

func (b *batch) narrowAdd(s *state, lane int, y []float64, relative bool) {
	j := 0
	for t, v := range y {
		x := b.season[j][lane]
		e := (v - x) - s.level
		b.errors[t][lane] = e
		if relative {
			b.errors[t][lane] = b.relative(lane, t, x+s.level, e)
		}
		b.season[j][lane] = x + s.gamma*e
		s.step(e)
		if j++; j == len(b.season) {
			j = 0
		}
	}
}

func (b *batch) narrowMul(s *state, lane int, y []float64) {
	j := 0
	for t, v := range y {
		x, q := b.season[j][lane], s.level
		f := x * q
		r := b.relative(lane, t, f, v-f)
		b.errors[t][lane] = r
		b.lowest[lane] = min(b.lowest[lane], q, x)
		b.season[j][lane] = x + x*r*s.gamma
		s.step(r * q)
		if j++; j == len(b.season) {
			j = 0
		}
	}
}
