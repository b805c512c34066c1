package shortage

import (
	"math"

	"fabbisogno/analysis/internal/order"
)

const jobBankID = "job_bank"

var jobBankClasses = []string{"very_limited", "limited", "moderate", "good", "very_good"}

// jobBankRule is JobBank of one province with its thresholds looked up. Its inputs
// are the indicators, then employment. shares are the places of the units rated
// last by indicator, ranked is how many they were.
type jobBankRule struct {
	weights, cuts     []float64
	employment, least float64
	masked, shares    [][]float64
	score, share      []float64
	places            []order.Places
	scores            order.Places
	ranked            float64
}

func newJobBankRule(p Parameters) (*jobBankRule, error) {
	// The cuts are shares of the province's occupations below which a class ends.
	ids := []string{"job_bank_minimum_employment", "job_bank_minimum_units",
		"job_bank_limited_from", "job_bank_moderate_from", "job_bank_good_from", "job_bank_very_good_from"}
	for _, x := range jobBankIndicators {
		ids = append(ids, x.weight)
	}
	v := make([]float64, len(ids))
	err := p.thresholds(jobBankID, v, ids...)
	return &jobBankRule{employment: v[0], least: v[1], cuts: v[2:6], weights: v[6:]}, err
}

func (r *jobBankRule) Begin(units int, _ [][][]float64) error {
	n := len(jobBankIndicators)
	r.masked, r.shares, r.places = columnsOf(n, units), columnsOf(n, units), placesOf(n, units)
	r.score, r.share, r.scores = make([]float64, units), make([]float64, units), order.NewPlaces(units)
	return nil
}

// mask takes units that are too small, or lack an indicator, out of all columns.
func (r *jobBankRule) mask(x [][]float64) {
	employment := x[len(jobBankIndicators)]
	r.ranked = 0
	for i := range r.score {
		out := !(employment[i] >= r.employment)
		for j := range jobBankIndicators {
			out = out || x[j] != nil && x[j][i] != x[j][i]
		}
		for j := range jobBankIndicators {
			if r.masked[j][i] = math.NaN(); !out && x[j] != nil {
				r.masked[j][i] = x[j][i]
			}
		}
		if !out {
			r.ranked++
		}
	}
}

func (r *jobBankRule) RateTo(value []float64, class []int8, x [][]float64) error {
	for k, name := range [...]string{"attrition_pct", "experienced_unemployed_pct"} {
		if err := checkColumn(jobBankID, name, x[1+k], 0, math.MaxFloat64); err != nil {
			return err
		}
	}
	r.mask(x)
	part := 0.0
	clear(r.score)
	for j, in := range jobBankIndicators {
		r.places[j].Take(r.masked[j], in.sign)
		sharesBelowTo(r.shares[j], r.places[j])
		if x[j] == nil {
			continue
		}
		part += r.weights[j]
		for i, share := range r.shares[j] {
			r.score[i] += r.weights[j] * share
		}
	}
	const grain = 1e12 // the same places in another order tie, though their sums differ in the last bit
	for i, v := range r.score {
		r.score[i] = math.NaN()
		if part > 0 && r.ranked >= r.least {
			r.score[i] = math.Round(v/part*grain) / grain
		}
	}
	r.scores.Take(r.score, 1)
	sharesBelowTo(r.share, r.scores)
	for i, share := range r.share {
		if value[i], class[i] = r.score[i], Unrated; share == share {
			class[i] = reached(share, r.cuts)
		}
	}
	return nil
}

// jobBankPanel gives no verdict: the method does not measure shortage, as its
// producer says. A panel is of one territory, the method's province.
func jobBankPanel() PanelRule {
	var in []RuleInput
	for _, x := range jobBankIndicators {
		in = append(in, RuleInput{ID: x.input, Optional: x.optional})
	}
	return PanelRule{ID: jobBankID, Inputs: append(in, RuleInput{ID: "employment"}), Classes: jobBankClasses, Measure: "score_share",
		Start: func(p Parameters) (Rule, error) { return newJobBankRule(p) }}
}
