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

// seasonalCritical is the 95% quantile of the standard normal: the M4 test is
// two-sided at 90% (Makridakis, Spiliotis & Assimakopoulos 2020, appendix A).
const seasonalCritical = 1.6448536269514722

// isSeasonal is the seasonality test of R forecast 8.20 thetaf(): the
// autocorrelation at lag m against Bartlett's standard error; false for
// constant series and for n <= 2m.
func isSeasonal(y []float64, m int) bool {
	n := len(y)
	if m < 2 || n <= 2*m || constant(y) {
		return false
	}
	r := autocorrelations(y, m)
	if r == nil {
		return false
	}
	sum := 0.0
	for _, v := range r[:m-1] {
		sum += v * v
	}
	return math.Abs(r[m-1])/math.Sqrt((1+2*sum)/float64(n)) > seasonalCritical
}

// seasonalIndices is the figure of R decompose(): the means, by place in the
// season counted from the first value, of the series less (additive) or over
// (multiplicative) its centred moving average, normed to mean 0 or 1. It needs
// two full seasons.
func seasonalIndices(y []float64, m int, additive bool) []float64 {
	n, half := len(y), m/2
	sum, count := make([]float64, m), make([]float64, m)
	for i := half; i < n-half; i++ {
		trend := 0.0
		if m%2 == 0 {
			trend = (y[i-half] + y[i+half]) / 2
			for j := i - half + 1; j < i+half; j++ {
				trend += y[j]
			}
		} else {
			for j := i - half; j <= i+half; j++ {
				trend += y[j]
			}
		}
		trend /= float64(m)
		v := y[i] - trend
		if !additive {
			v = y[i] / trend
		}
		sum[i%m] += v
		count[i%m]++
	}
	mean := 0.0
	for j := range sum {
		sum[j] /= count[j]
		mean += sum[j] / float64(m)
	}
	for j := range sum {
		if additive {
			sum[j] -= mean
		} else {
			sum[j] /= mean
		}
	}
	return sum
}
