package theta

import "math"

// Bounds of alpha: those of R forecast 8.20 ets() for the classic Theta, those
// of Fiorucci et al. 2016 for their models.
const (
	alphaLow, alphaHigh = 1e-4, 0.9999
	lineLow, lineHigh   = 0.1, 0.99
)

// smoothed is an exponentially smoothed series, ETS(A,N,N).
type smoothed struct {
	alpha, first, level, sigma float64 // l(0), l(n)
}

// Smooth estimates simple exponential smoothing, ETS(A,N,N), of y as it is, at
// least Least values; sigma^2 = SSE/(n-2).
func Smooth(y []float64) Fit {
	e := make([]float64, len(y))
	s := smooth(y, e)
	return Fit{Alpha: s.alpha, Theta: 1, First: s.first, Level: s.level, Sigma: s.sigma, Errors: e, n: len(y)}
}

// smooth estimates ETS(A,N,N) on y, at least three values; e takes the one-step
// errors. The series is centred on its first value and scaled to 1, so that
// neither huge nor tiny values lose digits. l(0) is solved exactly for each
// alpha, alpha is searched in one dimension.
func smooth(y, e []float64) smoothed {
	origin, scale := y[0], spread(y)
	s := smoothed{alpha: alphaLow, first: origin, level: origin}
	if scale == 0 || math.IsInf(scale, 0) {
		clear(e)
		return s
	}
	z := e // holds the scaled series until the errors replace it
	for i, v := range y {
		z[i] = (v - origin) / scale
	}
	one := func(a float64) float64 { sse, _ := smoothSSE(z, a); return sse }
	two := func(a, b float64) (float64, float64) { return smoothPair(z, a, b) }
	s.alpha = minimise(one, two, alphaLow, alphaHigh)
	_, first := smoothSSE(z, s.alpha)
	level := first
	for i, v := range z {
		a := v - level
		level += s.alpha * a
		z[i] = a * scale
	}
	s.first, s.level = origin+first*scale, origin+level*scale
	s.sigma = rootMeanSquare(e, len(e)-2)
	return s
}

// spread is the largest distance from the first value.
func spread(y []float64) float64 {
	scale := 0.0
	for _, v := range y {
		scale = max(scale, math.Abs(v-y[0]))
	}
	return scale
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

// smoothPair is smoothSSE at two alphas at once: each sum waits for its own
// last step, so two take little more time than one.
func smoothPair(z []float64, p, q float64) (sseP, sseQ float64) {
	levelP, decayP, levelQ, decayQ := 0.0, 1.0, 0.0, 1.0
	var aaP, acP, ccP, aaQ, acQ, ccQ float64
	for _, v := range z {
		a, b := v-levelP, v-levelQ
		levelP += p * a
		levelQ += q * b
		aaP += a * a
		aaQ += b * b
		acP += a * decayP
		acQ += b * decayQ
		ccP += decayP * decayP
		ccQ += decayQ * decayQ
		decayP *= 1 - p
		decayQ *= 1 - q
	}
	return aaP - acP/ccP*acP, aaQ - acQ/ccQ*acQ
}

// gridPoints of the coarse search over alpha; the likelihood can have more
// than one maximum, the refinement starts at the best. Even, so that pairs
// leave one point over.
const gridPoints = 16

// minimise finds the least value of a function on [low, high], given alone and
// for two places at once: a grid, then golden section around its best point to
// half a millionth. The work is fixed, so the result does not hang on a
// stopping rule.
func minimise(one func(float64) float64, two func(a, b float64) (float64, float64), low, high float64) float64 {
	step := (high - low) / gridPoints
	best, value := low, math.Inf(1)
	for i := 0; i < gridPoints; i += 2 {
		p, q := min(low+float64(i)*step, high), min(low+float64(i+1)*step, high)
		v, w := two(p, q)
		if v < value {
			best, value = p, v
		}
		if w < value {
			best, value = q, w
		}
	}
	if x := min(low+gridPoints*step, high); one(x) < value {
		best, value = x, one(x)
	}
	const ratio = 0.6180339887498949 // golden section
	a, b := max(best-step, low), min(best+step, high)
	c, d := b-ratio*(b-a), a+ratio*(b-a)
	fc, fd := two(c, d)
	for range 26 { // 0.618^26 = 4e-6 of the bracket; the optimum is flat, so forecasts are exact to far more digits
		if fc < fd {
			b, d, fd = d, c, fc
			c = b - ratio*(b-a)
			fc = one(c)
		} else {
			a, c, fc = c, d, fd
			d = a + ratio*(b-a)
			fd = one(d)
		}
	}
	// The ends of the range can be the optimum; golden section never tries them.
	if x := (a + b) / 2; one(x) <= value {
		return x
	}
	return best
}

// rootMeanSquare is sqrt(sum e^2 / by), 0 when by is not positive. It scales
// by the largest value first, so that huge values do not overflow.
func rootMeanSquare(e []float64, by int) float64 {
	top := 0.0
	for _, v := range e {
		top = max(top, math.Abs(v))
	}
	if by <= 0 || top == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range e {
		sum += (v / top) * (v / top)
	}
	return top * math.Sqrt(sum/float64(by))
}

// slope of the least-squares line of x on 0 .. n-1.
func slope(x []float64) float64 {
	n := float64(len(x))
	centre := (n - 1) / 2
	sum := 0.0
	for i, v := range x {
		sum += (float64(i) - centre) * (v - x[0])
	}
	return sum * 12 / (n * (n*n - 1))
}
