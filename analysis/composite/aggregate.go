package composite

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// Aggregation is a way to make one score of normalised indicators.
type Aggregation uint8

// The aggregations, from the one that lets a strength make up for a weakness in
// full to the one that looks at order alone.
const (
	Arithmetic Aggregation = iota // sum(w x) / sum(w)
	Geometric                     // (prod x^w)^(1 / sum w)
	Harmonic                      // sum(w) / sum(w / x)
	Median                        // weighted median
	Copeland                      // pairs won less pairs lost
)

var aggregationNames = []string{"arithmetic", "geometric", "harmonic", "median", "copeland"}

// String is the name of the aggregation as cards and tables print it.
func (a Aggregation) String() string { return nameOf(aggregationNames, int(a)) }

// needsPositive says whether the aggregation is undefined at zero and below.
func (a Aggregation) needsPositive() bool { return a == Geometric || a == Harmonic }

// Aggregate is the score of one unit: x are its normalised indicators, w their
// weights. A missing indicator is left out and the other weights count for more;
// NaN when nothing is left. The weighted median is the value at which half of the
// weight is reached, the mean of two neighbours when half lies exactly between.
// Copeland compares units and has its own function.
func Aggregate(a Aggregation, x, w []float64) (float64, error) {
	if len(x) != len(w) {
		return math.NaN(), fmt.Errorf("aggregate: %d indicators and %d weights", len(x), len(w))
	}
	if err := checkWeights(w); err != nil {
		return math.NaN(), fmt.Errorf("aggregate: %w", err)
	}
	if a >= Copeland {
		return math.NaN(), fmt.Errorf("aggregate by %s: not a mean of one unit's indicators", a)
	}
	for j, v := range x {
		if a.needsPositive() && v <= 0 && w[j] > 0 {
			return math.NaN(), fmt.Errorf("aggregate by %s: indicator %d is %v; re-scale to 1 to 100 first", a, j+1, v)
		}
	}
	score := make([]float64, 1)
	aggregateTo(score, x, w, a, newBuffers(1, len(x)))
	return score[0], nil
}

// buffers have room for the units, and for the duels of all of them.
type buffers struct{ present, count, duels []float64 }

func newBuffers(units, indicators int) buffers {
	return buffers{make([]float64, units), make([]float64, units), make([]float64, lanes.Duels(units, indicators))}
}

// halfTolerance absorbs rounding in sums of weights when half is reached exactly.
const halfTolerance = 1e-12

// aggregateTo writes the scores of n units into score: x holds the normalised
// indicators one after the other, n values each.
func aggregateTo(score, x, w []float64, a Aggregation, b buffers) {
	if a == Median {
		lanes.MediansTo(score, x, w, halfTolerance)
		return
	}
	n, present := len(score), b.present
	clear(score)
	clear(present)
	for j, weight := range w {
		if weight <= 0 {
			continue
		}
		column := x[j*n : (j+1)*n]
		switch a {
		case Arithmetic:
			lanes.WeighTo(score, present, b.count, column, weight)
		case Geometric:
			for i, v := range column {
				if v == v {
					present[i] += weight
					score[i] += weight * math.Log(v)
				}
			}
		case Harmonic:
			for i, v := range column {
				if v == v {
					present[i] += weight
					score[i] += weight / v
				}
			}
		}
	}
	for i, p := range present { // without weight 0 / 0, which is missing
		switch a {
		case Arithmetic:
			score[i] /= p
		case Geometric:
			score[i] = math.Exp(score[i] / p)
		default:
			score[i] = p / score[i]
		}
	}
}

// positiveTo re-scales all indicators in x to 1 to 100 when any value of any is
// not positive: re-scaling some alone would change their weight. An indicator on
// stated ends (from lower to upper) keeps its place between them.
func positiveTo(x []float64, n int, scale Normalisation) {
	lo, _, _ := lanes.RangeOf(x)
	if lo > 0 {
		return
	}
	for j := 0; j+n <= len(x); j += n {
		column := x[j : j+n]
		lo, hi, _ := lanes.RangeOf(column)
		if scale.Kind == Goalposts {
			lo, hi = scale.Lower, scale.Upper
		}
		affineTo(column, column, ends{lo, hi}, ends{1, 100})
	}
}
