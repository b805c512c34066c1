package shortage

import (
	"fmt"
	"math"
	"slices"
)

// Bristindex is the shortage index of the Swedish employment agency
// (Arbetsformedlingen): the mean of the assessments of its regional offices, from
// 1 (very great competition for jobs) to 5 (very little: a severe shortage), NaN
// where an office gives none. Classes are half-open from below, [2.0, 2.9) and so
// on, but for the last, which begins above 4.0: 4.00 is printed with the class
// below. With fewer than bristindex_minimum_assessments nothing is rated.
// Source: Yrkesguiden, quoting Arbetsformedlingen, spring 2016.
func Bristindex(assessments []float64, p Parameters) (mean float64, class string, err error) {
	r, err := newBristRule(p, len(assessments))
	if err != nil {
		return math.NaN(), "", err
	}
	mean, number, err := r.rate(assessments)
	if err != nil {
		return math.NaN(), "", err
	}
	return mean, className(competitionClasses, number), nil
}

var competitionClasses = []string{"very_great_competition", "great_competition", "balance", "little_competition", "very_little_competition"}

// bristRule holds where the classes begin, above what competition is very little,
// and how many assessments there must be.
type bristRule struct {
	from         [3]float64
	above, least float64
	sorted       []float64
}

func newBristRule(p Parameters, assessments int) (*bristRule, error) {
	var v [5]float64
	err := p.thresholds("bristindex", v[:], "bristindex_great_from", "bristindex_balance_from", "bristindex_little_from",
		"bristindex_very_little_above", "bristindex_minimum_assessments")
	return &bristRule{[3]float64(v[:3]), v[3], v[4], make([]float64, 0, assessments)}, err
}

func (r *bristRule) rate(assessments []float64) (mean float64, class int8, err error) {
	v := r.sorted[:0]
	for i, x := range assessments {
		if x < 1 || x > 5 {
			return math.NaN(), Unrated, fmt.Errorf("apply bristindex: assessment %d is %v, not within 1 to 5", i+1, x)
		}
		if x == x {
			v = append(v, x)
		}
	}
	if len(v) == 0 || float64(len(v)) < r.least {
		return unrated()
	}
	slices.Sort(v) // so that the sum does not depend on the order of offices
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	mean = sum / float64(len(v)) // of whole numbers exact, so that 33/10 is the limit 3.3
	if class = reached(mean, r.from[:]); mean > r.above {
		class = int8(len(competitionClasses) - 1)
	}
	return mean, class, nil
}

// bristPanel takes the assessments of up to five offices. Little competition for
// jobs is a shortage to who hires.
func bristPanel() PanelRule {
	var in []RuleInput
	for k, office := range []string{"1", "2", "3", "4", "5"} {
		in = append(in, RuleInput{ID: "assessment", Item: office, Optional: k > 2}) // fewer than three rate nothing
	}
	return PanelRule{ID: "bristindex", Inputs: in, Classes: competitionClasses, Short: competitionClasses[3:], Measure: "bristindex_ratio",
		Start: startEach(len(in), func(p Parameters) (func([]float64) (float64, int8, error), error) {
			r, err := newBristRule(p, len(in))
			return r.rate, err
		})}
}

func runBristindex(in Columns, p Parameters) (Answer, error) {
	mean, class, err := Bristindex(in["assessment"], p)
	return Answer{Class: class, Values: map[string]float64{"bristindex": mean, "assessments": float64(len(known(in["assessment"])))}}, err
}
