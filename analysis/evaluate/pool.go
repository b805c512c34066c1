package evaluate

import (
	"math"
	"slices"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// KnownWithin says whether the target of horizon k (from 0) was known at a
// period and no more than recent periods old then.
func (p Path) KnownWithin(k int, known series.Period, recent int) bool {
	if p.Origin.Freq() != known.Freq() {
		return false
	}
	age := known.Since(p.Origin) - (k + 1)
	return age >= 0 && age < recent
}

// Pool collects the residuals that were known at a period: those of targets
// not after it and among the recent periods up to it, whatever their origin. The first
// makes a calibration free of leaks; the second lets it follow a market that
// changes, at the price of fewer residuals (Barber et al. 2023, Annals of
// Statistics 51, 816-845, on conformal prediction under drift). A slice a
// horizon, in the order of paths.
func Pool(paths []Path, known series.Period, recent, horizon int) [][]float64 {
	out := make([][]float64, horizon)
	for k := range out {
		for _, p := range paths {
			if !p.KnownWithin(k, known, recent) {
				continue
			}
			if r := p.Residual[k]; !math.IsNaN(r) {
				out[k] = append(out[k], r)
			}
		}
	}
	return out
}

// Fewest is the smallest number of residuals of any horizon.
func Fewest(pool [][]float64) int {
	n := math.MaxInt
	for _, row := range pool {
		n = min(n, len(row))
	}
	return n
}

// Tally adds up accuracy over many paths at one horizon.
type Tally struct {
	Forecasts int64
	scaled    float64
	scaledN   int64
	smape     float64
	inside    []int64
	insideN   int64
}

// NewTally counts coverage at so many levels.
func NewTally(levels int) *Tally { return &Tally{inside: make([]int64, levels)} }

// Add counts horizon k (from 0) of a path. half are the calibrated half-widths
// at the levels, on the scale of the transformation; nil leaves coverage out.
func (t *Tally) Add(p Path, k int, by forecast.Transform, half []float64) {
	actual := p.Actual[k]
	if math.IsNaN(actual) {
		return
	}
	t.Forecasts++
	t.smape += symmetric(actual, p.Point[k])
	if p.SeasonalError > 0 {
		t.scaled += math.Abs(actual-p.Point[k]) / p.SeasonalError
		t.scaledN++
	}
	if half == nil {
		return
	}
	t.insideN++
	miss := math.Abs(by.Forward(actual) - p.Centre[k])
	for l, w := range half {
		if miss <= w {
			t.inside[l]++
		}
	}
}

// Merge adds another tally of the same levels.
func (t *Tally) Merge(o *Tally) {
	t.Forecasts += o.Forecasts
	t.scaled += o.scaled
	t.scaledN += o.scaledN
	t.smape += o.smape
	t.insideN += o.insideN
	for l := range t.inside {
		t.inside[l] += o.inside[l]
	}
}

// MASE is the mean of the scaled absolute errors, NaN without one.
func (t *Tally) MASE() float64 { return ratio(t.scaled, float64(t.scaledN)) }

// SMAPE is the mean over all forecasts, NaN without one.
func (t *Tally) SMAPE() float64 { return ratio(t.smape, float64(t.Forecasts)) }

// Coverage at the l-th level, NaN when no interval was given.
func (t *Tally) Coverage(l int) float64 { return ratio(float64(t.inside[l]), float64(t.insideN)) }

// Spaced are n origins, step periods apart, ending at last, earliest first.
func Spaced(last series.Period, step, n int) []series.Period {
	out := make([]series.Period, n)
	for i := range out {
		out[i] = last.Add(-step * i)
	}
	slices.Reverse(out)
	return out
}
