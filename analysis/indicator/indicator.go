// Package indicator computes the plain indicators that figures show: sums over
// the last periods, weighted means of shares, comparisons with a year before.
//
// Missing values are never filled: a sum with a missing term is missing, a
// weighted mean leaves out the periods in which share or weight is missing and
// is missing itself when fewer than half remain. Sums run in the order of time,
// so that the same input gives the same bits. The package does no I/O and holds
// no thresholds.
package indicator

import (
	"math"

	"fabbisogno/datasets/series"
)

// TrailingSum is the sum of the n values up to the end of s. It is NaN when s
// is shorter or any of the values is missing.
func TrailingSum(s series.Series, n int) float64 {
	if n <= 0 || s.Len() < n {
		return math.NaN()
	}
	sum := 0.0
	for _, v := range s.Values[s.Len()-n:] {
		sum += v // NaN stays NaN
	}
	return sum
}

// TrailingMean is the mean of the values present among the n periods up to
// end, NaN when fewer than half of them are.
func TrailingMean(s series.Series, end series.Period, n int) float64 {
	sum, present := 0.0, 0
	for i := n - 1; i >= 0; i-- {
		if v := s.At(end.Add(-i)); !math.IsNaN(v) {
			sum += v
			present++
		}
	}
	if n <= 0 || 2*present < n {
		return math.NaN()
	}
	return sum / float64(present)
}

// TrailingShare is the mean of a share weighted by the quantity it is a share
// of, sum(weight*share)/sum(weight), over the n periods up to end in which both
// are there. It is NaN when fewer than half of the periods are, or when the
// weights sum to zero.
func TrailingShare(share, weight series.Series, end series.Period, n int) float64 {
	top, bottom, present := 0.0, 0.0, 0
	for i := n - 1; i >= 0; i-- {
		p := end.Add(-i)
		x, w := share.At(p), weight.At(p)
		if math.IsNaN(x) || math.IsNaN(w) {
			continue
		}
		top += w * x
		bottom += w
		present++
	}
	if n <= 0 || 2*present < n || bottom == 0 {
		return math.NaN()
	}
	return top / bottom
}

// Direction of a change whose interval is known.
type Direction int

// A change is only called a rise or a fall when its whole interval says so.
const (
	Unclear Direction = iota
	Rise
	Fall
)

// Compare says whether a later value with its interval differs from an earlier
// one: a rise when the whole interval lies above, a fall when it lies below.
func Compare(earlier float64, later series.Interval) Direction {
	switch {
	case later.Lower > earlier:
		return Rise
	case later.Upper < earlier:
		return Fall
	}
	return Unclear
}
