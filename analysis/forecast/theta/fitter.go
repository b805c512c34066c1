package theta

import (
	"errors"
	"fmt"
	"math"
)

// Variant is a member of the family.
type Variant uint8

// The variants. All but Classic are models of Fiorucci et al. 2016.
const (
	// Classic is R's thetaf(): exponential smoothing with half the slope as drift.
	Classic Variant = iota
	// STM has theta 2 and the line of the whole series.
	STM
	// OTM estimates theta, the line is that of the whole series.
	OTM
	// DSTM has theta 2 and a line that moves with the series.
	DSTM
	// DOTM estimates theta and has a line that moves with the series.
	DOTM
	// Auto is OTM or DOTM, which hold the other two, whichever leaves the lesser
	// sum of squares.
	Auto
)

// String is the name of the variant, lower case.
func (v Variant) String() string {
	names := [...]string{"theta", "stm", "otm", "dstm", "dotm", "auto_theta"}
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("variant %d", uint8(v))
}

// Least is the least number of values.
const Least = 3

// Errors of a Fitter.
var (
	// ErrTooShort is returned for fewer than Least values.
	ErrTooShort = errors.New("too few values")
	// ErrNotFinite is returned where a value is missing or infinite, or a forecast overflows.
	ErrNotFinite = errors.New("a value or a forecast is not finite")
)

// Fitter estimates and forecasts one series after the other. It belongs to one
// goroutine; what it holds grows to the longest series and is used again. The
// zero value is a classic Theta.
type Fitter struct {
	Variant Variant
	// Additive takes the season as a sum also for positive values: for series
	// on a transformed scale.
	Additive bool
	// Flat leaves the drift of Classic out: simple exponential smoothing of
	// the seasonally adjusted series, the benchmark SES of M4.
	Flat bool
	// Shrunk leaves the test of seasonality out and takes a season off every
	// series of three years, its indices shrunk towards none by their own
	// uncertainty. More accurate than the test on every panel tried.
	Shrunk bool
	// Plain estimates the models of Fiorucci et al. by least squares alone, as
	// the authors do, without the prior that keeps short series sensible.
	Plain bool
	// AsR repeats R's own search for alpha and l(0) of Classic, which stops short
	// of the optimum now and then: to agree with R to the last digits. It allocates.
	AsR bool

	x, z, e, a, b []float64 // a series long
	index, count  []float64 // a season long
	spread        []float64 // a season long
	work          []float64 // a horizon long
	fit           Fit
}

// Forecast writes means and standard deviations of the forecast errors for the
// len(mean) periods after y, complete and oldest first, with m periods a season
// (1: none). sd has the length of mean.
func (f *Fitter) Forecast(y []float64, m int, mean, sd []float64) error {
	if _, err := f.Fit(y, m); err != nil {
		return err
	}
	if cap(f.work) < len(mean) {
		f.work = make([]float64, len(mean))
	}
	return f.fit.predictTo(mean, sd, f.work[:len(mean)])
}

// Fit estimates the model. What it gives, its slices too, holds until the next
// call.
func (f *Fitter) Fit(y []float64, m int) (*Fit, error) {
	n := len(y)
	if n < Least {
		return nil, fmt.Errorf("%s needs %d values, not %d: %w", f.Variant, Least, n, ErrTooShort)
	}
	for i, v := range y {
		if !finite(v) {
			return nil, fmt.Errorf("%s: value %d is %v: %w", f.Variant, i+1, v, ErrNotFinite)
		}
	}
	f.grow(n, m)
	f.fit = Fit{Errors: f.e[:n], n: n, variant: f.Variant}
	f.adjust(y, m)
	if f.Variant == Classic {
		f.fitClassic()
	} else {
		f.fitModel()
	}
	return &f.fit, nil
}

func (f *Fitter) grow(n, m int) {
	if cap(f.x) < n {
		size := n + n/4
		block := make([]float64, 5*size)
		for i, p := range []*[]float64{&f.x, &f.z, &f.e, &f.a, &f.b} {
			*p = block[i*size : (i+1)*size : (i+1)*size]
		}
	}
	f.x = f.x[:n]
	if cap(f.index) < m {
		f.index, f.count, f.spread = make([]float64, m), make([]float64, m), make([]float64, m)
	}
}

func (f *Fitter) fitClassic() {
	var s smoothed
	if f.AsR && !constant(f.x) {
		s = smoothAsR(f.x, f.fit.Errors, meanSquare)
	} else {
		s = smooth(f.x, f.fit.Errors)
	}
	f.fit.Alpha, f.fit.First, f.fit.Level, f.fit.Sigma = s.alpha, s.first, s.level, s.sigma
	f.fit.Theta, f.fit.Drift, f.fit.SSE = 2, slope(f.x)/2, math.NaN()
	if f.Flat {
		f.fit.Theta, f.fit.Drift = 1, 0
	}
}

func (f *Fitter) fitModel() {
	x, n, fit := f.x, len(f.x), &f.fit
	fit.origin, fit.scale = x[0], spread(x)
	z, e := f.z[:n], fit.Errors
	if fit.scale == 0 || math.IsInf(fit.scale, 0) {
		fit.scale = 0
		fit.model = fitted{alpha: lineLow, line: line{dynamic: f.Variant >= DSTM}}
		clear(e)
	} else {
		for i, v := range x {
			z[i] = (v - fit.origin) / fit.scale
		}
		fit.model = f.choose(z)
		f.errorsTo(e, z, &fit.model)
		for i := range e {
			e[i] *= fit.scale
		}
	}
	params := 3
	if f.Variant == STM || f.Variant == DSTM {
		params = 2
	}
	m, skip := &fit.model, skipped(n)
	fit.Alpha, fit.Theta, fit.Dynamic, fit.SSE = m.alpha, 1/(1-m.weight), m.dynamic, m.sse
	fit.First, fit.Level = fit.origin*(1-m.weight)+m.first*fit.scale, fit.origin+m.level*fit.scale
	if m.weight >= mostWeight {
		fit.Theta = math.Inf(1)
	}
	fit.Sigma = rootMeanSquare(e[skip:], max(n-skip-params, 1))
}

// choose estimates what the variant asks for.
func (f *Fitter) choose(z []float64) fitted {
	switch f.Variant {
	case STM:
		return f.fitLine(z, false, plainWeight)
	case DSTM:
		return f.fitLine(z, true, plainWeight)
	case OTM:
		return f.fitLine(z, false, freeWeight)
	case DOTM:
		return f.fitLine(z, true, freeWeight)
	}
	static := f.fitLine(z, false, freeWeight)
	dynamic := f.fitLine(z, true, freeWeight)
	if static.sse < dynamic.sse {
		f.lineTo(z, false)
		return static
	}
	return dynamic
}
