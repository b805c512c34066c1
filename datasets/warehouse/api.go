package warehouse

import (
	"context"
	"errors"
	"io"
	"time"
)

// ErrNotSelect is returned for user SQL that is not one plain SELECT.
var ErrNotSelect = errors.New("not a single SELECT")

var errStub = errors.New("warehouse: not built")

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
}

// QueryResult says what a query gave.
type QueryResult struct {
	Rows      int
	Truncated bool
}

// Query runs one gated, read-only SELECT and writes the result. Parquet is written whole; w gets its bytes.
func (d *DB) Query(ctx context.Context, sql string, f QueryFormat, lim QueryLimits, w io.Writer) (QueryResult, error) {
	return QueryResult{}, errStub
}
