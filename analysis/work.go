package analysis

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// panelWork is a panel with its series.
type panelWork struct {
	panel
	series []scoped
	end    series.Period        // last period any of its series has a value in: the origin of the forecasts
	sums   []reconcile.Equation // between series, by their places; see tie
}

// scoped is a series with its group and models.
type scoped struct {
	series.Series
	scope  string
	models []forecast.Model // the panel's candidates, for this series
	// aside: a region beside the parts it consists of (unions.go). It is in no pool, sum or score.
	aside bool
	parts []int // places of the series that its forecasts are made of; nil: it has models of its own
}

const (
	// scoredOrigins are the last origins before the end of the panel, at which
	// backtests are scored. Backtests stand two horizons farther back, so that the
	// first scored one has weights too.
	scoredOrigins = 12
	// recentYears is how old an error may be to count for a calibration.
	recentYears = 3
	// leastPool is the number of residuals a horizon needs for a calibration
	// of its own scope; with fewer, the whole measure is pooled. 19 is what 95%
	// needs by its rank; three times as many keep the rank off the very largest.
	leastPool = 57
	// leastTrainYears is the history an origin of a backtest needs.
	leastTrainYears = 3
)

// newWork takes the series of the panel that are forecast, in the order of
// keys, ending together at the panel's last period; other measures in read are left out.
// Regions that are several of NUTS stand behind all others.
func newWork(p panel, read series.Panel, unions ...codes.Union) panelWork {
	w := panelWork{panel: p}
	for _, s := range read {
		scope := p.scope(s.Key)
		if s.Key.Measure != p.measure || s.Freq() != p.freq || scope == "" {
			continue
		}
		for len(s.Values) > 0 && math.IsNaN(s.Values[len(s.Values)-1]) {
			s.Values = s.Values[:len(s.Values)-1]
		}
		if len(s.Values) == 0 {
			continue
		}
		if w.end.IsZero() || s.End().Since(w.end) > 0 {
			w.end = s.End()
		}
		w.series = append(w.series, scoped{Series: s, scope: scope})
	}
	w.addUnions(read, unions)
	for i := range w.series {
		s := &w.series[i]
		s.models = p.candidates()
		if part, at, ok := w.latePart(s.Series); ok {
			for m := range s.models {
				s.models[m] = completed{s.models[m], part, at}
			}
		}
		s.Values = slices.Clone(s.Values)
		for s.End() != w.end {
			s.Values = append(s.Values, math.NaN())
		}
	}
	return w
}

// latePart is the agriculture of the same place for a total of persons that it
// entered. Shares do not add up, occupations have no such part: their totals
// keep the break, which the models bring to the new level.
func (w panelWork) latePart(s series.Series) (series.Series, series.Break, bool) {
	for _, b := range s.Breaks {
		if b.Reason != agricultureBreak || s.Key.Unit != "persons" || !isTotal(s.Key.Occupation.Value) {
			continue
		}
		k := s.Key
		k.Industry = agriculture()
		for _, other := range w.series {
			if other.Key == k {
				return other.Series, b, true
			}
		}
	}
	return series.Series{}, series.Break{}, false
}

// outcome of one series, a place a candidate.
type outcome struct {
	said    said              // by the members of the recipe
	paths   [][]evaluate.Path // backtests, earliest first
	final   []final
	scale   float64
	lent    bool // scale was raised to that of the scope
	refused string
}

// final is a candidate's forecast at the panel's end.
type final struct {
	dists  []series.Dist // with the model's own intervals
	centre []float64     // medians on the scale of the transformation
	status forecast.Status
}

