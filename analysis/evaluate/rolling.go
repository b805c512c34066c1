package evaluate

import (
	"context"
	"errors"
	"math"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// Path is one forecast path of one series from one origin, with what came.
type Path struct {
	Origin series.Period
	// Point is the mean on the original scale; Centre the median and Spread
	// the model's own standard deviation on the scale of the transformation.
	Point, Centre, Spread []float64
	// Actual is NaN where nothing came or where a declared break lies between
	// origin and target.
	Actual []float64
	// Scale divides residuals on the scale of the transformation (forecast.Scale),
	// SeasonalError errors on the original scale (MASE). Both are of the training values.
	Scale, SeasonalError float64
	// Residual is the scaled error on the scale of the transformation: NaN when
	// there is no actual value or the series did not move within its history.
	Residual []float64
	Status   forecast.Status
}

// Setup is how a series is backtested.
type Setup struct {
	Model   forecast.Model
	By      forecast.Transform // the one inside Model
	Horizon int
	// LeastTrain is the number of known values an origin needs before it.
	LeastTrain int
	// Exceptional periods are neither origins nor targets, and no part of the scales.
	Exceptional []forecast.Span
	// Seen is shown every fit that has forecast, with its origin; nil: nobody. The
	// path may still be passed over.
	Seen func(origin series.Period, fit forecast.Fit) error
}

// Roll fits the model at every origin on the values up to it and holds the
// forecasts against the values after it. An origin is passed over when it has
// fewer than LeastTrain values, when the model cannot answer, or when a break
// lies so shortly before it that nothing comparable can be fitted. The last
// origin may be the end of the series: its Actual is all NaN.
func Roll(ctx context.Context, s series.Series, origins []series.Period, u Setup) ([]Path, error) {
	var out []Path
	for _, origin := range origins {
		i := origin.Since(s.Start)
		if i < 0 || i >= len(s.Values) {
			continue
		}
		train := s.Slice(0, i+1)
		if train.Len()-train.Missing() < u.LeastTrain || math.IsNaN(s.Values[i]) || u.isExceptional(origin) {
			continue
		}
		p, err := one(ctx, train, u)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, forecast.ErrTooShort), errors.Is(err, forecast.ErrNoData):
			continue
		case err != nil:
			return nil, err
		}
		if p.Status.Has(forecast.NoteBreakKept) {
			continue
		}
		p.Actual = Actual(s, origin, u.Horizon)
		for k := range p.Actual {
			if u.isExceptional(origin.Add(k + 1)) {
				p.Actual[k] = math.NaN()
			}
		}
		p.Residual = make([]float64, u.Horizon)
		for k, a := range p.Actual {
			p.Residual[k] = math.NaN()
			if p.Scale > 0 {
				p.Residual[k] = (u.By.Forward(a) - p.Centre[k]) / p.Scale
			}
		}
		out = append(out, p)
	}
	return out, nil
}

func (u Setup) isExceptional(p series.Period) bool {
	for _, span := range u.Exceptional {
		if span.Holds(p) {
			return true
		}
	}
	return false
}

func one(ctx context.Context, train series.Series, u Setup) (Path, error) {
	fit, err := u.Model.Fit(ctx, train)
	if err != nil {
		return Path{}, err
	}
	dists, err := fit.Forecast(u.Horizon)
	if err != nil {
		return Path{}, err
	}
	if u.Seen != nil {
		if err := u.Seen(train.End(), fit); err != nil {
			return Path{}, err
		}
	}
	season := train.Freq().PerYear()
	usual, _ := forecast.Blank(train, u.Exceptional)
	p := Path{
		Origin: train.End(),
		Scale:  forecast.Scale(usual.Values, season, u.By), SeasonalError: SeasonalError(usual.Values, season, 1),
		Status: fit.Diagnose().Status,
	}
	p.Point, p.Centre, p.Spread = Moments(dists, u.By)
	return p, nil
}

// normal90 is the 90% quantile of the standard normal.
const normal90 = 1.2815515655446004

// Moments are the means, and the medians and standard deviations on the scale
// of the transformation. The deviation is read from the upper half, which a
// floor at zero does not cut.
func Moments(dists []series.Dist, by forecast.Transform) (point, centre, spread []float64) {
	n := len(dists)
	all := make([]float64, 3*n)
	point, centre, spread = all[:n:n], all[n:2*n:2*n], all[2*n:]
	for i, d := range dists {
		point[i] = d.Mean
		centre[i] = by.Forward(d.Quantile(0.5))
		spread[i] = (by.Forward(d.Quantile(0.9)) - centre[i]) / normal90
	}
	return point, centre, spread
}

// Actual are the h values after origin, NaN beyond the first declared break after it that parts the values.
func Actual(s series.Series, origin series.Period, h int) []float64 {
	reach := h
	for _, b := range s.Breaks {
		if b.From.Freq() != s.Freq() || !b.Parts() {
			continue
		}
		if k := b.From.Since(origin); k > 0 {
			reach = min(reach, k-1)
		}
	}
	out := make([]float64, h)
	for k := range out {
		out[k] = math.NaN()
		if k < reach {
			out[k] = s.At(origin.Add(k + 1))
		}
	}
	return out
}
