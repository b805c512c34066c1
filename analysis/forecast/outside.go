package forecast

import "fabbisogno/datasets/series"

// Ready is a series as every model here sees it, for models outside the package:
// without missing values, and comparable throughout as far as could be.
type Ready struct {
	Values []float64 // at least one; the caller's own
	Season int       // periods a year; 1 for annual data
	Gap    int       // missing periods after the last value: forecasts begin behind them
	Status Status    // what was done for it
}

// Prepare trims missing ends, applies the rule for breaks and interpolates what is
// missing inside, as the models here do. ErrNoData without a known value.
func Prepare(s series.Series) (Ready, error) {
	p, err := prepare(s)
	return Ready{p.y, p.season, p.gap, p.status}, err
}

// Normals are normal distributions with these moments and quantiles at Grid.
func Normals(model string, mean, sd []float64) ([]series.Dist, error) {
	return normals(model, mean, sd)
}

// Graded is the diagnosis of a fit that has no residuals of its own to test: the
// grade is that of what was done to the series.
func Graded(status Status) Diagnosis { return diagnose(status, nil, 1, 0) }

// Inside finds a fit of type T: f itself or one that f wraps.
func Inside[T any](f Fit) (T, bool) {
	for f != nil {
		if t, ok := f.(T); ok {
			return t, true
		}
		w, ok := f.(interface{ Unwrap() Fit })
		if !ok {
			break
		}
		f = w.Unwrap()
	}
	var none T
	return none, false
}

// Unwrap gives the fit inside.
func (f *noted) Unwrap() Fit { return f.Fit }

// Unwrap gives the fit inside.
func (f *exceptionalFit) Unwrap() Fit { return f.Fit }

// Unwrap gives the fit inside.
func (f *treatedFit) Unwrap() Fit { return f.Fit }

// Unwrap gives the fit inside, which is on the transformed scale.
func (f *transformedFit) Unwrap() Fit { return f.inner }
