package shortage

import "math"

// Verdict is a truth value of Kleene's three-valued logic.
type Verdict string

// The three truth values.
const (
	Yes     Verdict = "yes"
	No      Verdict = "no"
	Unknown Verdict = "unknown"
)

// And is no when either is no, yes when both are yes, unknown otherwise.
func And(a, b Verdict) Verdict {
	switch {
	case a == No || b == No:
		return No
	case a == Yes && b == Yes:
		return Yes
	}
	return Unknown
}

// Bounds is what is known of a value: it lies between Lower and Upper, ends
// included unless UpperOpen. NaN ends mean that nothing is known.
type Bounds struct {
	Lower, Upper float64
	UpperOpen    bool // Upper itself is excluded: "below 16.4"
}

// Unbounded knows nothing.
func Unbounded() Bounds { return Bounds{Lower: math.NaN(), Upper: math.NaN()} }

// Exactly is a value known without rounding.
func Exactly(v float64) Bounds { return Bounds{Lower: v, Upper: v} }

// Printed is what a number printed in steps of step says: step 0.1 for 17.6.
// A negative lower end is cut at zero, as all inputs are rates or counts.
func Printed(v, step float64) Bounds {
	return Bounds{Lower: math.Max(0, v-step/2), Upper: v + step/2}
}

// Below is a censored value: at least zero, less than v.
func Below(v float64) Bounds { return Bounds{Lower: 0, Upper: v, UpperOpen: true} }

// IsKnown says whether both ends are numbers.
func (b Bounds) IsKnown() bool { return !math.IsNaN(b.Lower) && !math.IsNaN(b.Upper) }

// Over divides by d and multiplies by scale. A divisor that may be zero or less
// gives nothing known.
func (b Bounds) Over(d Bounds, scale float64) Bounds {
	if !b.IsKnown() || !d.IsKnown() || d.Lower <= 0 {
		return Unbounded()
	}
	return Bounds{Lower: scale * b.Lower / d.Upper, Upper: scale * b.Upper / d.Lower, UpperOpen: b.UpperOpen}
}

// Times multiplies by a non-negative interval.
func (b Bounds) Times(c Bounds) Bounds {
	if !b.IsKnown() || !c.IsKnown() {
		return Unbounded()
	}
	return Bounds{Lower: b.Lower * c.Lower, Upper: b.Upper * c.Upper, UpperOpen: b.UpperOpen || c.UpperOpen}
}

// Plus adds an interval.
func (b Bounds) Plus(c Bounds) Bounds {
	return Bounds{Lower: b.Lower + c.Lower, Upper: b.Upper + c.Upper, UpperOpen: b.UpperOpen || c.UpperOpen}
}

// AtLeast compares with a floor that is itself an interval: yes when every
// possible value is at or above every possible floor, no when every value lies
// below every floor, unknown otherwise.
func (b Bounds) AtLeast(floor Bounds) Verdict {
	const tolerance = 1e-9 // 1.5 x 10.7 and 16.05 are the same floor in print, not in binary
	low, high := floor.Lower*(1-tolerance), floor.Upper*(1-tolerance)
	switch {
	case !b.IsKnown() || !floor.IsKnown():
		return Unknown
	case b.Lower >= high:
		return Yes
	case b.Upper < low, b.UpperOpen && b.Upper <= floor.Lower:
		return No
	}
	return Unknown
}
