package coherent

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/panel"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/longtable"
)

// Run is a forecast of a hierarchy.
type Run struct {
	panel.Setup
	Method    panel.Method
	Hierarchy *reconcile.Hierarchy
	// Options of the reconciliation; Residuals and Absent are filled in here.
	Options reconcile.Options
	// Origins before the end whose errors weigh and calibrate; 0: 24. Fewer where
	// the panel is too short.
	Origins int
}

// Report says what was done.
type Report struct {
	Panel          panel.Report
	Reconciliation reconcile.Report
	Model          string // ID of the method and of the reconciliation: ets/mint
	Origins        int    // earlier origins used
	Made           int    // sums made of bottom series
	Ignored        int    // series of the panel that are no node
	// Analytic are the levels whose intervals are the method's own, around the
	// reconciled mean, because too few errors are known.
	Analytic []string
}

// Errors of a Run.
var (
	// ErrMissing is returned when the panel lacks bottom series.
	ErrMissing = errors.New("bottom series are not in the panel")
	// ErrShort is returned when no earlier origin leaves enough values.
	ErrShort = errors.New("the panel is too short for an earlier origin")
)

const usualOrigins = 24

// Align gives the nodes as series of equal length, in the order of Hierarchy.Nodes,
// with the sums that the panel lacks made of bottom series. Group is the level.
func (r Run) Align(all []longtable.Series) ([]longtable.Series, error) {
	var report Report
	n, err := r.align(all, &report)
	if err != nil {
		return nil, err
	}
	out := make([]longtable.Series, len(n.ids))
	for _, level := range r.Hierarchy.Levels() {
		for i := level.From; i < level.To; i++ {
			out[i] = longtable.Series{ID: n.ids[i], Group: level.Name, First: n.first, Values: n.values.Row(i)}
		}
	}
	return out, nil
}

// Forecast gives the reconciled forecasts of all nodes, in the order of
// Hierarchy.Nodes, for the periods after the last of the panel.
func (r Run) Forecast(ctx context.Context, all []longtable.Series) ([]longtable.Path, Report, error) {
	var report Report
	nodes, err := r.align(all, &report)
	if err != nil {
		return nil, report, err
	}
	last, err := r.base(ctx, nodes, 0)
	if err != nil {
		return nil, report, err
	}
	report.Panel = last.report
	earlier, err := r.earlier(ctx, nodes)
	if err != nil {
		return nil, report, err
	}
	report.Origins = len(earlier)
	o := r.Options
	o.Residuals, o.Workers = nodes.residuals(earlier), max(r.Workers, 1)
	plan, err := reconcile.NewPlan(r.Hierarchy, o)
	if err != nil {
		return nil, report, err
	}
	means, done, err := plan.Reconcile(last.mean)
	if err != nil {
		return nil, report, err
	}
	report.Reconciliation, report.Model = done, r.Method.ID+"/"+string(done.Method)
	factors, err := r.factors(plan, nodes, earlier, &report)
	if err != nil {
		return nil, report, err
	}
	return r.paths(nodes, last, means, factors, report.Model), report, nil
}

// nodes are the values of a hierarchy, aligned.
type nodes struct {
	ids    []string
	first  int64
	values reconcile.Matrix // nodes x periods; NaN missing
}

