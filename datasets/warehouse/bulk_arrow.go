//go:build duckdb_arrow

package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"iter"
	"math"
	"sync/atomic"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/duckdb/duckdb-go/v2"
)

// batchRows is DuckDB's row group; smaller batches are slower.
const batchRows = 122_880

// staged is the view through which the rows are inserted.
type staged struct {
	reader  *batches
	release func()
}

// stage makes a view of the rows before the transaction begins.
//
// DuckDB pushes projections and filters into an Arrow view and the driver
// ignores them, which gives wrong answers; so the view is only ever read whole,
// once, by insert. It is made in the in-memory catalogue, because the driver
// makes a lasting view and the file must never hold one that points into this
// process; and before the transaction, because one transaction writes to one
// catalogue.
func (b *bulk) stage(ctx context.Context, conn *sql.Conn) (err error) {
	if b.isEmpty() {
		return nil
	}
	if _, err := conn.ExecContext(ctx, "USE memory"); err != nil {
		return err
	}
	defer func() {
		if _, useErr := conn.ExecContext(context.WithoutCancel(ctx), "USE "+alias); err == nil {
			err = useErr
		}
	}()
	return conn.Raw(func(raw any) error {
		arrows, err := duckdb.NewArrowFromConn(raw.(driver.Conn))
		if err != nil {
			return err
		}
		b.reader = b.records(ctx)
		b.release, err = arrows.RegisterView(b.reader, b.view())
		return err
	})
}

// insert moves the rows into the table, within the open transaction of conn.
func (b bulk) insert(ctx context.Context, conn *sql.Conn) error {
	if b.isEmpty() {
		return nil
	}
	if b.reader == nil {
		return fmt.Errorf("insert into %s: not staged", b.table)
	}
	text := fmt.Sprintf("INSERT INTO %s.main.%s SELECT * FROM memory.main.%s", alias, b.table, b.view())
	_, err := conn.ExecContext(ctx, text)
	if failed := b.reader.Err(); failed != nil {
		err = failed // DuckDB repeats it without its kind
	}
	if err != nil {
		return fmt.Errorf("insert into %s: %w", b.table, err)
	}
	return nil
}

// unstage lets the view go, also after a failure.
func (b *bulk) unstage(ctx context.Context, conn *sql.Conn) error {
	if b.reader == nil {
		return nil
	}
	_, err := conn.ExecContext(ctx, "DROP VIEW IF EXISTS memory.main."+b.view())
	if b.release != nil {
		b.release()
	}
	b.reader.stop()
	b.reader.Release()
	b.staged = staged{}
	return err
}

func (b bulk) view() string { return "incoming_" + b.table }

// records gives the rows as record batches, texts as dictionaries.
func (b bulk) records(ctx context.Context) *batches {
	fields := make([]arrow.Field, len(b.columns))
	for i, c := range b.columns {
		fields[i] = arrow.Field{Name: c.name, Type: c.arrowType(), Nullable: true}
	}
	r := &batches{columns: b.columns, schema: arrow.NewSchema(fields, nil)}
	r.pull, r.stop = pull(b.each(ctx))
	r.refs.Store(1)
	return r
}

// pull is iter.Pull2 for callers on threads of DuckDB, where coroutines of the
// runtime can't be switched.
func pull(pieces iter.Seq2[int, error]) (next func() (int, error, bool), stop func()) {
	type piece struct {
		n   int
		err error
	}
	ask, given := make(chan bool), make(chan piece)
	go func() {
		defer close(given)
		if !<-ask {
			return
		}
		for n, err := range pieces {
			given <- piece{n, err}
			if !<-ask {
				return
			}
		}
	}()
	ended := false
	next = func() (int, error, bool) {
		if ended {
			return 0, nil, false
		}
		ask <- true
		p, ok := <-given
		ended = !ok
		return p.n, p.err, ok
	}
	stop = func() {
		if !ended {
			ended = true
			ask <- false
			<-given
		}
	}
	return next, stop
}

