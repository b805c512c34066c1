package smallcell

import (
	"errors"
	"math"
)

// Interval is what can be said of a hidden count by who knows all counts that are
// shown, all sums, and that no count is negative.
type Interval struct {
	Lower float64
	Upper float64 // NaN when Open
	Open  bool    // no upper bound follows
}

// IsAtLeast says whether the interval is as wide as a width.
func (i Interval) IsAtLeast(width float64) bool {
	const tolerance = 1e-9 // counts are sums of floating-point numbers
	return i.Open || i.Upper-i.Lower >= width*(1-tolerance)
}

// Intervals are the exact linear bounds of the hidden cells of a table, by cell;
// those of shown cells are the counts themselves (of a rounded table, the counts
// that add up). They are for checking what a table gives away, never for print: a
// bound can be the hidden number itself. The counts of hidden cells are not looked
// at. Each bound is the optimum of a linear program over the sums (simplex method
// with Bland's rule, so that it ends).
func (t Table) Intervals(hidden []bool) ([]Interval, error) {
	t = t.exact()
	out := make([]Interval, len(t.Cells))
	for i, c := range t.Cells {
		if !hidden[i] {
			out[i] = Interval{Lower: c.Count, Upper: c.Count}
		}
	}
	for _, part := range t.components(hidden) {
		p, err := t.program(part, hidden)
		if err != nil {
			return nil, err
		}
		for _, cell := range part.cells {
			out[cell] = p.interval(cell)
		}
	}
	return out, nil
}

// component is a set of hidden cells linked by sums, and those sums.
type component struct{ cells, sums []int }

// components splits the hidden cells into sets that no sum links, in the order of
// their first cells.
func (t Table) components(hidden []bool) []component {
	of := make([]int, len(t.Cells)) // leader of each cell, by union and find
	for i := range of {
		of[i] = i
	}
	find := func(i int) int {
		for of[i] != i {
			of[i] = of[of[i]]
			i = of[i]
		}
		return i
	}
	first := make([]int, len(t.Sums)) // a hidden cell of each sum, -1 when it has none
	for s, sum := range t.Sums {
		first[s] = -1
		for _, i := range append([]int{sum.Whole}, sum.Parts...) {
			switch {
			case !hidden[i]:
			case first[s] < 0:
				first[s] = i
			default:
				a, b := find(i), find(first[s])
				of[max(a, b)] = min(a, b)
			}
		}
	}
	place := map[int]int{}
	var out []component
	for i := range t.Cells {
		if !hidden[i] {
			continue
		}
		j, ok := place[find(i)]
		if !ok {
			j = len(out)
			place[find(i)] = j
			out = append(out, component{})
		}
		out[j].cells = append(out[j].cells, i)
	}
	for s, i := range first {
		if i >= 0 {
			j := place[find(i)]
			out[j].sums = append(out[j].sums, s)
		}
	}
	return out
}

// program is a simplex tableau: equations over non-negative variables, solved for
// one basic variable each. Row r reads x[basis[r]] + sum over the others of
// a[r][k] x[k] = a[r][n], n being the number of variables.
type program struct {
	a      [][]float64
	basis  []int // variable of each row; -1 while it is an artificial one
	column map[int]int
	n      int
}

const pivotTolerance = 1e-9 // entries are 0, 1, -1 in trees, small whole numbers else

var errContradiction = errors.New("bound hidden cells: no non-negative counts fit the sums: the counts shown do not add up")

// program sets up the equations of a component and finds a first solution.
func (t Table) program(part component, hidden []bool) (*program, error) {
	p := &program{column: map[int]int{}, n: len(part.cells)}
	for k, cell := range part.cells {
		p.column[cell] = k
	}
	size := 1.0
	for _, s := range part.sums {
		row := make([]float64, p.n+1)
		add := func(cell int, sign float64) {
			if hidden[cell] {
				row[p.column[cell]] += sign
				return
			}
			row[p.n] -= sign * t.Cells[cell].Count
		}
		add(t.Sums[s].Whole, -1)
		for _, cell := range t.Sums[s].Parts {
			add(cell, 1)
		}
		if row[p.n] < 0 {
			for k := range row {
				row[k] = -row[k]
			}
		}
		size = math.Max(size, row[p.n])
		p.a, p.basis = append(p.a, row), append(p.basis, -1)
	}
	if !p.start(size) {
		return nil, errContradiction
	}
	return p, nil
}

