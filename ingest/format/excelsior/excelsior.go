package excelsior

import (
	"fmt"
	"io"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/number"
	"fabbisogno/ingest/format/xlsx"
)

// ID of the format in catalogue files.
const ID = "excelsior"

// Book is a workbook with its declared tables found.
type Book struct {
	Tables []Table
	// Context are the texts of the sheets that hold no table: cover, index, note.
	Context []string
	// Skipped are rows outside of tables, with the sheet they stand in.
	Skipped []Row
	Notes   []format.Note
	// Missing are the ids of layouts of which no table was found.
	Missing []string
}

// Table is one table of a layout.
type Table struct {
	Sheet   string
	Layout  catalog.Layout
	Title   []string // the texts above the header, from the top
	Columns []Column
	Rows    []Row // title, header and footnote rows too, in the order of the sheet
}

// Column is one column of values.
type Column struct {
	Number int      // of the sheet, from 1
	Parts  []string // header texts that cover it, from the top
	// Measure is the declared column it is; nil in a layout with a column dimension,
	// and for a column that is not declared.
	Measure *catalog.LayoutColumn
}

// Header is the whole header text of the column.
func (c Column) Header() string { return strings.Join(c.Parts, " ") }

// Row is one row of a sheet with content.
type Row struct {
	Sheet  string
	Number int64
	Label  string
	Skip   string        // rule by which the row is passed over
	Fault  *format.Fault // the row has values and no label
	Cells  []Cell        // of the columns of values
}

// Cell is one value.
type Cell struct {
	Column int    // index in Table.Columns
	Ref    string // sheet and cell: Tav1!B7
	Cell   xlsx.Cell
}

// Recognise says whether the first bytes are those of a workbook.
func Recognise(head []byte, name string) bool { return xlsx.Recognise(head, name) }

// Open reads a workbook and finds the tables of the layouts.
func Open(r io.ReaderAt, size int64, layouts []catalog.Layout) (*Book, error) {
	file, err := xlsx.Open(r, size, xlsx.Limits{})
	if err != nil {
		return nil, err
	}
	b := &Book{Notes: file.Notes()}
	found := map[string]string{} // layout id to sheet
	var names []string
	for i := range file.Sheets {
		s, err := file.Sheet(i)
		if err != nil {
			return nil, err
		}
		names = append(names, fmt.Sprintf("%q", s.Name))
		b.noteHidden(s)
		p := parse(s, layouts)
		layout, err := choose(p, layouts)
		if err != nil {
			return nil, err
		}
		if layout == nil {
			b.passOver(s)
			continue
		}
		if other, twice := found[layout.ID]; twice {
			return nil, format.Refuse("sheet-ambiguous", "load each table from a workbook of its own",
				"sheets %q and %q both hold the table %q", other, s.Name, layout.ID)
		}
		found[layout.ID] = s.Name
		t, err := p.table(*layout)
		if err != nil {
			return nil, err
		}
		b.Tables = append(b.Tables, t)
	}
	if len(b.Tables) == 0 {
		return nil, format.Refuse("sheet", "check the title words in the catalogue file of the table against the workbook",
			"no sheet holds a declared table; sheets: %s", strings.Join(names, ", "))
	}
	for _, l := range layouts {
		if _, ok := found[l.ID]; !ok {
			b.Missing = append(b.Missing, l.ID)
		}
	}
	return b, nil
}

func (b *Book) noteHidden(s *xlsx.Sheet) {
	rows := 0
	for _, r := range s.Rows {
		if r.Hidden {
			rows++
		}
	}
	if s.Hidden || rows > 0 || s.HiddenColumns > 0 {
		b.Notes = append(b.Notes, format.Note{Rule: "hidden", Count: 1, Severity: "warning",
			Message: fmt.Sprintf("sheet %q is or holds hidden cells; all were read", s.Name)})
	}
}

// passOver counts the rows of a sheet without a table and keeps their texts.
func (b *Book) passOver(s *xlsx.Sheet) {
	for _, r := range s.Rows {
		var texts []string
		for _, c := range r.Cells {
			if c.Kind == xlsx.Text {
				texts = append(texts, c.Text)
			}
		}
		line := strings.Join(texts, " ")
		b.Context = append(b.Context, line)
		b.Skipped = append(b.Skipped, Row{Sheet: s.Name, Number: int64(r.Number), Label: line, Skip: "no-table"})
	}
}

// choose finds the layout of a sheet; nil when none fits.
func choose(p *parsed, layouts []catalog.Layout) (*catalog.Layout, error) {
	var best *catalog.Layout
	length, tie := 0, false
	for i := range layouts {
		l := &layouts[i]
		n := matched(p.title, l.TitleWords)
		if n == 0 || (len(l.HeaderWords) > 0 && matched(p.headerText, l.HeaderWords) == 0) {
			continue
		}
		switch {
		case n > length:
			best, length, tie = l, n, false
		case n == length:
			tie = true
		}
	}
	if tie {
		return nil, format.Refuse("layout-ambiguous", "give the layouts different title words in the catalogue file",
			"sheet %q fits more than one declared table", p.sheet.Name)
	}
	return best, nil
}

// matched is the length of the words when all stand in text, else 0.
func matched(text string, words []string) int {
	n := 0
	for _, word := range words {
		word = format.FoldAccents(word)
		if !strings.Contains(text, word) {
			return 0
		}
		n += len(word)
	}
	return n
}

// isValue says whether a cell may be a value: a number, a text that is one in
// Italian, or a mark for a value that is not given.
func isValue(c xlsx.Cell, marks map[string]bool) bool {
	switch c.Kind {
	case xlsx.Number:
		return true
	case xlsx.Text:
		text := strings.TrimSpace(c.Text)
		if marks[text] {
			return true
		}
		_, err := number.Parse(text, number.Italian)
		return err == nil
	}
	return false
}
