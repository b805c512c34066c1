package ingest

import (
	"bytes"
	"context"
	"fabbisogno/datasets/published"
	"fabbisogno/datasets/sample"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/snapshot"
)

// memory is a warehouse that keeps its loads, for tests that need no SQL.
type memory struct{ loads []warehouse.Load }

func (m *memory) Loaded(_ context.Context, sha, table string, step int) (bool, error) {
	for _, l := range m.loads {
		if l.Snapshot.SHA256 == sha && l.Snapshot.Table == table && l.StepVersion >= step {
			return true, nil
		}
	}
	return false, nil
}

func (m *memory) Ledger(context.Context) ([]warehouse.LedgerEntry, error) {
	var out []warehouse.LedgerEntry
	for _, l := range m.loads {
		out = append(out, warehouse.LedgerEntry{Snapshot: l.Snapshot, StepVersion: l.StepVersion, Counts: l.Counts, Skips: l.Skips})
	}
	return out, nil
}

func (m *memory) Load(_ context.Context, l warehouse.Load) error {
	m.loads = append(m.loads, l)
	return nil
}

// newIngester makes an ingester over the embedded catalogue and code lists.
func newIngester(t testing.TB, db Warehouse) *Ingester {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	store, err := snapshot.Open(filepath.Join(t.TempDir(), "snapshots"))
	if err != nil {
		t.Fatal(err)
	}
	return &Ingester{Catalog: c, Codes: s, Store: store, DB: db}
}

// corpus is the folder of real files, or the test is skipped.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: no real files to read")
	}
	return dir
}

func TestScratch(t *testing.T) {
	dir := corpus(t)
	g := newIngester(t, &memory{})
	files, _ := filepath.Glob(filepath.Join(dir, "real/istat/*/*.csv*"))
	more, _ := filepath.Glob(filepath.Join(dir, "real/istat/sdmx-csv/*/*.csv*"))
	eu, _ := filepath.Glob(filepath.Join(dir, "real/eurostat/*/*"))
	for _, f := range append(append(files, more...), eu...) {
		r, err := g.File(context.Background(), Request{Path: f})
		t.Logf("%s: %s %+v %v %v err=%v", filepath.Base(f), r.Table, r.Counts, r.Skips, r.Released, err)
		for _, i := range r.Issues {
			t.Logf("    %v", i)
		}
		for n, i := range r.Rejected {
			if n < 2 {
				t.Logf("    %+v", i)
			}
		}
	}
}

func TestScratchSample(t *testing.T) {
	dir := t.TempDir()
	files, err := sample.Write(context.Background(), dir, sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var db Warehouse = &memory{}
	if os.Getenv("DUCK") != "" {
		d, err := warehouse.Open(context.Background(), warehouse.Options{Path: filepath.Join(dir, "w.duckdb")})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		db = d
	}
	g := newIngester(t, db)
	var reqs []Request
	for _, f := range files {
		reqs = append(reqs, Request{Path: f.Path, Released: f.Released, Vintage: f.Vintage, IsSynthetic: false})
	}
	for _, f := range published.Files() {
		reqs = append(reqs, Request{Reader: bytes.NewReader(f.Bytes), Name: f.Name, Released: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)})
	}
	start := time.Now()
	res, err := g.Files(context.Background(), reqs, 2, nil)
	t.Log(time.Since(start), err)
	for n, r := range res {
		if n > 5 && n < 138 && r.Err == nil && r.Report.Counts.Rejected == 0 {
			continue
		}
		t.Logf("%s %s %+v %v syn=%v err=%v", r.Report.File, r.Report.Table, r.Report.Counts, r.Report.Skips, r.Report.IsSynthetic, r.Err)
		for _, i := range r.Report.Issues {
			t.Logf("    %v", i)
		}
		for n, i := range r.Report.Rejected {
			if n < 2 {
				t.Logf("    %+v", i)
			}
		}
	}
	start = time.Now()
	res, err = g.Files(context.Background(), reqs[:len(files)], 2, nil)
	t.Log(time.Since(start), err, res[0].Report)
}
