package warehouse

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// readerOf loads into a new warehouse and opens it again to read only.
func readerOf(t *testing.T, loads ...Load) *DB {
	t.Helper()
	path := newFile(t)
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

// kinds has a column of every kind that matters, with missing values and
// texts that a spreadsheet or a terminal would act on.
const kinds = `SELECT * FROM (VALUES
	(1::BIGINT, 1.5::DOUBLE, '=1+1', DATE '2024-01-31', true, 1.50::DECIMAL(10,2), 170141183460469231731::HUGEINT, TIMESTAMP '2024-01-31 10:00:00', [1, 2], '-'),
	(-2, 'nan'::DOUBLE, '@SUM(A1)', NULL, NULL, -0.05, -3, NULL, NULL, 'a "quoted", text'),
	(NULL, 'inf'::DOUBLE, NULL, DATE '1969-12-31', false, NULL, NULL, NULL, [NULL], E'\x1b[31mred\tand\nlines'),
	(9007199254740993, 0.1, '＝1', DATE '0001-01-01', false, 0, 0, NULL, [], 'città')
) v(whole, number, label, day, truth, exact, huge, moment, list, "text")`

func TestQueryFormats(t *testing.T) {
	db := readerOf(t)
	for _, c := range []struct {
		name string
		f    QueryFormat
		want string
	}{
		{"csv", FormatCSV, "whole,number,label,day,truth,exact,huge,moment,list,text\r\n" +
			"1,1.5,'=1+1,2024-01-31,true,1.50,170141183460469231731,2024-01-31 10:00:00,\"[1,2]\",'-\r\n" +
			"-2,,'@SUM(A1),,,-0.05,-3,,,\"a \"\"quoted\"\", text\"\r\n" +
			",,,1969-12-31,false,,,,[null],\"\x1b[31mred\tand\r\nlines\"\r\n" +
			"9007199254740993,0.1,'＝1,0001-01-01,false,0.00,0,,[],città\r\n"},
		{"json", FormatJSON, "[\n" +
			`  {"whole": 1, "number": 1.5, "label": "=1+1", "day": "2024-01-31", "truth": true, "exact": 1.50, "huge": 170141183460469231731, "moment": "2024-01-31 10:00:00", "list": [1,2], "text": "-"},` + "\n" +
			`  {"whole": -2, "number": null, "label": "@SUM(A1)", "day": null, "truth": null, "exact": -0.05, "huge": -3, "moment": null, "list": null, "text": "a \"quoted\", text"},` + "\n" +
			`  {"whole": null, "number": null, "label": null, "day": "1969-12-31", "truth": false, "exact": null, "huge": null, "moment": null, "list": [null], "text": "\u001b[31mred\tand\nlines"},` + "\n" +
			`  {"whole": 9007199254740993, "number": 0.1, "label": "＝1", "day": "0001-01-01", "truth": false, "exact": 0.00, "huge": 0, "moment": null, "list": [], "text": "città"}` + "\n]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := run(t, db, kinds, c.f)
			if d := cmp.Diff(c.want, got); d != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, d)
			}
		})
	}
	t.Run("table", func(t *testing.T) {
		got, err := run(t, db, kinds, FormatTable)
		if err != nil || strings.Contains(got, "\x1b") || !strings.Contains(got, `\x1b[31mred\tand\nlines`) {
			t.Errorf("%v\n%s", err, got)
		}
		if !strings.Contains(got, "│ 9007199254740993 │") || !strings.Contains(got, "│               -2 │") {
			t.Errorf("numbers are not to the right:\n%s", got)
		}
	})
	t.Run("empty", func(t *testing.T) {
		for f, want := range map[QueryFormat]string{FormatCSV: "measure,value\r\n", FormatJSON: "[]\n"} {
			if got, err := run(t, db, "SELECT measure, value FROM observation", f); got != want || err != nil {
				t.Errorf("%s: %q, %v", f, got, err)
			}
		}
	})
}

