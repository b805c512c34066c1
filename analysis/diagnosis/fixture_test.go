package diagnosis

import (
	"fmt"
	"math"
	"math/rand/v2"
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
// those of a region's occupation groups.
func syntheticPanel(region, units, year int) Panel {
	rng := rand.New(rand.NewPCG(uint64(region), uint64(year)))
	p := Panel{Kind: "occupation", Territory: fmt.Sprintf("R%02d", region), UnitList: "cp2021", Period: fmt.Sprint(year), Inputs: map[string][]Input{}}
	for i := range units {
		p.Units = append(p.Units, Unit{Code: fmt.Sprintf("%02d", i), Cases: 1000, Grade: "A"})
		share := 20 + 60*rng.Float64()
		for id, in := range map[string]Input{
			HardToFill: ShareInput(share, share-4, share+4, 0.9), NoCandidates: ShareInput(share/2, share/2-3, share/2+3, 0.9),
			NotPrepared:    ShareInput(share/4, share/4-2, share/4+2, 0.9),
			"vacancy_days": {Value: 60 + share, Spread: 0.1, Scale: Log}, "mean_vacancy_days": {Value: 90, Spread: 0.02, Scale: Log},
			"unemployed_per_100_vacancies": {Value: 400 - 4*share, Spread: 0.1, Scale: Log},
			"vacancies":                    {Value: 10 * share, Spread: 0.05, Scale: Log}, "short_term_unemployed": {Value: 300, Spread: 0.05, Scale: Log},
			"supply": {Value: 100, Spread: 0.05, Scale: Log}, "demand": {Value: 60 + share, Spread: 0.05, Scale: Log},
			EconomyHardToFill: {Value: 45}, Entries: {Value: 1000},
			HardToFillRise: {Value: 0.2*share - 8, Spread: 3}, HardToFillGap: {Value: 0.5*share - 20, Spread: 3},
			EntriesGrowth: {Value: 0.3*share - 10, Spread: 8}, EntriesQuotient: {Value: math.Exp(share/100 - 0.5), Spread: 0.1, Scale: Log},
			EntriesPer100: {Value: share / 3, Spread: 0.1, Scale: Log}, VacancyRate: ShareInput(share/20, share/20-0.2, share/20+0.2, 0.9),
			UnemploymentRate: ShareInput(10-share/10, 9.5-share/10, 10.5-share/10, 0.9),
			UnemployedShare:  {Value: 0.12 - share/1000, Spread: 0.05, Scale: Log}, VacancyShare: {Value: share / 1000, Spread: 0.05, Scale: Log},
		} {
			p.Inputs[id] = append(p.Inputs[id], in)
		}
	}
	return p
}
