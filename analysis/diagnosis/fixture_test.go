package diagnosis

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
)

// loaded is the catalogue's parameters, read once.
var loaded = sync.OnceValues(func() (shortage.Parameters, error) {
	c, err := catalog.Load()
	if err != nil {
		return nil, err
	}
	return shortage.Parameters(c.Parameters), nil
})

func parameters(t testing.TB) shortage.Parameters {
	t.Helper()
	p, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func engine(t testing.TB, o Options) *Engine {
	t.Helper()
	methods, err := Methods()
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(methods, parameters(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// syntheticPanel has every indicator any method takes, with spreads as large as
// those of a region's occupation groups, and five years of past where methods
// compare with it. What offices and reporters give in whole points is exact.
func syntheticPanel(region, units, year int) Panel {
	rng := rand.New(rand.NewPCG(uint64(region), uint64(year)))
	p := Panel{Kind: "occupation", Territory: fmt.Sprintf("R%02d", region), UnitList: "cp2021", Period: fmt.Sprint(year), Inputs: map[string][]Input{},
		Common: map[string]Input{"mean_vacancy_days": logInput(90, 0.02)}, Past: map[string][][]float64{}}
	for level, supply := range map[string]float64{"isced_0_2": 900, "isced_3_4": 2100, "isced_5_8": 1500} {
		p.Common["supply_"+level], p.Common["demand_"+level] = logInput(supply, 0.05), logInput(2000, 0.05)
	}
	for i := range units {
		p.Units = append(p.Units, Unit{Code: fmt.Sprintf("%02d", i), Cases: 1000, Grade: "A"})
		share := 20 + 60*rng.Float64()
		for _, of := range []func(float64, *rand.Rand) map[string]Input{italianInputs, europeanInputs, canadianInputs, britishInputs} {
			drawn := of(share, rng)
			for _, id := range slices.Sorted(maps.Keys(drawn)) {
				p.Inputs[id] = append(p.Inputs[id], drawn[id])
			}
		}
	}
	for _, m := range ratedMethods() {
		for _, id := range m.Columns {
			if slices.Contains([]string{"skills_england_oid", "dares_composite", "cops_two_step", "mac_shortage"}, m.ID) && p.Past[id] == nil && p.Inputs[id] != nil {
				p.Past[id] = pastOf(p.Inputs[id], rng)
			}
		}
	}
	return p
}

func logInput(v, spread float64) Input { return Input{Value: v, Spread: spread, Scale: Log} }

func italianInputs(share float64, rng *rand.Rand) map[string]Input {
	out := map[string]Input{
		HardToFill: ShareInput(share, share-4, share+4, 0.9), NoCandidates: ShareInput(share/2, share/2-3, share/2+3, 0.9),
		NotPrepared:       ShareInput(share/4, share/4-2, share/4+2, 0.9),
		EconomyHardToFill: {Value: 45}, Entries: {Value: 1000},
		HardToFillRise: {Value: 0.2*share - 8, Spread: 3}, HardToFillGap: {Value: 0.5*share - 20, Spread: 3},
		EntriesGrowth: {Value: 0.3*share - 10, Spread: 8}, EntriesQuotient: logInput(math.Exp(share/100-0.5), 0.1),
		EntriesPer100: logInput(share/3, 0.1), VacancyRate: ShareInput(share/20, share/20-0.2, share/20+0.2, 0.9),
		UnemploymentRate: ShareInput(10-share/10, 9.5-share/10, 10.5-share/10, 0.9),
		UnemployedShare:  logInput(0.12-share/1000, 0.05), VacancyShare: logInput(share/1000, 0.05),
	}
	if rng.IntN(8) == 0 {
		out[UnemploymentRate] = ShareInput(2.5, 2.3, 2.7, 0.9)
	}
	return out
}

func europeanInputs(share float64, rng *rand.Rand) map[string]Input {
	out := map[string]Input{
		"vacancy_days": logInput(80+share, 0.1), "unemployed_per_100_vacancies": logInput(330-4*share+60*rng.Float64(), 0.1),
		"vacancies": logInput(10*share, 0.05), "short_term_unemployed": logInput(300, 0.05),
		"supply": logInput(100, 0.05), "demand": logInput(60+share, 0.05),
		"difficult_projects_pct": ShareInput(share, share-4, share+4, 0.9), "offers": logInput(400+5*share, 0.05),
		"projects": logInput(25+20*rng.Float64(), 0.05), "seekers": logInput(900-8*share, 0.05), "exit_rate_pct": logInput(3+share/15, 0.05),
		"demand_growth_pct": {Value: share/20 + rng.NormFloat64(), Spread: 0.4}, "replacement_rate_pct": logInput(2+rng.Float64(), 0.1),
		"education_imbalance_pp": {Value: share/10 + 2*rng.NormFloat64(), Spread: 0.5},
	}
	for k, level := range []string{"isced_0_2", "isced_3_4", "isced_5_8"} {
		out["share_"+level] = logInput(0.05+rng.Float64()*float64(k+1), 0.05)
	}
	for _, item := range []string{"vacancy_time", "seekers_per_vacancy", "unemployment_rate", "foreign_share_change", "exit_rate", "pay_growth"} {
		out["points_"+item] = Input{Value: min(3, math.Floor(share/20+2*rng.Float64()-0.5))}
	}
	for k := range 5 {
		out[fmt.Sprintf("assessment_%d", k+1)] = Input{Value: math.Floor(1 + share/20 + 1.5*rng.Float64() - 0.5)}
	}
	return out
}

func canadianInputs(share float64, rng *rand.Rand) map[string]Input {
	return map[string]Input{
		"wage_growth_pct": {Value: share/30 + rng.NormFloat64(), Spread: 0.4}, "employment_growth_pct": {Value: share/30 + rng.NormFloat64(), Spread: 0.5},
		"hours_growth_pct": {Value: rng.NormFloat64(), Spread: 0.3}, "under_qualification_growth_pct": {Value: rng.NormFloat64(), Spread: 0.3},
		"employment": logInput(8000+60000*rng.Float64(), 0.03), "expansion": {Value: 100*share - 4000, Spread: 400},
		"replacement": logInput(9000, 0.05), "school_leavers": logInput(6000, 0.05), "immigrants": logInput(2000, 0.1), "other_seekers": logInput(900, 0.1),
		"attrition_pct": logInput(2+2*rng.Float64(), 0.05), "experienced_unemployed_pct": logInput(9-share/12, 0.1),
		"job_bank_fourth_indicator": {Value: rng.NormFloat64(), Spread: 0.2},
	}
}

func britishInputs(share float64, rng *rand.Rand) map[string]Input {
	out := map[string]Input{
		"advert_density": logInput(share/50+rng.Float64(), 0.1), "visa_grant_density": logInput(0.2+rng.Float64(), 0.1),
		"hourly_wage_change_pct": {Value: share/30 + rng.NormFloat64(), Spread: 0.4}, "oid_fourth_indicator": {Value: rng.NormFloat64(), Spread: 0.3},
		"oid_fifth_indicator": {Value: rng.NormFloat64(), Spread: 0.3}, "skill_level": {Value: float64(2 + rng.IntN(3))},
		"sensible": {Value: float64(1 + rng.IntN(2))}, "vacancies_per_unemployed": logInput(share/60, 0.1),
	}
	for _, id := range []string{"pay_growth_1y_pct", "pay_growth_3y_pct", "pay_premium_pct", "unemployed_change_pct", "hours_change_pct",
		"employment_change_pct", "new_hires_change_pct", "vacancy_duration_change_pct"} {
		out[id] = Input{Value: share/15 + 2*rng.NormFloat64(), Spread: 1}
	}
	for _, id := range []string{"skill_shortage_of_vacancies_pct", "skill_shortage_of_hard_to_fill_pct", "skill_shortage_per_employed_pct"} {
		pct := share/2 + 10*rng.Float64()
		out[id] = ShareInput(pct, pct-2, pct+2, 0.9)
	}
	return out
}

// pastOf are five years around the values of today.
func pastOf(inputs []Input, rng *rand.Rand) [][]float64 {
	out := make([][]float64, 5)
	for t := range out {
		for _, in := range inputs {
			in.Spread = max(in.Spread, 0.01)
			out[t] = append(out[t], in.at(rng.NormFloat64()-0.5))
		}
	}
	return out
}
