package shortage

import (
	"fmt"
	"math"
	"slices"
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
	if err := p.require("cedefop_minimum_units"); err != nil {
		return nil, fmt.Errorf("apply cedefop_fsi: %w", err)
	}
	least := int(p.Value("cedefop_minimum_units"))
	out := make([]PressureSteps, len(units))
	for _, c := range []struct {
		name string
		of   func(*FuturePressure) *float64
		to   func(*PressureSteps) *int
	}{
		{"growth", func(u *FuturePressure) *float64 { return &u.Growth }, func(s *PressureSteps) *int { return &s.Growth }},
		{"replacement", func(u *FuturePressure) *float64 { return &u.Replacement }, func(s *PressureSteps) *int { return &s.Replacement }},
		{"imbalance", func(u *FuturePressure) *float64 { return &u.Imbalance }, func(s *PressureSteps) *int { return &s.Imbalance }},
	} {
		column := make([]float64, len(units))
		for i := range units {
			column[i] = *c.of(&units[i])
			if math.IsInf(column[i], 0) || column[i] < 0 && c.name == "replacement" {
				return nil, fmt.Errorf("apply cedefop_fsi: occupation %d: %s %v is no rate", i+1, c.name, column[i])
			}
		}
		for i, step := range quarterSteps(column, least) {
			*c.to(&out[i]) = step
		}
	}
	for i, s := range out {
		if s.Growth > 0 && s.Replacement > 0 && s.Imbalance > 0 {
			out[i].Index = int(math.Round(float64(s.Growth+s.Replacement+s.Imbalance) / 3))
		}
	}
	return out, nil
}

// quarterSteps are 1 plus the number of quartiles below each value; 0 where it is
// missing, and everywhere with fewer values than least.
func quarterSteps(values []float64, least int) []int {
	out := make([]int, len(values))
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) == 0 || len(sorted) < least {
		return out
	}
	slices.Sort(sorted)
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		out[i] = 1
		for _, share := range []float64{0.25, 0.5, 0.75} {
			place := share * float64(len(sorted)-1)
			low := int(place)
			limit := sorted[low]
			if rest := place - float64(low); rest > 0 {
				limit += rest * (sorted[low+1] - sorted[low])
			}
			if v > limit {
				out[i]++
			}
		}
	}
	return out
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
