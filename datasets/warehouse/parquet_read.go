package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// ParquetColumn is a column of a Parquet file.
type ParquetColumn struct {
	Name string
	Type string // as DuckDB names it: VARCHAR, INTEGER, DOUBLE, DECIMAL(9,2) ...
}

// parquetMemory is what reading a Parquet file may take. A row group of our own
// exports is far smaller.
const parquetMemory = "512MB"

// ParquetColumns are the columns of a Parquet file, in its order. The file is not
// trusted: it is read by a database of its own that sees nothing else.
func ParquetColumns(ctx context.Context, path string) (columns []ParquetColumn, err error) {
	err = withParquet(ctx, path, func(conn *sql.Conn) error {
		columns, err = parquetColumns(ctx, conn, path)
		return err
	})
	return columns, err
}

func parquetColumns(ctx context.Context, conn *sql.Conn, path string) (columns []ParquetColumn, err error) {
	rows, err := conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet("+quote(path)+"))")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var c ParquetColumn
		if err := rows.Scan(&c.Name, &c.Type); err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	return columns, rows.Err()
}

// ReadParquet gives the named columns of every row of a Parquet file as text, in
// the order of the file: numbers with a point and no exponent, NaN and Inf as
// such, days as 2026-03-01, nothing for what is missing. Another type is an error.
func ReadParquet(ctx context.Context, path string, names []string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		stopped := false
		err := withParquet(ctx, path, func(conn *sql.Conn) (err error) {
			quoted := make([]string, len(names))
			for i, name := range names {
				quoted[i] = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
			}
			rows, err := conn.QueryContext(ctx, "SELECT "+strings.Join(quoted, ", ")+" FROM read_parquet("+quote(path)+")")
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, rows.Close()) }()
			values, into, cells := make([]any, len(names)), make([]any, len(names)), make([]string, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			for rows.Next() {
				if err := rows.Scan(into...); err != nil {
					return err
				}
				for i, v := range values {
					if cells[i], err = parquetText(v); err != nil {
						return fmt.Errorf("column %q: %w", names[i], err)
					}
				}
				if !yield(cells, nil) {
					stopped = true
					return nil
				}
			}
			return rows.Err()
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// parquetText writes a value as a text table would.
func parquetText(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case float32:
		return strconv.FormatFloat(float64(v), 'f', -1, 32), nil
	case time.Time:
		return v.UTC().Format(time.DateOnly), nil
	case duckdb.Decimal:
		return v.String(), nil
	case int8, int16, int32, int64, uint8, uint16, uint32, uint64, fmt.Stringer:
		return fmt.Sprint(v), nil
	}
	return "", fmt.Errorf("a value of the type %T can't be written as text", v)
}

// lockSettings makes settings final.
const lockSettings = "SET lock_configuration=true"

// parquetSettings let a database read one file and nothing else; the lock is last.
func parquetSettings(path string) []string {
	return []string{
		"SET threads=1",
		"SET memory_limit='" + parquetMemory + "'",
		"SET temp_directory=''",
		"SET TimeZone='UTC'",
		"SET autoinstall_known_extensions=false",
		"SET autoload_known_extensions=false",
		"SET allowed_paths=[" + quote(path) + "]",
		"SET enable_external_access=false",
		lockSettings,
	}
}

// withParquet opens a database in memory that may read one file and nothing else.
func withParquet(ctx context.Context, path string, use func(*sql.Conn) error) (err error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return fmt.Errorf("start DuckDB: %w", err)
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	for _, text := range parquetSettings(path) {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return use(conn)
}
