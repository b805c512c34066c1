package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/series"
)

// leastScale of a series that never varied, as a share of the largest: it hardly
// moves, and sums of such series can still be made to hold.
const leastScale = 1e-6

// reconcile makes the forecasts of a panel add up, those of backtests at their
// origins as those at the end, with the variance of a series the square of its
// scale there, so that what is calibrated and scored is what is published. It says
// in the status which forecasts were moved. Candidates are worked on together: they
// differ in their forecasts only, not in scales and sums.
func (w panelWork) reconcile(out []outcome) error {
	if len(w.sums) == 0 || w.of != "" {
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
	origins, at := w.byOrigin(out)
	models := len(w.candidates())
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

// byOrigin are the backtests at every origin, earliest first, by series and candidate.
func (w panelWork) byOrigin(out []outcome) ([]series.Period, map[series.Period][][]*evaluate.Path) {
	var origins []series.Period
	at := map[series.Period][][]*evaluate.Path{}
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
	return origins, at
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
	members, tied := w.tied(func(q reconcile.Equation) (reconcile.Equation, bool) { return w.holds(q, origin, has) })
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

// tied are the sums that hold, with their series numbered by members.
func (w panelWork) tied(holds func(reconcile.Equation) (reconcile.Equation, bool)) (members []int, sums []reconcile.Equation) {
	place := map[int]int{}
	enter := func(i int) int {
		if _, known := place[i]; !known {
			place[i] = len(members)
			members = append(members, i)
		}
		return place[i]
	}
	for _, q := range w.sums {
		r, ok := holds(q)
		if !ok {
			continue
		}
		local := reconcile.Equation{Whole: enter(r.Whole)}
		for _, p := range r.Parts {
			local.Parts = append(local.Parts, enter(p))
		}
		sums = append(sums, local)
	}
	return members, sums
}
