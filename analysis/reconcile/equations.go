package reconcile

import (
	"fmt"
	"math"
)

// Equation says that one series is the sum of others, by their places.
type Equation struct {
	Whole int
	Parts []int
}

// Equations tie series that share no common bottom: published tables with the
// same total by industry and by occupation, but not by both. With the equations
// as rows of C, +1 for the whole and -1 for the parts,
//
//	x = y - W C' (C W C')^-1 C y
//
// is the series nearest to y, by squares over the variances W, for which all of
// them hold; for a hierarchy it is what weighted least squares by W give.
// Equations may follow from each other.
type Equations struct {
	n    int
	all  []Equation
	c, t *csr
}

// NewEquations ties n series.
func NewEquations(n int, all []Equation) (*Equations, error) {
	c := &csr{cols: n, rows: len(all), start: []int{0}}
	for k, e := range all {
		seen := map[int]bool{e.Whole: true}
		c.col, c.val = append(c.col, int32(e.Whole)), append(c.val, 1)
		for _, p := range e.Parts {
			if seen[p] {
				return nil, fmt.Errorf("%w: equation %d has series %d twice", ErrHierarchy, k+1, p+1)
			}
			seen[p] = true
			c.col, c.val = append(c.col, int32(p)), append(c.val, -1)
		}
		for i := range seen {
			if i < 0 || i >= n {
				return nil, fmt.Errorf("%w: equation %d names series %d of %d", ErrHierarchy, k+1, i+1, n)
			}
		}
		if len(e.Parts) == 0 {
			return nil, fmt.Errorf("%w: equation %d has no parts", ErrHierarchy, k+1)
		}
		c.start = append(c.start, len(c.col))
	}
	return &Equations{n, all, c, c.transposed()}, nil
}

// Equations hold where the gap is at most tight, or at most closed after so many
// passes, over the largest of their terms.
const (
	tight, closed = 1e-13, 1e-9
	passes        = 6
)

// Reconcile gives the values, series x columns, for which the equations hold,
// with a variance for every series: zero keeps a series as it is. With
// nonNegative, values that would fall below zero are held there, one set after
// the other until none does: they are then non-negative, but not always the
// nearest such values.
func (e *Equations) Reconcile(y Matrix, variances []float64, nonNegative bool) (Matrix, error) {
	if y.Rows != e.n || len(variances) != e.n {
		return Matrix{}, fmt.Errorf("%w: %d rows and %d variances for %d series", ErrOptions, y.Rows, len(variances), e.n)
	}
	for i, v := range variances {
		if !(v >= 0) || math.IsInf(v, 1) {
			return Matrix{}, fmt.Errorf("%w: variance of series %d is %v", ErrOptions, i+1, v)
		}
	}
	if i, k, bad := y.firstBad(); bad {
		return Matrix{}, fmt.Errorf("%w: series %d in column %d is %v", ErrOptions, i+1, k+1, y.At(i, k))
	}
	out := NewMatrix(y.Rows, y.Cols)
	free := e.factor(variances)
	for k := range y.Cols {
		x, w, f := column(y, k), append([]float64(nil), variances...), free
		for {
			if err := e.solve(x.Data, w, f); err != nil {
				return Matrix{}, fmt.Errorf("column %d: %w", k+1, err)
			}
			if !nonNegative || !hold(x.Data, w) {
				break
			}
			for i := range x.Data {
				x.Data[i] = y.At(i, k)
				if w[i] == 0 && variances[i] > 0 {
					x.Data[i] = 0 // held
				}
			}
			f = e.factor(w)
		}
		for i, v := range x.Data {
			out.Set(i, k, v)
		}
	}
	return out, nil
}

// hold takes what is negative and may move to zero and keeps it there; it says
// whether there was any.
func hold(x, w []float64) bool {
	any := false
	for i, v := range x {
		if v < 0 && w[i] > 0 {
			x[i], w[i], any = 0, 0, true
		}
	}
	return any
}

// pivoted is the Cholesky factor of the independent equations among those of
// C W C', each divided by its size.
type pivoted struct {
	rows []int     // the equations, in the order of the pivots
	size []float64 // 1 / sqrt of the diagonal, 0 where nothing may move
	l    []float64 // rows x rows, lower
}

