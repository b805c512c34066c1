package theta

import "math"

// seasonalCritical is the 95% quantile of the standard normal: the M4 test is
// two-sided at 90% (Makridakis, Spiliotis & Assimakopoulos 2020, appendix A).
const seasonalCritical = 1.6448536269514722

// IsSeasonal is the seasonality test of R forecast 8.20 thetaf(): the
// autocorrelation at lag m against Bartlett's standard error; false for
// constant series and for n <= 2m. work is as long as y at least.
func IsSeasonal(work, y []float64, m int) bool {
	n := len(y)
	if m < 2 || n <= 2*m {
		return false
	}
	mean, top := 0.0, 0.0
	for _, v := range y {
		mean += v / float64(n)
	}
	for _, v := range y {
		top = max(top, math.Abs(v-mean))
	}
	if top == 0 || !finite(top) || constant(y) {
		return false
	}
	d := work[:n]
	c0 := 0.0
	for i, v := range y {
		d[i] = (v - mean) / top
		c0 += d[i] * d[i]
	}
	squares, last := 0.0, 0.0
	for k := 1; k <= m; k++ {
		sum := 0.0
		late := d[k:]
		for i, v := range d[:len(late)] {
			sum += late[i] * v
		}
		last = sum / c0
		if k < m {
			squares += last * last
		}
	}
	return math.Abs(last)/math.Sqrt((1+2*squares)/float64(n)) > seasonalCritical
}

// IndicesTo writes the figure of R decompose() to index: the means, by place in
// the season counted from the first value, of the series less (additive) or
// over (multiplicative) its centred moving average, normed to mean 0 or 1. It
// needs two full seasons; count is as long as index and for working.
func IndicesTo(index, count, y []float64, additive bool) {
	m := len(index)
	clear(index)
	clear(count)
	departures(y, m, additive, func(place int, v float64) {
		index[place] += v
		count[place]++
	})
	mean := 0.0
	for j := range index {
		index[j] /= count[j]
		mean += index[j] / float64(m)
	}
	for j := range index {
		if additive {
			index[j] -= mean
		} else {
			index[j] /= mean
		}
	}
}

// departures hands each value less (or over) its centred moving average to f,
// with its place in the season.
func departures(y []float64, m int, additive bool, f func(place int, v float64)) {
	n, half := len(y), m/2
	place := half % m
	for i := half; i < n-half; i++ {
		trend := 0.0
		if m%2 == 0 {
			trend = (y[i-half] + y[i+half]) / 2
			for _, v := range y[i-half+1 : i+half] {
				trend += v
			}
		} else {
			for _, v := range y[i-half : i+half+1] {
				trend += v
			}
		}
		trend /= float64(m)
		v := y[i] - trend
		if !additive {
			v = y[i] / trend
		}
		f(place, v)
		if place++; place == m {
			place = 0
		}
	}
}

// shrinkIndices draws indices towards no season, each by the variance of the
// departures it is the mean of. spread is a season long.
func shrinkIndices(index, count, spread, y []float64, additive bool) {
	m := len(index)
	none := 1.0
	if additive {
		none = 0
	}
	clear(spread)
	departures(y, m, additive, func(place int, v float64) {
		d := v - index[place]
		spread[place] += d * d
	})
	shrinkBy(index, count, spread, none)
}

// shrinkBy draws m indices, means of count values with these sums of squared
// departures, towards none by what they are unsure of: of the spread A among them
// a part is the mean variance V of their own estimates, and each moves by the share
//
//	(m-3)/(m-1) * V / (V + max(A-V, 0)),
//
// the James-Stein estimate of Miller & Williams 2003, International Journal of
// Forecasting 19, 669-684.
func shrinkBy(index, count, spread []float64, none float64) {
	m := len(index)
	own, among := 0.0, 0.0
	for j, n := range count {
		if n > 1 {
			own += spread[j] / ((n - 1) * n) / float64(m)
		}
		d := index[j] - none
		among += d * d / float64(m-1)
	}
	total := own + max(among-own, 0)
	if m <= 3 || total == 0 {
		return
	}
	keep := 1 - float64(m-3)/float64(m-1)*own/total
	for j, v := range index {
		index[j] = none + keep*(v-none)
	}
}

// least index to divide by: thetaf() leaves the season in below its bound, the
// models of Fiorucci et al. take it as a sum below theirs.
const (
	leastClassic = 1e-4
	leastIndex   = 0.01
)

// adjust takes the season off y when the test finds one; the adjusted series
// is in f.x, its season in f.fit.
func (f *Fitter) adjust(y []float64, m int) {
	x := f.x[:len(y)]
	copy(x, y)
	f.fit.Additive = f.Additive
	soft := f.Shrunk && m > 3 && len(y) >= 3*m
	if !soft && !IsSeasonal(f.z, y, m) {
		return
	}
	for _, v := range y {
		if v <= 0 {
			f.fit.Additive = true
		}
	}
	index := f.index[:m]
	IndicesTo(index, f.count[:m], y, f.fit.Additive)
	if !f.fit.Additive {
		small := math.Inf(1)
		for _, v := range index {
			small = min(small, math.Abs(v))
		}
		switch {
		case f.Variant == Classic && small < leastClassic:
			f.fit.Refused = true
			return
		case f.Variant != Classic && small < leastIndex:
			f.fit.Additive = true
			IndicesTo(index, f.count[:m], y, true)
		}
	}
	if soft {
		shrinkIndices(index, f.count[:m], f.spread[:m], y, f.fit.Additive)
	}
	f.fit.Index = index
	place := 0
	for i, v := range y {
		if f.fit.Additive {
			x[i] = v - index[place]
		} else {
			x[i] = v / index[place]
		}
		if place++; place == m {
			place = 0
		}
	}
}

func constant(y []float64) bool {
	for _, v := range y {
		if v != y[0] {
			return false
		}
	}
	return true
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
