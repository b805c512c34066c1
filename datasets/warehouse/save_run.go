package warehouse

import (
	"context"
	"database/sql"
	"fmt"
)

// SaveRun notes the run of a step that keeps its results elsewhere: in other
// tables, in files. Steps with tables of their own note their run beside them.
func (d *DB) SaveRun(ctx context.Context, r Run) error {
	err := d.transact(ctx, nil, func(conn *sql.Conn) error { return putRun(ctx, conn, r) })
	if err != nil {
		return fmt.Errorf("save run of %s: %w", r.Step, err)
	}
	return nil
}
