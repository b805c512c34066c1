package smallcell

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"fabbisogno/datasets/catalog"
)

// Grade sums up how much a rate can bear: A solid, B usable, C weak (grey, not
// ranked), D not published as the cell's own.
type Grade string

// Grades, best first; a later letter is worse.
const (
	GradeA Grade = "A"
	GradeB Grade = "B"
	GradeC Grade = "C"
	GradeD Grade = "D"
)

// Thresholds are the limits of the grades A, B and C, in that order. A rate has
// the best grade of which it keeps all three limits.
type Thresholds struct {
	Cases      [3]float64 // at least so many cases
	HalfWidth  [3]float64 // half the interval over the value, at most
	ModelShare [3]float64 // at most
}

// Settings are the parameters of the package as the catalogue declares them.
type Settings struct {
	Level        float64 // of intervals
	Rule         PriorRule
	DesignEffect float64
	Thresholds   Thresholds
	LeastCases   float64 // below it a count is not shown
	Protection   float64 // least width of what can be said of a hidden count
	LeastEntries float64 // planned entries of a cell that Excelsior shows
	Caution      float64 // persons below which Cedefop asks for caution
}

// Ids of the parameters, declared in datasets/catalog/parameters/smallcell.toml.
// Those of the grades end in _a, _b, _c.
const (
	ParamLevel        = "smallcell_interval_level"
	ParamWeight       = "smallcell_prior_cases"
	ParamLeastCells   = "smallcell_prior_least_cells"
	ParamDesignEffect = "smallcell_design_effect"
	ParamGradeCases   = "smallcell_grade_cases"
	ParamGradeWidth   = "smallcell_grade_half_width"
	ParamGradeModel   = "smallcell_grade_model_share"
	ParamLeastCases   = "smallcell_least_cases"
	ParamProtection   = "smallcell_protection_width"
	ParamLeastEntries = "smallcell_excelsior_least_entries"
	ParamCaution      = "smallcell_cedefop_caution_persons"
)

// ReadSettings takes the settings from parameters of the catalogue. It names
// every parameter that is missing or outside its own range.
func ReadSettings(parameters []catalog.Parameter) (Settings, error) {
	var errs []error
	value := func(id string) float64 {
		i := slices.IndexFunc(parameters, func(p catalog.Parameter) bool { return p.ID == id })
		if i < 0 {
			errs = append(errs, fmt.Errorf("read small-cell settings: parameter %q is not declared in the catalogue", id))
			return math.NaN()
		}
		p := parameters[i]
		if !(p.Minimum <= p.Value && p.Value <= p.Maximum) {
			errs = append(errs, fmt.Errorf("read small-cell settings: parameter %q: %v is not within %v to %v", id, p.Value, p.Minimum, p.Maximum))
		}
		return p.Value
	}
	three := func(id string) [3]float64 { return [3]float64{value(id + "_a"), value(id + "_b"), value(id + "_c")} }
	s := Settings{
		Level:        value(ParamLevel),
		Rule:         PriorRule{Weight: value(ParamWeight), LeastCells: int(value(ParamLeastCells))},
		DesignEffect: value(ParamDesignEffect),
		Thresholds:   Thresholds{three(ParamGradeCases), three(ParamGradeWidth), three(ParamGradeModel)},
		LeastCases:   value(ParamLeastCases),
		Protection:   value(ParamProtection),
		LeastEntries: value(ParamLeastEntries),
		Caution:      value(ParamCaution),
	}
	return s, errors.Join(errs...)
}

// RelativeHalfWidth is half the interval over the value; NaN for a value of 0.
func (r Rate) RelativeHalfWidth() float64 {
	if r.Value == 0 {
		return math.NaN()
	}
	return (r.Upper - r.Lower) / 2 / r.Value
}

// GradeOf is the grade of a rate. A hidden cell has D, whatever the prior.
func GradeOf(r Rate, t Thresholds) Grade {
	if r.Hidden {
		return GradeD
	}
	for i, g := range []Grade{GradeA, GradeB, GradeC} {
		if r.Cases >= t.Cases[i] && r.RelativeHalfWidth() <= t.HalfWidth[i] && r.ModelShare <= t.ModelShare[i] {
			return g
		}
	}
	return GradeD
}
