package xlsx

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fabbisogno/ingest/format"
)

// The size of a sheet.
const (
	MaxRows    = 1_048_576
	MaxColumns = 16_384
)

// Kind of a cell's content.
type Kind byte

// The kinds.
const (
	Number Kind = iota + 1
	Text
	Bool
	Failure // an error value: #REF!, #N/A
)

// Cell is one cell with content.
type Cell struct {
	Column  int // from 1: A
	Ref     string
	Kind    Kind
	Text    string // a number as stored: 47.05, 4.705E1
	Formula bool   // the value is the stored result of a formula
	Percent bool   // shown as a percentage: 0.47 means 47 %
	Date    bool   // a day number
}

// Row is one row with content.
type Row struct {
	Number int // from 1
	Hidden bool
	Cells  []Cell // by column
}

// Merge is a merged range, both ends included.
type Merge struct{ FirstRow, FirstColumn, LastRow, LastColumn int }

// Sheet is the content of one sheet.
type Sheet struct {
	Name          string
	Hidden        bool
	Rows          []Row // by number; rows without content are left out
	Merges        []Merge
	HiddenColumns int
	Elements      int // <c> elements met, with content or without
}

// Sheet reads the i-th sheet to the end and keeps all of it. Rows is for sheets
// that need not be held in memory.
func (b *Workbook) Sheet(i int) (*Sheet, error) {
	r := b.Rows(i)
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return &r.sheet, nil
		}
		if err != nil {
			return nil, err
		}
		row.Cells = slices.Clone(row.Cells)
		r.sheet.Rows = append(r.sheet.Rows, row)
	}
}

// Rows reads one sheet row by row.
type Rows struct {
	book   *Workbook
	walker *walker
	sheet  Sheet
	row    Row
	cells  []Cell // of the row at hand, reused
	cell   Cell
	typ    string
	value  []byte
	found  bool // the cell has a value
	column int  // last column of the row
	err    error
}

// Rows begins to read the i-th sheet.
func (b *Workbook) Rows(i int) *Rows {
	info := b.Sheets[i]
	r := &Rows{book: b, sheet: Sheet{Name: info.Name, Hidden: info.Hidden}}
	r.walker, r.err = b.parts[info.part].walker(info.part)
	return r
}

// Next gives the next row with content; its cells are valid until the next call.
// io.EOF comes after the clean end of the sheet.
func (r *Rows) Next() (Row, error) {
	for r.err == nil {
		var e event
		if e, r.err = r.walker.next(); r.err != nil {
			break
		}
		var whole bool
		if whole, r.err = r.visit(r.walker, e); whole {
			return r.row, nil
		}
	}
	return Row{}, r.err
}

// Sheet is what is known of the sheet so far, without rows; complete after io.EOF.
func (r *Rows) Sheet() Sheet { return r.sheet }

// visit takes one event; true at the end of a row with content.
func (r *Rows) visit(w *walker, e event) (whole bool, err error) {
	switch e {
	case startElement:
		switch {
		case w.is("c") && w.inside("row", "c"):
			return false, r.startCell(w)
		case w.is("v") && w.inside("c", "v"), w.is("is") && w.inside("c", "is"):
			if r.found {
				return false, w.refuse("xlsx-structure", "cell %s has two values", r.cell.Ref)
			}
			r.found = true
		case w.is("row") && w.inside("sheetData", "row"):
			return false, r.startRow(w)
		case w.is("f") && w.inside("c", "f"):
			r.cell.Formula = true
		case w.is("mergeCell"):
			return false, r.merge(w)
		case w.is("col") && string(w.value("hidden")) == "1":
			r.sheet.HiddenColumns++
		}
	case charData:
		if w.inside("c", "v") || inText(w, "is") {
			r.value = append(r.value, w.text...)
			if len(r.value) > 4*maxCellRunes {
				return false, w.refuse("cell-length", "cell %s is longer than %d characters", r.cell.Ref, maxCellRunes)
			}
		}
	case endElement:
		switch {
		case w.is("c") && w.inside("sheetData", "row"):
			return false, r.endCell(w)
		case w.is("row") && w.inside("sheetData"):
			r.row.Cells = r.cells
			return len(r.cells) > 0, nil
		}
	}
	return false, nil
}

func (r *Rows) startRow(w *walker) error {
	number := r.row.Number + 1
	if text := w.attr("r"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < number {
			return w.refuse("xlsx-structure", "row %q follows row %d: rows must rise", format.Cut(text), r.row.Number)
		}
		number = n
	}
	if number > MaxRows {
		return w.refuse("xlsx-structure", "row %d lies beyond the last row of a sheet, %d", number, MaxRows)
	}
	r.row = Row{Number: number, Hidden: string(w.value("hidden")) == "1"}
	r.cells, r.column = r.cells[:0], 0
	return nil
}

