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
	rated := ratedMethods()
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

// panelNames are the indicators of panels that stand for an input of a method, where
// the card's own name says too little beside other methods or is not that of the
// published indicator.
var panelNames = map[string]map[string]string{
	"excelsior_hard_to_fill": {"hard_to_fill_pct": HardToFill, "entries_persons": Entries},
	"jsa_fill_rate":          {"hard_to_fill_pct": HardToFill},
	"skills_england_oid":     {"fourth_indicator": "oid_fourth_indicator", "fifth_indicator": "oid_fifth_indicator"},
	"job_bank":               {"fourth_indicator": "job_bank_fourth_indicator"},
	"cedefop_fsi":            {"growth_pct": "demand_growth_pct", "replacement_pct": "replacement_rate_pct", "imbalance_pp": "education_imbalance_pp"},
}

// panelName is the indicator that a panel holds for an input of a method.
func panelName(method string, in shortage.RuleInput) string {
	id := in.ID
	if name, ok := panelNames[method][id]; ok {
		id = name
	}
	if in.Item != "" {
		id += "_" + in.Item
	}
	return id
}

// ratedMethods are the methods with inputs on panels.
func ratedMethods() []Method {
	var out []Method
	for _, r := range shortage.PanelRules() {
		m := Method{ID: r.ID, Classes: r.Classes, Short: r.Short, Silent: r.Silent, Measure: r.Measure, LowIsShort: r.LowIsShort, Start: r.Start}
		for _, in := range r.Inputs {
			name := panelName(r.ID, in)
			m.Columns = append(m.Columns, name)
			if in.Whole {
				m.Whole = append(m.Whole, name)
			}
			if !in.Optional {
				m.Needs = append(m.Needs, name)
			}
		}
		if r.ID == "job_vacancy_rate" { // panels hold the published rate
			m.Needs, m.Columns = []string{VacancyRate}, []string{VacancyRate}
			m.Start = func(p shortage.Parameters) (shortage.Rule, error) {
				rule, err := r.Start(p)
				return &publishedRate{Rule: rule}, err
			}
		}
		out = append(out, m)
	}
	return out
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
