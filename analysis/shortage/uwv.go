package shortage

import (
	"fmt"
	"math"
)

// Tension is the indicator of the Dutch employment agency (Spanningsindicator):
// open vacancies at the end of the quarter over persons on unemployment benefit
// for less than six months. Classes are half-open, [0.25, 0.67) and so on; the
// scale is symmetric in logarithms. No seekers at all gives NaN and not_rated:
// the ratio has no value, not an endless one.
func Tension(vacancies, shortTermUnemployed float64, p Parameters) (float64, string, error) {
	limits := []string{"uwv_loose_from", "uwv_balanced_from", "uwv_tight_from", "uwv_very_tight_from"}
	if err := p.require(limits...); err != nil {
		return math.NaN(), "", fmt.Errorf("apply uwv_tension: %w", err)
	}
	if !isCount(vacancies) || !isCount(shortTermUnemployed) {
		return math.NaN(), "", fmt.Errorf("apply uwv_tension: negative or endless count (%v vacancies, %v unemployed)", vacancies, shortTermUnemployed)
	}
	s := vacancies / shortTermUnemployed
	if math.IsNaN(s) || math.IsInf(s, 0) {
		return math.NaN(), ClassNotRated, nil
	}
	class := "very_loose"
	for i, name := range []string{"loose", "balanced", "tight", "very_tight"} {
		if s >= p.Value(limits[i]) {
			class = name
		}
	}
	return s, class, nil
}

func runTension(in Columns, p Parameters) (Answer, error) {
	s, class, err := Tension(in.one("vacancies"), in.one("short_term_unemployed"), p)
	return Answer{Class: class, Values: map[string]float64{"tension": s}}, err
}
