package analysis

import (
	"fmt"
	"math"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/series"
)

// A share of planned entries is the quotient of two counts. That of a total is
// the mean of those of its parts, weighed by their entries:
//
//	share(whole) entries(whole) = sum of share(part) entries(part).
//
// Forecasts of shares are made to agree with it, with the forecasts of entries, which
// were made to add up before, as the weights: the products share x entries are
// reconciled as counts are (sums.go) and divided again. Means are reconciled; the
// distribution of a share is moved with its mean on the logit scale.

// shareRounding is how far a published share and the mean of published shares can
// be apart by rounding to a tenth, in counts per entry.
const shareRounding = 0.001

// agreeing is how closely forecasts of entries must add up to serve as weights.
const agreeing = 1e-6

// counts are the forecasts that a panel of shares is weighed by: the panel of the
// counts, worked through, and the place there of each series of shares, -1 for none.
type counts struct {
	work  panelWork
	out   []outcome
	place []int
}

// countsOf finds the places by the keys.
func (w panelWork) countsOf(work panelWork, out []outcome) *counts {
	at := map[series.Key]int{}
	for i, s := range work.series {
		k := s.Key
		k.Measure, k.Unit = "", ""
		at[k] = i
	}
	c := &counts{work: work, out: out, place: make([]int, len(w.series))}
	for i, s := range w.series {
		k := s.Key
		k.Measure, k.Unit = "", ""
		c.place[i] = -1
		if j, ok := at[k]; ok && out[j].refused == "" && work.series[j].parts == nil {
			c.place[i] = j
		}
	}
	return c
}

// value is the count of a series of shares in a period, NaN where there is none.
func (c *counts) value(i int, at series.Period) float64 {
	if c.place[i] < 0 {
		return math.NaN()
	}
	return c.work.series[c.place[i]].At(at)
}

// forecastAt are the forecasts of the count made at an origin, nil where there are none.
func (c *counts) forecastAt(i int, origin series.Period) []float64 {
	if c.place[i] < 0 {
		return nil
	}
	o := &c.out[c.place[i]]
	if origin == c.work.end {
		means := make([]float64, len(o.final[declared].centre))
		for k, v := range o.final[declared].centre {
			means[k] = c.work.by.Inverse(v)
		}
		return means
	}
	for _, p := range o.paths[declared] {
		if p.Origin == origin {
			return p.Point
		}
	}
	return nil
}

// reconcileShares does so for the backtests, at every origin with the entries that
// were forecast there.
func (w panelWork) reconcileShares(out []outcome, c *counts) error {
	if c == nil || len(w.sums) == 0 {
		return nil
	}
	origins, at := w.byOrigin(out)
	models := len(w.candidates())
	for _, origin := range origins {
		scale, mean := make([]float64, len(out)), make([][]float64, len(out))
		for i, paths := range at[origin] {
			if len(paths) < models {
				continue
			}
			scale[i] = paths[0].Scale
			for _, p := range paths {
				mean[i] = append(mean[i], p.Point...)
			}
		}
		moved, err := w.agree(origin, c, scale, mean)
		if err != nil {
			return err
		}
		for i, all := range moved {
			for m, p := range at[origin][i] {
				if all != nil {
					shiftShares(p, all[m*w.horizon:(m+1)*w.horizon], w.by)
				}
			}
		}
	}
	return nil
}

// shiftShares moves a path to new means, on the scale of the transformation.
func shiftShares(p *evaluate.Path, to []float64, by forecast.Transform) {
	centre, residual := make([]float64, len(to)), make([]float64, len(to))
	for k, v := range to {
		centre[k] = p.Centre[k] + by.Forward(v) - by.Forward(p.Point[k])
		residual[k] = math.NaN()
		if p.Scale > 0 {
			residual[k] = (by.Forward(p.Actual[k]) - centre[k]) / p.Scale
		}
	}
	p.Point, p.Centre, p.Residual = to, centre, residual
}

// agreeAtEnd makes the distributions that are published agree, a row a series, nil
// where there is none, and says which were moved.
func (w panelWork) agreeAtEnd(out []outcome, c *counts, dists [][]series.Dist) (moved []bool, err error) {
	moved = make([]bool, len(dists))
	if c == nil || len(w.sums) == 0 || c.work.end != w.end {
		return moved, nil
	}
	scale, mean := make([]float64, len(out)), make([][]float64, len(out))
	for i, row := range dists {
		scale[i] = out[i].scale
		for _, d := range row {
			mean[i] = append(mean[i], d.Mean)
		}
	}
	to, err := w.agree(w.end, c, scale, mean)
	if err != nil {
		return nil, err
	}
	for i, row := range to {
		moved[i] = row != nil
		for k, v := range row {
			d := &dists[i][k]
			by := w.by.Forward(v) - w.by.Forward(d.Mean)
			for j, q := range d.Quantiles {
				d.Quantiles[j].Value = w.by.Inverse(w.by.Forward(q.Value) + by)
			}
			d.Mean = v
		}
	}
	return moved, nil
}

