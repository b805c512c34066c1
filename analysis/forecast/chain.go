package forecast

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"fabbisogno/datasets/series"
)

// Chain asks its models in turn; the first that can answer does. The status
// names a model that is not the first. A Chain has the id of its first model.
type Chain []Model

// ID of the first model.
func (c Chain) ID() string { return c[0].ID() }

// Version is the sum of the members' versions, so that a change of any raises it.
func (c Chain) Version() int {
	v := 1 - len(c)
	for _, m := range c {
		v += m.Version()
	}
	return v
}

// Fit fails only when every model does; a cancelled context and a series that
// breaks its own invariants end it at once.
func (c Chain) Fit(ctx context.Context, s series.Series) (Fit, error) {
	var errs []error
	for i, m := range c {
		f, err := m.Fit(ctx, s)
		switch {
		case err == nil && i == 0:
			return f, nil
		case err == nil:
			return &noted{f, Note{NoteFallback, m.ID()}}, nil
		case ctx.Err() != nil, errors.Is(err, series.ErrInfinite), errors.Is(err, ErrNoData):
			return nil, err
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// noted is a fit with one more reservation.
type noted struct {
	Fit
	note Note
}

// Diagnose puts the note first and lowers the grade accordingly.
func (f *noted) Diagnose() Diagnosis {
	d := f.Fit.Diagnose()
	d.Status = slices.Concat(Status{f.note}, d.Status)
	d.Warnings = slices.Concat([]string{warning(f.note)}, d.Warnings)
	d.Grade = max(d.Grade, grade(d.Status, 1)) // later letter, worse grade
	return d
}

// Paths passes on the power of the fit inside.
func (f *noted) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	return pathsOf(f.Fit, h, n, rng)
}

// Exceptional treats declared periods as missing before Inner is fitted: the
// 2020 shock, a month without survey. The status names them. Nothing is found
// out from the data: what is exceptional is declared.
type Exceptional struct {
	Inner Model
	Spans []Span
}

// Span is a run of periods, both ends included, of one frequency.
type Span struct{ From, To series.Period }

// String is "2020-03/2020-12".
func (s Span) String() string { return s.From.String() + "/" + s.To.String() }

// ID of the inner model: the same method on other data.
func (m Exceptional) ID() string { return m.Inner.ID() }

// Version of the inner model.
func (m Exceptional) Version() int { return m.Inner.Version() }

// Fit blanks the spans and fits the inner model. The values it blanked do not
// count as interpolated: the status names their span instead.
func (m Exceptional) Fit(ctx context.Context, s series.Series) (Fit, error) {
	out, took := Blank(s, m.Spans)
	f, err := m.Inner.Fit(ctx, out)
	if err != nil || len(took) == 0 {
		return f, err
	}
	e := exceptionalFit{Fit: f, blanked: known(s.Values) - known(out.Values)}
	for _, span := range took {
		e.notes = append(e.notes, Note{NoteOutliers, span.String()})
	}
	return &e, nil
}

type exceptionalFit struct {
	Fit
	notes   Status
	blanked int
}

// Diagnose names the spans and takes their values off the interpolated ones.
func (f *exceptionalFit) Diagnose() Diagnosis {
	d := f.Fit.Diagnose()
	kept := slices.Clone(f.notes)
	var warnings []string
	for _, n := range f.notes {
		warnings = append(warnings, warning(n))
	}
	for _, n := range d.Status {
		if n.Key == NoteInterpolated {
			said := slices.Index(d.Warnings, warning(n))
			d.Warnings = slices.Delete(slices.Clone(d.Warnings), said, said+1)
			k, err := strconv.Atoi(n.Detail)
			if err != nil || k <= f.blanked {
				continue
			}
			n.Detail = strconv.Itoa(k - f.blanked)
			warnings = append(warnings, warning(n))
		}
		kept = append(kept, n)
	}
	d.Status, d.Warnings = kept, append(warnings, d.Warnings...)
	d.Grade = max(d.Grade, GradeB)
	return d
}

// Paths passes on the power of the fit inside.
func (f *exceptionalFit) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	return pathsOf(f.Fit, h, n, rng)
}

func pathsOf(f Fit, h, n int, rng *rand.Rand) ([][]float64, error) {
	sim, ok := f.(Simulator)
	if !ok {
		return nil, errors.New("simulate: model draws no paths")
	}
	return sim.Paths(h, n, rng)
}

// Blank is the series with the values of the spans missing, and the spans that
// took a value. A span that does not lie inside the series, with values known
// on both sides, or that would take half of it, is left alone.
func Blank(s series.Series, spans []Span) (series.Series, []Span) {
	out := s
	var took []Span
	for _, span := range spans {
		if span.From.Freq() != s.Freq() || span.To.Freq() != s.Freq() {
			continue
		}
		from, to := span.From.Since(s.Start), span.To.Since(s.Start)
		if from <= 0 || to >= len(s.Values)-1 || 2*(to-from+1) > len(s.Values) || known(s.Values[from:to+1]) == 0 {
			continue
		}
		if took == nil {
			out.Values = slices.Clone(s.Values)
		}
		for i := from; i <= to; i++ {
			out.Values[i] = math.NaN()
		}
		took = append(took, span)
	}
	return out, took
}

// Holds says whether p lies in the span.
func (s Span) Holds(p series.Period) bool {
	return s.From.Freq() == p.Freq() && p.Since(s.From) >= 0 && s.To.Since(p) >= 0
}

// AtLeast declines series of Years full years or fewer, so that the next model
// of a Chain answers: Theta cannot see a season in two years or less and would
// continue a seasonal series without one.
type AtLeast struct {
	Model
	Years int
}

// Fit declines or passes on. Annual series are passed on.
func (m AtLeast) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if season := s.Freq().PerYear(); season > 1 && known(s.Values) <= m.Years*season {
		return nil, &FitError{s.Key, m.ID(), ErrTooShort}
	}
	return m.Model.Fit(ctx, s)
}
