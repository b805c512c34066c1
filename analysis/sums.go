package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// leastClosure is how far a published total may be from the sum of its parts, as
// a share of it, for the sum to be taken as meant: rounding and suppressed cells.
const leastClosure = 0.002

// leastScale of a series that never varied, as a share of the largest: it hardly
// moves, and sums of such series can still be made to hold.
const leastScale = 1e-6

// sumDimensions are the dimensions along which series add up.
var sumDimensions = []struct {
	name string
	code func(*series.Key) *series.Code
}{
	{"territory", func(k *series.Key) *series.Code { return &k.Territory }},
	{"industry", func(k *series.Key) *series.Code { return &k.Industry }},
	{"occupation", func(k *series.Key) *series.Code { return &k.Occupation }},
	{"citizenship", func(k *series.Key) *series.Code { return &k.Citizenship }},
}

// tie finds the sums that may hold among the series of a panel of counts: where
// all but one dimension agree, a whole with its children, or with the codes of a
// partition, as the code lists declare them; and totals under two codes. Parts
// that the panel does not have are left out. Whether a sum holds is seen in the
// data, at every origin anew (holds). Sums stand in a fixed order.
func (w *panelWork) tie(set *codes.Set) {
	w.sums = nil
	if w.by.Name != forecast.NonNegative().Name {
		return
	}
	place := map[series.Key]int{}
	for i, s := range w.series {
		place[s.Key] = i
	}
	for _, dim := range sumDimensions {
		for i, s := range w.series {
			if !series.IsAdditive(s.Key.Unit) {
				return
			}
			find := func(c series.Code) (int, bool) {
				k := s.Key
				*dim.code(&k) = c
				j, ok := place[k]
				return j, ok && j != i
			}
			k := s.Key
			whole := *dim.code(&k)
			for _, parts := range partsOf(set, whole, w.listsOf(dim.code)) {
				q := reconcile.Equation{Whole: i}
				for _, c := range parts {
					if j, ok := find(c); ok {
						q.Parts = append(q.Parts, j)
					}
				}
				same := func(r reconcile.Equation) bool { return r.Whole == i && slices.Equal(r.Parts, q.Parts) }
				if len(q.Parts) > 0 && !slices.ContainsFunc(w.sums, same) {
					w.sums = append(w.sums, q)
				}
			}
		}
	}
}

// listsOf are the code lists of a dimension of the panel, sorted.
func (w *panelWork) listsOf(code func(*series.Key) *series.Code) []string {
	var out []string
	for _, s := range w.series {
		k := s.Key
		if list := code(&k).List; list != "" && !slices.Contains(out, list) {
			out = append(out, list)
		}
	}
	slices.Sort(out)
	return out
}

// partsOf are the sets of codes that a code is the sum of. A dimension left blank
// stands for its whole, under any of the lists, and so for the list's own total.
func partsOf(set *codes.Set, whole series.Code, lists []string) [][]series.Code {
	var out [][]series.Code
	add := func(list string, values []string) {
		var parts []series.Code
		for _, v := range values {
			parts = append(parts, series.Code{List: list, Value: v})
		}
		out = append(out, parts)
	}
	for _, id := range lists {
		l, ok := set.List(id)
		if !ok || !whole.IsZero() && whole.List != id {
			continue
		}
		value := whole.Value
		if total, ok := l.Total(); ok && whole.IsZero() {
			value = total.Code
			add(id, []string{value})
		}
		var children []string
		for _, it := range l.Children(value) {
			children = append(children, it.Code)
		}
		add(id, children)
		for _, p := range set.Partitions() {
			if p.List == id && p.Whole == value {
				add(id, p.Codes)
			}
		}
	}
	return out
}

