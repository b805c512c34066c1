package reconcile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// FileError says what in a hierarchy file is wrong and what to do about it.
type FileError struct {
	File   string
	Row    int // line of the file, from 1; 0: the whole file
	Column string
	Value  string
	Err    error
	Hint   string // what to do next
}

// Error reads: read hierarchy tags.csv: row 3, column "region": "Nord": cause (hint).
func (e *FileError) Error() string {
	var b strings.Builder
	b.WriteString("read hierarchy " + e.File + ": ")
	if e.Row > 0 {
		fmt.Fprintf(&b, "row %d", e.Row)
		if e.Column != "" {
			fmt.Fprintf(&b, ", column %q", e.Column)
		}
		b.WriteString(": ")
	}
	if e.Value != "" {
		fmt.Fprintf(&b, "%q: ", e.Value)
	}
	b.WriteString(e.Err.Error())
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// Format of a hierarchy file.
type Format struct {
	// Structure is a formula over the columns of a tags file, such as
	// "macro/region * industry * occupation". Empty: the columns, left to right,
	// are levels of one tree.
	Structure string
	// ByPosition takes the columns of a dense summing matrix for the last rows, in
	// order, and ignores their headings.
	ByPosition bool
}

// Read reads a hierarchy from a CSV file, separated by commas, semicolons or
// tabs. What it holds is recognised by its header:
//
//   - tags: a column unique_id with the bottom series and columns of labels;
//   - paths: only a column unique_id, with "/" between the steps of a path
//     (Italy/North/Piedmont is a part of Italy/North, which is a part of Italy);
//   - triplets: the columns node, series, weight, of a summing matrix;
//   - dense: a summing matrix, an empty first heading (or "node"), then the bottom
//     series; a row a node with its weights;
//   - without a header: nested labels, the last column is the bottom series, the
//     first the same in all rows.
//
// Errors are *FileError.
func Read(file string, r io.Reader, f Format) (*Hierarchy, error) {
	t, err := openTable(file, r)
	if err != nil {
		return nil, err
	}
	at := slices.Index(t.header, "unique_id")
	switch {
	case at >= 0 && len(t.header) == 1 && f.Structure == "":
		return t.paths()
	case at >= 0:
		return t.tags(at, f)
	case slices.Equal(t.header, []string{"node", "series", "weight"}):
		return t.triplets()
	case t.header[0] == "" || t.header[0] == "node":
		return t.dense(f)
	}
	return t.headless(f)
}

// table reads records with their lines.
type table struct {
	file   string
	csv    *csv.Reader
	header []string
	line   int
}

func openTable(file string, r io.Reader) (*table, error) {
	t := &table{file: file}
	b := bufio.NewReaderSize(r, 1<<16)
	if mark, err := b.Peek(3); err == nil && bytes.Equal(mark, []byte("\ufeff")) {
		b.Discard(3)
	}
	start, err := b.Peek(1 << 12)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, &FileError{File: file, Err: err}
	}
	first, _, _ := bytes.Cut(start, []byte("\n"))
	t.csv = csv.NewReader(b)
	t.csv.ReuseRecord = true
	for _, mark := range []rune{';', '\t'} {
		if bytes.ContainsRune(first, mark) && !bytes.ContainsRune(first, ',') {
			t.csv.Comma = mark
		}
	}
	row, err := t.next()
	if errors.Is(err, io.EOF) {
		return nil, &FileError{File: file, Err: errors.New("the file is empty"), Hint: "give a row a bottom series, under the heading unique_id and columns of labels"}
	}
	if err != nil {
		return nil, err
	}
	for _, cell := range row {
		t.header = append(t.header, strings.TrimSpace(cell))
	}
	return t, nil
}

// next is the next record; io.EOF after the last.
func (t *table) next() ([]string, error) {
	row, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			return nil, &FileError{File: t.file, Row: parse.Line, Err: parse.Err, Hint: "give every row as many cells as the first"}
		}
		return nil, &FileError{File: t.file, Err: err}
	}
	t.line, _ = t.csv.FieldPos(0)
	return row, nil
}

func (t *table) fault(line int, column, value, cause, hint string) error {
	return &FileError{File: t.file, Row: line, Column: column, Value: value, Err: fmt.Errorf("%w: %s", ErrHierarchy, cause), Hint: hint}
}

