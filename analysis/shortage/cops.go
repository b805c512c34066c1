package shortage

import (
	"fmt"
	"math"
)

// copsIndicators are the primary indicators of recent conditions, with the sign of
// shortage.
var copsIndicators = []struct {
	input string
	sign  float64
}{{"unemployment_rate_pct", -1}, {"wage_growth_pct", 1}, {"employment_growth_pct", 1}}

// copsClasses by recent condition plus projected pressure, -2 to 2.
var copsClasses = []string{"strong_surplus_risk", "moderate_surplus_risk", "balance", "moderate_shortage_risk", "strong_shortage_risk"}

// COPSTwoStep is the assessment of the Canadian Occupational Projection System.
//
// Step 1, recent conditions: unemployment rate, wage and employment growth are each
// compared with all occupations (mean and sd of the rated rows) and with the
// occupation's own history (its rows of the base period); a comparison counts 1 or
// -1 from cops_deviation_sd standard deviations, else 0. The mean of the six says
// shortage from cops_recent_from, surplus from its negative, else balance: who
// behaves like both is in balance.
//
// Step 2, ten years ahead: openings = expansion + replacement against seekers =
// school leavers + immigrants + others. More openings than seekers by
// cops_gap_share count 1, more seekers than openings -1.
//
// The two together say whether an imbalance persists, fades or arises: 2 strong
// risk of shortage, 1 moderate, 0 balance, and so on. Units below
// cops_minimum_employment are to be merged with others before (published: 10,000)
// and are not rated, nor are units that lack an indicator, a flow or a history of
// cops_minimum_history rows. All cut-offs are assumed.
// Source: occupations.esdc.gc.ca, Imbalances, 2017-26 and 2022-31.
func COPSTwoStep(in Columns, p Parameters) ([]AnswerRow, error) {
	r, err := newCOPSRule(p)
	if err != nil {
		return nil, err
	}
	flows := []string{"replacement", "school_leavers", "immigrants", "other_seekers", "employment"}
	s, err := newSection(copsID, in, append(flows, "unemployment_rate_pct", "wage_growth_pct", "employment_growth_pct", "expansion", BaseColumn, UnitColumn)...)
	if err != nil {
		return nil, err
	}
	if err := s.within(0, math.MaxFloat64, flows...); err != nil {
		return nil, err
	}
	if err := s.within(0, 100, "unemployment_rate_pct"); err != nil {
		return nil, err
	}
	base, err := s.flag(BaseColumn)
	if err != nil {
		return nil, err
	}
	rated, _, err := s.split()
	if err != nil {
		return nil, err
	}
	if _, named := in[UnitColumn]; !named {
		return nil, fmt.Errorf("apply %s: units without names: which rows are a unit's own history is told by its name", copsID)
	}
	var columns [][]float64
	for _, x := range copsPanel().Inputs {
		columns = append(columns, at(s.column(x.ID), rated))
	}
	_, class, err := askRule(r, len(rated), s.copsPast(rated, base), columns)
	if err != nil {
		return nil, err
	}
	out := make([]AnswerRow, len(rated))
	for i, o := range rated {
		openings, seekers := r.flows(columns, i)
		projected := pressure(openings, seekers, r.gap)
		state := r.recentState(i)
		values := map[string]float64{"recent_score": r.recentScore(i), "recent": state, "openings": openings, "seekers": seekers,
			"projected": projected, "total": state + projected}
		out[i] = AnswerRow{Unit: rowName(o), Class: className(copsClasses, class[i]), Values: values}
	}
	return out, nil
}

// copsPast are the rows of the base period by name: the k-th row of each unit makes
// the k-th period before.
func (s section) copsPast(rated []int, base []bool) [][][]float64 {
	names := s.column(UnitColumn)
	histories := map[float64][]int{} // read by name, never walked
	longest := 0
	for i, b := range base {
		if b {
			histories[names[i]] = append(histories[names[i]], i)
			longest = max(longest, len(histories[names[i]]))
		}
	}
	past := make([][][]float64, len(copsPanel().Inputs))
	for j, x := range copsIndicators {
		col := s.column(x.input)
		past[j] = columnsOf(longest, len(rated))
		for i, o := range rated {
			for t := range longest {
				past[j][t][i] = math.NaN()
				if h := histories[names[o]]; t < len(h) {
					past[j][t][i] = col[h[t]]
				}
			}
		}
	}
	return past
}

// deviation is 1 from k up, -1 from -k down, 0 between; NaN of NaN.
func deviation(z, k float64) float64 {
	switch {
	case math.IsNaN(z):
		return z
	case z >= k:
		return 1
	case z <= -k:
		return -1
	}
	return 0
}

// pressure is 1 where openings exceed seekers by a share, -1 where seekers exceed
// openings by it, 0 between; NaN without one of them.
func pressure(openings, seekers, share float64) float64 {
	if math.IsNaN(openings) || math.IsNaN(seekers) {
		return math.NaN()
	}
	return float64(pressureOf(openings, seekers, share))
}

// pressureOf two numbers that are known, without a branch.
func pressureOf(openings, seekers, share float64) int8 {
	const tolerance = 1e-12 // 110 openings for 100 seekers are a tenth more, in binary a hair less
	factor := (1 + share) * (1 - tolerance)
	more, less := bit(openings >= factor*seekers), bit(seekers >= factor*openings)
	return bit(openings != seekers) * (more - (1-more)*less)
}

func runCOPSTwoStep(in Columns, p Parameters) (Answer, error) {
	rows, err := COPSTwoStep(in, p)
	return Answer{Rows: rows}, err
}