// align puts the panel in the order of the nodes and makes the sums it lacks.
func (r Run) align(all []longtable.Series, report *Report) (nodes, error) {
	h := r.Hierarchy
	n := nodes{ids: h.Nodes()}
	given := make([]*longtable.Series, h.Len())
	end := int64(math.MinInt64)
	n.first = math.MaxInt64
	for i := range all {
		k, ok := h.Node(all[i].ID)
		if !ok {
			report.Ignored++
			continue
		}
		given[k] = &all[i]
		n.first, end = min(n.first, all[i].First), max(end, all[i].Last())
	}
	var lost []string
	for k := h.Aggregates(); k < h.Len(); k++ {
		if given[k] == nil {
			lost = append(lost, n.ids[k])
		}
	}
	if len(lost) > 0 {
		const named = 10
		return n, fmt.Errorf("%w: %d of %d, among them %s; are the names those of the hierarchy?", ErrMissing, len(lost), h.Bottom(), strings.Join(lost[:min(len(lost), named)], ", "))
	}
	n.values = reconcile.NewMatrix(h.Len(), int(end-n.first+1))
	for i := range n.values.Data {
		n.values.Data[i] = math.NaN()
	}
	for k, s := range given {
		if s != nil {
			copy(n.values.Row(k)[s.First-n.first:], s.Values)
		}
	}
	if slices.Contains(given[:h.Aggregates()], nil) {
		return n, n.sum(h, given, report)
	}
	return n, nil
}

// sum makes the sums that were not given: missing where a part is.
func (n nodes) sum(h *reconcile.Hierarchy, given []*longtable.Series, report *Report) error {
	bottom, absent := reconcile.NewMatrix(h.Bottom(), n.values.Cols), reconcile.NewMatrix(h.Bottom(), n.values.Cols)
	copy(bottom.Data, n.values.Data[h.Aggregates()*n.values.Cols:])
	for i, v := range bottom.Data {
		if math.IsNaN(v) {
			bottom.Data[i], absent.Data[i] = 0, 1
		}
	}
	sums, err := h.Aggregate(bottom)
	if err != nil {
		return err
	}
	holes, err := h.Aggregate(absent)
	if err != nil {
		return err
	}
	for k := range h.Aggregates() {
		if given[k] != nil {
			continue
		}
		report.Made++
		for t, v := range sums.Row(k) {
			if holes.At(k, t) == 0 {
				n.values.Set(k, t, v)
			}
		}
	}
	return nil
}

// forecasts of all nodes from one origin.
type forecasts struct {
	held   int              // periods after the origin
	mean   reconcile.Matrix // nodes x horizons
	half   []reconcile.Matrix
	report panel.Report
}

// base forecasts every node from held periods before the end.
func (r Run) base(ctx context.Context, n nodes, held int) (forecasts, error) {
	out := forecasts{held: held, mean: reconcile.NewMatrix(len(n.ids), r.Horizon)}
	for range r.Levels {
		out.half = append(out.half, reconcile.NewMatrix(len(n.ids), r.Horizon))
	}
	source := func(ctx context.Context, give func(longtable.Series) error) error {
		for k, id := range n.ids {
			row := n.values.Row(k)
			if err := give(longtable.Series{ID: id, First: n.first, Values: row[:len(row)-held]}); err != nil {
				return err
			}
		}
		return nil
	}
	run := panel.Run{Setup: r.Setup, Methods: []panel.Method{r.Method}}
	k := 0
	var err error
	out.report, err = run.Forecast(ctx, source, func(p longtable.Path, _ forecast.Status) error {
		copy(out.mean.Row(k), p.Mean)
		for l := range r.Levels {
			for i := range p.Mean {
				out.half[l].Set(k, i, (p.Upper[l][i]-p.Lower[l][i])/2)
			}
		}
		k++
		return nil
	}, nil)
	return out, err
}

// earlier forecasts from origins before the end, the latest first.
func (r Run) earlier(ctx context.Context, n nodes) ([]forecasts, error) {
	origins := r.Origins
	if origins == 0 {
		origins = usualOrigins
	}
	// Two seasons, and five values, must stay before the earliest origin.
	origins = min(origins, n.values.Cols-max(2*r.Season, 5))
	if origins < 2 {
		return nil, fmt.Errorf("%w: %d periods", ErrShort, n.values.Cols)
	}
	var out []forecasts
	for held := 1; held <= origins; held++ {
		f, err := r.base(ctx, n, held)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(f.mean.Data, math.IsNaN) {
			break // a series begins only after this origin
		}
		out = append(out, f)
	}
	if len(out) < 2 {
		return nil, fmt.Errorf("%w: a series begins %d periods before its end", ErrShort, len(out)+1)
	}
	return out, nil
}

