//go:build slow

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vacancyFile writes a file of ISTAT's vacancy rate: n quarters from 2022-Q1, value i of them base + i/10.
func vacancyFile(t *testing.T, name string, base float64, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	var b strings.Builder
	b.WriteString("DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\n")
	for i := range n {
		for _, industry := range []string{"0037", "F"} {
			fmt.Fprintf(&b, "IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,%s,%d-Q%d,%.1f,\r\n", industry, 2022+i/4, i%4+1, base+float64(i%5)/10)
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// editionsFile writes a file of the monthly unemployment rate with the editions given.
func editionsFile(t *testing.T, name string, editions ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	var b strings.Builder
	b.WriteString("DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,SEX,AGE,EDITION,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\n")
	for _, edition := range editions {
		for m := range 6 {
			fmt.Fprintf(&b, "IT1:151_874(1.0),M,IT,UNEM_R,Y,9,Y15-74,%s,2025-%02d,%.1f,\r\n", edition, m+1, 6+float64(m)/10+float64(len(edition))/100)
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// A report as of an earlier day is the one that was built then: byte for byte,
// in the workspace that has grown since and in one that got everything in
// another order; also when the later report was built in between.
func TestSlowReportAsOf(t *testing.T) {
	for _, whole := range []bool{false, true} {
		t.Run(fmt.Sprintf("later_report_%v", whole), func(t *testing.T) { reportAsOf(t, whole) })
	}
}

// reportAsOf builds the report then, and again from more data; whole builds the
// later report in between, too.
func reportAsOf(t *testing.T, whole bool) {
	const then = "2026-11-21"
	type file struct{ released, path string }
	early := []file{{"2026-11-20", vacancyFile(t, "first.csv", 2, 17)}, {"", editionsFile(t, "tassi.csv", "2026M2G1", "2026M11G3")}}
	late := []file{{"2026-12-10", vacancyFile(t, "revised.csv", 2.3, 18)},
		{"", editionsFile(t, "tutte.csv", "2026M2G1", "2026M12G2", "2026M11G3")}} // repeats what was known
	workspace := func(name string) string {
		ws := filepath.Join(t.TempDir(), name)
		if err := os.MkdirAll(ws, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(ws, settingsName), []byte("demonstration = false\nseed = 1\nas_of = \"\"\nregions = []\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return ws
	}
	add := func(ws string, files []file) {
		t.Helper()
		for _, f := range files {
			call(t, exitDone, "ingest", "--workspace", ws, "--released", f.released, f.path)
		}
	}
	grown := workspace("grown")
	add(grown, early)
	call(t, exitDone, "run", "--workspace", grown, "--as-of", then)
	want, site := editionTree(t, grown, then[:7]), tree(t, filepath.Join(grown, "site"))
	kept := filepath.Join(t.TempDir(), "kept")
	if err := os.CopyFS(kept, os.DirFS(filepath.Join(grown, "site"))); err != nil {
		t.Fatal(err)
	}
	if out, _ := call(t, exitDone, "query", "--workspace", grown, "--format", "csv", "SELECT DISTINCT released FROM snapshot WHERE file_name = 'tassi.csv'"); !strings.Contains(out, "2026-11-03") {
		t.Errorf("a file of editions is released on %q, want the day of its latest edition", out)
	}
	add(grown, late)
	if whole {
		call(t, exitDone, "report", "--workspace", grown, "--as-of", "2026-12-31")
		if now := tree(t, filepath.Join(grown, "site")); now == site {
			t.Fatal("the later report is the same: the test proves nothing")
		}
	} else if out, _ := call(t, exitDone, "query", "--workspace", grown, "--format", "csv", "SELECT count(*) AS n FROM vintage WHERE released > DATE '"+then+"'"); strings.Contains(out, "\n0") {
		t.Fatal("nothing came later: the test proves nothing")
	}
	other := workspace("other")
	add(other, late)
	add(other, early)
	call(t, exitDone, "run", "--workspace", other, "--as-of", then)
	for _, ws := range []string{grown, other} {
		call(t, exitDone, "report", "--workspace", ws, "--as-of", then)
		if got := editionTree(t, ws, then[:7]); got != want {
			t.Errorf("%s: the report as of %s is not the one built then: %s", filepath.Base(ws), then, differing(t, kept, filepath.Join(ws, "site")))
		}
	}
	t.Run("forecasts are those of the day", func(t *testing.T) {
		origin := func(asOf string) string {
			out, _ := call(t, exitDone, "forecast", "--workspace", grown, "--as-of", asOf, "--measure", "job_vacancy_rate_sa_pct", "--format", "csv")
			lines := strings.Split(strings.TrimSpace(out), "\n")
			if len(lines) < 9 {
				t.Fatalf("as of %s: %d lines:\n%s", asOf, len(lines), out)
			}
			return lines[1]
		}
		if now, before := origin("2026-12-31"), origin(then); !strings.Contains(now, ",2026-Q2,2026-Q3,1,") || !strings.Contains(before, ",2026-Q1,2026-Q2,1,") {
			t.Errorf("origins are not the last quarters known:\n%s\n%s", now, before)
		}
		_, stderr := call(t, exitDone, "query", "--workspace", grown, "--as-of", "2026-11-10", "SELECT count(*) AS n FROM forecast")
		if !strings.Contains(stderr, "fabbisogno forecast --as-of 2026-11-10") {
			t.Errorf("nothing says that the forecasts are of a later day: %q", stderr)
		}
	})
}

// editionTree is the hash of what a site holds at the address of an edition. Pages
// that list all editions also know of the later ones.
func editionTree(t *testing.T, ws, label string) string {
	t.Helper()
	copied := t.TempDir()
	site := os.DirFS(filepath.Join(ws, "site"))
	n := 0
	err := fs.WalkDir(site, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "/"+label+"/") {
			return err
		}
		n++
		body, err := fs.ReadFile(site, path)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(copied, filepath.Dir(path)), 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(copied, path), body, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 20 {
		t.Fatalf("%d files of edition %s: too few to prove anything", n, label)
	}
	return tree(t, copied)
}

// differing names the first files that differ between two sites.
func differing(t *testing.T, a, b string) string {
	t.Helper()
	var out []string
	root, err := filepath.EvalSymlinks(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := filepath.EvalSymlinks(b)
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || len(out) > 5 {
			return err
		}
		name, _ := filepath.Rel(root, path)
		x, _ := os.ReadFile(path)
		y, _ := os.ReadFile(filepath.Join(other, name))
		if string(x) != string(y) {
			out = append(out, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, ", ")
}
