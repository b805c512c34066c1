//go:build !duckdb_arrow

package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"

	"github.com/duckdb/duckdb-go/v2"
)

// staged is nothing: the Appender writes within the transaction.
//
//lint:ignore U1000 its twin of the build tag duckdb_arrow is not empty
type staged struct{}

func (*bulk) stage(context.Context, *sql.Conn) error { return nil }

func (*bulk) unstage(context.Context, *sql.Conn) error { return nil }

// insert appends the rows within the open transaction of conn; outside of one
// the Appender would commit on its own every 204,800 rows.
func (b bulk) insert(ctx context.Context, conn *sql.Conn) error {
	if b.isEmpty() {
		return nil
	}
	return conn.Raw(func(raw any) error {
		if b.observed != nil {
			return b.insertEncoded(ctx, raw.(driver.Conn))
		}
		appender, err := duckdb.NewAppender(raw.(driver.Conn), alias, "main", b.table)
		if err != nil {
			return fmt.Errorf("append to %s: %w", b.table, err)
		}
		if err := b.append(ctx, appender); err != nil {
			return errors.Join(err, appender.Close())
		}
		// A broken constraint shows here and nowhere else.
		if err := appender.Close(); err != nil {
			return fmt.Errorf("append to %s: %w", b.table, err)
		}
		return nil
	})
}

func (b bulk) append(ctx context.Context, appender *duckdb.Appender) error {
	cells := make([]driver.Value, len(b.columns))
	done := 0
	for n, err := range b.each(ctx) {
		if err != nil {
			return err
		}
		for row := range n {
			if row%4096 == 4095 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			for i, column := range b.columns {
				cells[i] = column.cell(row)
			}
			if err := appender.AppendRow(cells...); err != nil {
				return fmt.Errorf("append to %s, row %d: %w", b.table, done+row+1, err)
			}
		}
		done += n
	}
	return nil
}

func (c bulkColumn) cell(row int) driver.Value {
	switch {
	case c.text != nil:
		return c.text(row)
	case c.whole != nil:
		return c.whole(row)
	case c.small != nil:
		return c.small(row)
	case c.day != nil:
		return c.day(row)
	case c.flag != nil:
		return c.flag(row)
	}
	if v := c.number(row); !math.IsNaN(v) {
		return v
	}
	return nil
}
