package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
)

// ErrLocked is returned when the warehouse file is held by another process, or
// by this one through another DB.
var ErrLocked = errors.New("warehouse is locked")

// ErrDamaged is returned when DuckDB cannot read the file or its log. Nothing
// is deleted: the message names the file and says what to do.
var ErrDamaged = errors.New("warehouse cannot be read")

// Options say how to open a warehouse.
type Options struct {
	Path        string
	ReadOnly    bool
	Threads     int    // 0: 1, because floating sums differ with the number of threads
	MemoryLimit string // as DuckDB writes it; empty: 2GB
	TempDir     string // for spilling; empty: none. Ignored when ReadOnly

	schema []migration // nil: the embedded one
}

// alias is the catalogue name under which the file is attached, and the only
// one the gate accepts.
const alias = "warehouse"

// DB is an open warehouse. It may be used by several goroutines for reading;
// loads and saves take turns.
type DB struct {
	sql      *sql.DB
	lock     *fileLock
	path     string
	readOnly bool
	memory   string // limit of DuckDB, as it writes it
	// loadMemory is the limit within which a large load is tried first.
	loadMemory string
	writing    sync.Mutex
}

// Open opens the file; when it is to be written, creates or migrates it first.
// Errors: ErrLocked, ErrDamaged, and a hint for a schema newer than the program.
func Open(ctx context.Context, o Options) (*DB, error) {
	path, exists, err := locate(o.Path)
	if err != nil {
		return nil, fmt.Errorf("open warehouse %s: %w", o.Path, err)
	}
	if !exists && o.ReadOnly {
		return nil, fmt.Errorf("open warehouse %s: %w; make it with: fabbisogno run", path, os.ErrNotExist)
	}
	o.Path = path
	if o.schema == nil {
		o.schema = migrations()
	}
	if !o.ReadOnly {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, fmt.Errorf("open warehouse %s: %w", path, err)
		}
	}
	lock, err := lockFile(path, o.ReadOnly)
	if err != nil {
		return nil, fmt.Errorf("open warehouse %s: %w", path, err)
	}
	db, err := openLocked(ctx, o, exists)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open warehouse %s: %w", path, err), lock.release())
	}
	db.lock = lock
	return db, nil
}

// locate makes the path absolute, follows symbolic links, so that a migration
// replaces the file and not the link, and refuses what cannot be a warehouse.
func locate(path string) (full string, exists bool, err error) {
	if path == "" {
		return "", false, errors.New("no path given")
	}
	full, err = filepath.Abs(path)
	if err != nil {
		return "", false, err
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		full = real
	}
	info, err := os.Stat(full)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if _, err := os.Stat(full + ".wal"); err == nil {
			// DuckDB would replay this log onto the new file.
			return "", false, fmt.Errorf("%s.wal lies there without its database; move it away, then run again", full)
		}
		return full, false, nil
	case err != nil:
		return "", false, err
	case !info.Mode().IsRegular():
		return "", false, errors.New("not a regular file")
	case info.Size() == 0:
		return "", false, fmt.Errorf("%w: the file is empty; move it away, then run again", ErrDamaged)
	}
	return full, true, nil
}

