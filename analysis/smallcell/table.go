package smallcell

import (
	"fmt"
	"math"
	"slices"
)

// TableCell is a count of a table, by the codes of its row and column.
type TableCell struct {
	Row, Column string
	Count       float64 // NaN: hidden at the source
}

// Sum says that the count of cell Whole is the sum of those of cells Parts.
type Sum struct {
	Whole int
	Parts []int
}

// Table is a table of counts, totals among them, with all sums that a reader
// knows to hold.
type Table struct {
	Cells []TableCell
	Sums  []Sum
	// Rounding is the step in which the source prints counts (10 at Excelsior), 0
	// when they are exact. Sums then hold up to half a step for each count.
	Rounding float64
}

// Cross is the table of two classifications. Count gives the count of a row and a
// column, totals included, NaN where the source hides it; a total that is missing
// while all its parts are there becomes their sum. Sums hold down both trees. A
// sum that does not hold is an error: where the source rounds, use CrossRounded.
func Cross(rows, columns Tree, count func(row, column string) float64) (Table, error) {
	return CrossRounded(rows, columns, 0, count)
}

// CrossRounded is Cross of counts that the source prints in steps: sums hold up to
// half a step for each of their counts.
func CrossRounded(rows, columns Tree, step float64, count func(row, column string) float64) (Table, error) {
	t := Table{Rounding: step}
	at := map[[2]string]int{}
	for _, r := range rows.codes {
		for _, c := range columns.codes {
			at[[2]string{r, c}] = len(t.Cells)
			t.Cells = append(t.Cells, TableCell{r, c, count(r, c)})
		}
	}
	for _, r := range rows.codes {
		for _, c := range columns.codes {
			var down, across []int
			for _, child := range rows.children[r] {
				down = append(down, at[[2]string{child, c}])
			}
			for _, child := range columns.children[c] {
				across = append(across, at[[2]string{r, child}])
			}
			for _, parts := range [][]int{down, across} {
				if len(parts) > 0 {
					t.Sums = append(t.Sums, Sum{at[[2]string{r, c}], parts})
				}
			}
		}
	}
	t.fill()
	return t, t.check()
}

// fill makes missing totals whose parts are all known. Parts stand after their
// wholes in both trees, so one pass from the end makes all of them.
func (t Table) fill() {
	for _, s := range slices.Backward(t.Sums) {
		if !math.IsNaN(t.Cells[s.Whole].Count) {
			continue
		}
		t.Cells[s.Whole].Count = t.total(s.Parts)
	}
}

func (t Table) total(cells []int) float64 {
	sum := 0.0
	for _, i := range cells {
		sum += t.Cells[i].Count
	}
	return sum
}

// sumTolerance is how far, relative to the whole, a sum may be off by rounding of
// floating-point numbers.
const sumTolerance = 1e-9

func (t Table) check() error {
	if !(t.Rounding >= 0) || math.IsInf(t.Rounding, 0) {
		return fmt.Errorf("use table: rounding step %v is not 0 or more", t.Rounding)
	}
	for _, c := range t.Cells {
		if c.Count < 0 || math.IsInf(c.Count, 0) {
			return fmt.Errorf("use table: row %q, column %q: %v is no count", c.Row, c.Column, c.Count)
		}
	}
	for _, s := range t.Sums {
		if s.Whole < 0 || s.Whole >= len(t.Cells) || slices.ContainsFunc(s.Parts, func(i int) bool { return i < 0 || i >= len(t.Cells) }) {
			return fmt.Errorf("use table: a sum names a cell that is not there: %v", s)
		}
		whole, sum := t.Cells[s.Whole], t.total(s.Parts)
		slack := sumTolerance*math.Max(1, sum) + t.Rounding/2*float64(len(s.Parts)+1)
		if math.Abs(whole.Count-sum) > slack { // false when either is missing
			return fmt.Errorf("use table: row %q, column %q: %v is not the sum of its parts, %v", whole.Row, whole.Column, whole.Count, sum)
		}
	}
	return nil
}
