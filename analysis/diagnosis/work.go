package diagnosis

import (
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/internal/order"
	"fabbisogno/analysis/shortage"
)

// work is the buffers of a panel in the making; they grow and are used again by
// the next panel. Methods are those that can be run, units those shown.
type work struct {
	o        Options
	noise    *noise
	exp      *exponential
	shown    []int // units, by number in the panel
	columns  []*column
	column   map[string]int
	methods  []*running
	draws    [][]float64 // buffers of running.draws
	byUnit   []float64   // the draws of a few units
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
	exact   bool // none of its inputs moves: the point answers are those of every draw
	// The point answers by unit, and their order.
	value  []float64
	class  []int8
	rank   []float64
	points order.Places
	// Of the draws: values, draw after draw, and unit after unit the counts by class
	// (no class first) and by rank.
	draws    []float64
	classes  []uint32
	ranks    []uint32
	verdict  []uint32 // what a class adds to the verdicts of a unit, no class first
	order    order.Places
	ordering *ordering
}

// yes and given are what a verdict adds: one that says shortage, and one given at all.
const (
	given = 1
	yes   = 1 << 16
)

// start lays out the buffers for a panel.
func (e *Engine) start(panel Panel, shown []int) (*work, error) {
	w := &e.work
	w.o, w.shown, w.column, w.columns, w.methods = e.o, shown, map[string]int{}, nil, nil
	if w.noise == nil {
		w.noise, w.exp = newNoise(e.o.Seed, e.o.Draws), newExponential()
	}
	for k, m := range e.methods {
		if e.rules[k] == nil || len(m.missing(panel)) > 0 {
			continue
		}
		r := &running{Method: m, rule: e.rules[k], place: k, exact: true}
		for _, id := range m.Columns {
			j := w.columnOf(panel, id)
			r.columns = append(r.columns, j)
			var x []float64
			if j >= 0 {
				x, r.exact = w.columns[j].x, r.exact && !w.columns[j].moves
				if w.columns[j].moves && slices.Contains(m.Whole, id) {
					return nil, fmt.Errorf("%s has a spread, and method %s takes it in whole numbers: give it without", id, m.ID)
				}
			}
			r.x = append(r.x, x)
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
		r.value, r.class, r.rank, r.points = make([]float64, n), make([]int8, n), make([]float64, n), order.NewPlaces(n)
		if !r.exact {
			w.draws[k] = slices.Grow(w.draws[k][:0], n*e.o.Draws)[:n*e.o.Draws] // every draw writes its own
			r.draws = w.draws[k]
		}
		r.ranks, r.order, r.ordering = make([]uint32, n*(n+1)), order.NewPlaces(n), newOrdering(n)
		r.classes, r.verdict = make([]uint32, n*(len(r.Classes)+1)), make([]uint32, len(r.Classes)+1)
		for c := range r.Classes {
			switch r.says(int8(c)) {
			case shortage.Yes:
				r.verdict[c+1] = yes + given
			case shortage.No:
				r.verdict[c+1] = given
			}
		}
	}
	w.verdicts = row(w.verdicts, n*(m+1)*(m+1))
	w.taus = make([][]float64, m*m)
	return w, nil
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

// sign turns values so that the most short is the smallest.
func (r *running) sign() float64 {
	if r.LowIsShort {
		return 1
	}
	return -1
}

// point rates the point values, which are what columns hold before anything is drawn.
func (w *work) point() error {
	for _, r := range w.methods {
		if err := r.rule.RateTo(r.value, r.class, r.x); err != nil {
			return err
		}
		r.points.Take(r.value, r.sign())
		eachRank(r.points, func(unit int32, rank int) { r.rank[unit] = float64(rank) })
		for i, v := range r.value {
			if math.IsNaN(v) {
				r.rank[i] = math.NaN()
			}
		}
	}
	return nil
}

// eachRank goes over the units that have a value with their ranks, 1 the first;
// equal values share the best.
func eachRank(places order.Places, do func(unit int32, rank int)) {
	rank := 1
	for k, p := range places {
		if math.IsInf(p.Value, 1) {
			return
		}
		if k > 0 && p.Value > places[k-1].Value {
			rank = k + 1
		}
		do(p.At, rank)
	}
}
