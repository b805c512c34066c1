package shortage

import "math"

const copsID = "cops_two_step"

// The inputs of the rule: the indicators of recent conditions, then the flows.
const (
	copsExpansion = 3 + iota
	copsReplacement
	copsSchoolLeavers
	copsImmigrants
	copsOtherSeekers
	copsEmployment
)

// copsRule is COPSTwoStep with its thresholds looked up; recent is the score of
// recent conditions of the units rated last.
type copsRule struct {
	deviation, recentFrom, gap, employment, history float64
	recent                                          []float64
	ownMean, ownSD                                  [][]float64
}

func newCOPSRule(p Parameters) (*copsRule, error) {
	var v [5]float64
	err := p.thresholds(copsID, v[:], "cops_deviation_sd", "cops_recent_from", "cops_gap_share", "cops_minimum_employment", "cops_minimum_history")
	return &copsRule{deviation: v[0], recentFrom: v[1], gap: v[2], employment: v[3], history: v[4]}, err
}

func (r *copsRule) Begin(units int, past [][][]float64) error {
	n := len(copsIndicators)
	r.recent = make([]float64, units)
	r.ownMean, r.ownSD = columnsOf(n, units), columnsOf(n, units)
	for j := range n {
		for i := range units {
			r.ownMean[j][i], r.ownSD[j][i] = math.NaN(), math.NaN()
			if past == nil {
				continue
			}
			var own []float64
			for _, period := range past[j] {
				own = append(own, period[i])
			}
			if own = known(own); float64(len(own)) >= r.history {
				r.ownMean[j][i], r.ownSD[j][i] = moments(own)
			}
		}
	}
	return nil
}

func (r *copsRule) RateTo(value []float64, class []int8, x [][]float64) error {
	if err := checkColumn(copsID, "unemployment_rate_pct", x[0], 0, 100); err != nil {
		return err
	}
	for k, name := range [...]string{"replacement", "school_leavers", "immigrants", "other_seekers", "employment"} {
		if err := checkColumn(copsID, name, x[copsReplacement+k], 0, math.MaxFloat64); err != nil {
			return err
		}
	}
	clear(r.recent)
	for j, in := range copsIndicators {
		mean, sd := moments(x[j])
		for i, v := range x[j] {
			r.recent[i] += deviation(in.sign*standardised(v, mean, sd), r.deviation) / float64(2*len(copsIndicators))
			r.recent[i] += deviation(in.sign*standardised(v, r.ownMean[j][i], r.ownSD[j][i]), r.deviation) / float64(2*len(copsIndicators))
		}
	}
	for i := range value {
		openings, seekers := r.flows(x, i)
		sum := r.state(r.recent[i]) + pressure(openings, seekers, r.gap)
		if sum != sum || !(x[copsEmployment][i] >= r.employment) {
			value[i], class[i] = math.NaN(), Unrated
			continue
		}
		value[i], class[i] = sum, int8(sum)+2
	}
	return nil
}

// flows are openings and seekers of a unit.
func (r *copsRule) flows(x [][]float64, i int) (openings, seekers float64) {
	openings, seekers = x[copsExpansion][i]+x[copsReplacement][i], x[copsSchoolLeavers][i]+x[copsImmigrants][i]
	if other := x[copsOtherSeekers]; other != nil && other[i] == other[i] {
		seekers += other[i]
	}
	return openings, seekers
}

// state is what the score of recent conditions says: 1 shortage, -1 surplus, 0 balance.
func (r *copsRule) state(recent float64) float64 {
	const tolerance = 1e-12 // 3/6 summed in sixths must count as a half
	return deviation(recent, r.recentFrom-tolerance)
}

// copsPanel asks for a past of the three indicators: without it nothing is rated.
func copsPanel() PanelRule {
	in := inputs("unemployment_rate_pct", "wage_growth_pct", "employment_growth_pct", "expansion", "replacement", "school_leavers", "immigrants",
		"other_seekers", "employment")
	in[copsOtherSeekers].Optional = true
	return PanelRule{ID: copsID, Inputs: in, Classes: copsClasses, Short: copsClasses[3:], Measure: "total_ratio",
		Start: func(p Parameters) (Rule, error) { return newCOPSRule(p) }}
}
