package warehouse

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	crashFiles = 4000 // more than the rounds get through
	crashKills = 14
)

// crashLoad is the i-th file: its size depends on i, some rows are set aside.
func crashLoad(i int) Load {
	l := edition("istat_vacancies", fmt.Sprintf("file-%04d", i), "2024-01-10", false, 0, 0)
	l.Snapshot.Released = day("2024-01-10").AddDate(0, 0, i)
	for j := range crashRows(i) {
		o := observe("job_vacancy_rate_pct", fmt.Sprintf("%d-Q%d", 1990+j%100/4, j%4+1), float64(j), int64(j+2))
		o.Key.Other = fmt.Sprintf("FILE=%d;PART=%d", i, j/100)
		l.Observations = append(l.Observations, o)
	}
	l.Rejected = []Rejected{{FileName: l.Snapshot.FileName, Row: 1, Rule: "number"}}
	l.Skips = []Skip{{Rule: "blank", Rows: 1}}
	l.Issues = []Issue{{Severity: "note", Rule: "gap"}}
	return l.counted()
}

// leastFiles is how many files a series of kills has to get in to have tested anything.
const leastFiles = 10

func crashRows(i int) int { return 50 + i*37%400 }

// TestKillDuringLoads kills a loading process at random moments and compares
// what the file holds with what was acknowledged: every file is there whole or
// not at all, once, and none that was acknowledged is missing.
func TestKillDuringLoads(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("FABBISOGNO_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d; repeat with FABBISOGNO_TEST_SEED=%d", seed, seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	acknowledged, killed := -1, 0
	rounds := 0
	// On a busy machine a load takes longer than a child lives: go on until enough went in.
	for ; rounds < crashKills || rounds < 4*crashKills && acknowledged < leastFiles; rounds++ {
		last, wasKilled := loadAndKill(t, path, rng, acknowledged)
		acknowledged = max(acknowledged, last)
		if wasKilled {
			killed++
		}
		acknowledged = checkAfterCrash(t, path, acknowledged)
	}
	if killed < 10 || acknowledged < leastFiles {
		t.Errorf("only %d kills in %d rounds and %d files: the test did not test", killed, rounds, acknowledged+1)
	}
	t.Logf("%d kills, %d files", killed, acknowledged+1)
}

// loadAndKill runs the child from the last acknowledged file on, so that one
// load is also repeated after success, and gives the last it acknowledged.
func loadAndKill(t *testing.T, path string, rng *rand.Rand, acknowledged int) (last int, killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], path, strconv.FormatUint(rng.Uint64(), 10), strconv.Itoa(max(0, acknowledged)))
	cmd.Env = append(os.Environ(), childMode+"=load")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// In one round of four the kill falls while the file is made or opened.
	wait := time.Duration(rng.IntN(300)) * time.Millisecond
	whileOpening := rng.IntN(4) == 0
	kill := func() { time.AfterFunc(wait, func() { _ = cmd.Process.Kill() }) }
	if whileOpening {
		kill()
	}
	last = -1
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if lines.Text() == "open" && !whileOpening {
			kill()
		}
		if number, ok := strings.CutPrefix(lines.Text(), "done "); ok {
			if last, err = strconv.Atoi(number); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // the error is the kill
	if stderr.Len() > 0 {
		t.Fatalf("child: %s", stderr.String())
	}
	return last, !cmd.ProcessState.Success()
}

// checkAfterCrash opens the file and gives the last file it holds.
func checkAfterCrash(t *testing.T, path string, acknowledged int) int {
	t.Helper()
	// A reader sees the same as the writer that comes after it, the log being there.
	seen := -1
	if _, err := os.Stat(path); err == nil {
		reader, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
		if err != nil {
			t.Fatalf("read after a kill: %v", err)
		}
		entries, err := reader.Ledger(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		seen = len(entries)
		closeNow(t, reader)
	}
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatalf("after a kill: %v", err)
	}
	defer closeNow(t, db)
	entries, err := db.Ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if seen >= 0 && seen != len(entries) {
		t.Errorf("a reader saw %d files, the writer %d", seen, len(entries))
	}
	// One may be durable without having been acknowledged.
	if n := len(entries); n < acknowledged+1 || n > acknowledged+2 {
		t.Fatalf("%d files in the ledger, %d acknowledged", n, acknowledged+1)
	}
	for i, e := range entries {
		if want := crashLoad(i).Counts; e.Counts != want {
			t.Errorf("file %d: counts %+v, want %+v", i, e.Counts, want)
		}
	}
	var wrong int
	if err := db.sql.QueryRow(`SELECT count(*) FROM meta__ledger l
		WHERE l.observations <> (SELECT count(DISTINCT row_number) FROM core__observation o WHERE o.sha256 = l.sha256)
		   OR l.observations <> (SELECT count(*) FROM core__observation o WHERE o.sha256 = l.sha256)
		   OR l.rows_rejected <> (SELECT count(*) FROM meta__rejected r WHERE r.sha256 = l.sha256)
		   OR 1 <> (SELECT count(*) FROM meta__issue i WHERE i.sha256 = l.sha256)
		   OR 1 <> (SELECT count(*) FROM meta__ledger_skip s WHERE s.sha256 = l.sha256)
		   OR 1 <> (SELECT count(*) FROM meta__snapshot s WHERE s.sha256 = l.sha256)`).Scan(&wrong); err != nil {
		t.Fatal(err)
	}
	var orphans int
	if err := db.sql.QueryRow(`SELECT count(*) FROM core__observation WHERE sha256 NOT IN (SELECT sha256 FROM meta__ledger)`).Scan(&orphans); err != nil {
		t.Fatal(err)
	}
	if wrong != 0 || orphans != 0 {
		t.Fatalf("%d files do not add up, %d observations without a ledger row", wrong, orphans)
	}
	return len(entries) - 1
}
