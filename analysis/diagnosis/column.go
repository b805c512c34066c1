package diagnosis

import (
	"math"
	"slices"

	"fabbisogno/analysis/internal/lanes"
)

// column is an input of all units that are shown, ready to be drawn many times.
type column struct {
	inputs []Input
	id     string
	common bool      // one value for all units: drawn once
	noise  int       // its place among the numbers it is drawn by
	x      []float64 // of as many draws as are made together, one after the other; before, the point values
	// middle and spread are on the scale of the input. moves: some unit has a spread;
	// even: all that are known have one, on the same scale.
	middle, spread []float64
	scale          Scale
	moves, even    bool
}

func newColumn(id string, inputs []Input, common bool) *column {
	n := len(inputs)
	c := &column{id: id, inputs: inputs, common: common, x: make([]float64, together*n), middle: make([]float64, n), spread: make([]float64, n), even: true}
	for i, in := range inputs {
		c.x[i] = in.Value
		switch {
		case math.IsNaN(in.Value):
			c.middle[i] = math.NaN()
			continue
		case in.Spread == 0:
			c.middle[i], c.even = in.Value, false
			continue
		case in.Scale == Logit:
			c.middle[i] = logit(in.Value)
		case in.Scale == Log:
			c.middle[i] = math.Log(in.Value)
		default:
			c.middle[i] = in.Value
		}
		c.even = c.even && (!c.moves || c.scale == in.Scale)
		c.spread[i], c.scale, c.moves = in.Spread, in.Scale, true
	}
	return c
}

// values are the point values.
func (c *column) values() []float64 {
	out := make([]float64, len(c.inputs))
	for i, in := range c.inputs {
		out[i] = in.Value
	}
	return out
}

// draw takes the values of some draws from the first on, by numbers of noise.
func (c *column) draw(noise *numbers, first, draws int) {
	n := len(c.inputs)
	for b := range draws {
		x, z := c.x[b*n:(b+1)*n], noise.of(c.noise, first+b)
		switch {
		case c.common:
			v := c.inputs[0].at(float64(z[0]))
			for i := range x {
				x[i] = v
			}
		case c.even:
			lanes.NormalTo(x, c.middle, c.spread, z)
		default:
			for i, in := range c.inputs {
				if x[i] = in.Value; c.spread[i] > 0 {
					x[i] = in.at(float64(z[i]))
				}
			}
		}
	}
	if x := c.x[:draws*n]; c.even && !c.common {
		switch c.scale {
		case Logit:
			lanes.SharesTo(x, x)
		case Log:
			lanes.ExpTo(x, x)
		}
	}
}

// known is how far the point values reach.
func (c *column) known() (lower, upper float64) {
	lower, upper = math.Inf(1), math.Inf(-1)
	for _, in := range c.inputs {
		if !math.IsNaN(in.Value) {
			lower, upper = math.Min(lower, in.Value), math.Max(upper, in.Value)
		}
	}
	if slices.ContainsFunc(c.inputs, func(in Input) bool { return in.Scale == Logit }) {
		lower, upper = 0, 100
	}
	return lower, upper
}
