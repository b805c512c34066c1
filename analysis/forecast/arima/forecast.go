package arima

import (
	"fmt"
	"math"
)

// ahead is the state after the last value: that of the filter on the series
// without its regression, and how far its covariance is from RR', where it ends.
type ahead struct {
	state, start []float64
	excess       []float64 // P - RR', by rows; empty where nothing is left of it
	weights      []float64 // G, a row a horizon
	column       []float64
	path         []float64
	points       []float64
}

func room(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n+n/4)[:n]
	}
	return s[:n]
}

// settle filters the series without its regression once more, for the state
// and its covariance after the last value, and for the errors.
func (f *Fitter) settle(b [2]float64) {
	a := &f.ahead
	a.column = room(a.column, f.n)
	for t := range a.column {
		a.column[t] = f.columns[0][t]
		for i, c := range f.used[1:] {
			if c != nil {
				a.column[t] -= b[i] * c[t]
			}
		}
	}
	r := f.r
	a.excess = room(a.excess, r*r)
	clear(a.excess)
	a.state = room(a.state, r+1)
	clear(a.state)
	if f.scale == 0 {
		clear(f.fit.Errors)
		clear(f.gain)
		return
	}
	one := [1][]float64{a.column}
	f.run(one[:], f.fit.Errors)
	copy(a.state, f.state[0][:r+1])
	for t := range f.fit.Errors {
		f.fit.Errors[t] *= f.scale
	}
	f.excessTo(a.excess)
}

// excessTo writes P(n+1) - RR': P(1) from its first column by
//
//	P_ij = phi_i phi_j c_1 + phi_i c_(j+1) + phi_j c_(i+1) + P_(i+1)(j+1) + theta_(i-1) theta_(j-1)
//
// and then the changes of n steps.
func (f *Fitter) excessTo(p []float64) {
	k := &f.filter
	fv, m, _ := k.start()
	r := k.r
	c := func(i int) float64 {
		if i < r {
			return k.c[i]
		}
		return 0
	}
	for i := r - 1; i >= 0; i-- {
		for j := r - 1; j >= 0; j-- {
			v := k.phi[i]*k.phi[j]*c(0) + k.phi[i]*c(j+1) + k.phi[j]*c(i+1)
			if i+1 < r && j+1 < r {
				v += p[(i+1)*r+j+1] + k.coefficient(i+1)*k.coefficient(j+1)
			}
			p[i*r+j] = v
		}
	}
	w, gain := k.w[:r], k.gain[:r]
	for range f.n {
		size := 0.0
		for i, u := range w {
			size += u * u
			for j, v := range w {
				p[i*r+j] += m * u * v
			}
		}
		if -m*size < settled*fv {
			break
		}
		u := w[0]
		next := fv + m*u*u
		for i := range w {
			x := k.phi[i] * u
			if i+1 < r {
				x += w[i+1]
			}
			gain[i] += x * m * u
			w[i] = x - gain[i]*u/next
		}
		m *= next / fv
		fv = next
	}
}

// PredictTo writes means and standard deviations for the periods after the
// series of the last Fit. Forecast errors are
//
//	sum over j of psi_j e(n+k-j) + G_k (s - a),  G_k = Z T^(k-1) + sum of c_i G_(k-i),
//
// psi those of the undifferenced model, c of the differences: their variance is
// that of R's predict(), with what the filter does not know yet of its state.
func (f *Fitter) PredictTo(mean, sd []float64) error {
	if len(sd) != len(mean) {
		panic("arima: mean and sd differ in length")
	}
	f.pointsTo(mean)
	f.spreadTo(sd)
	for k := range mean {
		if !finite(mean[k]) || !finite(sd[k]) {
			return fmt.Errorf("%s at horizon %d: %w", f.fit.Order, k+1, ErrNotFinite)
		}
	}
	return nil
}

