package shortage

import (
	"fmt"
	"math"
)

// oecdSignals are the five sub-indices in the order of their weights, with the
// sign of shortage.
var oecdSignals = []struct {
	input, weight, z string
	sign             float64
}{
	{"wage_growth_pct", "oecd_weight_wage", "z_wage", 1},
	{"employment_growth_pct", "oecd_weight_employment", "z_employment", 1},
	{"hours_growth_pct", "oecd_weight_hours", "z_hours", 1},
	{"unemployment_rate_pct", "oecd_weight_unemployment", "z_unemployment", -1},
	{"under_qualification_growth_pct", "oecd_weight_under_qualification", "z_under_qualification", 1},
}

// OECDSignals is the occupational shortage indicator of OECD Skills for Jobs:
//
//	g_io  = x_io - x_i,all, growth of log values against the economy's; the
//	        unemployment rate as a gap with the sign turned
//	z_io  = (g_io - mean over o) / sd over o, n - 1
//	score = sum_i w_i z_io / sum_i w_i
//
// Standardising takes the economy's own value out again, so that columns of growth
// and of levels are enough. Positive scores are hard to find. A unit with fewer
// than oecd_minimum_signals known is not rated; a missing signal leaves its weight
// to the others. The filter that OECD takes trends out with is not known: growth is
// an input. Source: oecdskillsforjobsdatabase.org, methodology; weights assumed.
func OECDSignals(in Columns, p Parameters) ([]AnswerRow, error) {
	const id = "oecd_five_signals"
	names, weights := make([]string, len(oecdSignals)), make([]float64, len(oecdSignals))
	needed := []string{"oecd_minimum_signals", "oecd_shortage_above"}
	for i, s := range oecdSignals {
		names[i], weights[i] = s.input, p.Value(s.weight)
		needed = append(needed, s.weight)
	}
	if err := p.require(needed...); err != nil {
		return nil, fmt.Errorf("apply %s: %w", id, err)
	}
	s, err := newSection(id, in, names...)
	if err != nil {
		return nil, err
	}
	if err := s.within(0, 100, "unemployment_rate_pct"); err != nil {
		return nil, err
	}
	z := make([][]float64, len(oecdSignals))
	for i, signal := range oecdSignals {
		col := s.column(signal.input)
		mean, sd := moments(col)
		z[i] = make([]float64, s.rows)
		for o, x := range col {
			z[i][o] = signal.sign * standardised(x, mean, sd)
		}
	}
	out := make([]AnswerRow, s.rows)
	for o := range out {
		values, of := map[string]float64{}, make([]float64, len(oecdSignals))
		for i, signal := range oecdSignals {
			of[i] = z[i][o]
			values[signal.z] = z[i][o]
		}
		score, n := weighted(of, weights)
		class := ClassNone
		switch {
		case float64(n) < p.Value("oecd_minimum_signals") || math.IsNaN(score):
			score, class = math.NaN(), ClassNotRated
		case score > p.Value("oecd_shortage_above"):
			class = ClassShortage
		}
		values["score"], values["signals"] = score, float64(n)
		out[o] = AnswerRow{Unit: rowName(o), Class: class, Values: values}
	}
	return out, nil
}

// OECDSkillNeed carries occupation scores over to one skill by how much of it each
// occupation asks for and how many persons work there:
//
//	skill = sum_o score_o intensity_o employment_o / sum_o intensity_o employment_o
//
// Occupations without a score are left out; NaN when none of the others uses the
// skill. Lengths must agree.
func OECDSkillNeed(score, intensity, employment []float64) (float64, error) {
	if len(score) != len(intensity) || len(score) != len(employment) {
		return math.NaN(), fmt.Errorf("apply oecd_five_signals: %d scores, %d intensities, %d employed", len(score), len(intensity), len(employment))
	}
	var sum, all float64
	for o, v := range score {
		w := intensity[o] * employment[o]
		if intensity[o] < 0 || employment[o] < 0 || math.IsNaN(w) || math.IsInf(w, 0) {
			return math.NaN(), fmt.Errorf("apply oecd_five_signals: occupation %d has intensity %v and %v employed", o+1, intensity[o], employment[o])
		}
		if !math.IsNaN(v) {
			sum, all = sum+w*v, all+w
		}
	}
	if all == 0 {
		return math.NaN(), nil
	}
	return sum / all, nil
}

func runOECDSignals(in Columns, p Parameters) (Answer, error) {
	rows, err := OECDSignals(in, p)
	return Answer{Rows: rows}, err
}
