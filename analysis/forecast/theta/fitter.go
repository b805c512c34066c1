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
	// Plain estimates the models of Fiorucci et al. by least squares alone, as
	// the authors do, without the prior that keeps short series sensible.
	Plain bool

	x, z, e, a, b []float64 // a series long
	index, count  []float64 // a season long
	work          []float64 // a horizon long
	fit           Fit
	model         fitted
	scale, origin float64
}

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
}

// Forecast writes means and standard deviations of the forecast errors for the
// len(mean) periods after y, complete and oldest first, with m periods a season
// (1: none). sd has the length of mean.
func (f *Fitter) Forecast(y []float64, m int, mean, sd []float64) error {
	if _, err := f.Fit(y, m); err != nil {
		return err
	}
	return f.PredictTo(mean, sd)
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
	f.adjust(y, m)
	f.fit.Errors = f.e[:n]
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
		f.index, f.count = make([]float64, m), make([]float64, m)
	}
}

func (f *Fitter) fitClassic() {
	s := smooth(f.x, f.fit.Errors)
	f.fit.Alpha, f.fit.First, f.fit.Level, f.fit.Sigma = s.alpha, s.first, s.level, s.sigma
	f.fit.Theta, f.fit.Dynamic, f.fit.Drift, f.fit.SSE = 2, false, slope(f.x)/2, math.NaN()
	if f.Flat {
		f.fit.Theta, f.fit.Drift = 1, 0
	}
}

func (f *Fitter) fitModel() {
	x, n := f.x, len(f.x)
	f.origin, f.scale = x[0], spread(x)
	z := f.z[:n]
	flat := f.scale == 0 || math.IsInf(f.scale, 0)
	for i, v := range x {
		z[i] = 0
		if !flat {
			z[i] = (v - f.origin) / f.scale
		}
	}
	if flat {
		f.scale = 0
		f.model = fitted{alpha: lineLow, line: line{dynamic: f.Variant >= DSTM}}
	} else {
		f.model = f.choose(z)
	}
	e := f.fit.Errors
	if flat {
		clear(e)
	} else {
		f.errorsTo(e, z, &f.model)
		for i := range e {
			e[i] *= f.scale
		}
	}
	params := 3
	if f.Variant == STM || f.Variant == DSTM {
		params = 2
	}
	m, skip := &f.model, skipped(n)
	f.fit.Alpha, f.fit.Theta, f.fit.Dynamic, f.fit.SSE, f.fit.Drift = m.alpha, 1/(1-m.weight), m.dynamic, m.sse, 0
	f.fit.First, f.fit.Level = f.origin*(1-m.weight)+m.first*f.scale, f.origin+m.level*f.scale
	if m.weight >= mostWeight {
		f.fit.Theta = math.Inf(1)
	}
	f.fit.Sigma = rootMeanSquare(e[skip:], max(n-skip-params, 1))
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

// PredictTo writes means and standard deviations for the periods after the
// series of the last Fit.
func (f *Fitter) PredictTo(mean, sd []float64) error {
	if len(sd) != len(mean) {
		panic("theta: mean and sd differ in length")
	}
	n, fit := len(f.x), &f.fit
	if f.Variant == Classic {
		offset := (1 - math.Pow(1-fit.Alpha, float64(n))) / fit.Alpha
		sum := 0.0
		for k := range mean {
			mean[k] = fit.Level + fit.Drift*(float64(k)+offset)
			if k == 0 {
				sum = 1
			} else {
				sum += fit.Alpha * fit.Alpha
			}
			sd[k] = fit.Sigma * math.Sqrt(sum)
		}
	} else {
		if cap(f.work) < len(mean) {
			f.work = make([]float64, len(mean))
		}
		f.model.pathTo(n, mean)
		f.model.spreadTo(n, sd, f.work[:cap(f.work)])
		for k := range mean {
			mean[k] = f.origin + mean[k]*f.scale
			sd[k] *= fit.Sigma
		}
	}
	f.seasonTo(n, mean, sd)
	for k := range mean {
		if !finite(mean[k]) || !finite(sd[k]) {
			return fmt.Errorf("%s at horizon %d: %w", f.Variant, k+1, ErrNotFinite)
		}
	}
	return nil
}

// ResponseTo writes what a shock of 1 to the j-th period ahead, from 1, adds to
// the following periods of the series without its season.
func (f *Fitter) ResponseTo(j int, out []float64) {
	if f.Variant == Classic {
		for i := range out {
			out[i] = f.fit.Alpha
		}
		return
	}
	f.model.responseTo(len(f.x), j, out)
}
