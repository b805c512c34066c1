package ingest

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/snapshot"
)

// memory is a warehouse that keeps its loads, for tests that need no SQL.
type memory struct{ loads []warehouse.Load }

func (m *memory) Loaded(_ context.Context, sha, table string, step int, recipe string) (bool, error) {
	for _, l := range m.loads {
		if l.Snapshot.SHA256 == sha && l.Snapshot.Table == table && l.StepVersion >= step && l.Recipe == recipe {
			return true, nil
		}
	}
	return false, nil
}

func (m *memory) Ledger(context.Context) ([]warehouse.LedgerEntry, error) {
	var out []warehouse.LedgerEntry
	for _, l := range m.loads {
		out = append(out, warehouse.LedgerEntry{Snapshot: l.Snapshot, StepVersion: l.StepVersion, Recipe: l.Recipe, Counts: l.Counts, Skips: l.Skips})
	}
	return out, nil
}

func (m *memory) Issues(context.Context) ([]warehouse.TableIssue, error) {
	var out []warehouse.TableIssue
	for _, l := range m.loads {
		for _, i := range l.Issues {
			out = append(out, warehouse.TableIssue{Table: l.Snapshot.Table, SHA256: l.Snapshot.SHA256, FileName: l.Snapshot.FileName, Issue: i})
		}
	}
	return out, nil
}

func (m *memory) Load(_ context.Context, l warehouse.Load) error {
	for b, err := range l.Rows {
		if err != nil {
			return err
		}
		for _, o := range b.Observations {
			o.SHA256, o.Table, o.IsSynthetic = l.Snapshot.SHA256, l.Snapshot.Table, l.Snapshot.IsSynthetic
			if o.Released.IsZero() {
				o.Released, o.Vintage = l.Snapshot.Released, l.Snapshot.Vintage
			}
			l.Observations = append(l.Observations, o)
		}
		l.Rejected = append(l.Rejected, b.Rejected...)
	}
	l.Rows = nil
	c := l.Counts
	if c.Observations != int64(len(l.Observations)) || c.Rejected != int64(len(l.Rejected)) {
		return fmt.Errorf("%+v, but %d observations and %d rejected rows", c, len(l.Observations), len(l.Rejected))
	}
	m.loads = append(m.loads, l)
	return nil
}

// Reading the embedded declarations takes longer than most cases.
var (
	loadCatalog = sync.OnceValues(catalog.Load)
	loadCodes   = sync.OnceValues(codes.Load)
)

// newIngester makes an ingester over the embedded catalogue and code lists.
func newIngester(t testing.TB, db Warehouse) *Ingester {
	t.Helper()
	c, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	s, err := loadCodes()
	if err != nil {
		t.Fatal(err)
	}
	store, err := snapshot.Open(filepath.Join(t.TempDir(), "snapshots"))
	if err != nil {
		t.Fatal(err)
	}
	return &Ingester{Catalog: c, Codes: s, Store: store, DB: db}
}

func nan() float64 { return math.NaN() }

func mustFloat(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}
