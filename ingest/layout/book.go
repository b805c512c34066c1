package layout

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
)

// ID of the format in catalogue files, and of a workbook; TextID of a CSV file.
const (
	ID     = "layout"
	TextID = "layoutcsv"
)

// Book is a workbook, or a CSV file as a book of one sheet, with its declared
// tables found.
type Book struct {
	Tables []Table
	// Context are the texts of the sheets that hold no table: cover, index, note.
	Context []string
	// Missing are the ids of layouts of which no table was found.
	Missing []string
	// Text says that all cells come as text, in the declared dialect.
	Text   bool
	sheets []sheet
	notes  []format.Note
}

// Table is one table of a layout.
type Table struct {
	Sheet   string
	Layout  catalog.Layout
	Title   []string // the texts above the header, from the top
	Columns []Column

	parsed *parsed
}

// Column is one column of values.
type Column struct {
	Number int      // of the sheet, from 1
	Heads  []string // header text of each header row that covers it, from the top; "" where none does
	// Measure is the declared column it is; nil in a layout without declared columns,
	// and for a column that is not declared.
	Measure *catalog.LayoutColumn
}

// Parts are the header texts of the column, a merged text once.
func (c Column) Parts() []string {
	var parts []string
	for _, h := range c.Heads {
		if h != "" {
			parts = append(parts, h)
		}
	}
	return parts
}

// Header is the whole header text of the column.
func (c Column) Header() string { return strings.Join(c.Parts(), " ") }

// Row is one row of a sheet with content.
type Row struct {
	Sheet  string
	Number int64
	Label  string
	Skip   string        // rule by which the row is passed over
	Fault  *format.Fault // the row has values and no label, or can't be read
	Cells  []Cell        // of the columns of values, valid until the next row
}

// Cell is one value.
type Cell struct {
	Column int    // index in Table.Columns
	Ref    string // sheet and cell: Tav1!B7
	Cell   xlsx.Cell
}

// gridRow is a row as a sheet gives it. A row without cells is an empty line.
type gridRow struct {
	xlsx.Row
	width int // fields of a record of text, empty ones too; 0 in a workbook
	fault *format.Fault
}

// sheet is a grid of cells that can be read more than once, row by row.
type sheet struct {
	name   string
	hidden bool
	merges []xlsx.Merge
	spread bool // a header text covers the empty cells right of it
	open   func() (next func() (gridRow, error), err error)
	// ended is called after the last row; it gives what was odd about the sheet.
	ended func() []format.Note
}

// Recognise says whether the first bytes are those of a workbook.
func Recognise(head []byte, name string) bool { return xlsx.Recognise(head, name) }

// Open finds the tables of the layouts in a workbook.
func Open(file *xlsx.Workbook, layouts []catalog.Layout) (*Book, error) {
	b := &Book{notes: file.Notes()}
	for i := range file.Sheets {
		b.sheets = append(b.sheets, workbookSheet(file, i))
	}
	return b, b.find(layouts)
}

// workbookSheet is a sheet of a workbook.
func workbookSheet(file *xlsx.Workbook, i int) sheet {
	hidden := file.Sheets[i].Hidden
	s := sheet{name: file.Sheets[i].Name, hidden: hidden, merges: file.Merges(i)}
	s.open = func() (func() (gridRow, error), error) {
		rows := file.Rows(i)
		return func() (gridRow, error) {
			row, err := rows.Next()
			hidden = hidden || row.Hidden || rows.Sheet().HiddenColumns > 0
			return gridRow{Row: row}, err
		}, nil
	}
	s.ended = func() []format.Note {
		if !hidden {
			return nil
		}
		return []format.Note{{Rule: "hidden", Count: 1, Severity: "warning", Message: fmt.Sprintf("sheet %q is or holds hidden cells; all were read", s.name)}}
	}
	return s
}