// agree gives new means, candidates side by side, to the series that a sum ties at
// an origin, nil to the others. Where a result is no share, all stay as they are:
// then the shares forecast contradict the entries forecast.
func (w panelWork) agree(origin series.Period, c *counts, scale []float64, mean [][]float64) ([][]float64, error) {
	entries := make([][]float64, len(mean))
	for i := range mean {
		if mean[i] != nil && scale[i] >= 0 {
			entries[i] = c.forecastAt(i, origin)
		}
	}
	members, tied := w.tied(func(q reconcile.Equation) (reconcile.Equation, bool) { return w.sharesHold(q, origin, c, entries) })
	out := make([][]float64, len(mean))
	if len(tied) == 0 {
		return out, nil
	}
	y, variances := reconcile.NewMatrix(len(members), len(mean[members[0]])), make([]float64, len(members))
	largest := 0.0
	for j, i := range members {
		sum, level := 0.0, 0.0
		for k, v := range mean[i] {
			e := entries[i][k%w.horizon]
			y.Row(j)[k] = v * e
			sum += e
			level += v
		}
		n := float64(len(mean[i]))
		// The scale is on the logit scale, whose slope at a share of s% is 100/(s(100-s)).
		level /= n
		variances[j] = scale[i] * level * (100 - level) / 100 * sum / n
		largest = max(largest, variances[j])
	}
	if largest == 0 {
		largest = 1 // nothing varies: all alike
	}
	for j := range variances {
		v := max(variances[j]/largest, leastScale)
		variances[j] = v * v
	}
	e, err := reconcile.NewEquations(len(members), tied)
	if err != nil {
		return nil, fmt.Errorf("%s at %s: %w", w.measure, origin, err)
	}
	x, err := e.Reconcile(y, variances, true)
	if err != nil {
		return nil, fmt.Errorf("%s at %s: %w", w.measure, origin, err)
	}
	for j, i := range members {
		out[i] = make([]float64, len(mean[i]))
		for k := range out[i] {
			v := x.Row(j)[k] / entries[i][k%w.horizon]
			if v < w.by.Margin || v > 100-w.by.Margin {
				return make([][]float64, len(mean)), nil
			}
			out[i][k] = v
		}
	}
	return out, nil
}

// sharesHold says whether an agreement can be asked of forecasts made at an origin,
// and of which parts: it holds in every period of the year before in which all is
// known, every part with entries in that year has forecasts of its share, and the
// forecasts of entries add up.
func (w panelWork) sharesHold(q reconcile.Equation, origin series.Period, c *counts, entries [][]float64) (reconcile.Equation, bool) {
	year := w.freq.PerYear()
	out := reconcile.Equation{Whole: q.Whole}
	if entries[q.Whole] == nil || zeros(entries[q.Whole]) > 0 || math.IsNaN(w.series[q.Whole].At(origin)) {
		return out, false
	}
	for _, p := range q.Parts {
		observed := false
		for k := range year {
			observed = observed || c.value(p, origin.Add(-k)) > 0
		}
		none := zeros(entries[p])
		switch {
		case !observed, none == w.horizon && w.horizon > 0: // no entries: weighs nothing
		case entries[p] == nil, none > 0:
			return out, false
		default:
			out.Parts = append(out.Parts, p)
		}
	}
	compared := 0
	for k := range year {
		at := origin.Add(-k)
		n := c.value(q.Whole, at)
		whole, sum, ten := w.series[q.Whole].At(at)/100*n, 0.0, math.Mod(n, 10) == 0
		for _, p := range out.Parts {
			v := c.value(p, at)
			if v != 0 { // a share of nothing is not known and weighs nothing
				sum += w.series[p].At(at) / 100 * v
			}
			ten = ten && math.Mod(v, 10) == 0
		}
		if math.IsNaN(whole) || math.IsNaN(sum) {
			continue
		}
		compared++
		unit := 1.0
		if ten {
			unit = 10
		}
		if math.Abs(whole-sum) > shareRounding*n+max(leastClosure*whole, unit*math.Sqrt(float64(len(out.Parts)+1))) {
			return out, false
		}
	}
	for k := range w.horizon {
		sum := 0.0
		for _, p := range out.Parts {
			sum += entries[p][k]
		}
		if math.Abs(sum-entries[q.Whole][k]) > agreeing*entries[q.Whole][k] {
			return out, false
		}
	}
	return out, compared > 0 && len(out.Parts) > 0
}

func zeros(row []float64) int {
	n := 0
	for _, v := range row {
		if v == 0 {
			n++
		}
	}
	return n
}
