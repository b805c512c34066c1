package smallcell

import (
	"math"
	"slices"
)

// exact is a table of rounded counts made to add up: what the source hides gets an
// equal share of what the totals leave, the least of them, and totals become the
// sums of their parts. It stands for the reader who knows how each total was
// rounded, so that protection never rests on rounding. A table of exact counts
// stays as it is.
func (t Table) exact() Table {
	if t.Rounding == 0 {
		return t
	}
	out := Table{Cells: slices.Clone(t.Cells), Sums: t.Sums}
	left := make([]float64, len(t.Cells))
	for i := range left {
		left[i] = math.Inf(1)
	}
	for _, s := range t.Sums {
		known, hidden := 0.0, 0.0
		for _, i := range s.Parts {
			if math.IsNaN(t.Cells[i].Count) {
				hidden++
				continue
			}
			known += t.Cells[i].Count
		}
		if whole := t.Cells[s.Whole].Count; hidden > 0 && !math.IsNaN(whole) {
			for _, i := range s.Parts {
				left[i] = math.Min(left[i], math.Max(0, whole-known)/hidden)
			}
		}
	}
	for i, c := range out.Cells {
		if math.IsNaN(c.Count) {
			out.Cells[i].Count = 0 // no total tells: the least there can be
			if !math.IsInf(left[i], 1) {
				out.Cells[i].Count = left[i]
			}
		}
	}
	for _, s := range slices.Backward(t.Sums) { // parts stand after their wholes
		out.Cells[s.Whole].Count = out.total(s.Parts)
	}
	return out
}
