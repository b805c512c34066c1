package diagnosis

import (
	"math"
	"math/rand/v2"
	"slices"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/shortage"
)

// work is the buffers of a panel in the making; they grow and are used again by
// the next panel. Methods are those that can be run, units those shown.
type work struct {
	o        Options
	methods  []Method
	raters   []Rater
	place    []int // of each method in the engine's list
	shown    []int // units, by number in the panel
	column   map[string]int
	inputs   [][]Input   // by column and shown unit
	values   [][]float64 // the point values
	x        [][]float64 // of a draw
	needs    [][]int     // columns by method
	value    [][]float64 // point answers by method and unit
	class    [][]int8
	rank     [][]float64
	draws    [][]float64 // values of all draws, by method; unit after unit
	classes  [][]uint32  // counts by method; unit after unit
	ranks    [][]uint32
	verdict  [][]shortage.Verdict // by method and class
	verdicts []uint32             // counts of k of n by unit
	taus     [][]float64
}

// place is a unit in a ranking to be sorted.
type place struct {
	value float64
	unit  int
}

// start lays out the buffers for a panel.
func (e *Engine) start(panel Panel, shown []int) *work {
	w := &e.work
	w.o, w.shown, w.column = e.o, shown, map[string]int{}
	w.methods, w.raters, w.place, w.needs = nil, nil, nil, nil
	for k, m := range e.methods {
		if e.raters[k] != nil && len(m.missing(panel)) == 0 {
			w.methods, w.raters, w.place = append(w.methods, m), append(w.raters, e.raters[k]), append(w.place, k)
		}
	}
	w.inputs, w.values, w.x = nil, nil, nil
	for _, m := range w.methods {
		var columns []int
		for _, id := range m.Needs {
			j, ok := w.column[id]
			if !ok {
				j = len(w.inputs)
				w.column[id] = j
				column, values := make([]Input, len(shown)), make([]float64, len(shown))
				for s, i := range shown {
					column[s], values[s] = panel.Inputs[id][i], panel.Inputs[id][i].Value
				}
				w.inputs, w.values, w.x = append(w.inputs, column), append(w.values, values), append(w.x, slices.Clone(values))
			}
			columns = append(columns, j)
		}
		w.needs = append(w.needs, columns)
	}
	n, m := len(shown), len(w.methods)
	w.value, w.rank, w.class = rows[float64](w.value, m, n), rows[float64](w.rank, m, n), rows[int8](w.class, m, n)
	w.draws, w.ranks = rows[float64](w.draws, m, n*e.o.Draws), rows[uint32](w.ranks, m, n*(n+1))
	w.classes, w.verdict = rows[uint32](w.classes, m, 0), make([][]shortage.Verdict, m)
	for k, method := range w.methods {
		w.classes[k] = row(w.classes[k], n*len(method.Classes))
		for c := range method.Classes {
			w.verdict[k] = append(w.verdict[k], method.says(int8(c)))
		}
	}
	w.verdicts = row(w.verdicts, n*(m+1)*(m+1))
	w.taus = rows[float64](w.taus, m*m, 0)
	return w
}

// row is a buffer of n zeros.
func row[T any](buffer []T, n int) []T {
	buffer = slices.Grow(buffer[:0], n)[:n]
	clear(buffer)
	return buffer
}

func rows[T any](buffers [][]T, m, n int) [][]T {
	for len(buffers) < m {
		buffers = append(buffers, nil)
	}
	buffers = buffers[:m]
	for k := range buffers {
		buffers[k] = row(buffers[k], n)
	}
	return buffers
}

// of are the columns of a method.
func (w *work) of(x [][]float64, k int, buffer [][]float64) [][]float64 {
	buffer = buffer[:0]
	for _, j := range w.needs[k] {
		buffer = append(buffer, x[j])
	}
	return buffer
}

