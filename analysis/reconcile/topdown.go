package reconcile

import (
	"fmt"
	"math"
)

// shares takes forecasts of some nodes down to the bottom.
type shares struct {
	h     *Hierarchy
	from  []int     // the nodes that are shared out; together they hold every bottom series once
	of    []int32   // the node of every bottom series among from
	fixed []float64 // share of every bottom series in its node; nil: as the forecasts are
}

// newShares prepares the top-down and middle-out methods (Gross & Sohl 1990,
// Journal of Forecasting 9, 233-254; Hyndman & Athanasopoulos, Forecasting:
// principles and practice, 3rd edition, 11.2).
func newShares(h *Hierarchy, o Options) (*shares, error) {
	s := &shares{h: h}
	way := o.Method
	var err error
	if way == MiddleOut {
		if way = o.Down; way == "" {
			way = TopDownForecastProportions
		}
		s.from, err = levelNodes(h, o.Level)
	} else {
		s.from, err = totals(h)
	}
	if err != nil {
		return nil, err
	}
	for _, i := range s.from {
		if o.Absent != nil && o.Absent[i] {
			return nil, fmt.Errorf("%w: %q is shared out and has no base forecast", ErrOptions, h.nodes[i])
		}
	}
	if s.of, err = holders(h, s.from); err != nil {
		return nil, err
	}
	switch way {
	case TopDownForecastProportions:
		if h.tree == nil {
			return nil, fmt.Errorf("%w: %s needs a tree; on crossed groupings use %s or %s", ErrOptions, way, TopDownAverageProportions, TopDownProportionsOfAverages)
		}
		if o.Absent != nil {
			return nil, fmt.Errorf("%w: %s needs a base forecast of every node", ErrOptions, way)
		}
	case TopDownAverageProportions, TopDownProportionsOfAverages:
		s.fixed, err = s.proportions(o.History, way)
	default:
		err = fmt.Errorf("%w: %q is no way down: use %s, %s or %s", ErrOptions, way, TopDownForecastProportions, TopDownAverageProportions, TopDownProportionsOfAverages)
	}
	return s, err
}

// totals are the nodes of a top-down method: the one that holds all, or the
// roots of a forest.
func totals(h *Hierarchy) ([]int, error) {
	for i := range h.sums.rows {
		if cols, _ := h.sums.row(i); len(cols) == h.Bottom() {
			return []int{i}, nil
		}
	}
	if h.tree == nil {
		return nil, fmt.Errorf("%w: no node holds all bottom series", ErrOptions)
	}
	var roots []int
	for i, p := range h.tree.parent {
		if p < 0 {
			roots = append(roots, i)
		}
	}
	return roots, nil
}

func levelNodes(h *Hierarchy, name string) ([]int, error) {
	var known []string
	for _, l := range h.levels {
		if l.Name != name {
			known = append(known, l.Name)
			continue
		}
		var nodes []int
		for i := l.From; i < l.To; i++ {
			nodes = append(nodes, i)
		}
		return nodes, nil
	}
	return nil, fmt.Errorf("%w: no level %q to start from: use one of %q", ErrOptions, name, known)
}

// holders finds for every bottom series the node among from that holds it.
func holders(h *Hierarchy, from []int) ([]int32, error) {
	of := make([]int32, h.Bottom())
	for j := range of {
		of[j] = -1
	}
	for k, i := range from {
		cols := []int32{int32(i - h.sums.rows)}
		if i < h.sums.rows {
			cols, _ = h.sums.row(i)
		}
		for _, j := range cols {
			if of[j] >= 0 {
				return nil, fmt.Errorf("%w: bottom series %q lies in both %q and %q", ErrOptions, h.nodes[h.sums.rows+int(j)], h.nodes[from[of[j]]], h.nodes[i])
			}
			of[j] = int32(k)
		}
	}
	for j, k := range of {
		if k < 0 {
			return nil, fmt.Errorf("%w: bottom series %q lies in no node that is shared out", ErrOptions, h.nodes[h.sums.rows+j])
		}
	}
	return of, nil
}

// proportions of the bottom series in their nodes over the past: the mean of
// y_j / y_node over periods, or the mean of y_j over the mean of y_node. Periods
// in which one of the two is missing, or the node is zero, do not count.
func (s *shares) proportions(past Matrix, way Method) ([]float64, error) {
	a, m := s.h.sums.rows, s.h.Bottom()
	if past.Rows != s.h.Len() || past.Cols == 0 {
		return nil, fmt.Errorf("%w: %s needs the history of all %d nodes, not %d x %d", ErrOptions, way, s.h.Len(), past.Rows, past.Cols)
	}
	out := make([]float64, m)
	sums := make([]float64, len(s.from))
	for j := range m {
		part, whole := past.Row(a+j), past.Row(s.from[s.of[j]])
		top, bottom, ratio, n := 0.0, 0.0, 0.0, 0.0
		for t, v := range part {
			if w := whole[t]; !math.IsNaN(v) && !math.IsNaN(w) && w != 0 {
				top, bottom, ratio, n = top+v, bottom+w, ratio+v/w, n+1
			}
		}
		switch {
		case n == 0 || bottom == 0:
			return nil, fmt.Errorf("%w: %q has no period in which its share of %q is known", ErrOptions, s.h.nodes[a+j], s.h.nodes[s.from[s.of[j]]])
		case way == TopDownAverageProportions:
			out[j] = ratio / n
		default:
			out[j] = top / bottom
		}
		sums[s.of[j]] += out[j]
	}
	// Shares of complete series add up to one already; gaps must not lose a part.
	for j := range out {
		if sum := sums[s.of[j]]; sum != 0 {
			out[j] /= sum
		}
	}
	return out, nil
}

// reconcileTo sets the bottom rows of dst.
func (s *shares) reconcileTo(dst, y Matrix) {
	a := s.h.sums.rows
	if s.fixed != nil {
		for j, share := range s.fixed {
			to := dst.Row(a + j)
			for h, v := range y.Row(s.from[s.of[j]]) {
				to[h] = share * v
			}
		}
		return
	}
	t := s.h.tree
	count := make([]float64, t.a)
	sum := NewMatrix(t.a, y.Cols)
	for i, p := range t.parent {
		if p >= 0 {
			count[p]++
			to := sum.Row(int(p))
			for h, v := range y.Row(i) {
				to[h] += v
			}
		}
	}
	start := make([]bool, len(t.parent))
	for _, i := range s.from {
		start[i] = true
	}
	below := make([]bool, len(t.parent))
	for _, node := range t.order {
		i, p := int(node), int(t.parent[node])
		if start[i] {
			below[i] = true
			copy(dst.Row(i), y.Row(i))
			continue
		}
		if p < 0 || !below[p] {
			continue
		}
		below[i] = true
		to, own, whole, all := dst.Row(i), y.Row(i), dst.Row(p), sum.Row(p)
		for h := range to {
			if all[h] == 0 {
				to[h] = whole[h] / count[p] // no forecast says how: in equal parts
			} else {
				to[h] = whole[h] * own[h] / all[h]
			}
		}
	}
}
