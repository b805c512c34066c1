package shortage

import (
	"fmt"
	"math"
)

// Bristindex is the shortage index of the Swedish employment agency
// (Arbetsformedlingen): the mean of the assessments of its regional offices, from
// 1 (very great competition for jobs) to 5 (very little: a severe shortage), NaN
// where an office gives none. Classes are half-open from below, [2.0, 2.9) and so
// on, but for the last, which begins above 4.0: 4.00 is printed with the class
// below. With fewer than bristindex_minimum_assessments nothing is rated.
// Source: Yrkesguiden, quoting Arbetsformedlingen, spring 2016.
func Bristindex(assessments []float64, p Parameters) (mean float64, class string, err error) {
	const id = "bristindex"
	limits := []string{"bristindex_great_from", "bristindex_balance_from", "bristindex_little_from"}
	if err := p.require(append(limits, "bristindex_very_little_above", "bristindex_minimum_assessments")...); err != nil {
		return math.NaN(), "", fmt.Errorf("apply %s: %w", id, err)
	}
	for i, v := range assessments {
		if v < 1 || v > 5 {
			return math.NaN(), "", fmt.Errorf("apply %s: assessment %d is %v, not within 1 to 5", id, i+1, v)
		}
	}
	v := known(assessments)
	if len(v) == 0 || float64(len(v)) < p.Value("bristindex_minimum_assessments") {
		return math.NaN(), ClassNotRated, nil
	}
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	mean = sum / float64(len(v)) // of whole numbers exact, so that 33/10 is the limit 3.3
	class = "very_great_competition"
	for i, name := range []string{"great_competition", "balance", "little_competition"} {
		if mean >= p.Value(limits[i]) {
			class = name
		}
	}
	if mean > p.Value("bristindex_very_little_above") {
		class = "very_little_competition"
	}
	return mean, class, nil
}

func runBristindex(in Columns, p Parameters) (Answer, error) {
	mean, class, err := Bristindex(in["assessment"], p)
	return Answer{Class: class, Values: map[string]float64{"bristindex": mean, "assessments": float64(len(known(in["assessment"])))}}, err
}
