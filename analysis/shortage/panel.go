package shortage

import (
	"errors"
	"fmt"
	"math"

	"fabbisogno/datasets/series"
)

// Source is where an input was read: the row in the file, or, for a value over
// many cells, the file and its first period.
type Source struct {
	Table  string `json:"table"`
	SHA256 string `json:"sha256"`
	Row    int64  `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Key    string `json:"key,omitempty"`
	Period string `json:"period"`
}

// Estimate is an input value. Point is NaN when only the bounds are known, that
// is when the value is censored or covered in part.
type Estimate struct {
	Point       float64
	Bounds      Bounds
	Period      string // as in the source: 2019, 2023-09, 2026-02/2026-04
	Sources     []Source
	Note        string
	IsSynthetic bool
	Borrowed    *Borrowed // modelled from another territory's value; nil: measured
}

// IsPoint says whether the value is known up to rounding.
func (e Estimate) IsPoint() bool { return !math.IsNaN(e.Point) && e.Bounds.IsKnown() }

// Floor is a threshold: the value of a parameter, times an economy-wide value
// of the same indicator when there is one.
type Floor struct {
	Parameter string    // id in the catalogue
	Reference *Estimate // nil: the parameter is the floor
}

// The need indicators of the rule. All are rates.
const (
	VacancyRate  = "job_vacancy_rate_pct"
	Entries      = "planned_entries_per_100_employed" // a quarter
	HardToFill   = "hard_to_fill_share_pct"
	Applications = "applications_per_place_ratio"
)

// Term is one need indicator of a unit.
type Term struct {
	Indicator string
	Value     Estimate
	// Editions are further published values of the same indicator that could
	// have been taken as well; the draws choose among all of them.
	Editions []Estimate
	Floor    Floor
	// CoveragePct is the share of the unit's employed persons the evidence speaks
	// for; nil: all of them.
	CoveragePct *Estimate
	// NotCounted is why the term is shown and not counted; empty: it counts.
	NotCounted string
}

// Unit is what is diagnosed: a sector group.
type Unit struct {
	Code      series.Code
	Need      []Term
	Incidence Estimate // foreign persons per 100 employed
	// IncidenceFloor replaces the panel's when the incidence comes from another
	// source, which then brings its own economy-wide value.
	IncidenceFloor *Floor
	Notes          []string
}

// Panel is everything the rule reads for one territory and period.
type Panel struct {
	ID             string
	Territory      series.Code
	Period         string
	Units          []Unit
	IncidenceFloor Floor
	// BorrowedIncidence says that the incidence was measured for another
	// territory. The class is then at most unknown, because the rule asks for
	// the incidence of the territory it speaks of.
	BorrowedIncidence bool
	Notes             []string
}

func (p Panel) incidenceFloor(u Unit) Floor {
	if u.IncidenceFloor != nil {
		return *u.IncidenceFloor
	}
	return p.IncidenceFloor
}

// Check refuses panels that break what the rule takes for granted.
func (p Panel) Check() error {
	var errs []error
	seen := map[series.Code]bool{}
	for _, u := range p.Units {
		if seen[u.Code] {
			errs = append(errs, fmt.Errorf("unit %s stands twice", u.Code))
		}
		seen[u.Code] = true
		errs = append(errs, checkEstimate(u.Code.String()+" incidence", u.Incidence))
		for _, t := range u.Need {
			errs = append(errs, checkEstimate(u.Code.String()+" "+t.Indicator, t.Value))
			for _, e := range t.Editions {
				errs = append(errs, checkEstimate(u.Code.String()+" "+t.Indicator, e))
			}
		}
	}
	if len(p.Units) == 0 {
		errs = append(errs, errors.New("no units"))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("panel %s: %w", p.ID, err)
	}
	return nil
}

func checkEstimate(what string, e Estimate) error {
	b := e.Bounds
	switch {
	case math.IsInf(e.Point, 0) || math.IsInf(b.Lower, 0) || math.IsInf(b.Upper, 0):
		return fmt.Errorf("%s: infinite value", what)
	case b.Lower > b.Upper:
		return fmt.Errorf("%s: lower bound %v is above upper bound %v", what, b.Lower, b.Upper)
	case b.Lower < 0:
		return fmt.Errorf("%s: negative rate %v", what, b.Lower)
	case e.IsPoint() && (e.Point < b.Lower || e.Point > b.Upper):
		return fmt.Errorf("%s: %v lies outside [%v, %v]", what, e.Point, b.Lower, b.Upper)
	}
	return nil
}
