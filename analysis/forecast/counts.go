package forecast

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

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

// Forecast gives the distributions.
func (f *countsFit) Forecast(h int) ([]series.Dist, error) {
	if h < 1 {
		return nil, fmt.Errorf("forecast %s: %w", f.model, ErrHorizon)
	}
	out := make([]series.Dist, h)
	row := make([]float64, h+f.in.gap)
	for _, p := range Grid() {
		f.fit.QuantileTo(row, p)
		for i, v := range row[f.in.gap:] {
			if !finite(v) {
				return nil, fmt.Errorf("forecast %s at horizon %d: %w", f.model, i+1, series.ErrInfinite)
			}
			out[i].Mean = f.fit.Rate()
			out[i].Quantiles = append(out[i].Quantiles, series.Quantile{P: p, Value: v})
		}
	}
	return out, nil
}

// Paths draws demand or none in each period.
func (f *countsFit) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	if h < 1 {
		return nil, fmt.Errorf("simulate %s: %w", f.model, ErrHorizon)
	}
	out := make([][]float64, n)
	for i := range out {
		path := make([]float64, h+f.in.gap)
		f.fit.PathTo(path, rng)
		out[i] = path[f.in.gap:]
	}
	return out, nil
}