// dependent is the part of an equation that the others must leave for it to count
// as one of its own: rounding leaves some 1e-15.
const dependent = 1e-11

// factor is a Cholesky decomposition with the largest pivot first, which stops
// where the other equations follow from those taken (Higham 2002, Accuracy and
// stability of numerical algorithms, 10.3).
func (e *Equations) factor(w []float64) *pivoted {
	n := e.c.rows
	f := &pivoted{size: make([]float64, n)}
	e.c.squaredTo(f.size, w)
	left := make([]float64, n)
	for k, v := range f.size {
		if v > 0 {
			f.size[k], left[k] = 1/math.Sqrt(v), 1
		}
	}
	var columns [][]float64 // column j of the factor over all equations
	dense := make([]float64, e.n)
	for {
		best := -1
		for k, v := range left {
			if v > dependent && (best < 0 || v > left[best]) {
				best = k
			}
		}
		if best < 0 {
			break
		}
		column := make([]float64, n)
		cols, vals := e.c.row(best)
		for q, i := range cols {
			dense[i] = vals[q] * w[i]
		}
		root := math.Sqrt(left[best])
		for k := range n {
			if left[k] == 0 {
				continue
			}
			sum := 0.0
			other, by := e.c.row(k)
			for q, i := range other {
				sum += by[q] * dense[i]
			}
			sum *= f.size[k] * f.size[best]
			for _, c := range columns {
				sum -= c[k] * c[best]
			}
			column[k] = sum / root
		}
		for _, i := range cols {
			dense[i] = 0
		}
		for k := range left {
			if left[k] > 0 {
				left[k] = max(left[k]-column[k]*column[k], 0)
			}
		}
		left[best], column[best] = 0, root
		f.rows = append(f.rows, best)
		columns = append(columns, column)
	}
	r := len(f.rows)
	f.l = make([]float64, r*r)
	for a, k := range f.rows {
		for b := range a + 1 {
			f.l[a*r+b] = columns[b][k]
		}
	}
	return f
}

// solveTo sets u, by equation, to the solution for the right-hand sides d.
func (f *pivoted) solveTo(u, d []float64) {
	r := len(f.rows)
	z := make([]float64, r)
	for a, k := range f.rows {
		sum := d[k] * f.size[k]
		for b := range a {
			sum -= f.l[a*r+b] * z[b]
		}
		z[a] = sum / f.l[a*r+a]
	}
	clear(u)
	for a := r - 1; a >= 0; a-- {
		sum := z[a]
		for b := a + 1; b < r; b++ {
			sum -= f.l[b*r+a] * z[b]
		}
		z[a] = sum / f.l[a*r+a]
		u[f.rows[a]] = z[a] * f.size[f.rows[a]]
	}
}

// solve moves x to the nearest values for which the equations hold, in a few
// passes: each takes away what rounding left.
func (e *Equations) solve(x, w []float64, f *pivoted) error {
	d, u, b := make([]float64, e.c.rows), make([]float64, e.c.rows), make([]float64, e.n)
	for range passes {
		if e.gap(x) <= tight {
			return nil
		}
		e.c.mulTo(d, x, 1)
		f.solveTo(u, d)
		e.t.mulTo(b, u, 1)
		for i := range x {
			x[i] -= w[i] * b[i]
		}
	}
	if gap := e.gap(x); gap > closed {
		return fmt.Errorf("%w: a gap of %.1e is left: the equations contradict each other where the variances leave nothing to move", ErrNoConvergence, gap)
	}
	return nil
}

// gap is the largest |whole - sum of parts| over the largest term.
func (e *Equations) gap(x []float64) float64 {
	worst := 0.0
	for _, q := range e.all {
		sum, size := x[q.Whole], math.Abs(x[q.Whole])
		for _, p := range q.Parts {
			sum -= x[p]
			size = max(size, math.Abs(x[p]))
		}
		if size > 0 {
			worst = max(worst, math.Abs(sum)/size)
		}
	}
	return worst
}
