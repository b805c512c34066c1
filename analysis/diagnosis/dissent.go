package diagnosis

import (
	"math"
	"slices"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/shortage"
)

// dissent explains the methods that stand against the majority of a unit.
func (w *work) dissent(res *Result) error {
	for s, i := range w.shown {
		says := make([]shortage.Verdict, len(w.methods))
		for k, r := range w.methods {
			says[k] = r.says(r.class[s])
		}
		count, of := agreement.Count(says)
		against := agreement.Against(count, of)
		if against == shortage.Unknown {
			continue
		}
		want := shortage.Yes
		if against == shortage.Yes {
			want = shortage.No
		}
		for k, r := range w.methods {
			if says[k] != against {
				continue
			}
			reason, err := w.reason(r, s, want)
			if err != nil {
				return err
			}
			res.Dissents = append(res.Dissents, Dissent{Unit: i, Method: r.ID, Says: string(against), Indicator: reason.Indicator,
				Value: reason.Value, Needed: reason.Needed})
		}
	}
	return nil
}

// reason is the indicator that keeps a method from a verdict on a unit, all
// other units as they are.
func (w *work) reason(r *running, s int, want shortage.Verdict) (agreement.Reason, error) {
	var inputs []agreement.Input
	var moved []int // columns of the rule
	x := make([][]float64, len(r.columns))
	for j, c := range r.columns {
		if c < 0 {
			continue
		}
		x[j] = w.columns[c].values()
		lower, upper := w.columns[c].known()
		inputs, moved = append(inputs, agreement.Input{Indicator: r.Columns[j], Value: x[j][s], Lower: lower, Upper: upper}), append(moved, j)
	}
	value, class := make([]float64, len(w.shown)), make([]int8, len(w.shown))
	var failed error
	reason := agreement.Explain(func(v []float64) shortage.Verdict {
		for k, j := range moved {
			if v[k] != math.Trunc(v[k]) && slices.Contains(r.Whole, r.Columns[j]) {
				return shortage.Unknown // between two points there is nothing
			}
			x[j][s] = v[k]
		}
		if err := r.rule.RateTo(value, class, x); err != nil {
			failed = err
		}
		return r.says(class[s])
	}, inputs, want)
	return reason, failed
}
