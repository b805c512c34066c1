package warehouse

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"
)

// readerOf loads into a new warehouse and opens it again to read only.
func readerOf(t *testing.T, loads ...Load) *DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	db := openAt(t, path, false)
	load(t, db, loads...)
	closeNow(t, db)
	return openAt(t, path, true)
}

func run(t *testing.T, db *DB, text string, f QueryFormat) (string, error) {
	t.Helper()
	var b bytes.Buffer
	_, err := db.Query(t.Context(), text, f, QueryLimits{}, &b)
	return b.String(), err
}

func TestQueryTMP(t *testing.T) {
	db := readerOf(t, edition("istat_vacancies", "a", "2024-01-10", false, 1, 4))
	for _, q := range []string{"SELECT * FROM observation", "SELECT sum(value), count(*), sum(row_number) FROM observation ORDER BY 1 DESC", (Selection{}).SQL(), (Selection{AsOf: day("2025-01-01")}).SQL()} {
		for _, f := range []QueryFormat{FormatTable, FormatCSV, FormatJSON, FormatParquet} {
			out, err := run(t, db, q, f)
			if f == FormatParquet {
				out = out[:min(4, len(out))]
			}
			t.Log(err, out)
		}
	}
	_, err := run(t, db, "COPY (SELECT 1) TO 'x'", FormatCSV)
	t.Log(err, errors.Is(err, ErrNotSelect))
}
