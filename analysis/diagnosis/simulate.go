package diagnosis

import (
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// together are the draws of which all columns are drawn before a method rates them one
// after the other: a method's code and counts stay at hand.
const together = 16

// simulate draws inputs and rates them by all methods.
func (w *work) simulate() error {
	n, m := len(w.shown), len(w.methods)
	always, says := newVerdicts(n), make([]verdicts, together) // always: of methods that no draw moves
	for b := range says {
		says[b] = newVerdicts(n)
	}
	for _, r := range w.methods {
		if r.exact {
			r.countAlways(uint32(w.o.Draws))
			always.add(r, r.class)
			r.order(r.value)
			r.ordering.take(r.ahead)
		}
	}
	z, moving := w.moving()
	for d, draws := 0, 0; d < w.o.Draws; d += draws {
		draws = min(together, w.o.Draws-d)
		if d < w.o.TauDraws {
			draws = 1 // of which the orders of all methods are held against each other
		}
		for _, c := range moving {
			c.draw(z, d, draws)
		}
		for _, v := range says[:draws] {
			v.copy(always)
		}
		for _, r := range w.methods {
			if !r.exact {
				if err := r.rateDraws(d, says[:draws]); err != nil {
					return err
				}
			}
		}
		for _, v := range says[:draws] {
			for s := range n {
				w.verdicts[(s*(m+1)+int(v.given[s]))*(m+1)+int(v.yes[s])]++
			}
		}
		if d < w.o.TauDraws {
			w.countTaus()
		}
	}
	for _, r := range w.methods {
		r.addTally()
	}
	return nil
}

// rateDraws rates the draws from one on, and adds to what methods say in each.
func (r *running) rateDraws(first int, says []verdicts) error {
	n := len(r.value)
	for b, v := range says {
		for j, c := range r.moving {
			if c != nil {
				r.x[j] = c.x[b*n : (b+1)*n]
			}
		}
		value := r.draws[(first+b)*n:][:n]
		if err := r.rule.RateTo(value, r.classOf[:n], r.x); err != nil {
			return err
		}
		lanes.TallyTo(r.tally, r.classOf)
		v.add(r, r.classOf)
		r.order(value)
		r.countRanks()
	}
	if r.tallied += len(says); r.tallied > math.MaxUint8-together {
		r.addTally()
	}
	if len(says) == 1 {
		r.ordering.take(r.ahead)
	}
	return nil
}

// verdicts are the numbers of methods by unit: that say shortage, and that say anything.
type verdicts struct{ yes, given []uint8 }

func newVerdicts(units int) verdicts {
	return verdicts{make([]uint8, lanes.Lines(units)), make([]uint8, lanes.Lines(units))}
}

func (v verdicts) copy(from verdicts) {
	copy(v.yes, from.yes)
	copy(v.given, from.given)
}

// add counts what a method says of classes.
func (v verdicts) add(r *running, class []int8) {
	lanes.AddTo(v.yes, class, &r.yes)
	lanes.AddTo(v.given, class, &r.given)
}

// moving are the columns that are drawn, with the numbers to draw them by.
func (w *work) moving() (*numbers, []*column) {
	var out []*column
	var ids []string
	var widths []int
	for _, c := range w.columns {
		if !c.moves {
			continue
		}
		width := len(c.inputs)
		if c.common {
			width = 1
		}
		out, ids, widths = append(out, c), append(ids, c.id), append(widths, width)
	}
	z, at := w.noise.prepare(ids, widths)
	for k, c := range out {
		c.noise = at[k]
	}
	return z, out
}

// countAlways notes classes and ranks of a method whose answers are the same in all draws.
func (r *running) countAlways(draws uint32) {
	line, n := len(r.class), len(r.value)
	for i, c := range r.class {
		if c >= 0 {
			r.classes[int(c)*line+i] = draws
		}
	}
	for i, rank := range r.rank {
		if rank == rank {
			r.ranks[i*(n+1)+int(rank)] = draws
		}
	}
}

// countRanks notes the ranks of a draw, 0 for a unit without a value.
func (r *running) countRanks() {
	of, width := 1, len(r.ahead)+1
	for _, k := range r.ahead {
		r.ranks[of+int(k)]++
		of += width
	}
}

// addTally adds the classes of the last draws to those of all.
func (r *running) addTally() {
	for i, k := range r.tally {
		r.classes[i] += uint32(k)
	}
	clear(r.tally)
	r.tallied = 0
}

func (w *work) countTaus() {
	w.eachPair(func(pair int, a, b *running) {
		if tau := a.ordering.tau(b.ordering); !math.IsNaN(tau) {
			w.taus[pair] = append(w.taus[pair], tau)
		}
	})
}

// eachPair goes over the pairs of methods in their order.
func (w *work) eachPair(do func(pair int, a, b *running)) {
	for a := range w.methods {
		for b := a + 1; b < len(w.methods); b++ {
			do(a*len(w.methods)+b, w.methods[a], w.methods[b])
		}
	}
}
