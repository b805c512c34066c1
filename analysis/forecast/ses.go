package forecast

import (
	"context"

	"fabbisogno/analysis/forecast/theta"
	"fabbisogno/datasets/series"
)

// SES is simple exponential smoothing as a state space model, ETS(A,N,N):
//
//	y(t) = l(t-1) + e(t),  l(t) = l(t-1) + alpha e(t),
//
// alpha in [0.0001, 0.9999] and l(0) by maximum likelihood, which is least
// squares; sigma^2 = SSE/(n-2). Forecasts are flat with
// sd(k) = sigma sqrt(1 + (k-1) alpha^2). As R forecast 8.20 ses(), but where R
// searches both parameters by Nelder-Mead, here l(0) is solved exactly for
// each alpha and alpha is searched in one dimension, so that the likelihood is
// never below R's (Hyndman, Koehler, Ord & Snyder 2008, Forecasting with
// exponential smoothing, 5.1).
type SES struct{}

// ID is "ses".
func (SES) ID() string { return "ses" }

// Version of the numbers.
func (SES) Version() int { return 1 }

// Fit needs three values.
func (m SES) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	if len(p.y) < minSmooth {
		return nil, &FitError{s.Key, m.ID(), ErrTooShort}
	}
	f := theta.Smooth(p.y)
	return &linear{
		model: m.ID(),
		point: func(int) float64 { return f.Level },
		psi:   psiSmooth(f.Alpha),
		sigma: f.Sigma, residuals: f.Errors, in: p, params: 1, status: p.status,
	}, nil
}

// minSmooth is the least number of values for smoothing: two parameters and
// one degree of freedom.
const minSmooth = theta.Least

func psiSmooth(alpha float64) func(int) float64 {
	return func(j int) float64 {
		if j == 0 {
			return 1
		}
		return alpha
	}
}
