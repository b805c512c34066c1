package warehouse

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// migration is one numbered schema file.
type migration struct {
	version    int
	name, text string
}

// migrations are the schema files by number.
func migrations() []migration {
	entries, err := fs.ReadDir(schemaFiles, "schema") // sorted by name
	if err != nil {
		panic("warehouse: " + err.Error())
	}
	var out []migration
	for _, entry := range entries {
		number, name, _ := strings.Cut(strings.TrimSuffix(entry.Name(), ".sql"), "_")
		version, err := strconv.Atoi(number)
		text, readErr := schemaFiles.ReadFile("schema/" + entry.Name())
		if err != nil || readErr != nil || version != len(out)+1 {
			panic("warehouse: schema file out of order: " + entry.Name())
		}
		out = append(out, migration{version, name, string(text)})
	}
	return out
}

// schemaVersion is the newest migration a file has seen.
func schemaVersion(ctx context.Context, db *sql.DB) (int, error) {
	var tables int
	if err := db.QueryRowContext(ctx, statement("schema_table_count")).Scan(&tables); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	if tables == 0 {
		return 0, errors.New("a DuckDB file, but not a Fabbisogno warehouse; give another --workspace")
	}
	var version int
	if err := db.QueryRowContext(ctx, statement("schema_version")).Scan(&version); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}

// create builds an empty warehouse beside the path and moves it into place:
// DuckDB leaves a file that cannot be opened when it is killed while creating one.
func create(ctx context.Context, o Options) error {
	return replace(ctx, o, func(db *sql.DB) error { return applyAll(ctx, db, o.schema) })
}

// replace builds a file under a temporary name, writes it out, and renames it to o.Path.
func replace(ctx context.Context, o Options, build func(db *sql.DB) error) error {
	building := o.Path + ".new"
	// The lock is ours, so what lies there is what a killed process left: never acknowledged.
	if err := removeFiles(building, building+".wal"); err != nil {
		return err
	}
	fresh := o
	fresh.Path, fresh.ReadOnly = building, false
	db, err := attach(ctx, fresh)
	if err != nil {
		return err
	}
	err = build(db)
	if err == nil {
		_, err = db.ExecContext(ctx, "CHECKPOINT "+alias)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return errors.Join(err, removeFiles(building, building+".wal"))
	}
	if _, err := os.Stat(building + ".wal"); err == nil {
		return fmt.Errorf("%s.wal is left after the checkpoint", building)
	}
	if err := os.Rename(building, o.Path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(o.Path))
}

func removeFiles(paths ...string) error {
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// syncDir makes a rename last through a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// migrate builds a new file from one of an earlier version: the earlier schema,
// its rows copied as they are, then the later migrations. The live file is only
// read; DuckDB cannot always replay an ALTER after a crash.
func migrate(ctx context.Context, o Options, have int) error {
	if err := settle(ctx, o); err != nil {
		return err
	}
	return replace(ctx, o, func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS earlier (READ_ONLY)", quote(o.Path))); err != nil {
			return explainOpen(o.Path, err)
		}
		if _, err := os.Stat(o.Path + ".wal"); err == nil {
			return fmt.Errorf("%w: another program wrote to it meanwhile; run again", ErrLocked)
		}
		if err := applyAll(ctx, db, o.schema[:have]); err != nil {
			return err
		}
		if err := copyTables(ctx, db); err != nil {
			return err
		}
		if err := applyAll(ctx, db, o.schema[have:]); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, "DETACH earlier")
		return err
	})
}

// settle writes the log into the file, so that no log is left to be replayed
// onto its successor.
func settle(ctx context.Context, o Options) error {
	db, err := attach(ctx, o)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "CHECKPOINT "+alias)
	return errors.Join(err, db.Close())
}

// copyTables copies every table of the attached earlier file but the list of
// migrations, column by column by name.
func copyTables(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, statement("earlier_tables"))
	if err != nil {
		return err
	}
	defer rows.Close()
	var copies [][2]string
	for rows.Next() {
		var table, columns string
		if err := rows.Scan(&table, &columns); err != nil {
			return err
		}
		copies = append(copies, [2]string{table,
			fmt.Sprintf("INSERT INTO %s.main.%s (%s) SELECT %s FROM earlier.main.%s", alias, table, columns, columns, table)})
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, c := range copies {
		if _, err := db.ExecContext(ctx, c[1]); err != nil {
			return fmt.Errorf("copy table %s: %w", c[0], err)
		}
	}
	return nil
}

// applyAll runs migrations in order, each noted in meta__schema.
func applyAll(ctx context.Context, db *sql.DB, list []migration) error {
	for _, m := range list {
		if _, err := db.ExecContext(ctx, m.text); err != nil {
			return fmt.Errorf("apply schema %d (%s): %w", m.version, m.name, err)
		}
		if _, err := db.ExecContext(ctx, statement("insert_schema"), m.version, m.name); err != nil {
			return fmt.Errorf("note schema %d (%s): %w", m.version, m.name, err)
		}
	}
	return nil
}
