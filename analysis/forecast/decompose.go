package forecast

import "math"

// autocorrelations of lags 1 .. lags, deviations from the mean, divisor n as R
// acf(). Nil for a constant series or without lags.
func autocorrelations(y []float64, lags int) []float64 {
	n := len(y)
	if lags < 1 || lags >= n {
		return nil
	}
	mean, top := 0.0, 0.0
	for _, v := range y {
		mean += v / float64(n)
	}
	for _, v := range y {
		top = max(top, math.Abs(v-mean))
	}
	if top == 0 || !finite(top) {
		return nil
	}
	d := make([]float64, n)
	c0 := 0.0
	for i, v := range y {
		d[i] = (v - mean) / top
		c0 += d[i] * d[i]
	}
	r := make([]float64, lags)
	for k := 1; k <= lags; k++ {
		sum := 0.0
		for i := k; i < n; i++ {
			sum += d[i] * d[i-k]
		}
		r[k-1] = sum / c0
	}
	return r
}
