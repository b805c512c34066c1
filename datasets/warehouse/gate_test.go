package warehouse

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// hostile are statements that must be refused. <db> is the path of the
// warehouse, <dir> its folder; not-select says that ErrNotSelect is the reason,
// listed that ErrNotAllowed is, other that the engine itself refuses.
var hostile = []struct{ why, text string }{
	// writing files, this one before all
	{"not-select", "COPY (SELECT 1) TO '<db>' (FORMAT csv, USE_TMP_FILE false)"},
	{"not-select", "COPY (SELECT 1) TO '<db>.wal' (FORMAT csv, USE_TMP_FILE false)"},
	{"not-select", "COPY core__observation TO '<dir>/out.csv'"},
	{"not-select", "COPY core__observation FROM '<dir>/in.csv'"},
	{"not-select", "EXPORT DATABASE '<dir>/export'"},
	{"not-select", "IMPORT DATABASE '<dir>/export'"},
	// reading files
	{"listed", "SELECT * FROM read_text('<dir>/secret.txt')"},
	{"listed", "SELECT content FROM read_blob('<db>')"},
	{"listed", "SELECT * FROM read_csv('<dir>/secret.txt')"},
	{"listed", "SELECT * FROM read_csv_auto('<dir>/secret.txt')"},
	{"listed", "SELECT * FROM read_json('<dir>/secret.txt')"},
	{"listed", "SELECT * FROM read_parquet('<dir>/secret.txt')"},
	{"listed", "SELECT * FROM parquet_metadata('<dir>/secret.txt')"},
	{"listed", "SELECT * FROM sniff_csv('<dir>/secret.txt')"},
	{"listed", "SELECT * FROM glob('/*')"},
	{"listed", "SELECT * FROM '<dir>/secret.txt'"},
	{"listed", "SELECT * FROM \"<dir>/secret.csv\""},
	{"listed", "FROM 'secret.csv'"},
	{"listed", "SELECT (SELECT content FROM read_text('<dir>/secret.txt'))"},
	{"listed", "SELECT 1 WHERE EXISTS (SELECT * FROM glob('/*'))"},
	{"listed", "WITH x AS (SELECT * FROM read_text('<dir>/secret.txt')) SELECT * FROM x"},
	{"listed", "SELECT * FROM observation WHERE period IN (SELECT file FROM glob('/*'))"},
	{"listed", "SELECT * FROM observation, LATERAL (SELECT * FROM read_text(period))"},
	{"listed", "SELECT * FROM observation ORDER BY (SELECT max(file) FROM glob('/*'))"},
	{"listed", "SELECT * FROM observation LIMIT (SELECT count(*) FROM glob('/*'))"},
	{"listed", "SELECT 1 UNION ALL SELECT count(*) FROM glob('/*')"},
	{"listed", "VALUES ((SELECT max(file) FROM glob('/*')))"},
	{"listed", "SELECT sum(value) OVER (ORDER BY (SELECT max(file) FROM glob('/*'))) FROM observation"},
	{"listed", "SELECT count(*) FILTER (WHERE EXISTS (FROM glob('/*'))) FROM observation"},
	{"listed", "SELECT * FROM range((SELECT count(*) FROM glob('/*')))"},
	{"listed", "SELECT CASE WHEN true THEN (SELECT max(file) FROM glob('/*')) END"},
	{"listed", "SELECT list_transform([1], lambda x: (SELECT max(file) FROM glob('/*')))"},
	// names that hide another
	{"listed", "WITH duckdb_tables AS (SELECT * FROM duckdb_tables) SELECT * FROM duckdb_tables"},
	{"listed", "SELECT * FROM (WITH duckdb_settings AS (SELECT 1) SELECT * FROM duckdb_settings), duckdb_settings"},
	{"listed", "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a"},
	{"listed", "WITH t AS (SELECT 1) SELECT * FROM main.t"},
	{"listed", "WITH t AS (SELECT 1) SELECT * FROM temp.t"},
	// other databases, settings, extensions
	{"not-select", "ATTACH '<dir>/other.duckdb' AS other"},
	{"not-select", "ATTACH ':memory:' AS other"},
	{"not-select", "DETACH warehouse"},
	{"not-select", "USE memory"},
	{"not-select", "INSTALL httpfs"},
	{"not-select", "LOAD httpfs"},
	{"not-select", "SET enable_external_access=true"},
	{"not-select", "SET VARIABLE x = 1"},
	{"not-select", "RESET memory_limit"},
	{"not-select", "PRAGMA database_list"},
	{"not-select", "PRAGMA enable_profiling"},
	{"listed", "SELECT current_setting('secret_directory')"},
	{"listed", "SELECT getvariable('x')"},
	{"listed", "SELECT getenv('HOME')"},
	{"listed", "SELECT * FROM duckdb_settings()"},
	{"listed", "SELECT * FROM duckdb_databases()"},
	{"listed", "SELECT * FROM duckdb_secrets()"},
	{"listed", "SELECT * FROM pragma_database_list"},
	{"listed", "SELECT * FROM pragma_storage_info('core__observation')"},
	{"listed", "SELECT * FROM sqlite_master"},
	{"listed", "SELECT * FROM information_schema.tables"},
	{"listed", "SELECT * FROM pg_catalog.pg_class"},
	{"listed", "SELECT * FROM system.main.duckdb_tables"},
	// describing
	{"listed", "SHOW TABLES"},
	{"listed", "SHOW ALL TABLES"},
	{"listed", "DESCRIBE observation"},
	{"listed", "SUMMARIZE observation"},
	{"listed", "SELECT * FROM (DESCRIBE observation)"},
	{"not-select", "EXPLAIN SELECT 1"},
	{"not-select", "EXPLAIN ANALYZE SELECT 1"},
	// SQL inside SQL
	{"listed", "SELECT * FROM query('SELECT 1')"},
	{"listed", "SELECT * FROM query_table('core__observation')"},
	{"listed", "SELECT json_execute_serialized_sql('x')"},
	{"listed", "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))"},
	{"not-select", "PREPARE p AS SELECT 1"},
	{"not-select", "EXECUTE p"},
	{"not-select", "CALL pragma_version()"},
	// changing
	{"not-select", "DELETE FROM core__observation"},
	{"not-select", "UPDATE core__observation SET value = 0"},
	{"not-select", "INSERT INTO core__observation SELECT * FROM core__observation"},
	{"not-select", "DROP TABLE core__observation"},
	{"not-select", "CREATE TEMP TABLE x AS SELECT 1"},
	{"not-select", "CREATE TEMP VIEW observation AS SELECT 1"},
	{"not-select", "CREATE TEMP MACRO abs(x) AS 1"},
	{"not-select", "ALTER TABLE core__observation ADD COLUMN x INTEGER"},
	{"not-select", "TRUNCATE core__observation"},
	{"not-select", "BEGIN"},
	{"not-select", "COMMIT"},
	{"not-select", "CHECKPOINT"},
	{"not-select", "FORCE CHECKPOINT warehouse"},
	{"not-select", "VACUUM"},
	{"not-select", "WITH x AS (SELECT 1) DELETE FROM core__observation"},
	// more than one, and ways out of the wrapping
	{"not-select", "SELECT 1; SELECT 2"},
	{"not-select", "SELECT 1; COPY (SELECT 1) TO '<db>'"},
	{"not-select", "SELECT 1; DROP TABLE core__observation; --"},
	{"not-select", "SELECT 1) UNION (SELECT 2"},
	{"not-select", "SELECT 1) ; DELETE FROM core__observation; --"},
	{"not-select", "SELECT 1 /*"},
	{"not-select", "*/ SELECT 1"},
	{"not-select", ""},
	{"not-select", "-- nothing"},
	{"not-select", "   ;  ;"},
	{"not-select", "SELEKT 1"},
	{"not-select", "SELECT 'open"},
	{"listed", "SELECT 1\x00; DROP TABLE core__observation"},
	{"listed", "SELECT '\xff'"},
	{"listed", "SELECT '" + strings.Repeat("x", maxQueryBytes) + "'"},
	{"listed", "SELECT $1"},
	{"listed", "SELECT ?"},
	// waiting, chance, the clock, much out of little
	{"listed", "SELECT sleep_ms(60000)"},
	{"listed", "SELECT write_log('x')"},
	{"listed", "SELECT random()"},
	{"listed", "SELECT now()"},
	{"listed", "SELECT nextval('x')"},
	{"listed", "SELECT repeat('x', 1000000000)"},
	{"listed", "SELECT lpad('x', 1000000000, 'y')"},
	{"listed", "SELECT printf('%1000000000d', 1)"},
	{"listed", "SELECT format('{:>1000000000}', 1)"},
	{"listed", "SELECT len(range(1000000000))"},
	{"listed", "SELECT unnest(range(1000000000))"},
	{"listed", "SELECT unnest(generate_series(1, 1000000000))"},
	{"listed", "SELECT levenshtein(a, b) FROM (SELECT 'x' a, 'y' b)"},
	{"listed", "SELECT regexp_replace('x', 'x', 'xx', 'g')"},
	{"listed", "SELECT list_reduce([1, 2], lambda x, y: x + y)"},
	{"listed", "SELECT system.main.getenv('HOME')"},
	{"listed", "SELECT main.read_text('x')"},
	{"listed", "SELECT * FROM observation AT (VERSION => 1)"},
	{"other", "SELECT " + strings.Repeat("[", 500) + "1" + strings.Repeat("]", 500)},
	{"other", "SELECT " + strings.Repeat("abs(", 400) + "1" + strings.Repeat(")", 400)},
}

