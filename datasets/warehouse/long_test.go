package warehouse

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fabbisogno/datasets/longtable"
)

// parquetOf writes the rows of a query to a Parquet file.
func parquetOf(t *testing.T, query string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.parquet")
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("COPY (" + query + ") TO " + quote(path) + " (FORMAT parquet, ROW_GROUP_SIZE 2048)"); err != nil {
		t.Fatal(err)
	}
	return path
}

func readLong(t *testing.T, path string, f longtable.Freq, c longtable.Columns) ([]longtable.Series, *longtable.Table, error) {
	t.Helper()
	table := longtable.New("in.parquet", f, c, LongParquet(path, c))
	all, err := table.All(t.Context())
	return all, table, err
}

func TestLongParquet(t *testing.T) {
	nan := math.NaN()
	const jan = 2024 * 12
	for _, c := range []struct {
		name, query string
		freq        longtable.Freq
		columns     longtable.Columns
		want        []longtable.Series
	}{
		{"dates", "SELECT * FROM (VALUES ('a', DATE '2024-01-31', 1.5::DOUBLE), ('a', DATE '2024-02-29', NULL), ('a long name of a series', DATE '2024-02-29', 'nan'::DOUBLE)) v(unique_id, ds, y)", longtable.Month, longtable.Columns{},
			[]longtable.Series{{ID: "a", First: jan, Values: []float64{1.5, nan}}, {ID: "a long name of a series", First: jan + 1, Values: []float64{nan}}}},
		{"timestamps, decimals, numbers as names", "SELECT * FROM (VALUES (7, TIMESTAMP '2024-01-01 00:00:00', 1.25), (7, TIMESTAMP '2024-02-01 00:00:00', 2.5)) v(unique_id, ds, y)", longtable.Month, longtable.Columns{},
			[]longtable.Series{{ID: "7", First: jan, Values: []float64{1.25, 2.5}}}},
		{"hours", "SELECT * FROM (VALUES ('a', TIMESTAMPTZ '1970-01-02 01:00:00+00', 1), ('a', TIMESTAMPTZ '1970-01-02 02:00:00+00', 2)) v(unique_id, ds, y)", longtable.Hour, longtable.Columns{},
			[]longtable.Series{{ID: "a", First: 25, Values: []float64{1, 2}}}},
		{"whole numbers, other names, a group", "SELECT * FROM (VALUES (1::SMALLINT, 'g', 10, 'a'), (3::SMALLINT, 'h', 30, 'a')) v(t, \"the group\", v, who)", longtable.Count, longtable.Columns{ID: "who", Stamp: "t", Value: "v", Group: "the group"},
			[]longtable.Series{{ID: "a", Group: "g", First: 1, Values: []float64{10, nan, 30}}}},
		{"periods, rows not together", "SELECT * FROM (VALUES ('a', '2024-Q1', 1), ('b', '2024-Q1', 10), ('a', '2024-Q2', 2)) v(unique_id, ds, y)", longtable.Quarter, longtable.Columns{},
			[]longtable.Series{{ID: "a", First: 2024 * 4, Values: []float64{1, 2}}, {ID: "b", First: 2024 * 4, Values: []float64{10}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := readLong(t, parquetOf(t, c.query), c.freq, c.columns)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got, cmpopts.EquateNaNs()); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// Many chunks and groups of rows come in order, whole, and are counted.
func TestLongParquet_many_rows(t *testing.T) {
	path := parquetOf(t, "SELECT 'series ' || (i // 100) AS unique_id, i % 100 AS ds, i::DOUBLE AS y FROM range(100000) r(i)")
	table := longtable.New("in.parquet", longtable.Count, longtable.Columns{}, LongParquet(path, longtable.Columns{}))
	share, n := 0.0, 0
	table.Passed = func(s float64) {
		if s < share {
			t.Errorf("the share read fell from %v to %v", share, s)
		}
		share = s
	}
	err := table.Each(t.Context(), false, func(s longtable.Series) error {
		if s.ID != fmt.Sprint("series ", n) || len(s.Values) != 100 || s.Values[42] != float64(100*n+42) {
			t.Fatalf("series %d is %s with %d values", n, s.ID, len(s.Values))
		}
		n++
		return nil
	})
	if err != nil || n != 1000 || share != 1 || table.Tally.Rows != 100_000 {
		t.Errorf("%d series, %d rows, share %v, %v", n, table.Tally.Rows, share, err)
	}
}

func TestLongParquet_refusals(t *testing.T) {
	for _, c := range []struct {
		name, query string
		want        error
		words       string
	}{
		{"no column", "SELECT 'a' AS id, 1 AS ds, 1.0 AS y", longtable.ErrHeader, "--columns"},
		{"text for numbers", "SELECT 'a' AS unique_id, 1 AS ds, '1' AS y", longtable.ErrNumber, "store y as a number"},
		{"a fraction for a stamp", "SELECT 'a' AS unique_id, 1.5::DOUBLE AS ds, 1.0 AS y", longtable.ErrHeader, "DOUBLE"},
		{"no name", "SELECT NULL::VARCHAR AS unique_id, 1 AS ds, 1.0 AS y", longtable.ErrNoID, "row 1"},
		{"no stamp", "SELECT * FROM (VALUES ('a', 1, 1.0), ('a', NULL, 2.0)) v(unique_id, ds, y)", longtable.ErrNoStamp, "row 2"},
		{"infinite", "SELECT 'a' AS unique_id, 1 AS ds, 'inf'::DOUBLE AS y", longtable.ErrNumber, "row 1"},
		{"two rows", "SELECT * FROM (VALUES ('a', 1, 1.0), ('a', 1, 2.0)) v(unique_id, ds, y)", longtable.ErrDuplicate, "row 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readLong(t, parquetOf(t, c.query), longtable.Count, longtable.Columns{})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error %v, want %v with %q", err, c.want, c.words)
			}
		})
	}
	whole, err := os.ReadFile(parquetOf(t, "SELECT 'a' || i AS unique_id, 1 AS ds, i::DOUBLE AS y FROM range(9000) r(i)"))
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{"cut short": whole[:len(whole)/2], "no Parquet": []byte("unique_id,ds,y\n"), "empty": nil,
		"a page torn out": append(bytes.Repeat([]byte{0xff}, len(whole)/2), whole[len(whole)/2:]...)} {
		path := filepath.Join(t.TempDir(), "in.parquet")
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := readLong(t, path, longtable.Count, longtable.Columns{}); !errors.Is(err, longtable.ErrBytes) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is written is read back by DuckDB with its types, the same bytes every time.
func TestParquetForecasts(t *testing.T) {
	dir := t.TempDir()
	write := func(name, stamp string, f longtable.Freq) string {
		path := filepath.Join(dir, name)
		w, err := NewParquetForecasts(path, []float64{80})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := w.Abort(); err != nil {
				t.Error(err)
			}
		}()
		c := longtable.NewCalendar(f)
		place, err := c.Text([]byte(stamp))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3000 { // more than a vector
			p := longtable.Path{ID: fmt.Sprint("s", i), First: place + 1, Model: "ets", Mean: []float64{float64(i), 0.1}, Lower: [][]float64{{-1, math.NaN()}}, Upper: [][]float64{{1, 2}}}
			if err := w.Write(&c, p); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Error("the file is there before it is whole")
		}
		if err := w.Commit(); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name, stamp string
		freq        longtable.Freq
		kind, next  string
	}{
		{"date.parquet", "2024-01-31", longtable.Month, "DATE", "2024-02-29"},
		{"period.parquet", "2024M12", longtable.Month, "VARCHAR", "2025M01"},
		{"number.parquet", "12", longtable.Count, "BIGINT", "13"},
		{"moment.parquet", "2024-01-31 23:00", longtable.Hour, "TIMESTAMP", "2024-02-01 00:00:00"},
	} {
		path := write(c.name, c.stamp, c.freq)
		columns, err := ParquetColumns(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		want := []ParquetColumn{{"unique_id", "VARCHAR"}, {"ds", c.kind}, {"model", "VARCHAR"}, {"mean", "DOUBLE"}, {"lo80", "DOUBLE"}, {"hi80", "DOUBLE"}}
		if d := cmp.Diff(want, columns); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		db, err := sql.Open("duckdb", "")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var rows, series, nulls int
		var sum float64
		var first string
		err = db.QueryRow("SELECT count(*), count(DISTINCT unique_id), count(*) - count(lo80), sum(mean), min(ds)::VARCHAR FROM read_parquet("+quote(path)+")").Scan(&rows, &series, &nulls, &sum, &first)
		if err != nil {
			t.Fatal(err)
		}
		if rows != 6000 || series != 3000 || nulls != 3000 || math.Abs(sum-(2999*1500+300)) > 1e-6 || first != c.next {
			t.Errorf("%s: %d rows of %d series, %d NULL, sum %v, from %s", c.name, rows, series, nulls, sum, first)
		}
		a, _ := os.ReadFile(path)
		b, _ := os.ReadFile(write(c.name+"2", c.stamp, c.freq))
		if len(a) == 0 || !bytes.Equal(a, b) {
			t.Errorf("%s: two writings differ", c.name)
		}
	}
	w, err := NewParquetForecasts(filepath.Join(dir, "none.parquet"), nil)
	if err != nil {
		t.Fatal(err)
	}
	c := longtable.NewCalendar(longtable.Count)
	if err := w.Write(&c, longtable.Path{ID: "a", Model: "m", Mean: []float64{1}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() == "none.parquet" || strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s is left behind", e.Name())
		}
	}
}

// A reading that is ended early leaves nothing running.
func TestLongParquet_ended_early(t *testing.T) {
	path := parquetOf(t, "SELECT 'series ' || (i // 100) AS unique_id, i % 100 AS ds, i::DOUBLE AS y FROM range(100000) r(i)")
	table := longtable.New("in.parquet", longtable.Count, longtable.Columns{}, LongParquet(path, longtable.Columns{}))
	stop := errors.New("stop")
	if err := table.Each(t.Context(), false, func(longtable.Series) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := table.Again().Each(ctx, false, func(longtable.Series) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
