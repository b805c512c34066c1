package arima

import "math"

// filter is the Kalman filter of a stationary ARMA process with its innovations
// variance in the recursions of Chandrasekhar's form (Morf, Sidhu & Kailath 1974,
// IEEE Transactions on Automatic Control 19, 315-323): the state covariance
// changes by one rank-one matrix a step, so that a step costs O(r) and not
// O(r^2), r = max(p, q+1). With state
//
//	s(t+1) = T s(t) + R e(t+1), y(t) = s_1(t), T = [phi | shift], R = (1, theta_1, ...),
//
// N = T P Z', F = Z P Z' and P(t+1) - P(t) = W M W',
//
//	u = W_1, X = T W, F' = F + M u^2, N' = N + X M u, W' = X - N' u/F', M' = M F'/F.
//
// The likelihood is exact: the filter starts in the stationary distribution.
type filter struct {
	phi, theta []float64 // at lags 1 .. r, zeros behind their ends
	r, p, q    int
	c          []float64 // covariance of the first state with y
	gain, w    []float64 // N and W
	scratch    []float64
	gamma      []float64 // autocovariances, lags 0 .. r
	psi        []float64
	rows       []float64 // autoregressions of all orders below p
	state      [3][]float64
}

// grow makes room for polynomials of r lags.
func (k *filter) grow(r int) {
	if cap(k.phi) < r+1 {
		size := r + 1
		block := make([]float64, 10*size)
		for i, s := range []*[]float64{&k.phi, &k.theta, &k.c, &k.gain, &k.w, &k.scratch, &k.psi, &k.state[0], &k.state[1], &k.state[2]} {
			*s = block[i*size : (i+1)*size : (i+1)*size]
		}
		k.gamma = make([]float64, 2*size+1)
		k.rows = make([]float64, size*size)
	}
}

// set takes the polynomials in; phi and theta must have room for r lags.
func (k *filter) set(p, q int) {
	k.p, k.q, k.r = p, q, max(p, q+1)
	clear(k.phi[p:k.r])
	clear(k.theta[q:k.r])
}

// start prepares F, N, W and M from the stationary distribution; false where the
// autoregression is not stationary.
func (k *filter) start() (f, m float64, ok bool) {
	if !k.autocovariances() {
		return 0, 0, false
	}
	r := k.r
	k.psiTo(k.psi[:r])
	for i := range r {
		sum := 0.0
		for j := i; j < k.p; j++ {
			sum += k.phi[j] * k.gamma[1+j-i]
		}
		for j := i; j <= k.q; j++ { // theta_0 = 1
			t := 1.0
			if j > 0 {
				t = k.theta[j-1]
			}
			sum += t * k.psi[j-i]
		}
		k.c[i] = sum
	}
	f = k.c[0]
	for i := range r {
		v := k.phi[i] * f
		if i+1 < r {
			v += k.c[i+1]
		}
		k.w[i], k.gain[i] = v, v
	}
	return f, -1 / f, f > 0 && !math.IsInf(f, 0)
}

// psiTo writes the weights of past errors in y, psi_0 = 1 first.
func (k *filter) psiTo(psi []float64) {
	for j := range psi {
		sum := 1.0
		if j > 0 {
			sum = 0
			if j <= k.q {
				sum = k.theta[j-1]
			}
			for i := range min(j, k.p) {
				sum += k.phi[i] * psi[j-1-i]
			}
		}
		psi[j] = sum
	}
}

// autocovariances writes those of the process at lags 0 .. r, for errors of
// variance 1: those of its autoregression by stepping down and up again, then
// weighted by the products of theta.
func (k *filter) autocovariances() bool {
	p, q, r := k.p, k.q, k.r
	last := r + q // lags of the autoregression
	if cap(k.gamma) < last+1 {
		k.gamma = make([]float64, last+1)
	}
	g := k.gamma[:last+1]
	clear(g)
	g[0] = 1
	if p > 0 && !k.levinson(g) {
		return false
	}
	if q == 0 {
		return true
	}
	// gamma_k = sum over i, j of theta_i theta_j g(|k+i-j|)
	out, products := k.scratch[:r+1], k.w[:q+1] // w is free until start fills it
	for s := range products {
		sum := 0.0
		for i := 0; i+s <= q; i++ {
			sum += k.coefficient(i) * k.coefficient(i+s)
		}
		products[s] = sum
	}
	for lag := range out {
		sum := products[0] * g[lag]
		for s := 1; s <= q; s++ {
			if products[s] != 0 {
				sum += products[s] * (g[lag+s] + g[max(lag-s, s-lag)])
			}
		}
		out[lag] = sum
	}
	copy(g, out)
	return true
}

