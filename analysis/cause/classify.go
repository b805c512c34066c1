package cause

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
)

// Parameters are the floors as the catalogue declares them.
type Parameters = shortage.Parameters

// ParamLongTraining is the length from which a training gap is called long, in years.
const ParamLongTraining = "cause_long_training_years"

// Signal is one indicator of what is diagnosed. Reference is the overall value of
// the same territory and period; it is needed where the floor is relative.
type Signal struct {
	Value     shortage.Estimate
	Reference *shortage.Estimate
}

// Signals are the indicators of one shortage, by the ids of declared/causes.toml.
// An indicator that is not there has no data: nothing stands in for it.
type Signals struct {
	Shortage shortage.Verdict // of the shortage itself; empty: unknown
	Values   map[string]Signal
	// TrainingYears is the usual length of the training the job asks for; nil: not known.
	TrainingYears *shortage.Estimate
}

// The grades of a cause.
const (
	GradeMain           = "main"
	GradeContributing   = "contributing"
	GradeNotEstablished = "not_established"
	GradeNoData         = "no_data"
)

// Evidence is one indicator behind a grade, compared with its floor.
type Evidence struct {
	Indicator Indicator
	Value     shortage.Estimate
	Reference *shortage.Estimate
	Parameter catalog.Parameter
	Floor     shortage.Bounds // in the unit of the indicator
	Verdict   shortage.Verdict
	Strength  shortage.Bounds // value over floor, floor over value where low is the sign; at most 10
	Missing   bool            // no value, or no reference where one is needed
}

// Finding is the grade of one cause.
type Finding struct {
	Cause    Cause
	Grade    string
	Share    float64 // of all settings of the floors (lower end, value, upper end) that give this grade; enumerated
	Settings int     // how many settings the share is taken over
	Verdict  shortage.Verdict
	Strength shortage.Bounds // of the weakest indicator where all are asked for, of the strongest where any will do
	Evidence []Evidence
	// Unconfirmed names the indicators that would confirm the cause and do not.
	Unconfirmed []string
	// Length of a training gap, long or short; empty when the years are not known or the cause is another.
	Length string
}

// Diagnosis is the graded causes of one shortage, in the declared order.
type Diagnosis struct {
	Shortage shortage.Verdict
	Findings []Finding // none when there is no shortage
}

// Of is the finding of a cause; false when there is none.
func (d Diagnosis) Of(cause string) (Finding, bool) {
	i := slices.IndexFunc(d.Findings, func(f Finding) bool { return f.Cause.ID == cause })
	if i < 0 {
		return Finding{}, false
	}
	return d.Findings[i], true
}

// Check refuses signals that no indicator can have: infinite or negative values,
// bounds in the wrong order, ids that are not declared. Errors come joined, in the
// declared order.
func (in Signals) Check() error {
	var errs []error
	scheme := Declared()
	for _, i := range scheme.Indicators {
		s, ok := in.Values[i.ID]
		if !ok {
			continue
		}
		errs = append(errs, checkEstimate(i.ID, s.Value))
		if s.Reference != nil {
			errs = append(errs, checkEstimate(i.ID+", overall", *s.Reference))
		}
	}
	var unknown []string
	for id := range in.Values {
		if _, ok := scheme.Find(id); !ok {
			unknown = append(unknown, id)
		}
	}
	slices.Sort(unknown)
	for _, id := range unknown {
		errs = append(errs, fmt.Errorf("indicator %q is not declared in causes.toml", id))
	}
	if in.TrainingYears != nil {
		errs = append(errs, checkEstimate("training years", *in.TrainingYears))
	}
	return errors.Join(errs...)
}

func checkEstimate(what string, e shortage.Estimate) error {
	b := e.Bounds
	switch {
	case math.IsInf(e.Point, 0) || math.IsInf(b.Lower, 0) || math.IsInf(b.Upper, 0):
		return fmt.Errorf("%s: infinite value", what)
	case b.Lower > b.Upper:
		return fmt.Errorf("%s: lower bound %v is above upper bound %v", what, b.Lower, b.Upper)
	case b.Lower < 0:
		return fmt.Errorf("%s: negative value %v", what, b.Lower)
	}
	return nil
}

