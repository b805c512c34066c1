package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// writeParquet writes zstd: damage to a zstd file is seen when it is read,
// damage to a plain or snappy one may not be. The reader of the warehouse may
// not COPY, so a second DuckDB, which sees these rows and one new folder and
// nothing else, writes the file.
func writeParquet(w io.Writer, r result) (err error) {
	dir, err := os.MkdirTemp("", "fabbisogno-parquet-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "result.parquet")
	if err := copyParquet(path, r); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}

func copyParquet(path string, r result) (err error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return fmt.Errorf("start DuckDB: %w", err)
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx := context.Background() // the rows are few; there is nothing to wait for
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var columns []string
	for _, c := range r.columns {
		columns = append(columns, `"`+strings.ReplaceAll(c.name, `"`, `""`)+`" `+c.parquetType())
	}
	for _, text := range []string{
		"SET threads=1",
		"SET autoinstall_known_extensions=false",
		"SET autoload_known_extensions=false",
		"SET allowed_directories=[" + quote(filepath.Dir(path)) + "]",
		"SET enable_external_access=false",
		"SET lock_configuration=true",
		"CREATE TABLE result (" + strings.Join(columns, ", ") + ")",
	} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	if err := appendResult(conn, r); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COPY result TO "+quote(path)+" (FORMAT parquet, COMPRESSION zstd)")
	return err
}

func appendResult(conn *sql.Conn, r result) error {
	return conn.Raw(func(raw any) error {
		appender, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), "main", "result")
		if err != nil {
			return err
		}
		row := make([]driver.Value, len(r.columns))
		for _, cells := range r.rows {
			for i, c := range r.columns {
				row[i] = c.parquetValue(cells[i])
			}
			if err := appender.AppendRow(row...); err != nil {
				return errors.Join(err, appender.Close())
			}
		}
		return appender.Close()
	})
}

// parquetType keeps numbers, dates and truth values; lists and the like become
// JSON text. DuckDB writes its 128-bit integers, the sums of whole numbers, to
// Parquet as floating numbers; as decimals they stay exact.
func (c resultColumn) parquetType() string {
	switch c.kind {
	case "HUGEINT", "UHUGEINT":
		return "DECIMAL(38,0)"
	case "BOOLEAN", "DATE", "TIMESTAMP":
		return c.kind
	}
	if c.isNumber() {
		return c.kind
	}
	return "VARCHAR"
}

func (c resultColumn) parquetValue(cell any) driver.Value {
	if c.value(cell) == nil {
		return nil // missing, or not finite
	}
	switch c.parquetType() {
	case "VARCHAR":
		return strings.ToValidUTF8(c.text(cell), "\uFFFD")
	case "DECIMAL(38,0)":
		if v, ok := cell.(*big.Int); ok {
			return duckdb.Decimal{Width: 38, Value: v}
		}
	}
	return cell
}
