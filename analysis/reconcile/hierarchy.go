package reconcile

import (
	"errors"
	"fmt"
	"slices"
)

// Hierarchy says which nodes are sums of which bottom series. Nodes are
// numbered with the aggregates first and the bottom series last, so that node
// Aggregates()+j is bottom series j and the summing matrix is
//
//	S = [A]   A: aggregates x bottom series, sparse
//	    [I]
type Hierarchy struct {
	nodes  []string
	place  map[string]int
	levels []Level
	sums   *csr // A
	back   *csr // A'
	tree   *tree
}

// Level is a group of nodes that stand at the same height: the nodes From to
// To-1. Levels need not cover all aggregates (a summing matrix has no levels but
// the bottom), and the last one is always the bottom.
type Level struct {
	Name     string
	From, To int
}

// ErrHierarchy is wrapped by every refusal of a structure that is none.
var ErrHierarchy = errors.New("not a hierarchy")

// bottomLevel is the name of the last level where a file gives none.
const bottomLevel = "bottom"

// newHierarchy takes ids of aggregates and bottom series and the matrix of sums.
func newHierarchy(aggregates, bottom []string, sums *csr, levels []Level) (*Hierarchy, error) {
	h := &Hierarchy{nodes: append(slices.Clone(aggregates), bottom...), sums: sums, back: sums.transposed()}
	h.place = make(map[string]int, len(h.nodes))
	for i, id := range h.nodes {
		if j, twice := h.place[id]; twice {
			return nil, fmt.Errorf("%w: node %q stands twice, as node %d and node %d", ErrHierarchy, id, j+1, i+1)
		}
		h.place[id] = i
	}
	if len(bottom) == 0 {
		return nil, fmt.Errorf("%w: no bottom series", ErrHierarchy)
	}
	h.levels = levels
	if len(levels) == 0 || levels[len(levels)-1].To != len(h.nodes) {
		h.levels = append(slices.Clone(levels), Level{bottomLevel, len(aggregates), len(h.nodes)})
	}
	h.tree = plant(sums)
	return h, nil
}

// New is the hierarchy with the given aggregates, each the plain sum of the
// bottom series whose places sums lists.
func New(aggregates, bottom []string, sums [][]int) (*Hierarchy, error) {
	if len(sums) != len(aggregates) {
		return nil, fmt.Errorf("%w: %d aggregates but %d sums", ErrHierarchy, len(aggregates), len(sums))
	}
	c := &csr{rows: len(aggregates), cols: len(bottom), start: make([]int, 1, len(aggregates)+1)}
	for i, parts := range sums {
		sorted := slices.Sorted(slices.Values(parts))
		if len(sorted) == 0 {
			return nil, fmt.Errorf("%w: %q is the sum of nothing", ErrHierarchy, aggregates[i])
		}
		for k, j := range sorted {
			if j < 0 || j >= len(bottom) || k > 0 && j == sorted[k-1] {
				return nil, fmt.Errorf("%w: %q: bottom series %d is unknown or counted twice", ErrHierarchy, aggregates[i], j)
			}
			c.col = append(c.col, int32(j))
		}
		c.start = append(c.start, len(c.col))
	}
	return newHierarchy(aggregates, bottom, c, nil)
}

// Nodes are the ids of all nodes, aggregates first. The slice must not be changed.
func (h *Hierarchy) Nodes() []string { return h.nodes }

// Len is the number of nodes.
func (h *Hierarchy) Len() int { return len(h.nodes) }

// Aggregates is the number of nodes that are sums.
func (h *Hierarchy) Aggregates() int { return h.sums.rows }

// Bottom is the number of bottom series.
func (h *Hierarchy) Bottom() int { return h.sums.cols }

// Node is the place of a node.
func (h *Hierarchy) Node(id string) (int, bool) {
	i, ok := h.place[id]
	return i, ok
}

// Levels are the groups of nodes, coarse to fine, the bottom last.
func (h *Hierarchy) Levels() []Level { return h.levels }

// IsTree says whether every node has at most one parent: sums are then nested
// and reconciled exactly in one sweep. Crossed groupings are not.
func (h *Hierarchy) IsTree() bool { return h.tree != nil }

// Counts are the numbers of bottom series in every node, one for the bottom
// series themselves; weighted sums count by the absolute values of the weights.
func (h *Hierarchy) Counts() []float64 {
	out := make([]float64, h.Len())
	for i := range h.sums.rows {
		cols, vals := h.sums.row(i)
		out[i] = float64(len(cols))
		if vals != nil {
			out[i] = 0
			for _, v := range vals {
				out[i] += max(v, -v)
			}
		}
	}
	for j := h.sums.rows; j < len(out); j++ {
		out[j] = 1
	}
	return out
}

// Aggregate makes all nodes of the bottom series.
func (h *Hierarchy) Aggregate(bottom Matrix) (Matrix, error) {
	if bottom.Rows != h.Bottom() {
		return Matrix{}, fmt.Errorf("aggregate: %d rows for %d bottom series", bottom.Rows, h.Bottom())
	}
	out := NewMatrix(h.Len(), bottom.Cols)
	copy(out.Data[h.sums.rows*bottom.Cols:], bottom.Data)
	h.aggregateTo(out)
	return out, nil
}

// aggregateTo sets the aggregates of m to the sums of its bottom rows.
func (h *Hierarchy) aggregateTo(m Matrix) {
	a := h.sums.rows
	if h.tree != nil {
		h.tree.sumTo(m)
		return
	}
	h.sums.mulTo(m.Data[:a*m.Cols], m.Data[a*m.Cols:], m.Cols)
}

// Incoherence is the largest |aggregate - sum of its parts| over the largest
// value the aggregate or its parts have in that column: 0 where everything adds up.
func (h *Hierarchy) Incoherence(m Matrix) float64 {
	a, worst := h.sums.rows, 0.0
	for i := range a {
		cols, vals := h.sums.row(i)
		for k := range m.Cols {
			sum, size := 0.0, max(m.At(i, k), -m.At(i, k))
			for p, j := range cols {
				v := m.At(a+int(j), k)
				if vals != nil {
					v *= vals[p]
				}
				sum += v
				size = max(size, v, -v)
			}
			if gap := max(m.At(i, k)-sum, sum-m.At(i, k)); size > 0 {
				worst = max(worst, gap/size)
			}
		}
	}
	return worst
}
