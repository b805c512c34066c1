// Package trend parts a series into a smooth trend and what moves around it, as
// some shortage methods ask for it (deviation of vacancies from their trend). A
// trend is a description of the past: its last values move when new ones come, and
// nothing here forecasts.
package trend

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Errors of HodrickPrescott.
var (
	// ErrTooShort is returned for fewer than three values: there is no second difference.
	ErrTooShort = errors.New("too few values")
	// ErrNotFinite is returned for a missing or infinite value.
	ErrNotFinite = errors.New("value is missing or infinite")
	// ErrLambda is returned for a smoothing parameter that is not positive.
	ErrLambda = errors.New("smoothing parameter must be positive and finite")
)

// HodrickPrescott is the trend tau of y, in its unit, that makes
//
//	sum (y(t) - tau(t))^2 + lambda sum (tau(t+1) - 2 tau(t) + tau(t-1))^2
//
// least (Hodrick & Prescott 1997, Journal of Money, Credit and Banking 29, 1-16):
// (I + lambda D'D) tau = y with D the second differences, solved by a banded
// Cholesky factor in time and memory proportional to the length. Usual lambda: 6.25
// for annual data (Ravn & Uhlig 2002), 1,600 for quarterly, 129,600 for monthly.
// Huge lambda give the least-squares line. Twin: R mFilter hpfilter().
func HodrickPrescott(y []float64, lambda float64) ([]float64, error) {
	n := len(y)
	if n < 3 {
		return nil, fmt.Errorf("trend of %d values: %w", n, ErrTooShort)
	}
	if !(lambda > 0) || math.IsInf(lambda, 0) {
		return nil, fmt.Errorf("trend with %v: %w", lambda, ErrLambda)
	}
	for t, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("trend: value %d is %v: %w", t+1, v, ErrNotFinite)
		}
	}
	a := mat.NewSymBandDense(n, 2, nil)
	for t := range n {
		a.SetSymBand(t, t, 1)
	}
	row := [3]float64{1, -2, 1}
	for t := range n - 2 {
		for i := range row {
			for j := i; j < len(row); j++ {
				a.SetSymBand(t+i, t+j, a.At(t+i, t+j)+lambda*row[i]*row[j])
			}
		}
	}
	var factor mat.BandCholesky
	var tau mat.VecDense
	if !factor.Factorize(a) {
		return nil, fmt.Errorf("trend with %v: the equations cannot be solved", lambda)
	}
	if err := factor.SolveVecTo(&tau, mat.NewVecDense(n, append([]float64(nil), y...))); err != nil {
		var condition mat.Condition
		if !errors.As(err, &condition) {
			return nil, fmt.Errorf("trend with %v: %w", lambda, err)
		}
	}
	return tau.RawVector().Data, nil
}
