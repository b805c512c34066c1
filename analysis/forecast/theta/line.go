package theta

import "math"

// lineTo writes the trend line that each value is forecast from, A + B t with
// t from 1, in f.a and f.b: the whole series' line at every place (static), or
// the line through the values before it (dynamic), brought up to date by
//
//	mean(t) = mean(t-1) + (z(t) - mean(t-1))/t
//	B(t) = ((t-2) B(t-1) + 6 (z(t) - mean(t-1))/t) / (t+1),  A(t) = mean(t) - B(t) (t+1)/2.
//
// It gives the line after the last value and the mean (dynamic).
func (f *Fitter) lineTo(z []float64, dynamic bool) line {
	n := len(z)
	a, b := f.a[:n], f.b[:n]
	if !dynamic {
		mean := 0.0
		for _, v := range z {
			mean += v / float64(n)
		}
		l := line{b: slope(z)}
		l.a = mean - l.b*float64(n+1)/2
		for i := range a {
			a[i], b[i] = l.a, l.b
		}
		return l
	}
	l := line{dynamic: true, mean: z[0], a: z[0]}
	a[0], b[0] = z[0], 0
	for i := 1; i < n; i++ {
		a[i], b[i] = l.a, l.b
		l.add(z[i], i)
	}
	return l
}

// line is a trend and, where it moves, the mean behind it.
type line struct {
	dynamic    bool
	a, b, mean float64
}

// add brings a dynamic line up to date by value v at place i, from 0.
func (l *line) add(v float64, i int) {
	t := float64(i)
	b := ((t-1)*l.b + 6*(v-l.mean)/(t+1)) / (t + 2)
	l.mean = (t*l.mean + v) / (t + 1)
	l.b = b
	l.a = l.mean - b*(t+2)/2
}

// freeWeight asks for the best weight.
const freeWeight = -1

// plainWeight is that of theta 2, the standard Theta.
const plainWeight = 0.5

// mostWeight is the end of the weight 1 - 1/theta; theta has none.
const mostWeight = 1 - 1e-10

// shortLine is the number of values under which only the first error is left
// out of the sum, not the first three.
const shortLine = 10

// skipped is the number of errors that the estimate leaves out.
func skipped(n int) int {
	if n < shortLine {
		return 1
	}
	return 3
}

// estimate says how the parameters of a line are looked for.
type estimate struct {
	weight float64 // freeWeight, or given
	skip   int     // errors left out
	plain  bool    // least squares without prior
}

// profile is the least sum of squared errors at alpha over l(0) and, when it is
// free, the weight w = 1 - 1/theta in [0, 1): with l(0) = 0 the one-step errors
// are a(t), in general
//
//	a(t) - l(0) c(t) - w d(t),  c(t) = (1-alpha)^(t-1),  d(t) = c(t) A(t-1) + (1 - c(t+1))/alpha B(t-1),
//
// linear in both. The prior adds to the sum, for N errors,
//
//	l(0)^2 sum c^2 / N + (w - 1/2)^2 sum d^2 / N.
//
// What results is convex in w, so that outside [0, 1) the nearer bound is best.
func (f *Fitter) profile(z []float64, alpha float64, by estimate) (sse, first, weight float64) {
	level, decay, keep := 0.0, 1.0, 1-alpha
	for _, v := range z[:by.skip] {
		level += alpha * (v - level)
		decay *= keep
	}
	var aa, ac, cc, ad, cd, dd float64
	z = z[by.skip:]
	lineA, lineB := f.a[by.skip:by.skip+len(z)], f.b[by.skip:by.skip+len(z)]
	inverse := 1 / alpha
	for i, v := range z {
		a := v - level
		level += alpha * a
		next := decay * keep
		d := decay*lineA[i] + (1-next)*inverse*lineB[i]
		aa += a * a
		ac += a * decay
		cc += decay * decay
		ad += a * d
		cd += decay * d
		dd += d * d
		decay = next
	}
	if !by.plain {
		one := dd / float64(len(z))
		cc += cc / float64(len(z))
		aa += one * plainWeight * plainWeight
		ad += one * plainWeight
		dd += one
	}
	ofD, ofAD := dd-cd*cd/cc, ad-cd*ac/cc
	weight = by.weight
	if weight == freeWeight {
		weight = plainWeight
		if ofD > 1e-13*dd {
			weight = min(max(ofAD/ofD, 0), mostWeight)
		}
	}
	first = (ac - weight*cd) / cc
	return aa - ac*ac/cc - 2*weight*ofAD + weight*weight*ofD, first, weight
}

// fitted is an estimated model of Fiorucci et al. on the scaled series.
type fitted struct {
	line
	alpha, weight, first, level, sse float64
}

// fitLine estimates alpha, l(0) and, when it is free, the weight.
func (f *Fitter) fitLine(z []float64, dynamic bool, weight float64) fitted {
	by := estimate{weight, skipped(len(z)), f.Plain}
	out := fitted{line: f.lineTo(z, dynamic)}
	one := func(a float64) float64 { sse, _, _ := f.profile(z, a, by); return sse }
	two := func(a, b float64) (float64, float64) { return one(a), one(b) }
	out.alpha = minimise(one, two, lineLow, lineHigh)
	out.sse, out.first, out.weight = f.profile(z, out.alpha, by)
	return out
}

// errorsTo writes the one-step errors and leaves the last level in out.
func (f *Fitter) errorsTo(e, z []float64, out *fitted) {
	level, decay, keep := out.first, 1.0, 1-out.alpha
	for i, v := range z {
		next := decay * keep
		e[i] = v - level - out.weight*(decay*f.a[i]+(1-next)/out.alpha*f.b[i])
		level += out.alpha * (v - level)
		decay = next
	}
	out.level = level
}

// pathTo writes the forecasts of the periods after the n-th, on the scaled
// series; each goes into the level and the line of the next.
func (m fitted) pathTo(n int, out []float64) {
	keep := 1 - m.alpha
	decay := math.Pow(keep, float64(n))
	for i := range out {
		next := decay * keep
		v := m.level + m.weight*(decay*m.a+(1-next)/m.alpha*m.b)
		m.level += m.alpha * (v - m.level)
		if m.dynamic {
			m.add(v, n+i)
		}
		out[i] = v
		decay = next
	}
}

// responseTo writes what a shock of 1 in the j-th period after the n-th adds to
// forecasts of the k-th, j < k, both from 1. A shock goes into the level and,
// in the dynamic models, into the line.
func (m fitted) responseTo(n, j int, out []float64) {
	m.level, m.line = m.alpha, line{dynamic: m.dynamic}
	if !m.dynamic {
		for i := range out {
			out[i] = m.alpha
		}
		return
	}
	m.add(1, n+j-1)
	m.pathTo(n+j, out)
}

// spreadTo writes the standard deviations of the forecast errors for sigma 1,
// exact for the model: the errors are sums of shocks, each with its response.
func (m fitted) spreadTo(n int, sd, work []float64) {
	h := len(sd)
	for k := range sd {
		sd[k] = 1
	}
	if !m.dynamic {
		for k := range sd {
			sd[k] = math.Sqrt(1 + float64(k)*m.alpha*m.alpha)
		}
		return
	}
	for j := 1; j < h; j++ {
		w := work[:h-j]
		m.responseTo(n, j, w)
		for i, v := range w {
			sd[j+i] += v * v
		}
	}
	for k := range sd {
		sd[k] = math.Sqrt(sd[k])
	}
}
