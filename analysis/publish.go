package analysis

import (
	"math"
	"slices"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// forecasts are the rows of a panel: the centre of the declared model with
// calibrated intervals, or with the model's own where too few errors are known.
func (w panelWork) forecasts(out []outcome, c *calibrator, weights *counts) ([]warehouse.Forecast, error) {
	dists, status := make([][]series.Dist, len(out)), make([]forecast.Status, len(out))
	for i, s := range w.series {
		if out[i].refused != "" || s.parts != nil {
			continue
		}
		var err error
		if dists[i], status[i], err = w.calibrated(i, out[i], c); err != nil {
			return nil, err
		}
	}
	moved, err := w.agreeAtEnd(out, weights, dists)
	if err != nil {
		return nil, err
	}
	if err := w.unite(out, c, weights, dists, status); err != nil {
		return nil, err
	}
	var rows []warehouse.Forecast
	for i, s := range w.series {
		if moved[i] {
			status[i] = status[i].With(forecast.NoteReconciled, "")
		}
		for k, d := range dists[i] {
			rows = append(rows, warehouse.Forecast{
				Key: s.Key, Origin: w.end, Period: w.end.Add(k + 1), Horizon: k + 1,
				Model: s.models[declared].ID(), ModelVersion: s.models[declared].Version(), Status: status[i].String(),
				Mean: d.Mean, Intervals: intervals(d), IsSynthetic: s.Synthetic,
			})
		}
	}
	return rows, nil
}

// calibrated are the distributions of one series and what there is to say of them.
func (w panelWork) calibrated(i int, o outcome, c *calibrator) ([]series.Dist, forecast.Status, error) {
	s, last := w.series[i], o.final[declared]
	status := last.status
	calibration, pool := c.at(declared, s.scope, w.end)
	usable := calibration != nil && o.scale > 0
	switch {
	case !usable:
		return last.dists, status.With(forecast.NoteAnalytic, ""), nil
	case pool != s.scope:
		status = status.With(forecast.NotePool, pool)
	}
	if o.lent {
		status = status.With(forecast.NoteScale, s.scope)
	}
	dists := make([]series.Dist, w.horizon)
	for k := range dists {
		var err error
		if dists[k], err = calibration.Dist(k+1, last.centre[k], o.scale, w.by); err != nil {
			return nil, nil, err
		}
	}
	return dists, status, nil
}

// lendScales gives series of two years or less at least the usual scale of
// their scope: a handful of changes over a year says little of how much a
// series moves, and a small handful makes an interval that is far too sure.
// The usual scale is the median over longer series of the scale itself on the
// logit scale, and of scale over mean level for counts.
func (w panelWork) lendScales(out []outcome) {
	season := w.freq.PerYear()
	level := make([]float64, len(out))
	usual := map[string][]float64{}
	for i, s := range w.series {
		level[i] = 1
		if w.by.Name != "logit" {
			level[i] = meanKnown(s.Values)
		}
		if known := s.Len() - s.Missing(); known > 2*season && out[i].scale > 0 && level[i] > 0 && !s.aside {
			usual[s.scope] = append(usual[s.scope], out[i].scale/level[i])
		}
	}
	for i, s := range w.series {
		ratios := usual[s.scope]
		if s.Len()-s.Missing() > 2*season || len(ratios) == 0 {
			continue
		}
		slices.Sort(ratios)
		if least := ratios[len(ratios)/2] * level[i]; !(out[i].scale >= least) {
			out[i].scale, out[i].lent = least, true
		}
	}
}

func meanKnown(values []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

func intervals(d series.Dist) []series.Interval {
	var out []series.Interval
	for _, level := range forecast.Levels() {
		out = append(out, d.Interval(level))
	}
	return out
}
