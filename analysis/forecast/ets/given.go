package ets

import "fmt"

// Given runs a form with known parameters and first states (Alpha, Beta, Gamma,
// Phi, FirstLevel, FirstSlope, FirstSeason of at; the last with m values for a
// seasonal form) through y: nothing is estimated. Beta and Gamma count as in the
// equations of the errors, so that the share b of Holt's method is Beta = Alpha b.
// Phi is 1 where the form is not damped.
func (w *Workspace) Given(at Fit, y []float64, m int) (Fit, error) {
	f := at.Form
	if f.Season == None {
		m = 0
	}
	if err := check(f, y, max(m, 1)); err != nil {
		return Fit{}, err
	}
	if len(at.FirstSeason) != m {
		return Fit{}, fmt.Errorf("%s with %d first indices, not %d: %w", f, len(at.FirstSeason), m, ErrForm)
	}
	w.grow(len(y), m)
	w.scaled = append(w.scaled[:0], y...)
	w.best = point{at.Alpha, at.Beta, at.Gamma, at.Phi, at.FirstLevel, at.FirstSlope, append([]float64(nil), at.FirstSeason...)}
	return w.result(f, max(m, 1), 1, nil, nil), nil
}
