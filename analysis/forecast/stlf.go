package forecast

import (
	"context"
	"errors"

	"fabbisogno/analysis/forecast/ets"
	"fabbisogno/analysis/forecast/stl"
	"fabbisogno/analysis/forecast/stlf"
	"fabbisogno/datasets/series"
)

// STLF carries the season of the last year on, on top of exponential smoothing
// of the seasonally adjusted series:
//
//	y(T+k) = x(T+k) + s(T+k-m),  x by the non-seasonal form of ETS of the least AICc, s by STL.
//
// As R forecast 8.20 stlf(), but that the season is taken out only where the
// seasonality test of M4 finds one (see package stlf). The season is a sum; for
// one that grows with the level wrap it in Guerrero or Transformed. Intervals
// are those of the smoothing, the season taken as known: they cover too little
// (90% for 95% on monthly series of M3, 84% on quarterly ones) and are
// calibrated on panels. OWA on M3 0.924 quarterly and 0.851 monthly (R: 0.960
// and 0.872), better by the form of the smoothing (see ETS) and by that test. Days have a season of a week and one of a year, by MSTL.
type STLF struct {
	// AsR takes the season out of every series, as R does. It then needs more
	// than two seasons.
	AsR bool
}

// ID is "stlf", "stlf_r" with AsR.
func (m STLF) ID() string {
	if m.AsR {
		return "stlf_r"
	}
	return "stlf"
}

// Version of the numbers.
func (STLF) Version() int { return 1 }

// Fit needs five values.
func (m STLF) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	f := stlf.Fitter{AsR: m.AsR}
	periods := []int{p.season}
	if s.Freq() == series.Day {
		periods = []int{7, p.season}
	}
	if err := f.FitSeveral(p.y, periods); err != nil {
		if errors.Is(err, ets.ErrTooShort) || errors.Is(err, stl.ErrTooShort) {
			err = ErrTooShort
		}
		return nil, &FitError{s.Key, m.ID(), err}
	}
	return &stated{model: m.ID(), states: &f, residuals: f.Residuals(), in: p,
		params: f.Chosen().Form.Smoothings(), status: p.status}, nil
}
