package forecast

import (
	"context"
	"math"

	"fabbisogno/datasets/series"
)

// Drift continues the line from the first value to the last: a random walk with
// drift b, the mean of the n-1 differences,
//
//	y(T+k) = y(T) + k b + e(T+1) + ... + e(T+k),  sd(k) = sigma sqrt(k + k^2/(n-1)),
//
// sigma^2 the sum of (difference - b)^2 over n-2; the second term is the error of
// b. It needs three values. As R forecast 8.20 rwf(drift = TRUE).
type Drift struct{}

// ID is "drift".
func (Drift) ID() string { return "drift" }

// Version of the numbers.
func (Drift) Version() int { return 1 }

// Invariance of the line.
func (Drift) Invariance() Invariance { return Invariance{true, true} }

// Fit needs three values.
func (m Drift) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	n := len(p.y)
	if n < 3 {
		return nil, &FitError{s.Key, m.ID(), ErrTooShort}
	}
	last, b := p.y[n-1], p.y[n-1]/float64(n-1)-p.y[0]/float64(n-1) // apart: the difference of huge values overflows
	e := make([]float64, n-1)
	for i := range e {
		e[i] = p.y[i+1] - p.y[i] - b
	}
	return &linear{
		model: m.ID(),
		point: func(k int) float64 { return last + float64(k)*b },
		psi:   func(int) float64 { return 1 },
		doubt: func(k int) float64 { return float64(k) / math.Sqrt(float64(n-1)) },
		sigma: rootMeanSquare(e, n-2), residuals: e, in: p, params: 1, status: p.status,
	}, nil
}
