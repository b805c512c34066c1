package warehouse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	duck "github.com/duckdb/duckdb-go-bindings"

	"fabbisogno/datasets/longtable"
)

// LongParquet gives the rows of a long table in a Parquet file, in its order. The
// file is not trusted: it is read by a database of its own that sees nothing else.
//
// Values are read from DuckDB's vectors as they are: by way of database/sql a row
// costs several times as much, and its driver holds the whole result in memory where
// this one streams.
func LongParquet(path string, c longtable.Columns) longtable.Rows {
	return func(ctx context.Context, row func(longtable.Row) error, bad func(*longtable.CellError) error, passed func(float64)) error {
		columns, err := ParquetColumns(ctx, path)
		if err != nil {
			return &longtable.CellError{File: path, Err: fmt.Errorf("%w: %w", longtable.ErrBytes, err), Hint: "is it a Parquet file, and complete?"}
		}
		q, err := longQuery(path, columns, c)
		if err != nil {
			return err
		}
		s, err := openStream(path, q.text)
		if err != nil {
			return err
		}
		defer s.close()
		return s.rows(ctx, q, row, bad, passed)
	}
}

// longColumns are what a query of a long table gives.
type longColumns struct {
	text     string
	columns  longtable.Columns
	kind     longtable.Kind // of the stamps; Unknown: written ones
	hasGroup bool
}

// longQuery asks for the columns of a long table in the types that rows reads:
// VARCHAR, then BIGINT, DATE, TIMESTAMP or VARCHAR, then DOUBLE.
func longQuery(path string, have []ParquetColumn, c longtable.Columns) (longColumns, error) {
	for _, name := range []struct {
		at    *string
		usual string
	}{{&c.ID, "unique_id"}, {&c.Stamp, "ds"}, {&c.Value, "y"}} {
		if *name.at == "" {
			*name.at = name.usual
		}
	}
	q := longColumns{columns: c, hasGroup: c.Group != ""}
	typeOf := map[string]string{}
	var names []string
	for _, h := range have {
		typeOf[h.Name] = h.Type
		names = append(names, h.Name)
	}
	want := []string{c.ID, c.Stamp, c.Value}
	if q.hasGroup {
		want = append(want, c.Group)
	}
	for _, w := range want {
		if _, ok := typeOf[w]; !ok {
			return q, &longtable.CellError{File: path, Column: w, Err: longtable.ErrHeader, Value: strings.Join(names, ", "),
				Hint: "a long table has the columns unique_id, ds and y; name others with --columns ID,STAMP,VALUE"}
		}
	}
	stamp, ok := stampCast(typeOf[c.Stamp])
	if !ok {
		return q, &longtable.CellError{File: path, Column: c.Stamp, Err: longtable.ErrHeader, Value: typeOf[c.Stamp], Hint: "ds are whole numbers, dates, timestamps or text"}
	}
	q.kind = stamp.kind
	if !isNumberType(typeOf[c.Value]) {
		return q, &longtable.CellError{File: path, Column: c.Value, Err: longtable.ErrNumber, Value: typeOf[c.Value], Hint: "store y as a number"}
	}
	cell := func(name, as string) string {
		return `CAST("` + strings.ReplaceAll(name, `"`, `""`) + `" AS ` + as + ")"
	}
	list := []string{cell(c.ID, "VARCHAR"), cell(c.Stamp, stamp.as), cell(c.Value, "DOUBLE")}
	if q.hasGroup {
		list = append(list, cell(c.Group, "VARCHAR"))
	}
	q.text = "SELECT " + strings.Join(list, ", ") + " FROM read_parquet(" + quote(path) + ")"
	return q, nil
}

type stampType struct {
	as   string
	kind longtable.Kind
}

func stampCast(t string) (stampType, bool) {
	switch {
	case isIntegerType(t):
		return stampType{"BIGINT", longtable.Integer}, true
	case t == "DATE":
		return stampType{"DATE", longtable.Date}, true
	case strings.HasPrefix(t, "TIMESTAMP"):
		return stampType{"TIMESTAMP", longtable.Moment}, true
	case t == "VARCHAR":
		return stampType{"VARCHAR", longtable.Unknown}, true
	}
	return stampType{}, false
}

func isIntegerType(t string) bool {
	return slices.Contains([]string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}, t)
}

func isNumberType(t string) bool {
	return isIntegerType(t) || slices.Contains([]string{"UBIGINT", "HUGEINT", "FLOAT", "DOUBLE"}, t) || strings.HasPrefix(t, "DECIMAL(")
}

// stream is the result of one query, chunk by chunk.
type stream struct {
	path    string
	db      duck.Database
	conn    duck.Connection
	stmt    duck.PreparedStatement
	pending duck.PendingResult
	res     duck.Result
	total   float64
}

