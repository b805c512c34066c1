package warehouse

import (
	"bytes"
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parquetFile writes a query's result as a Parquet file.
func parquetFile(t *testing.T, query string) string {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	path := filepath.Join(t.TempDir(), "table.parquet")
	if _, err := db.Exec("COPY (" + query + ") TO " + quote(path) + " (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
	return path
}

func readAll(path string, names ...string) (string, error) {
	var b strings.Builder
	for cells, err := range ReadParquet(context.Background(), path, names) {
		if err != nil {
			return b.String(), err
		}
		b.WriteString(strings.Join(cells, "|") + "\n")
	}
	return b.String(), nil
}

// TestReadParquet gives every type as a text, NaN too.
func TestReadParquet(t *testing.T) {
	path := parquetFile(t, `SELECT * FROM (VALUES
		('ITC1', 2024, 1.5::DOUBLE, 10::BIGINT, 2.50::DECIMAL(9,2), DATE '2024-03-01', 'it''s'),
		('00', 2023, 'NaN'::DOUBLE, NULL, -0.10::DECIMAL(9,2), NULL, ''),
		('ITC2', 2022, 1e21::DOUBLE, 9007199254740993, 0::DECIMAL(9,2), DATE '1999-12-31', NULL)
	) AS t(geo, "anno", "valore medio", n, d, day, note)`)
	columns, err := ParquetColumns(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	want := []ParquetColumn{{"geo", "VARCHAR"}, {"anno", "INTEGER"}, {"valore medio", "DOUBLE"}, {"n", "BIGINT"}, {"d", "DECIMAL(9,2)"}, {"day", "DATE"}, {"note", "VARCHAR"}}
	if diff := cmp.Diff(want, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	got, err := readAll(path, "note", "geo", "anno", "valore medio", "n", "d", "day")
	const rows = "it's|ITC1|2024|1.5|10|2.5|2024-03-01\n|00|2023|NaN||-0.1|\n|ITC2|2022|1000000000000000000000|9007199254740993|0|1999-12-31\n"
	if diff := cmp.Diff(rows, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := readAll(path, "geo", "nobody"); err == nil {
		t.Error("a column that is not there was read")
	}
}

// TestReadParquetStops says that a reader who has enough may stop.
func TestReadParquetStops(t *testing.T) {
	path := parquetFile(t, "SELECT i::VARCHAR AS a FROM range(5000) AS t(i)")
	n := 0
	for _, err := range ReadParquet(context.Background(), path, []string{"a"}) {
		if n++; err != nil || n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d rows given", n)
	}
}

// TestReadParquetDamaged changes bytes of a file. Whatever comes, it is an error
// or rows, never a crash.
func TestReadParquetDamaged(t *testing.T) {
	text, err := os.ReadFile(parquetFile(t, "SELECT 'code' || i AS a, i AS b, i / 7.0 AS c FROM range(300) AS t(i)"))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 9))
	path := filepath.Join(t.TempDir(), "damaged.parquet")
	refused := 0
	const times = 60
	for range times {
		damaged := bytes.Clone(text)
		for range 1 + rng.IntN(4) {
			damaged[rng.IntN(len(damaged))] = byte(rng.IntN(256))
		}
		if rng.IntN(4) == 0 {
			damaged = damaged[:rng.IntN(len(damaged))]
		}
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readAll(path, "a", "b", "c"); err != nil {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no damage was noticed")
	}
	t.Logf("%d of %d damaged files refused", refused, times)
}

// TestReadParquetSeesOneFile says that the reading database reaches nothing else.
func TestReadParquetSeesOneFile(t *testing.T) {
	path := parquetFile(t, "SELECT 1 AS a")
	other := parquetFile(t, "SELECT 2 AS a")
	err := withParquet(context.Background(), path, func(conn *sql.Conn) error {
		var n int
		return conn.QueryRowContext(context.Background(), "SELECT a FROM read_parquet("+quote(other)+")").Scan(&n)
	})
	if err == nil || !strings.Contains(err.Error(), "Permission") {
		t.Errorf("another file was read: %v", err)
	}
}
