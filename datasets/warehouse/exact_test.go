package warehouse

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestExact is case 61 of the bad-input cases: a count that a double can't hold is
// found by query with all its digits, as an edition, as of a day, in JSON, CSV and
// Parquet, and summed as a decimal; beside it stands the nearest double.
func TestExact(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	l := edition("istat_vacancies", "exact", "2024-01-10", false, 0, 0)
	small, large := observe("residence_permits_persons", "2023", 9007199254740991, 1), observe("residence_permits_persons", "2024", 9007199254740992, 2)
	large.Exact = "9007199254740993"
	l.Observations = append(l.Observations, small, large)
	load(t, db, l.counted())
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = Open(t.Context(), Options{Path: path, ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ask := func(query string, f QueryFormat, lim QueryLimits) string {
		t.Helper()
		var b bytes.Buffer
		if _, err := db.Query(t.Context(), query, f, lim, &b); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return b.String()
	}
	const columns = "SELECT period, value::BIGINT AS value, exact FROM "
	for query, want := range map[string]string{
		columns + "observation ORDER BY period":                                       "period,value,exact\r\n2023,9007199254740991,\r\n2024,9007199254740992,9007199254740993\r\n",
		columns + "vintage WHERE period = '2024'":                                     "period,value,exact\r\n2024,9007199254740992,9007199254740993\r\n",
		columns + "observation_as_of(DATE '2024-02-01') WHERE period = '2024'":        "period,value,exact\r\n2024,9007199254740992,9007199254740993\r\n",
		"SELECT sum(coalesce(exact, value::DECIMAL(38,0))) AS total FROM observation": "total\r\n18014398509481984\r\n",
	} {
		if got := ask(query, FormatCSV, QueryLimits{}); got != want {
			t.Errorf("%s gives %q, want %q", query, got, want)
		}
	}
	if got := ask("SELECT exact FROM observation WHERE period = '2024'", FormatCSV, QueryLimits{AsOf: day("2024-02-01")}); got != "exact\r\n9007199254740993\r\n" {
		t.Errorf("as of a day: %q", got)
	}
	if got := ask("SELECT exact FROM observation WHERE period = '2024'", FormatJSON, QueryLimits{}); !bytes.Contains([]byte(got), []byte("9007199254740993")) {
		t.Errorf("as JSON: %s", got)
	}
	file := filepath.Join(t.TempDir(), "exact.parquet")
	text := ask("SELECT period, value, exact FROM observation ORDER BY period", FormatParquet, QueryLimits{})
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := readAll(file, "period", "exact"); err != nil || got != "2023|\n2024|9007199254740993\n" {
		t.Errorf("from Parquet: %q, %v", got, err)
	}
}
