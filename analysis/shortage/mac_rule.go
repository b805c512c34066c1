package shortage

import (
	"math"

	"fabbisogno/analysis/internal/lanes"
)

const macID = "mac_shortage"

// macClasses from the least to the most short. What is not skilled has not come to
// the test of shortage.
var macClasses = []string{ClassNotSkilled, ClassNone, ClassShortage, ClassShortageNotSensible, ClassShortageSensible}

// The inputs of the rule behind the indicators.
const (
	macSkill    = 12
	macSensible = 13
)

// macRule is MACShortage with its thresholds looked up; benchmark has the sign of
// shortage.
type macRule struct {
	skill, excess, top, nearZero, signalShare, least float64
	benchmark                                        []float64
	frozen                                           bool
	standing                                         *standing
	turned                                           []float64
	signals, available                               []int8
}

func newMACRule(p Parameters) (*macRule, error) {
	var v [6]float64
	err := p.thresholds(macID, v[:], "mac_skill_level_from", "mac_excess", "mac_top_share", "mac_near_zero", "mac_signal_share", "mac_minimum_signals")
	return &macRule{skill: v[0], excess: v[1], top: v[2], nearZero: v[3], signalShare: v[4], least: v[5]}, err
}

func (r *macRule) Begin(units int, past [][][]float64) error {
	n := len(macIndicators)
	r.benchmark, r.standing, r.frozen = make([]float64, n), newStanding(units), hasPast(past)
	r.turned, r.signals, r.available = make([]float64, units), make([]int8, units), make([]int8, units)
	if r.frozen {
		for j, in := range macIndicators {
			r.benchmark[j] = MACBenchmark(signed(flat(past[j]), in.sign), r.excess, r.top, r.nearZero)
		}
	}
	return nil
}

func (r *macRule) RateTo(value []float64, class []int8, x [][]float64) error {
	if err := checkColumn(macID, "skill_level", x[macSkill], 0, 8); err != nil {
		return err
	}
	clear(r.signals)
	clear(r.available)
	for j, in := range macIndicators {
		if x[j] == nil {
			continue
		}
		if in.low < in.high {
			if err := checkColumn(macID, in.input, x[j], in.low, in.high); err != nil {
				return err
			}
		}
		if !r.frozen {
			for i, v := range x[j] {
				r.turned[i] = in.sign * v
			}
			r.benchmark[j] = benchmarkOf(r.standing.sortedOf(r.turned), r.excess, r.top, r.nearZero)
		}
		benchmark := r.benchmark[j]
		if benchmark != benchmark {
			continue
		}
		lanes.CountFrom(r.available, x[j], math.Inf(-1))
		if in.sign > 0 {
			lanes.CountFrom(r.signals, x[j], above(benchmark))
		} else {
			lanes.CountTo(r.signals, x[j], -above(benchmark))
		}
	}
	for i := range value {
		sensible := math.NaN()
		if x[macSensible] != nil {
			sensible = x[macSensible][i]
		}
		value[i], class[i] = r.rate(i, x[macSkill][i], sensible)
	}
	return nil
}

// rate puts one occupation to the three tests.
func (r *macRule) rate(i int, level, sensible float64) (share float64, class int8) {
	available := float64(r.available[i])
	share = float64(r.signals[i]) / available
	switch {
	case level != level:
		return math.NaN(), Unrated
	case level < r.skill:
		return finite(share), 0
	case available < r.least:
		return math.NaN(), Unrated
	case !(share > r.signalShare):
		return share, 1
	case sensible != sensible:
		return share, 2
	case sensible == macSensibleYes:
		return share, 4
	}
	return share, 3
}

// values are what the answer says of a unit beside its class.
func (r *macRule) values(x [][]float64, i int) map[string]float64 {
	signals, available := float64(r.signals[i]), float64(r.available[i])
	values := map[string]float64{"signals": signals, "available": available, "signal_share": finite(signals / available)}
	for j, in := range macIndicators {
		if x[j] == nil {
			continue
		}
		signal := 0.0
		switch v := x[j][i]; {
		case math.IsNaN(v) || math.IsNaN(r.benchmark[j]):
			signal = math.NaN()
		case in.sign*v > r.benchmark[j]:
			signal = 1
		}
		values[macSignalOf+in.input] = signal
	}
	return values
}

func macPanel() PanelRule {
	var in []RuleInput
	for _, x := range macIndicators {
		in = append(in, RuleInput{ID: x.input, Optional: true})
	}
	in = append(in, RuleInput{ID: "skill_level"}, RuleInput{ID: "sensible", Optional: true, Whole: true})
	return PanelRule{ID: macID, Inputs: in, Classes: macClasses, Short: macClasses[2:], Silent: macClasses[:1], Measure: "signal_share",
		Start: func(p Parameters) (Rule, error) { return newMACRule(p) }}
}