func TestQueryParquet(t *testing.T) {
	db := readerOf(t)
	got, err := run(t, db, kinds, FormatParquet)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "result.parquet")
	if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
	plain, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	var types, rows, codec string
	if err := plain.QueryRow("SELECT string_agg(concat(column_name, ' ', column_type), ', ') FROM (DESCRIBE FROM read_parquet(" + quote(path) + "))").Scan(&types); err != nil {
		t.Fatal(err)
	}
	want := "whole BIGINT, number DOUBLE, label VARCHAR, day DATE, truth BOOLEAN, exact DECIMAL(12,2), huge DECIMAL(38,0), moment TIMESTAMP, list VARCHAR, text VARCHAR"
	if types != want {
		t.Errorf("types\n%s, want\n%s", types, want)
	}
	err = plain.QueryRow("SELECT string_agg(concat_ws('|', whole, number, label, day, truth, exact, huge, moment, list), '; ') FROM read_parquet(" + quote(path) + ")").Scan(&rows)
	want = "1|1.5|=1+1|2024-01-31|true|1.50|170141183460469231731|2024-01-31 10:00:00|[1,2]; -2|@SUM(A1)|-0.05|-3; " +
		"1969-12-31|false|[null]; 9007199254740993|0.1|＝1|0001-01-01|false|0.00|0|[]"
	if rows != want || err != nil {
		t.Errorf("%v, rows\n%s, want\n%s", err, rows, want)
	}
	err = plain.QueryRow("SELECT string_agg(DISTINCT compression) FROM parquet_metadata(" + quote(path) + ")").Scan(&codec)
	if codec != "ZSTD" || err != nil {
		t.Errorf("compression %s, %v", codec, err)
	}
	if again, err := run(t, db, kinds, FormatParquet); again != got || err != nil {
		t.Errorf("the same rows give other bytes, %v", err)
	}
}

func TestQueryLimits(t *testing.T) {
	db := readerOf(t)
	for name, c := range map[string]struct {
		text string
		rows int
		want QueryResult
	}{
		"cut":      {"SELECT * FROM range(100)", 7, QueryResult{7, true}},
		"exact":    {"SELECT * FROM range(7)", 7, QueryResult{7, false}},
		"default":  {"SELECT * FROM range(10001)", 0, QueryResult{10000, true}},
		"own":      {"SELECT * FROM range(100) LIMIT 3", 7, QueryResult{3, false}},
		"billions": {"SELECT * FROM range(100000000000)", 7, QueryResult{7, true}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := db.Query(t.Context(), c.text, FormatCSV, QueryLimits{Rows: c.rows}, io.Discard)
			if got != c.want || err != nil {
				t.Errorf("%+v, want %+v, %v", got, c.want, err)
			}
		})
	}
	t.Run("deadline", func(t *testing.T) {
		began := time.Now()
		_, err := db.Query(t.Context(), "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range < b.range", FormatCSV, QueryLimits{Timeout: 200 * time.Millisecond}, io.Discard)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 10*time.Second {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		if got, err := run(t, db, "SELECT 1 AS a", FormatCSV); got != "a\r\n1\r\n" || err != nil {
			t.Errorf("the reader does not go on: %q, %v", got, err)
		}
	})
	t.Run("order_is_kept", func(t *testing.T) {
		got, err := run(t, db, "SELECT range FROM range(5000) ORDER BY range % 7 DESC, range DESC", FormatCSV)
		if !strings.HasPrefix(got, "range\r\n4997\r\n4990\r\n") || strings.Count(got, "\n") != 5001 || err != nil {
			t.Errorf("%.60q, %v", got, err)
		}
	})
	t.Run("unknown_format", func(t *testing.T) {
		if _, err := run(t, db, "SELECT 1", "xml"); err == nil || !strings.Contains(err.Error(), `"xml"`) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("writer", func(t *testing.T) {
		if _, err := run(t, openNew(t), "SELECT 1", FormatCSV); err == nil || !strings.Contains(err.Error(), "read only") {
			t.Errorf("got %v", err)
		}
	})
}