// coefficient is theta_i with theta_0 = 1.
func (k *filter) coefficient(i int) float64 {
	if i == 0 {
		return 1
	}
	return k.theta[i-1]
}

// levinson writes the autocovariances of the autoregression to g.
func (k *filter) levinson(g []float64) bool {
	p := k.p
	row := func(n int) []float64 { return k.rows[n*p : n*p+n+1] } // order n+1
	copy(row(p-1), k.phi[:p])
	variance := 1.0
	for n := p - 1; n >= 0; n-- {
		a := row(n)
		r := a[n]
		d := 1 - r*r
		if d <= 0 {
			return false
		}
		variance /= d
		if n > 0 {
			b := row(n - 1)
			for i := range b {
				b[i] = (a[i] + r*a[n-1-i]) / d
			}
		}
	}
	g[0] = variance
	for n := range p {
		a := row(n)
		sum := a[n] * variance
		if n > 0 {
			for i, v := range row(n - 1) {
				sum += v * g[n-i]
			}
		}
		g[n+1] = sum
		variance *= 1 - a[n]*a[n]
	}
	for lag := p + 1; lag < len(g); lag++ {
		sum := 0.0
		for i, v := range k.phi[:p] {
			sum += v * g[lag-1-i]
		}
		g[lag] = sum
	}
	return !math.IsInf(g[0], 0) && !math.IsNaN(g[0])
}

// settled is the size, relative to F, below which the covariance has stopped changing.
const settled = 1e-17

// sums are what the likelihood is made of: products of the innovations of the
// columns over F, and the sum of the logarithms of F.
type sums struct {
	cross  [3][3]float64 // column 0 the series, then regressors
	logDet float64
}

// run filters the columns, which have one length, and gives false where the
// process is not stationary. Innovations of column 0 over sqrt(F) go to e, when
// it is given.
func (k *filter) run(columns [][]float64, e []float64) (sums, bool) {
	var s sums
	f, m, ok := k.start()
	if !ok {
		return s, false
	}
	r, n := k.r, len(columns[0])
	phi, w, gain := k.phi[:r], k.w[:r+1], k.gain[:r]
	w[r] = 0
	for i := range columns {
		clear(k.state[i][:r+1])
	}
	var v [3]float64
	det, steady := 1.0, false
	for t := range n {
		over := 1 / f
		for i, c := range columns {
			v[i] = c[t] - k.state[i][0]
			k.advance(k.state[i][:r+1], v[i]*over)
		}
		for i := range columns {
			for j := range i + 1 {
				s.cross[i][j] += v[i] * v[j] * over
			}
		}
		if e != nil {
			e[t] = v[0] / math.Sqrt(f)
		}
		if det *= f; det > 1e100 || det < 1e-100 {
			s.logDet += math.Log(det)
			det = 1
		}
		if steady {
			continue
		}
		u := w[0]
		mu := m * u
		next := f + mu*u
		ratio := u / next
		after, shifted := gain[:len(phi)], w[1:len(phi)+1]
		for i, p := range phi {
			x := p*u + shifted[i]
			g := after[i] + x*mu
			after[i] = g
			w[i] = x - g*ratio
		}
		m *= next / f
		f = next
		if t%8 == 7 {
			steady = -m*dotSelf(w) < settled*f
		}
	}
	s.logDet += math.Log(det)
	return s, f > 0 && !math.IsNaN(s.cross[0][0])
}

func dotSelf(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return sum
}

// advance moves a state on: T s + N v/F.
func (k *filter) advance(s []float64, step float64) {
	first := s[0]
	phi, next := k.phi[:len(s)-1], s[1:]
	gain := k.gain[:len(phi)]
	for i, p := range phi {
		s[i] = next[i] + p*first + gain[i]*step
	}
}
