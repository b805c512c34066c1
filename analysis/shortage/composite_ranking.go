package shortage

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"fabbisogno/analysis/composite"
)

// compositeColumns is the number of indicators that composite_ranking takes.
const compositeColumns = 6

// compositeTable are the indicators given, their weights, and the rows.
func compositeTable(s section, in Columns) (composite.Spec, composite.Cells, []int, []float64, error) {
	const id = "composite_ranking"
	var spec composite.Spec
	var given [][]float64
	var weights []float64
	for j := 1; j <= compositeColumns; j++ {
		name := "indicator_" + strconv.Itoa(j)
		if _, ok := in[name]; !ok {
			continue
		}
		w := in.one("weight_" + strconv.Itoa(j))
		if math.IsNaN(w) {
			w = 1
		}
		if !isCount(w) {
			return spec, composite.Cells{}, nil, nil, fmt.Errorf("apply %s: weight of %s is %v", id, name, w)
		}
		spec.Indicators = append(spec.Indicators, composite.Indicator{ID: name, Weight: w})
		given, weights = append(given, s.column(name)), append(weights, w)
	}
	order := inOrderOf(s.rows, given...)
	cells := composite.Cells{}
	for _, row := range order {
		var line []composite.Cell
		for _, c := range given {
			if math.IsNaN(c[row]) {
				return spec, cells, nil, nil, s.refuse(row, "an indicator", c[row], "is missing; leave the unit out")
			}
			line = append(line, composite.Cell{Value: c[row]})
		}
		cells.Units, cells.Rows = append(cells.Units, rowName(row)), append(cells.Rows, line)
	}
	return spec, cells, order, weights, nil
}

// runCompositeRanking ranks the units under every combination of two
// normalisations, two aggregations and the weights as given and with each doubled.
func runCompositeRanking(in Columns, _ Parameters) (Answer, error) {
	const id = "composite_ranking"
	names := make([]string, compositeColumns)
	for j := range names {
		names[j] = "indicator_" + strconv.Itoa(j+1)
	}
	s, err := newSection(id, in, names...)
	if err != nil {
		return Answer{}, err
	}
	spec, cells, order, weights, err := compositeTable(s, in)
	if err != nil {
		return Answer{}, err
	}
	hundred := composite.Normalisation{Kind: composite.MinMax, Lower: 1, Upper: 100}
	spec.Nominal = composite.Choices{Winsor: -1, Normalisation: hundred}
	spec.Vary = composite.Variation{
		Normalisations: []composite.Normalisation{hundred, {Kind: composite.ZScore, Mean: 10, SD: 2}},
		Aggregations:   []composite.Aggregation{composite.Arithmetic, composite.Geometric},
	}
	vectors := [][]float64{weights}
	for j := range weights {
		doubled := slices.Clone(weights)
		doubled[j] *= 2
		vectors = append(vectors, doubled)
	}
	all, spreads, err := composite.Enumerate(spec, cells, vectors)
	if err != nil {
		return Answer{}, fmt.Errorf("apply %s: %w", id, err)
	}
	rowsOfValues := make([][]float64, s.rows)
	for k, line := range cells.Rows {
		for _, c := range line {
			rowsOfValues[k] = append(rowsOfValues[k], c.Value)
		}
	}
	copeland, err := composite.CopelandScores(rowsOfValues, weights)
	if err != nil {
		return Answer{}, fmt.Errorf("apply %s: %w", id, err)
	}
	rows := make([]AnswerRow, s.rows)
	for k, row := range order {
		rows[row] = AnswerRow{Unit: rowName(row), Values: map[string]float64{
			"score": finite(all[0].Scores[k]), "score_geometric": finite(all[len(vectors)].Scores[k]), "copeland": copeland[k],
			"rank_mean": spreads[k].Mean, "rank_median": spreads[k].Median, "rank_best": float64(spreads[k].Best), "rank_worst": float64(spreads[k].Worst),
		}}
	}
	return Answer{Rows: rows}, nil
}
