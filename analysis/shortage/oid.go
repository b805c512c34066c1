package shortage

import "math"

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
	input, weight, z                string
	withinYear, isDensity, optional bool
}{
	{"advert_density", "oid_weight_adverts", "z_adverts", false, true, false},
	{"visa_grant_density", "oid_weight_visas", "z_visas", true, true, false},
	{"hourly_wage_change_pct", "oid_weight_wage", "z_wage", false, false, false},
	{"fourth_indicator", "oid_weight_fourth", "z_fourth", false, false, true},
	{"fifth_indicator", "oid_weight_fifth", "z_fifth", false, false, true},
	{"skills_shortage_vacancy_density", "oid_weight_skills_shortage", "z_skills_shortage", false, true, true},
	{"temporary_workers_change_pct", "oid_weight_temporary", "z_temporary", false, false, true},
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
	r, err := newOIDRule(p)
	if err != nil {
		return nil, err
	}
	names := []string{BaseColumn, "imputed_indicators", "not_elsewhere_classified"}
	for _, x := range oidIndicators {
		names = append(names, x.input)
	}
	s, err := newSection(oidID, in, names...)
	if err != nil {
		return nil, err
	}
	rated, reference, err := s.split()
	if err != nil {
		return nil, err
	}
	if _, err := s.flag("not_elsewhere_classified"); err != nil {
		return nil, err
	}
	columns, past := s.rulePanel(oidPanel().Inputs, rated, reference)
	for _, x := range oidIndicators { // in rows of the base period too
		if x.isDensity {
			if err := s.within(0, math.MaxFloat64, x.input); err != nil {
				return nil, err
			}
		}
	}
	index, class, err := askRule(r, len(rated), past, columns)
	if err != nil {
		return nil, err
	}
	out := make([]AnswerRow, len(rated))
	for i, o := range rated {
		values, critical, n := map[string]float64{"index": index[i]}, 0.0, 0.0
		for j, x := range oidIndicators {
			z := r.z[j][i]
			if _, given := s.in[x.input]; given {
				values[x.z] = z
			}
			if z >= r.critical {
				critical++
			}
			if z == z {
				n++
			}
		}
		values["critical_indicators"], values["indicators"] = critical, n
		out[i] = AnswerRow{Unit: rowName(o), Class: oidName(class[i]), Values: values}
	}
	return out, nil
}

const oidID = "skills_england_oid"

var oidClasses = []string{ClassNotHigh, ClassElevated, ClassCritical}

func oidName(class int8) string {
	if class == Unrated {
		return ClassExcluded
	}
	return oidClasses[class]
}

// oidRule is OccupationsInDemand with its thresholds looked up. Its inputs are the
// indicators, then how many are imputed and whether the title is one not elsewhere
// classified.
type oidRule struct {
	weights                   []float64
	critical, elevated, least float64
	z                         [][]float64
	mean, sd                  []float64 // of the base period
	frozen                    bool
	index
}

func newOIDRule(p Parameters) (*oidRule, error) {
	ids := []string{"oid_critical_from", "oid_elevated_above", "oid_minimum_indicators"}
	for _, x := range oidIndicators {
		ids = append(ids, x.weight)
	}
	v := make([]float64, len(ids))
	err := p.thresholds(oidID, v, ids...)
	return &oidRule{weights: v[3:], critical: v[0], elevated: v[1], least: v[2]}, err
}

func (r *oidRule) Begin(units int, past [][][]float64) error {
	n := len(oidIndicators)
	r.z, r.mean, r.sd, r.frozen = columnsOf(n, units), make([]float64, n), make([]float64, n), hasPast(past)
	r.index = newIndex(units)
	if r.frozen {
		for j := range oidIndicators {
			r.mean[j], r.sd[j] = moments(flat(past[j]))
		}
	}
	return nil
}

func (r *oidRule) RateTo(value []float64, class []int8, x [][]float64) error {
	for j, in := range oidIndicators {
		switch {
		case x[j] == nil:
			for i := range value {
				r.z[j][i] = math.NaN()
			}
			continue
		case in.isDensity:
			if err := checkColumn(oidID, in.input, x[j], 0, math.MaxFloat64); err != nil {
				return err
			}
		}
		mean, sd := r.mean[j], r.sd[j]
		if !r.frozen || in.withinYear {
			mean, sd = moments(x[j])
		}
		standardisedTo(r.z[j], x[j], 1, mean, sd)
	}
	imputed, elsewhere := x[len(oidIndicators)], x[len(oidIndicators)+1]
	if err := checkColumn(oidID, "imputed_indicators", imputed, 0, float64(len(oidIndicators))); err != nil {
		return err
	}
	r.weigh(r.z, x, r.weights)
	for i := range value {
		part, measured := r.part[i], r.count[i]
		if imputed != nil && imputed[i] == imputed[i] {
			measured -= imputed[i]
		}
		if measured < r.least || !(part > 0) || elsewhere != nil && elsewhere[i] == 1 {
			value[i], class[i] = math.NaN(), Unrated
			continue
		}
		value[i] = r.sum[i] / part
		critical := bit(value[i] >= r.critical)
		class[i] = 2*critical + (1-critical)*bit(value[i] > r.elevated)
	}
	return nil
}

// oidPanel gives no verdict: the producer measures demand, not shortage.
func oidPanel() PanelRule {
	var in []RuleInput
	for _, x := range oidIndicators {
		in = append(in, RuleInput{ID: x.input, Optional: x.optional})
	}
	in = append(in, RuleInput{ID: "imputed_indicators", Optional: true, Whole: true}, RuleInput{ID: "not_elsewhere_classified", Optional: true, Whole: true})
	return PanelRule{ID: oidID, Inputs: in, Classes: oidClasses, Measure: "index_sd",
		Start: func(p Parameters) (Rule, error) { return newOIDRule(p) }}
}

func runOccupationsInDemand(in Columns, p Parameters) (Answer, error) {
	rows, err := OccupationsInDemand(in, p)
	return Answer{Rows: rows}, err
}
