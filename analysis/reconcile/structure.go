package reconcile

import (
	"fmt"
	"slices"
	"strings"
)

// dimension is a list of columns from coarse to fine.
type dimension []string

// parseStructure reads a formula over column names: a/b are levels of one
// dimension, coarse to fine; dimensions are crossed by *. "macro/region *
// industry * occupation" has all sums of macro-areas or regions, by industry or
// not, by occupation or not.
func parseStructure(text string) ([]dimension, error) {
	var out []dimension
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, "*") {
		var d dimension
		for name := range strings.SplitSeq(part, "/") {
			name = strings.TrimSpace(name)
			if name == "" {
				return nil, fmt.Errorf("%w: structure %q: a name is missing: write it as region/province * industry", ErrHierarchy, text)
			}
			if seen[name] {
				return nil, fmt.Errorf("%w: structure %q: column %q stands twice", ErrHierarchy, text, name)
			}
			seen[name] = true
			d = append(d, name)
		}
		out = append(out, d)
	}
	return out, nil
}

// TotalID is the node that holds everything where the labels do not name one.
const TotalID = "Total"

// labelled are bottom series with their labels, a row a series.
type labelled struct {
	ids    []string
	labels [][]string // a column of labels a series, by column
	names  []string   // of the columns
	fault  func(row int, column, value, cause, hint string) error
}

// column is the place of a column.
func (l labelled) column(name string) int { return slices.Index(l.names, name) }

// builder collects aggregates by what they hold.
type builder struct {
	ids    []string
	sums   [][]int
	levels []Level
	bottom map[string]int
	place  map[string]int
}

// build makes the hierarchy of crossed dimensions: a node for every combination
// of one level (or none) of each, with the labels joined by "/" as its id.
func (l labelled) build(dims []dimension) (*Hierarchy, error) {
	for _, d := range dims {
		for k := 1; k < len(d); k++ {
			if err := l.nested(l.column(d[k-1]), l.column(d[k])); err != nil {
				return nil, err
			}
		}
	}
	b := &builder{bottom: map[string]int{}, place: map[string]int{}}
	for j, id := range l.ids {
		if i, twice := b.bottom[id]; twice {
			return nil, l.fault(j, "unique_id", id, fmt.Sprintf("series stands twice, first in line %d of the table", i+1), "remove one of them")
		}
		b.bottom[id] = j
	}
	depth := make([]int, len(dims)) // 0: the whole of the dimension
	for {
		if err := b.level(l, dims, depth); err != nil {
			return nil, err
		}
		at := len(dims) - 1
		for at >= 0 && depth[at] == len(dims[at]) {
			depth[at] = 0
			at--
		}
		if at < 0 {
			break
		}
		depth[at]++
	}
	h, err := New(b.ids, l.ids, b.sums)
	if err != nil {
		return nil, err
	}
	h.levels = append(b.levels, Level{bottomLevel, len(b.ids), len(b.ids) + len(l.ids)})
	return h, nil
}

// nested checks that every label of a fine column has one parent.
func (l labelled) nested(coarse, fine int) error {
	parent := map[string]int{}
	for j := range l.ids {
		label := l.labels[fine][j]
		if i, known := parent[label]; known && l.labels[coarse][i] != l.labels[coarse][j] {
			return l.fault(j, l.names[fine], label,
				fmt.Sprintf("lies in both %q and %q of column %q", l.labels[coarse][i], l.labels[coarse][j], l.names[coarse]),
				fmt.Sprintf("make the labels of %q unique, or cross the two columns: %s * %s", l.names[fine], l.names[coarse], l.names[fine]))
		} else if !known {
			parent[label] = j
		}
	}
	return nil
}

// level adds the nodes of one combination of levels, in the order in which they
// first appear. A combination that only repeats the bottom series, or the nodes
// of a coarser combination under the same labels, is left out.
func (b *builder) level(l labelled, dims []dimension, depth []int) error {
	var names []string
	var columns []int
	for d, at := range depth {
		if at > 0 {
			names = append(names, dims[d][at-1])
			columns = append(columns, l.column(dims[d][at-1]))
		}
	}
	var ids []string
	var sums [][]int
	at := map[string]int{}
	for j := range l.ids {
		parts := make([]string, len(columns))
		for k, c := range columns {
			parts[k] = l.labels[c][j]
		}
		id := TotalID
		if len(parts) > 0 {
			id = strings.Join(parts, "/")
		}
		k, known := at[id]
		if !known {
			k = len(ids)
			at[id] = k
			ids, sums = append(ids, id), append(sums, nil)
		}
		sums[k] = append(sums[k], j)
	}
	if len(ids) == len(l.ids) && len(columns) > 0 && finest(dims, depth) {
		return nil
	}
	if len(columns) == 0 && l.namesTotal(dims) {
		return nil
	}
	from := len(b.ids)
	for k, id := range ids {
		if i, taken := b.place[id]; taken {
			if slices.Equal(b.sums[i], sums[k]) {
				continue
			}
			return l.fault(sums[k][0], names[len(names)-1], id, fmt.Sprintf("names two different sums: %d series in level %q and %d elsewhere", len(sums[k]), strings.Join(names, " * "), len(b.sums[i])),
				"give one of the two another label")
		}
		if j, taken := b.bottom[id]; taken {
			if len(sums[k]) == 1 && sums[k][0] == j {
				continue
			}
			return l.fault(j, "unique_id", id, "is the id of a series and of a sum", "give the series or the label another name")
		}
		b.place[id] = len(b.ids)
		b.ids, b.sums = append(b.ids, id), append(b.sums, sums[k])
	}
	if len(b.ids) > from {
		name := strings.Join(names, " * ")
		if name == "" {
			name = TotalID
		}
		b.levels = append(b.levels, Level{name, from, len(b.ids)})
	}
	return nil
}

// namesTotal says whether the coarsest column of a single dimension has one
// label only: then that label is the total.
func (l labelled) namesTotal(dims []dimension) bool {
	if len(dims) != 1 {
		return false
	}
	first := l.labels[l.column(dims[0][0])]
	for _, label := range first {
		if label != first[0] {
			return false
		}
	}
	return true
}

// finest says whether a combination has the finest level of every dimension.
func finest(dims []dimension, depth []int) bool {
	for d, at := range depth {
		if at != len(dims[d]) {
			return false
		}
	}
	return true
}
