package diagnosis

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Scale is the scale on which an input is normally distributed.
type Scale uint8

// The scales.
const (
	Plain Scale = iota // differences, growth rates
	Logit              // shares in per cent: draws stay between 0 and 100
	Log                // positive rates and counts
)

// Input is an estimate: a value and the standard deviation on its scale of what
// the data leave possible. A spread of 0 is an exact value, NaN a missing one.
type Input struct {
	Value, Spread float64
	Scale         Scale
}

// Missing is the input that is not there.
func Missing() Input { return Input{Value: math.NaN()} }

// ShareInput is a share in per cent with an interval of the level given: normal
// on the logit scale, as wide there as the interval.
func ShareInput(pct, lower, upper, level float64) Input {
	pct, lower, upper = inside(pct), inside(lower), inside(upper)
	return Input{Value: pct, Spread: (logit(upper) - logit(lower)) / (2 * normal(level)), Scale: Logit}
}

// normal is how many standard deviations on either side of the middle hold a level.
func normal(level float64) float64 { return math.Sqrt2 * math.Erfinv(level) }

// inside keeps a share off the ends, where the logit has no value.
func inside(pct float64) float64 { return math.Min(99.9, math.Max(0.1, pct)) }

func logit(pct float64) float64 { return math.Log(pct / (100 - pct)) }

// at is the value z standard deviations from the middle.
func (in Input) at(z float64) float64 {
	if in.Spread == 0 {
		return in.Value
	}
	switch in.Scale {
	case Logit:
		return 100 / (1 + math.Exp(-logit(in.Value)-z*in.Spread))
	case Log:
		return in.Value * math.Exp(z*in.Spread)
	}
	return in.Value + z*in.Spread
}

// Interval holds the value with the probability given.
func (in Input) Interval(level float64) (lower, upper float64) {
	if math.IsNaN(in.Value) {
		return math.NaN(), math.NaN()
	}
	z := normal(level)
	return in.at(-z), in.at(z)
}

// Unit is what is diagnosed.
type Unit struct {
	Code  string
	Cases float64 // planned entries behind it; NaN: not known
	Grade string  // A to D
	// Suppressed says why nothing may be said of the unit; empty: it may.
	Suppressed  string
	IsSynthetic bool
}

// Panel is the units compared with each other and their inputs.
type Panel struct {
	Kind, Territory, UnitList, Period string
	// TerritoryList is the code list of Territory; empty: nuts2021.
	TerritoryList string
	Units         []Unit
	// Inputs by indicator: one for each unit. An indicator that is not there has no data.
	Inputs map[string][]Input
	// Common are indicators with one value for all units, such as the economy's: a
	// draw takes one value for all of them.
	Common map[string]Input
	// Past are the values of earlier periods by indicator, period and unit, NaN where
	// there is none, for methods that compare with them. They are taken as published,
	// without a spread.
	Past map[string][][]float64
	// Whole are the indicators of all units together, for methods that compare with them.
	Whole map[string]Input
	// Latest: no later period of the same units is in the run.
	Latest bool
}

// String names the panel.
func (p Panel) String() string {
	return fmt.Sprintf("%s of %s, list %s, %s", p.Kind, p.Territory, p.UnitList, p.Period)
}

// Indicators are the indicators of the panel in the order of their names.
func (p Panel) Indicators() []string { return slices.Sorted(maps.Keys(p.Inputs)) }

// input is an indicator of a unit.
func (p Panel) input(id string, unit int) Input {
	if in, ok := p.Common[id]; ok {
		return in
	}
	if in := p.Inputs[id]; in != nil {
		return in[unit]
	}
	return Missing()
}

// past are the earlier periods of some indicators for the units that are shown; nil
// where none of them has any.
func (p Panel) past(ids []string, shown []int) [][][]float64 {
	out, any := make([][][]float64, len(ids)), false
	for j, id := range ids {
		for _, period := range p.Past[id] {
			values := make([]float64, len(shown))
			for s, i := range shown {
				values[s] = period[i]
			}
			out[j], any = append(out[j], values), true
		}
	}
	if !any {
		return nil
	}
	return out
}

// has says whether any unit that is shown has the indicator.
func (p Panel) has(id string) bool {
	if in, ok := p.Common[id]; ok && !math.IsNaN(in.Value) {
		return true
	}
	for i, in := range p.Inputs[id] {
		if p.Units[i].Suppressed == "" && !math.IsNaN(in.Value) {
			return true
		}
	}
	return false
}

// Check reports what a panel must not have.
func (p Panel) Check() error {
	for _, id := range p.Indicators() {
		if len(p.Inputs[id]) != len(p.Units) {
			return fmt.Errorf("diagnose %s: %d inputs %s for %d units", p, len(p.Inputs[id]), id, len(p.Units))
		}
		for i, in := range p.Inputs[id] {
			if err := in.check(); err != nil {
				return fmt.Errorf("diagnose %s: %s of %s %w", p, id, p.Units[i].Code, err)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Common)) {
		if err := p.Common[id].check(); err != nil {
			return fmt.Errorf("diagnose %s: %s of all units %w", p, id, err)
		}
		if p.Inputs[id] != nil {
			return fmt.Errorf("diagnose %s: %s has a value for each unit and one for all: give one of them", p, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Past)) {
		for t, period := range p.Past[id] {
			if len(period) != len(p.Units) {
				return fmt.Errorf("diagnose %s: %d values of %s in period %d of the past for %d units", p, len(period), id, t+1, len(p.Units))
			}
			for i, v := range period {
				if math.IsInf(v, 0) {
					return fmt.Errorf("diagnose %s: %s of %s in period %d of the past is %v", p, id, p.Units[i].Code, t+1, v)
				}
			}
		}
	}
	return nil
}

func (in Input) check() error {
	bad := math.IsInf(in.Value, 0) || !(in.Spread >= 0) || math.IsInf(in.Spread, 0) ||
		in.Scale == Logit && !(math.IsNaN(in.Value) || in.Value > 0 && in.Value < 100) || in.Scale == Log && in.Value <= 0
	if bad {
		return fmt.Errorf("is %v with spread %v: a finite value inside its scale is expected", in.Value, in.Spread)
	}
	return nil
}
