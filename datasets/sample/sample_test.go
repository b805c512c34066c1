package sample

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fabbisogno/datasets/series"
)

// generated is one generation with seed 1, shared by the tests that read it.
var generated = sync.OnceValues(func() ([]File, error) {
	dir, err := os.MkdirTemp("", "sample")
	if err != nil {
		return nil, err
	}
	return Write(context.Background(), dir, Options{Seed: 1})
})

func TestMain(m *testing.M) {
	code := m.Run()
	if files, err := generated(); err == nil {
		_ = os.RemoveAll(filepath.Dir(files[0].Path)) // a leftover in the temporary folder does no harm
	}
	os.Exit(code)
}

func files(t *testing.T) []File {
	t.Helper()
	all, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// path of the one file whose name begins so.
func path(t *testing.T, prefix string) string {
	t.Helper()
	for _, f := range files(t) {
		if strings.HasPrefix(filepath.Base(f.Path), prefix) {
			return f.Path
		}
	}
	t.Fatalf("no file begins with %q", prefix)
	return ""
}

func TestFilesAreListedInOrderOfRelease(t *testing.T) {
	listed := Files()
	written := files(t)
	if len(listed) != len(written) {
		t.Fatalf("%d listed, %d written", len(listed), len(written))
	}
	end := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for i, f := range listed {
		if w := written[i]; filepath.Base(w.Path) != f.Path || w.Table != f.Table || w.Vintage != f.Vintage || !w.Released.Equal(f.Released) {
			t.Errorf("file %d is listed as %+v and written as %+v", i, f, w)
		}
		if !strings.Contains(f.Path, "_SYNTHETIC.") {
			t.Errorf("%s is not marked in its name", f.Path)
		}
		if f.Released.After(end) {
			t.Errorf("%s is released on %s, after %s", f.Path, f.Released, end)
		}
	}
	months := 0
	for _, f := range listed {
		if f.Table == "excelsior_monthly" {
			months++
		}
	}
	if months != 142+48 { // January 2015 to October 2026, and of Piedmont from November 2022
		t.Errorf("%d monthly workbooks, want 190", months)
	}
}

// From a month on there are the same files, and no workbook of an earlier month.
func TestSinceLeavesEarlierWorkbooksOut(t *testing.T) {
	since := series.MustPeriod("2025-05")
	var want, got []File
	for _, f := range Files() {
		if f.Table != "excelsior_monthly" || !f.Released.Before(since.First()) {
			want = append(want, f)
		}
	}
	for _, j := range plan(nil, since) {
		got = append(got, j.File)
	}
	if !slices.Equal(want, got) || len(got) < 2*18 {
		t.Errorf("%d files, want the %d of all\n%v", len(got), len(want), got)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	first := files(t)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	t.Setenv("TZ", "Pacific/Auckland")
	local := time.Local
	time.Local = time.FixedZone("NZ", 12*3600)
	defer func() { time.Local = local }()
	second, err := Write(context.Background(), t.TempDir(), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		a, err := os.ReadFile(first[i].Path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(second[i].Path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two generations", filepath.Base(first[i].Path))
		}
	}
}

func TestOtherSeedOtherNumbers(t *testing.T) {
	a, err := newModel(1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := newModel(2)
	if err != nil {
		t.Fatal(err)
	}
	if x, y := a.month(10).total, b.month(10).total; x == y {
		t.Errorf("seeds 1 and 2 both give %d entries", x)
	}
}

func TestStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Write(ctx, t.TempDir(), Options{}); err == nil {
		t.Error("no error from a cancelled generation")
	}
}

func TestProgressCountsEveryFileOnce(t *testing.T) {
	jobs := make([]job, 5)
	dir := t.TempDir()
	for i := range jobs {
		jobs[i] = job{File{Path: filepath.Join(dir, strconv.Itoa(i))}, func() ([]byte, error) { return nil, nil }}
	}
	var seen []int
	if err := runJobs(context.Background(), jobs, func(done, total int) {
		if total != len(jobs) {
			t.Errorf("total %d, want %d", total, len(jobs))
		}
		seen = append(seen, done)
	}); err != nil {
		t.Fatal(err)
	}
	for i, n := range seen {
		if n != i+1 {
			t.Errorf("progress %v, want 1 to %d", seen, len(jobs))
			break
		}
	}
}

// readSDMX is a plain reading of one message: cells by column name.
func readSDMX(t *testing.T, name string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile(path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) || bytes.Count(b, []byte("\n")) != bytes.Count(b, []byte("\r\n")) {
		t.Errorf("%s: want CRLF and no byte order mark", name)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, 0, len(rows)-1)
	for _, row := range rows[1:] {
		cells := make(map[string]string, len(row))
		for j, column := range rows[0] {
			cells[column] = row[j]
		}
		out = append(out, cells)
	}
	return out
}

// value is the one value with the given cells.
func value(t *testing.T, rows []map[string]string, cells map[string]string) float64 {
	t.Helper()
	found, n := "", 0
	for _, row := range rows {
		ok := true
		for name, v := range cells {
			ok = ok && row[name] == v
		}
		if ok {
			found, n = row["OBS_VALUE"], n+1
		}
	}
	if n != 1 {
		t.Fatalf("%v: %d rows, want 1", cells, n)
	}
	v, err := strconv.ParseFloat(found, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if got < want-tolerance || got > want+tolerance {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, tolerance)
	}
}
