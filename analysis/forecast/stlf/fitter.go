package stlf

import (
	"math/rand/v2"

	"fabbisogno/analysis/forecast/ets"
	"fabbisogno/analysis/forecast/stl"
	"fabbisogno/analysis/forecast/unitroot"
)

// Fitter decomposes and forecasts one series after another. It serves one
// goroutine at a time. The zero value takes the season of a window of 11 out
// where the seasonality test of M4 finds one.
//
// R takes it out of every series. On the last years of the M3 training series,
// held back (704 quarterly and 700 monthly ones; the test parts were not used),
// the test changed sMAPE by -1.0% and -2.8%, MASE by +0.4% and -0.9%, and
// raised the cover of 95% intervals from 0.862 to 0.874 and from 0.844 to 0.898.
type Fitter struct {
	Effort  ets.Effort
	Options stl.MultipleOptions
	// AsR takes the season out of every series, as R does, and so needs more
	// than two seasons.
	AsR bool

	work     stl.Workspace
	smooth   ets.Fitter
	adjusted []float64
	season   []float64 // of the next period on, one longest period of it; empty without one
	errors   []float64
	one      [1]int
}

// Forecast fits y and writes means and standard deviations of the next
// len(mean) periods. The deviations are those of the smoothing: the season is
// taken as known, as R does.
func (f *Fitter) Forecast(y []float64, m int, mean, sd []float64) error {
	if err := f.Fit(y, m); err != nil {
		return err
	}
	return f.MomentsTo(mean, sd)
}

// Fit decomposes y, complete, the oldest value first, of m periods a year (1: no
// season), and smooths what is left by the non-seasonal form of the least AICc.
func (f *Fitter) Fit(y []float64, m int) error {
	f.one[0] = m
	return f.FitSeveral(y, f.one[:])
}

// FitSeveral is Fit with several seasons. Those the test does not find are not
// taken out.
func (f *Fitter) FitSeveral(y []float64, periods []int) error {
	f.season = f.season[:0]
	f.adjusted = append(f.adjusted[:0], y...)
	if f.isSeasonal(y, periods) {
		s, err := f.work.Multiple(y, periods, f.Options)
		if err != nil {
			return err
		}
		for _, season := range s.Seasonal {
			for i, v := range season {
				f.adjusted[i] -= v
			}
		}
		f.carry(s, len(y))
	}
	f.smooth.Effort = f.Effort
	return f.smooth.Fit(f.adjusted, 1)
}

// isSeasonal says whether any season is to be taken out: several are, or are
// not, together, because MSTL gives a season that is not there next to nothing.
func (f *Fitter) isSeasonal(y []float64, periods []int) bool {
	for _, m := range periods {
		if m > 1 && (f.AsR || unitroot.Seasonal(y, m)) {
			return true
		}
	}
	return false
}

// carry sums the last seasons over the longest period.
func (f *Fitter) carry(s stl.Seasons, n int) {
	for k := range s.Periods[len(s.Periods)-1] {
		v := 0.0
		for i, m := range s.Periods {
			v += s.Seasonal[i][n-m+k%m]
		}
		f.season = append(f.season, v)
	}
}

// MomentsTo writes means and standard deviations of the periods after the last series.
func (f *Fitter) MomentsTo(mean, sd []float64) error {
	if err := f.smooth.Chosen().MomentsTo(mean, sd); err != nil {
		return err
	}
	f.addSeason(mean)
	return nil
}

func (f *Fitter) addSeason(path []float64) {
	if m := len(f.season); m > 0 {
		for k := range path {
			path[k] += f.season[k%m]
		}
	}
}

// PathsTo fills each path with a future of the smoothing plus the season.
func (f *Fitter) PathsTo(paths [][]float64, rng *rand.Rand) error {
	if err := f.smooth.Chosen().PathsTo(paths, rng); err != nil {
		return err
	}
	for _, p := range paths {
		f.addSeason(p)
	}
	return nil
}

// Chosen is the smoothing of the last series, without its season. It changes
// with the next series.
func (f *Fitter) Chosen() *ets.Fit { return f.smooth.Chosen() }

// Seasonal says whether a season was taken out of the last series.
func (f *Fitter) Seasonal() bool { return len(f.season) > 0 }

// Residuals are the one-step errors of the last series in its own unit. They
// change with the next series.
func (f *Fitter) Residuals() []float64 {
	f.errors = append(f.errors[:0], f.smooth.Residuals()...)
	if f.Chosen().Form.Error == ets.Mul {
		for i, e := range f.errors {
			f.errors[i] = f.adjusted[i] * e / (1 + e) // y = mu (1 + e)
		}
	}
	return f.errors
}
