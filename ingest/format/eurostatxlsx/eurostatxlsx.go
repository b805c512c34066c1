package eurostatxlsx

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
)

// ID of the format.
const ID = "eurostatxlsx"

// Recognise is never true: the first bytes of all workbooks are alike. Is tells
// an opened one.
func Recognise([]byte, string) bool { return false }

// Is says whether a workbook is an export of the Data Browser: the two sheets of
// metadata, and a sheet that begins as its slices do.
func Is(b *xlsx.Workbook) bool {
	names := map[string]bool{}
	for _, s := range b.Sheets {
		names[s.Name] = true
	}
	if !names["Summary"] || !names["Structure"] {
		return false
	}
	for i := range b.Sheets {
		if isSlice(b, i) {
			return true
		}
	}
	return false
}

// isSlice says whether a sheet begins as a slice.
func isSlice(b *xlsx.Workbook, i int) bool {
	row, err := b.Rows(i).Next()
	return err == nil && strings.HasPrefix(row.Cells[0].Text, "Data extracted on") && strings.Contains(row.Cells[0].Text, "ESTAT")
}

// Reader is the Source of a workbook.
type Reader struct {
	book      *xlsx.Workbook
	structure structure
	slices    []*slice
	columns   []format.Column
	out       []string

	next   int        // slice to read next
	sheet  int        // sheet to read next, of those without a slice
	rows   *xlsx.Rows // of the slice at hand
	at     *slice
	row    xlsx.Row
	key    string // what the row at hand stands for
	value  int    // value column to give next
	ended  bool   // the key of special values was met
	hidden []string
}

var _ format.Source = (*Reader)(nil)

// Open checks the container, reads the sheet Structure and the header of every
// slice.
func Open(f io.ReadSeeker) (*Reader, error) {
	r, size, err := readerAt(f)
	if err != nil {
		return nil, err
	}
	book, err := xlsx.Open(r, size, xlsx.Limits{})
	if err != nil {
		return nil, err
	}
	return New(book)
}

// readerAt gives a file as workbooks are read: from any place.
func readerAt(f io.ReadSeeker) (io.ReaderAt, int64, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, err
	}
	r, ok := f.(io.ReaderAt)
	if !ok {
		return nil, 0, errors.New("read workbook: the file can't be read from any place")
	}
	return r, size, nil
}

// New reads an opened workbook.
func New(book *xlsx.Workbook) (*Reader, error) {
	r := &Reader{book: book}
	for i, s := range book.Sheets {
		if s.Name != "Structure" {
			continue
		}
		if err := r.structure.read(book.Rows(i)); err != nil {
			return nil, err
		}
	}
	for i := range book.Sheets {
		if !isSlice(book, i) {
			continue
		}
		s, err := readSlice(book, i, r.structure)
		if err != nil {
			return nil, err
		}
		if n := len(r.slices); n > 0 && !s.sameDimensions(r.slices[0]) {
			return nil, format.Refuse("header", "load each slice from a workbook of its own", "sheet %q has other dimensions than %q", s.name, r.slices[0].name)
		}
		r.slices = append(r.slices, s)
	}
	if len(r.slices) == 0 {
		return nil, format.Refuse("sheet", "download the file again", "no sheet holds an extraction of Eurostat's Data Browser")
	}
	r.bindColumns()
	return r, nil
}

// bindColumns names the columns after the first slice.
func (r *Reader) bindColumns() {
	s := r.slices[0]
	r.columns = []format.Column{{Name: "DATAFLOW"}}
	for _, f := range s.fixed {
		r.columns = append(r.columns, format.Column{Name: f.name, ByLabel: f.byLabel})
	}
	if !s.across.isTime {
		r.columns = append(r.columns, format.Column{Name: s.across.name, ByLabel: s.across.byLabel})
	}
	if !s.down.isTime {
		r.columns = append(r.columns, format.Column{Name: s.down.name, ByLabel: s.down.byLabel})
	}
	for _, name := range []string{"TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"} {
		r.columns = append(r.columns, format.Column{Name: name})
	}
	r.out = make([]string, len(r.columns))
}

