package smallcell

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Group is what is shown in place of the leaves of a classification: one of them
// alone, or several merged.
type Group struct {
	Code    string   // the leaf, or the lowest code above all members
	Members []string // leaves, in the order of the tree
	Count   float64
	Whole   bool // the members are all leaves under Code; else Code has other groups too
	Short   bool // even all leaves together stay below the threshold
}

// IsMerged says whether the group stands for more than one leaf.
func (g Group) IsMerged() bool { return len(g.Members) > 1 }

// Merge groups the leaves of a classification so that every group has at least
// so many cases (COPS merges occupations below 10,000 workers in this manner). It
// goes from the leaves to the root. Under each code the parts that are too small
// are put together; when they are still too few, the smallest group beside them
// joins, and again, of equal ones the one with the lower code; when none is left,
// the code as a whole counts as one part of the code above. Groups keep the order
// of the tree, their counts add up to the total.
//
// Counts are by code. A leaf without one, or with NaN, is hidden at the source:
// it counts as too small, and the code above must have a count, of which the
// hidden leaves have what the others leave. A hidden leaf never stands alone, as
// that would be its number.
func Merge(tree Tree, counts map[string]float64, least float64) ([]Group, error) {
	if len(tree.codes) == 0 || !(least > 0) {
		return nil, fmt.Errorf("merge codes: a tree of %d codes, least count %v: both must be above 0", len(tree.codes), least)
	}
	for _, code := range tree.codes {
		if c, ok := counts[code]; ok && (c < 0 || math.IsInf(c, 0)) {
			return nil, fmt.Errorf("merge codes: %v is no count of code %q", c, code)
		}
	}
	m := merger{tree, counts, least, map[string]int{}}
	for i, code := range tree.leaves(tree.codes[0]) {
		m.place[code] = i
	}
	groups, open, err := m.under(tree.codes[0])
	if err != nil {
		return nil, err
	}
	if open != nil {
		open.Short = true
		groups = append(groups, *open)
	}
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Compare(m.place[a.Members[0]], m.place[b.Members[0]]) })
	return groups, nil
}

// leaves are the leaves under a code, itself when it is one.
func (t Tree) leaves(code string) []string {
	if t.isLeaf(code) {
		return []string{code}
	}
	var out []string
	for _, c := range t.children[code] {
		out = append(out, t.leaves(c)...)
	}
	return out
}

type merger struct {
	tree   Tree
	counts map[string]float64
	least  float64
	place  map[string]int // of each leaf
}

// count is the given count of a code, NaN when there is none.
func (m merger) count(code string) float64 {
	if c, ok := m.counts[code]; ok {
		return c
	}
	return math.NaN()
}

// under gives the finished groups under a code, or, when there are too few cases
// for any, the code as one open part. Its count is NaN while only the code above
// can tell it.
func (m merger) under(code string) (done []Group, open *Group, err error) {
	if m.tree.isLeaf(code) {
		g := Group{Code: code, Members: []string{code}, Count: m.count(code), Whole: true}
		if g.Count >= m.least {
			return []Group{g}, nil, nil
		}
		return nil, &g, nil
	}
	rest := Group{Code: code}
	parts := 0
	for _, child := range m.tree.children[code] {
		groups, part, err := m.under(child)
		if err != nil {
			return nil, nil, err
		}
		done = append(done, groups...)
		if part != nil {
			rest.Members, rest.Count = append(rest.Members, part.Members...), rest.Count+part.Count
			rest.Code = part.Code // kept when it is the only part
			parts++
		}
	}
	if rest.Count, err = m.settle(code, rest.Count, done); err != nil || parts == 0 {
		return done, nil, err
	}
	if parts > 1 {
		rest.Code = code
	}
	for m.isOpen(rest) && len(done) > 0 {
		next := m.smallest(done)
		rest.Code, rest.Count = code, rest.Count+done[next].Count
		rest.Members = append(rest.Members, done[next].Members...)
		done = slices.Delete(done, next, next+1)
	}
	slices.SortFunc(rest.Members, func(a, b string) int { return cmp.Compare(m.place[a], m.place[b]) })
	if len(done) == 0 {
		rest.Code = code
	}
	rest.Whole = slices.Equal(rest.Members, m.tree.leaves(rest.Code))
	if m.isOpen(rest) {
		return nil, &rest, nil
	}
	return append(done, rest), nil, nil
}

// settle is the count of the open parts of a code. Where one of them is hidden it
// is what the finished groups leave of the code's own count.
func (m merger) settle(code string, open float64, done []Group) (float64, error) {
	finished := 0.0
	for _, g := range done {
		finished += g.Count
	}
	own := m.count(code)
	switch {
	case math.IsNaN(own) && math.IsNaN(open) && code != m.tree.codes[0] && len(done) == 0:
		return open, nil // the code above may tell
	case math.IsNaN(own) && math.IsNaN(open):
		return 0, fmt.Errorf("merge codes: codes under %q are hidden: a count of %q itself is needed", code, code)
	case math.IsNaN(own):
		return open, nil
	}
	left := own - finished
	if off := left - open; math.Abs(off) > sumTolerance*math.Max(1, own) || left < -sumTolerance*math.Max(1, own) {
		return 0, fmt.Errorf("merge codes: the codes under %q have %v, itself it has %v", code, own-off, own)
	}
	return math.Max(0, left), nil
}

// isOpen says whether a group cannot stand: too few cases, or one hidden leaf alone.
func (m merger) isOpen(g Group) bool {
	return !(g.Count >= m.least) || len(g.Members) == 1 && math.IsNaN(m.count(g.Members[0]))
}

func (m merger) smallest(groups []Group) int {
	best := 0
	for i, g := range groups {
		if c := cmp.Compare(g.Count, groups[best].Count); c < 0 || c == 0 && g.Code < groups[best].Code {
			best = i
		}
	}
	return best
}
