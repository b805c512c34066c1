package reconcile

import "math"

// complete is the matrix without the columns in which a value is missing.
func complete(r Matrix) Matrix { return columnsKnown(r, nil) }

func columnsKnown(r Matrix, absent []bool) Matrix {
	return columnsKept(r, func(t int) bool {
		for i := range r.Rows {
			if (absent == nil || !absent[i]) && math.IsNaN(r.At(i, t)) {
				return false
			}
		}
		return true
	})
}

// columnsKept is the matrix with the columns for which want says yes.
func columnsKept(r Matrix, want func(t int) bool) Matrix {
	var kept []int
	for t := range r.Cols {
		if want(t) {
			kept = append(kept, t)
		}
	}
	out := NewMatrix(r.Rows, len(kept))
	for i := range r.Rows {
		from, to := r.Row(i), out.Row(i)
		for k, t := range kept {
			to[k] = from[t]
		}
	}
	return out
}

// standardised are the residuals of the periods all nodes have, each node's over
// its root mean square: not centred, as the errors of a forecast with a bias are
// not. A node without errors has zeros.
func standardised(h *Hierarchy, o Options) Matrix {
	s := columnsKnown(o.Residuals, o.Absent)
	for i := range s.Rows {
		row := s.Row(i)
		if o.Absent != nil && o.Absent[i] {
			clear(row)
			continue
		}
		if size := math.Sqrt(meanSquare(row)); size > 0 {
			for t := range row {
				row[t] /= size
			}
		}
	}
	return s
}

// shrinkage is the intensity with which correlations are drawn to zero,
//
//	lambda = sum over i != j of var(r_ij) / sum over i != j of r_ij^2
//
// within 0 to 1, of the standardised errors x of n periods, with
//
//	var(r_ij) = ( sum_t (x_ti x_tj)^2 - (sum_t x_ti x_tj)^2 / n ) / (n (n - 1))
//
// (Schafer & Strimmer 2005, Statistical Applications in Genetics and Molecular
// Biology 4, 32, as used by hts 6.0.3). The sums over pairs of nodes are sums over
// pairs of periods: sum_ij (sum_t x_ti x_tj)^2 is the sum of squares of the n x n
// products of periods, so that 100,000 nodes cost no more than their residuals.
func shrinkage(x Matrix) float64 {
	n := x.Cols
	gram := make([]float64, n*n)         // products of periods over nodes
	squares := make([]float64, n)        // of periods over nodes
	fourth, second, own := 0.0, 0.0, 0.0 // the pairs i = j
	for i := range x.Rows {
		row := x.Row(i)
		sum := 0.0
		for t, v := range row {
			q := v * v
			sum += q
			fourth += q * q
			squares[t] += q
			for u, w := range row[:t+1] {
				gram[t*n+u] += v * w
			}
		}
		second += sum * sum
		own += (sum / float64(n)) * (sum / float64(n))
	}
	all, each := 0.0, 0.0
	for t := range n {
		each += squares[t] * squares[t]
		for u := range t {
			all += 2 * gram[t*n+u] * gram[t*n+u]
		}
		all += gram[t*n+t] * gram[t*n+t]
	}
	periods := float64(n)
	noise := ((each - fourth) - (all-second)/periods) / (periods * (periods - 1))
	signal := all/(periods*periods) - own
	if !(signal > 0) {
		return 1
	}
	return min(max(noise/signal, 0), 1)
}
