package diagnosis

import (
	"fmt"
	"math"
	"math/rand/v2"
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

// drawer is an input ready to be drawn many times.
type drawer struct {
	middle, spread float64
	scale          Scale
}

func (in Input) drawer() drawer {
	d := drawer{in.Value, in.Spread, in.Scale}
	switch {
	case in.Spread == 0 || math.IsNaN(in.Value):
		d.spread, d.scale = 0, Plain
	case in.Scale == Logit:
		d.middle = logit(in.Value)
	case in.Scale == Log:
		d.middle = math.Log(in.Value)
	}
	return d
}

func (d drawer) draw(rng *rand.Rand) float64 {
	if d.spread == 0 {
		return d.middle
	}
	v := d.middle + d.spread*rng.NormFloat64()
	switch d.scale {
	case Logit:
		return 100 / (1 + math.Exp(-v))
	case Log:
		return math.Exp(v)
	}
	return v
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
	Units                             []Unit
	// Inputs by indicator: one for each unit. An indicator that is not there has no data.
	Inputs map[string][]Input
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
func (p Panel) Indicators() []string {
	out := make([]string, 0, len(p.Inputs))
	for id := range p.Inputs {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// has says whether any unit that is shown has the indicator.
func (p Panel) has(id string) bool {
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
			bad := math.IsInf(in.Value, 0) || !(in.Spread >= 0) || math.IsInf(in.Spread, 0) ||
				in.Scale == Logit && !(math.IsNaN(in.Value) || in.Value > 0 && in.Value < 100) || in.Scale == Log && in.Value <= 0
			if bad {
				return fmt.Errorf("diagnose %s: %s of %s is %v with spread %v: a finite value inside its scale is expected", p, id, p.Units[i].Code, in.Value, in.Spread)
			}
		}
	}
	return nil
}
