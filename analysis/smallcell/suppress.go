package smallcell

import (
	"fmt"
	"math"
)

// Rules say which counts of a table are hidden.
type Rules struct {
	LeastCases float64 // counts below are hidden
	Protection float64 // least width of what can be said of any hidden count
	ShowZero   bool    // a count of 0 is shown: nothing can be there
	// Hide names further cells to be hidden, by place in the table, because another
	// count behind the same cell is too small (DARES asks for three). May be nil.
	Hide []bool
	// Keep names cells that are never hidden to protect others, such as totals. A
	// small count among them is hidden all the same. May be nil.
	Keep []bool
}

// Mark says whether a cell is shown and, to whom it concerns inside the house,
// why not. Readers get one mark for all hidden cells: told which are small, they
// know that those lie below the threshold, and bounds grow tighter.
type Mark string

// The marks.
const (
	Shown      Mark = "shown"
	AtSource   Mark = "hidden_at_source"
	Small      Mark = "small"
	Protecting Mark = "protecting" // hidden so that another cannot be computed
)

// Suppression is what became of a table.
type Suppression struct {
	Marks     []Mark
	Intervals []Interval // what the published table still says of each cell; for checks, never for print
}

// Published are the counts to be printed, NaN where hidden.
func (s Suppression) Published(t Table) []float64 {
	out := make([]float64, len(t.Cells))
	for i, c := range t.Cells {
		out[i] = math.NaN()
		if s.Marks[i] == Shown {
			out[i] = c.Count
		}
	}
	return out
}

// Suppress hides the small counts of a table (oscuramento primario) and as many
// others as it takes to keep them hidden (oscuramento secondario): afterwards the
// linear bounds of every hidden cell are at least as wide as the protection, so no
// subtraction and no chain of subtractions and bounds gives it away. Which cells
// protect is found step by step: around the most exposed sum the cell that exposes
// least itself, then the smallest that is large enough; what turned out not to be
// needed is shown again, the largest first. The choice is deterministic; it is
// small, not always the smallest possible. Counts that the source rounds are
// taken as if they added up. It is made for tables of some thousand
// cells: 131 by 23 with their totals take 3 s of one core. An error names a cell that cannot be
// protected because the cells around it must be kept.
func Suppress(t Table, rules Rules) (Suppression, error) {
	if err := t.check(); err != nil {
		return Suppression{}, err
	}
	if !(rules.Protection > 0) {
		return Suppression{}, fmt.Errorf("suppress table: protection %v is no width above 0", rules.Protection)
	}
	size := len(t.Cells)
	s := suppressor{table: t.exact(), rules: rules, hidden: make([]bool, size), marks: make([]Mark, size), sums: make([][]int, size)}
	for n, sum := range t.Sums {
		for _, i := range append([]int{sum.Whole}, sum.Parts...) {
			s.sums[i] = append(s.sums[i], n)
		}
	}
	for i, c := range t.Cells {
		s.marks[i] = rules.primary(i, c.Count)
		s.hidden[i] = s.marks[i] != Shown
	}
	if err := s.protect(); err != nil {
		return Suppression{}, err
	}
	if err := s.reveal(); err != nil {
		return Suppression{}, err
	}
	intervals, err := s.table.Intervals(s.hidden)
	return Suppression{Marks: s.marks, Intervals: intervals}, err
}

func (r Rules) primary(i int, count float64) Mark {
	switch {
	case math.IsNaN(count):
		return AtSource
	case r.Hide != nil && r.Hide[i]:
		return Small
	case count == 0 && r.ShowZero:
		return Shown
	case count < r.LeastCases:
		return Small
	}
	return Shown
}

type suppressor struct {
	table  Table
	rules  Rules
	hidden []bool
	marks  []Mark
	sums   [][]int // sums of each cell
}