// harmless must run, and give the number of rows.
var harmless = []struct {
	text string
	rows int
}{
	{"SELECT * FROM observation", 4},
	{"SELECT * FROM main.observation;", 4},
	{"SELECT * FROM warehouse.main.observation -- a comment", 4},
	{"FROM Observation SELECT VALUE", 4},
	{"SELECT count(*) FROM observation_as_of(DATE '2024-06-01')", 1},
	{"SELECT measure, avg(value), median(value), stddev(value), quantile_cont(value, 0.9), string_agg(period, ',' ORDER BY period) FROM observation GROUP BY ALL", 1},
	{"SELECT period, value, value - lag(value) OVER (PARTITION BY measure ORDER BY period) AS change, rank() OVER (ORDER BY value DESC) FROM observation QUALIFY row_number() OVER (ORDER BY value) <= 3", 3},
	{"WITH a AS (SELECT * FROM observation), b AS (SELECT * FROM a WHERE value > 1) SELECT * FROM b JOIN a USING (period)", 3},
	{"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n", 5},
	{"WITH observation AS (SELECT 1 AS x) SELECT x FROM observation", 1},
	{"SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(n, t)", 2},
	{"SELECT * FROM range(10)", 10},
	{"SELECT * FROM generate_series(1, 3)", 3},
	{"SELECT unnest([1, 2, 3])", 3},
	{"SELECT DISTINCT ON (measure) measure, value FROM observation ORDER BY measure, value DESC", 1},
	{"SELECT value FROM observation WHERE period LIKE '2019-%' AND territory IN ('IT', 'ITC1') AND value BETWEEN 1 AND 3 AND note IS NOT NULL AND NOT is_synthetic", 3},
	{"SELECT extract(year FROM period_start), date_trunc('quarter', period_start), period_start + INTERVAL 3 MONTH, strftime(period_start, '%Y'), CAST(value AS DECIMAL(10, 2)), value::INTEGER, TRY_CAST(period AS INTEGER) FROM observation", 4},
	{"SELECT round(value / 3, 2), abs(-value), CASE WHEN value > 2 THEN 'high' ELSE 'low' END, coalesce(note, '-'), nullif(value, 1), greatest(value, 2), upper(measure) || '!', substring(period, 1, 4), split_part(period, '-', 2) FROM observation", 4},
	{"SELECT * EXCLUDE (sha256), COLUMNS('.*_it') FROM observation", 4},
	{"SELECT sum(value) FILTER (WHERE value > 1), count(DISTINCT period), grouping(measure) FROM observation GROUP BY ROLLUP (measure)", 2},
	{"SELECT * FROM observation PIVOT (sum(value) FOR period IN ('2019-Q1', '2019-Q2') GROUP BY measure)", 1},
	{"SELECT * FROM (SELECT period, value FROM observation) UNPIVOT (v FOR n IN (value))", 4},
	{"SELECT 1 UNION SELECT 2 EXCEPT SELECT 3 INTERSECT SELECT 3", 2},
	{"SELECT a.period FROM observation a ASOF JOIN observation b ON a.period_start >= b.period_start", 4},
	{"SELECT (SELECT max(value) FROM observation o WHERE o.period <= p.period) FROM observation p ORDER BY 1 DESC NULLS LAST LIMIT 2 OFFSET 1", 2},
	{"SELECT json_extract_string('{\"a\": 1}', '$.a'), '{\"a\": 1}'->>'a', list_transform([1, 2], lambda x: x + 1), {'a': 1}.a, [1, 2][1]", 1},
	{"SELECT * FROM forecast, past_forecast, shortage, rating, composite, agreement, backtest, evaluation, snapshot, ledger, rejected, figure", 0},
	{"SELECT * FROM core__observation WHERE sha256 IN (SELECT sha256 FROM meta__ledger)", 4},
	{"TABLE ledger", 1},
	{"SELECT '; DROP TABLE core__observation; --'", 1},
	{"SELECT " + strings.Repeat("(", 90) + "1" + strings.Repeat(")", 90), 1},
}

