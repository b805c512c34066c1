package longtable

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"sort"
)

// errFull ends a reading after so many bad cells that more would not help.
var errFull = errors.New("too many cells to refuse")

// grouper makes series of rows that come series by series.
type grouper struct {
	t        *Table
	give     func(Series) error
	problems problems
	id       []byte
	group    string
	isOpen   bool
	places   []int64
	values   []float64
	numbers  []int64
	sorted   bool
}

func newGrouper(t *Table, give func(Series) error) *grouper { return &grouper{t: t, give: give} }

func (g *grouper) is(id []byte) bool { return g.isOpen && bytes.Equal(id, g.id) }

func (g *grouper) open(id, group []byte) {
	g.id = append(g.id[:0], id...)
	g.group = string(group)
	g.isOpen, g.sorted = true, true
	g.places, g.values, g.numbers = g.places[:0], g.values[:0], g.numbers[:0]
}

// bad takes note of a cell; errFull when there are enough.
func (g *grouper) bad(e *CellError) error {
	e.File = g.t.File
	g.problems.add(e)
	if g.problems.full() {
		return errFull
	}
	return nil
}

// place of a row's stamp.
func (t *Table) place(r Row) (int64, error) {
	switch {
	case r.Stamp != nil:
		return t.Calendar.Text(r.Stamp)
	case r.Kind == Integer:
		return t.Calendar.Integer(r.At)
	case r.Kind == Date:
		return t.Calendar.Days(r.At)
	}
	return t.Calendar.Micros(r.At)
}

func (t *Table) stampError(r Row, err error) *CellError {
	value := string(r.Stamp)
	if r.Stamp == nil {
		value = fmt.Sprint(r.At)
		if r.Kind == Date {
			value = string(appendDate(nil, r.At))
		}
	}
	hint := "write it so, or choose another --freq"
	if errors.Is(err, errKind) {
		hint = "write all stamps in one form"
	}
	return &CellError{Row: r.Number, Column: t.Columns.Stamp, Value: value, Err: err, Hint: hint}
}

func (g *grouper) add(r Row) error {
	at, err := g.t.place(r)
	if err != nil {
		return g.bad(g.t.stampError(r, err))
	}
	return g.put(at, r.Y, r.Number)
}

func (g *grouper) put(at int64, y float64, number int64) error {
	if math.IsInf(y, 0) {
		return g.bad(&CellError{Row: number, Column: g.t.Columns.Value, Value: fmt.Sprint(y), Err: ErrNumber, Hint: "leave the cell empty where a value is missing"})
	}
	if n := len(g.places); n > 0 && at <= g.places[n-1] {
		g.sorted = false
	}
	if math.IsNaN(y) {
		g.t.Tally.Missing++
	}
	g.places = append(g.places, at)
	g.values = append(g.values, y)
	g.numbers = append(g.numbers, number)
	return nil
}

// close gives the series that is open.
func (g *grouper) close() error {
	if !g.isOpen || len(g.places) == 0 {
		return nil
	}
	g.isOpen = false
	if !g.sorted {
		if sort.Stable(byPlace{g}); g.duplicates() {
			if g.problems.full() {
				return errFull
			}
			return nil
		}
	}
	n := len(g.places)
	first, last := g.places[0], g.places[n-1]
	span := last - first + 1
	if span > int64(max(1000, 50*n)) {
		return g.bad(&CellError{Row: g.numbers[n-1], Column: g.t.Columns.Stamp, Value: string(g.t.Calendar.AppendStamp(nil, last)),
			Err:  fmt.Errorf("%w: series %q has %d rows over %d periods", ErrSpan, g.id, n, span),
			Hint: "correct the stamp, or choose another --freq"})
	}
	out := Series{ID: string(g.id), Group: g.group, First: first, Values: make([]float64, span)}
	if int(span) == n {
		copy(out.Values, g.values)
	} else {
		for i := range out.Values {
			out.Values[i] = math.NaN()
		}
		for i, at := range g.places {
			out.Values[at-first] = g.values[i]
		}
		g.t.Tally.Gaps += span - int64(n)
		g.t.Tally.GapSeries++
	}
	g.t.Tally.Series++
	if len(g.problems.all) > 0 {
		return nil // the file is refused; only further cells are looked for
	}
	return g.give(out)
}

// duplicates refuses rows of one period; the rows are in order of time.
func (g *grouper) duplicates() bool {
	found := false
	for i := 1; i < len(g.places); i++ {
		if g.places[i] != g.places[i-1] || g.problems.full() {
			continue
		}
		found = true
		_ = g.bad(&CellError{Row: g.numbers[i], Column: g.t.Columns.Stamp, Value: string(g.t.Calendar.AppendStamp(nil, g.places[i])),
			Err:  fmt.Errorf("%w of series %q, the other is row %d", ErrDuplicate, g.id, g.numbers[i-1]),
			Hint: "keep one of them, or choose another --freq"}) // full() tells when it is enough
	}
	if !found {
		g.t.Tally.Unsorted++
	}
	return found
}

// byPlace sorts the rows of a series by place; the file's order decides ties.
type byPlace struct{ *grouper }

func (b byPlace) Len() int           { return len(b.places) }
func (b byPlace) Less(i, j int) bool { return b.places[i] < b.places[j] }
func (b byPlace) Swap(i, j int) {
	b.places[i], b.places[j] = b.places[j], b.places[i]
	b.values[i], b.values[j] = b.values[j], b.values[i]
	b.numbers[i], b.numbers[j] = b.numbers[j], b.numbers[i]
}
