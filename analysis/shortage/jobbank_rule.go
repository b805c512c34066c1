package shortage

import (
	"math"

	"fabbisogno/analysis/internal/lanes"
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
	there             []int8 // how much of what it takes to be ranked
	standing          *standing
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
	r.masked, r.shares, r.standing = columnsOf(n, units), columnsOf(n, units), newStanding(units)
	r.score, r.share, r.there = make([]float64, units), make([]float64, units), make([]int8, units)
	return nil
}

// mask takes units that are too small, or lack an indicator, out of all columns.
func (r *jobBankRule) mask(x [][]float64) {
	r.ranked = float64(len(r.score))
	for j := range jobBankIndicators {
		copy(r.masked[j], x[j])
	}
	clear(r.there)
	lanes.CountFrom(r.there, x[len(jobBankIndicators)], r.employment)
	all := int8(1)
	for j := range jobBankIndicators {
		if x[j] != nil {
			lanes.CountFrom(r.there, x[j], math.Inf(-1))
			all++
		}
	}
	for i, there := range r.there {
		if there == all {
			continue
		}
		r.ranked--
		for j := range jobBankIndicators {
			r.masked[j][i] = math.NaN()
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
		if x[j] == nil {
			for i := range r.shares[j] {
				r.shares[j][i] = math.NaN()
			}
			continue
		}
		r.standing.sharesBelowTo(r.shares[j], r.masked[j], in.sign)
		part += r.weights[j]
		for i, share := range r.shares[j] {
			r.score[i] += float64(r.weights[j] * share)
		}
	}
	const grain = 1e12 // the same places in another order tie, though their sums differ in the last bit
	if !(part > 0 && r.ranked >= r.least) {
		part = math.NaN()
	}
	for i, v := range r.score {
		r.score[i] = math.Floor(v/part*grain+0.5) / grain
	}
	r.standing.sharesBelowTo(r.share, r.score, 1)
	copy(value, r.score)
	lanes.StepsTo(class, r.share, r.cuts, 0, 1)
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
