package warehouse

import (
	"context"
	"fmt"
)

// collect runs a query and makes a value of every row; fields are the places
// the columns go to.
func collect[T any](ctx context.Context, q queryer, fields func(v *T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out pieces[T]
	for rows.Next() {
		if err := rows.Scan(fields(out.next())...); err != nil {
			return nil, err
		}
	}
	return out.all(), rows.Err()
}

// Ledger lists the committed loads by table, release, edition and checksum.
func (d *DB) Ledger(ctx context.Context) ([]LedgerEntry, error) {
	entries, err := collect(ctx, d.sql, func(e *LedgerEntry) []any {
		c := &e.Counts
		return append(snapshotFields(&e.Snapshot), &e.StepVersion, &c.Read, &c.Loaded, &c.Rejected, &c.Skipped, &c.Observations,
			&e.Recipe, &e.Ordinal, &e.Reloads)
	}, statement("ledger"))
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	type key struct{ sha256, table string }
	type placed struct {
		key
		Skip
	}
	skips, err := collect(ctx, d.sql, func(s *placed) []any {
		return []any{&s.sha256, &s.table, &s.Rule, &s.Rows}
	}, statement("ledger_skips"))
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	of := map[key][]Skip{}
	for _, s := range skips {
		of[s.key] = append(of[s.key], s.Skip)
	}
	for i := range entries {
		entries[i].Skips = of[key{entries[i].Snapshot.SHA256, entries[i].Snapshot.Table}]
	}
	return entries, nil
}

func snapshotFields(s *Snapshot) []any {
	return []any{&s.SHA256, &s.Table, &s.FileName, &s.Bytes, &s.Format, &s.Provider, &s.Licence, &s.SourceURL,
		&s.Released, &s.Vintage, &s.IsSynthetic}
}

// Snapshots by checksum prefix; all when empty. In order of table, release, edition and checksum.
func (d *DB) Snapshots(ctx context.Context, sha256Prefix string) ([]Snapshot, error) {
	out, err := collect(ctx, d.sql, func(v *Snapshot) []any {
		return snapshotFields(v)
	}, statement("snapshots"), sha256Prefix)
	if err != nil {
		return nil, fmt.Errorf("read snapshots: %w", err)
	}
	return out, nil
}

// Rejected lists the rows set aside, all tables when table is empty.
func (d *DB) Rejected(ctx context.Context, table string) ([]Rejected, error) {
	out, err := collect(ctx, d.sql, func(v *Rejected) []any {
		return []any{&v.FileName, &v.Row, &v.Column, &v.Value, &v.Rule, &v.Message, &v.Hint}
	}, statement("rejected"), table)
	if err != nil {
		return nil, fmt.Errorf("read rejected rows: %w", err)
	}
	return out, nil
}

// SetAside lists rows that were set aside, in order of table, file, rule, state and row.
func (d *DB) SetAside(ctx context.Context, f AsideFilter) ([]SetAside, error) {
	var out []SetAside
	err := d.EachSetAside(ctx, f, func(r SetAside) error {
		out = append(out, r)
		return nil
	})
	return out, err
}

// EachSetAside hands on the rows of SetAside one by one, for there may be millions.
func (d *DB) EachSetAside(ctx context.Context, f AsideFilter, do func(SetAside) error) error {
	rows, err := d.sql.QueryContext(ctx, statement("set_aside"), f.Table, f.Rule, f.File, f.All, f.PerGroup)
	if err != nil {
		return fmt.Errorf("read rows set aside: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v SetAside
		if err := rows.Scan(&v.Table, &v.SHA256, &v.FileName, &v.Row, &v.Column, &v.Value, &v.Rule, &v.Message, &v.Hint, &v.State,
			&v.ByFile, &v.BySHA256, &v.Released, &v.Vintage, &v.IsSynthetic, &v.Together); err != nil {
			return fmt.Errorf("read rows set aside: %w", err)
		}
		if err := do(v); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read rows set aside: %w", err)
	}
	return nil
}

// SetAsideCounts counts the rows ever set aside, by table and state.
func (d *DB) SetAsideCounts(ctx context.Context) ([]StateCount, error) {
	out, err := collect(ctx, d.sql, func(v *StateCount) []any { return []any{&v.Table, &v.State, &v.Rows} }, statement("set_aside_counts"))
	if err != nil {
		return nil, fmt.Errorf("count rows set aside: %w", err)
	}
	return out, nil
}

// Issues lists what the quality rules found, with the table ids.
func (d *DB) Issues(ctx context.Context) ([]TableIssue, error) {
	out, err := collect(ctx, d.sql, func(v *TableIssue) []any {
		return []any{&v.Table, &v.SHA256, &v.FileName, &v.Severity, &v.Rule, &v.Key, &v.Message}
	}, statement("issues"))
	if err != nil {
		return nil, fmt.Errorf("read issues: %w", err)
	}
	return out, nil
}
