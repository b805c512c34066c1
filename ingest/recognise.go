package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/excelsior"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/format/sdmxcsv"
	"fabbisogno/ingest/harmonize"
)

// source is a file whose format and table are known.
type source struct {
	table catalog.Table
	notes []format.Note
	// rows reads and harmonizes all rows.
	rows func(ctx context.Context, h *harmonize.Harmonizer) ([]harmonize.Outcome, []format.Note, error)
}

// recognise tells format and table of a file by its content.
func (g *Ingester) recognise(r Request, name string, f *os.File) (*source, error) {
	head, err := format.Head(f)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	kind, err := recogniseFormat(head, name)
	if err != nil {
		return nil, err
	}
	var wanted *catalog.Table
	if r.Table != "" {
		t, ok := g.Catalog.Table(r.Table)
		if !ok {
			return nil, format.Refuse("table", "fabbisogno catalog lists the tables", "there is no table %q in the catalogue", r.Table)
		}
		if t.Format != kind.id {
			return nil, format.Refuse("table", "leave --table out, or give a table of this format", "the file is %s, and table %s comes as %s", kind.what, t.ID, t.Format)
		}
		wanted = &t
	}
	var src *source
	switch kind.id {
	case excelsior.ID:
		src, err = g.workbook(wanted, f)
	case sdmxcsv.ID:
		src, err = g.message(wanted, name, f)
	default:
		src, err = g.published(wanted, name, f)
	}
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(kind.endings, func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) }) {
		src.notes = append(src.notes, format.Note{Rule: "name-extension", Count: 1, Severity: "warning", Message: "the file was recognised by its content; its name ends otherwise"})
	}
	return src, nil
}

func recogniseFormat(head []byte, name string) (fileFormat, error) {
	for _, k := range formats {
		if k.recognise(head, name) {
			return k, nil
		}
	}
	if err := format.Refusable(head); err != nil {
		return fileFormat{}, err
	}
	start := strings.TrimLeft(string(head[:min(len(head), 60)]), " \ufeff")
	for _, o := range otherFormats {
		if strings.HasPrefix(start, o.begins) {
			return fileFormat{}, format.Refuse("type", o.hint, "the file is %s, which is not read yet", o.what)
		}
	}
	var known []string
	for _, k := range formats {
		known = append(known, k.what)
	}
	return fileFormat{}, format.Refuse("type", "known formats: "+strings.Join(known, "; "), "the file is of no known format; it begins with %q", format.Cut(start))
}

// message recognises the table of an SDMX message by the flow of its first row,
// or by a file name such as "Title (IT1,534_1038,1.0).csv".
func (g *Ingester) message(wanted *catalog.Table, name string, f *os.File) (*source, error) {
	if wanted != nil {
		return textSource(*wanted, sdmxcsv.Open, f), nil
	}
	flow, err := firstFlow(f)
	if err != nil {
		return nil, err
	}
	if flow == "" {
		if _, in, ok := strings.Cut(name, "("); ok {
			flow, _, _ = strings.Cut(in, ")")
		}
	}
	t, ok := g.Catalog.TableForFlow(flow)
	if !ok {
		return nil, format.Refuse("table", "name the table with --table; candidates: "+strings.Join(g.tablesOf(sdmxcsv.ID), ", "), "no table of the catalogue has the flow %q", format.Cut(flow))
	}
	if t.Format != sdmxcsv.ID {
		return nil, format.Refuse("table", "name the table with --table; candidates: "+strings.Join(g.tablesOf(sdmxcsv.ID), ", "), "the flow %q belongs to table %s, which comes as %s", format.Cut(flow), t.ID, t.Format)
	}
	return textSource(t, sdmxcsv.Open, f), nil
}

// firstFlow is the DATAFLOW cell of the first row that has one; empty when none
// of the first rows has. A file that is refused on the way stays refused.
func firstFlow(f *os.File) (flow string, err error) {
	t, err := sdmxcsv.Open(f)
	if err != nil {
		return "", err
	}
	const tries = 1000 // broken rows may come first
	for range tries {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		if len(row.Cells) > 0 {
			flow = strings.Clone(row.Cells[0])
			break
		}
	}
	_, err = f.Seek(0, io.SeekStart)
	return flow, err
}

