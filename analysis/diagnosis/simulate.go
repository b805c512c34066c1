package diagnosis

import (
	"math"
)

// simulate draws inputs and rates them by all methods.
func (w *work) simulate() error {
	n, m := len(w.shown), len(w.methods)
	class := make([]int8, n)
	constant, says := make([]uint32, n), make([]uint32, n)
	for _, r := range w.methods {
		if r.exact {
			r.count(r.class, constant, uint32(w.o.Draws))
			copy(r.order, r.points)
			r.countRanks(uint32(w.o.Draws))
			r.ordering.take(r.order)
		}
	}
	moving := w.moving()
	for d := range w.o.Draws {
		for k, c := range moving {
			c.draw(w.noise.of(k, d), w.exp)
		}
		copy(says, constant)
		for _, r := range w.methods {
			if r.exact {
				continue
			}
			value := r.draws[d*n : (d+1)*n]
			if err := r.rule.RateTo(value, class, r.x); err != nil {
				return err
			}
			r.count(class, says, 1)
			copy(r.order, r.points) // a draw is nearer to the point than to the draw before
			r.order.Take(value, r.sign())
			r.countRanks(1)
			if d < w.o.TauDraws {
				r.ordering.take(r.order)
			}
		}
		for s, v := range says {
			w.verdicts[(s*(m+1)+int(v%yes))*(m+1)+int(v/yes)]++
		}
		if d < w.o.TauDraws {
			w.countTaus()
		}
	}
	return nil
}

// moving are the columns that are drawn, with the numbers to draw them by.
func (w *work) moving() []*column {
	var out []*column
	var ids []string
	var widths []int
	for _, c := range w.columns {
		if !c.moves {
			continue
		}
		width := len(c.x)
		if c.common {
			width = 1
		}
		out, ids, widths = append(out, c), append(ids, c.id), append(widths, width)
	}
	w.noise.prepare(ids, widths)
	return out
}

// count notes the classes of a draw, which stands for so many, and adds the
// verdicts of it to those of the other methods.
func (r *running) count(class []int8, says []uint32, draws uint32) {
	width := len(r.Classes) + 1
	for s, c := range class {
		r.classes[s*width+int(c)+1] += draws
		says[s] += r.verdict[c+1]
	}
}

// countRanks notes the ranks of a draw in order.
func (r *running) countRanks(draws uint32) {
	width, rank := len(r.order)+1, 1
	for k, p := range r.order {
		if math.IsInf(p.Value, 1) {
			return
		}
		if k > 0 && p.Value > r.order[k-1].Value {
			rank = k + 1
		}
		r.ranks[int(p.At)*width+rank] += draws
	}
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
