package shortage

import (
	"fmt"
	"math"
)

// ITA is the indicator of the future labour market of ROA (Maastricht): expected
// supply over expected demand of an education type. Labels are from the side of
// the job seeker; limits belong to the better class (0.85 is still very good).
func ITA(supply, demand float64, p Parameters) (float64, string, error) {
	limits := []string{"roa_very_good_to", "roa_good_to", "roa_fair_to", "roa_moderate_to"}
	if err := p.require(limits...); err != nil {
		return math.NaN(), "", fmt.Errorf("apply roa_ita: %w", err)
	}
	if !isCount(supply) || !isCount(demand) {
		return math.NaN(), "", fmt.Errorf("apply roa_ita: negative or endless flow (supply %v, demand %v)", supply, demand)
	}
	ita := supply / demand
	if math.IsNaN(ita) || math.IsInf(ita, 0) {
		return math.NaN(), ClassNotRated, nil
	}
	for i, name := range []string{"very_good", "good", "fair", "moderate"} {
		if ita <= p.Value(limits[i]) {
			return ita, name, nil
		}
	}
	return ita, "poor", nil
}

func runITA(in Columns, p Parameters) (Answer, error) {
	ita, class, err := ITA(in.one("supply"), in.one("demand"), p)
	return Answer{Class: class, Values: map[string]float64{"ita": ita}}, err
}
