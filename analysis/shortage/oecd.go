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
	r, err := newOECDRule(p)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(oecdSignals))
	for i, x := range oecdSignals {
		names[i] = x.input
	}
	s, err := newSection(oecdID, in, names...)
	if err != nil {
		return nil, err
	}
	columns := make([][]float64, len(names))
	for i, name := range names {
		columns[i] = s.column(name)
	}
	score, class, err := askRule(r, s.rows, nil, columns)
	if err != nil {
		return nil, err
	}
	out := make([]AnswerRow, s.rows)
	for o := range out {
		values, n := map[string]float64{"score": score[o]}, 0.0
		for i, signal := range oecdSignals {
			if values[signal.z] = r.z[i][o]; !math.IsNaN(r.z[i][o]) {
				n++
			}
		}
		values["signals"] = n
		out[o] = AnswerRow{Unit: rowName(o), Class: className(shortageClasses, class[o]), Values: values}
	}
	return out, nil
}

const oecdID = "oecd_five_signals"

// oecdRule is OECDSignals with its weights looked up; z are the standardised
// signals of the units rated last.
type oecdRule struct {
	weights      []float64
	least, above float64
	z            [][]float64
	index
}

func newOECDRule(p Parameters) (*oecdRule, error) {
	ids := []string{"oecd_minimum_signals", "oecd_shortage_above"}
	for _, x := range oecdSignals {
		ids = append(ids, x.weight)
	}
	v := make([]float64, len(ids))
	err := p.thresholds(oecdID, v, ids...)
	return &oecdRule{weights: v[2:], least: v[0], above: v[1]}, err
}

func (r *oecdRule) Begin(units int, _ [][][]float64) error {
	r.z, r.index = columnsOf(len(oecdSignals), units), newIndex(units)
	return nil
}

func (r *oecdRule) RateTo(value []float64, class []int8, x [][]float64) error {
	if err := checkColumn(oecdID, "unemployment_rate_pct", x[3], 0, 100); err != nil {
		return err
	}
	for j, signal := range oecdSignals {
		mean, sd := moments(x[j])
		standardisedTo(r.z[j], x[j], signal.sign, mean, sd)
	}
	r.weigh(r.z, x, r.weights)
	for i := range value {
		if r.count[i] < r.least || r.part[i] <= 0 {
			value[i], class[i] = math.NaN(), Unrated
			continue
		}
		value[i] = r.sum[i] / r.part[i]
		class[i] = bit(value[i] > r.above)
	}
	return nil
}

func oecdPanel() PanelRule {
	return PanelRule{ID: oecdID, Inputs: inputs("wage_growth_pct", "employment_growth_pct", "hours_growth_pct", "unemployment_rate_pct", "under_qualification_growth_pct"),
		Classes: shortageClasses, Short: shortageClasses[1:], Measure: "score_sd",
		Start: func(p Parameters) (Rule, error) { return newOECDRule(p) }}
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
