//go:build !duckdb_arrow

package warehouse

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"fabbisogno/datasets/series"
)

// An Appender takes about 100 ns for a text, and an observation has 20 of them
// that are the same as those of its neighbours. So many observations are appended
// as numbers, and the texts they stand for as dictionaries of some hundred
// thousand rows' length; DuckDB puts them together. Few are not worth the tables.
// entry is what an observation says apart from its place, period and value.
type entry struct {
	key          series.Key
	status, note string
	released     time.Time
	vintage      string
	exact        string
}

// span is a period with its first day.
type span struct {
	freq   series.Freq
	period string
	start  time.Time
}

// dictionary numbers values from 0 in the order in which they come.
type dictionary[T comparable] struct {
	number map[T]int32
	values []T
	last   T
	at     int32
}

func (d *dictionary[T]) of(v T) int32 {
	if len(d.values) > 0 && v == d.last {
		return d.at
	}
	i, ok := d.number[v]
	if !ok {
		if d.number == nil {
			d.number = map[T]int32{}
		}
		i = int32(len(d.values))
		d.number[v] = i
		d.values = append(d.values, v)
	}
	d.last, d.at = v, i
	return i
}

func (d *dictionary[T]) clear() {
	clear(d.number)
	d.values = d.values[:0]
}

// encoded are observations by way of dictionaries. They wait here until the
// dictionaries of all of them are known.
type encoded struct {
	snapshot Snapshot
	rows     []encodedRow
	entries  dictionary[entry]
	spans    dictionary[span]
	columns  dictionary[string]
}

// encodedRow is an observation as it is appended.
type encodedRow struct {
	row                 int64
	value               float64
	entry, span, column int32
}

func (e *encoded) add(o *Observation) {
	e.rows = append(e.rows, encodedRow{o.Row, o.Value,
		e.entries.of(entry{o.Key, o.Status, o.Note, o.released(e.snapshot), o.vintage(e.snapshot), o.Exact}),
		e.spans.of(span{o.Freq, o.Period, o.start()}), e.columns.of(o.Column)})
}

func (e *encoded) clear() {
	e.rows = e.rows[:0]
	e.entries.clear()
	e.spans.clear()
	e.columns.clear()
}

// insertTo appends the rows by a query that holds their dictionaries.
func (e *encoded) insertTo(ctx context.Context, conn driver.Conn) (err error) {
	query, err := e.query()
	if err != nil {
		return err
	}
	var types []duckdb.TypeInfo
	for _, t := range []duckdb.Type{duckdb.TYPE_BIGINT, duckdb.TYPE_DOUBLE, duckdb.TYPE_INTEGER, duckdb.TYPE_INTEGER, duckdb.TYPE_INTEGER} {
		info, err := duckdb.NewTypeInfo(t)
		if err != nil {
			return err
		}
		types = append(types, info)
	}
	a, err := duckdb.NewQueryAppender(conn, query, "incoming", types, []string{"row_number", "value", "entry", "span", "name"})
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = a.Clear() // what it holds must not be written on closing
		}
		err = errors.Join(err, a.Close())
	}()
	for i := range e.rows {
		r := &e.rows[i]
		var value driver.Value
		if !math.IsNaN(r.value) {
			value = r.value
		}
		if err := a.AppendRow(r.row, value, r.entry, r.span, r.column); err != nil {
			return err
		}
	}
	return a.FlushWithCancel(ctx)
}

