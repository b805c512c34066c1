package check

import (
	"fmt"
	"math"
)

// enoughValues is from how many values on it is no chance that a column is
// empty, constant, or holds percentages below one only.
const enoughValues = 20

// columns looks at all values of a measure together: a column that is empty, that
// says the same everywhere, or that holds fractions where percentages are declared.
type columns struct {
	states map[string]*columnState
	order  []string
	last   *columnState // of the observation before
	of     string       // its measure
}

type columnState struct {
	unit      string
	count     int64
	missing   int64
	fractions int64 // above 0 and at most 1
	zeros     int64
	low, high float64
	period    string
	several   bool // of more than one period
}

func (c *columns) first(s *seen) {
	x := c.last
	if x == nil || s.Key.Measure != c.of {
		x = c.state(s)
	}
	x.count++
	x.several = x.several || s.Period != x.period
	v := s.Value
	switch {
	case math.IsNaN(v):
		x.missing++
		return
	case v == 0:
		x.zeros++
	case v > 0 && v <= 1:
		x.fractions++
	}
	x.low, x.high = min(x.low, v), max(x.high, v)
}

// state is that of the observation's measure.
func (c *columns) state(s *seen) *columnState {
	x, ok := c.states[s.Key.Measure]
	if !ok {
		if c.states == nil {
			c.states = map[string]*columnState{}
		}
		x = &columnState{unit: s.Key.Unit, low: math.Inf(1), high: math.Inf(-1), period: s.Period}
		c.states[s.Key.Measure] = x
		c.order = append(c.order, s.Key.Measure)
	}
	c.last, c.of = x, s.Key.Measure
	return x
}

// again: what is not loaded was counted.
func (c *columns) again(changed bool) bool {
	if changed {
		*c = columns{}
	}
	return changed
}

func (c *columns) second(s *seen) { c.first(s) }

func (c *columns) findings() []finding {
	var out []finding
	say := func(rule, message string, args ...any) {
		out = append(out, finding{rule: rule, at: -1, kind: fmt.Sprintf(message, args...)})
	}
	for _, measure := range c.order {
		x := c.states[measure]
		known := x.count - x.missing
		switch {
		case known == 0 && x.count >= enoughValues:
			say("all-missing", "%s: none of its %d cells holds a value", measure, x.count)
		case known >= enoughValues && x.several && x.low == x.high:
			say("constant", "%s: all %d values are %v", measure, known, x.low)
		case x.unit == "pct" && x.fractions >= enoughValues && x.fractions+x.zeros == known:
			say("fractions", "%s: all %d values that are not zero lie between 0 and 1; percentages are expected", measure, x.fractions)
		}
	}
	return out
}
