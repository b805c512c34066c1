package shortage

import (
	"fmt"
	"math"
)

// MismatchEfficiency is the mismatch index with matching efficiency that differs
// between markets,
//
//	M = 1 - sum_i (phi_i/phibar) (v_i/v)^a (u_i/u)^(1-a),
//	phibar = [sum_i phi_i^(1/a) v_i/v]^a,
//
// the share of hires lost against the best distribution of the same unemployed
// over the same vacancies, in [0, 1]; phibar is the efficiency of that best
// distribution. Only relative efficiencies matter; equal ones give Mismatch.
// Missing cells are refused. Source: Sahin, Song, Topa and Violante, AER 104(11),
// 2014, section I.
func MismatchEfficiency(unemployed, vacancies, efficiency []float64, a float64) (index, mean float64, err error) {
	if len(unemployed) != len(efficiency) {
		return math.NaN(), math.NaN(), fmt.Errorf("apply mismatch_efficiency: %d markets with %d efficiencies: the same number is needed", len(unemployed), len(efficiency))
	}
	if _, err := Mismatch(unemployed, vacancies, a); err != nil {
		return math.NaN(), math.NaN(), fmt.Errorf("apply mismatch_efficiency: %w", err)
	}
	var u, v, largest float64
	for i, phi := range efficiency {
		if !(phi > 0) || math.IsInf(phi, 0) {
			return math.NaN(), math.NaN(), fmt.Errorf("apply mismatch_efficiency: market %d has efficiency %v: it must be above 0", i+1, phi)
		}
		u, v, largest = u+unemployed[i], v+vacancies[i], math.Max(largest, phi)
	}
	if u == 0 || v == 0 {
		return math.NaN(), math.NaN(), nil
	}
	best, hires := 0.0, 0.0
	for i, phi := range efficiency { // over the largest: phi^(1/a) of large numbers leaves the range
		best += math.Pow(phi/largest, 1/a) * vacancies[i] / v
		hires += phi / largest * math.Pow(vacancies[i]/v, a) * math.Pow(unemployed[i]/u, 1-a)
	}
	best = math.Pow(best, a)
	return math.Max(0, 1-hires/best), best * largest, nil
}

func runMismatchEfficiency(in Columns, p Parameters) (Answer, error) {
	a, err := elasticity("mismatch_efficiency", in, p)
	if err != nil {
		return Answer{}, err
	}
	m, mean, err := MismatchEfficiency(in["unemployed"], in["vacancies"], in["efficiency"], a)
	return Answer{Values: map[string]float64{"mismatch_index": m, "best_efficiency": mean}}, err
}
