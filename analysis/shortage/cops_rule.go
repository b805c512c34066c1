package shortage

import (
	"math"

	"fabbisogno/analysis/internal/lanes"
)

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

// copsRule is COPSTwoStep with its thresholds looked up.
type copsRule struct {
	deviation, recentFrom, gap, employment, history float64
	ownMean, ownSD                                  [][]float64
	flat                                            [][]int // by indicator the units whose own history does not vary
	z                                               []float64
	up, down, seen                                  []int8   // of six votes on recent conditions
	states                                          [13]int8 // what votes from -6 to 6 say
}

func newCOPSRule(p Parameters) (*copsRule, error) {
	var v [5]float64
	err := p.thresholds(copsID, v[:], "cops_deviation_sd", "cops_recent_from", "cops_gap_share", "cops_minimum_employment", "cops_minimum_history")
	r := &copsRule{deviation: v[0], recentFrom: v[1], gap: v[2], employment: v[3], history: v[4]}
	for votes := range r.states {
		r.states[votes] = int8(r.state(float64(votes-copsVotes) / copsVotes))
	}
	return r, err
}

// copsVotes on recent conditions: each indicator against other units and against its past.
const copsVotes = 6

func (r *copsRule) Begin(units int, past [][][]float64) error {
	n := len(copsIndicators)
	r.z = make([]float64, units)
	r.up, r.down, r.seen = make([]int8, units), make([]int8, units), make([]int8, units)
	r.ownMean, r.ownSD, r.flat = columnsOf(n, units), columnsOf(n, units), make([][]int, n)
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
				if r.ownSD[j][i] <= math.Abs(r.ownMean[j][i])*flatness {
					r.flat[j] = append(r.flat[j], i)
				}
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
	r.vote(x)
	n := len(value)
	class, employment := class[:n], x[copsEmployment][:n]
	expansion, replacement := x[copsExpansion][:n], x[copsReplacement][:n]
	leavers, immigrants, others := x[copsSchoolLeavers][:n], x[copsImmigrants][:n], x[copsOtherSeekers]
	up, down, seen := r.up[:n], r.down[:n], r.seen[:n]
	for i := range value {
		openings, seekers := expansion[i]+replacement[i], leavers[i]+immigrants[i]
		if others != nil && others[i] == others[i] {
			seekers += others[i]
		}
		if seen[i] < copsVotes || openings != openings || seekers != seekers || !(employment[i] >= r.employment) {
			value[i], class[i] = math.NaN(), Unrated
			continue
		}
		sum := r.states[up[i]-down[i]+copsVotes] + pressureOf(openings, seekers, r.gap)
		value[i], class[i] = float64(sum), sum+2
	}
	return nil
}

// vote counts how many of the indicators of recent conditions, against other units
// and against their past, say shortage, how many surplus, and how many are there.
func (r *copsRule) vote(x [][]float64) {
	clear(r.up)
	clear(r.down)
	clear(r.seen)
	for j, in := range copsIndicators {
		mean, sd := moments(x[j])
		standardisedTo(r.z, x[j], in.sign, mean, sd)
		r.count()
		lanes.StandardiseByTo(r.z, x[j], r.ownMean[j], r.ownSD[j])
		for _, i := range r.flat[j] {
			r.z[i] = standardised(x[j][i], r.ownMean[j][i], r.ownSD[j][i])
		}
		if in.sign < 0 {
			r.up, r.down = r.down, r.up
		}
		r.count()
		if in.sign < 0 {
			r.up, r.down = r.down, r.up
		}
	}
}

// count takes the votes of a standardised column.
func (r *copsRule) count() {
	lanes.CountFrom(r.up, r.z, r.deviation)
	lanes.CountTo(r.down, r.z, -r.deviation)
	lanes.CountFrom(r.seen, r.z, math.Inf(-1))
}

// recentScore is the mean of a unit's votes, missing where one is.
func (r *copsRule) recentScore(i int) float64 {
	if r.seen[i] < copsVotes {
		return math.NaN()
	}
	return float64(r.up[i]-r.down[i]) / copsVotes
}

// recentState is what it says.
func (r *copsRule) recentState(i int) float64 {
	if r.seen[i] < copsVotes {
		return math.NaN()
	}
	return float64(r.states[r.up[i]-r.down[i]+copsVotes])
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
	const tolerance = 1e-12 // a limit of 0.3333 recurring must count as two sixths
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
