package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// FuturePressure are the three components of the future shortage indicator of one
// occupation; NaN is missing. More is more pressure.
type FuturePressure struct {
	Growth      float64 // of demand
	Replacement float64 // rate
	Imbalance   float64 // of education: demand less supply by level
}

// PressureSteps are the components cut at quartiles to 1 to 4, and the indicator,
// their rounded mean. 0 is not rated.
type PressureSteps struct{ Growth, Replacement, Imbalance, Index int }

// FutureShortage is the future shortage indicator of Cedefop: growth of demand,
// replacement needs and educational imbalances, each cut at the quartiles of all
// occupations to 1 to 4, and their mean, rounded. A value at a quartile belongs to
// the lower step, quartiles are linear between values (type 7). The components are
// given with it: the same mean may stand for quite different pressures. A component
// with fewer than cedefop_minimum_units values has no steps, and an occupation
// with a step missing is not rated. Cedefop's component formulas are not in the
// texts that could be read: this construction is assumed.
func FutureShortage(units []FuturePressure, p Parameters) ([]PressureSteps, error) {
	r, err := newPressureRule(p)
	if err != nil {
		return nil, err
	}
	columns := columnsOf(3, len(units))
	for i, u := range units {
		columns[0][i], columns[1][i], columns[2][i] = u.Growth, u.Replacement, u.Imbalance
		for j, name := range pressureInputs {
			if v := columns[j][i]; math.IsInf(v, 0) || v < 0 && name == "replacement" {
				return nil, fmt.Errorf("apply cedefop_fsi: occupation %d: %s %v is no rate", i+1, name, v)
			}
		}
	}
	_, class, err := askRule(r, len(units), nil, columns)
	if err != nil {
		return nil, err
	}
	out := make([]PressureSteps, len(units))
	for i := range out {
		step := func(j int) int { return max(0, int(r.steps[j][i])) }
		out[i] = PressureSteps{step(0), step(1), step(2), int(class[i] + 1)}
	}
	return out, nil
}

var pressureInputs = [...]string{"growth", "replacement", "imbalance"}

// pressureRule is FutureShortage with its threshold looked up; steps are those of
// the units rated last, -1 where there is none.
type pressureRule struct {
	least    int
	steps    [3][]int8
	standing *standing
}

func newPressureRule(p Parameters) (*pressureRule, error) {
	var v [1]float64
	err := p.thresholds("cedefop_fsi", v[:], "cedefop_minimum_units")
	return &pressureRule{least: int(v[0])}, err
}

func (r *pressureRule) Begin(units int, _ [][][]float64) error {
	for j := range r.steps {
		r.steps[j] = make([]int8, units)
	}
	r.standing = newStanding(units)
	return nil
}

func (r *pressureRule) RateTo(value []float64, class []int8, x [][]float64) error {
	if err := checkColumn("cedefop_fsi", "replacement_pct", x[1], 0, math.MaxFloat64); err != nil {
		return err
	}
	for j, steps := range r.steps {
		quarterStepsTo(steps, x[j], r.standing.sortedOf(x[j]), r.least)
	}
	n := len(value)
	a, b, c := r.steps[0][:n], r.steps[1][:n], r.steps[2][:n]
	for i := range value {
		if value[i], class[i] = math.NaN(), Unrated; a[i]|b[i]|c[i] > 0 { // none is -1
			mean := (a[i] + b[i] + c[i] + 1) / 3 // rounded: a third down, two up
			value[i], class[i] = float64(mean), mean-1
		}
	}
	return nil
}

func cedefopPanel() PanelRule {
	classes := pressureClasses[1:]
	return PanelRule{ID: "cedefop_fsi", Inputs: inputs("growth_pct", "replacement_pct", "imbalance_pp"), Classes: classes, Short: classes[2:],
		Measure: "fsi_step", Start: func(p Parameters) (Rule, error) { return newPressureRule(p) }}
}

// quarterStepsTo writes 1 plus the number of quartiles below each value; -1 where it
// is missing, and everywhere with fewer values than least. sorted are the known ones.
func quarterStepsTo(steps []int8, values, sorted []float64, least int) {
	if len(sorted) == 0 || len(sorted) < least {
		for i := range steps {
			steps[i] = -1
		}
		return
	}
	limits := [...]float64{above(cut(sorted, 0.25)), above(cut(sorted, 0.5)), above(cut(sorted, 0.75))}
	lanes.StepsTo(steps, values, limits[:], 1, 1)
}

// pressureClasses are the names of the four steps.
var pressureClasses = [...]string{ClassNotRated, "low", "moderate", "high", "very_high"}

func runFutureShortage(in Columns, p Parameters) (Answer, error) {
	sec, err := newSection("cedefop_fsi", in, "growth_pct", "replacement_pct", "imbalance_pp")
	if err != nil {
		return Answer{}, err
	}
	growth, replacement, imbalance := sec.column("growth_pct"), sec.column("replacement_pct"), sec.column("imbalance_pp")
	units := make([]FuturePressure, sec.rows)
	for i := range units {
		units[i] = FuturePressure{growth[i], replacement[i], imbalance[i]}
	}
	steps, err := FutureShortage(units, p)
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	for i, s := range steps {
		a.Rows = append(a.Rows, AnswerRow{Unit: rowName(i), Class: pressureClasses[s.Index], Values: map[string]float64{
			"growth_step": stepValue(s.Growth), "replacement_step": stepValue(s.Replacement),
			"imbalance_step": stepValue(s.Imbalance), "fsi": stepValue(s.Index)}})
	}
	return a, nil
}

// stepValue is a step as a value, NaN for 0.
func stepValue(step int) float64 {
	if step == 0 {
		return math.NaN()
	}
	return float64(step)
}
