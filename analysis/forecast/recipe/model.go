package recipe

import (
	"context"
	"fmt"
	"sync"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// Model is the recipe for one series, its weights found elsewhere: by FitWeights
// from the Answers of the whole panel at earlier origins. What is missing is
// interpolated and declared breaks are treated as every forecast.Model treats them.
// Its own intervals are those of normal distributions with the weighted moments of
// the members; panels are calibrated.
type Model struct {
	Weights Weights // zero: equal
	// Additive leaves multiplicative errors and seasons and the logarithms out: for
	// series on a transformed scale, whose zero means nothing.
	Additive bool
}

// ID is that of the panel method; "_additive" follows for the option.
func (m Model) ID() string {
	if m.Additive {
		return ID + "_additive"
	}
	return ID
}

// Version of the numbers.
func (Model) Version() int { return Version }

// Fit needs three values.
func (m Model) Fit(ctx context.Context, s series.Series) (forecast.Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	in, err := forecast.Prepare(s)
	if err == nil && len(in.Values) < leastValues {
		err = forecast.ErrTooShort
	}
	if err != nil {
		return nil, &forecast.FitError{Series: s.Key, Model: m.ID(), Err: err}
	}
	if m.Weights == (Weights{}) {
		m.Weights = Equal()
	}
	return &Fit{model: m, in: in}, nil
}

// leastValues is what the member that needs least needs.
const leastValues = 3

// Invariance to the unit; what is multiplied and the logarithms do not survive a
// shift. A transformed scale has no unit, and nothing is promised for it: at 1e298 a
// damped trend overflows and the average stands for it.
func (m Model) Invariance() forecast.Invariance { return forecast.Invariance{Scale: !m.Additive} }

// Fit is the recipe for one series. It draws no paths. It serves one goroutine at a time.
type Fit struct {
	model   Model
	in      forecast.Ready
	horizon int // of answers; 0: not asked yet
	answers Answers
}

// banks are kept from fit to fit for their memory; what they answer does not hang
// on what they answered before.
var banks = [2]sync.Pool{
	{New: func() any { return newBankOn(false) }},
	{New: func() any { return newBankOn(true) }},
}

// Answers of the members for the h periods after the series, on the scale of the
// model. They are asked once a horizon.
func (f *Fit) Answers(h int) (Answers, error) {
	if h < 1 {
		return Answers{}, fmt.Errorf("forecast %s: %w", f.model.ID(), forecast.ErrHorizon)
	}
	if f.horizon == h {
		return f.answers, nil
	}
	pool := &banks[0]
	if f.model.Additive {
		pool = &banks[1]
	}
	b := pool.Get().(*bank)
	defer pool.Put(b)
	if err := b.forecast(f.in.Values, f.in.Season, h+f.in.Gap); err != nil {
		return Answers{}, fmt.Errorf("forecast %s: %w", f.model.ID(), err)
	}
	f.horizon, f.answers = h, b.clone(f.in.Gap)
	return f.answers, nil
}

// Forecast gives normal distributions.
func (f *Fit) Forecast(h int) ([]series.Dist, error) {
	said, err := f.Answers(h)
	if err != nil {
		return nil, err
	}
	all := make([]float64, 2*h)
	mean, sd := all[:h], all[h:]
	said.CombineTo(mean, sd, &f.model.Weights)
	return forecast.Normals(f.model.ID(), mean, sd)
}

// Diagnose says what was done to the series.
func (f *Fit) Diagnose() forecast.Diagnosis { return forecast.Graded(f.in.Status) }