// holds says whether a sum can be asked of forecasts made at an origin, and of
// which parts: the whole is known there and, in every period of the year before it
// in which all parts are known, equal to their sum but for rounding. Parts not yet
// observed in that year are left out; parts that are observed but have no forecast
// (has) make the sum useless.
func (w panelWork) holds(q reconcile.Equation, origin series.Period, has func(i int) bool) (reconcile.Equation, bool) {
	year := w.freq.PerYear()
	out := reconcile.Equation{Whole: q.Whole}
	if !has(q.Whole) || math.IsNaN(w.series[q.Whole].At(origin)) {
		return out, false
	}
	for _, p := range q.Parts {
		observed := false
		for k := range year {
			observed = observed || !math.IsNaN(w.series[p].At(origin.Add(-k)))
		}
		if observed && !has(p) {
			return out, false
		}
		if observed {
			out.Parts = append(out.Parts, p)
		}
	}
	compared := 0
	for k := range year {
		at := origin.Add(-k)
		whole := w.series[q.Whole].At(at)
		sum, ten := 0.0, math.Mod(whole, 10) == 0
		for _, p := range out.Parts {
			v := w.series[p].At(at)
			sum += v
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
		// The errors of rounding n+1 figures have a deviation of unit sqrt((n+1)/12).
		if math.Abs(whole-sum) > max(leastClosure*math.Abs(whole), unit*math.Sqrt(float64(len(out.Parts)+1))) {
			return out, false
		}
	}
	return out, compared > 0 && len(out.Parts) > 0
}

// reconcile makes the forecasts of a panel add up, those of backtests at their
// origins as those at the end, with the variance of a series the square of its
// scale there, so that what is calibrated and scored is what is published. It says
// in the status which forecasts were moved. Candidates are worked on together: they
// differ in their forecasts only, not in scales and sums.
func (w panelWork) reconcile(out []outcome) error {
	if len(w.sums) == 0 {
		return nil
	}
	if err := w.reconcileBacktests(out); err != nil {
		return err
	}
	scale, centre := make([]float64, len(out)), make([][]float64, len(out))
	for i := range out {
		if out[i].refused != "" {
			continue
		}
		scale[i] = out[i].scale
		for _, f := range out[i].final {
			centre[i] = append(centre[i], f.centre...)
		}
	}
	moved, err := w.addUp(w.end, scale, centre)
	if err != nil {
		return err
	}
	for i, all := range moved {
		for m := range out[i].final {
			if all == nil {
				break
			}
			f, to := &out[i].final[m], all[m*w.horizon:(m+1)*w.horizon]
			dists := make([]series.Dist, len(f.dists))
			for k, d := range f.dists {
				dists[k] = shifted(d, to[k]-f.centre[k])
			}
			f.dists, f.centre, f.status = dists, to, f.status.With(forecast.NoteReconciled, "")
		}
	}
	return nil
}

// reconcileBacktests does so at every origin at which all candidates have a
// forecast of a series.
func (w panelWork) reconcileBacktests(out []outcome) error {
	models := len(w.candidates())
	var origins []series.Period
	at := map[series.Period][][]*evaluate.Path{} // by series and candidate
	for i := range out {
		if out[i].refused != "" {
			continue
		}
		for m := range out[i].paths {
			for k := range out[i].paths[m] {
				p := &out[i].paths[m][k]
				if at[p.Origin] == nil {
					at[p.Origin] = make([][]*evaluate.Path, len(out))
					origins = append(origins, p.Origin)
				}
				at[p.Origin][i] = append(at[p.Origin][i], p)
			}
		}
	}
	slices.SortFunc(origins, func(a, b series.Period) int { return cmp.Compare(a.Since(b), 0) })
	for _, origin := range origins {
		scale, centre := make([]float64, len(out)), make([][]float64, len(out))
		for i, paths := range at[origin] {
			if len(paths) < models {
				continue
			}
			scale[i] = paths[0].Scale
			for _, p := range paths {
				centre[i] = append(centre[i], p.Centre...)
			}
		}
		moved, err := w.addUp(origin, scale, centre)
		if err != nil {
			return err
		}
		for i, all := range moved {
			for m, p := range at[origin][i] {
				if all != nil {
					shiftPath(p, all[m*w.horizon:(m+1)*w.horizon], w.by)
				}
			}
		}
	}
	return nil
}

// shiftPath moves a path to a new centre, on the same scale as the values.
func shiftPath(p *evaluate.Path, to []float64, by forecast.Transform) {
	point, residual := make([]float64, len(to)), make([]float64, len(to))
	for k, v := range to {
		point[k] = max(p.Point[k]+v-p.Centre[k], 0)
		residual[k] = math.NaN()
		if p.Scale > 0 {
			residual[k] = (by.Forward(p.Actual[k]) - v) / p.Scale
		}
	}
	p.Centre, p.Point, p.Residual = to, point, residual
}

// shifted is a distribution of counts moved by a constant, floored at zero.
func shifted(d series.Dist, by float64) series.Dist {
	out := series.Dist{Mean: max(d.Mean+by, 0), Quantiles: slices.Clone(d.Quantiles)}
	for i := range out.Quantiles {
		out.Quantiles[i].Value = max(out.Quantiles[i].Value+by, 0)
	}
	return out
}

// addUp gives new centres, candidates side by side, to the series that a sum ties
// at an origin, nil to the others. Centre is nil where there is no forecast.
func (w panelWork) addUp(origin series.Period, scale []float64, centre [][]float64) ([][]float64, error) {
	has := func(i int) bool { return centre[i] != nil && scale[i] >= 0 }
	var tied []reconcile.Equation
	place := map[int]int{}
	var members []int
	enter := func(i int) int {
		if _, known := place[i]; !known {
			place[i] = len(members)
			members = append(members, i)
		}
		return place[i]
	}
	for _, q := range w.sums {
		r, ok := w.holds(q, origin, has)
		if !ok {
			continue
		}
		local := reconcile.Equation{Whole: enter(r.Whole)}
		for _, p := range r.Parts {
			local.Parts = append(local.Parts, enter(p))
		}
		tied = append(tied, local)
	}
	out := make([][]float64, len(centre))
	if len(tied) == 0 {
		return out, nil
	}
	y, variances := reconcile.NewMatrix(len(members), len(centre[members[0]])), make([]float64, len(members))
	largest := 0.0
	for j, i := range members {
		copy(y.Row(j), centre[i])
		largest = max(largest, scale[i])
	}
	if largest == 0 {
		largest = 1 // nothing varies: all alike
	}
	for j, i := range members {
		v := max(scale[i]/largest, leastScale)
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
		out[i] = slices.Clone(x.Row(j))
	}
	return out, nil
}
