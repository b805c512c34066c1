package smallcell

import (
	"fmt"
	"math"
)

// Cell is one cell of a table of rates: Events of Cases. Neither need be whole:
// 34.5 per cent of 120 entries are 41.4 events.
type Cell struct {
	Key    string // of the cell, unique in its table
	Parent string // of the group it is drawn toward; empty when there is one group only
	Cases  float64
	Events float64 // 0 to Cases
}

// HiddenCell is a cell that the source does not show ("-" at Excelsior).
func HiddenCell(key, parent string) Cell {
	return Cell{Key: key, Parent: parent, Cases: math.NaN(), Events: math.NaN()}
}

// FromPct is a cell given by its cases and a rate in per cent. A missing value
// of either gives a hidden cell.
func FromPct(key, parent string, cases, pct float64) Cell {
	if math.IsNaN(cases) || math.IsNaN(pct) {
		return HiddenCell(key, parent)
	}
	return Cell{Key: key, Parent: parent, Cases: cases, Events: cases * pct / 100}
}

// IsHidden says whether cases or events are missing.
func (c Cell) IsHidden() bool { return math.IsNaN(c.Cases) || math.IsNaN(c.Events) }

// Raw is the cell's own rate, events over cases; NaN for a hidden cell and
// without cases.
func (c Cell) Raw() float64 {
	if c.IsHidden() || c.Cases == 0 {
		return math.NaN()
	}
	return c.Events / c.Cases
}

// Effective are the cells with cases and events divided by the design effect:
// raised survey counts say less than as many independent cases (Kish, Survey
// Sampling, 1965: n over the ratio of variances). Rates stay as they are.
func Effective(cells []Cell, designEffect float64) ([]Cell, error) {
	if !(designEffect >= 1) || math.IsInf(designEffect, 0) {
		return nil, fmt.Errorf("take effective cases: design effect %v is not 1 or more", designEffect)
	}
	out := make([]Cell, len(cells))
	for i, c := range cells {
		c.Cases, c.Events = c.Cases/designEffect, c.Events/designEffect
		out[i] = c
	}
	return out, nil
}

func (c Cell) check() error {
	const tolerance = 1e-9 // events from a printed percentage may pass the cases by rounding
	switch {
	case c.IsHidden():
		return nil
	case c.Cases < 0 || math.IsInf(c.Cases, 0):
		return fmt.Errorf("cell %q: %v cases: a count is expected", c.Key, c.Cases)
	case c.Events < 0 || c.Events > c.Cases*(1+tolerance):
		return fmt.Errorf("cell %q: %v events of %v cases: events must lie between 0 and the cases", c.Key, c.Events, c.Cases)
	}
	return nil
}
