package forecast

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"fabbisogno/datasets/series"
)

// Transform is the scale on which a measure is modelled and its intervals are
// calibrated. The zero Transform changes nothing.
type Transform struct {
	Name         string  // "", "floor", "logit"
	Lower, Upper float64 // bounds of logit
	// Margin keeps observations at a bound this far inside it: half the unit
	// of publication.
	Margin float64
}

// NonNegative models counts as they are and sets what falls below zero to
// zero: mean and quantiles.
func NonNegative() Transform { return Transform{Name: "floor"} }

// Percent models shares of 0 to 100 on the logit scale log(x/(100-x)), so that
// no quantile leaves the range. Margin 0.05: shares are published to a tenth.
func Percent() Transform { return Transform{Name: "logit", Upper: 100, Margin: 0.05} }

// Forward takes a value to the scale of the model. NaN stays NaN.
func (t Transform) Forward(v float64) float64 {
	if t.Name != "logit" || math.IsNaN(v) {
		return v
	}
	v = min(max(v, t.Lower+t.Margin), t.Upper-t.Margin)
	return math.Log((v - t.Lower) / (t.Upper - v))
}

// Inverse takes a value of the model's scale back.
func (t Transform) Inverse(z float64) float64 {
	switch t.Name {
	case "logit":
		return t.Lower + (t.Upper-t.Lower)/(1+math.Exp(-z))
	case "floor":
		return max(z, 0)
	}
	return z
}

// hermite are nodes and weights of Gauss-Hermite quadrature for the standard
// normal, five points (Abramowitz & Stegun 1964, table 25.10, rescaled).
var hermite = [5][2]float64{
	{-2.8569700138728056, 0.01125741132772069}, {-1.3556261799742659, 0.22207592200561266}, {0, 0.5333333333333333},
	{1.3556261799742659, 0.22207592200561266}, {2.8569700138728056, 0.01125741132772069},
}

// Mean is the mean on the original scale of a normal with this centre and sd
// on the model's scale: the bias adjustment, without which the inverse of the
// mean would be the median. For counts the centre is only floored.
func (t Transform) Mean(centre, sd float64) float64 {
	if t.Name != "logit" || sd == 0 {
		return t.Inverse(centre)
	}
	sum := 0.0
	for _, h := range hermite {
		sum += h[1] * t.Inverse(centre+sd*h[0])
	}
	return sum
}

// Transformed fits Inner on a transformed scale and takes its distributions
// back: quantiles through the inverse, the mean by Transform.Mean.
type Transformed struct {
	Inner Model
	By    Transform
}

// ID is the inner id with the name of the transformation.
func (m Transformed) ID() string {
	if m.By.Name == "" {
		return m.Inner.ID()
	}
	return m.Inner.ID() + "_" + m.By.Name
}

// Version of the inner model; a change of the transformation raises it there.
func (m Transformed) Version() int { return m.Inner.Version() }

// Fit refuses a value outside the bounds of the transformation.
func (m Transformed) Fit(ctx context.Context, s series.Series) (Fit, error) {
	t := s
	t.Values = make([]float64, len(s.Values))
	clipped := 0
	for i, v := range s.Values {
		if m.By.Name == "logit" {
			if v < m.By.Lower || v > m.By.Upper {
				return nil, &FitError{s.Key, m.ID(), fmt.Errorf("value %v at %s outside %v to %v", v, s.Start.Add(i), m.By.Lower, m.By.Upper)}
			}
			if v < m.By.Lower+m.By.Margin || v > m.By.Upper-m.By.Margin {
				clipped++
			}
		}
		t.Values[i] = m.By.Forward(v)
	}
	inner, err := m.Inner.Fit(ctx, t)
	if err != nil {
		return nil, err
	}
	return &transformedFit{inner, m.By, clipped}, nil
}

type transformedFit struct {
	inner   Fit
	by      Transform
	clipped int
}

// Forecast takes the inner distributions back to the original scale.
func (f *transformedFit) Forecast(h int) ([]series.Dist, error) {
	ds, err := f.inner.Forecast(h)
	if err != nil {
		return nil, err
	}
	for i, d := range ds {
		qs := make([]series.Quantile, len(d.Quantiles))
		for j, q := range d.Quantiles {
			qs[j] = series.Quantile{P: q.P, Value: f.by.Inverse(q.Value)}
		}
		sd := (d.Quantile(0.9) - d.Quantile(0.1)) / (2 * normal90)
		ds[i] = series.Dist{Mean: f.by.Mean(d.Mean, sd), Quantiles: qs}
	}
	return ds, nil
}

// normal90 is the 90% quantile of the standard normal.
const normal90 = 1.2815515655446004

// Paths takes the paths of the inner model back, if it can draw any.
func (f *transformedFit) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	paths, err := pathsOf(f.inner, h, n, rng)
	if err != nil {
		return nil, err
	}
	for _, p := range paths {
		for i, v := range p {
			p[i] = f.by.Inverse(v)
		}
	}
	return paths, nil
}

// Diagnose adds what the transformation did.
func (f *transformedFit) Diagnose() Diagnosis {
	d := f.inner.Diagnose()
	if f.clipped > 0 {
		n := Note{NoteClipped, strconv.Itoa(f.clipped)}
		d.Status = append(d.Status, n)
		d.Warnings = append(d.Warnings, warning(n))
		if d.Grade == GradeA {
			d.Grade = GradeB
		}
	}
	return d
}
