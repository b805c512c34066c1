package composite

import (
	"math"

	"fabbisogno/analysis/internal/order"
)

// summarise turns counts into what is reported.
func (e *engine) summarise(res *Result, ranked []int, nominal outcome, t *tally) {
	draws := float64(res.Draws)
	column := make([]float64, res.Draws)
	shift := 0.0
	for i, unit := range ranked {
		u := &res.Units[unit]
		for d := range column {
			column[d] = t.scores[d*e.n+i]
		}
		if len(e.spec.Classes) > 0 {
			u.ClassShares = classShares(e.spec.Classes, column)
		}
		tail := (1 - e.spec.Level) / 2
		u.Interval.Lower = order.Nth(column, int(math.Ceil(tail*draws))-1)
		u.Interval.Upper = order.Nth(column, int(math.Ceil((1-tail)*draws))-1)
		counts := t.frequency[i*e.n : (i+1)*e.n]
		res.Frequency[unit] = counts
		u.Ranks = shortestRun(counts, e.spec.Level).with(u.Rank, counts)
		u.RankMean, u.RankMedian = rankCentre(counts, draws)
		u.MeanShift = float64(t.shift[i]) / draws
		shift += u.MeanShift
	}
	res.MeanShift = shift / float64(len(ranked))
}

func classShares(classes []Class, scores []float64) []float64 {
	out := make([]float64, len(classes))
	beyond := 0 // of the scores, those in a class above
	for k := len(classes) - 1; k >= 0; k-- {
		reached := 0
		for _, v := range scores {
			reached += one(v >= classes[k].From)
		}
		out[k] = float64(reached-beyond) / float64(len(scores))
		beyond = reached
	}
	return out
}

// one is 1 for true; it compiles to no branch.
func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func rankCentre(counts []uint32, draws float64) (mean, median float64) {
	sum, seen := uint64(0), 0.0
	low := 0
	for r, c := range counts {
		sum += uint64(c) * uint64(r+1)
		before := seen
		seen += float64(c)
		if before < draws/2 && seen >= draws/2 {
			low = r + 1
			median = float64(low)
		}
		if before == draws/2 && c > 0 { // half lies exactly below: between two ranks
			median = float64(low+r+1) / 2
		}
	}
	return float64(sum) / draws, median
}
