package reconcile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// entry is a weight of a node, with its line in the file.
type entry struct {
	series int32
	line   int32
	weight float64
}

// sumRow is a node of a summing matrix with its line in the file.
type sumRow struct {
	id      string
	line    int
	entries []entry
}

// dense reads a summing matrix with a column a bottom series.
func (t *table) dense(f Format) (*Hierarchy, error) {
	series := t.header[1:]
	var rows []sumRow
	for {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		r := sumRow{id: strings.TrimSpace(strings.Clone(row[0])), line: t.line}
		for j, cell := range row[1:] {
			v, err := t.weight(series[j], cell)
			if err != nil {
				return nil, err
			}
			if v != 0 {
				r.entries = append(r.entries, entry{int32(j), int32(t.line), v})
			}
		}
		rows = append(rows, r)
	}
	if f.ByPosition {
		if len(rows) < len(series) {
			return nil, t.fault(0, "", "", fmt.Sprintf("%d rows cannot hold the %d bottom series", len(rows), len(series)), "give the bottom series rows of their own, last")
		}
		names := make([]string, len(series))
		for j, r := range rows[len(rows)-len(series):] {
			names[j] = r.id
		}
		series = names
	}
	return t.summing(series, rows)
}

// triplets reads a summing matrix as node, series, weight.
func (t *table) triplets() (*Hierarchy, error) {
	var series []string
	var rows []sumRow
	seriesAt, rowAt := map[string]int{}, map[string]int{}
	for {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		node, id := strings.TrimSpace(strings.Clone(row[0])), strings.TrimSpace(strings.Clone(row[1]))
		v, err := t.weight("weight", row[2])
		if err != nil {
			return nil, err
		}
		j, known := seriesAt[id]
		if !known {
			j = len(series)
			seriesAt[id] = j
			series = append(series, id)
		}
		i, known := rowAt[node]
		if !known {
			i = len(rows)
			rowAt[node] = i
			rows = append(rows, sumRow{id: node, line: t.line})
		}
		if v != 0 {
			rows[i].entries = append(rows[i].entries, entry{int32(j), int32(t.line), v})
		}
	}
	return t.summing(series, rows)
}

// summing makes a hierarchy of the rows of a summing matrix: rows named as a
// bottom series must be that series, all others are aggregates. Levels are the
// aggregates of equal standing only where the rows say nothing more, so there is
// one level of all aggregates and the bottom.
func (t *table) summing(series []string, rows []sumRow) (*Hierarchy, error) {
	isSeries := map[string]int{}
	for j, id := range series {
		if id == "" {
			return nil, t.fault(1, "", "", fmt.Sprintf("bottom series %d has no name", j+1), "head its column with its id")
		}
		if _, twice := isSeries[id]; twice {
			return nil, t.fault(1, "", id, "bottom series stands twice", "give every series an id of its own")
		}
		isSeries[id] = j
	}
	var aggregates []string
	sums := &csr{cols: len(series), start: []int{0}}
	weighted := false
	lines := map[string]int{}
	for _, r := range rows {
		if r.id == "" {
			return nil, t.fault(r.line, "", "", "a node has no name", "name it in the first column")
		}
		if line, twice := lines[r.id]; twice {
			return nil, t.fault(r.line, "", r.id, fmt.Sprintf("node stands twice, first in row %d", line), "remove one of them")
		}
		lines[r.id] = r.line
		if len(r.entries) == 0 {
			return nil, t.fault(r.line, "", r.id, "is the sum of nothing", "remove the row, or give it weights")
		}
		if j, bottom := isSeries[r.id]; bottom {
			if e := r.entries[0]; len(r.entries) > 1 || int(e.series) != j || e.weight != 1 {
				return nil, t.fault(r.line, series[e.series], r.id, fmt.Sprintf("is a bottom series but has the weight %v in another column than its own", e.weight),
					"give it 1 in its own column only; if the headings are in another order than the columns, read the matrix by position")
			}
			continue
		}
		slices.SortFunc(r.entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.series, b.series), cmp.Compare(a.line, b.line)) })
		for k, e := range r.entries {
			if k > 0 && r.entries[k-1].series == e.series {
				return nil, t.fault(int(e.line), "series", series[e.series], fmt.Sprintf("stands twice in node %q, first in row %d", r.id, r.entries[k-1].line), "remove one of the rows, or add their weights")
			}
			sums.col, sums.val = append(sums.col, e.series), append(sums.val, e.weight)
			weighted = weighted || e.weight != 1
		}
		sums.start = append(sums.start, len(sums.col))
		aggregates = append(aggregates, r.id)
		sums.rows++
	}
	if !weighted {
		sums.val = nil
	}
	var levels []Level
	if len(aggregates) > 0 {
		levels = []Level{{"aggregates", 0, len(aggregates)}}
	}
	h, err := newHierarchy(aggregates, series, sums, levels)
	if err != nil {
		return nil, &FileError{File: t.file, Err: err}
	}
	return h, nil
}
