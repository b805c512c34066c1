package intermittent

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Sizes follow a gamma distribution of the estimated mean and variation; beyond
// mostShape it is normal, and its inverse slow.
const mostShape = 1e4

// sizeQuantile is that of a size with mean 1 and coefficient of variation cv.
func sizeQuantile(p, cv float64) float64 {
	shape := 1 / (cv * cv)
	switch {
	case cv == 0:
		return 1
	case shape > mostShape:
		return max(1+cv*distuv.UnitNormal.Quantile(p), 0)
	}
	return distuv.Gamma{Alpha: shape, Beta: shape}.Quantile(p)
}

// drawSize draws such a size.
func drawSize(cv float64, rng *rand.Rand) float64 {
	shape := 1 / (cv * cv)
	switch {
	case cv == 0:
		return 1
	case shape > mostShape:
		return max(1+cv*rng.NormFloat64(), 0)
	}
	return distuv.Gamma{Alpha: shape, Beta: shape, Src: rng}.Rand()
}

// QuantileTo writes the p-quantile of demand in each of the len(out) periods
// ahead: zero up to the probability of none, then that of the sizes. The shape is
// the next demand's gamma; farther ones keep it and are wider. Never negative.
func (f Fit) QuantileTo(out []float64, p float64) {
	none := 1 - f.Probability
	if p <= none || f.Size == 0 {
		clear(out)
		return
	}
	distance, cv := 0.0, f.SizeSD/f.Size
	if cv > 0 {
		distance = (sizeQuantile((p-none)/(1-none), cv) - 1) / cv
	}
	for k := range out {
		out[k] = max(f.Size+f.SizeSDAt(k+1)*distance, 0)
	}
}

// PathTo draws the demand of the next periods: some or none in each; what comes
// moves the expected size of the next as smoothing does, so that sums are as
// unsure as they are.
func (f Fit) PathTo(path []float64, rng *rand.Rand) {
	mean, cv := f.Size, f.SizeSD/f.Size
	for k := range path {
		path[k] = 0
		if rng.Float64() < f.Probability {
			path[k] = mean * drawSize(cv, rng)
			mean += f.Alpha * (path[k] - mean)
		}
	}
}

// QuantileTo is that of the series of the last Forecast.
func (f *Fitter) QuantileTo(out []float64, p float64) { f.last.QuantileTo(out, p) }
