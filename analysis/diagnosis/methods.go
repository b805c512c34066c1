package diagnosis

import (
	"fmt"
	"slices"

	"fabbisogno/analysis/shortage"
)

// The indicators that panels may hold. Unit at the end.
const (
	HardToFill        = "hard_to_fill_share_pct"
	HardToFillRise    = "hard_to_fill_rise_pp"     // against the year before
	HardToFillGap     = "hard_to_fill_gap_pp"      // above Italy's share of the same unit
	EconomyHardToFill = "economy_hard_to_fill_pct" // of all units together
	Entries           = "planned_entries_persons"  // a year
	NoCandidates      = "no_candidates_share_pct"
	NotPrepared       = "inadequate_preparation_share_pct"
	EntriesGrowth     = "entries_growth_pct"       // against the year before
	EntriesQuotient   = "entries_quotient_ratio"   // share of the territory's entries over the same share in Italy
	EntriesPer100     = "entries_per_100_employed" // a year
	VacancyRate       = "job_vacancy_rate_pct"
	VacancyRise       = "job_vacancy_rate_rise_pp"       // against the year before
	VacancyHistory    = "job_vacancy_rate_history_ratio" // over the mean of the years before
	VacancyShare      = "vacancy_share"                  // of the labour force
	UnemployedShare   = "unemployment_share"             // of the labour force
	UnemploymentRate  = "unemployment_rate_pct"
)

// Methods are the published methods in the order in which they are shown: those
// that panels can feed with a way to rate, the others with the inputs they lack.
// Every method of the shortage package is here but the priority rule with its
// term for the country of origin, which have a step of their own, the rules of
// suppression, which rate nothing, and the steps of a composite.
func Methods() ([]Method, error) {
	cards, err := shortage.Cards()
	if err != nil {
		return nil, err
	}
	rated := ratedMethods(cards)
	var out []Method
	for _, c := range cards {
		if slices.Contains(elsewhere(), c.ID) {
			continue
		}
		i := slices.IndexFunc(rated, func(m Method) bool { return m.ID == c.ID })
		m := Method{ID: c.ID}
		if i >= 0 {
			m = rated[i]
		} else {
			m.Needs = required(c)
		}
		m.Version = c.Version
		out = append(out, m)
	}
	return out, nil
}

func elsewhere() []string {
	return []string{shortage.PriorityID, "origin_training", "dares_suppression", "composite_outliers", "composite_normalise",
		"composite_mean", "composite_ranking", "composite_goalposts", "composite_sobol"}
}

// required are the inputs a method cannot do without; of one that takes what there
// is, all of them.
func required(c shortage.Card) []string {
	var all, out []string
	for _, in := range c.Inputs {
		all = append(all, in.ID)
		if !in.Optional {
			out = append(out, in.ID)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// ratedMethods are the methods with inputs on panels.
func ratedMethods(cards []shortage.Card) []Method {
	parameters := func(id string) []string {
		for _, c := range cards {
			if c.ID == id {
				return c.Parameters
			}
		}
		return nil
	}
	binary := []string{shortage.ClassNone, shortage.ClassShortage}
	observed := []string{shortage.ClassNone, shortage.ClassObserve, shortage.ClassShortage}
	market := []string{"slack", "efficient", "tight"}
	tension := []string{"very_loose", "loose", "balanced", "tight", "very_tight"}
	outlook := []string{"poor", "moderate", "fair", "good", "very_good"} // to job seekers: very good where firms are short
	return []Method{
		{ID: "excelsior_hard_to_fill", Needs: []string{HardToFill, EconomyHardToFill, Entries}, Classes: observed, Short: observed[2:],
			Measure: "ratio_to_economy",
			Start: startPointwise(observed, 3, parameters("excelsior_hard_to_fill"), func(v []float64, p shortage.Parameters) (float64, string, error) {
				return shortage.ExcelsiorHardToFill(v[0], v[1], v[2], p)
			})},
		{ID: "jsa_fill_rate", Needs: []string{HardToFill}, Classes: binary, Short: binary[1:], Measure: "fill_rate_pct", LowIsShort: true,
			Start: startPointwise(binary, 1, parameters("jsa_fill_rate"), func(v []float64, p shortage.Parameters) (float64, string, error) {
				return shortage.FillRateProxy(v[0], p)
			})},
		{ID: "ba_2018", Needs: []string{"vacancy_days", "mean_vacancy_days", "unemployed_per_100_vacancies", UnemploymentRate}, Classes: binary, Short: binary[1:],
			Measure: "vacancy_days",
			Start: startPointwise(binary, 4, parameters("ba_2018"), func(v []float64, p shortage.Parameters) (float64, string, error) {
				class, err := shortage.BA2018(v[0], v[1], v[2], v[3], p)
				return v[0], class, err
			})},
		{ID: "uwv_tension", Needs: []string{"vacancies", "short_term_unemployed"}, Classes: tension, Short: tension[3:], Measure: "tension_ratio",
			Start: startPointwise(tension, 2, parameters("uwv_tension"), func(v []float64, p shortage.Parameters) (float64, string, error) {
				return shortage.Tension(v[0], v[1], p)
			})},
		{ID: "roa_ita", Needs: []string{"supply", "demand"}, Classes: outlook, Short: outlook[3:], Measure: "ita_ratio", LowIsShort: true,
			Start: startPointwise(outlook, 2, parameters("roa_ita"), func(v []float64, p shortage.Parameters) (float64, string, error) {
				return shortage.ITA(v[0], v[1], p)
			})},
		{ID: "job_vacancy_rate", Needs: []string{VacancyRate}, Measure: VacancyRate,
			Start: startPointwise(nil, 1, nil, func(v []float64, _ shortage.Parameters) (float64, string, error) {
				rate, err := shortage.VacancyRatePct(v[0], 100-v[0]) // the published rate is V / (V + posts) already
				return rate, "", err
			})},
		{ID: "efficient_unemployment", Needs: []string{UnemployedShare, VacancyShare}, Classes: market, Short: market[2:], Measure: "tightness_ratio",
			Start: startPointwise(market, 2, nil, func(v []float64, _ shortage.Parameters) (float64, string, error) {
				_, tightness, class, err := shortage.Efficient(v[0], v[1])
				return tightness, class, err
			})},
		{ID: "efficient_unemployment_general", Needs: []string{UnemployedShare, VacancyShare}, Classes: market, Short: market[2:], Measure: "unemployment_gap_share",
			LowIsShort: true,
			Start: startPointwise(market, 2, parameters("efficient_unemployment_general"), func(v []float64, p shortage.Parameters) (float64, string, error) {
				uStar, _, class, err := shortage.EfficientGeneral(v[0], v[1], shortage.Beveridge{Elasticity: p.Value("beveridge_elasticity"),
					RecruitingCost: p.Value("recruiting_cost"), NonWork: p.Value("nonwork_value")})
				return v[0] - uStar, class, err
			})},
	}
}

// assumes says whether any threshold of a method has no published source.
func assumes(card shortage.Card, p shortage.Parameters) (bool, error) {
	for _, id := range card.Parameters {
		q, err := p.Find(id)
		if err != nil {
			return false, fmt.Errorf("method %s: %w", card.ID, err)
		}
		if q.Assumed {
			return true, nil
		}
	}
	return false, nil
}
