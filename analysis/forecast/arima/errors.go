package arima

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// StandardErrors of the coefficients, in the order of AR, MA, SAR, SMA, mean,
// drift, from the curvature of the log-likelihood at them; NaN where it has none,
// as on the unit circle. R's are from differences of 1e-3, these from 1e-4.
// They belong to the last Fit and allocate.
func (f *Fitter) StandardErrors() []float64 {
	o := f.order
	lags, k := o.lags(), o.lags()+o.constants()
	out := make([]float64, k)
	for i := range out {
		out[i] = math.NaN()
	}
	if k == 0 || f.scale == 0 {
		return out
	}
	f.value(f.bestX[:lags])
	at := make([]float64, k)
	copy(at, f.coef[:lags])
	b := f.regression()
	for i := lags; i < k; i++ {
		at[i] = b[i-lags]
	}
	j := func(x []float64) float64 {
		copy(f.coef[:], x[:lags])
		var b [2]float64
		copy(b[:], x[lags:])
		if v := f.criterion(); math.IsInf(v, 1) {
			return v
		}
		return f.total(f.squares(b))
	}
	h := make([]float64, k)
	for i := range h {
		h[i] = 1e-4 * max(1, math.Abs(at[i]))
	}
	shifted := func(i, p int, di, dp float64) float64 {
		x := append([]float64(nil), at...)
		x[i] += di
		x[p] += dp
		return j(x)
	}
	curvature := mat.NewSymDense(k, nil)
	for i := range k {
		for p := i; p < k; p++ {
			v := shifted(i, p, h[i], h[p]) - shifted(i, p, h[i], -h[p]) - shifted(i, p, -h[i], h[p]) + shifted(i, p, -h[i], -h[p])
			curvature.SetSym(i, p, v/(4*h[i]*h[p])/2)
		}
	}
	f.value(f.bestX[:lags]) // as finish left it
	var inverse mat.Dense
	if err := inverse.Inverse(curvature); err != nil {
		return out
	}
	for i := range out {
		out[i] = math.Sqrt(inverse.At(i, i)) // NaN when negative
	}
	f.unscale(out[lags:])
	return out
}

// unscale takes standard errors of the regressors to mean and drift.
func (f *Fitter) unscale(se []float64) {
	o := f.order
	for i := range se {
		se[i] *= f.scale
		switch last := i == len(se)-1 && o.Drift; {
		case last && o.lost() == 0:
			se[i] /= f.raised
		case last && o.SD > 0:
			se[i] /= float64(o.M)
		}
	}
}
