package ingest

import (
	"bytes"
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/tidy"
)

// parquetMagic begins a Parquet file.
var parquetMagic = []byte("PAR1")

// tidy recognises a declared table of a header and a row a line: by the name that
// the user gives, or by its header, which must be exactly the declared one. Nil
// without an error means that the file is none.
func (g InProcess) tidy(declared string, head []byte, f *os.File) (*source, error) {
	isParquet := bytes.HasPrefix(head, parquetMagic)
	if t, ok := g.Catalog.Table(declared); ok {
		if !t.IsTidy() {
			return nil, nil
		}
		if isParquet != (t.Format == tidy.Parquet) {
			return nil, format.Refuse("table", "leave --table out, or give a table of this format", "table %s comes as %s, and the file does not", t.ID, t.Format)
		}
		return tidySource(t, f)
	}
	if declared != "" {
		return nil, nil
	}
	columns, err := headerOf(isParquet, f)
	if err != nil {
		return nil, err
	}
	var found []catalog.Table
	for _, t := range g.Catalog.Tables {
		switch spec := tidySpec(t); {
		case t.Format == tidy.CSV && !isParquet && spec.Matches(head), t.Format == tidy.Parquet && isParquet && slices.Equal(columns, spec.Columns):
			found = append(found, t)
		}
	}
	switch {
	case len(found) == 1:
		return tidySource(found[0], f)
	case len(found) > 1:
		return nil, format.Refuse("table", "name the table with --table: "+found[0].ID+" or "+found[1].ID, "%d tables of the catalogue have this header", len(found))
	case isParquet:
		return nil, format.Refuse("table", "declare it in tables/*.toml of the workspace with format = \"tidyparquet\", or name the table with --table",
			"no table of the catalogue has the columns %s of this Parquet file", format.Cut(strings.Join(columns, ", ")))
	}
	return nil, nil
}

// headerOf are the columns of a Parquet file; those of a text are compared in place.
func headerOf(isParquet bool, f *os.File) ([]string, error) {
	if !isParquet {
		return nil, nil
	}
	columns, err := parquetColumns(f)
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names, err
}

func parquetColumns(f *os.File) ([]warehouse.ParquetColumn, error) {
	columns, err := warehouse.ParquetColumns(context.Background(), f.Name())
	if err != nil {
		return nil, damagedParquet(err, f.Name())
	}
	return columns, nil
}

// damagedParquet says what DuckDB found, without the query and the name under which
// the bytes lie with us.
func damagedParquet(err error, path string) error {
	text, _, _ := strings.Cut(err.Error(), "\n")
	text = strings.NewReplacer(" in file '"+path+"'", "", " of file '"+path+"'", "", path, "the file").Replace(text)
	return format.Refuse("parquet", "write the file again", "the Parquet file is damaged: %s", format.Cut(text))
}

// tidySpec is the declared form of a tidy table.
func tidySpec(t catalog.Table) tidy.Spec {
	first := func(s string) byte {
		if s == "" {
			return 0
		}
		return s[0]
	}
	d := t.Dialect
	s := tidy.Spec{Encoding: d.Encoding, Separator: first(d.Separator), Quote: first(d.Quote), HeaderRow: d.HeaderRow}
	for _, c := range t.Dimensions {
		if c.Fixed != "" {
			continue
		}
		s.Columns = append(s.Columns, c.Name)
		if c.To == "value" {
			s.Values = append(s.Values, c.Name)
		}
	}
	return s
}

func tidySource(t catalog.Table, f *os.File) (*source, error) {
	spec := tidySpec(t)
	open := func(r io.ReadSeeker) (format.Source, error) { return tidy.OpenCSV(r, spec) }
	if t.Format == tidy.Parquet {
		if err := checkParquet(t, f); err != nil {
			return nil, err
		}
		open = func(io.ReadSeeker) (format.Source, error) {
			return tidy.OpenRows(parquetRows(f.Name(), spec.Columns), spec), nil
		}
	}
	s := textSource(t, fileFormat{open: open}, f)
	s.format = t.Format
	return s, nil
}

// parquetRows gives the rows; damage that is met on the way refuses the file.
func parquetRows(path string, columns []string) func(func([]string, error) bool) {
	return func(yield func([]string, error) bool) {
		for cells, err := range warehouse.ReadParquet(context.Background(), path, columns) {
			if err != nil {
				err = damagedParquet(err, path)
			}
			if !yield(cells, err) {
				return
			}
		}
	}
}

// checkParquet refuses columns that are missing or of another type than their role needs.
func checkParquet(t catalog.Table, f *os.File) error {
	columns, err := parquetColumns(f)
	if err != nil {
		return err
	}
	for _, d := range t.Dimensions {
		if d.Fixed != "" {
			continue
		}
		i := slices.IndexFunc(columns, func(c warehouse.ParquetColumn) bool { return c.Name == d.Name })
		switch {
		case i < 0:
			return format.Refuse("column-missing", "the file is not table "+t.ID+", or its table file must be changed", "the column %q of table %s is missing", d.Name, t.ID)
		case !fitsRole(d.To, columns[i].Type):
			return format.Refuse("column-type", "codes and periods are written as text (years also as whole numbers), values as numbers", "the column %q holds %s, which a column of %s can't be", d.Name, columns[i].Type, d.To)
		}
	}
	return nil
}

// fitsRole says whether a type of DuckDB can hold what a column is declared to be.
func fitsRole(to, kind string) bool {
	isInteger := slices.Contains([]string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}, kind)
	switch to {
	case "ignore":
		return true
	case "value":
		return isInteger || kind == "FLOAT" || kind == "DOUBLE" || strings.HasPrefix(kind, "DECIMAL")
	case "period":
		return isInteger || kind == "VARCHAR" || kind == "DATE"
	}
	return kind == "VARCHAR"
}
