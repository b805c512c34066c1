package forecast

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"fabbisogno/analysis/forecast/boxcox"
	"fabbisogno/datasets/series"
)

// Transform is the scale on which a measure is modelled and its intervals are
// calibrated. The zero Transform changes nothing.
type Transform struct {
	Name         string  // "", "floor", "logit", "log", "boxcox"
	Lower, Upper float64 // bounds of logit
	// Margin keeps observations at a bound this far inside it: half the unit
	// of publication. With 0 a value at a bound is refused.
	Margin float64
	Lambda float64 // power of boxcox
}

// NonNegative models counts as they are and sets what falls below zero to
// zero: mean and quantiles.
func NonNegative() Transform { return Transform{Name: "floor"} }

// Percent models shares of 0 to 100 on the logit scale log(x/(100-x)), so that
// no quantile leaves the range. Margin 0.05: shares are published to a tenth.
func Percent() Transform { return Transform{Name: "logit", Upper: 100, Margin: 0.05} }

// Log models positive values by their logarithms. Values below the margin are
// taken as the margin; counts that may be zero take 0.5.
func Log(margin float64) Transform { return Transform{Name: "log", Margin: margin} }

// BoxCox models values that are not negative on the scale (x^lambda - 1)/lambda,
// their logarithms for lambda 0 (Box & Cox 1964, Journal of the Royal
// Statistical Society B 26, 211-252). Lambda 0 and below need positive values.
// Below 0 a normal on that scale reaches beyond what any value can be: upper
// quantiles may be infinite and are then refused, and there is no mean.
func BoxCox(lambda float64) Transform { return Transform{Name: "boxcox", Lambda: lambda} }

// Forward takes a value to the scale of the model. NaN stays NaN.
func (t Transform) Forward(v float64) float64 {
	if math.IsNaN(v) {
		return v
	}
	switch t.Name {
	case "logit":
		v = min(max(v, t.Lower+t.Margin), t.Upper-t.Margin)
		return math.Log((v - t.Lower) / (t.Upper - v))
	case "log":
		return math.Log(max(v, t.Margin))
	case "boxcox":
		return boxcox.Scale(t.Lambda).Forward(v)
	}
	return v
}

// Inverse takes a value of the model's scale back. A value below what lambda > 0
// can reach is zero, one above what lambda < 0 can reach is infinite.
func (t Transform) Inverse(z float64) float64 {
	switch t.Name {
	case "logit":
		return t.Lower + (t.Upper-t.Lower)/(1+math.Exp(-z))
	case "floor":
		return max(z, 0)
	case "log":
		return math.Exp(z)
	case "boxcox":
		return boxcox.Scale(t.Lambda).Inverse(z)
	}
	return z
}

// refusal says why an observation cannot be transformed, "" if it can; moved
// that it is moved inside a bound first.
func (t Transform) refusal(v float64) (reason string, moved bool) {
	switch {
	case t.Name == "logit" && (v < t.Lower || v > t.Upper):
		return fmt.Sprintf("outside %v to %v", t.Lower, t.Upper), false
	case t.Name == "logit":
		return "", v < t.Lower+t.Margin || v > t.Upper-t.Margin
	case t.Name == "log" && (v < 0 || v <= 0 && t.Margin <= 0), t.Name == "boxcox" && v <= 0 && t.Lambda <= 0:
		return "not positive: it has no logarithm", false
	case t.Name == "log":
		return "", v < t.Margin
	case t.Name == "boxcox" && v < 0:
		return "negative: it has no power", false
	}
	return "", false
}

// hermite are nodes and weights of Gauss-Hermite quadrature for the standard
// normal, five points (Abramowitz & Stegun 1964, table 25.10, rescaled).
var hermite = [5][2]float64{
	{-2.8569700138728056, 0.01125741132772069}, {-1.3556261799742659, 0.22207592200561266}, {0, 0.5333333333333333},
	{1.3556261799742659, 0.22207592200561266}, {2.8569700138728056, 0.01125741132772069},
}

// Mean is the mean on the original scale of a normal with this centre and sd
// on the model's scale: the bias adjustment, without which the inverse of the
// mean would be the median. It is exact for logarithms,
//
//	exp(centre + sd^2/2),
//
// and by quadrature over the normal for logit (5 points) and Box-Cox (see
// package boxcox). For counts the centre is only floored.
func (t Transform) Mean(centre, sd float64) float64 {
	if sd == 0 {
		return t.Inverse(centre)
	}
	switch t.Name {
	case "logit":
		sum := 0.0
		for _, h := range hermite {
			sum += h[1] * t.Inverse(centre+sd*h[0])
		}
		return sum
	case "log":
		return boxcox.Scale(0).Mean(centre, sd)
	case "boxcox":
		return boxcox.Scale(t.Lambda).Mean(centre, sd)
	}
	return t.Inverse(centre)
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

// Fit refuses a value that cannot be transformed.
func (m Transformed) Fit(ctx context.Context, s series.Series) (Fit, error) {
	t := s
	t.Values = make([]float64, len(s.Values))
	clipped := 0
	for i, v := range s.Values {
		reason, moved := m.By.refusal(v)
		if reason != "" {
			return nil, &FitError{s.Key, m.ID(), fmt.Errorf("value %v at %s %s", v, s.Start.Add(i), reason)}
		}
		if moved {
			clipped++
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
		if last := qs[len(qs)-1].Value; !finite(ds[i].Mean) || !finite(last) {
			return nil, fmt.Errorf("forecast taken back from %s at horizon %d: %w", f.by.Name, i+1, series.ErrInfinite)
		}
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
			if p[i] = f.by.Inverse(v); !finite(p[i]) {
				return nil, fmt.Errorf("path taken back from %s at horizon %d: %w", f.by.Name, i+1, series.ErrInfinite)
			}
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