// forecastPanels works through all panels. Series are independent until
// calibration; what is pooled is pooled in the order of keys.
func forecastPanels(ctx context.Context, work []panelWork, o Options) (forecasts []warehouse.Forecast, backtests []warehouse.Backtest, past []warehouse.PastForecast, refused []Refused, err error) {
	tell := newTeller(work, o.Progress)
	done := map[string]*counts{} // by measure
	for _, w := range work {
		out, err := w.fitAll(ctx, max(o.Workers, 1), tell)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		if err := w.weigh(ctx, out, max(o.Workers, 1)); err != nil {
			return nil, nil, nil, nil, err
		}
		if err := w.reconcile(out); err != nil {
			return nil, nil, nil, nil, err
		}
		var weights *counts // of shares
		if base := done[w.of]; base != nil {
			weights = w.countsOf(base.work, base.out)
		}
		if err := w.reconcileShares(out, weights); err != nil {
			return nil, nil, nil, nil, err
		}
		done[w.measure] = &counts{work: w, out: out}
		w.lendScales(out)
		c := newCalibrator(w, out)
		f, err := w.forecasts(out, c, weights)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		forecasts = append(forecasts, f...)
		backtests = append(backtests, w.score(out, c)...)
		past = append(past, w.past(out, c)...)
		for i, one := range out {
			if one.refused != "" {
				refused = append(refused, Refused{w.series[i].Key, one.refused})
			}
		}
	}
	return forecasts, backtests, past, refused, nil
}

// fitAll fits the series of a panel, each into its own place.
func (w panelWork) fitAll(ctx context.Context, workers int, tell func(string)) ([]outcome, error) {
	out := make([]outcome, len(w.series))
	errs := make([]error, len(w.series))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	next := make(chan int)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i := range next {
				if out[i], errs[i] = w.fitOne(ctx, w.series[i]); errs[i] != nil {
					cancel()
				}
				tell(w.measure)
			}
		})
	}
	for i := range w.series {
		next <- i
	}
	close(next)
	wait.Wait()
	// The error of the first series that failed by itself; the others were cancelled by it.
	var first error
	for _, err := range errs {
		if err != nil && (first == nil || errors.Is(first, context.Canceled)) {
			first = err
		}
	}
	return out, first
}

func (w panelWork) fitOne(ctx context.Context, s scoped) (outcome, error) {
	var out outcome
	last := len(s.Values) - 1
	for last >= 0 && math.IsNaN(s.Values[last]) {
		last--
	}
	season := w.freq.PerYear()
	if missing := len(s.Values) - 1 - last; missing >= season {
		out.refused = "the last year has no value"
		return out, nil
	}
	origins := evaluate.Spaced(w.end.Add(-w.step), w.step, scoredOrigins+2*w.horizon/w.step)
	usual, _ := forecast.Blank(s.Series, w.exceptional)
	out.scale = forecast.Scale(usual.Values, season, w.by)
	out.said = said{}
	if s.parts != nil {
		return out, nil
	}
	see := func(origin series.Period, fit forecast.Fit) error { return out.said.see(origin, fit, w.horizon) }
	for _, m := range s.models {
		setup := evaluate.Setup{Model: m, By: w.by, Horizon: w.horizon, LeastTrain: leastTrainYears * season, Exceptional: w.exceptional, Seen: see}
		paths, err := evaluate.Roll(ctx, s.Series, origins, setup)
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err != nil { // one series that no model can answer does not stop the others
			out.refused = err.Error()
			return out, nil
		}
		f, err := w.fitLast(ctx, m, s.Series, see)
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err != nil {
			out.refused = err.Error()
			return out, nil
		}
		out.paths, out.final = append(out.paths, paths), append(out.final, f)
	}
	return out, nil
}

func (w panelWork) fitLast(ctx context.Context, m forecast.Model, s series.Series, see func(series.Period, forecast.Fit) error) (final, error) {
	fit, err := m.Fit(ctx, s)
	if err != nil {
		return final{}, err
	}
	dists, err := fit.Forecast(w.horizon)
	if err != nil {
		return final{}, err
	}
	if err := see(w.end, fit); err != nil {
		return final{}, err
	}
	_, centre, _ := evaluate.Moments(dists, w.by)
	return final{dists, centre, fit.Diagnose().Status}, nil
}

// newTeller counts series over all panels and tells one at a time.
func newTeller(work []panelWork, progress func(done, total int, what string)) func(string) {
	total, done := 0, 0
	for _, w := range work {
		total += len(w.series)
	}
	var mu sync.Mutex
	return func(what string) {
		mu.Lock()
		defer mu.Unlock()
		done++
		if progress != nil {
			progress(done, total, what)
		}
	}
}
