package warehouse

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOpenTakesAnyPath(t *testing.T) {
	for name, file := range map[string]string{
		"quote":        "it's a file.duckdb",
		"double_quote": `a "b".duckdb`,
		"question":     "what?access_mode=READ_ONLY.duckdb",
		"percent":      "100%41.duckdb",
		"letters":      "città e però.duckdb",
		"semicolon":    "a;b--c.duckdb",
		"folder":       "deep/er/w.duckdb",
		"no_extension": "warehouse",
		"hash":         "a#b.duckdb",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), file)
			db := openAt(t, path, false)
			load(t, db, edition("istat_vacancies", "a", "2024-01-10", false, 1, 2))
			closeNow(t, db)
			if _, err := os.Stat(path); err != nil {
				t.Fatal(err)
			}
			if got := show(values(t, openAt(t, path, true), Selection{})); got != "[1 2]" {
				t.Errorf("read back %s", got)
			}
		})
	}
}

func TestCloseLeavesOneFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "warehouse.duckdb")
	db := openAt(t, path, false)
	load(t, db, edition("istat_vacancies", "a", "2024-01-10", false, 1, 4))
	closeNow(t, db)
	if got, want := files(t, dir), []string{"warehouse.duckdb", "warehouse.duckdb.lock"}; !cmp.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestOpenRefuses(t *testing.T) {
	write := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := func(t *testing.T, path string) string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, c := range map[string]struct {
		prepare func(t *testing.T, path string)
		ro      bool
		is      error
		says    string
	}{
		"missing_to_read": {func(*testing.T, string) {}, true, fs.ErrNotExist, "fabbisogno run"},
		"empty":           {func(t *testing.T, p string) { write(t, p, "") }, false, ErrDamaged, "the file is empty"},
		"text":            {func(t *testing.T, p string) { write(t, p, strings.Repeat("period;value\n", 400)) }, false, ErrDamaged, "nothing was changed"},
		"folder":          {func(t *testing.T, p string) { _ = os.Mkdir(p, 0o755) }, false, nil, "not a regular file"},
		"log_without_database": {func(t *testing.T, p string) { write(t, p+".wal", "x") }, false, nil,
			".wal lies there without its database"},
		"newer_schema": {func(t *testing.T, p string) {
			db := openAt(t, p, false)
			if _, err := db.sql.Exec("INSERT INTO meta__schema VALUES (99, 'later')"); err != nil {
				t.Fatal(err)
			}
			closeNow(t, db)
		}, false, nil, "use a newer fabbisogno"},
		"other_database": {func(t *testing.T, p string) {
			sql, err := attach(t.Context(), Options{Path: p})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := sql.Exec("CREATE TABLE t (a INTEGER)"); err != nil {
				t.Fatal(err)
			}
			if err := sql.Close(); err != nil {
				t.Fatal(err)
			}
		}, false, nil, "not a Fabbisogno warehouse"},
		"damaged_log": {func(t *testing.T, p string) {
			// As a power cut leaves it: the log is there in its length, its end is zeros.
			db := openAt(t, p+".earlier", false)
			load(t, db, edition("istat_vacancies", "a", "2024-01-10", false, 1, 100))
			log := read(t, p+".earlier.wal")
			write(t, p, read(t, p+".earlier"))
			write(t, p+".wal", log[:len(log)-500]+strings.Repeat("\x00", 500))
		}, false, ErrDamaged, ".wal"},
		"damaged_file": {func(t *testing.T, p string) {
			closeNow(t, openAt(t, p, false))
			bytes := []byte(read(t, p))
			for i := 0; i < len(bytes); i += 512 {
				bytes[i] ^= 0xff
			}
			write(t, p, string(bytes))
		}, false, ErrDamaged, "nothing was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "warehouse.duckdb")
			c.prepare(t, path)
			before := files(t, dir)
			db, err := Open(t.Context(), Options{Path: path, ReadOnly: c.ro})
			if err == nil {
				closeNow(t, db)
				t.Fatal("opened")
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %q is not %q", err, c.is)
			}
			if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %q does not say %q and name the file", err, c.says)
			}
			for _, name := range before {
				if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
					t.Errorf("a file is gone: %v", err)
				}
			}
		})
	}
}

