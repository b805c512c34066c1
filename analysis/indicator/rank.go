package indicator

import (
	"math"

	"fabbisogno/datasets/series"
)

// MeanInterval is the mean of several values and of the ends of their
// intervals. The interval is exact when the errors of the values move together
// (comonotone) and too wide otherwise, never too narrow: the errors of
// neighbouring months do move together, how much is not known. All intervals
// must have the level of the first; NaN anywhere gives NaN.
func MeanInterval(values []float64, intervals []series.Interval) (float64, series.Interval) {
	if len(values) == 0 || len(values) != len(intervals) {
		return math.NaN(), series.Interval{Lower: math.NaN(), Upper: math.NaN()}
	}
	out := series.Interval{Level: intervals[0].Level}
	mean := 0.0
	for i, iv := range intervals {
		mean += values[i]
		out.Lower += iv.Lower
		out.Upper += iv.Upper
	}
	n := float64(len(values))
	out.Lower /= n
	out.Upper /= n
	return mean / n, out
}

// RankBounds are the best and worst places of each value in the order from
// largest to smallest that its interval and those of the others allow: an item
// stands surely above another only when its whole interval lies above.
// A NaN end leaves every place open.
func RankBounds(intervals []series.Interval) (best, worst []int) {
	n := len(intervals)
	best, worst = make([]int, n), make([]int, n)
	for i, a := range intervals {
		best[i], worst[i] = 1, n
		for j, b := range intervals {
			if i == j {
				continue
			}
			if b.Lower > a.Upper {
				best[i]++
			}
			if b.Upper < a.Lower {
				worst[i]--
			}
		}
	}
	return best, worst
}