// protect hides further cells until every hidden one is protected. Hiding more
// only widens bounds, so a cell once protected stays so.
func (s *suppressor) protect() error {
	safe := make([]bool, len(s.table.Cells))
	for done := false; !done; {
		done = true
		for i := range s.table.Cells {
			for s.hidden[i] && !safe[i] {
				part := s.around(i)
				exposed, err := s.exposed(part, safe)
				if err != nil {
					return err
				}
				if exposed < 0 {
					break
				}
				next := s.partner(exposed, part)
				if next < 0 {
					c := s.table.Cells[exposed]
					return fmt.Errorf("suppress table: row %q, column %q cannot be protected: keep fewer cells, or merge it", c.Row, c.Column)
				}
				s.hidden[next], s.marks[next] = true, Protecting
				done = false
			}
		}
	}
	return nil
}

// exposed is the first cell of a component whose bounds are too close, -1 when
// there is none. It notes those that are wide enough as safe.
func (s *suppressor) exposed(part component, safe []bool) (int, error) {
	p, err := s.table.program(part, s.hidden)
	if err != nil {
		return -1, err
	}
	for _, i := range part.cells {
		if safe[i] {
			continue
		}
		if !p.interval(i).IsAtLeast(s.rules.Protection) {
			return i, nil
		}
		safe[i] = true
	}
	return -1, nil
}

// around is the component of a hidden cell.
func (s *suppressor) around(cell int) component {
	part := component{cells: []int{cell}}
	seenCell, seenSum := map[int]bool{cell: true}, map[int]bool{}
	for at := 0; at < len(part.cells); at++ {
		for _, n := range s.sums[part.cells[at]] {
			if seenSum[n] {
				continue
			}
			seenSum[n] = true
			part.sums = append(part.sums, n)
			sum := s.table.Sums[n]
			for _, i := range append([]int{sum.Whole}, sum.Parts...) {
				if s.hidden[i] && !seenCell[i] {
					seenCell[i] = true
					part.cells = append(part.cells, i)
				}
			}
		}
	}
	return part
}

// partner is the cell to be hidden next for the sake of an exposed one: of the
// sum with the fewest hidden cells among those linked to it, the candidate that
// leaves the fewest sums with itself as their only hidden cell, then the smallest
// count that is wide enough, else the largest; -1 when no sum has a candidate.
func (s *suppressor) partner(cell int, part component) int {
	best, bestHidden, bestLinked := -1, 0, false
	for _, n := range part.sums {
		candidate := s.candidate(n)
		if candidate < 0 {
			continue
		}
		hidden, linked := s.hiddenIn(n), s.holds(n, cell)
		if best < 0 || hidden < bestHidden || hidden == bestHidden && linked && !bestLinked {
			best, bestHidden, bestLinked = candidate, hidden, linked
		}
	}
	return best
}

func (s *suppressor) candidate(n int) int {
	best := -1
	sum := s.table.Sums[n]
	for _, i := range append([]int{sum.Whole}, sum.Parts...) {
		if s.hidden[i] || s.rules.Keep != nil && s.rules.Keep[i] || s.table.Cells[i].Count == 0 && s.rules.ShowZero {
			continue
		}
		if best < 0 || s.isBetter(i, best) {
			best = i
		}
	}
	return best
}

func (s *suppressor) isBetter(i, j int) bool {
	if a, b := s.alone(i), s.alone(j); a != b {
		return a < b
	}
	x, y := s.table.Cells[i].Count, s.table.Cells[j].Count
	wideX, wideY := x >= s.rules.Protection, y >= s.rules.Protection
	switch {
	case wideX != wideY:
		return wideX
	case wideX:
		return x < y
	}
	return x > y
}

// alone counts the sums of a shown cell that have no hidden cell yet.
func (s *suppressor) alone(cell int) int {
	count := 0
	for _, n := range s.sums[cell] {
		if s.hiddenIn(n) == 0 {
			count++
		}
	}
	return count
}

func (s *suppressor) hiddenIn(n int) int {
	count := 0
	sum := s.table.Sums[n]
	for _, i := range append([]int{sum.Whole}, sum.Parts...) {
		if s.hidden[i] {
			count++
		}
	}
	return count
}

func (s *suppressor) holds(n, cell int) bool {
	for _, m := range s.sums[cell] {
		if m == n {
			return true
		}
	}
	return false
}
