package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// bulk is a set of rows for one table, given column by column in the order of
// the table. There are two ways in, chosen by build tag: Arrow
// (bulk_arrow.go) and the Appender (bulk_appender.go).
type bulk struct {
	table   string
	rows    int
	columns []bulkColumn
}

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

// transact runs do in one transaction on one connection. The bulk rows are
// staged before it begins and inserted by do.
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
	for _, b := range stage {
		if err := b.stage(ctx, conn); err != nil {
			return fmt.Errorf("stage %s: %w", b.table, err)
		}
	}
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := do(conn); err != nil {
		// The caller's context may be over; the rollback must run all the same.
		_, rollbackErr := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		if rollbackErr != nil {
			return fmt.Errorf("%w (and roll back: %w)", err, rollbackErr)
		}
		return err
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
