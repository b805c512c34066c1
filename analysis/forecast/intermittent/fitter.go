package intermittent

import (
	"errors"
	"fmt"
	"math"
)

// Method is one of the three.
type Method uint8

// The methods.
const (
	Croston Method = iota
	SBA
	TSB
)

// String is the name, lower case.
func (m Method) String() string {
	names := [...]string{"croston", "sba", "tsb"}
	if int(m) < len(names) {
		return names[m]
	}
	return fmt.Sprintf("method %d", uint8(m))
}

// Errors of a Fitter.
var (
	// ErrTooShort is returned for fewer than Least values.
	ErrTooShort = errors.New("too few values")
	// ErrNegative is returned for a value below zero.
	ErrNegative = errors.New("a value is below zero")
	// ErrNotFinite is returned where a value is missing or infinite, or a forecast overflows.
	ErrNotFinite = errors.New("a value or a forecast is not finite")
)

// Least is the least number of values.
const Least = 3

// Bounds of estimated smoothing parameters. Above a half a size or an interval
// would rest on the last one or two demands.
const low, high = 0.01, 0.5

// Fitter forecasts one series after the other and allocates nothing. The zero
// value is Croston's method with alpha estimated.
type Fitter struct {
	Method Method
	// Alpha and Beta are the smoothing parameters, of sizes (and intervals) and
	// of the probability; 0: estimated.
	Alpha, Beta float64
	// AsR starts the levels at the first size and the first interval and takes
	// 0.1 where Alpha is 0.
	AsR bool

	last Fit
}

// Fit is the state after a series.
type Fit struct {
	Alpha, Beta float64
	Demands     int     // periods with demand
	Size        float64 // of the next demand, expected
	SizeSD      float64 // of the one-step errors of size; Size itself after a single demand
	Interval    float64 // between demands, expected; 1/Probability for TSB
	Probability float64 // of demand in a period, the correction of SBA in it
}

// Rate is the mean demand a period.
func (f Fit) Rate() float64 { return f.Probability * f.Size }

// SizeSDAt is the standard deviation of the size of a demand in the k-th period
// ahead, from 1.
func (f Fit) SizeSDAt(k int) float64 {
	return f.SizeSD * math.Sqrt(1+float64(k-1)*f.Probability*f.Alpha*f.Alpha)
}

// SD is the standard deviation of demand in the k-th period ahead:
//
//	sqrt(p s(k)^2 + p (1-p) z^2),  s(k) = SizeSDAt(k).
func (f Fit) SD(k int) float64 {
	p := f.Probability
	return math.Sqrt(p) * math.Hypot(f.SizeSDAt(k), math.Sqrt(1-p)*f.Size)
}

// Forecast writes means and standard deviations of demand in the len(mean)
// periods after y, complete and oldest first. m is not used: there is no season.
func (f *Fitter) Forecast(y []float64, m int, mean, sd []float64) error {
	_ = m
	if len(sd) != len(mean) {
		panic("intermittent: mean and sd differ in length")
	}
	fit, err := f.Fit(y)
	if err != nil {
		return err
	}
	f.last = fit
	for k := range mean {
		mean[k], sd[k] = fit.Rate(), fit.SD(k+1)
		if math.IsInf(mean[k], 0) || math.IsInf(sd[k], 0) {
			return fmt.Errorf("%s at horizon %d: %w", f.Method, k+1, ErrNotFinite)
		}
	}
	return nil
}