func TestGateRefuses(t *testing.T) {
	db := readerOf(t, edition("istat_vacancies", "a", "2024-01-10", false, 1, 4))
	dir := filepath.Dir(db.path)
	if err := os.WriteFile(filepath.Join(dir, "secret.txt"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := files(t, dir)
	bytesBefore := sizeAndHash(t, db.path)
	for _, c := range hostile {
		text := strings.NewReplacer("<db>", db.path, "<dir>", dir).Replace(c.text)
		var out bytes.Buffer
		began := time.Now()
		_, err := db.Query(t.Context(), text, FormatCSV, QueryLimits{Timeout: 5 * time.Second}, &out)
		name := c.text[:min(len(c.text), 90)]
		switch {
		case err == nil:
			t.Errorf("%s: ran and gave %.80q", name, out.String())
		case c.why == "not-select" && !errors.Is(err, ErrNotSelect):
			t.Errorf("%s: %v, want ErrNotSelect", name, err)
		case c.why == "listed" && !errors.Is(err, ErrNotAllowed):
			t.Errorf("%s: %v, want ErrNotAllowed", name, err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
	if after := files(t, dir); !slices.Equal(before, after) {
		t.Errorf("files %v, then %v", before, after)
	}
	if after := sizeAndHash(t, db.path); after != bytesBefore {
		t.Error("the file changed")
	}
	if n := len(hostile); n < 60 {
		t.Errorf("only %d statements", n)
	}
}

func sizeAndHash(t *testing.T, path string) string {
	t.Helper()
	// Closing a handle of the file here lets DuckDB's lock go; for this test that is no matter.
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return checksum(string(text))
}

func TestGateAllows(t *testing.T) {
	db := readerOf(t, edition("istat_vacancies", "a", "2024-01-10", false, 1, 4))
	for _, c := range harmless {
		got, err := db.Query(t.Context(), c.text, FormatCSV, QueryLimits{}, io.Discard)
		if err != nil || got.Rows != c.rows {
			t.Errorf("%s: %d rows, want %d, %v", c.text, got.Rows, c.rows, err)
		}
	}
}

// TestSettingsHoldWithoutTheGate is the second wall: were the gate open, the
// engine would still refuse to read or write other files and to change settings.
func TestSettingsHoldWithoutTheGate(t *testing.T) {
	db := readerOf(t, edition("istat_vacancies", "a", "2024-01-10", false, 1, 4))
	dir := filepath.Dir(db.path)
	if err := os.WriteFile(filepath.Join(dir, "secret.txt"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"SELECT * FROM read_text('<dir>/secret.txt')", "SELECT * FROM read_csv('<dir>/secret.txt')", "SELECT * FROM glob('<dir>/*')",
		"COPY (SELECT 1) TO '<dir>/out.csv'", "ATTACH '<dir>/other.duckdb' AS other", "EXPORT DATABASE '<dir>/export'",
		"INSTALL httpfs", "SET enable_external_access=true", "SET memory_limit='100GB'", "SET lock_configuration=false",
		"DELETE FROM core__observation", "CREATE TABLE x (a INTEGER)", "FROM '<dir>/secret.txt'",
	} {
		text = strings.ReplaceAll(text, "<dir>", dir)
		if _, err := db.sql.Exec(text); err == nil {
			t.Errorf("%s: ran", text)
		}
	}
}

// TestLists compares the lists with what there is: a new table must be decided
// on, and a function that does not exist is a slip.
func TestLists(t *testing.T) {
	db := openNew(t)
	names := func(query string) []string {
		got, err := collect(t.Context(), db.sql, func(name *string) []any { return []any{name} }, query)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	var listed []string
	for name := range gateList("relations.txt") {
		if !strings.HasSuffix(name, "()") {
			listed = append(listed, name)
		}
	}
	slices.Sort(listed)
	have := names(`SELECT table_name FROM duckdb_tables() WHERE database_name = 'warehouse'
		UNION ALL SELECT view_name FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal ORDER BY ALL`)
	if d := cmp.Diff(have, listed); d != "" {
		t.Errorf("relations (-schema +list):\n%s", d)
	}
	known := names(`SELECT DISTINCT function_name FROM duckdb_functions() ORDER BY ALL`)
	// Made by the parser or the binder and not in the catalogue of functions.
	known = append(known, "->", "grouping", "grouping_id", "ifnull", "unnest", "row", "rank", "dense_rank", "row_number", "percent_rank",
		"rank_dense", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value", "nth_value", "fill", "position")
	for name := range gateList("functions.txt") {
		if !slices.Contains(known, name) {
			t.Errorf("function %q does not exist", name)
		}
	}
}

// forbiddenUse is what must not pass: a function called, or a table read, where a
// statement can only mean those of the database. Behind a name the same words would be a
// name for it, and givesNames are the words with which a statement gives names of its own
// (WITH duckdb_settings AS (SELECT 1) reads no settings): of such texts nothing is said.
var (
	forbiddenUse = regexp.MustCompile(`(\b(select|from|join|where|and|or|not|on|by)|[,(=<>+*])\s*((read_text|read_blob|glob|sleep_ms)\(|duckdb_settings\b)`)
	givesNames   = regexp.MustCompile(`(?i)\b(as|with)\b`)
)

// TestForbiddenUse holds what the fuzz target judges by to cases.
func TestForbiddenUse(t *testing.T) {
	for text, want := range map[string]bool{
		"select * from duckdb_settings": true, "select*from(select*from duckdb_settings())": true, "select read_text(x)": true, "from s, glob(x)": true, "select 1 where sleep_ms(9)": true,
		"select 1 duckdb_settings": false, "select * from s read_text(a)": false, "select my_glob(a)": false,
	} {
		if got := forbiddenUse.MatchString(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if text := "SELECT*FROM(WITH duckdb_settings AS(SELECT 1)SELECT*FROMs)"; !givesNames.MatchString(text) {
		t.Errorf("%q gives a name of its own", text)
	}
}

func FuzzGate(f *testing.F) {
	for _, c := range hostile {
		f.Add(c.text)
	}
	for _, c := range harmless {
		f.Add(c.text)
	}
	f.Add("SELECT*FROM(WITH duckdb_settings AS(SELECT 1)SELECT*FROMs)") // a name of its own
	sql, err := openMemory(Options{}, "ATTACH ':memory:' AS "+alias)
	if err != nil {
		f.Fatal(err)
	}
	defer sql.Close()
	g := newGate()
	f.Fuzz(func(t *testing.T, text string) {
		if g.check(t.Context(), sql, text) != nil {
			return
		}
		if m := forbiddenUse.FindString(strings.ToLower(text)); m != "" && !strings.ContainsAny(text, `'"-$`+"/") && !givesNames.MatchString(text) {
			t.Errorf("%q passed with %s", text, m)
		}
	})
}
