package arima

import "math"

// polynomials multiplies the parts of a fit out: phi and theta at lags 1 .. .
func (r rfit) polynomials() (phi, theta []float64) {
	o := r.order
	coef := func(name string, n int, first float64) []float64 {
		out := []float64{first}
		for j := range n {
			out = append(out, r.coef[name+string(rune('1'+j))])
		}
		return out
	}
	phi, theta = make([]float64, o.arOrder()), make([]float64, o.maOrder())
	for i, a := range coef("ar", o.P, -1) {
		for j, b := range coef("sar", o.SP, -1) {
			if lag := i + o.M*j; lag > 0 {
				phi[lag-1] -= a * b
			}
		}
	}
	for i, a := range coef("ma", o.Q, 1) {
		for j, b := range coef("sma", o.SQ, 1) {
			if lag := i + o.M*j; lag > 0 {
				theta[lag-1] += a * b
			}
		}
	}
	return phi, theta
}

// states are R's matrices of a fit: y = z s, s' = trans s + noise, with the
// start p: stationary for the ARMA part, of variance 1e6 for the past values
// that differences need.
func (r rfit) states() (z []float64, trans, noise, p [][]float64) {
	phi, theta := r.polynomials()
	var f Fitter
	f.order = r.order
	f.integrate()
	delta := f.integral
	k, d := max(len(phi), len(theta)+1), len(delta)
	n := k + d
	trans, noise = dense(n), dense(n)
	errors := make([]float64, k)
	errors[0] = 1
	copy(errors[1:], theta)
	for i := range k {
		if i < len(phi) {
			trans[i][0] = phi[i]
		}
		if i+1 < k {
			trans[i][i+1] = 1
		}
		for j := range k {
			noise[i][j] = errors[i] * errors[j]
		}
	}
	p = stationary(trans, noise, k, n)
	z = make([]float64, n)
	z[0] = 1
	copy(z[k:], delta)
	for i := range d {
		p[k+i][k+i] = 1e6
		if i == 0 {
			copy(trans[k], z)
		} else {
			trans[k+i][k+i-1] = 1
		}
	}
	return z, trans, noise, p
}

// diffuse is R's log-likelihood and sum of squares as its documentation gives
// them (?arima): undifferenced, the values that differences need starting from a
// normal distribution of variance kappa = 1e6 in units of sigma^2; innovations
// with F of 1e4 or more are left out of the likelihood but not of the sum behind
// sigma^2. Plain matrices, nothing of the filter under test.
func diffuse(r rfit) (loglik, squares float64) {
	z, trans, noise, p := r.states()
	state := make([]float64, len(z))
	sum, logs, used := 0.0, 0.0, 0.0
	for t, v := range r.y {
		v -= r.coef["intercept"] + r.coef["drift"]*float64(t+1)
		pz := times(p, z)
		gain := dot(z, pz)
		e := v - dot(z, state)
		squares += e * e / gain
		if gain < 1e4 {
			sum += e * e / gain
			logs += math.Log(gain)
			used++
		}
		for i := range state {
			state[i] += pz[i] * e / gain
			for j := range p[i] {
				p[i][j] -= pz[i] * pz[j] / gain
			}
		}
		state = times(trans, state)
		p = plus(sandwich(trans, p), noise)
	}
	return -used / 2 * (math.Log(sum/used) + logs/used + 1 + math.Log(2*math.Pi)), squares
}

func dense(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	return out
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

func times(a [][]float64, x []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = dot(a[i], x)
	}
	return out
}

// sandwich is A P A'.
func sandwich(a, p [][]float64) [][]float64 {
	half, out := dense(len(a)), dense(len(a))
	for i := range a {
		for l, v := range a[i] {
			if v != 0 {
				for j := range p {
					half[i][j] += v * p[l][j]
				}
			}
		}
	}
	for i := range a {
		for j := range a {
			out[i][j] = dot(half[i], a[j])
		}
	}
	return out
}

func plus(a, b [][]float64) [][]float64 {
	for i := range a {
		for j := range a[i] {
			a[i][j] += b[i][j]
		}
	}
	return a
}

// stationary solves P = T P T' + V for the first k states by doubling.
func stationary(trans, noise [][]float64, k, n int) [][]float64 {
	a, p := dense(k), dense(k)
	for i := range k {
		copy(a[i], trans[i][:k])
		copy(p[i], noise[i][:k])
	}
	for range 60 {
		p = plus(sandwich(a, p), p)
		b := dense(k)
		for i := range k {
			for l, v := range a[i] {
				for j := range k {
					b[i][j] += v * a[l][j]
				}
			}
		}
		a = b
	}
	out := dense(n)
	for i := range k {
		copy(out[i], p[i])
	}
	return out
}
