package analysis

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// panelWork is a panel with its series.
type panelWork struct {
	panel
	series []scoped
	end    series.Period // last period any of its series has a value in: the origin of the forecasts
}

// scoped is a series with its group and models.
type scoped struct {
	series.Series
	scope            string
	model, yardstick forecast.Model
}

// origins of backtests: the last eight that have at least one actual value
// score, all calibrate.
const (
	scoredOrigins  = 8
	earlierOrigins = 20
	// leastPool is the number of residuals a horizon needs for a calibration
	// of its own scope; with fewer, the whole measure is pooled. 19 is what 95%
	// needs by its rank; three times as many keep the rank off the very largest.
	leastPool = 57
	// leastTrainYears is the history an origin of a backtest needs.
	leastTrainYears = 3
)

// newWork takes the series of the panel that are forecast, in the order of
// keys, ending together at the panel's last period.
func newWork(p panel, read series.Panel, breaks []series.Break) panelWork {
	w := panelWork{panel: p}
	for _, s := range read {
		scope := p.scope(s.Key)
		if scope == "" {
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
		for _, b := range breaks {
			if concerns(b.Reason, s.Key) {
				s.Breaks = append(s.Breaks, b)
			}
		}
		w.series = append(w.series, scoped{Series: s, scope: scope})
	}
	for i := range w.series {
		s := &w.series[i]
		s.model, s.yardstick = p.model(), p.yardstick()
		if part, at, ok := w.lateHalf(s.Series); ok {
			s.model, s.yardstick = completed{s.model, part, at}, completed{s.yardstick, part, at}
		}
		s.Values = slices.Clone(s.Values)
		for s.End() != w.end {
			s.Values = append(s.Values, math.NaN())
		}
	}
	return w
}

// lateHalf is the agriculture of the same place for a total of persons that it
// entered. Shares do not add up, occupations have no such part: their totals
// keep the break, which the models bring to the new level.
func (w panelWork) lateHalf(s series.Series) (series.Series, series.Break, bool) {
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

// outcome of one series.
type outcome struct {
	paths, yard []evaluate.Path // backtests of model and yardstick, earliest first
	dists       []series.Dist   // the model's own, at the panel's end
	centre      []float64
	scale       float64
	status      forecast.Status
	refused     string
}

// forecastPanels works through all panels. Series are independent until
// calibration; what is pooled is pooled in the order of keys.
func forecastPanels(ctx context.Context, work []panelWork, o Options) ([]warehouse.Forecast, []warehouse.Backtest, []Refused, error) {
	var forecasts []warehouse.Forecast
	var backtests []warehouse.Backtest
	var refused []Refused
	tell := newTeller(work, o.Progress)
	for _, w := range work {
		out, err := w.fitAll(ctx, max(o.Workers, 1), tell)
		if err != nil {
			return nil, nil, nil, err
		}
		c := newCalibrator(w, out)
		f, err := w.forecasts(out, c)
		if err != nil {
			return nil, nil, nil, err
		}
		forecasts = append(forecasts, f...)
		backtests = append(backtests, w.score(out, c)...)
		for i, one := range out {
			if one.refused != "" {
				refused = append(refused, Refused{w.series[i].Key, one.refused})
			}
		}
	}
	return forecasts, backtests, refused, nil
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
	origins := evaluate.Spaced(w.end.Add(-w.step), w.step, earlierOrigins)
	setup := evaluate.Setup{Model: s.model, By: w.by, Horizon: w.horizon, LeastTrain: leastTrainYears * season, Exceptional: w.exceptional}
	var err error
	if out.paths, err = evaluate.Roll(ctx, s.Series, origins, setup); err != nil {
		return out, err
	}
	setup.Model = s.yardstick
	if out.yard, err = evaluate.Roll(ctx, s.Series, origins, setup); err != nil {
		return out, err
	}
	fit, err := s.model.Fit(ctx, s.Series)
	if err != nil {
		if ctx.Err() == nil {
			out.refused = err.Error()
			return out, nil
		}
		return out, err
	}
	if out.dists, err = fit.Forecast(w.horizon); err != nil {
		out.refused = err.Error()
		return out, nil
	}
	_, out.centre, _ = evaluate.Moments(out.dists, w.by)
	usual, _ := forecast.Blank(s.Series, w.exceptional)
	out.scale = forecast.Scale(usual.Values, season, w.by)
	out.status = fit.Diagnose().Status
	return out, nil
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

// forecasts are the rows of a panel: the model's centre with calibrated
// intervals, or with the model's own where too few errors are known.
func (w panelWork) forecasts(out []outcome, c *calibrator) ([]warehouse.Forecast, error) {
	var rows []warehouse.Forecast
	for i, s := range w.series {
		one := out[i]
		if one.refused != "" {
			continue
		}
		status := one.status
		calibration, pool := c.at(modelPaths, s.scope, w.end)
		usable := calibration != nil && one.scale > 0
		switch {
		case !usable:
			status = status.With(forecast.NoteAnalytic, "")
		case pool != s.scope:
			status = status.With(forecast.NotePool, pool)
		}
		for k := range w.horizon {
			d := one.dists[k]
			if usable {
				var err error
				if d, err = calibration.Dist(k+1, one.centre[k], one.scale, w.by); err != nil {
					return nil, err
				}
			}
			rows = append(rows, warehouse.Forecast{
				Key: s.Key, Origin: w.end, Period: w.end.Add(k + 1), Horizon: k + 1,
				Model: s.model.ID(), ModelVersion: s.model.Version(), Status: status.String(),
				Mean: d.Mean, Intervals: intervals(d), IsSynthetic: s.Synthetic,
			})
		}
	}
	return rows, nil
}

func intervals(d series.Dist) []series.Interval {
	var out []series.Interval
	for _, level := range forecast.Levels() {
		out = append(out, d.Interval(level))
	}
	return out
}
