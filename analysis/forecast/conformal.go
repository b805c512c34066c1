package forecast

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"fabbisogno/datasets/series"
)

// HalfWidth is the split-conformal half-width of a level: the k-th smallest
// absolute residual, k = ceil((n+1) * level). If the coming residual is
// exchangeable with the n known ones it lies inside with probability at least
// level (Vovk, Gammerman & Shafer 2005, 4.2; Lei et al. 2018, Journal of the
// American Statistical Association 113, 1094-1111). False when k > n: n
// residuals cannot promise so much. Missing residuals do not count.
func HalfWidth(residuals []float64, level float64) (float64, bool) {
	abs := make([]float64, 0, len(residuals))
	for _, r := range residuals {
		if finite(r) {
			abs = append(abs, math.Abs(r))
		}
	}
	slices.Sort(abs)
	return rankedHalfWidth(abs, level)
}

func rankedHalfWidth(sorted []float64, level float64) (float64, bool) {
	const rounding = 1e-9 // (9+1)*0.8 must give 8, not 9
	k := int(math.Ceil(float64(len(sorted)+1)*level - rounding))
	if k < 1 || k > len(sorted) {
		return math.NaN(), false
	}
	return sorted[k-1], true
}

// Calibration holds the half-widths of a panel, a row a horizon and a column a
// level of Levels, in units of the series' scale (Scale) on the scale of the
// model (Transform).
type Calibration struct {
	Half  [][]float64
	Count []int // residuals behind each horizon
}

// ErrFewResiduals is returned when a horizon has too few residuals for the
// highest level; the model's own interval must serve.
var ErrFewResiduals = errors.New("too few residuals to calibrate on")

// Calibrate makes half-widths from scaled residuals, a slice a horizon. Raw
// half-widths are nested over levels by their ranks. Over horizons they are
// made non-decreasing by isotonic regression weighted by the number of
// residuals (pool adjacent violators), because a farther horizon is never
// surer and a dip is noise; the same weights at every level keep the nesting.
func Calibrate(residuals [][]float64) (Calibration, error) {
	levels := Levels()
	c := Calibration{Half: make([][]float64, len(residuals)), Count: make([]int, len(residuals))}
	for h, row := range residuals {
		abs := make([]float64, 0, len(row))
		for _, r := range row {
			if finite(r) {
				abs = append(abs, math.Abs(r))
			}
		}
		slices.Sort(abs)
		c.Count[h] = len(abs)
		c.Half[h] = make([]float64, len(levels))
		for l, level := range levels {
			w, ok := rankedHalfWidth(abs, level)
			if !ok {
				return Calibration{}, fmt.Errorf("calibrate horizon %d at %.0f%%: %w: %d", h+1, 100*level, ErrFewResiduals, len(abs))
			}
			c.Half[h][l] = w
		}
	}
	column := make([]float64, len(residuals))
	weight := make([]float64, len(residuals))
	for h, n := range c.Count {
		weight[h] = float64(n)
	}
	for l := range levels {
		for h := range column {
			column[h] = c.Half[h][l]
		}
		for h, v := range isotonic(column, weight) {
			c.Half[h][l] = v
		}
	}
	return c, nil
}

// isotonic is the non-decreasing sequence closest to x in weighted squares
// (Barlow et al. 1972, Statistical inference under order restrictions, 1.2).
func isotonic(x, weight []float64) []float64 {
	type block struct {
		mean, weight float64
		n            int
	}
	var blocks []block
	for i, v := range x {
		b := block{v, weight[i], 1}
		for len(blocks) > 0 && blocks[len(blocks)-1].mean > b.mean {
			a := blocks[len(blocks)-1]
			w := a.weight + b.weight
			b = block{(a.mean*a.weight + b.mean*b.weight) / w, w, a.n + b.n}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	out := make([]float64, 0, len(x))
	for _, b := range blocks {
		for range b.n {
			out = append(out, b.mean)
		}
	}
	return out
}

// Dist is the calibrated distribution at horizon h (from 1) around a centre,
// given on the model's scale: centre +- half-width * scale, taken back by t.
// The distribution is symmetric on the model's scale by construction.
func (c Calibration) Dist(h int, centre, scale float64, t Transform) (series.Dist, error) {
	if h < 1 || h > len(c.Half) {
		return series.Dist{}, fmt.Errorf("calibrated distribution: horizon %d outside 1 to %d", h, len(c.Half))
	}
	half := c.Half[h-1]
	levels := Levels()
	n := len(levels)
	qs := make([]series.Quantile, 2*n+1)
	qs[n] = series.Quantile{P: 0.5, Value: t.Inverse(centre)}
	for l, level := range levels {
		qs[n-1-l] = series.Quantile{P: lowerP(level), Value: t.Inverse(centre - half[l]*scale)}
		qs[n+1+l] = series.Quantile{P: 1 - lowerP(level), Value: t.Inverse(centre + half[l]*scale)}
	}
	for _, q := range qs {
		if !finite(q.Value) {
			return series.Dist{}, fmt.Errorf("calibrated distribution at %v: %w", q.P, series.ErrInfinite)
		}
	}
	// The sd for the bias adjustment comes from the 80% interval, the level
	// least touched by the tails.
	return series.Dist{Mean: t.Mean(centre, half[1]*scale/normal90), Quantiles: qs}, nil
}

// lowerP is (1-level)/2 rounded to the digits of Grid.
func lowerP(level float64) float64 { return math.Round((1-level)/2*1e6) / 1e6 }

// Scale is what residuals of a series are divided by so that series of a panel
// can be pooled: the mean absolute change over a year (seasonal-naive error in
// sample, the divisor of MASE) of the values on the model's scale; over one
// period where the series is shorter than a year and a value. NaN when no pair
// is known, 0 for a constant series.
func Scale(values []float64, season int, t Transform) float64 {
	for _, lag := range []int{max(season, 1), 1} {
		sum, n := 0.0, 0
		for i := lag; i < len(values); i++ {
			d := t.Forward(values[i]) - t.Forward(values[i-lag])
			if !math.IsNaN(d) {
				sum += math.Abs(d)
				n++
			}
		}
		if n > 0 {
			return sum / float64(n)
		}
	}
	return math.NaN()
}
