package chapter

import (
	"math"

	"fabbisogno/analysis/composite"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// weighing lets readers weigh the indicators of a ranking otherwise: the normalised
// indicators of each unit with a place, by row of the ranking's table. Nil where equal
// weights do not give the published places: then the score is no plain mean, and
// other weights would not be an answer to it.
func (g *diagnosed) weighing(s *Source, t figure.Table) *figure.Weighing {
	indicators := g.indicators()
	w := &figure.Weighing{Score: 1, Rank: 4, LeastShare: composite.DefaultMinimumShare}
	for _, id := range indicators {
		w.Indicators = append(w.Indicators, s.indicatorName(id))
	}
	for _, c := range g.cells {
		if c.Status != warehouse.StatusRated {
			w.Rows = append(w.Rows, nil)
			continue
		}
		row := make([]float64, len(indicators))
		for j, id := range indicators {
			row[j] = math.NaN()
			if p, mark := g.part(c, id); mark == "" {
				row[j] = math.Round(p.Normalised*1e9) / 1e9
			}
		}
		w.Rows = append(w.Rows, row)
	}
	if w.Problem(t) != "" {
		return nil
	}
	return w
}