func (r *Rows) startCell(w *walker) error {
	if r.sheet.Elements++; r.sheet.Elements > r.book.lim.Cells {
		return w.refuse("limits", "the sheet has more than %d cells", r.book.lim.Cells)
	}
	column := r.column + 1
	ref := w.attr("r")
	if ref != "" {
		c, row, err := ParseRef(ref)
		if err != nil || row != r.row.Number {
			return w.refuse("xlsx-structure", "cell reference %q does not lie in row %d", format.Cut(ref), r.row.Number)
		}
		if c <= r.column {
			return w.refuse("xlsx-structure", "cell %s follows a cell at or right of it", ref)
		}
		column = c
	}
	if column > MaxColumns {
		return w.refuse("xlsx-structure", "row %d has more than %d columns", r.row.Number, MaxColumns)
	}
	r.column = column
	if ref == "" {
		ref = Ref(column, r.row.Number)
	}
	r.cell = Cell{Column: column, Ref: ref}
	if t := w.value("t"); string(t) != r.typ {
		r.typ = string(t)
	}
	r.found, r.value = false, r.value[:0]
	if text := w.value("s"); len(text) > 0 {
		n, err := strconv.Atoi(string(text))
		if err != nil || n < 0 || (n >= len(r.book.styles) && n > 0) {
			return w.refuse("xlsx-structure", "cell %s has the format %q, which the workbook does not hold", r.cell.Ref, format.Cut(string(text)))
		}
		if n < len(r.book.styles) {
			r.cell.Percent, r.cell.Date = r.book.styles[n].percent, r.book.styles[n].date
		}
	}
	return nil
}

func (r *Rows) endCell(w *walker) error {
	text := ""
	if r.typ != "s" {
		text = string(r.value)
	}
	if !r.found || (text == "" && r.typ != "s") {
		if r.cell.Formula && !r.found { // a formula without its stored value: there, but not known
			r.cell.Kind, r.cell.Text = Failure, ""
			r.cells = append(r.cells, r.cell)
		}
		return nil
	}
	switch r.typ {
	case "", "n":
		r.cell.Kind = Number
	case "s":
		i, err := strconv.Atoi(string(r.value))
		if err != nil || i < 0 || i >= len(r.book.shared) {
			return w.refuse("xlsx-shared", "cell %s points to the shared text %q of %d", r.cell.Ref, format.Cut(string(r.value)), len(r.book.shared))
		}
		r.cell.Kind, text = Text, r.book.shared[i]
	case "str", "inlineStr":
		r.cell.Kind = Text
	case "b":
		r.cell.Kind = Bool
	case "e":
		r.cell.Kind = Failure
	case "d":
		r.cell.Kind, r.cell.Date = Text, true
	default:
		return w.refuse("xlsx-structure", "cell %s is of the unknown type %q", r.cell.Ref, format.Cut(r.typ))
	}
	if len(text) > maxCellRunes && utf8.RuneCountInString(text) > maxCellRunes {
		return w.refuse("cell-length", "cell %s is longer than %d characters", r.cell.Ref, maxCellRunes)
	}
	if text == "" {
		return nil
	}
	r.cell.Text = text
	r.cells = append(r.cells, r.cell)
	return nil
}

// mergeForm finds merged ranges in the text of a sheet: they stand after the
// cells, and are needed before.
var mergeForm = regexp.MustCompile(`<(?:[A-Za-z0-9_]+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)["']`)

// Merges are the merged ranges of the i-th sheet, found without reading its
// cells. They are a hint for headers: form and limits are checked when the rows
// are read to the end.
func (b *Workbook) Merges(i int) []Merge {
	var out []Merge
	for _, m := range mergeForm.FindAllSubmatch(b.parts[b.Sheets[i].part].tail, 1<<16) {
		if merge, ok := parseMerge(string(m[1])); ok {
			out = append(out, merge)
		}
	}
	return out
}

func parseMerge(ref string) (Merge, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	c1, r1, err1 := ParseRef(from)
	c2, r2, err2 := ParseRef(to)
	if err := errors.Join(err1, err2); err != nil || c2 < c1 || r2 < r1 {
		return Merge{}, false
	}
	return Merge{r1, c1, r2, c2}, true
}

func (r *Rows) merge(w *walker) error {
	ref := w.attr("ref")
	merge, ok := parseMerge(ref)
	if !ok {
		return w.refuse("xlsx-structure", "merged range %q is not a range", format.Cut(ref))
	}
	if len(r.sheet.Merges) >= 1<<16 {
		return w.refuse("limits", "the sheet has more than %d merged ranges", 1<<16)
	}
	r.sheet.Merges = append(r.sheet.Merges, merge)
	return nil
}

// ParseRef reads a cell reference such as B7.
func ParseRef(ref string) (column, row int, err error) {
	i := 0
	for i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4 {
		column = column*26 + int(ref[i]-'A') + 1
		i++
	}
	digits := ref[i:]
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' || row > MaxRows {
			row = -1
			break
		}
		row = row*10 + int(c-'0')
	}
	if i == 0 || i > 3 || column > MaxColumns || digits == "" || len(digits) > 7 || digits[0] == '0' || row < 0 {
		return 0, 0, fmt.Errorf("parse cell reference %q: expected a form such as B7", format.Cut(ref))
	}
	if row > MaxRows {
		return 0, 0, fmt.Errorf("parse cell reference %q: beyond the last row", format.Cut(ref))
	}
	return column, row, nil
}

// Ref writes a cell reference.
func Ref(column, row int) string { return Letters(column) + strconv.Itoa(row) }

// Letters is the name of a column: 1 is A, 27 is AA.
func Letters(column int) string {
	var b []byte
	for ; column > 0; column = (column - 1) / 26 {
		b = append(b, byte('A'+(column-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

func sortedNames(parts map[string]part) []string { return slices.Sorted(maps.Keys(parts)) }
