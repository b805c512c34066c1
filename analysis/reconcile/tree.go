package reconcile

import (
	"cmp"
	"math"
	"slices"
)

// tree is the nesting of a hierarchy in which no two nodes overlap without one
// lying inside the other (several roots are allowed).
type tree struct {
	a      int     // number of aggregates
	parent []int32 // of every node, -1 for a root
	order  []int32 // all nodes, parents before their children
}

// plant finds the tree of plain nested sums; nil when there is none.
//
// The aggregates that hold a bottom series, largest first, must be a chain in
// which the parent of each is the same for all its bottom series; then each lies
// inside its parent. Equal sums nest in the order in which they stand.
func plant(sums *csr) *tree {
	if sums.val != nil {
		return nil
	}
	a, n := sums.rows, sums.rows+sums.cols
	size := func(i int32) int { return sums.start[i+1] - sums.start[i] }
	bySize := make([]int32, a)
	for i := range bySize {
		bySize[i] = int32(i)
	}
	slices.SortStableFunc(bySize, func(i, j int32) int { return cmp.Compare(size(j), size(i)) })
	const unset = -2
	parent := make([]int32, n)
	for i := range parent {
		parent[i] = unset
	}
	last := make([]int32, sums.cols) // the smallest aggregate so far around each bottom series
	for j := range last {
		last[j] = -1
	}
	for _, i := range bySize {
		cols, _ := sums.row(int(i))
		for _, j := range cols {
			if parent[i] == unset {
				parent[i] = last[j]
			} else if parent[i] != last[j] {
				return nil
			}
			last[j] = i
		}
	}
	t := &tree{a: a, parent: parent, order: bySize}
	for j, p := range last {
		parent[a+j] = p
		t.order = append(t.order, int32(a+j))
	}
	return t
}

// sumTo sets every aggregate to the sum of its children.
func (t *tree) sumTo(m Matrix) {
	clear(m.Data[:t.a*m.Cols])
	for at := len(t.order) - 1; at >= 0; at-- {
		i := int(t.order[at])
		if p := t.parent[i]; p >= 0 {
			to := m.Row(int(p))
			for k, v := range m.Row(i) {
				to[k] += v
			}
		}
	}
}

// gains are what a sweep needs of the variances of the nodes.
type gains struct {
	own   []float64 // weight of an aggregate's own forecast against the sum of its parts
	share []float64 // share of a node in a change of its parent
	below []float64 // variance of a node given its own forecast and all below it
	parts []float64 // sum of below over the children of an aggregate
}

// gains of the variances w. A variance of zero is certainty; +Inf means that the
// node has no forecast of its own. Where certain parts disagree with a certain
// sum the parts win.
func (t *tree) gains(w []float64) gains {
	n := len(t.parent)
	block := make([]float64, 2*n+2*t.a)
	g := gains{own: block[:t.a], parts: block[t.a : 2*t.a], share: block[2*t.a : 2*t.a+n], below: block[2*t.a+n:]}
	for at := n - 1; at >= 0; at-- {
		i := t.order[at]
		g.below[i] = w[i]
		if int(i) < t.a {
			parts := g.parts[i]
			switch {
			case parts == 0:
				g.below[i] = 0
			case math.IsInf(w[i], 1):
				g.below[i] = parts
			default:
				g.own[i] = parts / (w[i] + parts)
				g.below[i] = w[i] * g.own[i]
			}
		}
		if p := t.parent[i]; p >= 0 {
			g.parts[p] += g.below[i]
		}
	}
	for i, p := range t.parent {
		if p >= 0 && g.parts[p] > 0 {
			g.share[i] = g.below[i] / g.parts[p]
		}
	}
	return g
}

// sweepTo sets the columns from up to to of dst to the reconciled values of y:
// the minimum of the sum over all nodes of (y - x)^2 / w over all x that add up,
// exactly, in one pass from the leaves to the roots (what the parts say of a node
// is combined with its own forecast, by precision) and one back (what is known
// from above is shared among the parts, by variance). s is room for the sums of
// the parts, aggregates x (to - from). dst and y may be the same.
//
// The sweep is the Kalman smoother of a tree: Chou, Willsky & Benveniste 1994,
// IEEE Transactions on Automatic Control 39, 464-478, without dynamics.
func (t *tree) sweepTo(dst, y Matrix, from, to int, g gains, s []float64) {
	k := to - from
	clear(s[:t.a*k])
	for at := len(t.order) - 1; at >= 0; at-- {
		i := int(t.order[at])
		mean, own := dst.Row(i)[from:to], y.Row(i)[from:to]
		if i >= t.a {
			copy(mean, own)
		} else {
			gain := g.own[i]
			if gain == 0 {
				copy(mean, s[i*k:(i+1)*k])
			} else {
				for h, sum := range s[i*k : (i+1)*k] {
					mean[h] = sum + gain*(own[h]-sum)
				}
			}
		}
		if p := int(t.parent[i]); p >= 0 {
			up := s[p*k : (p+1)*k]
			for h, v := range mean {
				up[h] += v
			}
		}
	}
	for _, node := range t.order {
		i := int(node)
		p, share := int(t.parent[i]), g.share[i]
		if p < 0 || share == 0 {
			continue
		}
		whole, sum, x := dst.Row(p)[from:to], s[p*k:(p+1)*k], dst.Row(i)[from:to]
		for h := range x {
			x[h] += share * (whole[h] - sum[h])
		}
	}
}
