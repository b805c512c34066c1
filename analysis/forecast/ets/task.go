package ets

import "math"

// task is the likelihood of a form as a function of free parameters: the
// smoothing parameters on a scale without bounds,
//
//	alpha = low + (high-low) S(x1), beta = low + (alpha-low) S(x2),
//	gamma = low + (1-alpha-low) S(x3), phi = 0.8 + 0.18 S(x4),  S(x) = 1/(1+exp(-x)),
//
// then level and slope as they are (the series is scaled to a mean size of 1),
// then all seasonal indices but the last, which follows from their sum.
type task struct {
	*tape
	form    Form
	y       []float64
	m       int
	guarded bool // parameters that are not admissible are refused
	season  []float64
	at      point
	shares  [4]float64 // S(x) of the last value
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// centre takes the seasonal indices of a point as those to start from.
func (t *task) centre(p *point) {
	t.season = t.season[:t.m]
	copy(t.season, p.season)
	t.at.season = t.season
}

// pack writes a start: smoothing parameters as shares of their ranges, states
// as they are. It gives the number of free parameters.
func (t *task) pack(x []float64, p *point, s [4]float64) int {
	k := 0
	put := func(v float64) {
		x[k] = v
		k++
	}
	put(logit(s[0]))
	if t.form.Trend != None {
		put(logit(s[1]))
	}
	if t.form.Season != None {
		put(logit(s[2]))
	}
	if t.form.Damped {
		put(logit(s[3]))
	}
	put(p.level)
	if t.form.Trend != None {
		put(p.slope)
	}
	if t.form.Season != None {
		for _, v := range p.season[:t.m-1] {
			put(v)
		}
	}
	return k
}

// unpack sets the point that x stands for.
func (t *task) unpack(x []float64) {
	k := 0
	next := func() float64 {
		k++
		return x[k-1]
	}
	p := &t.at
	p.beta, p.gamma, p.phi, p.slope = 0, 0, 1, 0
	t.shares[0] = logistic(next())
	p.alpha = low + (high-low)*t.shares[0]
	if t.form.Trend != None {
		t.shares[1] = logistic(next())
		p.beta = low + (p.alpha-low)*t.shares[1]
	}
	if t.form.Season != None {
		t.shares[2] = logistic(next())
		p.gamma = low + (1-p.alpha-low)*t.shares[2]
	}
	if t.form.Damped {
		t.shares[3] = logistic(next())
		p.phi = phiLow + (phiHigh-phiLow)*t.shares[3]
	}
	p.level = next()
	if t.form.Trend != None {
		p.slope = next()
	}
	if t.form.Season == None {
		return
	}
	rest := 0.0
	if t.form.Season == Mul {
		rest = float64(t.m)
	}
	for j := range t.m - 1 {
		p.season[j] = next()
		rest -= p.season[j]
	}
	p.season[t.m-1] = rest
}

func (t *task) value(x []float64) float64 {
	t.unpack(x)
	if p := &t.at; t.guarded && !admissible(t.form, t.m, p.alpha, p.beta, p.gamma, p.phi) {
		return math.Inf(1)
	}
	return t.run(t.form, t.y, &t.at)
}

func (t *task) slope(g []float64) {
	d := t.gradient(t.form, t.y, &t.at)
	steep := func(i int) float64 { return t.shares[i] * (1 - t.shares[i]) }
	k := 0
	put := func(v float64) {
		g[k] = v
		k++
	}
	toAlpha := d.alpha
	if t.form.Trend != None {
		toAlpha += d.beta * t.shares[1]
	}
	if t.form.Season != None {
		toAlpha -= d.gamma * t.shares[2]
	}
	put(toAlpha * (high - low) * steep(0))
	if t.form.Trend != None {
		put(d.beta * (t.at.alpha - low) * steep(1))
	}
	if t.form.Season != None {
		put(d.gamma * (1 - t.at.alpha - low) * steep(2))
	}
	if t.form.Damped {
		put(d.phi * (phiHigh - phiLow) * steep(3))
	}
	put(d.level)
	if t.form.Trend != None {
		put(d.slope)
	}
	if t.form.Season == None {
		return
	}
	last := d.season[t.m-1]
	for j := range t.m - 1 {
		put(d.season[j] - last)
	}
}
