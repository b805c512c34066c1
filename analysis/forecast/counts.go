package forecast

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"fabbisogno/analysis/forecast/intermittent"
	"fabbisogno/datasets/series"
)

// Intermittent forecasts counts with many zeros by Croston's method, SBA or TSB;
// formulas and sources stand at package intermittent. The distribution of a
// period is zero with probability 1 - p and otherwise a gamma distribution with
// the mean and the standard deviation of sizes: its quantiles are never
// negative, and are zero where zero is likely enough. Its mean is the rate, which
// can lie above the median and even outside the central half. Values of fractions
// are allowed; bounds of counts are not rounded. Twin: R tsintermittent, which
// gives no intervals.
type Intermittent struct{ Method intermittent.Method }

// ID is "croston", "sba" or "tsb".
func (m Intermittent) ID() string { return m.Method.String() }

// Version of the numbers.
func (Intermittent) Version() int { return 1 }

// Fit needs three values, none of them negative.
func (m Intermittent) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	return m.fit(s.Key, p)
}

func (m Intermittent) fit(key series.Key, p prepared) (Fit, error) {
	f := intermittent.Fitter{Method: m.Method}
	fit, err := f.Fit(p.y)
	if errors.Is(err, intermittent.ErrTooShort) {
		err = ErrTooShort
	}
	if err != nil {
		return nil, &FitError{key, m.ID(), err}
	}
	e := make([]float64, len(p.y))
	for i, v := range p.y {
		e[i] = v - fit.Rate()
	}
	return &countsFit{linear: linear{model: m.ID(), residuals: e, in: p, params: 1, status: p.status}, fit: fit}, nil
}

// Counts goes by the kind of series: for counts with many zeros (mean interval
// between non-zero periods of 1.32 or more) SBA, or TSB where nothing has come
// for longer than chance explains; for all others Often. The rule is that of
// intermittent.Classify and intermittent.Choose; the status names the method
// where it is not Often.
type Counts struct{ Often Model }

// ID is "counts_" and the id of Often.
func (m Counts) ID() string { return "counts_" + m.Often.ID() }

// Version is that of both parts together.
func (m Counts) Version() int { return m.Often.Version() + Intermittent{}.Version() - 1 }

// Fit classifies the series as it stands, breaks and missing values treated. A
// series with negative values is not one of counts and goes to Often.
func (m Counts) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	for _, v := range p.y {
		if v < 0 {
			return m.Often.Fit(ctx, s)
		}
	}
	if class, _, _ := intermittent.Classify(p.y); !class.IsSeldom() || len(p.y) < intermittent.Least {
		return m.Often.Fit(ctx, s)
	}
	method := Intermittent{intermittent.Choose(p.y)}
	f, err := method.fit(s.Key, p)
	if err != nil {
		return nil, err
	}
	return &noted{f, Note{NoteSeldom, method.ID()}}, nil
}

// countsFit is zero, or gamma.
type countsFit struct {
	linear // for the diagnosis
	fit    intermittent.Fit
}

// Sizes are drawn from a gamma distribution of this shape and mean 1; beyond
// mostShape it is normal, and its inverse slow.
const mostShape = 1e4

// sizeQuantile is that of the size of a demand with mean 1 and variation cv.
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

// Forecast gives the distributions.
func (f *countsFit) Forecast(h int) ([]series.Dist, error) {
	if h < 1 {
		return nil, fmt.Errorf("forecast %s: %w", f.model, ErrHorizon)
	}
	grid := Grid()
	size := f.standardSizes(grid)
	out := make([]series.Dist, h)
	for i := range out {
		k := i + 1 + f.in.gap
		d := series.Dist{Mean: f.fit.Rate()}
		for j, p := range grid {
			q := series.Quantile{P: p}
			if !math.IsNaN(size[j]) {
				q.Value = max(f.fit.Size+f.fit.SizeSDAt(k)*size[j], 0)
			}
			if !finite(q.Value) {
				return nil, fmt.Errorf("forecast %s at horizon %d: %w", f.model, i+1, series.ErrInfinite)
			}
			d.Quantiles = append(d.Quantiles, q)
		}
		out[i] = d
	}
	return out, nil
}

// standardSizes are the quantiles of demand as distances from the mean size in
// standard deviations of it, NaN where they are zero demand. The shape is that
// of the next demand's gamma; farther ones keep it and are wider.
func (f *countsFit) standardSizes(grid []float64) []float64 {
	out := make([]float64, len(grid))
	zero, cv := 1-f.fit.Probability, f.fit.SizeSD/f.fit.Size
	for j, p := range grid {
		switch {
		case p <= zero || f.fit.Size == 0:
			out[j] = math.NaN()
		case cv > 0:
			out[j] = (sizeQuantile((p-zero)/(1-zero), cv) - 1) / cv
		}
	}
	return out
}

// Paths draws demand or none in each period; each demand moves the expected
// size of the next as smoothing does, so that sums are as unsure as they are.
func (f *countsFit) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	if h < 1 {
		return nil, fmt.Errorf("simulate %s: %w", f.model, ErrHorizon)
	}
	out := make([][]float64, n)
	cv := f.fit.SizeSD / f.fit.Size
	for i := range out {
		path := make([]float64, h)
		mean := f.fit.Size
		for k := -f.in.gap; k < h; k++ {
			v := 0.0
			if rng.Float64() < f.fit.Probability {
				v = mean * drawSize(cv, rng)
				mean += f.fit.Alpha * (v - mean)
			}
			if k >= 0 {
				path[k] = v
			}
		}
		out[i] = path
	}
	return out, nil
}
