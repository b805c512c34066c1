package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/area"
	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// A region that NUTS has in several units (codes.Union) is forecast beside them. Where
// they make it up, its forecast is theirs put together, so that it agrees with them
// and, through them, with Italy:
//
//	mean of a count = sum over parts of mean(part)
//	mean of a share = sum over parts of mean(part) entries(part) / sum of entries(part)
//
// Its interval is calibrated as that of any region: the errors of its scope, which say
// how large errors are against the scale of a series, times the scale of its own past.
// So the errors of its parts need not be taken as alike or as independent. Where no
// calibration is known the quantiles of the parts are put together like the means,
// which is what they would be if all errors went together: never narrower than the
// truth for errors of one shape.
//
// Put to the test on the demonstration data at the last twelve origins, the 80% interval
// of planned entries held 84% of what came of the region (its parts 90 and 85%), 80% by
// sector and 80% by occupation group; the 95% interval 98, 97 and 90%.
//
// What Istat prints of the whole and its parts do not make up, as a rate, is forecast
// by models of its own. A union is in no pool: weights, calibrations, scores and sums
// of the panel are those of the regions that make up Italy without overlap.

// addUnions adds the series of unions to the panel, behind all others.
func (w *panelWork) addUnions(read series.Panel, unions []codes.Union) {
	place := map[series.Key]int{}
	for i, s := range w.series {
		place[s.Key] = i
	}
	relevant := slices.DeleteFunc(slices.Clone(read), func(s series.Series) bool {
		return s.Freq() != w.freq || s.Key.Measure != w.measure && s.Key.Measure != area.Weight(w.measure)
	})
	for _, u := range unions {
		for _, j := range area.Join(relevant, u) {
			as := j.Key
			as.Territory = u.Parts[0]
			scope := w.scope(as)
			if j.Key.Measure != w.measure || scope == "" {
				continue
			}
			for len(j.Values) > 0 && math.IsNaN(j.Values[len(j.Values)-1]) {
				j.Values = j.Values[:len(j.Values)-1]
			}
			if len(j.Values) == 0 || w.end.IsZero() || j.End().Since(w.end) > 0 {
				continue
			}
			one := scoped{Series: j.Series, scope: scope, aside: true}
			for _, k := range j.Parts {
				if i, ok := place[k]; ok {
					one.parts = append(one.parts, i)
				}
			}
			if len(one.parts) < len(u.Parts) {
				one.parts = nil
			}
			if one.parts != nil || j.IsObserved {
				w.series = append(w.series, one)
			}
		}
	}
}

// unite makes the distributions of unions from those of their parts, as these are
// published.
func (w panelWork) unite(out []outcome, c *calibrator, entries *counts, dists [][]series.Dist, status []forecast.Status) error {
	for i, s := range w.series {
		if s.parts == nil || out[i].refused != "" {
			continue
		}
		weights, why := w.partWeights(s.parts, dists, entries)
		if why != "" {
			out[i].refused = why
			continue
		}
		var err error
		if dists[i], status[i], err = w.united(i, out[i], c, weights, dists); err != nil {
			return err
		}
	}
	return nil
}

// partWeights are the weights of the parts at every horizon, ones for counts, and why
// there are none.
func (w panelWork) partWeights(parts []int, dists [][]series.Dist, entries *counts) (weights [][]float64, why string) {
	for _, p := range parts {
		if dists[p] == nil {
			return nil, "a part of it has no forecast: " + w.series[p].Key.Territory.String()
		}
		row := slices.Repeat([]float64{1}, w.horizon)
		if w.of != "" {
			row = nil
			if entries != nil && entries.work.end == w.end {
				row = entries.forecastAt(p, w.end)
			}
			if len(row) < w.horizon {
				return nil, "no forecast of the entries that weigh its part " + w.series[p].Key.Territory.String()
			}
		}
		weights = append(weights, row)
	}
	for k := range w.horizon {
		sum := 0.0
		for _, row := range weights {
			sum += row[k]
		}
		if !(sum > 0) {
			return nil, "no entries are forecast that would weigh its parts"
		}
	}
	return weights, ""
}

// united are the distributions of one union, and what there is to say of them.
func (w panelWork) united(i int, o outcome, c *calibrator, weights [][]float64, dists [][]series.Dist) ([]series.Dist, forecast.Status, error) {
	s := w.series[i]
	var names []string
	for _, p := range s.parts {
		names = append(names, w.series[p].Key.Territory.Value)
	}
	status := forecast.Status{}.With(forecast.NoteParts, strings.Join(names, " and "))
	calibration, pool := c.at(declared, s.scope, w.end)
	switch {
	case calibration == nil || !(o.scale > 0):
		calibration = nil
		status = status.With(forecast.NoteAnalytic, "")
	case pool != s.scope:
		status = status.With(forecast.NotePool, pool)
	}
	if o.lent {
		status = status.With(forecast.NoteScale, s.scope)
	}
	all := make([]series.Dist, w.horizon)
	for k := range all {
		d := w.together(s.parts, weights, dists, k)
		if calibration != nil {
			mean, err := d.Mean, error(nil)
			if d, err = calibration.Dist(k+1, w.by.Forward(mean), o.scale, w.by); err != nil {
				return nil, nil, fmt.Errorf("%s at %s: %w", s.Key, w.end, err)
			}
			w.moveTo(&d, mean)
		}
		all[k] = d
	}
	return all, status, nil
}

// together puts mean and quantiles of the parts together, as if their errors went
// together.
func (w panelWork) together(parts []int, weights [][]float64, dists [][]series.Dist, k int) series.Dist {
	sum := 1.0
	if w.of != "" {
		sum = 0
		for _, row := range weights {
			sum += row[k]
		}
	}
	out := series.Dist{Quantiles: slices.Clone(dists[parts[0]][k].Quantiles)}
	for j := range out.Quantiles {
		out.Quantiles[j].Value = 0
	}
	for n, p := range parts {
		by := weights[n][k] / sum
		out.Mean += by * dists[p][k].Mean
		for j := range out.Quantiles {
			out.Quantiles[j].Value += by * dists[p][k].Quantiles[j].Value
		}
	}
	return out
}

// moveTo shifts a distribution to a mean on the scale of the transformation.
func (w panelWork) moveTo(d *series.Dist, mean float64) {
	by := w.by.Forward(mean) - w.by.Forward(d.Mean)
	for j, q := range d.Quantiles {
		d.Quantiles[j].Value = w.by.Inverse(w.by.Forward(q.Value) + by)
	}
	d.Mean = mean
}