// start drives the artificial variables of the rows to zero (first phase) and
// drops rows that say nothing new.
func (p *program) start(size float64) bool {
	short := make([]float64, p.n+1) // sum of the artificial variables, as a row
	for _, row := range p.a {
		for k, v := range row {
			short[k] += v
		}
	}
	for k := 0; k < p.n; k++ {
		if short[k] <= pivotTolerance {
			continue
		}
		r := p.leaving(k)
		p.pivot(r, k)
		eliminate(short, p.a[r], k)
		k = -1 // the first column again, as Bland's rule has it
	}
	rows, basis := p.a[:0], p.basis[:0]
	for r := 0; r < len(p.a); r++ {
		if p.basis[r] < 0 {
			if p.a[r][p.n] > 1e-7*size {
				return false
			}
			for k := range p.n {
				if math.Abs(p.a[r][k]) > pivotTolerance {
					p.a[r][p.n] = 0
					p.pivot(r, k)
					break
				}
			}
		}
	}
	for r, row := range p.a {
		if p.basis[r] >= 0 {
			rows, basis = append(rows, row), append(basis, p.basis[r])
		}
	}
	p.a, p.basis = rows, basis
	return true
}

// leaving is the row whose basic variable first reaches zero when a variable
// enters; of several the one with the lowest variable (artificial ones first);
// -1 when none does.
func (p *program) leaving(enter int) int {
	best, ratio := -1, math.Inf(1)
	for r, row := range p.a {
		if row[enter] <= pivotTolerance {
			continue
		}
		q := row[p.n] / row[enter]
		if q < ratio || q == ratio && p.basis[r] < p.basis[best] {
			best, ratio = r, q
		}
	}
	return best
}

// pivot solves row r for variable k and takes it out of the other rows.
func (p *program) pivot(r, k int) {
	by := p.a[r][k]
	for j := range p.a[r] {
		p.a[r][j] /= by
	}
	for i, row := range p.a {
		if i != r {
			eliminate(row, p.a[r], k)
		}
	}
	p.basis[r] = k
}

// eliminate takes variable k out of a row by the row that is solved for it.
func eliminate(row, solved []float64, k int) {
	f := row[k]
	if f == 0 {
		return
	}
	for j, v := range solved {
		if v != 0 {
			row[j] -= f * v
		}
	}
}

// interval is the least and the greatest value of the variable of a cell.
func (p *program) interval(cell int) Interval {
	k := p.column[cell]
	low := p.extreme(k, 1)
	high := p.extreme(k, -1)
	if math.IsInf(high, 1) {
		return Interval{Lower: low, Upper: math.NaN(), Open: true}
	}
	return Interval{Lower: low, Upper: high}
}

// extreme is the least value of a variable for sign 1, the greatest for sign -1;
// +Inf when there is none. The row of the variable, once it is basic, is the
// objective: x = b - sum a x, so entries of the sign point the way.
func (p *program) extreme(k int, sign float64) float64 {
	for {
		r := p.rowOf(k)
		if r < 0 {
			if sign > 0 {
				return 0 // not in the basis, so zero, and no count is less
			}
			if r = p.leaving(k); r < 0 {
				return math.Inf(1)
			}
			p.pivot(r, k)
		}
		enter := -1
		for j := 0; j < p.n && enter < 0; j++ {
			if j != k && sign*p.a[r][j] > pivotTolerance && p.rowOf(j) < 0 {
				enter = j
			}
		}
		if enter < 0 {
			return math.Max(0, p.a[r][p.n])
		}
		leave := p.leaving(enter)
		if leave < 0 {
			return math.Inf(1)
		}
		p.pivot(leave, enter)
	}
}

func (p *program) rowOf(k int) int {
	for r, b := range p.basis {
		if b == k {
			return r
		}
	}
	return -1
}
