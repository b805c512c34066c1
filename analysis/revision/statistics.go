package revision

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Level of all intervals.
const Level = 0.95

// leastForInterval is the number of revisions an interval needs: with fewer the
// standard error, which rests on their correlation, is itself a guess.
const leastForInterval = 8

// Estimate is a number with its 95% interval; NaN bounds: too few revisions.
type Estimate struct{ Value, Lower, Upper float64 }

// Statistics of the revisions R = L - P of n periods, P the earlier and L the
// later value. Unit: that of the series, unless said.
type Statistics struct {
	Lag          int // releases after the first; Latest: the latest edition
	N            int
	Mean         Estimate // mean revision: 1/n sum R, the bias of the earlier value
	MeanAbsolute Estimate // 1/n sum |R|
	RMSE         Estimate // sqrt(1/n sum R^2)
	Deviation    Estimate // standard deviation of R: sqrt(1/(n-1) sum (R - mean)^2)
	Relative     Estimate // sum |R| / sum |L|, a ratio
	Positive     Estimate // share of R > 0, a ratio
	Least, Most  float64  // smallest and largest revision
	StdError     float64  // of the mean, robust to correlation
	T, P         float64  // test of a mean of zero: Mean / StdError, two-sided, n-1 degrees of freedom
	// Theil's decomposition of the mean squared revision: UM + UR + UD = 1, the
	// shares of bias, of a slope other than one, and of disturbance.
	UM, UR, UD float64
}

// Summarize gives the statistics of pairs in the order of time. With no pair all
// numbers are NaN.
func Summarize(lag int, pairs []Pair) Statistics {
	n := len(pairs)
	s := Statistics{Lag: lag, N: n}
	r, abs, square, level, positive := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i, p := range pairs {
		r[i] = p.Later - p.Earlier
		abs[i], square[i], level[i] = math.Abs(r[i]), r[i]*r[i], math.Abs(p.Later)
		if r[i] > 0 {
			positive[i] = 1
		}
	}
	s.Mean, s.StdError = mean(r)
	s.MeanAbsolute, _ = mean(abs)
	s.MeanAbsolute = s.MeanAbsolute.within(0, math.Inf(1))
	squares, _ := mean(square)
	s.RMSE = squares.root()
	s.Deviation = deviation(r)
	s.Relative = ratio(abs, level)
	s.Positive, _ = mean(positive)
	s.Positive = s.Positive.within(0, 1)
	s.Least, s.Most, s.T, s.P = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if n > 0 {
		s.Least, s.Most = slices.Min(r), slices.Max(r)
	}
	if s.StdError > 0 && n >= leastForInterval {
		s.T = s.Mean.Value / s.StdError
		s.P = 2 * distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Survival(math.Abs(s.T))
	}
	s.UM, s.UR, s.UD = theil(pairs)
	return s
}

// mean with its standard error and interval.
func mean(x []float64) (Estimate, float64) {
	m := average(x)
	se := robust(x)
	half := math.NaN()
	if len(x) >= leastForInterval {
		half = se * distuv.StudentsT{Sigma: 1, Nu: float64(len(x) - 1)}.Quantile(1-(1-Level)/2)
	}
	return Estimate{m, m - half, m + half}, se
}

// average is NaN for nothing.
func average(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// robust is the Newey-West standard error of a mean: with e = x - mean,
//
//	Var = 1/n^2 [ sum e_t^2 + 2 sum_{j=1..L} (1 - j/(L+1)) sum_t e_t e_{t-j} ] n/(n-1),
//	L = floor(4 (n/100)^(2/9)),
//
// the Bartlett weights keeping it from being negative. NaN below two values.
func robust(x []float64) float64 {
	n := len(x)
	if n < 2 {
		return math.NaN()
	}
	lags := min(int(4*math.Pow(float64(n)/100, 2.0/9)), n-1)
	m := average(x)
	sum := 0.0
	for j := 0; j <= lags; j++ {
		weight := 1.0
		if j > 0 {
			weight = 2 * (1 - float64(j)/float64(lags+1))
		}
		for t := j; t < n; t++ {
			sum += weight * (x[t] - m) * (x[t-j] - m)
		}
	}
	return math.Sqrt(math.Max(sum, 0) / float64(n) / float64(n-1))
}

// deviation is the standard deviation, its interval that of the mean of the
// squared distances, by the square root.
func deviation(x []float64) Estimate {
	m, n := average(x), float64(len(x))
	square := make([]float64, len(x))
	for i, v := range x {
		square[i] = (v - m) * (v - m) * n / (n - 1)
	}
	e, _ := mean(square)
	return e.root()
}

// ratio is sum a / sum b, its interval by linearisation: the error of the ratio
// is that of the mean of (a - ratio b) / mean b.
func ratio(a, b []float64) Estimate {
	q, whole := average(a)/average(b), average(b)
	rest := make([]float64, len(a))
	for i := range a {
		rest[i] = (a[i] - q*b[i]) / whole
	}
	e, _ := mean(rest)
	return Estimate{q, q + e.Lower, q + e.Upper}.within(0, math.Inf(1))
}

// within cuts an interval to what the number can be.
func (e Estimate) within(least, most float64) Estimate {
	return Estimate{e.Value, math.Max(e.Lower, least), math.Min(e.Upper, most)}
}

// root is the square root of an estimate that is not negative.
func (e Estimate) root() Estimate {
	e = e.within(0, math.Inf(1))
	return Estimate{math.Sqrt(e.Value), math.Sqrt(e.Lower), math.Sqrt(e.Upper)}
}

// theil are the shares of the mean squared revision: with means, standard
// deviations (by n) and correlation c of P and L,
// UM = (mean P - mean L)^2 / M, UR = (s_P - c s_L)^2 / M, UD = (1 - c^2) s_L^2 / M
// (H. Theil, Economic Forecasts and Policy, 1961). NaN without revisions.
func theil(pairs []Pair) (um, ur, ud float64) {
	n := float64(len(pairs))
	var p, l float64
	for _, v := range pairs {
		p, l = p+v.Earlier/n, l+v.Later/n
	}
	var pp, ll, pl, m float64
	for _, v := range pairs {
		a, b := v.Earlier-p, v.Later-l
		pp, ll, pl = pp+a*a/n, ll+b*b/n, pl+a*b/n
		m += (v.Later - v.Earlier) * (v.Later - v.Earlier) / n
	}
	if !(m > 0) || !(pp > 0) {
		return math.NaN(), math.NaN(), math.NaN()
	}
	slope := pl / math.Sqrt(pp) // c s_L
	return (p - l) * (p - l) / m, (math.Sqrt(pp) - slope) * (math.Sqrt(pp) - slope) / m, (ll - slope*slope) / m
}