// Columns of the rows.
func (r *Reader) Columns() []format.Column { return r.columns }

// Close does nothing; the caller owns the file.
func (r *Reader) Close() error { return nil }

// Notes of the file.
func (r *Reader) Notes() []format.Note {
	notes := append([]format.Note(nil), r.book.Notes()...)
	for _, name := range r.hidden {
		notes = append(notes, format.Note{Rule: "hidden", Count: 1, Severity: "warning", Message: fmt.Sprintf("sheet %q is or holds hidden cells; all were read", name)})
	}
	format.SortNotes(notes)
	return notes
}

// Next row: a value of the row at hand, or the first of the next row; slices
// come first, then the rows of the other sheets are counted.
func (r *Reader) Next() (format.Row, error) {
	for {
		if r.at != nil && r.value < len(r.at.values) {
			return r.cell(), nil
		}
		if r.rows == nil && !r.nextSheet() {
			return format.Row{}, io.EOF
		}
		row, err := r.rows.Next()
		if errors.Is(err, io.EOF) {
			r.endSheet()
			continue
		}
		if err != nil {
			return format.Row{}, err
		}
		if row.Hidden && (len(r.hidden) == 0 || r.hidden[len(r.hidden)-1] != r.rows.Sheet().Name) {
			r.hidden = append(r.hidden, r.rows.Sheet().Name)
		}
		if out, whole := r.begin(row); whole {
			return out, nil
		}
	}
}

// nextSheet begins to read the next slice, or when all are read the next sheet
// without one.
func (r *Reader) nextSheet() bool {
	r.ended, r.at, r.value = false, nil, 0
	if r.next < len(r.slices) {
		r.at = r.slices[r.next]
		r.value = len(r.at.values)
		r.rows = r.book.Rows(r.at.sheet)
		r.next++
		return true
	}
	for ; r.sheet < len(r.book.Sheets); r.sheet++ {
		if !isSlice(r.book, r.sheet) {
			r.rows = r.book.Rows(r.sheet)
			r.sheet++
			return true
		}
	}
	return false
}

func (r *Reader) endSheet() {
	s := r.rows.Sheet()
	if (s.Hidden || s.HiddenColumns > 0) && (len(r.hidden) == 0 || r.hidden[len(r.hidden)-1] != s.Name) {
		r.hidden = append(r.hidden, s.Name)
	}
	r.rows, r.at = nil, nil
}

// special begins the key below the table.
var special = regexp.MustCompile(`^(Special value|Available flags?|Observation flags?|Flags?( and footnotes)?|Footnotes?):?$`)

// begin takes a row of a sheet; whole: it is counted as one row, and out is it.
func (r *Reader) begin(row xlsx.Row) (out format.Row, whole bool) {
	out = format.Row{Number: int64(row.Number)}
	first := row.Cells[0]
	switch {
	case r.at == nil:
		out.Skip = "no-table"
	case row.Number < r.at.header:
		out.Skip = "title"
	case row.Number < r.at.body:
		out.Skip = "header-row"
	case r.ended, first.Column == 1 && special.MatchString(strings.TrimSpace(first.Text)):
		r.ended, out.Skip = true, "footnote"
	case isBlank(row):
		out.Skip = "blank"
	case first.Column != 1 || first.Kind == xlsx.Failure || first.Kind == xlsx.Bool:
		out.Fault = &format.Fault{Rule: "label-missing", Column: r.at.name + "!" + first.Ref, Value: format.Cut(first.Text),
			Message: "the row has values and no label", Hint: "download the file again, or give the row its label"}
	default:
		r.row, r.key, r.value = row, strings.TrimSpace(first.Text), 0
		return out, false
	}
	if out.Skip != "" || out.Fault != nil {
		if r.at != nil {
			r.value = len(r.at.values)
		}
	}
	return out, true
}

func isBlank(row xlsx.Row) bool {
	for _, c := range row.Cells {
		if strings.TrimSpace(c.Text) != "" || c.Kind != xlsx.Text {
			return false
		}
	}
	return true
}
