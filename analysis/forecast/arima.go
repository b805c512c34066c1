package forecast

import (
	"context"
	"errors"
	"strings"
	"sync"

	"fabbisogno/analysis/forecast/arima"
	"fabbisogno/datasets/series"
)

// ARIMA is a seasonal ARIMA model of an order chosen for the series, as R
// forecast 8.20 auto.arima(), or of a given one, estimated by exact likelihood.
// Formulas, sources and where it differs from R stand at package arima. Intervals
// are exact for the model at its estimates; they do not know that order and
// coefficients are estimated and cover too little (82% of M3's quarterly and 91%
// of its monthly values at 95%).
type ARIMA struct {
	// Order is what is estimated where Given; a seasonal part takes its length
	// from the frequency where M is 0.
	Order arima.Order
	Given bool
}

// ID is "arima", with the order where it is given: "arima_011_011", "arima_110_drift".
func (m ARIMA) ID() string {
	if !m.Given {
		return "arima"
	}
	o := m.Order
	id := "arima_" + digits(o.P, o.D, o.Q)
	if o.SP+o.SD+o.SQ > 0 {
		id += "_" + digits(o.SP, o.SD, o.SQ)
	}
	if o.Mean {
		id += "_mean"
	}
	if o.Drift {
		id += "_drift"
	}
	return id
}

func digits(parts ...int) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteByte(byte('0' + p))
	}
	return b.String()
}

// Version of the numbers.
func (ARIMA) Version() int { return 1 }

// Fit needs three values, more for a given order.
func (m ARIMA) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	var f arima.Fitter
	if m.Given {
		f.Order = &m.Order
	}
	fit, err := f.Fit(p.y, p.season)
	if errors.Is(err, arima.ErrTooShort) {
		err = ErrTooShort
	}
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	var one sync.Mutex // the fitter's space serves one at a time
	return &linear{
		model: m.ID(),
		course: func(h int) ([]float64, [][]float64) {
			one.Lock()
			defer one.Unlock()
			return f.Course(h)
		},
		sigma: fit.Sigma(), residuals: fit.Errors, in: p, params: fit.Order.P + fit.Order.Q + fit.Order.SP + fit.Order.SQ, status: p.status,
	}, nil
}
