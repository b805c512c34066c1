package analysis

import (
	"slices"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// pastScopes are the scopes whose forecasts of earlier origins are kept whole: the
// series of whole territories, which the reports draw over what came. Of the others,
// by industry and by occupation, the scores are kept.
func pastScopes() []string { return []string{"italy", "regions"} }

// past is what the declared model would have said of the series of whole territories at
// the origins that are scored, with what then came: the forecasts that the scores count,
// one by one.
func (w panelWork) past(out []outcome, c *calibrator) []warehouse.PastForecast {
	first := w.end.Add(-w.step * scoredOrigins)
	var rows []warehouse.PastForecast
	for i, s := range w.series {
		if !slices.Contains(pastScopes(), s.scope) || out[i].refused != "" || len(out[i].paths) == 0 { // a sum of forecasts has no origins of its own
			continue
		}
		model := s.models[declared]
		for _, same := range together(out[i].paths, first) {
			p := same[declared]
			for k := range w.horizon {
				f := warehouse.Forecast{Key: s.Key, Origin: p.Origin, Period: p.Origin.Add(k + 1), Horizon: k + 1,
					Model: model.ID(), ModelVersion: model.Version(), Status: p.Status.String(), Mean: p.Point[k], IsSynthetic: s.Synthetic}
				half := c.halfWidths(declared, s.scope, p, k)
				for l, level := range scoredLevels() {
					f.Intervals = append(f.Intervals, series.Interval{Level: level,
						Lower: w.by.Inverse(p.Centre[k] - half[l]), Upper: w.by.Inverse(p.Centre[k] + half[l])})
				}
				rows = append(rows, warehouse.PastForecast{Forecast: f, Actual: p.Actual[k]})
			}
		}
	}
	return rows
}