// actual is what came k (from 0) periods after the origin of f; NaN after the end.
func (n nodes) actual(node int, f forecasts, k int) float64 {
	if k >= f.held {
		return math.NaN()
	}
	return n.values.At(node, n.values.Cols-f.held+k)
}

// residuals are the one-step errors at the earlier origins.
func (n nodes) residuals(earlier []forecasts) reconcile.Matrix {
	out := reconcile.NewMatrix(len(n.ids), len(earlier))
	for j, f := range earlier {
		for i := range n.ids {
			out.Set(i, j, n.actual(i, f, 0)-f.mean.At(i, 0))
		}
	}
	return out
}

// factors are, for each level of the hierarchy and level of the intervals, what the
// method's half-widths are multiplied by: the conformal quantile of the absolute
// errors of reconciled forecasts over the half-width there, over all nodes of the
// level, origins and horizons.
func (r Run) factors(plan *reconcile.Plan, n nodes, earlier []forecasts, report *Report) ([][]float64, error) {
	levels := r.Hierarchy.Levels()
	ratios := make([][][]float64, len(levels))
	for i := range ratios {
		ratios[i] = make([][]float64, len(r.Levels))
	}
	for _, f := range earlier {
		made, _, err := plan.Reconcile(f.mean)
		if err != nil {
			return nil, err
		}
		for g, level := range levels {
			for i := level.From; i < level.To; i++ {
				for k := range min(f.held, r.Horizon) {
					e := math.Abs(n.actual(i, f, k) - made.At(i, k))
					for l := range r.Levels {
						if half := f.half[l].At(i, k); half > 0 && !math.IsNaN(e) {
							ratios[g][l] = append(ratios[g][l], e/half)
						}
					}
				}
			}
		}
	}
	out := make([][]float64, len(levels))
	for g, level := range levels {
		out[g] = make([]float64, len(r.Levels))
		for l, share := range r.Levels {
			width, ok := forecast.HalfWidth(ratios[g][l], share/100)
			if !ok {
				width = 1
				report.Analytic = append(report.Analytic, fmt.Sprintf("%s at %g%%", level.Name, share))
			}
			out[g][l] = width
		}
	}
	return out, nil
}

// paths put intervals around the reconciled means.
func (r Run) paths(n nodes, last forecasts, means reconcile.Matrix, factors [][]float64, model string) []longtable.Path {
	out := make([]longtable.Path, len(n.ids))
	for g, level := range r.Hierarchy.Levels() {
		for i := level.From; i < level.To; i++ {
			p := longtable.Path{ID: n.ids[i], First: n.first + int64(n.values.Cols), Model: model, Mean: means.Row(i)}
			for l := range r.Levels {
				lower, upper := make([]float64, r.Horizon), make([]float64, r.Horizon)
				for k, m := range p.Mean {
					half := factors[g][l] * last.half[l].At(i, k)
					lower[k], upper[k] = m-half, m+half
					if r.Options.NonNegative {
						lower[k] = max(lower[k], 0)
					}
				}
				p.Lower, p.Upper = append(p.Lower, lower), append(p.Upper, upper)
			}
			r.nest(p)
			out[i] = p
		}
	}
	return out
}

// nest keeps the interval of a higher level from being narrower than that of a lower
// one, which few errors may make it.
func (r Run) nest(p longtable.Path) {
	order := make([]int, len(r.Levels))
	for l := range order {
		order[l] = l
	}
	slices.SortFunc(order, func(a, b int) int {
		if r.Levels[a] < r.Levels[b] {
			return -1
		}
		return 1
	})
	for j := 1; j < len(order); j++ {
		in, at := order[j-1], order[j]
		for k := range p.Mean {
			p.Lower[at][k], p.Upper[at][k] = min(p.Lower[at][k], p.Lower[in][k]), max(p.Upper[at][k], p.Upper[in][k])
		}
	}
}
