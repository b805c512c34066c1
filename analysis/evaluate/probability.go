package evaluate

import (
	"math"
	"slices"
)

// CRPSSamples is the continuous ranked probability score of a sample x of the
// forecast distribution for the value y,
//
//	mean |x_i - y| - 1/(2 n^2) sum over i, j of |x_i - x_j|
//
// (Gneiting & Raftery 2007, Journal of the American Statistical Association 102,
// 359-378, eq. 21), in the unit of y; the smaller the better, |x - y| for one x. x
// is sorted in place. NaN where y, x or a value of it is missing.
func CRPSSamples(x []float64, y float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	slices.Sort(x) // NaN first
	n := float64(len(x))
	near, spread := 0.0, 0.0
	for i, v := range x {
		near += math.Abs(v - y)
		spread += v * (2*float64(i) + 1 - n) // half the sum over pairs
	}
	return near/n - spread/(n*n)
}

// CRPSQuantiles is the continuous ranked probability score of a distribution known
// by quantiles q at probabilities p, rising, for the value y: twice the integral
// over the probability of the pinball loss (Laio & Tamea 2007, Hydrology and Earth
// System Sciences 11, 1267-1277, eq. 7), by the trapezoid rule between the
// probabilities, and beyond the outer ones with a loss that falls to zero at 0 and
// 1. With few quantiles it is coarse and serves to compare methods on the same p.
func CRPSQuantiles(p, q []float64, y float64) float64 {
	if len(p) == 0 || len(p) != len(q) {
		return math.NaN()
	}
	sum, before, at := 0.0, 0.0, 0.0
	for i := range p {
		loss := pinball(p[i], q[i], y)
		sum += (before + loss) / 2 * (p[i] - at)
		before, at = loss, p[i]
	}
	return 2 * (sum + before/2*(1-at))
}

// pinball is the loss of the quantile q at probability tau.
func pinball(tau, q, y float64) float64 { return max(tau*(y-q), (tau-1)*(y-q)) }

// IntervalScore of a central interval at level (0 to 1) for y: its width, and 2/(1 -
// level) times how far y lies outside. MSIS is its mean over the horizon, scaled.
func IntervalScore(lower, upper, level, y float64) float64 {
	return upper - lower + 2/(1-level)*(max(lower-y, 0)+max(y-upper, 0))
}
