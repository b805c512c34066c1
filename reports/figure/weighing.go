package figure

import (
	"fmt"
	"math"

	"fabbisogno/reports/locale"
)

// Weighing is what a reader needs to weigh the indicators of a ranking otherwise.
// The published weights are equal: the published score is the plain mean of the
// normalised indicators.
type Weighing struct {
	Indicators []Text
	// Rows has for each row of the table its indicators on their common scale of 0 to
	// 100, NaN where missing; nil for a row without a place.
	Rows [][]float64
	// Score and Rank are the columns of the table that hold the published ones.
	Score, Rank int
	// LeastShare of the weight must be present for a place.
	LeastShare float64
}

// weighingStep is what scores are rounded to before they are compared: far finer
// than what is printed, far coarser than the error of adding floating numbers.
const weighingStep = 1e8

// Places scores and ranks the rows by weights, zero or more, one an indicator: the
// weighted arithmetic mean of the indicators present, and 1 plus the number of
// greater scores. NaN without a place. The script of the pages goes by the same rule.
func (w Weighing) Places(weights []float64) (scores, ranks []float64) {
	total := 0.0
	for _, v := range weights {
		total += v
	}
	scores, ranks = make([]float64, len(w.Rows)), make([]float64, len(w.Rows))
	for i, row := range w.Rows {
		sum, present := 0.0, 0.0
		for j, v := range row {
			if !math.IsNaN(v) {
				sum += weights[j] * v
				present += weights[j]
			}
		}
		scores[i], ranks[i] = math.NaN(), math.NaN()
		if present > 0 && present >= w.LeastShare*total-1e-9 {
			scores[i] = math.Round(sum/present*weighingStep) / weighingStep
		}
	}
	for i, score := range scores {
		if math.IsNaN(score) {
			continue
		}
		ranks[i] = 1
		for _, other := range scores {
			if other > score {
				ranks[i]++
			}
		}
	}
	return scores, ranks
}

// Problem says where equal weights do not give what the table prints; empty: nowhere.
func (w Weighing) Problem(t Table) string {
	if len(w.Indicators) < 2 || len(w.Rows) != len(t.Rows) || max(w.Score, w.Rank) >= len(t.Columns) {
		return fmt.Sprintf("%d indicators, %d rows for the %d of the table", len(w.Indicators), len(w.Rows), len(t.Rows))
	}
	equal := make([]float64, len(w.Indicators))
	for j := range equal {
		equal[j] = 1
	}
	for i, row := range w.Rows {
		if row != nil && len(row) != len(equal) {
			return fmt.Sprintf("row %d has %d indicators, expected %d", i+1, len(row), len(equal))
		}
	}
	scores, ranks := w.Places(equal)
	printed := func(v float64) string { return locale.EN.Number(v, t.Columns[w.Score].Decimals) }
	for i, cells := range t.Rows {
		score, rank := cells[w.Score].Number, cells[w.Rank].Number
		if printed(scores[i]) != printed(score) || !(ranks[i] == rank || math.IsNaN(ranks[i]) && math.IsNaN(rank)) {
			return fmt.Sprintf("row %d: score %s at place %v by equal weights, %s at place %v in the table", i+1, printed(scores[i]), ranks[i], printed(score), rank)
		}
	}
	return ""
}
