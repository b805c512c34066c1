package analysis

import (
	"math"
	"slices"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// leastClosure is how far a published total may be from the sum of its parts, as
// a share of it, for the sum to be taken as meant: rounding and suppressed cells.
const leastClosure = 0.002

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

// tie finds the sums that may hold among the series of a panel of counts, or of
// shares of counts, which add up when weighed by them (shares.go): where
// all but one dimension agree, a whole with its children, or with the codes of a
// partition, as the code lists declare them; and totals under two codes. Parts
// that the panel does not have are left out. Whether a sum holds is seen in the
// data, at every origin anew (holds). Sums stand in a fixed order.
func (w *panelWork) tie(set *codes.Set) {
	w.sums = nil
	if w.by.Name != forecast.NonNegative().Name && w.of == "" {
		return
	}
	place := map[series.Key]int{}
	for i, s := range w.series {
		if !s.aside {
			place[s.Key] = i
		}
	}
	for _, dim := range sumDimensions {
		lists := w.listsOf(dim.code)
		for i, s := range w.series {
			if !series.IsAdditive(s.Key.Unit) && w.of == "" {
				return
			}
			if s.aside {
				continue
			}
			find := func(c series.Code) (int, bool) {
				k := s.Key
				*dim.code(&k) = c
				j, ok := place[k]
				return j, ok && j != i
			}
			k := s.Key
			whole := *dim.code(&k)
			for _, parts := range partsOf(set, whole, lists) {
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
		if s.aside {
			continue
		}
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