// read collects all rows; at is the place of the ids.
func (t *table) read(at int, first []string) (labelled, error) {
	var lines []int
	out := labelled{}
	for c, name := range t.header {
		if c != at {
			if slices.Contains(out.names, name) || name == "" {
				return out, t.fault(1, name, "", "a heading is empty or stands twice", "give every column a heading of its own")
			}
			out.names = append(out.names, name)
		}
	}
	out.labels = make([][]string, len(out.names))
	take := func(row []string) error {
		k := 0
		for c, cell := range row {
			cell = strings.TrimSpace(cell)
			if cell == "" {
				return t.fault(t.line, t.header[c], "", "a label is missing", "name it; where a branch ends early, repeat the label of its parent")
			}
			if c == at {
				out.ids = append(out.ids, strings.Clone(cell))
				continue
			}
			out.labels[k] = append(out.labels[k], strings.Clone(cell))
			k++
		}
		lines = append(lines, t.line)
		return nil
	}
	if first != nil {
		if err := take(first); err != nil {
			return out, err
		}
	}
	for {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = take(row)
		}
		if err != nil {
			return out, err
		}
	}
	if len(out.ids) == 0 {
		return out, t.fault(0, "", "", "no bottom series under the header", "give a row a series")
	}
	out.fault = func(row int, column, value, cause, hint string) error {
		return t.fault(lines[row], column, value, cause, hint)
	}
	return out, nil
}

func (t *table) tags(at int, f Format) (*Hierarchy, error) {
	l, err := t.read(at, nil)
	if err != nil {
		return nil, err
	}
	dims := []dimension{l.names}
	if f.Structure != "" {
		if dims, err = parseStructure(f.Structure); err != nil {
			return nil, &FileError{File: t.file, Err: err}
		}
	}
	for _, d := range dims {
		for _, name := range d {
			if l.column(name) < 0 {
				return nil, &FileError{File: t.file, Row: 1, Value: name, Err: fmt.Errorf("%w: the structure names a column that the file has not", ErrHierarchy), Hint: "its columns are " + strings.Join(l.names, ", ")}
			}
		}
	}
	return l.build(dims)
}

// headless reads nested labels without a header.
func (t *table) headless(f Format) (*Hierarchy, error) {
	first := t.header
	at := len(first) - 1
	if f.Structure != "" || at == 0 {
		return nil, t.fault(1, "", first[0], "no column is headed unique_id", "head the column of the bottom series unique_id")
	}
	t.header = nil
	for c := range first {
		t.header = append(t.header, fmt.Sprintf("level %d", c+1))
	}
	l, err := t.read(at, first)
	if err != nil {
		return nil, err
	}
	for j, label := range l.labels[0] {
		if label != l.labels[0][0] {
			return nil, l.fault(j, t.header[0], label, fmt.Sprintf("another label than %q of the first row, in a file without a header", l.labels[0][0]),
				"if the first row is a header, head the column of the bottom series unique_id; else begin every row with the label of the total")
		}
	}
	return l.build([]dimension{l.names})
}

// paths reads a tree from ids such as Italy/North/Piedmont.
func (t *table) paths() (*Hierarchy, error) {
	l, err := t.read(0, nil)
	if err != nil {
		return nil, err
	}
	isSeries := map[string]int{}
	for j, id := range l.ids {
		isSeries[id] = j
	}
	var ids []string
	var sums [][]int
	place, seen := map[string]int{}, map[string]bool{}
	roots := map[string]bool{}
	for j, id := range l.ids {
		if seen[id] {
			return nil, l.fault(j, "unique_id", id, "series stands twice", "remove one of them")
		}
		seen[id] = true
		root, _, _ := strings.Cut(id, "/")
		roots[root] = true
		for at, c := range id {
			if c != '/' {
				continue
			}
			path := id[:at]
			if i, both := isSeries[path]; both {
				return nil, l.fault(i, "unique_id", path, fmt.Sprintf("is a series and the parent of %q", id), "leave sums out of the file: they follow from the paths")
			}
			k, known := place[path]
			if !known {
				k = len(ids)
				place[path] = k
				ids, sums = append(ids, path), append(sums, nil)
			}
			sums[k] = append(sums[k], j)
		}
	}
	if len(roots) > 1 {
		all := make([]int, len(l.ids))
		for j := range all {
			all[j] = j
		}
		ids, sums = append([]string{TotalID}, ids...), append([][]int{all}, sums...)
	}
	h, err := New(ids, l.ids, sums)
	if err != nil {
		return nil, &FileError{File: t.file, Err: err}
	}
	return h, nil
}

// weight reads a cell of a summing matrix.
func (t *table) weight(column, cell string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, t.fault(t.line, column, cell, "is not a weight", "give a number, with a point before the decimals: 1 where the series is part of the node, 0 where not")
	}
	return v, nil
}
