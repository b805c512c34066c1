package reconcile

import "math"

// csr is a sparse matrix by rows: row i has the columns col[start[i]:start[i+1]],
// ascending, with the weights val, all one where val is nil.
type csr struct {
	rows, cols int
	start      []int
	col        []int32
	val        []float64
}

// row is the columns of a row and their weights, nil for ones.
func (c *csr) row(i int) ([]int32, []float64) {
	from, to := c.start[i], c.start[i+1]
	if c.val == nil {
		return c.col[from:to], nil
	}
	return c.col[from:to], c.val[from:to]
}

// transposed is the same matrix by columns.
func (c *csr) transposed() *csr {
	t := &csr{rows: c.cols, cols: c.rows, start: make([]int, c.cols+1), col: make([]int32, len(c.col))}
	if c.val != nil {
		t.val = make([]float64, len(c.val))
	}
	for _, j := range c.col {
		t.start[j+1]++
	}
	for j := range c.cols {
		t.start[j+1] += t.start[j]
	}
	next := append([]int(nil), t.start[:c.cols]...)
	for i := range c.rows {
		for p := c.start[i]; p < c.start[i+1]; p++ {
			at := next[c.col[p]]
			next[c.col[p]]++
			t.col[at] = int32(i)
			if c.val != nil {
				t.val[at] = c.val[p]
			}
		}
	}
	return t
}

// mulTo sets dst (rows x k) to the matrix times x (cols x k), both by rows
// without gaps.
func (c *csr) mulTo(dst, x []float64, k int) {
	for i := range c.rows {
		d := dst[i*k : (i+1)*k]
		clear(d)
		cols, vals := c.row(i)
		if vals == nil {
			for _, j := range cols {
				for h, v := range x[int(j)*k : (int(j)+1)*k] {
					d[h] += v
				}
			}
			continue
		}
		for p, j := range cols {
			w := vals[p]
			for h, v := range x[int(j)*k : (int(j)+1)*k] {
				d[h] += w * v
			}
		}
	}
}

// squaredTo sets dst (rows) to the sums of val^2 * w over the row: the diagonal
// of the matrix times diag(w) times its transpose.
func (c *csr) squaredTo(dst, w []float64) {
	for i := range c.rows {
		sum := 0.0
		cols, vals := c.row(i)
		for p, j := range cols {
			v := w[j]
			if vals != nil {
				v *= vals[p] * vals[p]
			}
			sum += v
		}
		dst[i] = sum
	}
}

// keep is the matrix with the rows for which want says yes, and their places.
func (c *csr) keep(want func(i int) bool) (*csr, []int32) {
	out := &csr{cols: c.cols, start: []int{0}}
	var places []int32
	for i := range c.rows {
		if !want(i) {
			continue
		}
		cols, vals := c.row(i)
		out.col = append(out.col, cols...)
		out.val = append(out.val, vals...)
		out.start = append(out.start, len(out.col))
		places = append(places, int32(i))
		out.rows++
	}
	return out, places
}

// Matrix holds a row a node (or a series) and a column a horizon, a period or a
// draw, row after row in Data.
type Matrix struct {
	Rows, Cols int
	Data       []float64
}

// NewMatrix is a matrix of zeros.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{rows, cols, make([]float64, rows*cols)}
}

// Row is row i, not a copy.
func (m Matrix) Row(i int) []float64 { return m.Data[i*m.Cols : (i+1)*m.Cols] }

// At is the value of row i in column j.
func (m Matrix) At(i, j int) float64 { return m.Data[i*m.Cols+j] }

// Set changes the value of row i in column j.
func (m Matrix) Set(i, j int, v float64) { m.Data[i*m.Cols+j] = v }

// firstBad is the place of the first value that is missing or infinite.
func (m Matrix) firstBad() (i, j int, bad bool) {
	for p, v := range m.Data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return p / m.Cols, p % m.Cols, true
		}
	}
	return 0, 0, false
}
