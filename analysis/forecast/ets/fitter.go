package ets

import (
	"errors"
	"fmt"
	"math"
)

// ErrIncomplete is returned for a series with a missing or infinite value.
var ErrIncomplete = errors.New("value is missing or infinite")

// Effort of a Fitter.
type Effort uint8

const (
	// Fast is for panels: the seasonal indices of the start are those of a
	// decomposition; level, slope and smoothing parameters are searched, under
	// a prior that is against fast-changing trends. It forecasts better than
	// Full.
	Fast Effort = iota
	// Full searches all first states as well and ends at the optimum of the
	// likelihood: for agreement with R, whose own search stops short of it.
	Full
)

// Fitter chooses a form for a series and forecasts it, with all the memory it
// needs kept from series to series. It serves one goroutine at a time. The zero
// value is ready.
type Fitter struct {
	Effort Effort
	// Additive leaves forms with a multiplicative part out.
	Additive bool

	// Averaged forecasts by the mean of all forms, weighted by their AICc,
	// instead of the one form chosen. With Full it does nothing.
	Averaged bool

	w       Workspace
	list    []Member // the chosen form first
	damped  Fit
	period  int
	errors  []float64
	scratch []float64
}

// Forecast fits y, complete, the oldest value first, of m periods a year (1:
// no season), and writes means and standard deviations of the next len(mean)
// periods, as MomentsTo. It needs five values.
func (f *Fitter) Forecast(y []float64, m int, mean, sd []float64) error {
	if err := f.Fit(y, m); err != nil {
		return err
	}
	return f.MomentsTo(mean, sd)
}

// Extend is Forecast for a series that begins with the last one, for origins
// one after the other: the searches go on from where they ended, and cost about
// half. It knows nothing of the values behind an origin, but may end at
// another point than Forecast does.
func (f *Fitter) Extend(y []float64, m int, mean, sd []float64) error {
	if err := f.fitFrom(y, m, true); err != nil {
		return err
	}
	return f.MomentsTo(mean, sd)
}

// Fit chooses the form of the least AICc and estimates it.
func (f *Fitter) Fit(y []float64, m int) error { return f.fitFrom(y, m, false) }

func (f *Fitter) fitFrom(y []float64, m int, further bool) error {
	for t, v := range y {
		if !finite(v) {
			return fmt.Errorf("value %d is %v: %w", t+1, v, ErrIncomplete)
		}
	}
	f.list = f.list[:0]
	first := f.member()
	first.Weight, first.AICc = 1, math.Inf(1)
	f.w.additive, f.w.averaged, f.period = f.Additive, f.Averaged, m
	f.w.remember(further)
	var err error
	if f.Effort == Full {
		f.w.entered = 0
		err = f.w.auto(y, m, &first.Fit)
	} else {
		err = f.w.quick(y, m, &first.Fit)
	}
	if err != nil {
		return err
	}
	f.errors = append(f.errors[:0], f.w.bestErrors[:len(y)]...)
	if f.Averaged && f.Effort == Fast {
		f.gather(m)
	}
	return nil
}

// Chosen is the form of the least AICc of the last series. Its slices are the Fitter's own and
// change with the next series.
func (f *Fitter) Chosen() *Fit { return &f.list[0].Fit }

// Members are the forms that the last series is forecast by, the chosen one
// first; one, if Averaged is not set. They change with the next series.
func (f *Fitter) Members() []Member { return f.list }

// Residuals are the one-step errors of the last series, relative ones where
// the chosen form's errors are multiplicative. They too change with the next
// series.
func (f *Fitter) Residuals() []float64 { return f.errors }
