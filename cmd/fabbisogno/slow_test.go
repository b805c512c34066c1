//go:build slow

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program runs the test binary as the program, in a process of its own.
func program(env []string, args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), append(env, asProgram+"=1")...)
	return c
}

// study runs the whole study in a new process and gives the hash of its site.
func study(t *testing.T, ws string, env ...string) string {
	t.Helper()
	if out, err := program(env, "run", "--workspace", ws).CombinedOutput(); err != nil {
		t.Fatalf("run: %v\n%s", err, out)
	}
	return tree(t, filepath.Join(ws, "site"))
}

// Same input, same bytes: another folder, time zone, locale, number of processors.
func TestSlowSameBytes(t *testing.T) {
	want := study(t, filepath.Join(t.TempDir(), "first"))
	for _, env := range [][]string{
		{"TZ=Pacific/Kiritimati", "LC_ALL=it_IT.UTF-8", "LANG=it_IT.UTF-8"},
		{"GOMAXPROCS=1", "TZ=America/St_Johns", "LC_ALL=C"},
	} {
		ws := filepath.Join(t.TempDir(), "other place with a longer name")
		if got := study(t, ws, env...); got != want {
			t.Errorf("the site differs under %v", env)
		}
	}
}

// content lists what must not be doubled or lost: rows by table, and the counts of the ledger.
func content(t *testing.T, ws string) string {
	t.Helper()
	var all strings.Builder
	for _, q := range []string{
		"SELECT table_id, sha256, step_version, rows_read, rows_loaded, rows_rejected, rows_skipped, observations FROM meta__ledger ORDER BY table_id, sha256",
		"SELECT table_id, sha256, count(*) AS n FROM core__observation GROUP BY table_id, sha256 ORDER BY table_id, sha256",
		"SELECT table_id, sha256, count(*) AS n FROM meta__rejected GROUP BY table_id, sha256 ORDER BY table_id, sha256",
		"SELECT measure, count(*) AS n FROM out__forecast GROUP BY measure ORDER BY measure",
		"SELECT panel, territory, count(*) AS n FROM out__shortage GROUP BY panel, territory ORDER BY panel, territory",
		"SELECT edition, count(*) AS n FROM meta__figure GROUP BY edition ORDER BY edition",
	} {
		out, _ := call(t, exitDone, "query", "--workspace", ws, "--format", "csv", q)
		all.WriteString(out)
	}
	return all.String()
}

// A killed run leaves the workspace as it was before or after a step: going on
// gives the same site, no row twice, no row lost. Each chain is killed several
// times on the way: what one run finished the next need not do again, so that
// the kills fall into early and late steps and into what a killed run left.
func TestSlowKill(t *testing.T) {
	const chains, kills = 3, 5
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 20))
	whole := filepath.Join(t.TempDir(), "whole")
	began := time.Now()
	wantSite := study(t, whole)
	longest := time.Since(began) / 3
	wantContent := content(t, whole)
	for chain := range chains {
		ws := filepath.Join(t.TempDir(), fmt.Sprint("chain", chain))
		for fired := 0; fired < kills; {
			at := time.Duration(rng.Int64N(int64(longest)))
			if killedAfter(t, ws, at) {
				fired++
				t.Logf("chain %d: kill %d after %v", chain, fired, at.Round(time.Millisecond))
			} else { // it ended before the kill: only a kill that fired counts
				ws += "-again"
			}
		}
		if got := study(t, ws); got != wantSite {
			t.Errorf("chain %d: the site differs from that of a run nobody killed", chain)
		}
		if got := content(t, ws); got != wantContent {
			t.Errorf("chain %d: rows differ from those of a run nobody killed\nwant\n%s\ngot\n%s", chain, wantContent, got)
		}
	}
}

// killedAfter starts a run and kills it; false when it ended before.
func killedAfter(t *testing.T, ws string, at time.Duration) bool {
	t.Helper()
	c := program(nil, "run", "--workspace", ws)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatalf("a run that nobody killed failed: %v", err)
		}
		return false
	case <-time.After(at):
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-ended
		return true
	}
}
