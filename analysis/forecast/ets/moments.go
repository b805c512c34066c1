package ets

import (
	"errors"
	"fmt"
	"math"
)

// ErrInfinite is returned where a forecast or its spread overflows.
var ErrInfinite = errors.New("forecast is not finite")

// MomentsTo writes means and standard deviations of the next len(mean) periods,
// of as many values each, in the unit of the series. The parameters are taken
// as known, the errors as independent and Gaussian; then they are exact. With
//
//	c(j) = alpha + beta (phi + .. + phi^j) + gamma [m divides j],  p(k) = l + b (phi + .. + phi^k) + s(k)
//
// the mean is p(k) for all forms but those with a multiplicative season, and
// the variance
//
//	v(k) = sigma^2 (1 + c(1)^2 + .. + c(k-1)^2)                                                 additive errors
//	v(k) = (1 + sigma^2) t(k) - p(k)^2,  t(k) = p(k)^2 + sigma^2 sum of c(j)^2 t(k-j)           multiplicative errors.
//
// For multiplicative seasons see product. These are classes 1, 2 and 3 of
// Hyndman, Koehler, Ord & Snyder (2008, Forecasting with exponential smoothing,
// 6.2 to 6.4), as R's forecast.ets() computes them.
func (f *Fit) MomentsTo(mean, sd []float64) error {
	switch {
	case f.Form.Season == Mul:
		f.product(mean, sd)
	case f.Form.Error == Mul:
		f.relative(mean, sd)
	default:
		f.linear(mean, sd)
	}
	for k := range mean {
		if !finite(mean[k]) || !finite(sd[k]) {
			return fmt.Errorf("%s at horizon %d: %w", f.Form, k+1, ErrInfinite)
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// pointsTo writes p(k).
func (f *Fit) pointsTo(mean []float64) {
	reach, power := 0.0, 1.0 // phi + .. + phi^k
	for k := range mean {
		power *= f.Phi
		reach += power
		mean[k] = f.Level + f.Slope*reach
		if len(f.Season) > 0 {
			mean[k] += f.Season[k%len(f.Season)]
		}
	}
}

// effect gives c(1), c(2) .. in turn.
type effect struct {
	f            *Fit
	j            int
	reach, power float64
}

func (f *Fit) effect() effect { return effect{f: f, power: 1} }

func (c *effect) next() float64 {
	f := c.f
	c.power *= f.Phi
	c.reach += c.power
	v := f.Alpha + f.Beta*c.reach
	if c.j++; c.j == len(f.Season) {
		c.j = 0
		v += f.Gamma
	}
	return v
}

func (f *Fit) linear(mean, sd []float64) {
	f.pointsTo(mean)
	c, sum := f.effect(), 1.0
	for k := range sd {
		sd[k] = f.Sigma * math.Sqrt(sum)
		v := c.next()
		sum += v * v
	}
}

// relative takes the states in a unit of their own size, so that squares of
// huge and tiny series are no different from others.
func (f *Fit) relative(mean, sd []float64) {
	f.pointsTo(mean)
	unit := f.size()
	variance := f.Sigma * f.Sigma
	for k, v := range mean { // sd holds t(k)
		t := (v / unit) * (v / unit)
		c := f.effect()
		for j := 1; j <= k; j++ {
			e := c.next()
			t += variance * e * e * sd[k-j]
		}
		sd[k] = t
	}
	for k, v := range mean {
		p := (v / unit) * (v / unit)
		sd[k] = unit * math.Sqrt(max((1+variance)*sd[k]-p, variance*p))
	}
}

// size of the states, the unit to take squares in.
func (f *Fit) size() float64 {
	if unit := max(math.Abs(f.Level), math.Abs(f.Slope)); unit > 0 {
		return unit
	}
	return 1
}

// product is for multiplicative seasons. In these forms the states are
// multiplied by a function of the error at each step,
//
//	l' = q (1 + alpha e),  b' = phi b + beta q e,  s' = s (1 + gamma e) where s is in turn,  q = l + phi b,
//
// so that the first and second moments of l w and b w, with w the factor by
// which the season of the period asked for has grown, go from step to step
// exactly, with the fourth moment 3 sigma^4 of the Gaussian error. The mean
// departs from the plain recursion as soon as the season comes round again.
func (f *Fit) product(mean, sd []float64) {
	m := len(f.Season)
	variance := f.Sigma * f.Sigma
	for k := range mean {
		x := f.states()
		for i := 1; i <= k; i++ {
			if (k+1-i)%m == 0 {
				x.inTurn(f, variance)
			} else {
				x.other(f, variance)
			}
		}
		q, q2, _ := x.ahead(f.Phi)
		s := f.Season[k%m] * x.unit
		mean[k] = q * s
		sd[k] = math.Abs(s) * math.Sqrt(max((1+variance)*q2-q*q, variance*q2))
	}
}

// raw are moments of l w and b w in the unit of the level.
type raw struct {
	unit       float64
	l, b       float64
	ll, lb, bb float64
}

func (f *Fit) states() raw {
	unit := f.size()
	l, b := f.Level/unit, f.Slope/unit
	return raw{unit, l, b, l * l, l * b, b * b}
}

// ahead gives the moments of q and q^2, and that of q phi b.
func (x *raw) ahead(phi float64) (q, qq, qb float64) {
	return x.l + phi*x.b, x.ll + 2*phi*x.lb + phi*phi*x.bb, phi * (x.lb + phi*x.bb)
}

// other is a step whose season is not the one asked for.
func (x *raw) other(f *Fit, v float64) {
	q, qq, qb := x.ahead(f.Phi)
	x.l, x.b = q, f.Phi*x.b
	x.ll = qq * (1 + f.Alpha*f.Alpha*v)
	x.lb = qb + f.Alpha*f.Beta*v*qq
	x.bb = f.Phi*f.Phi*x.bb + f.Beta*f.Beta*v*qq
}

// inTurn is a step that also multiplies w by 1 + gamma e.
func (x *raw) inTurn(f *Fit, v float64) {
	a, b, g, p := f.Alpha, f.Beta, f.Gamma, f.Phi
	q, qq, qb := x.ahead(p)
	x.l, x.b = q*(1+a*g*v), p*x.b+b*g*v*q
	x.ll = qq * (1 + v*(a*a+4*a*g+g*g) + 3*v*v*a*a*g*g)
	x.lb = qb*(1+v*(g*g+2*a*g)) + b*qq*((a+2*g)*v+3*a*g*g*v*v)
	x.bb = p*p*x.bb*(1+g*g*v) + 4*b*g*v*qb + b*b*qq*(v+3*g*g*v*v)
}