// holder is another process that has the file open.
func holder(t *testing.T, path, mode string) (pid int, release func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], path, mode)
	cmd.Env = append(os.Environ(), childMode+"=hold")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "open\n" {
		t.Fatalf("holder said %q, %v", line, err)
	}
	return cmd.Process.Pid, func() {
		_ = stdin.(io.Closer).Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

func TestLock(t *testing.T) {
	for name, c := range map[string]struct {
		first, second string
		refused       bool
	}{
		"writer_refuses_writer":  {"rw", "rw", true},
		"writer_refuses_reader":  {"rw", "ro", true},
		"reader_refuses_writer":  {"ro", "rw", true},
		"readers_share":          {"ro", "ro", false},
		"again_after_the_holder": {"", "rw", false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "warehouse.duckdb")
			closeNow(t, openAt(t, path, false))
			t.Run("other_process", func(t *testing.T) {
				if c.first == "" {
					_, release := holder(t, path, "rw")
					release()
					closeNow(t, openAt(t, path, false))
					return
				}
				pid, release := holder(t, path, c.first)
				defer release()
				checkLock(t, path, c.second, c.refused, strconv.Itoa(pid))
			})
			t.Run("same_process", func(t *testing.T) {
				if c.first == "" {
					return
				}
				first := openAt(t, path, c.first == "ro")
				checkLock(t, path, c.second, c.refused, "this process")
				closeNow(t, first)
			})
		})
	}
}

func checkLock(t *testing.T, path, mode string, refused bool, says string) {
	t.Helper()
	db, err := Open(t.Context(), Options{Path: path, ReadOnly: mode == "ro"})
	if !refused {
		if err != nil {
			t.Fatal(err)
		}
		closeNow(t, db)
		return
	}
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want ErrLocked naming %s", err, says)
	}
}

// TestLockOfAnotherProgram: DuckDB's own lock speaks where ours is not taken.
func TestLockOfAnotherProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	closeNow(t, openAt(t, path, false))
	pid, release := holder(t, path, "rw")
	defer release()
	if err := os.Rename(path+".lock", path+".lock.away"); err != nil {
		t.Fatal(err)
	}
	checkLock(t, path, "rw", true, strconv.Itoa(pid))
}

func TestMigrationBuildsAndSwaps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	db := openAt(t, path, false)
	load(t, db, edition("istat_vacancies", "a", "2024-01-10", false, 1, 4), edition("istat_vacancies", "b", "2024-04-10", false, 11, 4))
	before, err := db.Fingerprint(t.Context(), day("2030-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)

	later := append(migrations(), migration{len(migrations()) + 1, "quality", `
		ALTER TABLE core__observation ADD COLUMN quality VARCHAR DEFAULT 'unknown';
		CREATE TABLE core__extra (a INTEGER);
		CREATE VIEW extra AS SELECT a FROM core__extra;`})
	if _, err := Open(t.Context(), Options{Path: path, ReadOnly: true, schema: later}); err == nil || !strings.Contains(err.Error(), "fabbisogno run") {
		t.Errorf("an older file opened to read: %v", err)
	}
	db, err = Open(t.Context(), Options{Path: path, schema: later})
	if err != nil {
		t.Fatal(err)
	}
	after, err := db.Fingerprint(t.Context(), day("2030-01-01"))
	if err != nil || after != before {
		t.Errorf("content changed in migration: %v", err)
	}
	if got := show(values(t, db, Selection{})); got != "[11 12 13 14]" {
		t.Errorf("values %s", got)
	}
	var quality string
	var extra int
	if err := db.sql.QueryRow("SELECT min(quality), (SELECT count(*) FROM extra) FROM core__observation").Scan(&quality, &extra); err != nil || quality != "unknown" {
		t.Errorf("new column %q, %v", quality, err)
	}
	closeNow(t, db)
	if got, want := files(t, filepath.Dir(path)), []string{"warehouse.duckdb", "warehouse.duckdb.lock"}; !cmp.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	if _, err := Open(t.Context(), Options{Path: path}); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("version %d", len(later))) {
		t.Errorf("the earlier program opened the later file: %v", err)
	}
}

func TestFailedMigrationLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	db := openAt(t, path, false)
	load(t, db, edition("istat_vacancies", "a", "2024-01-10", false, 1, 4))
	closeNow(t, db)
	broken := append(migrations(), migration{len(migrations()) + 1, "broken", "CREATE TABLE x (a INTEGER); SELECT no_such_function();"})
	if _, err := Open(t.Context(), Options{Path: path, schema: broken}); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Fatalf("got %v", err)
	}
	if got := show(values(t, openAt(t, path, false), Selection{})); got != "[1 2 3 4]" {
		t.Errorf("values %s", got)
	}
}

// TestLeftoverOfAKilledBuild: what lies under the building name was never acknowledged.
func TestLeftoverOfAKilledBuild(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	for _, name := range []string{path + ".new", path + ".new.wal"} {
		if err := os.WriteFile(name, []byte("half a file"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	closeNow(t, openAt(t, path, false))
	if got, want := files(t, filepath.Dir(path)), []string{"warehouse.duckdb", "warehouse.duckdb.lock"}; !cmp.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
}
