package smallcell

import (
	"cmp"
	"slices"
)

// reveal shows cells again that protect nothing, the largest counts first.
func (s *suppressor) reveal() error {
	var order []int
	for i, m := range s.marks {
		if m == Protecting {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return -cmp.Compare(s.table.Cells[a].Count, s.table.Cells[b].Count)
	})
	for _, i := range order {
		part := s.around(i)
		s.hidden[i] = false
		ok, err := s.allProtected(part.cells)
		if err != nil {
			return err
		}
		s.hidden[i] = !ok
		if ok {
			s.marks[i] = Shown
		}
	}
	return nil
}

// allProtected checks the hidden ones of some cells. A cell that no longer has a
// hidden neighbour fails at once, without a program.
func (s *suppressor) allProtected(cells []int) (bool, error) {
	for _, i := range cells {
		for _, n := range s.sums[i] {
			if s.hidden[i] && s.hiddenIn(n) == 1 {
				return false, nil
			}
		}
	}
	checked := map[int]bool{}
	for _, i := range cells {
		if !s.hidden[i] || checked[i] {
			continue
		}
		part := s.around(i)
		p, err := s.table.program(part, s.hidden)
		if err != nil {
			return false, err
		}
		for _, j := range part.cells {
			checked[j] = true
			if !p.interval(j).IsAtLeast(s.rules.Protection) {
				return false, nil
			}
		}
	}
	return true, nil
}
