package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// QueryFormat is how a user query is written out.
type QueryFormat string

// The output formats of Query.
const (
	FormatTable   QueryFormat = "table"
	FormatCSV     QueryFormat = "csv"
	FormatJSON    QueryFormat = "json"
	FormatParquet QueryFormat = "parquet"
)

// QueryLimits bound a user query.
type QueryLimits struct {
	Rows    int           // 0: 10,000; more rows are cut and said
	Timeout time.Duration // 0: 60 s
	AsOf    time.Time     // everything read is what was known on that day; zero: now
}

// QueryResult says what a query gave.
type QueryResult struct {
	Rows      int
	Truncated bool
}

// result is what a query gave, whole: the row limit bounds it.
type result struct {
	columns []resultColumn
	rows    [][]any
}

type resultColumn struct {
	name string
	kind string // DuckDB type name: BIGINT, DECIMAL(18,3), VARCHAR, DATE ...
}

// Query runs one gated SELECT and writes the result. The warehouse must be open
// to read only: the settings that shut a query in cannot be set while it can be
// written. Errors: ErrNotSelect, ErrNotAllowed, context.DeadlineExceeded.
//
// The timeout stops what DuckDB can interrupt. Some functions and the planner
// it cannot; the gate leaves out the functions known for it, but a stranger's
// SQL still needs a process of its own.
func (d *DB) Query(ctx context.Context, text string, f QueryFormat, lim QueryLimits, w io.Writer) (QueryResult, error) {
	write, ok := map[QueryFormat]func(io.Writer, result) error{
		FormatTable: writeTable, FormatCSV: writeCSV, FormatJSON: writeJSON, FormatParquet: writeParquet,
	}[f]
	if !ok {
		return QueryResult{}, fmt.Errorf("query: unknown format %q; known are table, csv, json, parquet", f)
	}
	if lim.Rows <= 0 {
		lim.Rows = 10_000
	}
	if lim.Timeout <= 0 {
		lim.Timeout = time.Minute
	}
	r, truncated, err := d.query(ctx, text, lim)
	if err != nil {
		return QueryResult{}, fmt.Errorf("query: %w", err)
	}
	if err := write(w, r); err != nil {
		return QueryResult{}, fmt.Errorf("write query result as %s: %w", f, err)
	}
	return QueryResult{Rows: len(r.rows), Truncated: truncated}, nil
}

func (d *DB) query(ctx context.Context, text string, lim QueryLimits) (r result, truncated bool, err error) {
	if !d.readOnly {
		return result{}, false, errors.New("the warehouse is open for writing; open it to read only")
	}
	ctx, cancel := context.WithTimeout(ctx, lim.Timeout)
	defer cancel()
	conn, err := d.sql.Conn(ctx)
	if err != nil {
		return result{}, false, err
	}
	defer conn.Close()
	text = strings.TrimRight(text, "; \t\r\n")
	g := newGate()
	if !lim.AsOf.IsZero() {
		g.unqualified = true
		// The views belong to the connection, so it does not go back to the pool.
		defer func() { _ = conn.Raw(func(any) error { return driver.ErrBadConn }) }()
		if err := d.lookBack(ctx, conn, lim.AsOf); err != nil {
			return result{}, false, err
		}
	}
	if err := g.check(ctx, conn, text); err != nil {
		return result{}, false, err
	}
	// The newline ends a comment at the end of the text.
	wrapped := fmt.Sprintf("SELECT * FROM (%s\n) LIMIT %d", text, lim.Rows+1)
	for _, t := range []string{text, wrapped} {
		if err := confirmSelect(ctx, conn, t); err != nil {
			return result{}, false, err
		}
	}
	r, err = readResult(ctx, conn, wrapped)
	if err != nil {
		if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			return result{}, false, fmt.Errorf("stopped after %s: %w", lim.Timeout, context.DeadlineExceeded)
		}
		return result{}, false, err
	}
	if len(r.rows) > lim.Rows {
		return result{r.columns, r.rows[:lim.Rows]}, true, nil
	}
	return r, false, nil
}

// lookBack makes a connection see what was known on a day.
func (d *DB) lookBack(ctx context.Context, conn *sql.Conn, day time.Time) error {
	k, err := d.known(ctx, conn, day)
	if err != nil {
		return fmt.Errorf("look back to %s: %w", day.Format(time.DateOnly), err)
	}
	for _, text := range k.sessionViews() {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("look back to %s: %w", day.Format(time.DateOnly), err)
		}
	}
	return nil
}

// confirmSelect has the driver prepare the text, which refuses a second
// statement, and checks the type of the one it found.
func confirmSelect(ctx context.Context, conn *sql.Conn, text string) error {
	return conn.Raw(func(raw any) error {
		prepared, err := raw.(driver.ConnPrepareContext).PrepareContext(ctx, text)
		if err != nil {
			return err
		}
		kind, err := prepared.(*duckdb.Stmt).StatementType()
		if err = errors.Join(err, prepared.Close()); err != nil {
			return err
		}
		if kind != duckdb.STATEMENT_TYPE_SELECT {
			return ErrNotSelect
		}
		return nil
	})
}

func readResult(ctx context.Context, conn *sql.Conn, text string) (result, error) {
	rows, err := conn.QueryContext(ctx, text)
	if err != nil {
		return result{}, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return result{}, err
	}
	var r result
	for _, t := range types {
		r.columns = append(r.columns, resultColumn{t.Name(), t.DatabaseTypeName()})
	}
	for rows.Next() {
		cells, fields := make([]any, len(types)), make([]any, len(types))
		for i := range cells {
			fields[i] = &cells[i]
		}
		if err := rows.Scan(fields...); err != nil {
			return result{}, err
		}
		r.rows = append(r.rows, cells)
	}
	return r, rows.Err()
}
