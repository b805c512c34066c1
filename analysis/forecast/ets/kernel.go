package ets

import "math"

// point is a full set of parameters and initial states.
type point struct {
	alpha, beta, gamma, phi float64 // beta is alpha times the share of the book, gamma likewise 1-alpha; phi 1 when not damped
	level, slope            float64 // l(0), b(0)
	season                  []float64
	// season[j] is the index of the observations j, j+m, j+2m ...
}

// tape is what a forward pass leaves for the backward pass: per observation the
// one-step level q = l + phi b, the slope, the seasonal index and the error.
type tape struct {
	q, b, s, e []float64
	season     []float64 // indices, by position modulo m
	level      float64
	slope      float64
}

func (w *tape) grow(n, m int) {
	if cap(w.q) < n {
		block := make([]float64, 4*n)
		w.q, w.b, w.s, w.e = block[:n:n], block[n:2*n:2*n], block[2*n:3*n:3*n], block[3*n:]
	}
	w.q, w.b, w.s, w.e = w.q[:n], w.b[:n], w.s[:n], w.e[:n]
	if cap(w.season) < m {
		w.season = make([]float64, m)
	}
	w.season = w.season[:m]
}

// run goes through y and gives
//
//	J = n log(sum e^2) [+ 2 sum log|f| for multiplicative errors] = -2 log L,
//
// the concentrated Gaussian likelihood without its constant, as R's ets()
// reports it. In each step, with s the seasonal index in turn,
//
//	q = l + phi b;  f = q, q + s or q s;  e = y - f, or (y - f)/f,
//	d = y - q, y - s - q or y/s - q;  l = q + alpha d;  b = phi b + beta d,
//	s = s + gamma d, or s + gamma (y/q - s)
//
// (Hyndman, Koehler, Ord & Snyder 2008, Forecasting with exponential
// smoothing, tables 2.2 and 2.3). It is +Inf where a level or index of a
// multiplicative season is not positive.
func (w *tape) run(f Form, y []float64, p *point) float64 {
	copy(w.season, p.season)
	switch f.Season {
	case None:
		w.plain(y, p)
	case Add:
		w.additive(y, p)
	default:
		if !w.multiplicative(y, p) {
			return math.Inf(1)
		}
	}
	if f.Error == Add {
		return w.additiveErrors()
	}
	return w.multiplicativeErrors(f.Season, y)
}

func (w *tape) plain(y []float64, p *point) {
	l, b := p.level, p.slope
	q, slopes, errs := w.q[:len(y)], w.b[:len(y)], w.e[:len(y)]
	for t, v := range y {
		slopes[t] = b
		b *= p.phi
		one := l + b
		d := v - one
		q[t], errs[t] = one, d
		l = one + p.alpha*d
		b += p.beta * d
	}
	w.level, w.slope = l, b
}

func (w *tape) additive(y []float64, p *point) {
	l, b, m, j := p.level, p.slope, len(w.season), 0
	q, slopes, errs, index := w.q[:len(y)], w.b[:len(y)], w.e[:len(y)], w.s[:len(y)]
	for t, v := range y {
		slopes[t] = b
		b *= p.phi
		one, s := l+b, w.season[j]
		d := v - one - s
		q[t], errs[t], index[t] = one, d, s
		l = one + p.alpha*d
		b += p.beta * d
		w.season[j] = s + p.gamma*d
		if j++; j == m {
			j = 0
		}
	}
	w.level, w.slope = l, b
}

func (w *tape) multiplicative(y []float64, p *point) bool {
	l, b, m, j := p.level, p.slope, len(w.season), 0
	q, slopes, index := w.q[:len(y)], w.b[:len(y)], w.s[:len(y)]
	lowest := math.Inf(1)
	for t, v := range y {
		slopes[t] = b
		b *= p.phi
		one, s := l+b, w.season[j]
		lowest = min(lowest, one, s)
		q[t], index[t] = one, s
		d := v/s - one
		l = one + p.alpha*d
		b += p.beta * d
		w.season[j] = s + p.gamma*(v/one-s)
		if j++; j == m {
			j = 0
		}
	}
	w.level, w.slope = l, b
	return lowest > 0
}

func (w *tape) additiveErrors() float64 {
	sum := 0.0
	for _, e := range w.e {
		sum += e * e
	}
	return objective(sum, 0, len(w.e))
}

// least sum of squares of a scaled series: below it a fit is perfect, and its
// likelihood would have no maximum.
const least = 1e-28

func objective(sum, logs float64, n int) float64 {
	j := float64(n)*math.Log(max(sum, least)) + 2*logs
	if math.IsNaN(j) {
		return math.Inf(1)
	}
	return j
}

// multiplicativeErrors makes the errors relative. Forecasts are multiplied up
// sixteen at a time, so that one logarithm serves for sixteen.
func (w *tape) multiplicativeErrors(season Kind, y []float64) float64 {
	sum, logs, product := 0.0, 0.0, 1.0
	for t, v := range y {
		f := w.forecastAt(season, t)
		if f == 0 {
			return math.Inf(1)
		}
		e := (v - f) / f
		w.e[t] = e
		sum += e * e
		product *= f
		if t&15 == 15 {
			logs += math.Log(math.Abs(product))
			product = 1
		}
	}
	return objective(sum, logs+math.Log(math.Abs(product)), len(y))
}

func (w *tape) forecastAt(season Kind, t int) float64 {
	switch season {
	case Add:
		return w.q[t] + w.s[t]
	case Mul:
		return w.q[t] * w.s[t]
	}
	return w.q[t]
}
