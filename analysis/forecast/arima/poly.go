package arima

import "math"

// stepUp writes the coefficients of the autoregression that has these partial
// autocorrelations (Durbin 1960; Barndorff-Nielsen & Schou 1973, Journal of
// Multivariate Analysis 3, 408-419): stationary where all are below 1 in size.
func stepUp(out, partial []float64) {
	for k, r := range partial {
		out[k] = r
		for i, j := 0, k-1; i <= j; i, j = i+1, j-1 {
			a, b := out[i], out[j]
			out[i], out[j] = a-r*b, b-r*a
		}
	}
}

// isStable says whether all roots of 1 - sum a_k z^k lie farther from zero than
// bound, by stepping down to partial autocorrelations of the scaled polynomial.
// work has room for as many values as a.
func isStable(a, work []float64, bound float64) bool {
	scale := 1.0
	w := work[:len(a)]
	for k, v := range a {
		scale *= bound
		w[k] = v * scale
	}
	for k := len(w) - 1; k >= 0; k-- {
		r := w[k]
		if math.Abs(r) >= 1 {
			return false
		}
		if r == 0 {
			continue
		}
		d := 1 - r*r
		for i, j := 0, k-1; i <= j; i, j = i+1, j-1 {
			x, y := w[i], w[j]
			w[i], w[j] = (x+r*y)/d, (y+r*x)/d
		}
	}
	return true
}

// product writes the coefficients at lags 1 .. of (1 + s sum a_i B^i)(1 + s sum
// b_j B^(mj)), with their sign s taken off again: s is -1 for phi, 1 for theta.
func product(out, a, b []float64, m int, s float64) {
	clear(out)
	copy(out, a)
	for j, v := range b {
		lag := m * (j + 1)
		out[lag-1] += v
		for i, u := range a {
			out[lag+i] += s * u * v
		}
	}
}