// spreadTo writes the standard deviations.
func (f *Fitter) spreadTo(sd []float64) {
	h, r, a := len(sd), f.r, &f.ahead
	a.weights = room(a.weights, h*r)
	a.path = room(a.path, h)
	f.weightsTo(a.path)
	sum, sigma := 0.0, f.fit.sigma
	a.start = room(a.start, r)
	clear(a.start)
	a.start[0] = 1
	for k := range sd {
		sum += a.path[k] * a.path[k]
		g := a.weights[k*r : (k+1)*r]
		copy(g, a.start)
		for i, c := range f.integral {
			if c != 0 && k-1-i >= 0 {
				for j, v := range a.weights[(k-1-i)*r : (k-i)*r] {
					g[j] += c * v
				}
			}
		}
		sd[k] = sigma * math.Sqrt(sum+f.unknown(g))
		f.backward(a.start)
	}
}

// unknown is G (P - RR') G', what the filter does not know of its state.
func (f *Fitter) unknown(g []float64) float64 {
	extra, r := 0.0, len(g)
	for i, u := range g {
		if u == 0 {
			continue
		}
		inner := 0.0
		for j, v := range g {
			inner += v * f.ahead.excess[i*r+j]
		}
		extra += u * inner
	}
	return max(extra, 0)
}

// Course gives the forecasts of h periods and what errors add to them:
// effect[k][j] is what an error of 1, j periods before the k-th ahead (from 0),
// adds to it. Errors have variance Sigma2. What the filter does not know yet of
// its state widens each row as a whole, so that its length is the standard
// deviation of PredictTo. A forecast that overflows is infinite.
func (f *Fitter) Course(h int) (mean []float64, effect [][]float64) {
	mean, effect = make([]float64, h), make([][]float64, h)
	sd := make([]float64, h)
	f.pointsTo(mean)
	f.spreadTo(sd)
	psi := make([]float64, h)
	f.weightsTo(psi)
	sum, sigma := 0.0, f.fit.sigma
	for k := range effect {
		sum += psi[k] * psi[k]
		widen := 1.0
		if sigma > 0 {
			widen = sd[k] / (sigma * math.Sqrt(sum))
		}
		effect[k] = make([]float64, k+1)
		for j := range effect[k] {
			effect[k][j] = psi[j] * widen
		}
	}
	return mean, effect
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// backward multiplies a row by T.
func (f *Fitter) backward(row []float64) {
	sum := 0.0
	for i, v := range row {
		sum += v * f.phi[i]
	}
	copy(row[1:], row[:len(row)-1])
	row[0] = sum
}

// integrate writes the coefficients c of y(t) = w(t) + sum c_i y(t-i), w the
// differenced series.
func (f *Fitter) integrate() {
	o := f.order
	f.integral = room(f.integral, o.lost())
	c := f.integral
	clear(c)
	if o.SD > 0 {
		c[o.M-1] = 1
	}
	degree := o.SD * o.M
	for range o.D { // (1 - sum c B)(1 - B) = 1 - c - B + c B
		for i := degree; i >= 1; i-- {
			c[i] -= c[i-1]
		}
		c[0]++
		degree++
	}
}

// weightsTo writes the weights psi of past errors in y.
func (f *Fitter) weightsTo(psi []float64) {
	f.psiTo(psi)
	for k := range psi {
		for i, c := range f.integral {
			if k-1-i >= 0 {
				psi[k] += c * psi[k-1-i]
			}
		}
	}
}

// pointsTo writes the means.
func (f *Fitter) pointsTo(mean []float64) {
	f.integrate()
	a, o, fit := &f.ahead, f.order, &f.fit
	n := len(f.y)
	s := room(a.points, f.r+1)
	a.points = s
	copy(s, a.state[:f.r+1])
	constant := fit.Mean
	switch {
	case o.Drift && o.SD > 0:
		constant = fit.Drift * float64(o.M)
	case o.Drift && o.D > 0:
		constant = fit.Drift
	}
	for k := range mean {
		v := s[0]*f.scale + constant
		if o.Drift && o.lost() == 0 {
			v += fit.Drift * float64(n+k+1)
		}
		for i, c := range f.integral {
			if at := k - 1 - i; at >= 0 {
				v += c * mean[at]
			} else {
				v += c * f.y[n+at]
			}
		}
		mean[k] = v
		f.advance(s, 0)
	}
}
