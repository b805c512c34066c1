package indicator

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// PooledMeans are the means of rows of repeated values, as of places over the same
// years, and one relative half-width of their intervals: that of a mean whose error is
// the spread of single values about their row's mean, relative to it and pooled,
//
//	t(n (k-1), (1+level)/2) r / sqrt(k),  r^2 = sum of ((value - mean) / mean)^2 / (n (k-1))
//
// for n rows of k values. It supposes the same relative spread in all rows and no
// trend; a trend widens it. Rows are of one length, at least two, and positive; NaN
// where they are not.
func PooledMeans(rows [][]float64, level float64) (means []float64, half float64) {
	square, k := 0.0, 0
	for i, row := range rows {
		sum := 0.0
		for _, v := range row {
			sum += v
		}
		mean := sum / float64(len(row))
		means = append(means, mean)
		if i == 0 {
			k = len(row)
		}
		if len(row) != k || k < 2 || !(mean > 0) {
			square = math.NaN()
			continue
		}
		for _, v := range row {
			square += math.Pow(v/mean-1, 2)
		}
	}
	free := float64(len(rows) * (k - 1))
	if !(free > 0) || math.IsNaN(square) {
		return means, math.NaN()
	}
	return means, distuv.StudentsT{Sigma: 1, Nu: free}.Quantile((1+level)/2) * math.Sqrt(square/free/float64(k))
}
