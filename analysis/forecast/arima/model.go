package arima

import "math"

// model is a differenced, centred and scaled series with the order that is
// tried on it; value is what the search makes small.
type model struct {
	filter
	conditional conditional
	order       Order
	n           int          // values after differencing
	columns     [3][]float64 // the series and its regressors
	used        [3][]float64 // those in use
	coef        [most]float64
	partial     [most]float64
	sums        sums
	origin      float64 // of the differenced series, taken off
	scale       float64 // of it, 0 when it is constant
	raised      float64 // the length of the original series, divisor of the trend
}

// differenceTo writes y differenced d times and ds times over m periods; it
// gives the part of out in use.
func differenceTo(out, y []float64, o Order) []float64 {
	out = out[:len(y)]
	copy(out, y)
	for range o.SD {
		for i := range len(out) - o.M {
			out[i] = out[i+o.M] - out[i]
		}
		out = out[:len(out)-o.M]
	}
	for range o.D {
		for i := range len(out) - 1 {
			out[i] = out[i+1] - out[i]
		}
		out = out[:len(out)-1]
	}
	return out
}

// reserve makes room for columns of n values.
func (k *model) reserve(n int) {
	if cap(k.columns[0]) >= n {
		return
	}
	size := n + n/4
	block := make([]float64, len(k.columns)*size)
	for i := range k.columns {
		k.columns[i] = block[i*size : (i+1)*size : (i+1)*size]
	}
}

// load differences y and sets the regressors that the order asks for.
func (k *model) load(y []float64, o Order) {
	k.order = o
	k.reserve(len(y))
	k.columns[0] = differenceTo(k.columns[0], y, o)
	k.n = len(k.columns[0])
	k.grow(max(o.arOrder(), o.maOrder()+1))
	k.raised = float64(len(y))
	k.centre()
	k.regress(o)
}

// centre takes the mean off, when a constant is to be estimated, and divides by
// the root mean square, so that neither huge nor tiny values lose digits.
func (k *model) centre() {
	w := k.columns[0]
	top := 0.0
	for _, v := range w {
		top = max(top, math.Abs(v))
	}
	k.origin, k.scale = 0, 0
	if top == 0 || math.IsInf(top, 0) {
		return
	}
	if k.order.Mean || k.order.Drift && k.order.lost() > 0 {
		for _, v := range w {
			k.origin += v / float64(len(w))
		}
	}
	if k.origin != 0 && isConstant(w) {
		k.origin = w[0]
		clear(w)
		return
	}
	square := 0.0
	for i, v := range w {
		w[i] = v - k.origin
		square += w[i] / top * (w[i] / top) / float64(len(w))
	}
	k.scale = top * math.Sqrt(square)
	for i := range w {
		w[i] /= k.scale
	}
}

// regress writes the columns of mean and drift, differenced.
func (k *model) regress(o Order) {
	k.order = o
	for i := 1; i < len(k.columns); i++ {
		k.columns[i] = k.columns[i][:k.n]
	}
	count := 1
	if o.Mean || o.Drift && o.lost() > 0 {
		for t := range k.columns[count] {
			k.columns[count][t] = 1
		}
		count++
	}
	if o.Drift && o.lost() == 0 {
		for t := range k.columns[count] {
			k.columns[count][t] = float64(t+1) / k.raised
		}
		count++
	}
	k.used = k.columns
	for i := count; i < len(k.used); i++ {
		k.used[i] = nil
	}
}

// natural writes the coefficients of the angles x: partial autocorrelations are
// their sines, so that every point is stationary and invertible and the unit
// circle, where moving averages often end, is an ordinary point of the search.
func (k *model) natural(x []float64) {
	for i, v := range x {
		k.partial[i] = math.Sin(v)
	}
	at := 0
	for i, n := range [...]int{k.order.P, k.order.Q, k.order.SP, k.order.SQ} {
		part := k.coef[at : at+n]
		stepUp(part, k.partial[at:at+n])
		if i%2 == 1 {
			for j := range part {
				part[j] = -part[j]
			}
		}
		at += n
	}
}

// parts are the coefficients by polynomial.
func (k *model) parts() (ar, ma, sar, sma []float64) {
	o := k.order
	c := k.coef[:]
	ar, c = c[:o.P:o.P], c[o.P:]
	ma, c = c[:o.Q:o.Q], c[o.Q:]
	sar, c = c[:o.SP:o.SP], c[o.SP:]
	return ar, ma, sar, c[:o.SQ:o.SQ]
}

// expand multiplies the polynomials out into the filter.
func (k *model) expand() {
	ar, ma, sar, sma := k.parts()
	p, q := k.order.arOrder(), k.order.maOrder()
	product(k.phi[:p], ar, sar, k.order.M, -1)
	product(k.theta[:q], ma, sma, k.order.M, 1)
	k.set(p, q)
}

// value is J = n log(SSE/n) + sum log F at the angles, -2 times the
// log-likelihood but for its constant, with mean and drift at their best.
func (k *model) value(x []float64) float64 {
	k.natural(x)
	if k.conditional.on {
		return k.approximate()
	}
	return k.criterion()
}

// criterion is J at the coefficients.
func (k *model) criterion() float64 {
	k.expand()
	count := 1
	for count < len(k.used) && k.used[count] != nil {
		count++
	}
	s, ok := k.run(k.used[:count], nil)
	if !ok {
		return math.Inf(1)
	}
	k.sums = s
	sse := k.squares(k.regression())
	if !(sse > 0) {
		return math.Inf(1)
	}
	return k.total(sse)
}

func (k *model) total(sse float64) float64 {
	n := float64(k.n)
	return n*math.Log(sse/n) + k.sums.logDet
}

// regression gives the coefficients of the regressors of the last run.
func (k *model) regression() (b [2]float64) {
	c := &k.sums.cross
	switch {
	case k.used[1] == nil:
	case k.used[2] == nil:
		b[0] = c[1][0] / c[1][1]
	default:
		d := c[1][1]*c[2][2] - c[2][1]*c[2][1]
		b[0] = (c[1][0]*c[2][2] - c[2][0]*c[2][1]) / d
		b[1] = (c[2][0]*c[1][1] - c[1][0]*c[2][1]) / d
	}
	return b
}

// squares is the sum of squared innovations at coefficients of the regressors.
func (k *model) squares(b [2]float64) float64 {
	c := &k.sums.cross
	return c[0][0] - 2*(b[0]*c[1][0]+b[1]*c[2][0]) + b[0]*b[0]*c[1][1] + 2*b[0]*b[1]*c[2][1] + b[1]*b[1]*c[2][2]
}

// isInside says whether all roots lie farther out than bound.
func (k *model) isInside(bound float64) bool {
	p, q := k.order.arOrder(), k.order.maOrder()
	if !isStable(k.phi[:p], k.scratch, bound) {
		return false
	}
	for i := range q {
		k.c[i] = -k.theta[i]
	}
	return isStable(k.c[:q], k.scratch, bound)
}
