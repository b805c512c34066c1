package analysis

import (
	"context"
	"math"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// completed brings a total to one universe throughout when a part entered it
// late. Before the break the part was not observed; it is completed there by
// its mean in the same month after the break:
//
//	total*(t) = total(t) + mean of part(u), u after the break, same month as t,
//
// once a full year of the part is known. So the values after the break stay as
// published, the level and the season of the part are its own, and only its
// unobserved history is assumed: constant. The status says so. With less than
// a year of the part the total is passed on as it is, with its break.
//
// Everything is done inside Fit on the values up to the series' end, so that a
// backtest at an earlier origin sees no later value of the part.
type completed struct {
	forecast.Model
	part series.Series
	at   series.Break
}

// Fit completes and fits.
func (m completed) Fit(ctx context.Context, s series.Series) (forecast.Fit, error) {
	whole, ok := m.complete(s)
	if !ok {
		return m.Model.Fit(ctx, s)
	}
	fit, err := m.Model.Fit(ctx, whole)
	if err != nil {
		return nil, err
	}
	return backcast{fit, m.at.Reason}, nil
}

func (m completed) complete(s series.Series) (series.Series, bool) {
	season := s.Freq().PerYear()
	from := m.at.From.Since(s.Start)
	if from <= 0 || from >= len(s.Values) {
		return s, false
	}
	sum, n := make([]float64, season), make([]float64, season)
	for i := from; i < len(s.Values); i++ {
		if v := m.part.At(s.Start.Add(i)); !math.IsNaN(v) {
			sum[i%season] += v
			n[i%season]++
		}
	}
	for _, count := range n {
		if count == 0 {
			return s, false
		}
	}
	out := s
	out.Values = append([]float64(nil), s.Values...)
	for i := range from {
		out.Values[i] += sum[i%season] / n[i%season]
	}
	out.Breaks = nil
	for _, b := range s.Breaks {
		if b != m.at {
			out.Breaks = append(out.Breaks, b)
		}
	}
	return out, true
}

type backcast struct {
	forecast.Fit
	reason string
}

// Unwrap gives the fit inside.
func (f backcast) Unwrap() forecast.Fit { return f.Fit }

// Diagnose says that history was completed.
func (f backcast) Diagnose() forecast.Diagnosis {
	d := f.Fit.Diagnose()
	d.Status = d.Status.With(forecast.NoteBackcast, f.reason)
	d.Warnings = append(d.Warnings, "values before "+f.reason+" were completed with the part that entered later")
	d.Grade = max(d.Grade, forecast.GradeC)
	return d
}
