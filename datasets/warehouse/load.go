package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Loaded says whether these bytes were already loaded as this table by the same
// step version and recipe, or by a later step version.
func (d *DB) Loaded(ctx context.Context, sha256, table string, stepVersion int, recipe string) (bool, error) {
	have, err := loadedBefore(ctx, d.sql, sha256, table)
	if err != nil {
		return false, fmt.Errorf("look up load of %s: %w", table, err)
	}
	return have.isFresh(stepVersion, recipe), nil
}

// queryer is a pool or one connection of it.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// earlier is a load of the same bytes as the same table.
type earlier struct {
	found       bool
	stepVersion int
	recipe      string
	ordinal     int64 // place in the order of first loads
	reloads     int64
}

// isFresh says whether a load by this version and recipe would change nothing.
// What a later version loaded is never undone by an earlier one.
func (e earlier) isFresh(stepVersion int, recipe string) bool {
	return e.found && (e.stepVersion > stepVersion || e.stepVersion == stepVersion && e.recipe == recipe)
}

func loadedBefore(ctx context.Context, q queryer, sha256, table string) (e earlier, err error) {
	err = q.QueryRowContext(ctx, statement("loaded_version"), sha256, table).Scan(&e.stepVersion, &e.recipe, &e.ordinal, &e.reloads)
	if errors.Is(err, sql.ErrNoRows) {
		return e, nil
	}
	e.found = err == nil
	return e, err
}

// Load commits one file: snapshot, observations, rejected rows, skips, issues
// and the ledger row in one transaction. The same bytes loaded again by the
// same step version and recipe, or by an earlier version, change nothing; a later
// version or another recipe takes the place of the earlier load, and rows that
// are no longer set aside stay on record as healed. A load whose counts do not
// add up is refused.
func (d *DB) Load(ctx context.Context, l Load) error {
	if err := l.check(); err != nil {
		return fmt.Errorf("load %s from %s: %w", l.Snapshot.Table, l.Snapshot.FileName, err)
	}
	done, err := d.Loaded(ctx, l.Snapshot.SHA256, l.Snapshot.Table, l.StepVersion, l.Recipe)
	if err != nil || done {
		return err
	}
	restore, saving := d.saveMemory(ctx, l)
	err = d.loadOnce(ctx, l)
	restore()
	if saving && isOutOfMemory(err) { // nothing was stored: texts much longer than usual need more
		err = d.loadOnce(ctx, l)
	}
	if err != nil {
		return fmt.Errorf("load %s from %s: %w", l.Snapshot.Table, l.Snapshot.FileName, err)
	}
	return nil
}

// loadOnce writes a load in one transaction.
func (d *DB) loadOnce(ctx context.Context, l Load) error {
	counted := &tally{}
	rows := []bulk{l.observationRows(counted), l.rejectedRows(), l.issueRows(), l.skipRows()}
	return d.transact(ctx, rows, func(conn *sql.Conn) error { return l.write(ctx, conn, rows, counted) })
}

// loadMemory is the most that DuckDB keeps of the blocks of a large load: it would
// keep them all up to its limit, though they are on disk and no one reads them.
// Ten million observations load as fast within it. A load of long texts may need
// more, and then has the limit of the warehouse.
const loadMemory = "128MB"

// saveMemory lowers the limit for a large load; restore sets it back. Where it
// can't be lowered, because more is in use, the load goes on as it is.
func (d *DB) saveMemory(ctx context.Context, l Load) (restore func(), saving bool) {
	if l.Counts.Observations < dictionaryFrom || d.readOnly {
		return func() {}, false
	}
	if _, err := d.sql.ExecContext(ctx, "SET memory_limit="+quote(d.loadMemory)); err != nil {
		return func() {}, false
	}
	return func() { _, _ = d.sql.ExecContext(context.WithoutCancel(ctx), "SET memory_limit="+quote(d.memory)) }, true
}

// isOutOfMemory says whether DuckDB met its memory limit. The Appender gives the
// error of a flush as a text.
func isOutOfMemory(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	return strings.Contains(text, "could not allocate block") || strings.Contains(text, "failed to allocate data") ||
		strings.Contains(text, "Out of Memory Error") || strings.Contains(text, "failed to pin block")
}

// replaced are the statements that take an earlier load away.
var replaced = [...]string{
	"delete_observation", "delete_rejected", "delete_issue", "delete_skip", "delete_snapshot", "delete_ledger",
}

func (l Load) write(ctx context.Context, conn *sql.Conn, rows []bulk, counted *tally) error {
	s := l.Snapshot
	before, err := loadedBefore(ctx, conn, s.SHA256, s.Table)
	if err != nil || before.isFresh(l.StepVersion, l.Recipe) {
		return err
	}
	if before.found {
		for _, name := range append([]string{"keep_rejected"}, replaced[:]...) {
			if _, err := conn.ExecContext(ctx, statement(name), s.SHA256, s.Table); err != nil {
				return fmt.Errorf("replace version %d: %w", before.stepVersion, err)
			}
		}
	}
	if _, err := conn.ExecContext(ctx, statement("put_snapshot"), s.SHA256, s.Table, s.FileName, s.Bytes, s.Format,
		s.Provider, s.Licence, s.SourceURL, s.Released, s.Vintage, s.IsSynthetic); err != nil {
		return fmt.Errorf("note snapshot: %w", err)
	}
	stored, err := countObservations(ctx, conn)
	if err != nil {
		return err
	}
	for _, b := range rows {
		if err := b.insert(ctx, conn); err != nil {
			return err
		}
	}
	if l.Rows != nil {
		if err := counted.complete(l.Counts); err != nil {
			return err
		}
	}
	if err := l.confirm(ctx, conn, stored); err != nil {
		return err
	}
	return l.enter(ctx, conn, before)
}

// confirm counts what the open transaction has stored on top of what was there: a
// dictionary that lacks an item would lose its rows.
func (l Load) confirm(ctx context.Context, conn *sql.Conn, before int64) error {
	after, err := countObservations(ctx, conn)
	if err != nil {
		return err
	}
	if stored := after - before; stored != l.Counts.Observations {
		return fmt.Errorf("%d observations counted, %d stored", l.Counts.Observations, stored)
	}
	return nil
}

// countObservations counts all of them: without a condition it reads no column.
func countObservations(ctx context.Context, conn *sql.Conn) (n int64, err error) {
	if err = conn.QueryRowContext(ctx, statement("count_observations")).Scan(&n); err != nil {
		return 0, fmt.Errorf("count observations: %w", err)
	}
	return n, nil
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
