package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"fabbisogno/datasets/longtable"
)

// ParquetForecasts writes forecasts to a Parquet file, compressed with zstd. DuckDB
// writes it from a table function that takes the rows as they come, so that no more
// than a group of rows is in memory. ds has the type of what it was read from: DATE,
// TIMESTAMP, BIGINT, or VARCHAR for periods. The file appears whole or not at all.
type ParquetForecasts struct {
	path, dir string
	levels    []float64
	feed      *forecastFeed
	done      chan error
	ended     bool
}

// NewParquetForecasts begins a file of forecasts with intervals at levels in per cent.
func NewParquetForecasts(path string, levels []float64) (*ParquetForecasts, error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".fabbisogno-forecasts-")
	if err != nil {
		return nil, err
	}
	return &ParquetForecasts{path: path, dir: dir, levels: levels}, nil
}

// Write appends the rows of a path. The calendar of the first decides the type of ds.
func (p *ParquetForecasts) Write(c *longtable.Calendar, path longtable.Path) error {
	if p.feed == nil {
		p.begin(*c)
	}
	select {
	case p.feed.paths <- path:
		return nil
	case err := <-p.done:
		p.done <- err // for Commit and Abort
		if err == nil {
			err = errors.New("the writer ended before the rows")
		}
		return err
	}
}

func (p *ParquetForecasts) begin(c longtable.Calendar) {
	p.feed = &forecastFeed{calendar: c, levels: p.levels, paths: make(chan longtable.Path, 64), stop: make(chan struct{})}
	p.done = make(chan error, 1)
	go func() { p.done <- p.feed.copy(filepath.Join(p.dir, "forecasts.parquet")) }()
}

// Commit ends the file and makes it appear under its name.
func (p *ParquetForecasts) Commit() error {
	if p.feed == nil {
		p.begin(longtable.Calendar{}) // no row: a table of none
	}
	close(p.feed.paths)
	p.ended = true
	if err := <-p.done; err != nil {
		return err
	}
	written := filepath.Join(p.dir, "forecasts.parquet")
	f, err := os.Open(written)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(written, p.path)
}

// Abort removes what was written, if it was not committed.
func (p *ParquetForecasts) Abort() error {
	if p.feed != nil && !p.ended {
		p.ended = true
		close(p.feed.stop)
		<-p.done
	}
	return os.RemoveAll(p.dir)
}

// errGivenUp ends a file that is not wanted any more.
var errGivenUp = errors.New("given up")

// forecastFeed is a table function that gives the rows of forecasts.
type forecastFeed struct {
	calendar longtable.Calendar
	levels   []float64
	paths    chan longtable.Path
	stop     chan struct{}
	current  longtable.Path
	next     int // row of current
	stamp    []byte
}

// copy writes the rows to a file, in a database of its own.
func (f *forecastFeed) copy(path string) (err error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return fmt.Errorf("start DuckDB: %w", err)
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx := context.Background() // stop ends it
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, text := range []string{
		"SET threads=1", // rows in order, the same bytes
		"SET memory_limit='" + parquetMemory + "'",
		"SET temp_directory=''",
		"SET autoinstall_known_extensions=false",
		"SET autoload_known_extensions=false",
		"SET allowed_directories=[" + quote(filepath.Dir(path)) + "]",
		"SET enable_external_access=false",
		lockSettings,
	} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	source := duckdb.ChunkTableFunction{BindArguments: func(map[string]any, ...any) (duckdb.ChunkTableSource, error) { return f, nil }}
	if err := duckdb.RegisterTableUDF(conn, "forecasts", source); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COPY (SELECT * FROM forecasts()) TO "+quote(path)+" (FORMAT parquet, COMPRESSION zstd)")
	return err
}

// ColumnInfos of the table.
func (f *forecastFeed) ColumnInfos() []duckdb.ColumnInfo {
	var out []duckdb.ColumnInfo
	for i, name := range longtable.ForecastColumns(f.levels) {
		t := duckdb.TYPE_DOUBLE
		switch i {
		case 0, 2:
			t = duckdb.TYPE_VARCHAR
		case 1:
			t = f.stampType()
		}
		info, err := duckdb.NewTypeInfo(t)
		if err != nil {
			panic("warehouse: " + err.Error()) // plain types have no particulars
		}
		out = append(out, duckdb.ColumnInfo{Name: strings.Clone(name), T: info})
	}
	return out
}

func (f *forecastFeed) stampType() duckdb.Type {
	switch f.calendar.Kind {
	case longtable.Integer:
		return duckdb.TYPE_BIGINT
	case longtable.Date:
		return duckdb.TYPE_DATE
	case longtable.Moment:
		return duckdb.TYPE_TIMESTAMP
	}
	return duckdb.TYPE_VARCHAR
}

// Cardinality is not known.
func (*forecastFeed) Cardinality() *duckdb.CardinalityInfo { return nil }

// Init has nothing to do.
func (*forecastFeed) Init() {}

// FillChunk takes the rows that come next; none ends the table.
func (f *forecastFeed) FillChunk(chunk duckdb.DataChunk) error {
	n := 0
	for n < duckdb.GetDataChunkCapacity() {
		if f.next >= len(f.current.Mean) {
			select {
			case <-f.stop:
				return errGivenUp
			case p, ok := <-f.paths:
				if !ok {
					return chunk.SetSize(n)
				}
				f.current, f.next = p, 0
			}
			continue
		}
		if err := f.fill(chunk, n); err != nil {
			return err
		}
		n, f.next = n+1, f.next+1
	}
	return chunk.SetSize(n)
}

func (f *forecastFeed) fill(chunk duckdb.DataChunk, row int) error {
	p, k := &f.current, f.next
	if err := duckdb.SetChunkValue(chunk, 0, row, p.ID); err != nil {
		return err
	}
	if err := f.fillStamp(chunk, row, p.First+int64(k)); err != nil {
		return err
	}
	if err := duckdb.SetChunkValue(chunk, 2, row, p.Model); err != nil {
		return err
	}
	if err := number(chunk, 3, row, p.Mean[k]); err != nil {
		return err
	}
	for l := range f.levels {
		if err := number(chunk, 4+2*l, row, p.Lower[l][k]); err != nil {
			return err
		}
		if err := number(chunk, 5+2*l, row, p.Upper[l][k]); err != nil {
			return err
		}
	}
	return nil
}

func (f *forecastFeed) fillStamp(chunk duckdb.DataChunk, row int, place int64) error {
	switch f.calendar.Kind {
	case longtable.Integer:
		return duckdb.SetChunkValue(chunk, 1, row, place)
	case longtable.Date:
		return duckdb.SetChunkValue(chunk, 1, row, time.Unix(f.calendar.DaysAt(place)*86400, 0).UTC())
	case longtable.Moment:
		return duckdb.SetChunkValue(chunk, 1, row, time.Unix(place*3600, 0).UTC())
	}
	f.stamp = f.calendar.AppendStamp(f.stamp[:0], place)
	return duckdb.SetChunkValue(chunk, 1, row, string(f.stamp))
}

// number writes NULL for a missing one.
func number(chunk duckdb.DataChunk, column, row int, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return chunk.SetValue(column, row, nil)
	}
	return duckdb.SetChunkValue(chunk, column, row, v)
}