// Require reports every floor that the catalogue lacks or that lies outside its own range.
func Require(p Parameters) error {
	var errs []error
	for _, id := range Declared().Parameters() {
		q, err := p.Find(id)
		switch {
		case err != nil:
			errs = append(errs, err)
		case !(0 < q.Minimum && q.Minimum <= q.Value && q.Value <= q.Maximum):
			errs = append(errs, fmt.Errorf("parameter %q: %v is not within %v to %v, or not positive", id, q.Value, q.Minimum, q.Maximum))
		}
	}
	return errors.Join(errs...)
}

// Classify grades the causes of one shortage.
//
// An indicator speaks for its cause when its whole interval is on the side of its
// floor that the declaration names, against it when its whole interval is on the
// other, and is unknown otherwise. A cause is established when all of its
// indicators speak for it (or any, where the declaration says so), in Kleene's
// three-valued logic; an indicator that should confirm it denies it when it speaks
// against it. Among the established causes
//
//	main          confirmed, and no other established cause is surely stronger
//	contributing  established, but surely weaker than another, or not confirmed
//
// where strength is value over floor, as an interval: causes that cannot be told
// apart are main together. What is not established for want of data is no_data:
// an indicator that is asked for is missing, or, where any will do, every one is.
//
// Signals are taken as they are: Check them, and Require the parameters, once
// before. A parameter that is not declared leaves its cause without data. When
// in.Shortage is no, nothing is graded.
func Classify(in Signals, p Parameters) Diagnosis {
	d := Diagnosis{Shortage: in.Shortage}
	if d.Shortage == "" {
		d.Shortage = shortage.Unknown
	}
	if d.Shortage == shortage.No {
		return d
	}
	scheme := Declared()
	current := make([]state, len(scheme.Causes))
	for i, c := range scheme.Causes {
		f := Finding{Cause: c}
		for _, id := range c.indicators() {
			f.Evidence = append(f.Evidence, compare(id, in, p, nil))
		}
		current[i] = judge(c, f.Evidence)
		f.Verdict, f.Strength = current[i].verdict, current[i].strength
		f.Unconfirmed = unconfirmed(c, f.Evidence)
		f.Length = length(c, in, p)
		d.Findings = append(d.Findings, f)
	}
	for i := range d.Findings {
		d.Findings[i].Grade = grade(i, current)
	}
	share(&d, in, p)
	return d
}

// strongest is the most a strength can be: ten times the floor, or more.
const strongest = 10

// compare holds one indicator against its floor; factor replaces the parameter's value.
func compare(id string, in Signals, p Parameters, factor *float64) Evidence {
	indicator, _ := Declared().Find(id)
	e := Evidence{Indicator: indicator, Verdict: shortage.Unknown, Strength: shortage.Unbounded(), Floor: shortage.Unbounded()}
	q, err := p.Find(indicator.Parameter)
	s, ok := in.Values[id]
	e.Value, e.Reference, e.Parameter = s.Value, s.Reference, q
	if !ok || err != nil || !s.Value.Bounds.IsKnown() || indicator.Relative && (s.Reference == nil || !s.Reference.Bounds.IsKnown()) {
		e.Missing = true
		if !ok {
			e.Value = shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded()}
		}
		return e
	}
	e.Floor = shortage.Exactly(q.Value)
	if factor != nil {
		e.Floor = shortage.Exactly(*factor)
	}
	if indicator.Relative {
		e.Floor = s.Reference.Bounds.Times(e.Floor)
	}
	e.Verdict = s.Value.Bounds.AtLeast(e.Floor)
	top, bottom := s.Value.Bounds, e.Floor
	if indicator.Low {
		e.Verdict = not(e.Verdict)
		top, bottom = bottom, top
	}
	e.Strength = ratio(top, bottom)
	return e
}

