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
	const id = "cops_two_step"
	if err := p.require("cops_deviation_sd", "cops_recent_from", "cops_gap_share", "cops_minimum_employment", "cops_minimum_history"); err != nil {
		return nil, fmt.Errorf("apply %s: %w", id, err)
	}
	flows := []string{"replacement", "school_leavers", "immigrants", "other_seekers", "employment"}
	s, err := newSection(id, in, append(flows, "unemployment_rate_pct", "wage_growth_pct", "employment_growth_pct", "expansion", BaseColumn, UnitColumn)...)
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
		return nil, fmt.Errorf("apply %s: units without names: which rows are a unit's own history is told by its name", id)
	}
	recent := s.copsRecent(rated, base, p)
	var out []AnswerRow
	for _, o := range rated {
		out = append(out, s.copsRow(o, recent[o], p))
	}
	return out, nil
}

// copsRecent is the score of recent conditions of the rated rows, -1 to 1; NaN
// where one of the six comparisons cannot be made.
func (s section) copsRecent(rated []int, base []bool, p Parameters) []float64 {
	names := s.column(UnitColumn)
	histories := map[float64][]int{} // read by name, never walked
	for i, b := range base {
		if b {
			histories[names[i]] = append(histories[names[i]], i)
		}
	}
	out := make([]float64, s.rows)
	for _, x := range copsIndicators {
		col := s.column(x.input)
		mean, sd := moments(at(col, rated))
		for _, o := range rated {
			past := known(at(col, histories[names[o]]))
			if float64(len(past)) < p.Value("cops_minimum_history") {
				out[o] = math.NaN()
				continue
			}
			ownMean, ownSD := moments(past)
			for _, z := range []float64{standardised(col[o], mean, sd), standardised(col[o], ownMean, ownSD)} {
				out[o] += deviation(x.sign*z, p.Value("cops_deviation_sd")) / float64(2*len(copsIndicators))
			}
		}
	}
	return out
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

// copsRow puts the two steps of a unit together.
func (s section) copsRow(o int, recent float64, p Parameters) AnswerRow {
	value := func(name string) float64 { return s.column(name)[o] }
	openings := value("expansion") + value("replacement")
	seekers := value("school_leavers") + value("immigrants")
	if v := value("other_seekers"); !math.IsNaN(v) {
		seekers += v
	}
	projected := pressure(openings, seekers, p.Value("cops_gap_share"))
	const tolerance = 1e-12 // 3/6 summed in sixths must count as a half
	state := deviation(recent, p.Value("cops_recent_from")-tolerance)
	sum := state + projected
	values := map[string]float64{"recent_score": recent, "recent": state, "openings": openings, "seekers": seekers, "projected": projected, "total": sum}
	class := ClassNotRated
	if !math.IsNaN(sum) && value("employment") >= p.Value("cops_minimum_employment") {
		class = copsClasses[int(sum)+2]
	}
	return AnswerRow{Unit: rowName(o), Class: class, Values: values}
}

// pressure is 1 where openings exceed seekers by a share, -1 where seekers exceed
// openings by it, 0 between; NaN without one of them.
func pressure(openings, seekers, share float64) float64 {
	const tolerance = 1e-12 // 110 openings for 100 seekers are a tenth more, in binary a hair less
	factor := (1 + share) * (1 - tolerance)
	switch {
	case math.IsNaN(openings) || math.IsNaN(seekers):
		return math.NaN()
	case openings == seekers:
		return 0
	case openings >= factor*seekers:
		return 1
	case seekers >= factor*openings:
		return -1
	}
	return 0
}

func runCOPSTwoStep(in Columns, p Parameters) (Answer, error) {
	rows, err := COPSTwoStep(in, p)
	return Answer{Rows: rows}, err
}
