package forecast

import (
	"context"

	"fabbisogno/analysis/forecast/boxcox"
	"fabbisogno/datasets/series"
)

// Guerrero fits Inner on a Box-Cox scale whose power is chosen for the series,
// between 0 (logarithms) and 1 (as it is), by boxcox.Guerrero. Powers outside
// are not tried: below 0 a forecast has no mean, and above 1 its spread would
// shrink as the level grows. The bias adjustment is that of Transform.Mean. A
// series with a negative value is refused.
type Guerrero struct{ Inner Model }

// ID is the inner id and "guerrero".
func (m Guerrero) ID() string { return m.Inner.ID() + "_guerrero" }

// Version of the inner model.
func (m Guerrero) Version() int { return m.Inner.Version() }

// Fit chooses the power on the series as it is, missing values left out.
func (m Guerrero) Fit(ctx context.Context, s series.Series) (Fit, error) {
	lambda := boxcox.Guerrero(s.Values, s.Freq().PerYear(), 0, 1)
	f, err := Transformed{m.Inner, BoxCox(lambda)}.Fit(ctx, s)
	if err != nil {
		return nil, err
	}
	return f, nil
}
