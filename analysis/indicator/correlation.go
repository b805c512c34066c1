package indicator

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Correlation is Pearson's correlation of pairs of values,
//
//	r = cov(x, y) / (sd(x) sd(y)),
//
// between -1 and 1. It is NaN for fewer than two pairs, a NaN among them, values
// that do not vary, or slices of different lengths.
func Correlation(x, y []float64) float64 {
	if len(x) != len(y) || len(x) < 2 {
		return math.NaN()
	}
	if r := stat.Correlation(x, y, nil); !math.IsInf(r, 0) {
		return r
	}
	return math.NaN()
}
