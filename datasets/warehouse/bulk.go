package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// bulk is a set of rows for one table, given column by column in the order of
// the table. There are two ways in, chosen by build tag: Arrow
// (bulk_arrow.go) and the Appender (bulk_appender.go).
type bulk struct {
	table   string
	rows    int
	columns []bulkColumn
	// batches, when not nil, gives the rows piece by piece: each step tells how many
	// rows the columns give now. rows is then of no meaning. It can be ranged over
	// again, and an error of it fails the whole.
	batches iter.Seq2[int, error]
	//lint:ignore U1000 used with the build tag duckdb_arrow
	staged // what stage leaves for insert
	// observed, when not nil, are the same rows as observations; there are many.
	observed *observed
}

// dictionaryFrom is the number of observations from which a load goes by way of
// dictionaries, where texts are dear (bulk_dictionary.go).
const dictionaryFrom = 20_000

// dictionaryRows are put together at a time, items of dictionaries among them.
// The Appender ends a batch by itself at 204,800, in the middle of one.
const dictionaryRows = 150_000

// observed gives the observations of the batch at hand.
type observed struct {
	snapshot Snapshot
	current  func() []Observation
	together int // rows that share dictionaries
}

// each ranges over the batches.
func (b bulk) each(ctx context.Context) iter.Seq2[int, error] {
	if b.batches == nil {
		return func(yield func(int, error) bool) {
			if b.rows > 0 {
				yield(b.rows, context.Cause(ctx))
			}
		}
	}
	return func(yield func(int, error) bool) {
		for n, err := range b.batches {
			if err == nil {
				err = context.Cause(ctx)
			}
			if !yield(n, err) || err != nil {
				return
			}
		}
	}
}

// isEmpty says that there is nothing to insert.
func (b bulk) isEmpty() bool { return b.batches == nil && b.rows == 0 }

// bulkColumn gives the cells of one column; exactly one function is set.
type bulkColumn struct {
	name   string
	text   func(row int) string
	whole  func(row int) int64
	small  func(row int) int32
	number func(row int) float64 // NaN: NULL
	day    func(row int) time.Time
	flag   func(row int) bool
}

// transact runs do in one transaction on one connection. What the bulk rows
// need outside of it is made before it begins; do inserts them.
func (d *DB) transact(ctx context.Context, stage []bulk, do func(conn *sql.Conn) error) (err error) {
	if d.readOnly {
		return fmt.Errorf("warehouse %s is open to read only", d.path)
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	conn, err := d.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := conn.Close(); err == nil {
			err = closeErr
		}
	}()
	defer func() {
		for i := range stage {
			err = errors.Join(err, stage[i].unstage(context.WithoutCancel(ctx), conn))
		}
	}()
	for i := range stage {
		if err := stage[i].stage(ctx, conn); err != nil {
			return fmt.Errorf("stage %s: %w", stage[i].table, err)
		}
	}
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	err = do(conn)
	if err == nil {
		// Not to be stopped half way: it would be stored and reported as failed.
		if _, err = conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); err == nil {
			return nil
		}
		err = fmt.Errorf("commit: %w", err)
	}
	// The caller's context may be over; the rollback must run all the same. A
	// failed commit has rolled back already, which DuckDB calls an error.
	_, rollbackErr := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	if rollbackErr != nil && !strings.Contains(rollbackErr.Error(), "no transaction is active") {
		err = fmt.Errorf("%w (and roll back: %w)", err, rollbackErr)
	}
	return storageError(err)
}

// ErrStorage is returned when the disk refuses: full, not writable, failing.
// Nothing of the call was stored. The warehouse must be closed; what was
// committed before is there when it is opened again.
var ErrStorage = errors.New("storage refused to write")

// storageError marks what DuckDB says of the disk.
func storageError(err error) error {
	var said *duckdb.Error
	ofDisk := errors.As(err, &said) && (said.Type == duckdb.ErrorTypeIO || said.Type == duckdb.ErrorTypeFatal)
	// A failed commit is an error of the transaction whatever its cause.
	for _, words := range []string{"Could not write file", "Could not sync", "fsync failed", "No space left"} {
		ofDisk = ofDisk || strings.Contains(err.Error(), words)
	}
	if ofDisk {
		return fmt.Errorf("%w: %w; make room or check the disk, then run again", ErrStorage, err)
	}
	return err
}
