// Package naive holds the models without parameters, the yardsticks of every
// evaluation, in the form that panels of many series need: numbers in, numbers
// out, nothing allocated once a model has seen its longest series.
//
// Each type has one method,
//
//	Forecast(y []float64, m int, mean, sd []float64) error
//
// with y complete and oldest first, m the periods of a season (1: none), and mean
// and sd of equal length, the horizon, filled with the mean and the standard
// deviation of each forecast. y is not modified. A value is not for several
// goroutines at once. Formulas are those of R forecast 8.20: rwf, snaive, meanf.
//
// The package refuses missing values: who calls it decides how they are filled.
package naive

import (
	"math"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/forecast/theta"
)

// Naive repeats the last value: sd(k) = sigma sqrt(k), sigma the root mean square
// of the differences (R naive()). One value gives sd 0.
type Naive struct{}

// Forecast needs one value.
func (Naive) Forecast(y []float64, _ int, mean, sd []float64) error {
	return lagged(y, 1, mean, sd)
}

// Seasonal repeats the last season: sd(k) = sigma sqrt(1 + floor((k-1)/m)), sigma
// the root mean square of the differences over a season (R snaive()).
type Seasonal struct{}

// Forecast needs a season and one value more; one value without a season.
func (Seasonal) Forecast(y []float64, m int, mean, sd []float64) error {
	if m > 1 && len(y) <= m {
		return forecast.ErrTooShort
	}
	return lagged(y, max(m, 1), mean, sd)
}

func lagged(y []float64, lag int, mean, sd []float64) error {
	n := len(y)
	if n == 0 {
		return forecast.ErrNoData
	}
	sigma := spread(n-lag, n-lag, func(i int) float64 { return y[i+lag] - y[i] })
	for k := range mean {
		mean[k] = y[n-lag+k%lag]
		sd[k] = sigma * math.Sqrt(float64(k/lag+1))
	}
	return nil
}

// Drift continues the line from the first value to the last: a random walk with
// drift b, the mean of the n-1 differences,
//
//	sd(k) = sigma sqrt(k + k^2/(n-1)),
//
// sigma^2 the sum of (difference - b)^2 over n-2 (R rwf(drift = TRUE)).
type Drift struct{}

// Forecast needs three values: with two the line fits by necessity.
func (Drift) Forecast(y []float64, _ int, mean, sd []float64) error {
	n := len(y)
	switch {
	case n == 0:
		return forecast.ErrNoData
	case n < 3:
		return forecast.ErrTooShort
	}
	b := y[n-1]/float64(n-1) - y[0]/float64(n-1) // apart: the difference of huge values overflows
	sigma := spread(n-1, n-2, func(i int) float64 { return y[i+1] - y[i] - b })
	for k := range mean {
		steps := float64(k + 1)
		mean[k] = y[n-1] + steps*b
		sd[k] = sigma * math.Sqrt(steps+steps*steps/float64(n-1))
	}
	return nil
}

// Window is the mean of the last Size values, sd = s sqrt(1 + 1/Size), s their
// standard deviation (R meanf() on the window). Size 0 is a season, and five
// values where there is none. R's interval has the quantiles of Student's t with
// Size-1 degrees of freedom; forecast.Window gives those.
type Window struct{ Size int }

// Forecast needs two values and a whole window, or all values of a series that is
// shorter and has no season.
func (w Window) Forecast(y []float64, m int, mean, sd []float64) error {
	if len(y) == 0 {
		return forecast.ErrNoData
	}
	size := forecast.WindowSize(w.Size, m, len(y))
	if size < 2 {
		return forecast.ErrTooShort
	}
	y = y[len(y)-size:]
	centre := 0.0
	for _, v := range y {
		centre += v / float64(size)
	}
	s := spread(size, size-1, func(i int) float64 { return y[i] - centre })
	for k := range mean {
		mean[k], sd[k] = centre, s*math.Sqrt(1+1/float64(size))
	}
	return nil
}

// Naive2 is the reference of the M4 competition: naive on the values divided by
// the indices of the classical multiplicative decomposition where the season is
// significant, times the indices of the periods to come (Makridakis, Spiliotis &
// Assimakopoulos 2020, International Journal of Forecasting 36, 54-74, appendix A).
// sd is that of Naive on the adjusted values, times the index.
type Naive2 struct {
	index, count, adjusted []float64
}

// Forecast needs one value. Seasonal values of which one is not positive have no
// multiplicative season and are taken as they are.
func (w *Naive2) Forecast(y []float64, m int, mean, sd []float64) error {
	if len(y) == 0 {
		return forecast.ErrNoData
	}
	w.grow(len(y), max(m, 1))
	if len(y) < 3*m || !theta.IsSeasonal(w.adjusted, y, m) {
		return lagged(y, 1, mean, sd)
	}
	for _, v := range y {
		if v <= 0 {
			return lagged(y, 1, mean, sd)
		}
	}
	theta.IndicesTo(w.index, w.count, y, false)
	for i, v := range y {
		w.adjusted[i] = v / w.index[i%m]
	}
	if err := lagged(w.adjusted, 1, mean, sd); err != nil {
		return err
	}
	for k := range mean {
		f := w.index[(len(y)+k)%m]
		mean[k] *= f
		sd[k] *= f
	}
	return nil
}

func (w *Naive2) grow(n, m int) {
	if cap(w.adjusted) < n {
		w.adjusted = make([]float64, n)
	}
	if cap(w.index) < m {
		w.index, w.count = make([]float64, m), make([]float64, m)
	}
	w.adjusted, w.index, w.count = w.adjusted[:n], w.index[:m], w.count[:m]
}

// spread is sqrt(sum of e(i)^2 / by), i = 0 .. n-1; 0 without a divisor. It scales
// by the largest first, so that huge values do not overflow.
func spread(n, by int, e func(i int) float64) float64 {
	top := 0.0
	for i := range max(n, 0) {
		top = max(top, math.Abs(e(i)))
	}
	if by <= 0 || top == 0 {
		return 0
	}
	sum := 0.0
	for i := range n {
		v := e(i) / top
		sum += v * v
	}
	return top * math.Sqrt(sum/float64(by))
}
