package recipe

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/stat/distuv"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/panel"
)

// ID of the method; Version rises whenever its numbers may move.
const (
	ID      = "auto"
	Version = 1
)

// Sample is how many series of a panel it is calibrated on at most: 12,000 errors a
// horizon for the weights, 20,000 for the intervals.
const Sample = 4000

// New is the recipe for one setup. Uncalibrated it weighs all members the same and
// gives their own intervals.
func New(s panel.Setup) (panel.Forecaster, error) {
	if s.Horizon < 1 {
		return nil, fmt.Errorf("horizon %d: %w", s.Horizon, forecast.ErrHorizon)
	}
	return &Recipe{setup: s, weights: Equal()}, nil
}

// Recipe is a panel.Forecaster.
type Recipe struct {
	setup   panel.Setup
	weights Weights
	bands   bands
	cases   int
}

// Calibrate fits weights and intervals to a sample of the panel.
func (r *Recipe) Calibrate(ctx context.Context, sample [][]float64) error {
	s := r.setup
	cases, err := instances(ctx, sample, s.Season, s.Horizon, s.Workers)
	if err != nil {
		return err
	}
	r.cases = len(cases)
	r.weights = fitWeights(cases)
	r.bands = fitBands(cases, &r.weights, s.Horizon, s.Levels)
	return nil
}

// Weights of the members, in the order of Members, and the number of series and
// origins behind them.
func (r *Recipe) Weights() (w Weights, cases int) { return r.weights, r.cases }

// Worker makes one more worker.
func (r *Recipe) Worker() panel.Worker {
	w := &worker{recipe: r, bank: newBank()}
	for _, l := range r.setup.Levels {
		w.z = append(w.z, distuv.UnitNormal.Quantile(0.5+l/200))
	}
	return w
}

type worker struct {
	recipe *Recipe
	bank   *bank
	z      []float64
	sd     []float64
}

// Forecast needs three values.
func (w *worker) Forecast(y []float64, a *panel.Answer) error {
	r, h := w.recipe, len(a.Mean)
	if err := w.bank.forecast(y, r.setup.Season, h); err != nil {
		return err
	}
	if cap(w.sd) < h {
		w.sd = make([]float64, h)
	}
	sd := w.sd[:h]
	w.bank.CombineTo(a.Mean, sd, &r.weights)
	if r.bands.count == 0 {
		for l, z := range w.z {
			for k, mean := range a.Mean {
				a.Lower[l][k], a.Upper[l][k] = mean-z*sd[k], mean+z*sd[k]
			}
		}
		a.Status = a.Status.With(forecast.NoteAnalytic, "")
		return nil
	}
	seasonal := seasonalError(y, r.setup.Season)
	for k, mean := range a.Mean {
		at := min(k, r.setup.Horizon-1) // beyond, a longer forecast of a series that ended early
		s := scaleOf(sd[k], seasonal)
		for l := range r.setup.Levels {
			a.Lower[l][k], a.Upper[l][k] = mean+r.bands.lower[l][at]*s, mean+r.bands.upper[l][at]*s
		}
	}
	return nil
}