func (c bulkColumn) arrowType() arrow.DataType {
	switch {
	case c.text != nil:
		return &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}
	case c.whole != nil:
		return arrow.PrimitiveTypes.Int64
	case c.small != nil:
		return arrow.PrimitiveTypes.Int32
	case c.day != nil:
		return arrow.FixedWidthTypes.Date32
	case c.flag != nil:
		return arrow.FixedWidthTypes.Boolean
	}
	return arrow.PrimitiveTypes.Float64
}

// batches is an array.RecordReader over bulk rows; it makes one record at a time.
type batches struct {
	columns []bulkColumn
	schema  *arrow.Schema
	pull    func() (int, error, bool) // gives the rows of a piece
	stop    func()
	next    int // row of the piece
	rows    int // of the piece
	record  arrow.RecordBatch
	refs    atomic.Int64 // DuckDB may let go of the reader in a thread of its own
	err     error
}

func (r *batches) Retain()                        { r.refs.Add(1) }
func (r *batches) Schema() *arrow.Schema          { return r.schema }
func (r *batches) RecordBatch() arrow.RecordBatch { return r.record }
func (r *batches) Record() arrow.RecordBatch      { return r.record }
func (r *batches) Err() error                     { return r.err }

func (r *batches) Release() {
	if r.refs.Add(-1) == 0 && r.record != nil {
		r.record.Release()
		r.record = nil
	}
}

// Next makes the following record: of a part of a long piece, or of several
// short ones.
func (r *batches) Next() bool {
	if r.record != nil {
		r.record.Release()
		r.record = nil
	}
	builders := make([]array.Builder, len(r.columns))
	for i := range builders {
		builders[i] = array.NewBuilder(memory.DefaultAllocator, r.schema.Field(i).Type)
		defer builders[i].Release()
	}
	rows := 0
	for rows < batchRows && r.more() {
		to := min(r.rows, r.next+batchRows-rows)
		for i, c := range r.columns {
			if r.err = c.fill(builders[i], r.next, to); r.err != nil {
				return false
			}
		}
		rows += to - r.next
		r.next = to
	}
	if rows == 0 || r.err != nil {
		return false
	}
	columns := make([]arrow.Array, len(builders))
	for i, b := range builders {
		columns[i] = b.NewArray()
		defer columns[i].Release()
	}
	r.record = array.NewRecordBatch(r.schema, columns, int64(rows))
	return true
}

// more goes on to a piece that has rows left.
func (r *batches) more() bool {
	for r.err == nil && r.next >= r.rows {
		n, err, ok := r.pull()
		if !ok {
			return false
		}
		r.next, r.rows, r.err = 0, n, err
	}
	return r.err == nil
}

// fill appends the rows from ... to-1 of one column.
func (c bulkColumn) fill(builder array.Builder, from, to int) error {
	for row := from; row < to; row++ {
		switch b := builder.(type) {
		case *array.BinaryDictionaryBuilder:
			if err := b.AppendString(c.text(row)); err != nil {
				return err
			}
		case *array.Int64Builder:
			b.Append(c.whole(row))
		case *array.Int32Builder:
			b.Append(c.small(row))
		case *array.Date32Builder:
			b.Append(arrow.Date32(daysSince1970(c.day(row))))
		case *array.BooleanBuilder:
			b.Append(c.flag(row))
		case *array.Float64Builder:
			if v := c.number(row); math.IsNaN(v) {
				b.AppendNull()
			} else {
				b.Append(v)
			}
		}
	}
	return nil
}

// daysSince1970 rounds down, also before 1970. A time.Duration is too short for year 1.
func daysSince1970(t time.Time) int64 {
	const day = 24 * 60 * 60
	days, rest := t.Unix()/day, t.Unix()%day
	if rest < 0 {
		days--
	}
	return days
}
