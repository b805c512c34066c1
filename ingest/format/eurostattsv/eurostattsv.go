package eurostattsv

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"fabbisogno/ingest/format"
)

// ID of the format.
const ID = "eurostattsv"

// headForm is the first cell of the header, up to the tab.
var headForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(,[A-Za-z][A-Za-z0-9_]*)*\\(TIME_PERIOD|time) ?\t`)

// Recognise says whether a file begins with the dimensions of a Eurostat table.
func Recognise(head []byte, name string) bool { return headForm.Match(head) }

var (
	dimensionForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	periodForm    = regexp.MustCompile(`^\d{4}([A-Z0-9_-]{0,12})$`)
)

// Reader is the Source of a file.
type Reader struct {
	text    *format.Text
	scan    *format.Scanner
	columns []format.Column
	dims    int      // dimensions in the first column
	derived bool     // freq is filled from the period
	periods []string // of the value columns
	freqs   []string // of the periods, when derived

	line  int64    // of the line at hand
	cells []string // its value cells, trimmed
	next  int      // value cell to give next
	out   []string
	lines int64
}

var _ format.Source = (*Reader)(nil)

// Open reads and checks the header.
func Open(r io.Reader) (*Reader, error) {
	text, err := format.OpenText(r, 0)
	if err != nil {
		return nil, err
	}
	t := &Reader{text: text, scan: format.NewScanner(text, '\t')}
	rec, err := t.scan.Next()
	if errors.Is(err, io.EOF) {
		return nil, format.Refuse("empty", "download the file again", "the file is empty")
	}
	if err != nil {
		return nil, err
	}
	if err := t.header(rec); err != nil {
		return nil, err
	}
	return t, nil
}

func refuse(rule, hint, message string, args ...any) error {
	return &format.Refusal{Rule: rule, Line: 1, Hint: hint, Message: fmt.Sprintf(message, args...)}
}

func (t *Reader) header(rec format.Record) error {
	if rec.Fault != nil || rec.Quoted {
		return refuse("quote", "remove the quotation marks from the header", "the header holds quotation marks")
	}
	packed, last, ok := strings.Cut(strings.TrimSpace(rec.Cells[0]), `\`)
	if !ok || (last != "time" && last != "TIME_PERIOD") {
		return refuse("header", `remove the lines above the header`, `the header begins with %q, not with dimensions and \TIME_PERIOD`, format.Cut(rec.Cells[0]))
	}
	names := strings.Split(packed, ",")
	seen := map[string]bool{}
	for _, name := range names {
		if !dimensionForm.MatchString(name) {
			return refuse("header", "download the file again", "%q is not the name of a dimension", format.Cut(name))
		}
		if seen[name] {
			return refuse("header-duplicate", "download the file again", "the dimension %q stands twice in the header", name)
		}
		seen[name] = true
	}
	t.dims = len(names)
	if !seen["freq"] {
		t.derived, names = true, append([]string{"freq"}, names...)
	}
	for _, name := range append(names, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG") {
		t.columns = append(t.columns, format.Column{Name: name})
	}
	t.out = make([]string, len(t.columns))
	return t.headPeriods(rec.Cells[1:], seen)
}

func (t *Reader) headPeriods(cells []string, seen map[string]bool) error {
	if len(cells) == 0 {
		return refuse("columns", "download the file again; cells are parted by tabs", "the header names no period")
	}
	for _, cell := range cells {
		period := strings.Clone(strings.TrimSpace(cell))
		if !periodForm.MatchString(period) {
			return refuse("header", "download the file again", "%q is not a period", format.Cut(period))
		}
		if seen[period] {
			return refuse("header-duplicate", "download the file again", "the period %s stands twice in the header", period)
		}
		seen[period] = true
		t.periods = append(t.periods, period)
		t.freqs = append(t.freqs, format.PeriodFreq(period))
	}
	t.scan.SetWidth(1 + len(t.periods))
	return nil
}

// Columns of the rows.
func (t *Reader) Columns() []format.Column { return t.columns }

// Close does nothing; the caller owns the reader.
func (t *Reader) Close() error { return nil }

// Notes of the file.
func (t *Reader) Notes() []format.Note {
	notes := append(t.text.Notes(), t.scan.Notes()...)
	if t.lines == 0 {
		notes = append(notes, format.Note{Rule: "no-rows", Count: 1, Message: "the file has a header and no rows", Severity: "warning"})
	}
	format.SortNotes(notes)
	return notes
}

// Next row: a cell of the line at hand, or the first of the next line.
func (t *Reader) Next() (format.Row, error) {
	if t.next < len(t.cells) {
		return t.cell(), nil
	}
	rec, err := t.scan.Next()
	if err != nil {
		return format.Row{}, err
	}
	t.lines++
	row := format.Row{Number: rec.Line}
	if rec.IsBlank() {
		row.Skip = "blank"
		return row, nil
	}
	if rec.Lines > 1 {
		return row, &format.Refusal{Rule: "quote", Line: rec.Line, Message: "a quotation mark is opened and not closed",
			Hint: "remove the quotation mark on this line; rows after it can't be told apart"}
	}
	if row.Fault = t.begin(rec); row.Fault != nil {
		return row, nil
	}
	return t.cell(), nil
}

// begin takes a line apart. A fault means that none of its values can be read.
func (t *Reader) begin(rec format.Record) *format.Fault {
	t.cells, t.next = nil, 0
	whole := func(rule, hint, message string, args ...any) *format.Fault {
		// The values are not repeated: some may be confidential.
		return &format.Fault{Rule: rule, Value: format.Cut(rec.Cells[0]), Hint: hint,
			Message: fmt.Sprintf(message, args...) + fmt.Sprintf("; the %d values of the line are not read", len(t.periods))}
	}
	if rec.Quoted || (rec.Fault != nil && rec.Fault.Rule == "quote") {
		return whole("quote", "remove the quotation mark at the source", "a quotation mark stands in the line")
	}
	if rec.Fault != nil {
		return whole(rec.Fault.Rule, rec.Fault.Hint, "%s", rec.Fault.Message)
	}
	if got, want := len(rec.Cells), 1+len(t.periods); got != want {
		return whole("ragged", "correct the line at the source, or download the file again", "the line has %d cells, the header has %d columns", got, want)
	}
	key, _, rule := format.Clean(rec.Cells[0])
	if rule != "" {
		f := format.CleanFault(rule, "", rec.Cells[0])
		return whole(rule, f.Hint, "%s", f.Message)
	}
	codes := t.out[len(t.out)-3-t.dims : len(t.out)-3]
	n := 0
	for rest, more := key, true; more; n++ {
		var code string
		if code, rest, more = strings.Cut(rest, ","); n < t.dims {
			codes[n] = strings.TrimSpace(code)
		}
	}
	if n != t.dims {
		return whole("ragged", "correct the line at the source, or download the file again", "the line has %d dimensions, the header has %d", n, t.dims)
	}
	t.line, t.cells = rec.Line, rec.Cells[1:]
	return nil
}

// cell is the row of the next value cell of the line.
func (t *Reader) cell() format.Row {
	i := t.next
	t.next++
	row := format.Row{Number: t.line, Column: t.periods[i]}
	text := strings.TrimSpace(t.cells[i])
	value, flags, ok := Split(text)
	if !ok {
		row.Fault = cellFault(row.Column, text)
		return row
	}
	n := len(t.out)
	t.out[n-3], t.out[n-2], t.out[n-1] = t.periods[i], value, flags
	if t.derived {
		t.out[0] = t.freqs[i]
	}
	row.Cells = t.out
	return row
}

func cellFault(column, text string) *format.Fault {
	if _, _, rule := format.Clean(text); rule != "" {
		return format.CleanFault(rule, column, text)
	}
	if strings.ContainsAny(text, "cC") {
		text = "" // the flag confidential: what can be read of the cell is not repeated
	}
	return &format.Fault{Rule: "number", Column: column, Value: format.Cut(text),
		Message: "the cell is neither a number nor \":\", with flags or without", Hint: "correct the cell at the source, or download the file again"}
}

// Split parts a cell into its value (a number or ":") and its flags, a letter
// each, parted by blanks: "12.3 bp" is 12.3 with b p, "0n" is 0 with n.
func Split(cell string) (value, flags string, ok bool) {
	n := 0
	if strings.HasPrefix(cell, ":") {
		n = 1
	} else {
		n = numberLength(cell)
	}
	if n == 0 {
		return "", "", false
	}
	value, rest := cell[:n], cell[n:]
	if rest == "" {
		return value, "", true
	}
	letters := make([]byte, 0, 8)
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == ' ':
		case (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'):
			if len(letters) > 0 {
				letters = append(letters, ' ')
			}
			letters = append(letters, c)
		default:
			return "", "", false
		}
	}
	return value, string(letters), true
}

// numberLength is the length of the number at the start of a text: an optional
// minus, digits, and a point with digits; 0 when there is none.
func numberLength(s string) int {
	i := 0
	if strings.HasPrefix(s, "-") {
		i = 1
	}
	start := i
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i == start {
		return 0
	}
	if i < len(s) && s[i] == '.' {
		point := i
		i++
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if i == point+1 {
			return 0
		}
	}
	return i
}
