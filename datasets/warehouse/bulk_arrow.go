//go:build duckdb_arrow

package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
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

// stage copies the rows into a temporary table before the transaction begins.
//
// DuckDB pushes projections and filters into an Arrow view and the driver
// ignores them, which gives wrong answers; so the view is only ever read whole
// by this one statement and its name leaves this function with no one. It is
// made in the in-memory catalogue, because the driver makes a lasting view and
// the file must never hold one that points into this process.
func (b bulk) stage(ctx context.Context, conn *sql.Conn) (err error) {
	if b.rows == 0 {
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
	reader := b.reader()
	defer reader.Release()
	return conn.Raw(func(raw any) error {
		arrows, err := duckdb.NewArrowFromConn(raw.(driver.Conn))
		if err != nil {
			return err
		}
		release, err := arrows.RegisterView(reader, "incoming")
		if err != nil {
			return err
		}
		defer release()
		exec := raw.(driver.ExecerContext)
		for _, text := range []string{
			"CREATE OR REPLACE TEMP TABLE " + b.staged() + " AS SELECT * FROM memory.main.incoming",
			"DROP VIEW memory.main.incoming",
		} {
			if _, err := exec.ExecContext(ctx, text, nil); err != nil {
				return err
			}
		}
		return reader.Err()
	})
}

// insert moves the staged rows into the table, within the open transaction of conn.
func (b bulk) insert(ctx context.Context, conn *sql.Conn) error {
	if b.rows == 0 {
		return nil
	}
	text := fmt.Sprintf("INSERT INTO %s.main.%s SELECT * FROM %s", alias, b.table, b.staged())
	if _, err := conn.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("insert into %s: %w", b.table, err)
	}
	return nil
}

// unstage lets the staged rows go, also after a failure.
func (b bulk) unstage(ctx context.Context, conn *sql.Conn) error {
	if b.rows == 0 {
		return nil
	}
	_, err := conn.ExecContext(ctx, "DROP TABLE IF EXISTS "+b.staged())
	return err
}

func (b bulk) staged() string { return "temp.main.tmp_" + b.table }

// reader gives the rows as record batches, texts as dictionaries.
func (b bulk) reader() *batches {
	fields := make([]arrow.Field, len(b.columns))
	for i, c := range b.columns {
		fields[i] = arrow.Field{Name: c.name, Type: c.arrowType(), Nullable: true}
	}
	r := &batches{bulk: b, schema: arrow.NewSchema(fields, nil)}
	r.refs.Store(1)
	return r
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

// batches is an array.RecordReader over bulk rows; it makes one batch at a time.
type batches struct {
	bulk
	schema *arrow.Schema
	next   int
	record arrow.RecordBatch
	refs   atomic.Int64 // DuckDB may let go of the reader in a thread of its own
	err    error
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

// Next makes the following batch.
func (r *batches) Next() bool {
	if r.record != nil {
		r.record.Release()
		r.record = nil
	}
	if r.next >= r.rows || r.err != nil {
		return false
	}
	from, to := r.next, min(r.next+batchRows, r.rows)
	columns := make([]arrow.Array, len(r.columns))
	for i, c := range r.columns {
		columns[i], r.err = c.fill(r.schema.Field(i).Type, from, to)
		if r.err != nil {
			return false
		}
	}
	r.record = array.NewRecordBatch(r.schema, columns, int64(to-from))
	for _, column := range columns {
		column.Release()
	}
	r.next = to
	return true
}

// fill makes the array of one column for the rows from ... to-1.
func (c bulkColumn) fill(kind arrow.DataType, from, to int) (arrow.Array, error) {
	builder := array.NewBuilder(memory.DefaultAllocator, kind)
	defer builder.Release()
	builder.Reserve(to - from)
	for row := from; row < to; row++ {
		switch b := builder.(type) {
		case *array.BinaryDictionaryBuilder:
			if err := b.AppendString(c.text(row)); err != nil {
				return nil, err
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
	return builder.NewArray(), nil
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
