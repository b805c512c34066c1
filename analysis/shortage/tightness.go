package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// VacancyRatePct is the job vacancy rate (tasso di posti vacanti) of Eurostat
// and ISTAT: vacancies over vacancies and occupied posts, in per cent. NaN when
// there are neither.
func VacancyRatePct(vacancies, posts float64) (float64, error) {
	if !isCount(vacancies) || !isCount(posts) {
		return math.NaN(), fmt.Errorf("apply job_vacancy_rate: negative or endless count (%v vacancies, %v posts)", vacancies, posts)
	}
	return 100 * vacancies / (vacancies + posts), nil
}

// vacancyRatePanel takes vacancies per 100 vacancies and posts, so that a published
// rate is its own input.
func vacancyRatePanel() PanelRule {
	return PanelRule{ID: "job_vacancy_rate", Inputs: inputs("vacancies", "posts"), Measure: "job_vacancy_rate_pct",
		Start: startColumns(2, func(Parameters) (rateUnit, rateColumns, error) {
			return func(v []float64) (float64, int8, error) {
				rate, err := VacancyRatePct(v[0], v[1])
				return rate, Unrated, err
			}, vacancyRateColumns, nil
		})}
}

func vacancyRateColumns(value []float64, class []int8, x [][]float64) bool {
	if !areCounts(x...) {
		return false
	}
	n := len(value)
	vacancies, posts := x[0][:n], x[1][:n]
	for i, v := range vacancies {
		value[i] = 100 * v / (v + posts[i])
	}
	for i := range class {
		class[i] = Unrated
	}
	return true
}

func runVacancyRate(in Columns, _ Parameters) (Answer, error) {
	rate, err := VacancyRatePct(in.one("vacancies"), in.one("posts"))
	return Answer{Values: map[string]float64{"job_vacancy_rate_pct": rate}}, err
}

// Efficient is the efficient unemployment rate u* = sqrt(u v) of Michaillat and
// Saez and the tightness v/u; u and v are shares of the labour force. The market
// is inefficiently tight when v > u, slack when u > v. Without unemployment the
// tightness has no value.
func Efficient(u, v float64) (uStar, tightness float64, class string, err error) {
	if u < 0 || v < 0 || u > 1 || v > 1 {
		return math.NaN(), math.NaN(), "", fmt.Errorf("apply efficient_unemployment: u %v and v %v must be shares of the labour force", u, v)
	}
	tightness = math.NaN()
	if u > 0 {
		tightness = finite(v / u)
	}
	switch {
	case math.IsNaN(u) || math.IsNaN(v):
		class = ClassNotRated
	case v > u:
		class = "tight"
	case u > v:
		class = "slack"
	default:
		class = "efficient"
	}
	return math.Sqrt(u * v), tightness, class, nil
}

var marketClasses = []string{"slack", "efficient", "tight"}

// marketClass is the number of a class of the market.
func marketClass(name string) int8 {
	switch name {
	case "slack":
		return 0
	case "efficient":
		return 1
	case "tight":
		return 2
	}
	return Unrated
}

func efficientPanel() PanelRule {
	return PanelRule{ID: "efficient_unemployment", Inputs: inputs("unemployment_share", "vacancy_share"), Classes: marketClasses, Short: marketClasses[2:],
		Measure: "tightness_ratio",
		Start: startColumns(2, func(Parameters) (rateUnit, rateColumns, error) {
			return func(v []float64) (float64, int8, error) {
				_, tightness, class, err := Efficient(v[0], v[1])
				return tightness, marketClass(class), err
			}, efficientColumns, nil
		})}
}

func efficientColumns(value []float64, class []int8, x [][]float64) bool {
	u, v := x[0], x[1]
	if !areShares(1, u, v) {
		return false
	}
	lanes.RatioTo(value, v, u) // without unemployment endless, and so missing
	lanes.CompareTo(class, v, u)
	return true
}

func runEfficientUnemployment(in Columns, _ Parameters) (Answer, error) {
	uStar, tightness, class, err := Efficient(in.one("unemployment_share"), in.one("vacancy_share"))
	return Answer{Class: class, Values: map[string]float64{"efficient_unemployment_share": uStar, "tightness": tightness}}, err
}

// Mismatch is the mismatch index of Sahin, Song, Topa and Violante with equal
// matching efficiency, M = 1 - sum_i (v_i/v)^a (u_i/u)^(1-a), in [0, 1]: the
// share of hires lost because vacancies and seekers are in different markets. It
// grows with the number of markets, so two indices compare only over the same
// classification. Missing cells are refused: leaving one out would lower M.
func Mismatch(unemployed, vacancies []float64, a float64) (float64, error) {
	if len(unemployed) != len(vacancies) || len(unemployed) < 2 {
		return math.NaN(), fmt.Errorf("apply mismatch_index: %d and %d markets: two or more, the same number, are needed", len(unemployed), len(vacancies))
	}
	if !(a > 0 && a < 1) {
		return math.NaN(), fmt.Errorf("apply mismatch_index: elasticity %v is not between 0 and 1", a)
	}
	var u, v float64
	for i := range unemployed {
		if !(unemployed[i] >= 0) || !(vacancies[i] >= 0) {
			return math.NaN(), fmt.Errorf("apply mismatch_index: market %d has %v unemployed and %v vacancies", i+1, unemployed[i], vacancies[i])
		}
		u, v = u+unemployed[i], v+vacancies[i]
	}
	if u == 0 || v == 0 {
		return math.NaN(), nil
	}
	m := 1.0
	for i := range unemployed {
		m -= math.Pow(vacancies[i]/v, a) * math.Pow(unemployed[i]/u, 1-a)
	}
	return m, nil
}

func runMismatch(in Columns, p Parameters) (Answer, error) {
	a := in.one("vacancy_elasticity")
	if math.IsNaN(a) {
		if err := p.require("matching_vacancy_elasticity"); err != nil {
			return Answer{}, fmt.Errorf("apply mismatch_index: %w", err)
		}
		a = p.Value("matching_vacancy_elasticity")
	}
	m, err := Mismatch(in["unemployed"], in["vacancies"], a)
	return Answer{Values: map[string]float64{"mismatch_index": m}}, err
}
