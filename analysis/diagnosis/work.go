package diagnosis

import (
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/internal/lanes"
	"fabbisogno/analysis/shortage"
)

// work is the buffers of a panel in the making; they grow and are used again by
// the next panel. Methods are those that can be run, units those shown.
type work struct {
	o        Options
	noise    *noise
	shown    []int // units, by number in the panel
	columns  []*column
	column   map[string]int
	methods  []*running
	draws    [][]float64 // buffers of running.draws
	byUnit   []float64   // the draws of a few units
	room     []float64   // for quantiles
	verdicts []uint32    // counts of k of n by unit
	taus     [][]float64
}

// running is a method at work on a panel.
type running struct {
	Method
	rule    shortage.Rule
	place   int   // in the engine's list
	columns []int // by column of the rule; -1: not on the panel
	x       [][]float64
	moving  []*column // those of them that are drawn, nil for others
	exact   bool      // none of its inputs moves: the point answers are those of every draw
	// The point answers by unit.
	value []float64
	class []int8
	rank  []float64
	// Of the draws: values, draw after draw; class after class the counts by unit, and
	// those of the draws that were not added yet; unit after unit the counts by rank,
	// of draws without one first.
	draws   []float64
	classes []uint32
	tally   []uint8
	tallied int
	ranks   []uint32
	// Of one draw: the classes, and how many units are more short than each, -1 for
	// one without a value.
	classOf  []int8
	ahead    []int32
	ordering *ordering
	// What a class adds to the verdicts of a unit: one that says shortage, and one at all.
	yes, given lanes.Table
}

// start lays out the buffers for a panel.
func (e *Engine) start(panel Panel, shown []int) (*work, error) {
	w := &e.work
	w.o, w.shown, w.column, w.columns, w.methods = e.o, shown, map[string]int{}, nil, nil
	for k, m := range e.methods {
		if e.rules[k] == nil || len(m.missing(panel)) > 0 {
			continue
		}
		r := &running{Method: m, rule: e.rules[k], place: k, exact: true}
		for _, id := range m.Columns {
			j := w.columnOf(panel, id)
			r.columns = append(r.columns, j)
			var x []float64
			var moving *column
			if j >= 0 {
				x = w.columns[j].x[:len(shown)]
				if w.columns[j].moves {
					moving, r.exact = w.columns[j], false
				}
				if moving != nil && slices.Contains(m.Whole, id) {
					return nil, fmt.Errorf("%s has a spread, and method %s takes it in whole numbers: give it without", id, m.ID)
				}
			}
			r.x, r.moving = append(r.x, x), append(r.moving, moving)
		}
		if err := r.rule.Begin(len(shown), panel.past(m.Columns, shown)); err != nil {
			return nil, err
		}
		w.methods = append(w.methods, r)
	}
	n, m := len(shown), len(w.methods)
	for len(w.draws) < m {
		w.draws = append(w.draws, nil)
	}
	for k, r := range w.methods {
		if !r.exact {
			w.draws[k] = slices.Grow(w.draws[k][:0], n*e.o.Draws)[:n*e.o.Draws] // every draw writes its own
			r.draws = w.draws[k]
		}
		r.layOut(n)
	}
	w.verdicts = row(w.verdicts, n*(m+1)*(m+1))
	w.taus = make([][]float64, m*m)
	return w, nil
}

// layOut makes the buffers of a method for so many units.
func (r *running) layOut(units int) {
	line := lanes.Lines(units)
	r.value, r.class, r.rank = make([]float64, units), unrated(units), make([]float64, units)
	r.classOf, r.ahead = unrated(units), make([]int32, units)
	r.classes, r.tally = make([]uint32, line*len(r.Classes)), make([]uint8, line*len(r.Classes))
	r.ranks, r.ordering = make([]uint32, units*(units+1)), newOrdering(units)
	for c := range r.Classes {
		switch r.says(int8(c)) {
		case shortage.Yes:
			r.yes[c], r.given[c] = 1, 1
		case shortage.No:
			r.given[c] = 1
		}
	}
}

// unrated are whole lines of no class, for so many units.
func unrated(units int) []int8 {
	class := make([]int8, lanes.Lines(units))
	for i := range class {
		class[i] = shortage.Unrated
	}
	return class
}

// columnOf is the number of an indicator's column, laid out when it is first asked
// for; -1 when no unit of the panel has it.
func (w *work) columnOf(panel Panel, id string) int {
	if j, ok := w.column[id]; ok {
		return j
	}
	if !panel.has(id) {
		return -1
	}
	inputs := make([]Input, len(w.shown))
	for s, i := range w.shown {
		inputs[s] = panel.input(id, i)
	}
	_, common := panel.Common[id]
	w.column[id] = len(w.columns)
	w.columns = append(w.columns, newColumn(id, inputs, common))
	return w.column[id]
}

// row is a buffer of n zeros.
func row[T any](buffer []T, n int) []T {
	buffer = slices.Grow(buffer[:0], n)[:n]
	clear(buffer)
	return buffer
}

// order counts for each unit the units that are more short.
func (r *running) order(value []float64) {
	if r.LowIsShort {
		lanes.SmallerTo(r.ahead, value)
	} else {
		lanes.LargerTo(r.ahead, value)
	}
}

// point rates the point values, which are what columns hold before anything is drawn.
// Of equal values each has the best of their ranks.
func (w *work) point() error {
	for _, r := range w.methods {
		if err := r.rule.RateTo(r.value, r.class[:len(r.value)], r.x); err != nil {
			return err
		}
		r.order(r.value)
		for i, k := range r.ahead {
			if r.rank[i] = float64(k + 1); k < 0 {
				r.rank[i] = math.NaN()
			}
		}
	}
	return nil
}