func not(v shortage.Verdict) shortage.Verdict {
	switch v {
	case shortage.Yes:
		return shortage.No
	case shortage.No:
		return shortage.Yes
	}
	return shortage.Unknown
}

// ratio of two intervals, cut at strongest; a divisor that may be zero has it as upper end.
func ratio(top, bottom shortage.Bounds) shortage.Bounds {
	divide := func(a, b float64) float64 {
		if b <= 0 {
			return strongest
		}
		return math.Min(strongest, a/b)
	}
	return shortage.Bounds{Lower: divide(top.Lower, bottom.Upper), Upper: divide(top.Upper, bottom.Lower)}
}

// state is a cause under one setting of the floors.
type state struct {
	verdict   shortage.Verdict
	missing   bool // unknown for want of data
	confirmed bool
	strength  shortage.Bounds
}

func (s state) isEstablished() bool { return s.verdict == shortage.Yes }

// judge joins the indicators of a cause, given in the order of Cause.indicators.
func judge(c Cause, ev []Evidence) state {
	rule, confirm := ev[:len(c.All)+len(c.Any)], ev[len(c.All)+len(c.Any):]
	s := state{confirmed: true}
	s.verdict, s.missing, s.strength = join(rule, len(c.Any) > 0)
	for _, e := range confirm {
		switch e.Verdict {
		case shortage.No:
			s.verdict = shortage.No
		case shortage.Unknown:
			s.confirmed = false
		}
	}
	s.missing = s.missing && s.verdict == shortage.Unknown
	return s
}

// join is Kleene's or where any will do, its and otherwise; missing says that an
// unknown outcome hangs on data that are not there: some of them where all are
// asked for, every one where any will do.
func join(ev []Evidence, anyWillDo bool) (v shortage.Verdict, missing bool, strength shortage.Bounds) {
	v, strength = shortage.Yes, shortage.Unbounded()
	if anyWillDo {
		v = shortage.No
	}
	missing = anyWillDo
	for _, e := range ev {
		if anyWillDo {
			missing = missing && e.Missing
			v = not(shortage.And(not(v), not(e.Verdict)))
		} else {
			missing = missing || e.Missing
			v = shortage.And(v, e.Verdict)
		}
		switch {
		case !e.Strength.IsKnown():
		case !strength.IsKnown():
			strength = e.Strength
		case anyWillDo:
			strength = shortage.Bounds{Lower: math.Max(strength.Lower, e.Strength.Lower), Upper: math.Max(strength.Upper, e.Strength.Upper)}
		default:
			strength = shortage.Bounds{Lower: math.Min(strength.Lower, e.Strength.Lower), Upper: math.Min(strength.Upper, e.Strength.Upper)}
		}
	}
	return v, missing, strength
}

// grade of cause i among all causes under one setting.
func grade(i int, all []state) string {
	me := all[i]
	switch {
	case me.verdict == shortage.Unknown && me.missing:
		return GradeNoData
	case !me.isEstablished():
		return GradeNotEstablished
	case !me.confirmed:
		return GradeContributing
	}
	for j, other := range all {
		if j != i && beats(other, me) {
			return GradeContributing
		}
	}
	return GradeMain
}

// beats says whether a is established and surely stronger than b.
func beats(a, b state) bool { return a.isEstablished() && a.strength.Lower > b.strength.Upper }

func unconfirmed(c Cause, ev []Evidence) []string {
	var out []string
	for _, e := range ev[len(c.All)+len(c.Any):] {
		if e.Verdict == shortage.Unknown {
			out = append(out, e.Indicator.ID)
		}
	}
	return out
}

// length of a training gap: long, short, or empty where it cannot be said.
func length(c Cause, in Signals, p Parameters) string {
	if c.ID != trainingGap || in.TrainingYears == nil {
		return ""
	}
	switch in.TrainingYears.Bounds.AtLeast(shortage.Exactly(p.Value(ParamLongTraining))) {
	case shortage.Yes:
		return "long"
	case shortage.No:
		return "short"
	}
	return ""
}

const trainingGap = "training_gap"