// find reads the head of every sheet and chooses its layout.
func (b *Book) find(layouts []catalog.Layout) error {
	found, astray := map[string]string{}, map[string]string{} // layout id to sheet
	var names []string
	for i := range b.sheets {
		s := &b.sheets[i]
		names = append(names, fmt.Sprintf("%q", s.name))
		head, err := readHead(s)
		if err != nil {
			return err
		}
		p, err := choose(s, head, layouts, func(id string) { astray[id] = s.name })
		if err != nil {
			return err
		}
		if p == nil {
			b.keepContext(head)
			continue
		}
		if other, twice := found[p.layout.ID]; twice {
			return format.Refuse("sheet-ambiguous", "load each table from a workbook of its own",
				"sheets %q and %q both hold the table %q", other, s.name, p.layout.ID)
		}
		found[p.layout.ID] = s.name
		t, err := p.table()
		if err != nil {
			return err
		}
		b.Tables = append(b.Tables, t)
	}
	for _, l := range layouts {
		if _, ok := found[l.ID]; !ok && l.Sheet != "" {
			return b.noSheet(l, astray[l.ID], strings.Join(names, ", "))
		}
	}
	if len(b.Tables) == 0 {
		return format.Refuse("sheet", "check the title words in the catalogue file of the table against the workbook; or declare its layout in tables/*.toml of the workspace",
			"no sheet holds a declared table; sheets: %s", strings.Join(names, ", "))
	}
	for _, l := range layouts {
		if _, ok := found[l.ID]; !ok {
			b.Missing = append(b.Missing, l.ID)
		}
	}
	return nil
}

// Astray is the refusal of a file that holds the words of a table on another sheet
// than the declared one, or on a hidden one: it is that table's file, and something
// about it is not as it was.
type Astray struct{ *format.Refusal }

// Unwrap gives the refusal.
func (a *Astray) Unwrap() error { return a.Refusal }

// noSheet refuses a file without the sheet that a layout declares by name. Names
// are held against each other as they are written: a publisher who renames, doubles
// or hides a sheet may have put another in its place.
func (b *Book) noSheet(l catalog.Layout, astray, names string) error {
	i := slices.IndexFunc(b.sheets, func(s sheet) bool { return s.name == l.Sheet })
	switch {
	case astray == l.Sheet:
		return &Astray{format.Refuse("sheet", "unhide the sheet if it is the one that was published", "the sheet %q of the table %q is hidden; sheets: %s", l.Sheet, l.ID, names)}
	case astray != "":
		return &Astray{format.Refuse("sheet", fmt.Sprintf("if the sheet %q is the one, write sheet = %q in the layout %q of the table file", astray, astray, l.ID),
			"there is no sheet %q, which the table %q declares; sheets: %s", l.Sheet, l.ID, names)}
	case i >= 0:
		return format.Refuse("sheet", "compare the title and header of the sheet with the words in the table file", "the sheet %q does not hold the table %q; sheets: %s", l.Sheet, l.ID, names)
	}
	return format.Refuse("sheet", "load the workbook that has the sheet, or correct sheet in the table file", "there is no sheet %q, which the table %q declares; sheets: %s", l.Sheet, l.ID, names)
}

// headRows is how many rows a title and header may take; the sources use a dozen.
const headRows = 100

// readHead reads the first rows of a sheet.
func readHead(s *sheet) ([]gridRow, error) {
	next, err := s.open()
	if err != nil {
		return nil, err
	}
	var head []gridRow
	for len(head) < headRows {
		row, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		row.Cells = slices.Clone(row.Cells)
		head = append(head, row)
	}
	return head, nil
}

// keepContext keeps the texts of a sheet without a table.
func (b *Book) keepContext(head []gridRow) {
	for _, r := range head {
		var texts []string
		for _, c := range r.Cells {
			if c.Kind == xlsx.Text {
				texts = append(texts, c.Text)
			}
		}
		b.Context = append(b.Context, strings.Join(texts, " "))
	}
}

// Rest counts the rows of the sheets without a table, one call a row.
func (b *Book) Rest(emit func(Row) error) error {
	taken := map[string]bool{}
	for _, t := range b.Tables {
		taken[t.Sheet] = true
	}
	for i := range b.sheets {
		s := &b.sheets[i]
		if taken[s.name] {
			continue
		}
		err := s.each(func(r gridRow) error {
			row := Row{Sheet: s.name, Number: int64(r.Number), Skip: "no-table"}
			for _, c := range r.Cells {
				if c.Kind == xlsx.Text {
					row.Label = strings.TrimSpace(row.Label + " " + c.Text)
				}
			}
			return emit(row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// each reads a sheet to its end.
func (s *sheet) each(emit func(gridRow) error) error {
	next, err := s.open()
	if err != nil {
		return err
	}
	for {
		row, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := emit(row); err != nil {
			return err
		}
	}
}

// Notes of the file, complete when all rows were read.
func (b *Book) Notes() []format.Note {
	notes := slices.Clone(b.notes)
	for _, s := range b.sheets {
		notes = append(notes, s.ended()...)
	}
	return notes
}
