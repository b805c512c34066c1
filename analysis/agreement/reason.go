package agreement

import (
	"math"

	"fabbisogno/analysis/shortage"
)

// Rule is what a method says of one unit as a function of the unit's inputs, all
// other units held as they are. It must not keep the slice.
type Rule func(values []float64) shortage.Verdict

// Input is one input of a rule with the range it may lie in: as far as it goes
// among the units compared, or its logical ends.
type Input struct {
	Indicator    string
	Value        float64 // NaN: missing
	Lower, Upper float64
}

// Reason is the indicator a verdict stands on.
type Reason struct {
	Indicator     string  // Several when no indicator alone would change it
	Value, Needed float64 // Needed: the nearest value found at which the verdict is the other one; NaN for Several
}

// Several is named where no indicator, moved alone within its range, turns the verdict.
const Several = "several"

// turns is the number of halvings: a range is cut to a billionth.
const turns = 30

// Explain says which indicator keeps a rule from the verdict wanted: the one
// that has to move least, as a share of its range, until the rule says so. The
// verdict at Reason.Needed is the one wanted. Within a range a rule may turn more
// than once; of the way to either end the turning that halving finds is taken, so
// Needed is nearest for rules that are monotone in the indicator, as all
// published ones are. Of equal moves the first input counts.
func Explain(rule Rule, inputs []Input, want shortage.Verdict) Reason {
	values := make([]float64, len(inputs))
	for j, in := range inputs {
		values[j] = in.Value
	}
	best, least := Reason{Indicator: Several, Value: math.NaN(), Needed: math.NaN()}, math.Inf(1)
	for j, in := range inputs {
		width := in.Upper - in.Lower
		if math.IsNaN(in.Value) || !(width > 0) {
			continue
		}
		for _, end := range []float64{in.Lower, in.Upper} {
			needed, ok := turning(rule, values, j, end, want)
			if move := math.Abs(needed-in.Value) / width; ok && move < least {
				best, least = Reason{in.Indicator, in.Value, needed}, move
			}
		}
	}
	return best
}

// turning is where a rule turns to the verdict wanted on the way of one input
// from its value to an end; false when it does not say so at the end.
func turning(rule Rule, values []float64, j int, end float64, want shortage.Verdict) (float64, bool) {
	own := values[j]
	defer func() { values[j] = own }()
	says := func(v float64) bool { values[j] = v; return rule(values) == want }
	if !says(end) {
		return end, false
	}
	near, far := own, end // says want at far, not at near
	for range turns {
		middle := near + (far-near)/2
		if says(middle) {
			far = middle
		} else {
			near = middle
		}
	}
	return far, true
}
