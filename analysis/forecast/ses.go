package forecast

import (
	"context"
	"math"

	"fabbisogno/datasets/series"
)

// SES is simple exponential smoothing as a state space model, ETS(A,N,N):
//
//	y(t) = l(t-1) + e(t),  l(t) = l(t-1) + alpha e(t),
//
// alpha in [0.0001, 0.9999] and l(0) by maximum likelihood, which is least
// squares; sigma^2 = SSE/(n-2). Forecasts are flat with
// sd(k) = sigma sqrt(1 + (k-1) alpha^2). As R forecast 8.20 ses(), but where R
// searches both parameters by Nelder-Mead, here l(0) is solved exactly for
// each alpha and alpha is searched in one dimension, so that the likelihood is
// never below R's (Hyndman, Koehler, Ord & Snyder 2008, Forecasting with
// exponential smoothing, 5.1).
type SES struct{}

// ID is "ses".
func (SES) ID() string { return "ses" }

// Version of the numbers.
func (SES) Version() int { return 1 }

// Fit needs three values.
func (m SES) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	if len(p.y) < minSmooth {
		return nil, &FitError{s.Key, m.ID(), ErrTooShort}
	}
	f := smooth(p.y)
	return &linear{
		model: m.ID(),
		point: func(int) float64 { return f.level },
		psi:   psiSmooth(f.alpha),
		sigma: f.sigma, residuals: f.errors, in: p, params: 1, status: p.status,
	}, nil
}

// minSmooth is the least number of values for smoothing: two parameters and
// one degree of freedom.
const minSmooth = 3

// Bounds of alpha, those of R forecast 8.20 ets().
const (
	alphaLow  = 1e-4
	alphaHigh = 0.9999
)

// smoothing is an estimated ETS(A,N,N).
type smoothing struct {
	alpha, first, level, sigma float64 // l(0), l(n)
	errors                     []float64
}

func psiSmooth(alpha float64) func(int) float64 {
	return func(j int) float64 {
		if j == 0 {
			return 1
		}
		return alpha
	}
}

// smooth estimates ETS(A,N,N) on at least minSmooth values. The series is
// centred on its first value and scaled to 1, so that neither huge nor tiny
// values lose digits.
func smooth(y []float64) smoothing {
	n := len(y)
	origin, scale := y[0], 0.0
	for _, v := range y {
		scale = max(scale, math.Abs(v-origin))
	}
	f := smoothing{alpha: alphaLow, first: origin, level: origin, errors: make([]float64, n)}
	if scale == 0 || math.IsInf(scale, 0) {
		return f
	}
	z := f.errors // reused: holds the scaled series until the errors replace it
	for i, v := range y {
		z[i] = (v - origin) / scale
	}
	f.alpha = minimise(func(a float64) float64 { sse, _ := smoothSSE(z, a); return sse }, alphaLow, alphaHigh)
	_, first := smoothSSE(z, f.alpha)
	level := first
	for i, v := range z {
		e := v - level
		level += f.alpha * e
		z[i] = e * scale
	}
	f.first, f.level = origin+first*scale, origin+level*scale
	f.sigma = rootMeanSquare(f.errors, n-2)
	return f
}

// smoothSSE is the sum of squared one-step errors at alpha with the best
// l(0), and that l(0). With l(0) = 0 the errors are a(t); in general they are
// a(t) - l(0) (1-alpha)^(t-1), so l(0) is a regression coefficient.
func smoothSSE(z []float64, alpha float64) (sse, first float64) {
	level, decay := 0.0, 1.0
	var aa, ac, cc float64
	for _, v := range z {
		a := v - level
		level += alpha * a
		aa += a * a
		ac += a * decay
		cc += decay * decay
		decay *= 1 - alpha
	}
	first = ac / cc
	return aa - first*ac, first
}

// gridPoints of the coarse search over alpha; the likelihood can have more
// than one maximum, the refinement starts at the best.
const gridPoints = 16

// minimise finds the least value of f on [low, high]: a grid, then golden
// section around its best point to half a millionth. The work is fixed, so the
// result does not hang on a stopping rule.
func minimise(f func(float64) float64, low, high float64) float64 {
	step := (high - low) / gridPoints
	best, value := low, math.Inf(1)
	for i := range gridPoints + 1 {
		x := min(low+float64(i)*step, high)
		if v := f(x); v < value {
			best, value = x, v
		}
	}
	const ratio = 0.6180339887498949 // golden section
	a, b := max(best-step, low), min(best+step, high)
	c, d := b-ratio*(b-a), a+ratio*(b-a)
	fc, fd := f(c), f(d)
	for range 26 { // 0.618^26 = 4e-6 of the bracket; the optimum is flat, so forecasts are exact to far more digits
		if fc < fd {
			b, d, fd = d, c, fc
			c = b - ratio*(b-a)
			fc = f(c)
		} else {
			a, c, fc = c, d, fd
			d = a + ratio*(b-a)
			fd = f(d)
		}
	}
	// The ends of the range can be the optimum; golden section never tries them.
	if x := (a + b) / 2; f(x) <= value {
		return x
	}
	return best
}
