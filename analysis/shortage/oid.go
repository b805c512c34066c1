package shortage

import (
	"fmt"
	"math"
)

// The classes of Occupations in Demand.
const (
	ClassCritical = "critical"
	ClassElevated = "elevated"
	ClassNotHigh  = "not_in_high_demand"
)

// oidIndicators are the indicators of Occupations in Demand. Those of 2024 that
// the 2025 edition dropped count only where their column is given. Visa density
// is scaled within the year, whatever the base period.
var oidIndicators = []struct {
	input, weight, z string
	withinYear       bool
}{
	{"advert_density", "oid_weight_adverts", "z_adverts", false},
	{"visa_grant_density", "oid_weight_visas", "z_visas", true},
	{"hourly_wage_change_pct", "oid_weight_wage", "z_wage", false},
	{"fourth_indicator", "oid_weight_fourth", "z_fourth", false},
	{"fifth_indicator", "oid_weight_fifth", "z_fifth", false},
	{"skills_shortage_vacancy_density", "oid_weight_skills_shortage", "z_skills_shortage", false},
	{"temporary_workers_change_pct", "oid_weight_temporary", "z_temporary", false},
}

// OccupationsInDemand is the demand index of Skills England: each indicator is
// scaled on its distribution in the rows of the base period (visa density, and
// everything where no base period is given, among the rated rows),
//
//	z     = (x - mean) / sd, n - 1
//	index = sum of w z / sum of w over the known indicators
//
// critical from oid_critical_from, elevated above oid_elevated_above, else not in
// high demand; how many indicators are critical by themselves is given beside it
// ("4 out of 5 indicators critical"). Excluded are titles not elsewhere classified and
// units with fewer than oid_minimum_indicators that are neither missing nor
// imputed: of seven indicators five or more missing. It measures demand, not
// shortage, as its producer says. Cut-offs and weights are assumed.
func OccupationsInDemand(in Columns, p Parameters) ([]AnswerRow, error) {
	const id = "skills_england_oid"
	names := []string{BaseColumn, "imputed_indicators", "not_elsewhere_classified"}
	needed := []string{"oid_critical_from", "oid_elevated_above", "oid_minimum_indicators"}
	var weights []float64
	for _, x := range oidIndicators {
		names, needed, weights = append(names, x.input), append(needed, x.weight), append(weights, p.Value(x.weight))
	}
	if err := p.require(needed...); err != nil {
		return nil, fmt.Errorf("apply %s: %w", id, err)
	}
	s, err := newSection(id, in, names...)
	if err != nil {
		return nil, err
	}
	rated, reference, err := s.split()
	if err != nil {
		return nil, err
	}
	nec, err := s.flag("not_elsewhere_classified")
	if err != nil {
		return nil, err
	}
	if err := s.within(0, float64(len(oidIndicators)), "imputed_indicators"); err != nil {
		return nil, err
	}
	if err := s.within(0, math.MaxFloat64, "advert_density", "visa_grant_density", "skills_shortage_vacancy_density"); err != nil {
		return nil, err
	}
	z := oidScaled(s, rated, reference)
	var out []AnswerRow
	for _, o := range rated {
		out = append(out, oidRow(s, o, z, weights, nec[o], p))
	}
	return out, nil
}

// oidScaled are the indicators of the rated rows on one scale, by indicator and row.
func oidScaled(s section, rated, reference []int) [][]float64 {
	z := make([][]float64, len(oidIndicators))
	for i, x := range oidIndicators {
		from := reference
		if x.withinYear {
			from = rated
		}
		col := s.column(x.input)
		mean, sd := moments(at(col, from))
		z[i] = make([]float64, s.rows)
		for _, o := range rated {
			z[i][o] = standardised(col[o], mean, sd)
		}
	}
	return z
}

// oidRow rates one unit.
func oidRow(s section, o int, z [][]float64, weights []float64, elsewhere bool, p Parameters) AnswerRow {
	of := make([]float64, len(z))
	values := map[string]float64{}
	critical := 0.0
	for i, x := range oidIndicators {
		of[i] = z[i][o]
		if _, given := s.in[x.input]; given {
			values[x.z] = of[i]
		}
		if of[i] >= p.Value("oid_critical_from") {
			critical++
		}
	}
	index, n := weighted(of, weights)
	measured := float64(n)
	if imputed := s.column("imputed_indicators")[o]; !math.IsNaN(imputed) {
		measured -= imputed
	}
	class := oidClass(index, p)
	if elsewhere || measured < p.Value("oid_minimum_indicators") || math.IsNaN(index) {
		index, class = math.NaN(), ClassExcluded
	}
	values["index"], values["critical_indicators"], values["indicators"] = index, critical, float64(n)
	return AnswerRow{Unit: rowName(o), Class: class, Values: values}
}

func oidClass(index float64, p Parameters) string {
	switch {
	case index >= p.Value("oid_critical_from"):
		return ClassCritical
	case index > p.Value("oid_elevated_above"):
		return ClassElevated
	}
	return ClassNotHigh
}

func runOccupationsInDemand(in Columns, p Parameters) (Answer, error) {
	rows, err := OccupationsInDemand(in, p)
	return Answer{Rows: rows}, err
}
