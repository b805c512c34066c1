package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// Tension is the indicator of the Dutch employment agency (Spanningsindicator):
// open vacancies at the end of the quarter over persons on unemployment benefit
// for less than six months. Classes are half-open, [0.25, 0.67) and so on; the
// scale is symmetric in logarithms. No seekers at all gives NaN and not_rated:
// the ratio has no value, not an endless one.
func Tension(vacancies, shortTermUnemployed float64, p Parameters) (float64, string, error) {
	r, err := newTensionRule(p)
	if err != nil {
		return math.NaN(), "", err
	}
	s, class, err := r.rate(vacancies, shortTermUnemployed)
	if err != nil {
		return math.NaN(), "", err
	}
	return s, className(tensionClasses, class), nil
}

var tensionClasses = []string{"very_loose", "loose", "balanced", "tight", "very_tight"}

// tensionRule holds where the classes begin.
type tensionRule struct{ from [4]float64 }

func newTensionRule(p Parameters) (r tensionRule, err error) {
	err = p.thresholds("uwv_tension", r.from[:], "uwv_loose_from", "uwv_balanced_from", "uwv_tight_from", "uwv_very_tight_from")
	return r, err
}

func (r *tensionRule) rate(vacancies, shortTermUnemployed float64) (float64, int8, error) {
	if !isCount(vacancies) || !isCount(shortTermUnemployed) {
		return math.NaN(), Unrated, fmt.Errorf("apply uwv_tension: negative or endless count (%v vacancies, %v unemployed)", vacancies, shortTermUnemployed)
	}
	s := vacancies / shortTermUnemployed
	if math.IsNaN(s) || math.IsInf(s, 0) {
		return unrated()
	}
	return s, reached(s, r.from[:]), nil
}

func (r *tensionRule) columns(value []float64, class []int8, x [][]float64) bool {
	if !areCounts(x...) {
		return false
	}
	lanes.RatioTo(value, x[0], x[1])
	lanes.StepsTo(class, value, r.from[:], 0, 1)
	return true
}

func tensionPanel() PanelRule {
	return PanelRule{ID: "uwv_tension", Inputs: inputs("vacancies", "short_term_unemployed"), Classes: tensionClasses, Short: tensionClasses[3:],
		Measure: "tension_ratio",
		Start: startColumns(2, func(p Parameters) (rateUnit, rateColumns, error) {
			r, err := newTensionRule(p)
			return func(v []float64) (float64, int8, error) { return r.rate(v[0], v[1]) }, r.columns, err
		})}
}

func runTension(in Columns, p Parameters) (Answer, error) {
	s, class, err := Tension(in.one("vacancies"), in.one("short_term_unemployed"), p)
	return Answer{Class: class, Values: map[string]float64{"tension": s}}, err
}
