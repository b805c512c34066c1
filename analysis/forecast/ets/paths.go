package ets

import (
	"fmt"
	"math/rand/v2"
)

// PathsTo fills each path with a future drawn from the form: Gaussian errors
// from rng, each carried on in the states, so that sums over periods have their
// right spread.
func (f *Fit) PathsTo(paths [][]float64, rng *rand.Rand) error {
	season := make([]float64, len(f.Season))
	for _, path := range paths {
		copy(season, f.Season)
		f.draw(path, season, rng)
		for k, v := range path {
			if !finite(v) {
				return fmt.Errorf("path of %s at horizon %d: %w", f.Form, k+1, ErrInfinite)
			}
		}
	}
	return nil
}

func (f *Fit) draw(path, season []float64, rng *rand.Rand) {
	l, b := f.Level, f.Slope
	for k := range path {
		e := f.Sigma * rng.NormFloat64()
		b *= f.Phi
		q := l + b
		j := 0
		if len(season) > 0 {
			j = k % len(season)
		}
		d := e // change of the level for alpha 1
		switch f.Form.Season {
		case Mul:
			d = q * e
			path[k] = q * season[j] * (1 + e)
			season[j] *= 1 + f.Gamma*e
		case Add:
			if f.Form.Error == Mul {
				d = (q + season[j]) * e
			}
			path[k] = q + season[j] + d
			season[j] += f.Gamma * d
		default:
			if f.Form.Error == Mul {
				d = q * e
			}
			path[k] = q + d
		}
		l = q + f.Alpha*d
		b += f.Beta * d
	}
}
