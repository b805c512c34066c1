package forecast

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"fabbisogno/analysis/forecast/shock"
	"fabbisogno/datasets/series"
)

// Treated takes what nobody declared and what happens once out of a series
// before Inner is fitted, by the rule of package shock, which says how often it
// is wrong and where it helped. Clear outliers are set to what they would have
// been; with All every outlier is, and what came before a jump of the level is
// brought to the level after it. Sizes are factors where all values are positive,
// differences otherwise. The status names every event with old and new values,
// also those that were seen and left. Values before the last declared break are
// not looked at.
//
// A known spell is declared around it: Exceptional{Treated{All: true}} blanks the
// lockdown and then asks whether the level after it is another.
type Treated struct {
	Inner Model
	// All treats every event that is settled, not clear outliers only.
	All bool
	// Additive takes sizes as differences also for positive values: for
	// series on a transformed scale.
	Additive bool
}

// ID is the inner id and "treated", "treated_all" with All.
func (m Treated) ID() string {
	if m.All {
		return m.Inner.ID() + "_treated_all"
	}
	return m.Inner.ID() + "_treated"
}

// Version of the inner model; a change of the rule raises it.
func (m Treated) Version() int { return m.Inner.Version() }

// Fit treats and fits.
func (m Treated) Fit(ctx context.Context, s series.Series) (Fit, error) {
	out, events := m.Treat(s)
	f, err := m.Inner.Fit(ctx, out)
	if err != nil || len(events) == 0 {
		return f, err
	}
	t := &treatedFit{Fit: f}
	for _, e := range events {
		t.notes = append(t.notes, e.note())
	}
	return t, nil
}

// Treatment is an event in a series and what was done about it.
type Treatment struct {
	Kind   shock.Kind
	At     series.Period
	Left   shock.Reason // why nothing was done, or ""
	Factor bool         // By is a factor, not a difference
	// By is the size of the event: the outlier over, or less, what the value
	// would have been; the level after a shift over, or less, that before it.
	By float64
	// Moved is the number of values that were changed; Last the last of them,
	// Old and New its value before and after. Zero where the event was left.
	Moved    int
	Last     series.Period
	Old, New float64
}

// Treat gives the series as it is treated, and what was found in it, in order of
// time. s is not changed. A series with an infinite value is given back as it is.
func (m Treated) Treat(s series.Series) (series.Series, []Treatment) {
	if s.Check() != nil {
		return s, nil
	}
	from := 0
	for _, b := range s.Breaks {
		if b.From.Freq() == s.Freq() && b.Parts() {
			if i := b.From.Since(s.Start); i < len(s.Values) {
				from = max(from, i)
			}
		}
	}
	y := slices.Clone(s.Values[from:])
	factor := !m.Additive && !slices.ContainsFunc(y, func(v float64) bool { return v <= 0 })
	if factor {
		for i, v := range y {
			y[i] = math.Log(v)
		}
	}
	var f shock.Finder
	events := f.Find(y, s.Freq().PerYear())
	if len(events) == 0 {
		return s, nil
	}
	out := s
	out.Values = slices.Clone(s.Values)
	seen := make([]Treatment, len(events))
	for i, e := range events {
		seen[i] = Treatment{Kind: e.Kind, At: s.Start.Add(from + e.At), Left: e.Left, Factor: factor, By: e.Size}
		if factor {
			seen[i].By = math.Exp(e.Size)
		}
		if e.Left == "" && !m.All && !e.IsClear() {
			seen[i].Left = shock.Unclear
		}
		seen[i].apply(out.Values, from, from+e.At, s.Start)
	}
	return out, seen
}

// apply does to the values what the event asks for. at is its place, from that
// of the first value looked at.
func (t *Treatment) apply(y []float64, from, at int, start series.Period) {
	if t.Left != "" {
		return
	}
	first, last := at, at
	if t.Kind == shock.Shift {
		first, last = from, at-1
	}
	for i := first; i <= last; i++ {
		if math.IsNaN(y[i]) {
			continue
		}
		t.Last, t.Old = start.Add(i), y[i]
		switch {
		case t.Kind == shock.Outlier && t.Factor:
			y[i] /= t.By
		case t.Kind == shock.Outlier:
			y[i] -= t.By
		case t.Factor:
			y[i] *= t.By
		default:
			y[i] += t.By
		}
		t.New = y[i]
		t.Moved++
	}
}

func (t Treatment) size() string { return shift{t.Factor, t.By}.String() }

// note says it in the form of a status.
func (t Treatment) note() Note {
	switch {
	case t.Left != "":
		return Note{NoteEventLeft, fmt.Sprintf("%s %s %s %s", t.At, t.Kind, t.size(), t.Left)}
	case t.Kind == shock.Outlier:
		return Note{NoteReplaced, fmt.Sprintf("%s %.6g>%.6g", t.At, t.Old, t.New)}
	}
	return Note{NoteLevelShift, fmt.Sprintf("%s %s, %d values to %s %.6g>%.6g", t.At, t.size(), t.Moved, t.Last, t.Old, t.New)}
}

// treatedFit is a fit to a series with events.
type treatedFit struct {
	Fit
	notes Status
}

// Diagnose names the events and lowers the grade accordingly.
func (f *treatedFit) Diagnose() Diagnosis {
	d := f.Fit.Diagnose()
	d.Status = slices.Concat(f.notes, d.Status)
	var said []string
	for _, n := range f.notes {
		said = append(said, warning(n))
	}
	d.Warnings = slices.Concat(said, d.Warnings)
	d.Grade = max(d.Grade, grade(d.Status, 1)) // later letter, worse grade
	return d
}

// Paths passes on the power of the fit inside.
func (f *treatedFit) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	return pathsOf(f.Fit, h, n, rng)
}
