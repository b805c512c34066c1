package shortage

import (
	"encoding/json"
	"fmt"
	"math"
)

// Explanation is the outcome of a unit as stored and shown: every term with its
// value, interval, floor, source and verdict.
type Explanation struct {
	Method       string            `json:"method"`
	Version      int               `json:"version"`
	Panel        string            `json:"panel"`
	Period       string            `json:"period"`
	Unit         string            `json:"unit"`
	Class        string            `json:"class"`
	ClassShare   *float64          `json:"class_share"`
	UnknownShare *float64          `json:"unknown_share"`
	Need         ExplainedNeed     `json:"need"`
	Incidence    ExplainedTerm     `json:"incidence"`
	Score        *float64          `json:"score"`
	Draws        int               `json:"draws"`
	Seed         uint64            `json:"seed"`
	Level        float64           `json:"level"`
	Notes        []string          `json:"notes"`
	Sensitivity  []ExplainedChoice `json:"sensitivity,omitempty"`
	IsSynthetic  bool              `json:"is_synthetic"`
}

// ExplainedNeed is the need term.
type ExplainedNeed struct {
	Verdict  Verdict         `json:"verdict"`
	YesShare *float64        `json:"yes_share"` // of the draws
	Needed   float64         `json:"needed_share"`
	Terms    []ExplainedTerm `json:"terms"`
}

// ExplainedTerm is one comparison with a floor. Missing numbers are null.
type ExplainedTerm struct {
	Indicator   string         `json:"indicator"`
	Verdict     Verdict        `json:"verdict"`
	Counted     bool           `json:"counted"`
	Reason      string         `json:"reason,omitempty"`
	Value       *float64       `json:"value"`
	Lower       *float64       `json:"lower"`
	Upper       *float64       `json:"upper"`
	UpperOpen   bool           `json:"upper_open,omitempty"`
	Period      string         `json:"period"`
	CoveragePct *float64       `json:"coverage_pct,omitempty"`
	Floor       ExplainedFloor `json:"floor"`
	Sources     []Source       `json:"sources"`
	Editions    []string       `json:"other_editions,omitempty"` // period: value
	Note        string         `json:"note,omitempty"`
	IsSynthetic bool           `json:"is_synthetic,omitempty"`
	Borrowed    *ExplainedLoan `json:"borrowed,omitempty"`
}

// ExplainedLoan says that a value is modelled from Italy's, and how.
type ExplainedLoan struct {
	Status string  `json:"status"`
	Grade  string  `json:"grade"`
	LogSD  float64 `json:"log_standard_error"`
	DF     int     `json:"degrees_of_freedom"`
	Pairs  int     `json:"pairs"`
	Drift  float64 `json:"log_drift"`
}

// ExplainedFloor is a floor with its parameter and reference.
type ExplainedFloor struct {
	Lower           *float64 `json:"lower"`
	Upper           *float64 `json:"upper"`
	Parameter       string   `json:"parameter"`
	Value           float64  `json:"parameter_value"`
	Minimum         float64  `json:"parameter_minimum"`
	Maximum         float64  `json:"parameter_maximum"`
	Assumed         bool     `json:"assumed"`
	Source          string   `json:"source"`
	Reference       *float64 `json:"reference,omitempty"`
	ReferencePeriod string   `json:"reference_period,omitempty"`
	ReferenceNote   string   `json:"reference_note,omitempty"`
	ReferenceFrom   []Source `json:"reference_sources,omitempty"`
}

// ExplainedChoice is the class under one setting of the sensitivity grid.
type ExplainedChoice struct {
	Setting
	Class string `json:"class"`
}

// Explain gives the explanation of one outcome of a result.
func (r Result) Explain(o Outcome, p Parameters, grid []Membership) Explanation {
	e := Explanation{
		Method: PriorityID, Version: PriorityVersion, Panel: r.Panel.ID, Period: r.Panel.Period, Unit: o.Code.Value,
		Class: o.Class, ClassShare: number(o.ClassShare), UnknownShare: number(o.UnknownShare), Score: number(o.Score),
		Draws: r.Draws, Seed: r.Seed, Level: r.Level, IsSynthetic: o.IsSynthetic,
		Notes: append(append([]string{}, r.Panel.Notes...), o.Notes...),
		Need: ExplainedNeed{Verdict: o.Need, YesShare: number(o.NeedYesShare),
			Needed: p.Value(ParamNeedShare), Terms: []ExplainedTerm{}},
	}
	for _, t := range o.Terms {
		e.Need.Terms = append(e.Need.Terms, explainTerm(t))
	}
	for _, u := range r.Panel.Units {
		if u.Code == o.Code {
			e.Incidence = explainEstimate("foreign_incidence_pct", u.Incidence, o.IncidenceFloor)
			e.Incidence.Verdict, e.Incidence.Counted = o.Incidence, !r.Panel.BorrowedIncidence
		}
	}
	for _, m := range grid {
		for _, c := range m.Classes {
			if c.Code == o.Code {
				e.Sensitivity = append(e.Sensitivity, ExplainedChoice{m.Setting, c.Class})
			}
		}
	}
	return e
}

// JSON is the explanation as text, fields in the order of the type.
func (e Explanation) JSON() (string, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("write explanation of %s: %w", e.Unit, err)
	}
	return string(b), nil
}

func explainEstimate(indicator string, v Estimate, f FloorOutcome) ExplainedTerm {
	t := ExplainedTerm{Indicator: indicator, Value: number(v.Point), Lower: number(v.Bounds.Lower), Upper: number(v.Bounds.Upper),
		UpperOpen: v.Bounds.UpperOpen, Period: v.Period, Sources: v.Sources, Note: v.Note, IsSynthetic: v.IsSynthetic,
		Floor: ExplainedFloor{Lower: number(f.Bounds.Lower), Upper: number(f.Bounds.Upper), Parameter: f.Parameter,
			Value: f.Factor, Minimum: f.Minimum, Maximum: f.Maximum, Assumed: f.Assumed, Source: f.Source}}
	if t.Sources == nil {
		t.Sources = []Source{}
	}
	if b := v.Borrowed; b != nil {
		t.Borrowed = &ExplainedLoan{Status: borrowedNote, Grade: BorrowedGrade, LogSD: b.LogSD, DF: b.DF, Pairs: b.Pairs, Drift: b.Drift}
	}
	if f.Reference != nil {
		t.Floor.Reference, t.Floor.ReferencePeriod = number(f.Reference.Point), f.Reference.Period
		t.Floor.ReferenceNote, t.Floor.ReferenceFrom = f.Reference.Note, f.Reference.Sources
	}
	return t
}

// number is a pointer to v, nil for a missing one, because JSON has no NaN.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// edition is another published value, as text; of one that is only bounded both ends.
func edition(e Estimate) string {
	if math.IsNaN(e.Point) {
		return fmt.Sprintf("%s: %.4g-%.4g", e.Period, e.Bounds.Lower, e.Bounds.Upper)
	}
	return fmt.Sprintf("%s: %.4g", e.Period, e.Point)
}