// openStream starts a query in a database that sees one file.
func openStream(path, query string) (*stream, error) {
	s := &stream{path: path}
	var config duck.Config
	if duck.CreateConfig(&config) == duck.StateError {
		return nil, errors.New("start DuckDB: no configuration")
	}
	defer duck.DestroyConfig(&config)
	var said string
	if duck.OpenExt("", &s.db, config, &said) == duck.StateError || duck.Connect(s.db, &s.conn) == duck.StateError {
		s.close()
		return nil, fmt.Errorf("start DuckDB: %s", said)
	}
	var err error
	for _, text := range parquetSettings(path) { // the order of rows is kept unless a setting says otherwise
		if err == nil {
			err = s.do(text)
		}
	}
	if err == nil {
		err = s.count()
	}
	if err == nil {
		err = s.start(query)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stream) do(text string) error {
	var res duck.Result
	defer duck.DestroyResult(&res)
	if duck.Query(s.conn, text, &res) == duck.StateError {
		return s.failed(duck.ResultError(&res))
	}
	return nil
}

func (s *stream) failed(said string) error {
	return &longtable.CellError{File: s.path, Err: fmt.Errorf("%w: %s", longtable.ErrBytes, said), Hint: "is the file complete?"}
}

// count reads from the file's footer how many rows it says it has.
func (s *stream) count() error {
	var res duck.Result
	defer duck.DestroyResult(&res)
	if duck.Query(s.conn, "SELECT CAST(sum(num_rows) AS DOUBLE) FROM parquet_file_metadata("+quote(s.path)+")", &res) == duck.StateError {
		return s.failed(duck.ResultError(&res))
	}
	chunk := duck.FetchChunk(res)
	if chunk.Ptr == nil {
		return nil
	}
	defer duck.DestroyDataChunk(&chunk)
	if duck.DataChunkGetSize(chunk) == 1 {
		s.total = *(*float64)(duck.VectorGetData(duck.DataChunkGetVector(chunk, 0)))
	}
	return nil
}

func (s *stream) start(query string) error {
	if duck.Prepare(s.conn, query, &s.stmt) == duck.StateError {
		return s.failed(duck.PrepareError(s.stmt))
	}
	// The only way to a result that is not held in memory whole.
	if duck.PendingPreparedStreaming(s.stmt, &s.pending) == duck.StateError {
		return s.failed(duck.PendingError(s.pending))
	}
	if duck.ExecutePending(s.pending, &s.res) == duck.StateError {
		return s.failed(duck.ResultError(&s.res))
	}
	return nil
}

func (s *stream) close() {
	duck.DestroyResult(&s.res)
	duck.DestroyPending(&s.pending)
	duck.DestroyPrepare(&s.stmt)
	duck.Disconnect(&s.conn)
	duck.Close(&s.db)
}

// rows gives the rows of all chunks.
func (s *stream) rows(ctx context.Context, q longColumns, row func(longtable.Row) error, bad func(*longtable.CellError) error, passed func(float64)) error {
	done := int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		chunk := duck.FetchChunk(s.res)
		if chunk.Ptr == nil {
			if said := duck.ResultError(&s.res); said != "" {
				return s.failed(said)
			}
			return nil
		}
		n := int(duck.DataChunkGetSize(chunk))
		err := q.chunk(chunk, n, done, row, bad)
		duck.DestroyDataChunk(&chunk)
		if err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		done += int64(n)
		if passed != nil && s.total > 0 {
			passed(min(float64(done)/s.total, 1))
		}
	}
}

// vector is a column of a chunk: n values of a C array and a bit each that says
// which are known; no bits: all.
type vector struct {
	data  unsafe.Pointer
	valid []uint64
}

func columnOf(chunk duck.DataChunk, i, n int) vector {
	v := duck.DataChunkGetVector(chunk, duck.IdxT(i))
	out := vector{data: duck.VectorGetData(v)}
	if mask := duck.VectorGetValidity(v); mask != nil {
		out.valid = unsafe.Slice((*uint64)(mask), (n+63)/64)
	}
	return out
}

func (v vector) known(i int) bool { return v.valid == nil || v.valid[i/64]>>(i%64)&1 == 1 }

// text is the i-th duckdb_string_t: its length, then up to 12 bytes in place, or
// four of them again and a pointer to all. It points into the chunk.
func (v vector) text(i int) []byte {
	const size, inPlace = 16, 12
	at := unsafe.Add(v.data, i*size)
	n := *(*uint32)(at)
	if n <= inPlace {
		return unsafe.Slice((*byte)(unsafe.Add(at, 4)), n)
	}
	return unsafe.Slice(*(**byte)(unsafe.Add(at, 8)), n)
}

// chunk gives the rows of one chunk.
func (q longColumns) chunk(chunk duck.DataChunk, n int, done int64, row func(longtable.Row) error, bad func(*longtable.CellError) error) error {
	if n == 0 {
		return nil
	}
	defer runtime.KeepAlive(chunk)
	id, stamp, y := columnOf(chunk, 0, n), columnOf(chunk, 1, n), columnOf(chunk, 2, n)
	values := unsafe.Slice((*float64)(y.data), n)
	var group vector
	if q.hasGroup {
		group = columnOf(chunk, 3, n)
	}
	for i := range n {
		r := longtable.Row{Number: done + int64(i) + 1, Kind: q.kind, Y: math.NaN()}
		if !id.known(i) {
			if err := bad(&longtable.CellError{Row: r.Number, Column: q.columns.ID, Err: longtable.ErrNoID, Hint: "fill in the name of the series"}); err != nil {
				return err
			}
			continue
		}
		if !stamp.known(i) {
			if err := bad(&longtable.CellError{Row: r.Number, Column: q.columns.Stamp, Err: longtable.ErrNoStamp, Hint: "fill in the period"}); err != nil {
				return err
			}
			continue
		}
		r.ID = id.text(i)
		switch q.kind {
		case longtable.Date:
			r.At = int64(*(*int32)(unsafe.Add(stamp.data, 4*i)))
		case longtable.Integer, longtable.Moment:
			r.At = *(*int64)(unsafe.Add(stamp.data, 8*i))
		default:
			r.Stamp = stamp.text(i)
		}
		if y.known(i) {
			r.Y = values[i]
		}
		if q.hasGroup && group.known(i) {
			r.Group = group.text(i)
		}
		if err := row(r); err != nil {
			return err
		}
	}
	return nil
}
