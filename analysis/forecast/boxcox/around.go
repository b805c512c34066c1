package boxcox

import (
	"errors"
	"fmt"
	"math"
)

// ErrInfinite is returned where a forecast overflows on the way back.
var ErrInfinite = errors.New("forecast is not finite")

// Forecaster is a model of numbers alone, such as a Fitter of package theta or ets,
// that takes seasons as sums: the scale makes products sums.
type Forecaster interface {
	Forecast(y []float64, m int, mean, sd []float64) error
}

// Around fits Inner on a power scale chosen by Guerrero between 0 and 1 for each
// series. A series with a value of zero or less is left as it is. Deviations are
// half the distance between what mean + sd and mean - sd are taken back to.
//
// It belongs to one goroutine.
type Around struct {
	Inner Forecaster
	// Median gives the inverse of Inner's mean, which is the median: what
	// absolute errors ask for. Otherwise the mean, by Scale.Mean, which is
	// needed where forecasts are summed.
	Median bool

	choice chooser
	x      []float64
}

// Forecast as Inner's, y complete and the oldest value first.
func (f *Around) Forecast(y []float64, m int, mean, sd []float64) error {
	for _, v := range y {
		if !(v > 0) {
			return f.Inner.Forecast(y, m, mean, sd)
		}
	}
	s := Scale(f.choice.choose(y, m, 0, 1))
	f.x = f.x[:0]
	for _, v := range y {
		f.x = append(f.x, s.Forward(v))
	}
	if err := f.Inner.Forecast(f.x, m, mean, sd); err != nil {
		return err
	}
	for k, z := range mean {
		d := sd[k]
		mean[k] = s.Inverse(z)
		sd[k] = (s.Inverse(z+d) - s.Inverse(z-d)) / 2
		if !f.Median {
			mean[k] = s.Mean(z, d)
		}
		if math.IsNaN(mean[k]+sd[k]) || math.IsInf(mean[k], 0) || math.IsInf(sd[k], 0) {
			return fmt.Errorf("power %.3g at horizon %d: %w", float64(s), k+1, ErrInfinite)
		}
	}
	return nil
}
