package forecast

import (
	"context"
	"math"

	"fabbisogno/datasets/series"
)

// Window is the mean of the last values: a season of them, and five where there is
// no season, or Size,
//
//	y(T+k) = mean + e,  sd = s sqrt(1 + 1/n), n the size of the window,
//
// s the standard deviation in the window; quantiles are those of Student's t with
// n-1 degrees of freedom. As R forecast 8.20 meanf() on the window.
type Window struct{ Size int }

// ID is "window_mean".
func (Window) ID() string { return "window_mean" }

// Version of the numbers.
func (Window) Version() int { return 1 }

// Invariance of the mean.
func (Window) Invariance() Invariance { return Invariance{true, true} }

// WindowSize is the number of values that Window takes of n: size, or where it is 0
// a season of m, or five. A series without a season may be shorter than its window;
// 0 when there are too few values.
func WindowSize(size, m, n int) int {
	switch {
	case size == 0 && m > 1:
		size = m
	case size == 0:
		size = min(5, n)
	}
	if size > n || size < 2 {
		return 0
	}
	return size
}

// Fit needs two values and a whole window.
func (m Window) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	size := WindowSize(m.Size, p.season, len(p.y))
	if size == 0 {
		return nil, &FitError{s.Key, m.ID(), ErrTooShort}
	}
	y := p.y[len(p.y)-size:]
	mean := 0.0
	for _, v := range y {
		mean += v / float64(size)
	}
	e := make([]float64, size)
	for i, v := range y {
		e[i] = v - mean
	}
	return &linear{
		model: m.ID(),
		point: func(int) float64 { return mean },
		psi:   firstOnly,
		doubt: func(int) float64 { return 1 / math.Sqrt(float64(size)) },
		sigma: rootMeanSquare(e, size-1), freedom: size - 1, residuals: e, in: p, params: 1, status: p.status,
	}, nil
}

// firstOnly is the psi of shocks that do not last.
func firstOnly(j int) float64 {
	if j == 0 {
		return 1
	}
	return 0
}