// Fit estimates the method. A series of zeros has rate 0.
func (f *Fitter) Fit(y []float64) (Fit, error) {
	if len(y) < Least {
		return Fit{}, fmt.Errorf("%s needs %d values, not %d: %w", f.Method, Least, len(y), ErrTooShort)
	}
	c := course{y: y, method: f.Method, first: f.AsR}
	for i, v := range y {
		switch {
		case math.IsNaN(v), math.IsInf(v, 0):
			return Fit{}, fmt.Errorf("%s: value %d is %v: %w", f.Method, i+1, v, ErrNotFinite)
		case v < 0:
			return Fit{}, fmt.Errorf("%s: value %d is %v: %w", f.Method, i+1, v, ErrNegative)
		}
		c.scale = max(c.scale, v)
	}
	if c.scale == 0 {
		return Fit{Alpha: f.Alpha, Beta: f.Beta, Interval: math.Inf(1)}, nil
	}
	c.start()
	alpha, beta := f.Alpha, f.Beta
	if f.AsR && alpha == 0 {
		alpha = 0.1
	}
	if alpha == 0 {
		alpha = c.best(func(a float64) float64 {
			r := c.run(a, a)
			if f.Method == TSB {
				return r.sizes
			}
			return r.rates
		})
	}
	if f.Method != TSB {
		beta = alpha
	} else if beta == 0 {
		beta = c.best(func(b float64) float64 { return c.run(alpha, b).occurrences })
	}
	return c.run(alpha, beta).fit, nil
}

// course runs a method through a series scaled to a largest value of 1.
type course struct {
	y                            []float64
	method                       Method
	first                        bool
	scale                        float64
	size, interval, probability0 float64 // start values
}

// start sets the start values; there is a demand.
func (c *course) start() {
	demands, sum, last := 0, 0.0, 0
	for i, v := range c.y {
		if v == 0 {
			continue
		}
		if demands == 0 && c.first {
			c.size, c.interval = v/c.scale, float64(i+1)
		}
		demands++
		sum += v / c.scale
		last = i + 1
	}
	c.probability0 = float64(demands) / float64(len(c.y))
	if !c.first {
		c.size, c.interval = sum/float64(demands), float64(last)/float64(demands)
	}
}

// result is a run with its sums of squared errors.
type result struct {
	fit                       Fit
	rates, sizes, occurrences float64
}

func (c *course) run(alpha, beta float64) result {
	var r result
	size, interval, probability := c.size, c.interval, c.probability0
	since, total := 0, 0.0
	for i, v := range c.y {
		since++
		rate := c.rate(size, interval, probability, alpha)
		total += v / c.scale
		r.rates += square(rate - total/float64(i+1))
		came := 0.0
		if v > 0 {
			came = 1
			e := v/c.scale - size
			if r.fit.Demands > 0 { // the first tells of the start value alone
				r.sizes += e * e
			}
			size += alpha * e
			interval += alpha * (float64(since) - interval)
			since = 0
			r.fit.Demands++
		}
		r.occurrences += square(came - probability)
		probability += beta * (came - probability)
	}
	p := probability
	if c.method != TSB {
		p = 1 / interval
		if c.method == SBA {
			p *= 1 - alpha/2
		}
	} else {
		interval = 1 / p
	}
	spread := size
	if n := r.fit.Demands - 1; n > 0 {
		spread = math.Sqrt(r.sizes / float64(n))
	}
	r.fit = Fit{Alpha: alpha, Beta: beta, Demands: r.fit.Demands, Size: size * c.scale, SizeSD: spread * c.scale, Interval: interval, Probability: p}
	return r
}

func (c *course) rate(size, interval, probability, alpha float64) float64 {
	switch c.method {
	case TSB:
		return probability * size
	case SBA:
		return (1 - alpha/2) * size / interval
	}
	return size / interval
}

func square(x float64) float64 { return x * x }

// best is the least point of f between the bounds: a grid, then golden section
// around its best point; the work is fixed.
func (c *course) best(f func(float64) float64) float64 {
	const points, ratio = 12, 0.6180339887498949
	const step = (high - low) / points
	at, value := low, math.Inf(1)
	for i := range points + 1 {
		x := low + float64(i)*step
		if v := f(x); v < value {
			at, value = x, v
		}
	}
	a, b := max(at-step, low), min(at+step, high)
	p, q := b-ratio*(b-a), a+ratio*(b-a)
	fp, fq := f(p), f(q)
	for range 22 {
		if fp < fq {
			b, q, fq = q, p, fp
			p = b - ratio*(b-a)
			fp = f(p)
		} else {
			a, p, fp = p, q, fq
			q = a + ratio*(b-a)
			fq = f(q)
		}
	}
	if x := (a + b) / 2; f(x) <= value {
		return x
	}
	return at
}
