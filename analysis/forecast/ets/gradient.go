package ets

// adjoint holds the derivatives of J to the states after a step, and those to
// the parameters as far as the steps behind it go.
type adjoint struct {
	point
	toLevel, toSlope float64
}

// gradient of J after run, by going back through the tape: all derivatives at
// the price of about three passes, however many initial states there are.
// season takes the derivatives to the initial indices.
func (w *tape) gradient(f Form, y []float64, p *point) point {
	n := len(y)
	sum := 0.0
	for _, e := range w.e {
		sum += e * e
	}
	weight := 2 * float64(n) / max(sum, least)
	season := w.season // the indices are no longer needed: their place takes the adjoints
	clear(season)
	m := len(season)
	j := 0
	if m > 0 {
		j = (n - 1) % m
	}
	var a adjoint
	for t := n - 1; t >= 0; t-- {
		e := w.e[t]
		toForecast := -weight * e
		if f.Error == Mul {
			toForecast = (2 - weight*e*(e+1)) / w.forecastAt(f.Season, t)
		}
		var toOne float64 // to the one-step level q
		switch f.Season {
		case None:
			toOne = a.plain(p, y[t]-w.q[t]) + toForecast
		case Add:
			toOne, season[j] = a.additive(p, y[t]-w.q[t]-w.s[t], season[j])
			toOne += toForecast
			season[j] += toForecast
		default:
			toOne, season[j] = a.multiplicative(p, y[t], w.q[t], w.s[t], season[j])
			toOne += toForecast * w.s[t]
			season[j] += toForecast * w.q[t]
		}
		carried := a.toSlope + toOne // to phi b
		a.phi += carried * w.b[t]
		a.toLevel, a.toSlope = toOne, carried*p.phi
		if j--; j < 0 {
			j = m - 1
		}
	}
	a.level, a.slope, a.season = a.toLevel, a.toSlope, season
	return a.point
}

// plain goes back through l = q + alpha d, b = phi b + beta d with d = y - q.
func (a *adjoint) plain(p *point, d float64) (toOne float64) {
	a.alpha += a.toLevel * d
	a.beta += a.toSlope * d
	return a.toLevel - p.alpha*a.toLevel - p.beta*a.toSlope
}

// additive has d = y - q - s and s = s + gamma d besides; ahead is the
// derivative to the index after the step, before the one to that before it.
func (a *adjoint) additive(p *point, d, ahead float64) (toOne, before float64) {
	a.alpha += a.toLevel * d
	a.beta += a.toSlope * d
	a.gamma += ahead * d
	toD := p.alpha*a.toLevel + p.beta*a.toSlope + p.gamma*ahead
	return a.toLevel - toD, ahead - toD
}

// multiplicative has d = y/s - q and s = s + gamma (y/q - s).
func (a *adjoint) multiplicative(p *point, y, q, s, ahead float64) (toOne, before float64) {
	d := y/s - q
	a.alpha += a.toLevel * d
	a.beta += a.toSlope * d
	a.gamma += ahead * (y/q - s)
	toD := p.alpha*a.toLevel + p.beta*a.toSlope
	return a.toLevel - toD - ahead*p.gamma*y/(q*q), (1-p.gamma)*ahead - toD*y/(s*s)
}
