package layout

import (
	"errors"
	"io"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"

	"golang.org/x/text/encoding/charmap"
)

// OpenText finds the table of a layout in a CSV file of the declared dialect. The
// file is one sheet, its lines rows and its fields cells of text.
func OpenText(f io.ReadSeeker, name string, d catalog.Dialect, layouts []catalog.Layout) (*Book, error) {
	b := &Book{Text: true}
	b.sheets = []sheet{textSheet(f, name, d)}
	return b, b.find(layouts)
}

// textSheet is a CSV file as a sheet.
func textSheet(f io.ReadSeeker, name string, d catalog.Dialect) sheet {
	var text *format.Text
	var scan *format.Scanner
	s := sheet{name: name, spread: true}
	s.open = func() (func() (gridRow, error), error) {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		var err error
		if text, err = format.OpenText(f, 0); err != nil {
			return nil, err
		}
		var chars io.Reader = text
		if d.Encoding == "windows-1252" {
			chars = charmap.Windows1252.NewDecoder().Reader(text)
		}
		separator, quote := byte(','), byte('"')
		if d.Separator != "" {
			separator = d.Separator[0]
		}
		if d.Quote != "" {
			quote = d.Quote[0]
		}
		scan = format.NewScanner(chars, separator)
		scan.SetQuotes(quote, 0)
		return func() (gridRow, error) { return textRow(scan) }, nil
	}
	s.ended = func() []format.Note {
		notes := append(text.Notes(), scan.Notes()...)
		if d.Encoding == "windows-1252" {
			notes = append(notes, format.Transcoded())
		}
		return notes
	}
	return s
}

// textRow is the next record as a row; empty fields are no cells.
func textRow(scan *format.Scanner) (gridRow, error) {
	rec, err := scan.Next()
	if errors.Is(err, io.EOF) {
		return gridRow{}, io.EOF
	}
	if err != nil {
		return gridRow{}, err
	}
	row := gridRow{Row: xlsx.Row{Number: int(rec.Line)}, width: len(rec.Cells), fault: rec.Fault}
	for i, field := range rec.Cells {
		clean, _, rule := format.Clean(field)
		ref := xlsx.Ref(i+1, int(rec.Line))
		if rule != "" && row.fault == nil {
			row.fault = format.CleanFault(rule, ref, field)
		}
		if clean != "" {
			row.Cells = append(row.Cells, xlsx.Cell{Column: i + 1, Ref: ref, Kind: xlsx.Text, Text: clean})
		}
	}
	return row, nil
}