// point rates the point values.
func (w *work) point() error {
	for k := range w.methods {
		if err := w.raters[k].Rate(w.of(w.values, k, nil), w.value[k], w.class[k]); err != nil {
			return err
		}
		rankTo(w.rank[k], w.value[k], w.methods[k].LowIsShort, nil)
	}
	return nil
}

// rankTo ranks values, 1 the most short; equal ones share the best place, and
// missing ones have none. order is that of an earlier draw, empty at first: draws
// of the same units are nearly in order, so that insertion takes few steps, and
// the order of equal values does not matter.
func rankTo(rank, value []float64, lowIsShort bool, order []place) []place {
	if len(order) == 0 {
		for i := range value {
			order = append(order, place{unit: i})
		}
	}
	sign := -1.0
	if lowIsShort {
		sign = 1
	}
	for at := range order {
		p := place{sign * value[order[at].unit], order[at].unit}
		if p.value != p.value {
			p.value = math.Inf(1) // last
		}
		to := at
		for to > 0 && order[to-1].value > p.value {
			order[to] = order[to-1]
			to--
		}
		order[to] = p
	}
	for at, p := range order {
		switch {
		case value[p.unit] != value[p.unit]:
			rank[p.unit] = math.NaN()
		case at > 0 && p.value == order[at-1].value:
			rank[p.unit] = rank[order[at-1].unit]
		default:
			rank[p.unit] = float64(at + 1)
		}
	}
	return order
}

// simulate draws inputs and rates them by all methods.
func (w *work) simulate(rng *rand.Rand) error {
	n, m := len(w.shown), len(w.methods)
	drawers := make([]drawer, 0, n*len(w.inputs))
	for _, column := range w.inputs {
		for _, in := range column {
			drawers = append(drawers, in.drawer())
		}
	}
	value, class := make([]float64, n), make([]int8, n)
	ranks, orders := rows[float64](nil, m, n), make([][]place, m)
	says := make([]int, 2*n) // k and n by unit
	var columns [][]float64
	for d := range w.o.Draws {
		for j, x := range w.x {
			for s := range x {
				x[s] = drawers[j*n+s].draw(rng)
			}
		}
		clear(says)
		for k, method := range w.methods {
			columns = w.of(w.x, k, columns)
			if err := w.raters[k].Rate(columns, value, class); err != nil {
				return err
			}
			orders[k] = rankTo(ranks[k], value, method.LowIsShort, orders[k])
			w.count(k, d, value, class, ranks[k], says)
		}
		for s := range n {
			w.verdicts[(s*(m+1)+says[2*s+1])*(m+1)+says[2*s]]++
		}
		if d < w.o.TauDraws {
			w.eachPair(func(pair, a, b int) {
				if tau, _ := agreement.TauB(ranks[a], ranks[b]); !math.IsNaN(tau) {
					w.taus[pair] = append(w.taus[pair], tau)
				}
			})
		}
	}
	return nil
}

// count notes the answers of a method in a draw.
func (w *work) count(k, d int, value []float64, class []int8, rank []float64, says []int) {
	n, classes := len(w.shown), len(w.methods[k].Classes)
	for s, v := range value {
		w.draws[k][s*w.o.Draws+d] = v
		if rank[s] == rank[s] {
			w.ranks[k][s*(n+1)+int(rank[s])]++
		}
		if class[s] >= 0 {
			w.classes[k][s*classes+int(class[s])]++
		}
		if class[s] < 0 {
			continue
		}
		switch w.verdict[k][class[s]] {
		case shortage.Yes:
			says[2*s]++
			says[2*s+1]++
		case shortage.No:
			says[2*s+1]++
		}
	}
}

// eachPair goes over the pairs of methods in their order.
func (w *work) eachPair(do func(pair, a, b int)) {
	for a := range w.methods {
		for b := a + 1; b < len(w.methods); b++ {
			do(a*len(w.methods)+b, a, b)
		}
	}
}
