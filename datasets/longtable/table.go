package longtable

import (
	"context"
	"errors"
	"slices"
)

// Series is one series of a table. It shares nothing with the reader.
type Series struct {
	ID     string
	Group  string    // of the group column, where one is named
	First  int64     // place of Values[0] on the calendar
	Values []float64 // NaN: missing
	// Test are the values after Values that a competition holds back, and Season
	// its own season; nil and 0 in other tables.
	Test   []float64
	Season int
}

// Last is the place of the last value.
func (s Series) Last() int64 { return s.First + int64(len(s.Values)) - 1 }

// Columns name the columns of a table; empty names are unique_id, ds and y. Group
// names one more column whose first value in a series becomes Series.Group.
type Columns struct{ ID, Stamp, Value, Group string }

func (c Columns) orUsual() Columns {
	if c.ID == "" {
		c.ID = "unique_id"
	}
	if c.Stamp == "" {
		c.Stamp = "ds"
	}
	if c.Value == "" {
		c.Value = "y"
	}
	return c
}

// Row is one row of a table. ID, Group and Stamp are of the reader and change
// with the next row.
type Row struct {
	Number int64 // for messages
	ID     []byte
	Group  []byte
	// Stamp is a written stamp; without it At is one of Kind: a whole number,
	// days, or microseconds since 1970.
	Stamp []byte
	At    int64
	Kind  Kind
	Y     float64 // NaN: missing
}

// Rows gives the rows of a file in its order, and for each the share of the file
// that lies behind it. What it cannot read it hands to bad, and goes on.
type Rows func(ctx context.Context, row func(Row) error, bad func(*CellError) error, passed func(share float64)) error

// Tally says what was found besides the values.
type Tally struct {
	Series, Rows    int64
	Missing         int64 // rows without a value
	Gaps, GapSeries int64 // periods without a row inside series, and the series that have some
	Unsorted        int64 // series whose rows were not in order of time
	Scattered       bool  // the rows of a series did not stand together
}

// Table is a long table.
type Table struct {
	File     string
	Columns  Columns
	Calendar Calendar // complete when the first series was given
	Tally    Tally
	Passed   func(share float64) // told how far the file is read; may be nil
	rows     Rows
	series   func(ctx context.Context, t *Table, give func(Series) error) error // of a competition
}

// New is a table of a file's rows.
func New(file string, f Freq, c Columns, rows Rows) *Table {
	return &Table{File: file, Columns: c.orUsual(), Calendar: NewCalendar(f), rows: rows}
}

// Again is the same table unread.
func (t *Table) Again() *Table {
	return &Table{File: t.File, Columns: t.Columns, Calendar: NewCalendar(t.Calendar.Freq), Passed: t.Passed, rows: t.rows, series: t.series}
}

// errScattered ends a reading that was begun as a stream.
var errScattered = errors.New("rows of a series do not stand together")

// Each gives the series in the order of their first rows. An error of give ends
// the reading and comes back. A table whose series turn out not to stand together
// after some were given ends with ErrScattered unless scattered is true, in which
// case it is sorted by way of parts on disk from the start.
func (t *Table) Each(ctx context.Context, scattered bool, give func(Series) error) error {
	var err error
	switch {
	case t.series != nil:
		err = t.series(ctx, t, give)
	case scattered:
		t.Tally.Scattered = true
		err = t.eachSpooled(ctx, give)
	default:
		err = t.eachStreamed(ctx, give)
	}
	if err == nil && t.Tally.Series == 0 {
		err = &CellError{File: t.File, Err: ErrNoRows, Hint: "is it the right file?"}
	}
	return err
}

// IsScattered says whether a reading ended because the series do not stand
// together: read Again with scattered true.
func IsScattered(err error) bool { return errors.Is(err, errScattered) }

// All gives every series of a table that fits in memory.
func (t *Table) All(ctx context.Context) ([]Series, error) {
	var out []Series
	keep := func(s Series) error { out = append(out, s); return nil }
	err := t.Each(ctx, false, keep)
	if IsScattered(err) {
		out = nil
		calendar, passed := NewCalendar(t.Calendar.Freq), t.Passed
		t.Calendar, t.Tally, t.Passed = calendar, Tally{}, passed
		err = t.Each(ctx, true, keep)
	}
	return slices.Clip(out), err
}

// eachStreamed reads a file whose series stand together.
func (t *Table) eachStreamed(ctx context.Context, give func(Series) error) error {
	g := newGrouper(t, give)
	seen := map[uint64]struct{}{} // hashes; two ids of one hash only cost the longer way
	row := func(r Row) error {
		t.Tally.Rows++
		if !g.is(r.ID) {
			if err := g.close(); err != nil {
				return err
			}
			h := hash(r.ID)
			if _, was := seen[h]; was {
				return errScattered
			}
			seen[h] = struct{}{}
			g.open(r.ID, r.Group)
		}
		return g.add(r)
	}
	if err := t.rows(ctx, row, g.bad, t.passed); err != nil {
		if errors.Is(err, errFull) {
			return g.problems.err()
		}
		return err
	}
	if err := g.close(); err != nil && !errors.Is(err, errFull) {
		return err
	}
	return g.problems.err()
}

func (t *Table) passed(share float64) {
	if t.Passed != nil {
		t.Passed(share)
	}
}

// hash is FNV-1a.
func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}
