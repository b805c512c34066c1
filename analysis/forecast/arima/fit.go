package arima

import (
	"fmt"
	"math"
	"slices"
)

// Fit is an estimated model.
type Fit struct {
	Order            Order
	AR, MA, SAR, SMA []float64
	Mean             float64 // at time 0 where there is a drift too
	Drift            float64 // a period
	LogLik           float64 // exact, Gaussian, of the differenced series
	AIC, AICc        float64 // AICc +Inf where there are too few values
	Sigma2           float64 // SSE/(n - parameters + 1), R forecast's; forecasts use it
	Sigma2ML         float64 // SSE/n, R stats'
	N                int     // values after differencing
	Errors           []float64

	sigma float64 // its square may be too large or too small for a number
}

// Sigma is the standard deviation of the errors, 0 for a series that the model
// follows exactly.
func (f *Fit) Sigma() float64 { return f.sigma }

// Clone is a copy that the Fitter does not touch.
func (f *Fit) Clone() *Fit {
	out := *f
	out.AR, out.MA, out.SAR, out.SMA = slices.Clone(f.AR), slices.Clone(f.MA), slices.Clone(f.SAR), slices.Clone(f.SMA)
	out.Errors = slices.Clone(f.Errors)
	return &out
}

// Fitter estimates and forecasts one series after the other. It belongs to one
// goroutine; what it holds grows to the longest series and the longest
// polynomials and is used again. The zero value chooses the order itself.
type Fitter struct {
	// Order is what is estimated; nil: the order is chosen, as R's auto.arima() does.
	Order *Order
	// Fast compares orders by the exact likelihood at the optimum of their
	// conditional sum of squares, and searches that of the chosen one alone.
	Fast bool

	model
	descent
	fit      Fit
	errors   []float64
	y        []float64 // the series as given
	bestX    [most]float64
	tried    []Order
	integral []float64 // of differences, see forecast.go
	ahead    ahead
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

// Fit estimates the order, or chooses one. What it gives, its slices too, holds
// until the next call.
func (f *Fitter) Fit(y []float64, m int) (*Fit, error) {
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("ARIMA: value %d is %v: %w", i+1, v, ErrNotFinite)
		}
	}
	f.y = y
	if f.Order == nil {
		return f.auto(y, m)
	}
	o := *f.Order
	if o.seasonal() && o.M == 0 {
		o.M = m
	}
	if err := o.Check(); err != nil {
		return nil, err
	}
	if n := len(y) - o.lost(); n < o.Parameters()+1 {
		return nil, fmt.Errorf("%s needs %d values, not %d: %w", o, o.lost()+o.Parameters()+1, len(y), ErrTooShort)
	}
	f.load(y, o)
	if f.scale > 0 {
		j := math.Inf(1)
		for _, s := range starts {
			if v := f.from(s, 200, 1e-9); v < j {
				j = v
				copy(f.bestX[:], f.x[:])
			}
			if o.lags() == 0 {
				break
			}
		}
		if math.IsInf(j, 1) {
			return nil, fmt.Errorf("%s: no coefficients give a likelihood: %w", o, ErrOrder)
		}
	}
	return f.finish(), nil
}

// start is where a search begins: the angle of the first autoregressive and of
// the first moving average coefficient, seasonal ones too, and the factor from
// one coefficient of a polynomial to the next.
type start struct{ ar, ma, next float64 }

// starts of a search: likelihoods of mixed models have several hills.
var starts = [...]start{{0.1, 0.1, 1}, {0.6, 0.6, 1}, {-0.4, -0.4, 1}, {0.9, -0.3, 1}, {-0.5, 0.5, 1}, {0.6, 0.6, -1}, {0.9, 1.2, -1}, {-0.6, -0.6, -1}}

// from searches from a start.
func (f *Fitter) from(s start, limit int, tolerance float64) float64 {
	o := f.order
	at := 0
	for i, n := range [...]int{o.P, o.Q, o.SP, o.SQ} {
		angle := s.ar
		if i%2 == 1 {
			angle = s.ma
		}
		for range n {
			f.x[at] = angle
			angle *= s.next
			at++
		}
	}
	return f.minimise(&f.model, at, limit, tolerance)
}

// finish reads the fit off at f.bestX.
func (f *Fitter) finish() *Fit {
	o, n := f.order, float64(f.n)
	if cap(f.errors) < f.n {
		f.errors = make([]float64, f.n+f.n/4)
	}
	f.fit = Fit{Order: o, N: f.n, Errors: f.errors[:f.n], LogLik: math.Inf(1), AIC: math.Inf(-1), AICc: math.Inf(-1)}
	fit := &f.fit
	j := 0.0
	var b [2]float64
	if f.scale > 0 {
		j = f.value(f.bestX[:o.lags()])
		b = f.regression()
		sse := f.squares(b)
		fit.sigma = f.scale * math.Sqrt(sse/(n-float64(o.Parameters())+1))
		fit.Sigma2, fit.Sigma2ML = fit.sigma*fit.sigma, sse/n*f.scale*f.scale
		j += 2 * n * math.Log(f.scale)
		params := float64(o.Parameters())
		fit.LogLik = -(j + n*(1+math.Log(2*math.Pi))) / 2
		fit.AIC = -2*fit.LogLik + 2*params
		fit.AICc = math.Inf(1)
		if n > params+1 {
			fit.AICc = fit.AIC + 2*params*(params+1)/(n-params-1)
		}
	} else {
		clear(f.coef[:])
		f.expand()
	}
	fit.AR, fit.MA, fit.SAR, fit.SMA = f.parts()
	f.constantsTo(fit, b)
	f.settle(b)
	return fit
}

// constantsTo takes mean and drift from the coefficients of the regressors.
func (f *Fitter) constantsTo(fit *Fit, b [2]float64) {
	o := f.order
	constant := f.origin + b[0]*f.scale
	switch {
	case o.Mean && o.Drift:
		fit.Mean, fit.Drift = constant, b[1]*f.scale/f.raised
	case o.Mean:
		fit.Mean = constant
	case o.Drift && o.lost() == 0:
		fit.Drift = b[0] * f.scale / f.raised
	case o.Drift && o.SD > 0:
		fit.Drift = constant / float64(o.M)
	case o.Drift:
		fit.Drift = constant
	}
}
