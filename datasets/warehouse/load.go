package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Loaded says whether these bytes were already loaded as this table by this or a later step version.
func (d *DB) Loaded(ctx context.Context, sha256, table string, stepVersion int) (bool, error) {
	have, found, err := loadedVersion(ctx, d.sql, sha256, table)
	if err != nil {
		return false, fmt.Errorf("look up load of %s: %w", table, err)
	}
	return found && have >= stepVersion, nil
}

// queryer is a pool or one connection of it.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func loadedVersion(ctx context.Context, q queryer, sha256, table string) (version int, found bool, err error) {
	err = q.QueryRowContext(ctx, statement("loaded_version"), sha256, table).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return version, err == nil, err
}

// Load commits one file: snapshot, observations, rejected rows, skips, issues
// and the ledger row in one transaction. The same bytes loaded again by the
// same or an earlier step version change nothing; a later step version takes
// the place of the earlier load. A load whose counts do not add up is refused.
func (d *DB) Load(ctx context.Context, l Load) error {
	if err := l.check(); err != nil {
		return fmt.Errorf("load %s from %s: %w", l.Snapshot.Table, l.Snapshot.FileName, err)
	}
	done, err := d.Loaded(ctx, l.Snapshot.SHA256, l.Snapshot.Table, l.StepVersion)
	if err != nil || done {
		return err
	}
	counted := &tally{}
	rows := []bulk{l.observationRows(counted), l.rejectedRows(), l.issueRows(), l.skipRows()}
	err = d.transact(ctx, rows, func(conn *sql.Conn) error { return l.write(ctx, conn, rows, counted) })
	if err != nil {
		return fmt.Errorf("load %s from %s: %w", l.Snapshot.Table, l.Snapshot.FileName, err)
	}
	return nil
}

// replaced are the statements that take an earlier load away.
var replaced = [...]string{
	"delete_observation", "delete_rejected", "delete_issue", "delete_skip", "delete_snapshot", "delete_ledger",
}

func (l Load) write(ctx context.Context, conn *sql.Conn, rows []bulk, counted *tally) error {
	s := l.Snapshot
	have, found, err := loadedVersion(ctx, conn, s.SHA256, s.Table)
	if err != nil {
		return err
	}
	if found && have >= l.StepVersion {
		return nil
	}
	if found {
		for _, name := range replaced {
			if _, err := conn.ExecContext(ctx, statement(name), s.SHA256, s.Table); err != nil {
				return fmt.Errorf("replace version %d: %w", have, err)
			}
		}
	}
	if _, err := conn.ExecContext(ctx, statement("put_snapshot"), s.SHA256, s.Table, s.FileName, s.Bytes, s.Format,
		s.Provider, s.Licence, s.SourceURL, s.Released, s.Vintage, s.IsSynthetic); err != nil {
		return fmt.Errorf("note snapshot: %w", err)
	}
	for _, b := range rows {
		if err := b.insert(ctx, conn); err != nil {
			return err
		}
	}
	c := l.Counts
	if l.Rows != nil {
		if err := counted.complete(c); err != nil {
			return err
		}
	}
	if _, err := conn.ExecContext(ctx, statement("put_ledger"), s.SHA256, s.Table, l.StepVersion,
		c.Read, c.Loaded, c.Rejected, c.Skipped, c.Observations); err != nil {
		return fmt.Errorf("note load: %w", err)
	}
	return nil
}

// check refuses a load that does not account for every row, or that carries
// what a series may not hold.
func (l Load) check() error {
	s, c := l.Snapshot, l.Counts
	if s.SHA256 == "" || s.Table == "" {
		return errors.New("the snapshot has no checksum or no table")
	}
	if min(c.Read, c.Loaded, c.Rejected, c.Skipped, c.Observations) < 0 {
		return fmt.Errorf("negative count in %+v", c)
	}
	if c.Read != c.Loaded+c.Rejected+c.Skipped {
		return fmt.Errorf("%d rows read, but %d loaded, %d rejected and %d skipped", c.Read, c.Loaded, c.Rejected, c.Skipped)
	}
	var skipped int64
	for _, skip := range l.Skips {
		skipped += skip.Rows
	}
	if skipped != c.Skipped {
		return fmt.Errorf("%d rows counted as skipped, the rules name %d", c.Skipped, skipped)
	}
	if l.Rows != nil {
		return nil // what else is wrong shows when they are read
	}
	t := &tally{}
	if err := t.add(Batch{l.Observations, l.Rejected}); err != nil {
		return err
	}
	return t.complete(c)
}
