package benchmark

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2"
)

// declared are the columns of the file with their types.
func declared() string {
	var columns []string
	for _, name := range strings.Split(strings.TrimSpace(header), ",") {
		kind := "VARCHAR"
		switch name {
		case "TIME_PERIOD":
			kind = "INTEGER"
		case "OBS_VALUE":
			kind = "DOUBLE"
		}
		columns = append(columns, fmt.Sprintf("'%s': '%s'", name, kind))
	}
	return "{" + strings.Join(columns, ", ") + "}"
}

// peer lets DuckDB read the file.
func peer(what, path string) (int64, error) {
	db, err := sql.Open("duckdb", filepath.Join(filepath.Dir(path), what+".duckdb"))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if _, err := db.Exec("SET memory_limit = '2GB'"); err != nil {
		return 0, err
	}
	source := fmt.Sprintf("read_csv('%s', auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', columns = %s)", path, declared())
	switch what {
	case "duckdb-count":
		var n int64
		var sum float64
		err := db.QueryRow("SELECT count(*), sum(OBS_VALUE) + max(TIME_PERIOD) + max(length(REF_AREA)) + max(length(CITIZENSHIP)) + max(length(AGE)) + max(length(SEX)) FROM "+source).Scan(&n, &sum)
		return n, err
	case "duckdb-table":
		_, err = db.Exec("CREATE OR REPLACE TABLE t AS SELECT * FROM " + source)
	case "duckdb-warehouse":
		_, err = db.Exec(`CREATE OR REPLACE TABLE t AS SELECT 'sha' AS sha256, 'istat_migration' AS table_id, 1 + row_number() OVER () AS row_number, 'OBS_VALUE' AS column_name,
			'migration_persons' AS measure, 'persons' AS unit, 'nuts2021' AS territory_list, REF_AREA AS territory, '' AS industry_list, '' AS industry, '' AS occupation_list, '' AS occupation,
			'istat_country' AS citizenship_list, CITIZENSHIP AS citizenship, CASE SEX WHEN '1' THEN 'M' WHEN '2' THEN 'F' ELSE 'T' END AS sex, AGE AS age,
			concat('CHANGE_OF_RESIDENCE=', CHANGE_OF_RESIDENCE, ';COUNTRY_NEXT_RESID=', COUNTRY_NEXT_RESID, ';COUNTRY_PREV_RESID=', COUNTRY_PREV_RESID) AS other,
			FREQ AS freq, TIME_PERIOD::VARCHAR AS period, make_date(TIME_PERIOD, 1, 1) AS period_start, OBS_VALUE AS value, coalesce(OBS_STATUS, '') AS status, coalesce(NOTE_DS, '') AS note,
			DATE '2026-01-01' AS released, '2026-01-01' AS vintage, false AS is_synthetic FROM ` + source)
	default:
		return 0, fmt.Errorf("there is no measurement %q", what)
	}
	if err != nil {
		return 0, err
	}
	var n int64
	if err := db.QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil {
		return 0, err
	}
	_, err = db.Exec("CHECKPOINT")
	return n, err
}
