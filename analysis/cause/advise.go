package cause

import (
	"encoding/json"
	"slices"
)

// What a remedy reaches, from most to least.
const (
	ReachMain         = "main"         // direct on a main cause
	ReachContributing = "contributing" // direct on a contributing cause
	ReachPartial      = "partial"      // helps with an established cause under a condition
	ReachUnknown      = "unknown"      // would act on a cause for which there are no data
	ReachNone         = "none"         // acts on no established cause
)

var reaches = [...]string{ReachMain, ReachContributing, ReachPartial, ReachUnknown, ReachNone}

// Option is one remedy beside the others, with the pairs its reach rests on.
type Option struct {
	Remedy  Remedy
	Reach   string
	Because []Link
}

// Advice is all remedies for one shortage. Its options are handed out together
// only: there is no way to take one from it and leave the others, so that
// migration never stands without its alternatives.
type Advice struct{ options []Option }

// All are the remedies, one each: the alternatives by what they reach, then
// migration. The slice is the caller's own.
func (a Advice) All() []Option { return slices.Clone(a.options) }

// MarshalJSON writes all options.
func (a Advice) MarshalJSON() ([]byte, error) { return json.Marshal(a.options) }

// Advise gives every remedy's reach over the causes of a diagnosis. Where there is
// no shortage it is none for all of them.
func Advise(d Diagnosis) Advice {
	scheme := Declared()
	var a Advice
	for _, r := range scheme.Remedies {
		o := Option{Remedy: r, Reach: ReachNone}
		for _, f := range d.Findings {
			l := scheme.link(f.Cause.ID, r.ID)
			switch reach := reachOf(l, f.Grade); {
			case reach == ReachNone:
			case reach == o.Reach:
				o.Because = append(o.Because, l)
			case slices.Index(reaches[:], reach) < slices.Index(reaches[:], o.Reach):
				o.Reach, o.Because = reach, []Link{l}
			}
		}
		a.options = append(a.options, o)
	}
	slices.SortStableFunc(a.options, func(x, y Option) int {
		if x.Remedy.ID == Migration || y.Remedy.ID == Migration {
			return boolOrder(x.Remedy.ID == Migration) - boolOrder(y.Remedy.ID == Migration)
		}
		return slices.Index(reaches[:], x.Reach) - slices.Index(reaches[:], y.Reach)
	})
	return a
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// reachOf is what a pair reaches when its cause has a grade.
func reachOf(l Link, grade string) string {
	isEstablished := grade == GradeMain || grade == GradeContributing
	switch {
	case l.Fit == FitNone:
		return ReachNone
	case l.Fit == FitDirect && grade == GradeMain:
		return ReachMain
	case l.Fit == FitDirect && isEstablished:
		return ReachContributing
	case isEstablished:
		return ReachPartial
	case l.Fit == FitDirect && grade == GradeNoData:
		return ReachUnknown
	}
	return ReachNone
}