// query inserts the appended rows. A column of the table is a list of texts of
// which a row names one, or a single text where all are the same.
func (e *encoded) query() (string, error) {
	s := e.snapshot
	q := &listQuery{}
	fmt.Fprintf(&q.text, "INSERT INTO %s.main.core__observation SELECT %s, %s, row_number", alias, quote(s.SHA256), quote(s.Table))
	q.list("name", "", len(e.columns.values), func(i int) string { return e.columns.values[i] })
	for _, c := range keyColumns(func(i int) *series.Key { return &e.entries.values[i].key }) {
		q.list("entry", "", len(e.entries.values), c.text)
	}
	q.list("span", "", len(e.spans.values), func(i int) string { return e.spans.values[i].freq.String() })
	q.list("span", "", len(e.spans.values), func(i int) string { return e.spans.values[i].period })
	q.list("span", "DATE", len(e.spans.values), func(i int) string { return e.spans.values[i].start.Format(time.DateOnly) })
	q.text.WriteString(", value")
	q.list("entry", "", len(e.entries.values), func(i int) string { return e.entries.values[i].status })
	q.list("entry", "", len(e.entries.values), func(i int) string { return e.entries.values[i].note })
	q.list("entry", "DATE", len(e.entries.values), func(i int) string { return e.entries.values[i].released.Format(time.DateOnly) })
	q.list("entry", "", len(e.entries.values), func(i int) string { return e.entries.values[i].vintage })
	fmt.Fprintf(&q.text, ", %t", s.IsSynthetic)
	q.list("entry", "", len(e.entries.values), func(i int) string { return e.entries.values[i].exact })
	q.text.WriteString(" FROM incoming")
	return q.text.String(), q.err
}

// listQuery writes the columns of a query.
type listQuery struct {
	text strings.Builder
	err  error
}

// list writes a column: the i-th of n texts, i being a column of the appended rows.
func (q *listQuery) list(index, kind string, n int, text func(i int) string) {
	first, same := text(0), true
	var all strings.Builder
	all.WriteString(first)
	for i := 1; i < n; i++ {
		t := text(i)
		same = same && t == first
		all.WriteByte(itemEnd)
		all.WriteString(t)
	}
	switch {
	case same && kind == "":
		q.text.WriteString(", " + quote(first))
	case same:
		q.text.WriteString(", CAST(" + quote(first) + " AS " + kind + ")")
	case strings.Count(all.String(), string(rune(itemEnd))) != n-1:
		q.err = fmt.Errorf("a text holds the control character %#x", itemEnd)
	case kind == "":
		fmt.Fprintf(&q.text, ", list_extract(string_split(%s, chr(%d)), %s + 1)", quote(all.String()), itemEnd, index)
	default:
		fmt.Fprintf(&q.text, ", list_extract(CAST(string_split(%s, chr(%d)) AS %s[]), %s + 1)", quote(all.String()), itemEnd, kind, index)
	}
}

// itemEnd parts the texts of a list (unit separator). Cells with control
// characters are set aside when a file is read.
const itemEnd = 0x1f

// insertEncoded writes the observations of a bulk within the open transaction.
// While DuckDB stores some of them, the next are read and encoded.
func (b bulk) insertEncoded(ctx context.Context, conn driver.Conn) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	full, free := make(chan *encoded), make(chan *encoded, 2)
	for range cap(free) {
		free <- &encoded{snapshot: b.observed.snapshot}
	}
	var readErr error
	go func() {
		defer close(full)
		readErr = b.encode(ctx, free, full)
	}()
	// The C allocator keeps what a thread frees for that thread: a load that wandered
	// from one to the next would hold a hundred megabytes more.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var err error
	for e := range full {
		if err == nil {
			if err = e.insertTo(ctx, conn); err != nil {
				stop() // the reader ends, and closes full
			}
		}
		e.clear()
		free <- e
	}
	if err == nil {
		err = readErr
	}
	if err != nil {
		return fmt.Errorf("append to %s: %w", b.table, err)
	}
	return nil
}

// encode reads the observations in order, and gives them on by the dictionary.
func (b bulk) encode(ctx context.Context, free <-chan *encoded, full chan<- *encoded) error {
	e := <-free
	give := func() error {
		select {
		case full <- e:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		select {
		case e = <-free:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		return nil
	}
	for _, err := range b.each(ctx) {
		if err != nil {
			return err
		}
		observations := b.observed.current()
		for i := range observations {
			e.add(&observations[i])
			if len(e.rows) == b.observed.together {
				if err := give(); err != nil {
					return err
				}
			}
		}
	}
	if len(e.rows) == 0 {
		return nil
	}
	return give()
}