func openLocked(ctx context.Context, o Options, exists bool) (*DB, error) {
	if !exists {
		if err := create(ctx, o); err != nil {
			return nil, err
		}
	}
	db, err := attach(ctx, o)
	if err != nil {
		return nil, err
	}
	have, err := schemaVersion(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	want := len(o.schema)
	switch {
	case have > want:
		err = fmt.Errorf("its schema has version %d, this program knows %d; use a newer fabbisogno, or another --workspace", have, want)
		return nil, errors.Join(err, db.Close())
	case have == want:
		return &DB{sql: db, path: o.Path, readOnly: o.ReadOnly, memory: memoryLimit(o), loadMemory: loadMemory}, nil
	case o.ReadOnly:
		err = fmt.Errorf("its schema has version %d, this program needs %d; bring it up to date with: fabbisogno run", have, want)
		return nil, errors.Join(err, db.Close())
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	if err := migrate(ctx, o, have); err != nil {
		return nil, fmt.Errorf("migrate from version %d to %d: %w", have, want, err)
	}
	db, err = attach(ctx, o)
	if err != nil {
		return nil, err
	}
	return &DB{sql: db, path: o.Path, readOnly: o.ReadOnly, memory: memoryLimit(o), loadMemory: loadMemory}, nil
}

// attach opens an in-memory DuckDB and attaches the file to it: a log that
// DuckDB cannot replay on a direct open is replayed this way, and the path
// never goes through a URL, where ? and % break it.
func attach(ctx context.Context, o Options) (*sql.DB, error) {
	mode := "READ_WRITE"
	if o.ReadOnly {
		mode = "READ_ONLY"
	}
	db, err := openMemory(o, fmt.Sprintf("ATTACH %s AS %s (%s)", quote(o.Path), alias, mode))
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(explainOpen(o.Path, err), db.Close())
	}
	if o.ReadOnly {
		if err := confirmLockdown(ctx, db); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// openMemory starts a DuckDB instance with ordered settings: the driver applies
// options of a DSN in the order of a Go map, which fails at random. attach runs
// before external access is cut.
func openMemory(o Options, attach string) (*sql.DB, error) {
	settings := writerSettings(o)
	if o.ReadOnly {
		settings = readerSettings(o)
	}
	var first sync.Once
	var failed error
	connector, err := duckdb.NewConnector("", func(conn driver.ExecerContext) error {
		first.Do(func() {
			for _, statement := range append([]string{attach}, settings...) {
				if _, err := conn.ExecContext(context.Background(), statement, nil); err != nil {
					failed = err
					return
				}
			}
		})
		if failed != nil {
			return failed
		}
		_, err := conn.ExecContext(context.Background(), "USE "+alias, nil)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("start DuckDB: %w", err)
	}
	return sql.OpenDB(connector), nil
}

func writerSettings(o Options) []string {
	return append(commonSettings(o),
		"SET temp_directory="+quote(o.TempDir),
		// One checkpoint at Close instead of one every 16 MB of log: a run loads
		// some 150 files, and a log of this size replays in seconds.
		"SET checkpoint_threshold='256MB'",
	)
}

// readerSettings shut the reader in. The order matters: spilling goes off
// before external access is cut, the lock is last.
func readerSettings(o Options) []string {
	settings := []string{"SET temp_directory=''", "SET max_temp_directory_size='0B'"}
	settings = append(settings, commonSettings(o)...)
	return append(settings,
		"SET max_expression_depth=100",
		"SET allow_persistent_secrets=false",
		"SET enable_external_access=false",
		"SET lock_configuration=true",
	)
}

func commonSettings(o Options) []string {
	return []string{
		fmt.Sprintf("SET threads=%d", max(o.Threads, 1)),
		"SET memory_limit=" + quote(memoryLimit(o)),
		"SET autoinstall_known_extensions=false",
		"SET autoload_known_extensions=false",
		"SET allow_community_extensions=false",
	}
}

func memoryLimit(o Options) string {
	if o.MemoryLimit == "" {
		return "2GB"
	}
	return o.MemoryLimit
}

// confirmLockdown reads the settings back: a reader that is not shut in is not opened.
func confirmLockdown(ctx context.Context, db *sql.DB) error {
	var external, locked, readOnly bool
	row := db.QueryRowContext(ctx, statement("lockdown"))
	if err := row.Scan(&external, &locked, &readOnly); err != nil {
		return fmt.Errorf("read settings back: %w", err)
	}
	if external || !locked || !readOnly {
		return fmt.Errorf("read settings back: external access %t, configuration locked %t, read-only %t", external, locked, readOnly)
	}
	return nil
}

var holderForm = regexp.MustCompile(`PID (\d+)`)

// explainOpen turns what DuckDB says about a file into what the user can do.
func explainOpen(path string, err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "Conflicting lock"), strings.Contains(text, "Could not set lock"):
		holder := "another process"
		if m := holderForm.FindStringSubmatch(text); m != nil {
			holder = "process " + m[1]
		}
		return fmt.Errorf("%w by %s; wait until it ends", ErrLocked, holder)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return fmt.Errorf("%w: %w; nothing was changed: copy %s and its .wal to a safe place, move them away, "+
		"and run again to rebuild from the snapshots", ErrDamaged, err, filepath.Base(path))
}

// Close writes the log into the file and releases it.
func (d *DB) Close() error {
	var errs []error
	if !d.readOnly {
		if _, err := d.sql.Exec("CHECKPOINT " + alias); err != nil {
			errs = append(errs, fmt.Errorf("checkpoint: %w", err))
		}
	}
	errs = append(errs, d.sql.Close(), d.lock.release())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close warehouse %s: %w", d.path, err)
	}
	return nil
}

// quote writes a text as an SQL literal. DuckDB knows no escapes inside it but
// the doubled quote; a NUL ends the statement text early, which then does not parse.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
