package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// TestBulkKeepsColumnsApart: many rows, over a batch of Arrow and over the
// Appender's own commit; every kind of column, each with values of its own. It
// holds for both ways in; with a view that loses its projection it fails.
func TestBulkKeepsColumnsApart(t *testing.T) {
	db := openNew(t)
	const rows = 250_000
	execute(t, db, "CREATE TABLE probe (a VARCHAR, b BIGINT, c INTEGER, d DOUBLE, e DATE, f BOOLEAN, g VARCHAR)")
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	b := bulk{table: "probe", rows: rows, columns: []bulkColumn{
		{name: "a", text: func(i int) string { return fmt.Sprint("a", i%7) }},
		{name: "b", whole: func(i int) int64 { return int64(i) }},
		{name: "c", small: func(i int) int32 { return int32(-i) }},
		{name: "d", number: func(i int) float64 {
			if i%5 == 0 {
				return math.NaN()
			}
			return float64(i) / 4
		}},
		{name: "e", day: func(i int) time.Time { return first.AddDate(0, 0, i) }},
		{name: "f", flag: func(i int) bool { return i%3 == 0 }},
		{name: "g", text: func(i int) string { return fmt.Sprint(i, "città") }},
	}}
	stored := func(fail error) error {
		all := []bulk{b}
		return db.transact(t.Context(), all, func(conn *sql.Conn) error {
			return errors.Join(all[0].insert(t.Context(), conn), fail)
		})
	}
	broken := errors.New("broken")
	if err := stored(broken); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if got := one(t, db, "SELECT count(*) FROM probe"); got != "0" {
		t.Errorf("%s rows stay after a rollback", got)
	}
	if err := stored(nil); err != nil {
		t.Fatal(err)
	}
	wrong := one(t, db, `SELECT count(*) FILTER (WHERE a <> concat('a', b % 7) OR c <> -b OR d IS DISTINCT FROM CASE WHEN b % 5 = 0 THEN NULL ELSE b / 4 END
		OR e <> DATE '0001-01-01' + b::INTEGER OR f <> (b % 3 = 0) OR g <> concat(b, 'città')) || ' ' || count(*) || ' ' || count(DISTINCT b) FROM probe`)
	if wrong != fmt.Sprintf("0 %d %d", rows, rows) {
		t.Errorf("wrong, rows, distinct: %s", wrong)
	}
	if got := one(t, db, "SELECT count(*) FROM duckdb_views() WHERE view_name LIKE 'incoming%'") + one(t, db, "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'tmp_%'"); got != "00" {
		t.Errorf("staging is left behind: %s", got)
	}
}

func execute(t *testing.T, db *DB, text string) {
	t.Helper()
	if _, err := db.sql.Exec(text); err != nil {
		t.Fatal(err)
	}
}

func one(t *testing.T, db *DB, query string) string {
	t.Helper()
	var text string
	if err := db.sql.QueryRow(query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestCancelledLoadLeavesNothing(t *testing.T) {
	db := openNew(t)
	load(t, db, fullLoad())
	before := content(t, db)
	big := crashLoad(0)
	for i := 1; len(big.Observations) < 60_000; i++ {
		big.Observations = append(big.Observations, crashLoad(i).Observations...)
	}
	big = big.counted()
	for _, wait := range []time.Duration{0, 20 * time.Millisecond, 100 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		err := db.Load(ctx, big)
		cancel()
		if err == nil {
			t.Skip("the load was faster than the deadline")
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after %s: %v", wait, err)
		}
		if after := content(t, db); after != before {
			t.Errorf("after %s the content changed from\n%.200s\nto\n%.200s", wait, before, after)
		}
	}
	load(t, db, edition("istat_vacancies", "b", "2024-04-10", false, 1, 4)) // and the warehouse goes on
}

func BenchmarkLoadWorkbook(b *testing.B) {
	db, err := Open(b.Context(), Options{Path: b.TempDir() + "/w.duckdb"})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	l := crashLoad(0)
	for i := 1; len(l.Observations) < 1600; i++ {
		l.Observations = append(l.Observations, crashLoad(i).Observations...)
	}
	l = l.counted()
	for i := 0; b.Loop(); i++ {
		l.Snapshot.SHA256 = checksum(strings.Repeat("x", i))
		if err := db.Load(b.Context(), l); err != nil {
			b.Fatal(err)
		}
	}
}
