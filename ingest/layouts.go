package ingest

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
	"fabbisogno/ingest/harmonize"
	"fabbisogno/ingest/layout"
)

// workbook recognises a table by the layouts that the sheets fit.
func (g InProcess) workbook(wanted *catalog.Table, f *os.File) (*source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := xlsx.Open(f, info.Size(), xlsx.Limits{})
	if err != nil {
		return nil, err
	}
	isOther := func(r *format.Refusal) bool { return r.Rule == "sheet" }
	return g.byLayout(wanted, isOther, func(t catalog.Table) (*layout.Book, error) { return layout.Open(file, t.Layouts) })
}

// layoutText reads a text of no known format as a table by its layout: the one that
// was asked for, or the one that it fits. Nil: it is none.
func (g InProcess) layoutText(declared, name string, head []byte, f *os.File, isUnknown bool) (*source, error) {
	if !isUnknown || layout.Recognise(head, name) || format.Refusable(head) != nil {
		return nil, nil
	}
	var wanted *catalog.Table
	if t, ok := g.Catalog.Table(declared); ok && t.Format == layout.ID {
		wanted = &t
	} else if declared != "" {
		return nil, nil
	}
	src, err := g.text(wanted, name, f)
	if src != nil {
		src.format = layout.TextID
		if !strings.HasSuffix(strings.ToLower(name), ".csv") && !strings.HasSuffix(strings.ToLower(name), ".csv.gz") {
			src.notes = append(src.notes, format.Note{Rule: "name-extension", Count: 1, Severity: "warning", Message: "the file was recognised by its content; its name ends otherwise"})
		}
	}
	return src, err
}

// text recognises a table by the layouts that a CSV file fits; nil when it fits none.
func (g InProcess) text(wanted *catalog.Table, name string, f *os.File) (*source, error) {
	open := func(t catalog.Table) (*layout.Book, error) { return layout.OpenText(f, name, t.Dialect, t.Layouts) }
	// In the dialect of another table a file may be damaged in any way.
	src, err := g.byLayout(wanted, func(*format.Refusal) bool { return true }, open)
	if r := (*format.Refusal)(nil); wanted == nil && errors.As(err, &r) && r.Rule != "table" {
		return nil, nil
	}
	return src, err
}

// byLayout opens a file by the layouts of each table, or of the one that is
// wanted. isOther tells refusals that only mean that it is another table's file.
func (g InProcess) byLayout(wanted *catalog.Table, isOther func(*format.Refusal) bool, open func(catalog.Table) (*layout.Book, error)) (*source, error) {
	candidates := g.layoutTables()
	if wanted != nil {
		candidates = []catalog.Table{*wanted}
	}
	var found []source
	var refusal error
	var astray *layout.Astray
	for _, t := range candidates {
		book, err := open(t)
		var r *format.Refusal
		switch {
		case err == nil:
			found = append(found, bookSource(t, book))
		case errors.As(err, &r) && wanted == nil && isOther(r):
			if astray == nil { // it says more than that other tables are not there
				refusal = err
				errors.As(err, &astray)
			}
		default:
			return nil, err
		}
	}
	switch {
	case len(found) == 1:
		return &found[0], nil
	case len(found) > 1:
		var ids []string
		for _, s := range found {
			ids = append(ids, s.table.ID)
		}
		return nil, format.Refuse("table", "name the table with --table; candidates: "+strings.Join(ids, ", "), "the file fits more than one table")
	case refusal != nil:
		return nil, refusal
	}
	return nil, format.Refuse("sheet", "declare the workbook's layouts in tables/*.toml of the workspace", "no table of the catalogue comes as a workbook")
}

// layoutTables are the tables that come by a layout.
func (g InProcess) layoutTables() []catalog.Table {
	var out []catalog.Table
	for _, t := range g.Catalog.Tables {
		if t.Format == layout.ID && len(t.Layouts) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// sheetSkips are the names of rules for workbook rows whose short name would say too little.
var sheetSkips = map[string]string{"header": "header-row"}

// bookSource reads the tables of a file by their layouts and counts all its other rows.
func bookSource(t catalog.Table, book *layout.Book) source {
	s := source{table: t}
	s.rows = func(h *harmonize.Harmonizer, emit func(harmonize.Outcome) error) ([]format.Note, error) {
		for i := range book.Tables {
			if err := tableRows(h, book, &book.Tables[i], emit); err != nil {
				return nil, err
			}
		}
		err := book.Rest(func(row layout.Row) error { return emit(harmonize.Outcome{Skip: row.Skip}) })
		if err != nil {
			return nil, err
		}
		notes := append(s.notes, book.Notes()...)
		for _, id := range book.Missing {
			notes = append(notes, format.Note{Rule: "layout-missing", Count: 1, Severity: "warning", Message: fmt.Sprintf("no sheet holds the declared table %q", id)})
		}
		return notes, nil
	}
	return s
}

// tableRows harmonizes the rows of one table.
func tableRows(h *harmonize.Harmonizer, book *layout.Book, table *layout.Table, emit func(harmonize.Outcome) error) error {
	r, err := h.Table(*table, book)
	if err != nil {
		return err
	}
	err = table.Each(func(row layout.Row) error {
		if name, ok := sheetSkips[row.Skip]; ok {
			row.Skip = name
		}
		out, err := r.Row(row)
		if err != nil {
			return err
		}
		return emit(out)
	})
	if err != nil {
		return err
	}
	return r.Finish()
}
