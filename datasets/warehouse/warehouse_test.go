package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fabbisogno/datasets/series"
)

// openAt opens a warehouse for the length of the test.
func openAt(t *testing.T, path string, readOnly bool) *DB {
	t.Helper()
	db, err := Open(t.Context(), Options{Path: path, ReadOnly: readOnly})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if db.sql.PingContext(context.Background()) == nil {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	return db
}

// openNew opens an empty warehouse of its own.
func openNew(t *testing.T) *DB {
	t.Helper()
	return openAt(t, newFile(t), false)
}

// newFile is the path of an empty warehouse, a copy of one that Open has made:
// applying all migrations takes longer than most tests, and has tests of its own.
func newFile(t *testing.T) string {
	t.Helper()
	bytes, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	if err := os.WriteFile(path, bytes, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// empty are the bytes of an empty warehouse.
var empty = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "warehouse-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "warehouse.duckdb")
	db, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func closeNow(t *testing.T, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// edition is a load of n quarters from 2019-Q1 of the series IT; value i is base+i.
func edition(table, name, released string, synthetic bool, base float64, n int) Load {
	l := Load{Snapshot: Snapshot{SHA256: checksum(table + name), Table: table, FileName: name + ".csv", Bytes: 10,
		Format: "sdmxcsv", Provider: "istat", Licence: "CC-BY-4.0", Released: day(released), Vintage: released, IsSynthetic: synthetic},
		StepVersion: 1}
	start := series.MustPeriod("2019-Q1")
	for i := range n {
		l.Observations = append(l.Observations, observe(table, start.Add(i).String(), base+float64(i), int64(i+2)))
	}
	return l.counted()
}

func observe(measure, period string, value float64, row int64) Observation {
	o := Observation{Row: row, Column: "OBS_VALUE", Period: period, Value: value,
		Key: series.Key{Measure: measure, Unit: "pct", Territory: series.Code{List: "nuts2021", Value: "IT"}}}
	if p, err := series.ParsePeriod(period); err == nil {
		o.Freq, o.PeriodStart = p.Freq(), p.First()
	} else {
		o.PeriodStart = day(period[:7] + "-01")
	}
	return o
}

// counted fills the counts as an honest reader would.
func (l Load) counted() Load {
	l.Counts = Counts{Loaded: int64(len(l.Observations)), Rejected: int64(len(l.Rejected)), Observations: int64(len(l.Observations))}
	for _, s := range l.Skips {
		l.Counts.Skipped += s.Rows
	}
	l.Counts.Read = l.Counts.Loaded + l.Counts.Rejected + l.Counts.Skipped
	return l
}

func load(t *testing.T, db *DB, loads ...Load) {
	t.Helper()
	for _, l := range loads {
		if err := db.Load(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
}

// values are the values of the only series selected.
func values(t *testing.T, db *DB, s Selection) []float64 {
	t.Helper()
	panel, err := db.Panel(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if len(panel) != 1 {
		t.Fatalf("got %d series, want 1", len(panel))
	}
	return panel[0].Values
}

func show(v []float64) string { return fmt.Sprint(v) }
