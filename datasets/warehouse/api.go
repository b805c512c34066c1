package warehouse

import (
	"context"
	"errors"
	"io"
	"time"

	"fabbisogno/datasets/series"
)

// ErrLocked is returned when another process holds the warehouse file.
var ErrLocked = errors.New("warehouse is locked by another process")

// ErrNotSelect is returned for user SQL that is not one plain SELECT.
var ErrNotSelect = errors.New("not a single SELECT")

// Options say how to open a warehouse.
type Options struct {
	Path        string
	ReadOnly    bool
	Threads     int    // 0: 1, because floating sums differ with the number of threads
	MemoryLimit string // as DuckDB writes it; empty: 2GB
	TempDir     string // for spilling; empty: none
}

// DB is an open warehouse.
type DB struct{}

var errStub = errors.New("warehouse: not built")

// Open opens the file, creates or migrates it when it is to be written.
func Open(ctx context.Context, o Options) (*DB, error) { return nil, errStub }

// Close checkpoints and releases the file.
func (d *DB) Close() error { return errStub }

// Selection picks observations. Empty fields do not restrict. AsOf zero means the newest edition.
type Selection struct {
	Tables      []string
	Measures    []string
	Freq        series.Freq
	Territories []series.Code
	Industries  []series.Code
	Occupations []series.Code
	// Lists restrict a dimension to a code list; ListNone ("-") asks for the dimension to be absent.
	IndustryList, OccupationList string
	AsOf                         time.Time
	From                         time.Time // first day of the first period wanted
}

// ListNone asks that a dimension be absent.
const ListNone = "-"

// SQL is the selection as text that `fabbisogno query` runs: a SELECT over the
// view observation (or core__observation when AsOf is set), in a total order.
func (s Selection) SQL() string { return "" }

// Observations are the selected values, newest edition as of s.AsOf, demonstration
// data of a table only where the table has no real file, in the order of key,
// frequency and period.
func (d *DB) Observations(ctx context.Context, s Selection) ([]Observation, error) {
	return nil, errStub
}

// Panel is the same as contiguous series, in key order.
func (d *DB) Panel(ctx context.Context, s Selection) (series.Panel, error) { return nil, errStub }

// Loaded says whether these bytes were already loaded as this table by this or a later step version.
func (d *DB) Loaded(ctx context.Context, sha256, table string, stepVersion int) (bool, error) {
	return false, errStub
}

// Load commits one file: snapshot, observations, rejected rows, skips, issues and the ledger row in one transaction.
func (d *DB) Load(ctx context.Context, l Load) error { return errStub }

// Ledger lists the committed loads by table, release and checksum.
func (d *DB) Ledger(ctx context.Context) ([]LedgerEntry, error) { return nil, errStub }

// Rejected lists the rows set aside, all tables when table is empty.
func (d *DB) Rejected(ctx context.Context, table string) ([]Rejected, error) { return nil, errStub }

// Issues lists what the quality rules found, with the table ids.
func (d *DB) Issues(ctx context.Context) ([]TableIssue, error) { return nil, errStub }

// TableIssue is an issue with the file and table it was found in.
type TableIssue struct {
	Table, SHA256, FileName string
	Issue
}

// ReplaceReference replaces code lists, measures and table descriptions, in one transaction.
func (d *DB) ReplaceReference(ctx context.Context, codes []Code, measures []Measure, tables []TableInfo) error {
	return errStub
}

// Fingerprint is the hash over what analysis reads: ledger and reference, in order. Equal content gives equal hashes.
func (d *DB) Fingerprint(ctx context.Context, asOf time.Time) (string, error) { return "", errStub }

// LatestRun is the last run of a step; false when there is none.
func (d *DB) LatestRun(ctx context.Context, step string) (Run, bool, error) {
	return Run{}, false, errStub
}

// SaveForecasts replaces forecasts, backtests and the forecast run, in one transaction.
func (d *DB) SaveForecasts(ctx context.Context, r Run, f []Forecast, b []Backtest) error {
	return errStub
}

// SaveShortages replaces the shortage results and their run, in one transaction.
func (d *DB) SaveShortages(ctx context.Context, r Run, s []Shortage) error { return errStub }

// SaveFigures replaces the figures of an edition and the report run, in one transaction.
func (d *DB) SaveFigures(ctx context.Context, r Run, edition string, f []Figure) error {
	return errStub
}

// Forecasts of the latest run, in order of key and horizon. Empty measure: all.
func (d *DB) Forecasts(ctx context.Context, measure string) ([]Forecast, error) { return nil, errStub }

// Backtests of the latest run.
func (d *DB) Backtests(ctx context.Context) ([]Backtest, error) { return nil, errStub }

// Shortages of the latest run, by method, panel, territory, rank and unit.
func (d *DB) Shortages(ctx context.Context) ([]Shortage, error) { return nil, errStub }

// Figures of an edition with their lineage; all editions when empty.
func (d *DB) Figures(ctx context.Context, edition string) ([]Figure, error) { return nil, errStub }

// Snapshots by checksum prefix; all when empty.
func (d *DB) Snapshots(ctx context.Context, sha256Prefix string) ([]Snapshot, error) {
	return nil, errStub
}

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
