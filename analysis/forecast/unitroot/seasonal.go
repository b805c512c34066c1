package unitroot

import (
	"math"
	"slices"
)

// m4Critical is the figure in the benchmark code of the M4 competition
// (Makridakis, Spiliotis & Assimakopoulos 2020, International Journal of
// Forecasting 36, 54-74, appendix A), 90% two-sided, rounded there.
const m4Critical = 1.645

// Seasonal is the seasonality test of M4 by which Naive2 decides: the
// autocorrelation r(m) against Bartlett's standard error,
//
//	|r(m)| > 1.645 sqrt((1 + 2 (r(1)^2 + ... + r(m-1)^2)) / n).
//
// False for fewer than three seasons, for m below 2 and for a constant series.
// Nothing is allocated for a series without missing values.
func Seasonal(y []float64, m int) bool {
	x := y
	if slices.ContainsFunc(y, math.IsNaN) {
		x = known(y)
	}
	n := len(x)
	if m < 2 || n < 3*m || constant(x) {
		return false
	}
	mean, top := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(n)
	}
	for _, v := range x {
		top = max(top, math.Abs(v-mean))
	}
	if top == 0 || math.IsInf(top, 0) {
		return false
	}
	whole, sum := lagged(x, 0, mean, top), 1.0
	for k := 1; k < m; k++ {
		r := lagged(x, k, mean, top) / whole
		sum += 2 * r * r
	}
	return math.Abs(lagged(x, m, mean, top)/whole) > m4Critical*math.Sqrt(sum/float64(n))
}

// lagged is the sum of products of deviations from the mean k places apart, in
// units of top.
func lagged(x []float64, k int, mean, top float64) float64 {
	sum := 0.0
	for i := k; i < len(x); i++ {
		sum += (x[i] - mean) / top * ((x[i-k] - mean) / top)
	}
	return sum
}

// Autocorrelations of lags 1 .. lags: products of deviations from the mean over
// their sum of squares, as R acf(). Nil for a constant series and for lags
// outside 1 .. n-1. y has no missing value.
func Autocorrelations(y []float64, lags int) []float64 {
	if lags < 1 || lags >= len(y) {
		return nil
	}
	e, ok := deviations(y)
	if !ok {
		return nil
	}
	r := make([]float64, lags+1)
	for k := range r {
		for i := k; i < len(e); i++ {
			r[k] += e[i] * e[i-k]
		}
	}
	for k := lags; k > 0; k-- {
		r[k] /= r[0]
	}
	return r[1:]
}
