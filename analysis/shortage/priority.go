package shortage

import (
	"fmt"
	"math"
	"slices"

	"fabbisogno/datasets/series"
)

// PriorityID and PriorityVersion name the rule in tables and on pages. The
// version rises whenever published numbers may move.
const (
	PriorityID      = "priority_sectors"
	PriorityVersion = 1
)

// The classes of the rule.
const (
	ClassPriority = "priority"
	ClassNot      = "not"
	ClassUnknown  = "unknown"
)

// Range is a value with its interval; NaN Value: only the interval is known.
type Range struct{ Value, Lower, Upper float64 }

// FloorOutcome is a floor as it was applied.
type FloorOutcome struct {
	Parameter                string
	Factor, Minimum, Maximum float64
	Assumed                  bool
	Source                   string
	Reference                *Estimate
	Bounds                   Bounds
}

// TermOutcome is the verdict of one term.
type TermOutcome struct {
	Term
	Applied FloorOutcome
	Verdict Verdict
	Counted bool
	Reason  string // why it is not counted
	Ratio   Bounds // value over floor
}

// Outcome is what the rule says of one unit.
type Outcome struct {
	Code           series.Code
	Need           Verdict
	Incidence      Verdict
	Class          string
	ClassShare     float64 // of the draws in which the unit is a priority
	UnknownShare   float64 // of the draws in which the class is unknown
	NeedYesShare   float64 // of the draws in which the need term is yes
	NeedRatio      Range   // median over the counted indicators of value over floor; 1 = at the floor
	IncidencePct   Range
	Score          float64 // geometric mean of need ratio and incidence ratio; NaN: not a point
	Rank           float64 // by score among the units that have one; 1 is highest
	RankRange      Range   // interval at Level, over draws and over all values the bounds allow
	Terms          []TermOutcome
	IncidenceFloor FloorOutcome
	Notes          []string
	IsSynthetic    bool
}

// Result is the outcome of a panel, units in the order of their codes.
type Result struct {
	Panel    Panel
	Seed     uint64
	Draws    int
	Level    float64
	Outcomes []Outcome
}

// Priority applies the rule for priority sectors to a panel.
//
// A unit is a priority when its need and its incidence of regular foreign
// employment (incidenza degli occupati stranieri regolari) both stand at or
// above their floors. Need is yes when at least the share priority_need_share
// of its counted indicators, and at least one, is yes however the unknown ones
// turn out; no when that cannot be reached however they turn out; unknown
// otherwise and when there is no counted indicator. The two terms are joined by
// Kleene's and. The score ranks and never classifies.
//
// Draws resample the indicators known as points, choose among published editions, multiply
// inputs by exp(s z) with s = priority_relative_error_pct and z standard normal,
// take a value inside its rounding, and take each floor's factor evenly from
// its declared range. What is only bounded stays an interval in every draw.
func Priority(in Panel, p Parameters, seed uint64) (Result, error) {
	if err := in.Check(); err != nil {
		return Result{}, fmt.Errorf("apply %s: %w", PriorityID, err)
	}
	ids := []string{ParamNeedShare, ParamCoverageFloor, ParamRelativeError, ParamDraws, ParamRankLevel, in.IncidenceFloor.Parameter}
	for _, u := range in.Units {
		ids = append(ids, in.incidenceFloor(u).Parameter)
		for _, t := range u.Need {
			ids = append(ids, t.Floor.Parameter)
		}
	}
	slices.Sort(ids)
	if err := p.require(slices.Compact(ids)...); err != nil {
		return Result{}, fmt.Errorf("apply %s to panel %s: %w", PriorityID, in.ID, err)
	}
	res := Result{Panel: in, Seed: seed, Draws: int(p.Value(ParamDraws)), Level: p.Value(ParamRankLevel)}
	for _, u := range in.Units {
		res.Outcomes = append(res.Outcomes, judge(u, in, p))
	}
	slices.SortFunc(res.Outcomes, func(a, b Outcome) int { return a.Code.Compare(b.Code) })
	rankScores(res.Outcomes)
	simulate(&res, p)
	return res, nil
}

