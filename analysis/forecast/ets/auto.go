package ets

import (
	"errors"
	"math"
)

// Auto fits every form that the data allow and gives the one with the least
// AICc (Hyndman, Koehler, Snyder & Grose 2002, International Journal of
// Forecasting 18, 439-454). Multiplicative forms need positive values, seasonal
// ones more than a year.
func (w *Workspace) Auto(y []float64, m int) (Fit, error) {
	best := Fit{AICc: math.Inf(1)}
	err := w.auto(y, m, &best)
	return best, err
}

// auto leaves the errors of the chosen form in w.bestErrors.
func (w *Workspace) auto(y []float64, m int, best *Fit) error {
	for _, f := range forms {
		if f.Season != None && (m < 2 || m > longest) || f.multiplies() && w.additive {
			continue
		}
		j, scale, err := w.estimate(f, y, m)
		if errors.Is(err, ErrTooShort) || errors.Is(err, ErrNotPositive) || errors.Is(err, ErrNoFit) {
			continue
		}
		if err != nil {
			return err
		}
		if aicc := criterion(f, m, len(y), j+2*float64(len(y))*math.Log(scale)); aicc < best.AICc {
			*best = w.result(f, m, scale, best.Season, best.FirstSeason)
			w.keepErrors(f, scale)
		}
	}
	if math.IsInf(best.AICc, 1) {
		return ErrTooShort
	}
	return nil
}

// keepErrors of the last run in the unit of the series.
func (w *Workspace) keepErrors(f Form, scale float64) {
	w.bestErrors = append(w.bestErrors[:0], w.e...)
	if f.Error == Add {
		for t := range w.bestErrors {
			w.bestErrors[t] *= scale
		}
	}
}
