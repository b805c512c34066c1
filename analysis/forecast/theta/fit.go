package theta

import (
	"fmt"
	"math"
	"slices"
)

// Fit is an estimated Theta model of the series without its season.
type Fit struct {
	Alpha float64
	// Theta is +Inf where the line counts in full; 2 in Classic, STM and DSTM, 1 without a line.
	Theta        float64
	First, Level float64   // l(0) and l(n)
	Drift        float64   // a period, of Classic: half the slope
	Sigma        float64   // of the one-step errors
	SSE          float64   // what was made small, in units of the largest distance from the first value, squared
	Dynamic      bool      // the line moves with the series
	Index        []float64 // the season by place counted from the first value; nil: none
	Additive     bool      // the season is a sum
	Refused      bool      // seasonal, but an index is too close to zero to divide by
	Errors       []float64 // one step ahead, of the adjusted series

	variant       Variant
	n             int
	model         fitted // of the models of Fiorucci et al., on the scaled series
	scale, origin float64
}

// Clone is a copy that the Fitter does not touch.
func (f *Fit) Clone() *Fit {
	out := *f
	out.Index, out.Errors = slices.Clone(f.Index), slices.Clone(f.Errors)
	return &out
}

// PredictTo writes means and standard deviations for the len(mean) periods
// after the series.
func (f *Fit) PredictTo(mean, sd []float64) error {
	return f.predictTo(mean, sd, make([]float64, len(mean)))
}

func (f *Fit) predictTo(mean, sd, work []float64) error {
	if len(sd) != len(mean) {
		panic("theta: mean and sd differ in length")
	}
	f.pathTo(mean)
	if f.variant == Classic {
		sum := 1.0
		for k := range sd {
			sd[k] = f.Sigma * math.Sqrt(sum)
			sum += f.Alpha * f.Alpha
		}
	} else {
		f.model.spreadTo(f.n, sd, work)
		for k := range sd {
			sd[k] *= f.Sigma
		}
	}
	for k := range mean {
		mean[k] = f.Back(mean[k], k+1)
		sd[k] *= f.widen(k + 1)
		if !finite(mean[k]) || !finite(sd[k]) {
			return fmt.Errorf("%s at horizon %d: %w", f.variant, k+1, ErrNotFinite)
		}
	}
	return nil
}

// pathTo writes the forecasts without season.
func (f *Fit) pathTo(out []float64) {
	if f.variant == Classic {
		offset := (1 - math.Pow(1-f.Alpha, float64(f.n))) / f.Alpha
		for k := range out {
			out[k] = f.Level + f.Drift*(float64(k)+offset)
		}
		return
	}
	f.model.pathTo(f.n, out)
	for k := range out {
		out[k] = f.origin + out[k]*f.scale
	}
}

// Back puts the season of the k-th period ahead, from 1, on v.
func (f *Fit) Back(v float64, k int) float64 {
	switch place := f.n + k - 1; {
	case f.Index == nil:
		return v
	case f.Additive:
		return v + f.Index[place%len(f.Index)]
	default:
		return v * f.Index[place%len(f.Index)]
	}
}

// widen is the factor by which the season widens the errors of the k-th period
// ahead; thetaf() leaves them as they are.
func (f *Fit) widen(k int) float64 {
	if f.Index == nil || f.Additive || f.variant == Classic {
		return 1
	}
	return f.Index[(f.n+k-1)%len(f.Index)]
}

// Course gives the forecasts of h periods and what shocks add to them:
// effect[k][j] is what a shock of 1, j periods before the k-th ahead (from 0),
// adds to it. The shocks have standard deviation Sigma.
func (f *Fit) Course(h int) (mean []float64, effect [][]float64) {
	mean, effect = make([]float64, h), make([][]float64, h)
	f.pathTo(mean)
	block := make([]float64, h*(h+1)/2)
	for k := range effect {
		effect[k], block = block[:k+1:k+1], block[k+1:]
		mean[k] = f.Back(mean[k], k+1)
		effect[k][0] = f.widen(k + 1)
	}
	work := make([]float64, h)
	for s := 1; s < h; s++ { // the shock of the s-th period ahead, from 1
		after := work[:h-s]
		if f.variant != Classic {
			f.model.responseTo(f.n, s, after)
		}
		for i, v := range after {
			if f.variant == Classic {
				v = f.Alpha
			}
			effect[s+i][i+1] = v * f.widen(s+i+1)
		}
	}
	return mean, effect
}
