package warehouse

import (
	"context"
	"database/sql"
	"fmt"
)

// RetireSynthetic takes demonstration files away that newer ones replace: those
// with the table and name of a file in now, but other bytes. A program that
// makes other demonstration data would otherwise leave two versions of every
// value. Files of publishers are never taken away. It says how many were.
func (d *DB) RetireSynthetic(ctx context.Context, now []Snapshot) (int, error) {
	type place struct{ table, name string }
	current := map[place]string{}
	for _, s := range now {
		current[place{s.Table, s.FileName}] = s.SHA256
	}
	all, err := d.Snapshots(ctx, "")
	if err != nil {
		return 0, fmt.Errorf("retire demonstration files: %w", err)
	}
	var old []Snapshot
	for _, s := range all {
		if sha, ok := current[place{s.Table, s.FileName}]; ok && s.IsSynthetic && sha != s.SHA256 {
			old = append(old, s)
		}
	}
	if len(old) == 0 {
		return 0, nil
	}
	err = d.transact(ctx, nil, func(conn *sql.Conn) error {
		for _, s := range old {
			for _, name := range append([]string{"delete_healed", "delete_superseded"}, replaced[:]...) {
				if _, err := conn.ExecContext(ctx, statement(name), s.SHA256, s.Table); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("retire demonstration files: %w", err)
	}
	return len(old), nil
}
