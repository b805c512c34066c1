package forecast

import (
	"context"
	"errors"
	"math"

	"fabbisogno/analysis/forecast/theta"
	"fabbisogno/datasets/series"
)

// Theta is the method that won the M3 competition, as R forecast 8.20
// thetaf(): seasonally adjusted by classical decomposition when the test of
// M4 finds a season, simple exponential smoothing with half the slope of a
// linear trend as drift,
//
//	x(T+k) = l(n) + b/2 * (k-1 + (1 - (1-alpha)^n)/alpha),  b the least-squares slope of x on 0..n-1,
//
// put back on the season of the last year. Intervals are those of ETS(A,N,N),
// sd(k) = sigma sqrt(1 + (k-1) alpha^2), on the adjusted scale: as in R they
// are not widened by the season and cover too little (forecasting.md 3), which
// is why panels are calibrated (Calibration). Assimakopoulos & Nikolopoulos
// 2000, International Journal of Forecasting 16, 521-530; Hyndman & Billah
// 2003, same journal 19, 287-290.
//
// Where the zero Theta differs from R: l(0) and alpha are the exact optimum of
// R's own criterion (see SES); R's search stops short of it now and then, and
// its result hangs on the unit of the series. The season is additive when a
// value is zero or negative or Additive is set, where R would divide by what
// may be zero.
type Theta struct {
	// Additive takes the season as a sum also for positive values: for
	// series on a transformed scale.
	Additive bool
	// AsR repeats R's search for alpha and l(0), to agree with R to the last digits.
	AsR bool
	// Flat leaves the drift out: simple exponential smoothing of the
	// seasonally adjusted series, the benchmark SES of M4.
	Flat bool
}

// ID is "theta", "ses_seasonal" when Flat; "_additive" and "_r" follow for the options.
func (m Theta) ID() string {
	id := "theta"
	if m.Flat {
		id = "ses_seasonal"
	}
	if m.Additive {
		id += "_additive"
	}
	if m.AsR {
		id += "_r"
	}
	return id
}

// Version of the numbers.
func (Theta) Version() int { return 1 }

// Fit needs three values.
func (m Theta) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	f := theta.Fitter{Additive: m.Additive, AsR: m.AsR, Flat: m.Flat}
	fit, err := f.Fit(p.y, p.season)
	if err != nil {
		return nil, thetaError(s.Key, m.ID(), err)
	}
	n := float64(len(p.y))
	offset := (1 - math.Pow(1-fit.Alpha, n)) / fit.Alpha
	return &linear{
		model: m.ID(),
		point: func(k int) float64 { return fit.Back(fit.Level+fit.Drift*(float64(k-1)+offset), k) },
		psi:   psiSmooth(fit.Alpha),
		sigma: fit.Sigma, residuals: fit.Errors, in: p, params: 1, status: thetaStatus(p, fit),
	}, nil
}

// thetaError is the error of a Fitter as one of this package.
func thetaError(key series.Key, id string, err error) error {
	if errors.Is(err, theta.ErrTooShort) {
		err = ErrTooShort
	}
	return &FitError{key, id, err}
}

// thetaStatus is that of the series and, where the season was left in, says so.
func thetaStatus(p prepared, fit *theta.Fit) Status {
	if fit.Refused {
		return p.status.With(NoteNoSeason, "")
	}
	return p.status
}

// DOTM is the dynamic optimised Theta model: a line through the values so far,
// brought up to date with each, and a smoothed level, weighted by an estimated
// theta. Formulas, the prior that keeps short series sensible, and sources stand
// at package theta. More accurate than Theta on M3 (OWA 0.849 against 0.906 on
// annual series, 0.819 against 0.829 on monthly ones). Intervals are exact for
// the model at its estimates, widened by a multiplicative season; like Theta's
// they cover too little and are calibrated on panels.
type DOTM struct {
	// Additive takes the season as a sum also for positive values: for
	// series on a transformed scale.
	Additive bool
}

// ID is "dotm", "dotm_additive".
func (m DOTM) ID() string { return lineID(theta.DOTM, m.Additive) }

// Version of the numbers.
func (DOTM) Version() int { return 1 }

// Fit needs three values.
func (m DOTM) Fit(ctx context.Context, s series.Series) (Fit, error) {
	return fitLine(ctx, m.ID(), s, theta.Fitter{Variant: theta.DOTM, Additive: m.Additive})
}

// OTM is the optimised Theta model: as DOTM with the line of the whole series.
type OTM struct {
	// Additive takes the season as a sum also for positive values.
	Additive bool
}

// ID is "otm", "otm_additive".
func (m OTM) ID() string { return lineID(theta.OTM, m.Additive) }

// Version of the numbers.
func (OTM) Version() int { return 1 }

// Fit needs three values.
func (m OTM) Fit(ctx context.Context, s series.Series) (Fit, error) {
	return fitLine(ctx, m.ID(), s, theta.Fitter{Variant: theta.OTM, Additive: m.Additive})
}

func lineID(v theta.Variant, additive bool) string {
	if additive {
		return v.String() + "_additive"
	}
	return v.String()
}

func fitLine(ctx context.Context, id string, s series.Series, f theta.Fitter) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, id, err}
	}
	fit, err := f.Fit(p.y, p.season)
	if err != nil {
		return nil, thetaError(s.Key, id, err)
	}
	return &linear{model: id, course: fit.Course, sigma: fit.Sigma, residuals: fit.Errors, in: p, params: 2, status: thetaStatus(p, fit)}, nil
}