// judge gives the verdicts and the score of one unit, before any draw.
func judge(u Unit, in Panel, p Parameters) Outcome {
	o := Outcome{Code: u.Code, Notes: slices.Clone(u.Notes), IncidenceFloor: applied(in.incidenceFloor(u), p)}
	var verdicts []Verdict
	var lows, highs []float64
	isPoint := false
	for _, t := range u.Need {
		to := judgeTerm(t, p)
		o.Terms = append(o.Terms, to)
		if !to.Counted {
			continue
		}
		verdicts = append(verdicts, to.Verdict)
		if to.Ratio.IsKnown() {
			lows, highs = append(lows, to.Ratio.Lower), append(highs, to.Ratio.Upper)
			isPoint = isPoint || t.Value.IsPoint()
		}
		o.IsSynthetic = o.IsSynthetic || t.Value.IsSynthetic
		o.Notes = append(o.Notes, periodNote(t.Value.Period, in.Period, t.Indicator)...)
	}
	o.Need = needVerdict(verdicts, p.Value(ParamNeedShare))
	o.Incidence = u.Incidence.Bounds.AtLeast(o.IncidenceFloor.Bounds)
	o.Class = class(o.Need, o.Incidence, in.BorrowedIncidence)
	o.IsSynthetic = o.IsSynthetic || u.Incidence.IsSynthetic

	o.NeedRatio = Range{math.NaN(), median(lows), median(highs)}
	if isPoint {
		o.NeedRatio.Value = (o.NeedRatio.Lower + o.NeedRatio.Upper) / 2
	}
	o.IncidencePct = Range{math.NaN(), u.Incidence.Bounds.Lower, u.Incidence.Bounds.Upper}
	if u.Incidence.IsPoint() {
		o.IncidencePct.Value = u.Incidence.Point
	}
	o.Score = score(o.NeedRatio.Value, o.IncidencePct.Value/middle(o.IncidenceFloor.Bounds))
	return o
}

func judgeTerm(t Term, p Parameters) TermOutcome {
	to := TermOutcome{Term: t, Applied: applied(t.Floor, p), Counted: true}
	to.Verdict = t.Value.Bounds.AtLeast(to.Applied.Bounds)
	to.Ratio = t.Value.Bounds.Over(to.Applied.Bounds, 1)
	switch {
	case t.NotCounted != "":
		to.Counted, to.Reason = false, t.NotCounted
	case t.CoveragePct != nil && t.CoveragePct.Bounds.AtLeast(Exactly(p.Value(ParamCoverageFloor))) != Yes:
		to.Counted, to.Reason = false, "the evidence speaks for too small a share of the employed"
	}
	return to
}

// applied is the floor with its parameter's value put in.
func applied(f Floor, p Parameters) FloorOutcome {
	q, err := p.Find(f.Parameter)
	if err != nil {
		return FloorOutcome{Parameter: f.Parameter, Bounds: Unbounded()} // Priority has checked before
	}
	o := FloorOutcome{Parameter: q.ID, Factor: q.Value, Minimum: q.Minimum, Maximum: q.Maximum,
		Assumed: q.Assumed, Source: q.Source, Reference: f.Reference, Bounds: Exactly(q.Value)}
	if f.Reference != nil {
		o.Bounds = f.Reference.Bounds.Times(o.Bounds)
	}
	return o
}

// needVerdict counts the verdicts of the counted indicators; see Priority.
func needVerdict(vs []Verdict, share float64) Verdict {
	var yes, unknown int
	for _, v := range vs {
		switch v {
		case Yes:
			yes++
		case Unknown:
			unknown++
		}
	}
	const tolerance = 1e-9 // a share such as 1/3 carries rounding
	needed := math.Max(1, share*float64(len(vs))-tolerance)
	switch {
	case len(vs) == 0:
		return Unknown
	case float64(yes) >= needed:
		return Yes
	case float64(yes+unknown) < needed:
		return No
	}
	return Unknown
}

// class joins the terms. Incidence measured elsewhere decides nothing.
func class(need, incidence Verdict, borrowed bool) string {
	if borrowed {
		incidence = Unknown
	}
	switch And(need, incidence) {
	case Yes:
		return ClassPriority
	case No:
		return ClassNot
	}
	return ClassUnknown
}

// score is the geometric mean of two ratios; NaN when either is missing.
func score(need, incidence float64) float64 { return math.Sqrt(need * incidence) }

func middle(b Bounds) float64 { return (b.Lower + b.Upper) / 2 }

// median of the values, NaN of none; the argument keeps its order.
func median(vs []float64) float64 {
	if len(vs) == 0 {
		return math.NaN()
	}
	s := slices.Clone(vs)
	slices.Sort(s)
	m := len(s) / 2
	if len(s)%2 == 1 {
		return s[m]
	}
	return (s[m-1] + s[m]) / 2
}

// rankScores gives rank 1 to the highest score; equal scores share the better rank.
func rankScores(os []Outcome) {
	for i := range os {
		os[i].Rank = math.NaN()
		if math.IsNaN(os[i].Score) {
			continue
		}
		os[i].Rank = 1
		for _, other := range os {
			if other.Score > os[i].Score {
				os[i].Rank++
			}
		}
	}
}

// periodNote says that a value and its panel speak of different years.
func periodNote(of, panel, indicator string) []string {
	if of == "" || panel == "" || (len(of) >= 4 && len(panel) >= 4 && of[:4] == panel[:4]) {
		return nil
	}
	return []string{fmt.Sprintf("%s is of %s, the panel of %s", indicator, of, panel)}
}
