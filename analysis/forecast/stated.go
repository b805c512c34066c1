package forecast

import (
	"fmt"
	"math/rand/v2"

	"fabbisogno/datasets/series"
)

// states is an estimated state space model: package ets, or one built on it.
type states interface {
	// MomentsTo writes means and standard deviations of the next periods.
	MomentsTo(mean, sd []float64) error
	// PathsTo fills each path with a future.
	PathsTo(paths [][]float64, rng *rand.Rand) error
}

// stated is the Fit of such a model. Its distributions are normal with the
// model's own moments, as R has it also where errors are multiplicative; its
// paths follow the model itself.
type stated struct {
	model     string
	states    states
	residuals []float64 // one step, in sample
	in        prepared
	params    int // smoothing parameters
	status    Status
}

// Forecast gives normal distributions.
func (f *stated) Forecast(h int) ([]series.Dist, error) {
	if h < 1 {
		return nil, fmt.Errorf("forecast %s: %w", f.model, ErrHorizon)
	}
	all := make([]float64, 2*(h+f.in.gap))
	mean, sd := all[:h+f.in.gap], all[h+f.in.gap:]
	if err := f.states.MomentsTo(mean, sd); err != nil {
		return nil, fmt.Errorf("forecast %s: %w", f.model, err)
	}
	return normals(f.model, mean[f.in.gap:], sd[f.in.gap:])
}

// Paths draws futures.
func (f *stated) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	if h < 1 {
		return nil, fmt.Errorf("simulate %s: %w", f.model, ErrHorizon)
	}
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, h+f.in.gap)
	}
	if err := f.states.PathsTo(out, rng); err != nil {
		return nil, fmt.Errorf("simulate %s: %w", f.model, err)
	}
	for i := range out {
		out[i] = out[i][f.in.gap:]
	}
	return out, nil
}

// Diagnose grades by what was done to the series and by how the residuals look.
func (f *stated) Diagnose() Diagnosis {
	return diagnose(f.status, f.residuals, f.in.season, f.params)
}
