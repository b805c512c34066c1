package composite

import (
	"fmt"
	"math"
	"slices"

	"fabbisogno/datasets/series"
)

// RankInterval are the places a unit may have, both ends included.
type RankInterval struct {
	Level       float64 // asked for
	Best, Worst int
	// Probability that the interval holds the true rank. It is at least Level:
	// ranks are whole numbers, and of units far apart one place alone may be surer
	// than was asked.
	Probability float64
}

// Unit is one unit in a Result.
type Unit struct {
	ID    string
	Score float64 // under the nominal choices; NaN without a rank
	// Interval of the score over all draws, on the scale of the nominal choices.
	Interval series.Interval
	Rank     int // under the nominal choices, 1 the highest; units with equal scores share the best place; 0: not ranked
	// RankMean and RankMedian over all draws.
	RankMean, RankMedian float64
	Ranks                RankInterval
	// MeanShift is the mean distance of the rank in a draw from the nominal rank.
	MeanShift float64
	// Class under the nominal choices, -1 without; ClassShares are the
	// probabilities of the classes of the Spec, in its order.
	Class       int
	ClassShares []float64
	// PresentShare of the weight that has a value, the smallest over the weightings used.
	PresentShare float64
	// Normalised indicators under the nominal choices, before re-scaling for the
	// aggregation, NaN where missing: the row of the heat table. Contributions are
	// weight times normalised value by weight present; they add up to the score when
	// it is an arithmetic mean, and are the shares of attention otherwise.
	Normalised, Contributions []float64
}

// Column is what is said of one indicator.
type Column struct {
	ID        string
	Weight    float64 // share under the nominal choices
	Treatment Treatment
	Exact     bool // no error is known of any value
}

// Result of a Run.
type Result struct {
	Units   []Unit // in the order given
	Columns []Column
	// Order are the numbers of the ranked units from the highest score on.
	Order []int
	// Groups are runs of neighbours in Order no two of which can be told apart, from
	// and to included, as long as can be; they may overlap.
	Groups [][2]int
	// Frequency has for each unit how many draws gave it each rank, rank 1 first;
	// nil for units that are not ranked.
	Frequency [][]uint32
	// MeanShift is the mean over units of their mean rank shifts.
	MeanShift  float64
	Structure  Structure
	Draws      int
	Seed       uint64
	Level      float64
	beats      []uint32 // by positions in Order, row beats column
	positions  []int    // of units in Order, -1 without
	pairsTaken bool
}

// Beats is the probability that unit p stands above unit q; NaN when one is not
// ranked or pairs were not counted.
func (r *Result) Beats(p, q int) float64 {
	a, b := r.positions[p], r.positions[q]
	if a < 0 || b < 0 || a == b || !r.pairsTaken {
		return math.NaN()
	}
	return float64(r.beats[a*len(r.Order)+b]) / float64(r.Draws)
}

// Apart says whether p and q can be told apart: one stands above the other with
// a probability of at least the level.
func (r *Result) Apart(p, q int) bool {
	share := r.Beats(p, q)
	return share >= r.Level || share <= 1-r.Level
}

// Pair are two ranked units, the one with the higher nominal score first.
type Pair struct {
	Above, Below int
	Probability  float64 // that Above stands above Below
}

// Undecided are the pairs that cannot be told apart, in nominal order.
func (r *Result) Undecided() []Pair {
	var out []Pair
	for a, p := range r.Order {
		for _, q := range r.Order[a+1:] {
			if r.pairsTaken && !r.Apart(p, q) {
				out = append(out, Pair{p, q, r.Beats(p, q)})
			}
		}
	}
	return out
}

// groups are the longest runs of positions in which no pair can be told apart.
func (r *Result) groups() [][2]int {
	var out [][2]int
	n, end := len(r.Order), -1
	for from := range n {
		to := max(from, end)
		for to+1 < n && r.together(from, to+1) {
			to++
		}
		if to > end {
			out, end = append(out, [2]int{from, to}), to
		}
	}
	return out
}

// together says whether the unit at position to cannot be told apart from any
// from position from on.
func (r *Result) together(from, to int) bool {
	for k := from; k < to; k++ {
		if !r.pairsTaken || r.Apart(r.Order[k], r.Order[to]) {
			return false
		}
	}
	return true
}

// shortestRun is the shortest run of ranks with at least the share level of the
// counts; of several as short the one with most. Ranks begin with 1.
func shortestRun(counts []uint32, level float64) RankInterval {
	total := uint64(0)
	for _, c := range counts {
		total += uint64(c)
	}
	need := uint64(math.Ceil(level*float64(total) - 1e-9))
	best := RankInterval{Level: level, Best: 1, Worst: len(counts), Probability: 1}
	bestSum, sum, from := total, uint64(0), 0
	for to := range counts {
		sum += uint64(counts[to])
		for from < to && sum-uint64(counts[from]) >= need {
			sum -= uint64(counts[from])
			from++
		}
		width := best.Worst - best.Best
		if sum >= need && (to-from < width || to-from == width && sum > bestSum) {
			best.Best, best.Worst, bestSum = from+1, to+1, sum
		}
	}
	if total > 0 {
		best.Probability = float64(bestSum) / float64(total)
	}
	return best
}

// classOf is the number of the class of a score, -1 below all or missing.
func classOf(classes []Class, score float64) int {
	class := -1
	for k, c := range classes {
		if score >= c.From {
			class = k
		}
	}
	return class
}

// byScore are the numbers of the units from the highest score on, equal scores
// in the order given.
func byScore(score []float64) []int {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case score[a] > score[b]:
			return -1
		case score[a] < score[b]:
			return 1
		}
		return 0
	})
	return order
}

// String is the interval as tables print it: 3, or 1-7.
func (r RankInterval) String() string {
	if r.Best == r.Worst {
		return fmt.Sprint(r.Best)
	}
	return fmt.Sprintf("%d-%d", r.Best, r.Worst)
}
