package forecast

import (
	"context"
	"math"

	"fabbisogno/datasets/series"
)

// Naive repeats the last value: a random walk,
//
//	y(T+k) = y(T) + e(T+1) + ... + e(T+k),
//
// sigma the root mean square of the differences. It answers for any series
// with a value; one value alone gives an interval without width and grade D.
// As R forecast 8.20 naive().
type Naive struct{}

// ID is "naive".
func (Naive) ID() string { return "naive" }

// Version of the numbers.
func (Naive) Version() int { return 1 }

// Fit needs one value.
func (m Naive) Fit(ctx context.Context, s series.Series) (Fit, error) {
	return fitLag(ctx, m.ID(), s, func(prepared) int { return 1 })
}

// SeasonalNaive repeats the last year: a seasonal random walk,
//
//	y(T+k) = y(T+k-m) + e(T+k), m the number of periods in a year,
//
// sigma the root mean square of the differences over a year. For annual data
// it is Naive. As R forecast 8.20 snaive(). It is the yardstick of every
// backtest.
type SeasonalNaive struct{}

// ID is "seasonal_naive".
func (SeasonalNaive) ID() string { return "seasonal_naive" }

// Version of the numbers.
func (SeasonalNaive) Version() int { return 1 }

// Fit needs a full year and one value more.
func (m SeasonalNaive) Fit(ctx context.Context, s series.Series) (Fit, error) {
	return fitLag(ctx, m.ID(), s, func(p prepared) int { return p.season })
}

func fitLag(ctx context.Context, id string, s series.Series, lagOf func(prepared) int) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, id, err}
	}
	lag, n := lagOf(p), len(p.y)
	if lag > 1 && n < lag+1 {
		return nil, &FitError{s.Key, id, ErrTooShort}
	}
	e := make([]float64, max(n-lag, 0))
	for i := range e {
		e[i] = p.y[i+lag] - p.y[i]
	}
	y := p.y
	return &linear{
		model: id,
		point: func(k int) float64 { return y[n-lag+(k-1)%lag] },
		psi: func(j int) float64 {
			if j%lag == 0 {
				return 1
			}
			return 0
		},
		sigma: rootMeanSquare(e, len(e)), residuals: e, in: p, status: p.status,
	}, nil
}

// rootMeanSquare is sqrt(sum e^2 / by), 0 when by is not positive. It scales
// by the largest value first, so that huge values do not overflow.
func rootMeanSquare(e []float64, by int) float64 {
	top := 0.0
	for _, v := range e {
		top = max(top, math.Abs(v))
	}
	if by <= 0 || top == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range e {
		sum += (v / top) * (v / top)
	}
	return top * math.Sqrt(sum/float64(by))
}