// published recognises a table of printed figures by its file name: the files
// share one header, and nothing in the rows names the table.
func (g *Ingester) published(wanted *catalog.Table, name string, f *os.File) (*source, error) {
	if wanted != nil {
		return textSource(*wanted, publishedcsv.Open, f), nil
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(name), ".gz"), ".csv")
	if t, ok := g.Catalog.TableForFlow(stem); ok && t.Format == publishedcsv.ID {
		return textSource(t, publishedcsv.Open, f), nil
	}
	return nil, format.Refuse("table", "name the table with --table; candidates: "+strings.Join(g.tablesOf(publishedcsv.ID), ", "), "the file name %q does not tell the table", format.Cut(name))
}

// workbook recognises a table by the layouts that the sheets fit.
func (g *Ingester) workbook(wanted *catalog.Table, f *os.File) (*source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	candidates := []catalog.Table{}
	if wanted != nil {
		candidates = append(candidates, *wanted)
	} else {
		for _, t := range g.Catalog.Tables {
			if t.Format == excelsior.ID && len(t.Layouts) > 0 {
				candidates = append(candidates, t)
			}
		}
	}
	var found []source
	var refusal error
	for _, t := range candidates {
		book, err := excelsior.Open(f, info.Size(), t.Layouts)
		var r *format.Refusal
		switch {
		case err == nil:
			found = append(found, bookSource(t, book))
		case errors.As(err, &r) && r.Rule == "sheet" && wanted == nil:
			refusal = err
		default:
			return nil, err
		}
	}
	switch {
	case len(found) == 1:
		return &found[0], nil
	case len(found) > 1:
		return nil, format.Refuse("table", "name the table with --table; candidates: "+strings.Join(g.tablesOf(excelsior.ID), ", "), "the workbook fits more than one table")
	case refusal != nil:
		return nil, refusal
	}
	return nil, format.Refuse("table", "declare the workbook's layouts under datasets/catalog/tables", "no table of the catalogue comes as a workbook")
}

func (g *Ingester) tablesOf(kind string) []string {
	var out []string
	for _, t := range g.Catalog.Tables {
		if t.Format == kind {
			out = append(out, t.ID)
		}
	}
	return out
}

// textSource reads a text table.
func textSource(t catalog.Table, open func(io.Reader) (*format.Table, error), f io.Reader) *source {
	s := &source{table: t}
	s.rows = func(ctx context.Context, h *harmonize.Harmonizer) ([]harmonize.Outcome, []format.Note, error) {
		table, err := open(f)
		if err != nil {
			return nil, nil, err
		}
		if err := h.Bind(table.Columns()); err != nil {
			return nil, nil, err
		}
		var out []harmonize.Outcome
		for {
			row, err := table.Next()
			if errors.Is(err, io.EOF) {
				return out, append(s.notes, table.Notes()...), nil
			}
			if err != nil {
				return nil, nil, err
			}
			out = append(out, h.Row(row))
			if len(out)%4096 == 0 && ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
		}
	}
	return s
}

// sheetSkips are the names of rules for workbook rows whose short name would say too little.
var sheetSkips = map[string]string{"header": "header-row"}

// bookSource reads the tables of a workbook and counts all its other rows.
func bookSource(t catalog.Table, book *excelsior.Book) source {
	s := source{table: t}
	s.rows = func(ctx context.Context, h *harmonize.Harmonizer) ([]harmonize.Outcome, []format.Note, error) {
		var out []harmonize.Outcome
		for _, table := range book.Tables {
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			r, err := h.Table(table, book)
			if err != nil {
				return nil, nil, err
			}
			for _, row := range table.Rows {
				if name, ok := sheetSkips[row.Skip]; ok {
					row.Skip = name
				}
				out = append(out, r.Row(row))
			}
		}
		for _, row := range book.Skipped {
			out = append(out, harmonize.Outcome{Skip: row.Skip})
		}
		notes := append(s.notes, book.Notes...)
		for _, id := range book.Missing {
			notes = append(notes, format.Note{Rule: "layout-missing", Count: 1, Severity: "warning", Message: fmt.Sprintf("no sheet holds the declared table %q", id)})
		}
		return out, notes, nil
	}
	return s
}

func sortedSkips(skips map[string]int64) []warehouse.Skip {
	var out []warehouse.Skip
	for _, rule := range slices.Sorted(maps.Keys(skips)) {
		out = append(out, warehouse.Skip{Rule: rule, Rows: skips[rule]})
	}
	return out
}
