package composite

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Structure is what the handbook asks to be looked at before a composite is
// believed.
type Structure struct {
	// Alpha is Cronbach's alpha over units without missing values; NaN with fewer
	// than two indicators or three units.
	Alpha float64
	// Dominance is the share of pairs that no weights and no aggregation can reverse.
	Dominance float64
	// Effective are the correlation ratios of the indicators: the share of the
	// variance of the score that goes with each. They are to be read beside the
	// weights. Correlations are Pearson's.
	Effective, Correlations []float64
}

// Alpha is Cronbach's alpha of the indicators: m/(m-1) (1 - sum of variances /
// variance of the sum). Rows of x are units; those with a missing value are left
// out. NaN with fewer than two indicators or three complete units.
func Alpha(x [][]float64) float64 {
	var sums []float64
	var columns [][]float64
	for _, row := range x {
		if !complete(row) {
			continue
		}
		if columns == nil {
			columns = make([][]float64, len(row))
		}
		sum := 0.0
		for j, v := range row {
			columns[j] = append(columns[j], v)
			sum += v
		}
		sums = append(sums, sum)
	}
	m := float64(len(columns))
	total := stat.Variance(sums, nil)
	if m < 2 || len(sums) < 3 || total == 0 {
		return math.NaN()
	}
	parts := 0.0
	for _, c := range columns {
		parts += stat.Variance(c, nil)
	}
	return m / (m - 1) * (1 - parts/total)
}

// bandwidths of the smoother tried, in standard deviations of the indicator.
var bandwidths = []float64{0.15, 0.25, 0.4, 0.6, 1, 1.6, 2.5}

// CorrelationRatio is Var(E(score | x)) / Var(score), the effective weight of
// indicator x. The conditional mean is a local straight line with normal kernel
// weights, its width chosen by leaving out one unit at a time. Pairs with a
// missing value are left out; NaN with fewer than five or without variance.
//
// Source: Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science?
func CorrelationRatio(x, score []float64) float64 {
	var xs, ys []float64
	for i, v := range x {
		if v == v && score[i] == score[i] {
			xs, ys = append(xs, v), append(ys, score[i])
		}
	}
	if len(xs) < 5 {
		return math.NaN()
	}
	mx, sx := stat.MeanStdDev(xs, nil)
	variance := stat.Variance(ys, nil)
	if sx == 0 || variance == 0 {
		return math.NaN()
	}
	for i := range xs {
		xs[i] = (xs[i] - mx) / sx
	}
	best, width := math.Inf(1), bandwidths[0]
	for _, h := range bandwidths {
		if miss := leaveOneOut(xs, ys, h); miss < best {
			best, width = miss, h
		}
	}
	fitted := make([]float64, len(xs))
	for i, v := range xs {
		fitted[i] = localLine(xs, ys, v, width, -1)
	}
	return min(1, stat.Variance(fitted, nil)/variance)
}

// leaveOneOut is the mean squared error of the local line for units left out.
func leaveOneOut(x, y []float64, width float64) float64 {
	sum := 0.0
	for i, v := range x {
		d := y[i] - localLine(x, y, v, width, i)
		sum += d * d
	}
	return sum / float64(len(x))
}

// localLine is the local straight line at one point; skip is left out.
func localLine(x, y []float64, at, width float64, skip int) float64 {
	var s0, s1, s2, t0, t1 float64
	for i, v := range x {
		if i == skip {
			continue
		}
		d := v - at
		w := math.Exp(-d * d / (2 * width * width))
		s0 += w
		s1 += w * d
		s2 += w * d * d
		t0 += w * y[i]
		t1 += w * d * y[i]
	}
	// A small ridge on the slope: where one neighbour alone counts, the line is level.
	s2 += 1e-6 * (s0 + 1e-12)
	det := s0*s2 - s1*s1
	if s0 < 1e-12 || det <= 0 {
		return stat.Mean(y, nil)
	}
	return (s2*t0 - s1*t1) / det
}

// pearson leaves out pairs with a missing value; NaN without variance.
func pearson(x, y []float64) float64 {
	var sx, sy, n float64
	for i, v := range x {
		if v == v && y[i] == y[i] {
			sx, sy, n = sx+v, sy+y[i], n+1
		}
	}
	mx, my := sx/n, sy/n
	var xx, yy, xy float64
	for i, v := range x {
		if v == v && y[i] == y[i] {
			xx += (v - mx) * (v - mx)
			yy += (y[i] - my) * (y[i] - my)
			xy += (v - mx) * (y[i] - my)
		}
	}
	return xy / math.Sqrt(xx*yy)
}
