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
	if err := p.require("ba_shortage_from", "ba_observe_from", "ba_minimum_indicators"); err != nil {
		return math.NaN(), "", fmt.Errorf("apply ba_points: %w", err)
	}
	sum, n := 0.0, 0
	for _, v := range points {
		switch {
		case math.IsNaN(v):
			continue
		case v < 0 || v > 3 || v != math.Trunc(v):
			return math.NaN(), "", fmt.Errorf("apply ba_points: %v is not 0, 1, 2 or 3 points", v)
		}
		sum, n = sum+v, n+1
	}
	if float64(n) < p.Value("ba_minimum_indicators") {
		return math.NaN(), ClassNotRated, nil
	}
	mean = sum / float64(n)
	switch {
	case mean >= p.Value("ba_shortage_from"):
		return mean, ClassShortage, nil
	case mean >= p.Value("ba_observe_from"):
		return mean, ClassObserve, nil
	}
	return mean, ClassNone, nil
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
	if err := p.require("ba2018_vacancy_time_ratio", "ba2018_unemployed_per_100_vacancies", "ba2018_unemployment_rate_pct"); err != nil {
		return "", fmt.Errorf("apply ba_2018: %w", err)
	}
	for _, v := range []float64{vacancyDays, meanVacancyDays, unemployedPer100Vacancies, unemploymentRatePct} {
		if !isCount(v) {
			return "", fmt.Errorf("apply ba_2018: %v is not a number from 0 up", v)
		}
	}
	at := func(v float64, holds bool) Verdict {
		switch {
		case math.IsNaN(v):
			return Unknown
		case holds:
			return Yes
		}
		return No
	}
	ratio := vacancyDays / meanVacancyDays
	const tolerance = 1e-12 // 130 days over 100 must count as 30 % above
	all := And(at(ratio, ratio >= p.Value("ba2018_vacancy_time_ratio")-tolerance),
		And(at(unemployedPer100Vacancies, unemployedPer100Vacancies < p.Value("ba2018_unemployed_per_100_vacancies")),
			at(unemploymentRatePct, unemploymentRatePct <= p.Value("ba2018_unemployment_rate_pct"))))
	switch all {
	case Yes:
		return ClassShortage, nil
	case No:
		return ClassNone, nil
	}
	return ClassNotRated, nil
}

func runBA2018(in Columns, p Parameters) (Answer, error) {
	class, err := BA2018(in.one("vacancy_days"), in.one("mean_vacancy_days"),
		in.one("unemployed_per_100_vacancies"), in.one("unemployment_rate_pct"), p)
	return Answer{Class: class}, err
}
