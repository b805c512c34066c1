package shortage

import (
	"fmt"
	"math"
)

// The classes of the points method.
const (
	ClassShortage = "shortage"
	ClassObserve  = "under_observation"
	ClassNone     = "no_shortage"
	ClassNotRated = "not_rated"
)

// BAPoints is the shortage analysis of the German employment agency since 2020
// (Engpassanalyse): the mean of the rated indicators, each 0 to 3 points, NaN
// where an indicator cannot be rated (X in the publication). It gives NaN and
// not_rated when fewer than ba_minimum_indicators are rated.
func BAPoints(points []float64, p Parameters) (mean float64, class string, err error) {
	r, err := newPointsRule(p)
	if err != nil {
		return math.NaN(), "", err
	}
	mean, number, err := r.rate(points)
	if err != nil {
		return math.NaN(), "", err
	}
	return mean, className(observedClasses, number), nil
}

// pointsRule holds the limits of the classes and how many indicators must be rated.
type pointsRule struct{ shortage, observe, least float64 }

func newPointsRule(p Parameters) (pointsRule, error) {
	var v [3]float64
	err := p.thresholds("ba_points", v[:], "ba_shortage_from", "ba_observe_from", "ba_minimum_indicators")
	return pointsRule{v[0], v[1], v[2]}, err
}

func (r pointsRule) rate(points []float64) (mean float64, class int8, err error) {
	sum, n := 0.0, 0
	for _, v := range points {
		switch {
		case math.IsNaN(v):
			continue
		case v < 0 || v > 3 || v != math.Trunc(v):
			return math.NaN(), Unrated, fmt.Errorf("apply ba_points: %v is not 0, 1, 2 or 3 points", v)
		}
		sum, n = sum+v, n+1
	}
	if float64(n) < r.least {
		return unrated()
	}
	mean = sum / float64(n)
	return mean, reached(mean, []float64{r.observe, r.shortage}), nil
}

// baPointsPanel takes the points of the six indicators, which are whole: they come
// without a spread.
func baPointsPanel() PanelRule {
	var in []RuleInput
	for _, item := range []string{"vacancy_time", "seekers_per_vacancy", "unemployment_rate", "foreign_share_change", "exit_rate", "pay_growth"} {
		in = append(in, RuleInput{ID: "points", Item: item, Whole: true})
	}
	return PanelRule{ID: "ba_points", Inputs: in, Classes: observedClasses, Short: observedClasses[2:], Measure: "mean_points",
		Start: startEach(len(in), func(p Parameters) (func([]float64) (float64, int8, error), error) {
			r, err := newPointsRule(p)
			return r.rate, err
		})}
}

func runBAPoints(in Columns, p Parameters) (Answer, error) {
	mean, class, err := BAPoints(in["points"], p)
	return Answer{Class: class, Values: map[string]float64{"mean_points": mean}}, err
}

// BA2018 is the rule of the same agency until 2019: a shortage when the vacancy
// time stands at least 30 % above the mean of the area, there are fewer than 200
// unemployed per 100 vacancies, and the occupation's unemployment rate is at
// most 3 %. A missing input gives not_rated unless another one already says no.
func BA2018(vacancyDays, meanVacancyDays, unemployedPer100Vacancies, unemploymentRatePct float64, p Parameters) (string, error) {
	r, err := newBA2018Rule(p)
	if err != nil {
		return "", err
	}
	class, err := r.class(vacancyDays, meanVacancyDays, unemployedPer100Vacancies, unemploymentRatePct)
	if err != nil {
		return "", err
	}
	return className(shortageClasses, class), nil
}

// ba2018Rule holds the limits of vacancy time, unemployed per vacancy and unemployment.
type ba2018Rule struct{ ratio, unemployed, rate float64 }

func newBA2018Rule(p Parameters) (ba2018Rule, error) {
	var v [3]float64
	err := p.thresholds("ba_2018", v[:], "ba2018_vacancy_time_ratio", "ba2018_unemployed_per_100_vacancies", "ba2018_unemployment_rate_pct")
	return ba2018Rule{v[0], v[1], v[2]}, err
}

func (r ba2018Rule) class(vacancyDays, meanVacancyDays, unemployedPer100Vacancies, unemploymentRatePct float64) (int8, error) {
	for _, v := range [...]float64{vacancyDays, meanVacancyDays, unemployedPer100Vacancies, unemploymentRatePct} {
		if !isCount(v) {
			return Unrated, fmt.Errorf("apply ba_2018: %v is not a number from 0 up", v)
		}
	}
	ratio, limit := vacancyDays/meanVacancyDays, r.ratio-daysTolerance
	switch {
	case ratio >= limit && unemployedPer100Vacancies < r.unemployed && unemploymentRatePct <= r.rate:
		return 1, nil
	case ratio < limit || unemployedPer100Vacancies >= r.unemployed || unemploymentRatePct > r.rate:
		return 0, nil
	}
	return Unrated, nil // something is missing and nothing else says no
}

const daysTolerance = 1e-12 // 130 days over 100 must count as 30 % above

func (r ba2018Rule) columns(value []float64, class []int8, x [][]float64) bool {
	if !areCounts(x...) {
		return false
	}
	n, limit := len(value), r.ratio-daysTolerance
	days, mean, unemployed, rate := x[0][:n], x[1][:n], x[2][:n], x[3][:n]
	copy(value, days)
	class = class[:n]
	for i, v := range days {
		ratio := v / mean[i]
		yes := bit(ratio >= limit) & bit(unemployed[i] < r.unemployed) & bit(rate[i] <= r.rate)
		no := bit(ratio < limit) | bit(unemployed[i] >= r.unemployed) | bit(rate[i] > r.rate)
		class[i] = 2*yes + no - 1
	}
	return true
}

// ba2018Panel ranks by the vacancy time: the rule itself has no score.
func ba2018Panel() PanelRule {
	return PanelRule{ID: "ba_2018", Inputs: inputs("vacancy_days", "mean_vacancy_days", "unemployed_per_100_vacancies", "unemployment_rate_pct"),
		Classes: shortageClasses, Short: shortageClasses[1:], Measure: "vacancy_days",
		Start: startColumns(4, func(p Parameters) (rateUnit, rateColumns, error) {
			r, err := newBA2018Rule(p)
			return func(v []float64) (float64, int8, error) {
				class, err := r.class(v[0], v[1], v[2], v[3])
				return v[0], class, err
			}, r.columns, err
		})}
}

func runBA2018(in Columns, p Parameters) (Answer, error) {
	class, err := BA2018(in.one("vacancy_days"), in.one("mean_vacancy_days"),
		in.one("unemployed_per_100_vacancies"), in.one("unemployment_rate_pct"), p)
	return Answer{Class: class}, err
}
