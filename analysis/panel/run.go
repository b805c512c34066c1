package panel

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/forecast/naive"
	"fabbisogno/datasets/longtable"
)

func normalQuantile(p float64) float64 { return distuv.UnitNormal.Quantile(p) }

// Source gives the series of a panel in its order, as often as it is called. An
// error of give ends it and comes back.
type Source func(ctx context.Context, give func(longtable.Series) error) error

// Run is one forecast of a panel.
type Run struct {
	Setup
	Methods []Method
}

// Report counts what happened.
type Report struct {
	Series int64
	Notes  map[string]int64 // answers by key of a note, in the form METHOD KEY, or METHOD KEY=DETAIL of fallbacks
}

// Forecast gives the forecasts of all methods, series by series, methods in their
// order. after is told how many series are done; it may be nil.
func (r Run) Forecast(ctx context.Context, source Source, write func(longtable.Path, forecast.Status) error, after func(series int64)) (Report, error) {
	report := Report{Notes: map[string]int64{}}
	forecasters, err := r.prepare(ctx, source)
	if err != nil {
		return report, err
	}
	job := func() func(longtable.Series) ([]answered, error) {
		w := r.newWorkers(forecasters)
		return func(s longtable.Series) ([]answered, error) { return w.all(s), nil }
	}
	err = Ordered(ctx, max(r.Workers, 1), source, job, func(all []answered) error {
		for _, a := range all {
			for _, n := range a.status {
				key := a.path.Model + " " + n.Key
				if n.Key == forecast.NoteFallback {
					key += "=" + n.Detail
				}
				report.Notes[key]++
			}
			if err := write(a.path, a.status); err != nil {
				return err
			}
		}
		if report.Series++; after != nil {
			after(report.Series)
		}
		return nil
	})
	return report, err
}

// Answerer is a function that forecasts series by all methods, one path a method,
// for one goroutine; status is given what is to be said of each.
func (r Run) Answerer(forecasters []Forecaster, status *[]forecast.Status) func(longtable.Series) []longtable.Path {
	w := r.newWorkers(forecasters)
	return func(s longtable.Series) []longtable.Path {
		paths := make([]longtable.Path, len(r.Methods))
		*status = (*status)[:0]
		for i, a := range w.all(s) {
			paths[i] = a.path
			*status = append(*status, a.status)
		}
		return paths
	}
}

// prepare makes the forecasters and calibrates those that want it.
func (r Run) prepare(ctx context.Context, source Source) ([]Forecaster, error) {
	most := 0
	for _, m := range r.Methods {
		most = max(most, m.Sample)
	}
	var sample [][]float64
	if most > 0 {
		var err error
		if sample, err = Sample(ctx, source, most, r.Season); err != nil {
			return nil, err
		}
	}
	return r.Calibrated(ctx, sample)
}

// Calibrated makes the forecasters of the run on a sample.
func (r Run) Calibrated(ctx context.Context, sample [][]float64) ([]Forecaster, error) {
	out := make([]Forecaster, len(r.Methods))
	for i, m := range r.Methods {
		f, err := m.New(r.Setup)
		if err == nil && m.Sample > 0 {
			err = f.Calibrate(ctx, sample[:min(len(sample), m.Sample)])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.ID, err)
		}
		out[i] = f
	}
	return out, nil
}

// answered is the answer of a method for a series.
type answered struct {
	path   longtable.Path
	status forecast.Status
}

// workers are one goroutine's workers, one a method.
type workers struct {
	run      Run
	workers  []Worker
	complete []float64
	fallback [2]Worker
}

func (r Run) newWorkers(forecasters []Forecaster) *workers {
	w := &workers{run: r}
	for _, f := range forecasters {
		w.workers = append(w.workers, f.Worker())
	}
	for i, m := range [...]func() Member{func() Member { return naive.Seasonal{} }, func() Member { return naive.Naive{} }} {
		f, _ := Analytic(m)(r.Setup) // never an error
		w.fallback[i] = f.Worker()
	}
	return w
}

func (w *workers) all(s longtable.Series) []answered {
	out := make([]answered, len(w.workers))
	y, gap, notes, err := forecast.CompleteTo(w.complete, s.Values, w.run.Season)
	w.complete = y
	for i, m := range w.run.Methods {
		a := w.run.blank(w.run.Horizon + gap)
		if err == nil {
			w.one(i, y, &a)
		} else {
			nothing(&a)
		}
		a.Status = slices.Concat(a.Status, notes)
		out[i] = answered{path: longtable.Path{ID: s.ID, First: s.Last() + 1, Model: m.ID, Mean: a.Mean[gap:], Lower: from(a.Lower, gap), Upper: from(a.Upper, gap)}, status: a.Status}
	}
	return out
}

// fallbackNames are those of the methods that stand in, in their order.
var fallbackNames = [...]string{"seasonal_naive", "naive"}

// one lets method i answer, or what stands in for it.
func (w *workers) one(i int, y []float64, a *Answer) {
	if err := w.workers[i].Forecast(y, a); err == nil && a.isFinite() {
		return
	}
	for k, name := range fallbackNames {
		a.Status = nil
		if err := w.fallback[k].Forecast(y, a); err == nil && a.isFinite() {
			a.Status = forecast.Status{{Key: forecast.NoteFallback, Detail: name}}
			return
		}
	}
	nothing(a)
}

// nothing is the answer when there is none.
func nothing(a *Answer) {
	for _, row := range slices.Concat([][]float64{a.Mean}, a.Lower, a.Upper) {
		for k := range row {
			row[k] = math.NaN()
		}
	}
	a.Status = forecast.Status{{Key: forecast.NoteFallback, Detail: "none"}}
}

func from(rows [][]float64, k int) [][]float64 {
	if k > 0 {
		for i := range rows {
			rows[i] = rows[i][k:]
		}
	}
	return rows
}

// blank is an answer of h periods, in one piece of memory.
func (s Setup) blank(h int) Answer {
	n := len(s.Levels)
	all := make([]float64, h*(1+2*n))
	rows := make([][]float64, 2*n)
	for i := range rows {
		rows[i] = all[(i+1)*h : (i+2)*h : (i+2)*h]
	}
	return Answer{Mean: all[:h:h], Lower: rows[:n:n], Upper: rows[n:]}
}

func (a *Answer) isFinite() bool {
	for _, v := range a.Mean {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	for l := range a.Lower {
		for k := range a.Lower[l] {
			if width := a.Upper[l][k] - a.Lower[l][k]; !(width >= 0) || math.IsInf(width, 0) || math.IsInf(a.Lower[l][k], 0) {
				return false
			}
		}
	}
	return true
}

// Sample is at most most series of a panel, completed: those whose names have the
// smallest hashes, in their order, so that neither the sample nor any sum over it
// hangs on the order of the panel or on a seed. Series without a value are passed over.
func Sample(ctx context.Context, source Source, most, season int) ([][]float64, error) {
	keep := sampler{most: most}
	err := source(ctx, func(s longtable.Series) error {
		keep.add(s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out [][]float64
	for _, s := range keep.series() {
		y, _, _, err := forecast.CompleteTo(nil, s.Values, season)
		if errors.Is(err, forecast.ErrNoData) {
			continue
		}
		out = append(out, y)
	}
	return out, nil
}
