package unitroot

import (
	"math"

	"fabbisogno/analysis/forecast/stl"
)

// kpssCritical is the 5% point of the KPSS statistic of a level (Kwiatkowski,
// Phillips, Schmidt & Shin 1992, Journal of Econometrics 54, 159-178, table 1).
const kpssCritical = 0.463

// maxDiffs is the most that ndiffs() takes.
const maxDiffs = 2

// Diffs is the number of first differences, 0 to 2, after which the KPSS test
// at 5% no longer rejects that the level is stationary. A series that is
// constant after d differences needs d.
func Diffs(y []float64) int {
	x := known(y)
	for d := 0; ; d++ {
		if d == maxDiffs || constant(x) || KPSS(x) <= kpssCritical {
			return d
		}
		x = differenceTo(x[:len(x)-1], x, 1)
	}
}

// KPSS is the statistic of a stationary level,
//
//	sum S_t^2 / (n^2 s^2),  S_t = e_1 + ... + e_t,  e = y - mean(y),
//	s^2 = sum e^2/n + 2/n sum_k (1 - k/(L+1)) sum_t e_t e_(t-k),  L = trunc(3 sqrt(n)/13).
//
// NaN for a constant series. y has no missing value.
func KPSS(y []float64) float64 {
	n := len(y)
	e, ok := deviations(y)
	if !ok {
		return math.NaN()
	}
	lags := int(3 * math.Sqrt(float64(n)) / 13)
	partial, top, long := 0.0, 0.0, 0.0
	for i, v := range e {
		partial += v
		top += partial * partial
		long += v * v
		for k := 1; k <= min(lags, i); k++ {
			long += 2 * (1 - float64(k)/float64(lags+1)) * v * e[i-k]
		}
	}
	return top / float64(n) / long
}

// strong is the strength of season above which a seasonal difference makes
// ARIMA more accurate on M3 (R forecast, nsdiffs()).
const strong = 0.64

// SeasonalDiffs is 1 where the season of m periods is strong, 0 otherwise and
// where there are not more than two seasons.
func SeasonalDiffs(y []float64, m int) int {
	if Strength(y, m) > strong {
		return 1
	}
	return 0
}

// Strength of the season of m periods, 0 to 1:
//
//	max(0, 1 - var(remainder) / var(season + remainder))
//
// by STL with a seasonal window of 11 (Wang, Smith & Hyndman 2006, Data Mining
// and Knowledge Discovery 13, 335-364). 0 where y is constant or has not more
// than two seasons.
func Strength(y []float64, m int) float64 {
	scale := 0.0
	for _, v := range y {
		if !math.IsNaN(v) {
			scale = max(scale, math.Abs(v))
		}
	}
	if m < 2 || scale == 0 || constant(known(y)) {
		return 0
	}
	x := make([]float64, len(y))
	for i, v := range y {
		x[i] = v / scale // squares of huge values must not overflow
	}
	var w stl.Workspace
	parts, err := w.Decompose(x, stl.Options{Period: m, Seasonal: 11})
	if err != nil {
		return 0 // two seasons or fewer: nothing to be said
	}
	both := make([]float64, 0, len(y))
	rest := make([]float64, 0, len(y))
	for i, r := range parts.Remainder {
		if !math.IsNaN(r) {
			rest = append(rest, r)
			both = append(both, r+parts.Seasonal[i])
		}
	}
	whole := variance(both)
	if whole == 0 {
		return 0
	}
	return max(0, 1-variance(rest)/whole)
}

func variance(x []float64) float64 {
	mean := 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	sum := 0.0
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return sum
}

// differenceTo writes x less x lag places before. out may be the head of x.
func differenceTo(out, x []float64, lag int) []float64 {
	for i := range out {
		out[i] = x[i+lag] - x[i]
	}
	return out
}

func known(y []float64) []float64 {
	out := make([]float64, 0, len(y))
	for _, v := range y {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}

func constant(y []float64) bool {
	for _, v := range y {
		if v != y[0] {
			return false
		}
	}
	return true
}

// deviations from the mean over their largest size; false for a constant series.
func deviations(y []float64) ([]float64, bool) {
	mean, top := 0.0, 0.0
	for _, v := range y {
		mean += v / float64(len(y))
	}
	for _, v := range y {
		top = max(top, math.Abs(v-mean))
	}
	if constant(y) || top == 0 || math.IsInf(top, 0) {
		return nil, false
	}
	e := make([]float64, len(y))
	for i, v := range y {
		e[i] = (v - mean) / top
	}
	return e, true
}
