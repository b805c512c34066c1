package format

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Dialect is the declared form of a delimited text table.
type Dialect struct {
	// FirstColumn is the name the header begins with; a file without it is refused.
	// Empty: the reader above checks the header itself.
	FirstColumn string
	// Separator of cells; 0 is a comma.
	Separator byte
	// Quote is the quotation mark, 0 is ". Escape stands before a mark inside
	// quotes; 0: the mark is doubled.
	Quote, Escape byte
	// LabelColumns says that columns of labels stand among the columns of codes.
	// Names may then be empty or repeated; the reader above checks those of codes.
	LabelColumns bool
	// Required columns, by name.
	Required []string
	// SplitLabels parts cells of the form "CODE: label" when the header has that form.
	SplitLabels bool
	// FootnoteMarks begin a line of one cell below the table.
	FootnoteMarks []string
}

// Table reads a delimited table with a header line by its Dialect. It is
// the Source of SDMX-CSV and of published figures.
type Table struct {
	dialect  Dialect
	text     *Text
	scan     *Scanner
	columns  []Column
	labelled bool
	trailing bool // the header ends with a separator
	labels   []string
	cells    []string
	counts   map[string]int64
	rows     int64
	broken   int64  // rows set aside for their encoding
	firstBad int64  // line of the first of them
	badAt    string // where in the file its first bad byte stands
}

var _ Source = (*Table)(nil)

// OpenTable reads and checks the header.
func OpenTable(r io.Reader, d Dialect) (*Table, error) {
	return OpenTableBy(r, func([]byte) (Dialect, error) { return d, nil })
}

// OpenTableBy is OpenTable for formats whose header announces the dialect: tell
// is given the first characters of the text, at most 4 KiB.
func OpenTableBy(r io.Reader, tell func(head []byte) (Dialect, error)) (*Table, error) {
	text, err := OpenText(r, 0)
	if err != nil {
		return nil, err
	}
	chars := bufio.NewReaderSize(text, 64<<10)
	head, err := chars.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(head) == 0 {
		return nil, Refuse("empty", "download the file again", "the file is empty")
	}
	d, err := tell(head)
	if err != nil {
		return nil, err
	}
	if d.Separator == 0 {
		d.Separator = ','
	}
	t := &Table{dialect: d, text: text, scan: NewScanner(chars, d.Separator), counts: map[string]int64{}}
	if d.Quote != 0 {
		t.scan.SetQuotes(d.Quote, d.Escape)
	}
	rec, err := t.scan.Next()
	if errors.Is(err, io.EOF) {
		return nil, Refuse("empty", "download the file again", "the file is empty")
	}
	if err != nil {
		return nil, err
	}
	if err := t.header(rec); err != nil {
		return nil, err
	}
	return t, nil
}

// Refusable tells from the first characters whether a file is a web page or a
// message in place of data.
func Refusable(head []byte) error {
	start := bytes.ToLower(bytes.TrimSpace(head))
	switch {
	case len(start) == 0:
		return Refuse("empty", "download the file again", "the file is empty")
	case bytes.HasPrefix(start, []byte("<!doctype html")), bytes.HasPrefix(start, []byte("<html")):
		return Refuse("html-page", "the server answered with an error page; download the file again", "the file is a web page")
	case start[0] == '{' && (bytes.Contains(start, []byte(`"warning"`)) || bytes.Contains(start, []byte(`"error"`))):
		return Refuse("no-data", "ask for fewer series or another period", "the file is a message of the server: %s", Cut(string(bytes.TrimSpace(head))))
	}
	return nil
}

func (t *Table) header(rec Record) error {
	cells := append([]string(nil), rec.Cells...)
	if err := t.apostrophes(rec); err != nil {
		return err
	}
	if rec.Fault != nil {
		return &Refusal{Rule: rec.Fault.Rule, Line: rec.Line, Message: "header: " + rec.Fault.Message, Hint: rec.Fault.Hint}
	}
	if n := len(cells); n > 1 && strings.TrimSpace(cells[n-1]) == "" {
		cells, t.trailing = cells[:n-1], true
		t.counts["trailing-separator"]++
	}
	seen := map[string]bool{}
	for i, cell := range cells {
		clean, changed, rule := Clean(cell)
		if rule != "" {
			f := CleanFault(rule, "", cell)
			return &Refusal{Rule: rule, Line: rec.Line, Message: fmt.Sprintf("header, column %d: %s", i+1, f.Message), Hint: f.Hint}
		}
		if changed != "" {
			t.counts[changed]++
		}
		c := Column{Name: clean}
		if t.dialect.SplitLabels {
			if code, label, ok := strings.Cut(clean, ": "); ok {
				c, t.labelled = Column{Name: code, Label: label}, true
			}
		}
		t.columns = append(t.columns, c)
		if t.dialect.LabelColumns {
			seen[c.Name] = true
			continue
		}
		if c.Name == "" {
			return &Refusal{Rule: "header", Line: rec.Line, Message: fmt.Sprintf("column %d has no name", i+1), Hint: "give every column a name"}
		}
		if seen[c.Name] {
			return &Refusal{Rule: "header-duplicate", Line: rec.Line, Message: fmt.Sprintf("the column name %q stands twice in the header", c.Name), Hint: "rename or remove one of the two columns"}
		}
		seen[c.Name] = true
	}
	if first := t.columns[0].Name; t.dialect.FirstColumn != "" && first != t.dialect.FirstColumn {
		if strings.ContainsAny(first, ";\t|") {
			return &Refusal{Rule: "columns", Line: rec.Line, Message: fmt.Sprintf("the header is one column, %q", Cut(first)), Hint: "this format is parted by commas; export the file with commas"}
		}
		return &Refusal{Rule: "header", Line: rec.Line, Message: fmt.Sprintf("the header begins with %q, not with %q", Cut(first), t.dialect.FirstColumn), Hint: "remove the lines above the header"}
	}
	for _, name := range t.dialect.Required {
		if !seen[name] {
			return &Refusal{Rule: "column-missing", Line: rec.Line, Message: fmt.Sprintf("the column %q is missing", name), Hint: "download the file with all its columns"}
		}
	}
	t.scan.SetWidth(len(t.columns))
	return nil
}

// escapedApostrophe is a cell between apostrophes that holds one, written "', as
// ISTAT's data browser writes it: 'Stato dell"'osservazione'.
var escapedApostrophe = regexp.MustCompile(`(?:^|,)\s*'(?:[^'"]|"')*"'(?:[^'"]|"')*'(?:,|$)`)

// apostrophes refuses a file whose cells stand between apostrophes where marks of
// another kind are declared: commas inside them would part cells, here and in the
// rows whose form is sound by chance. A row that is broken otherwise is set aside.
func (t *Table) apostrophes(rec Record) error {
	if rec.Fault == nil || rec.Fault.Rule != "quote" || t.scan.quote == '\'' || !escapedApostrophe.MatchString(strings.Join(rec.Cells, ",")) {
		return nil
	}
	found := fmt.Sprintf("%d cells", len(rec.Cells))
	if n := len(t.columns); n > 0 {
		found += fmt.Sprintf(" where the header has %d columns", n)
	}
	return &Refusal{Rule: "columns", Line: rec.Line,
		Message: fmt.Sprintf("cells stand between apostrophes, as in files of ISTAT's data browser, and not between quotation marks as declared: read so, the line has %s", found),
		Hint:    "load the file as the data browser gave it, under its own header; or export it with cells between quotation marks"}
}

// Columns of the header.
func (t *Table) Columns() []Column { return t.columns }

// Labelled says whether cells carry labels beside codes.
func (t *Table) Labelled() bool { return t.labelled }

// Close does nothing; the caller owns the reader.
func (t *Table) Close() error { return nil }

// Next row.
func (t *Table) Next() (Row, error) {
	rec, err := t.scan.Next()
	if errors.Is(err, io.EOF) {
		if t.broken > 1 && t.broken*10 > t.rows {
			return Row{}, &Refusal{Rule: "encoding", Line: t.firstBad, Message: fmt.Sprintf("the file is not UTF-8: %d of %d rows hold other bytes, the first %s", t.broken, t.rows, t.badAt), Hint: "convert the file to UTF-8"}
		}
		return Row{}, io.EOF
	}
	if err != nil {
		return Row{}, err
	}
	t.rows++
	row := Row{Number: rec.Line}
	switch {
	case rec.IsBlank():
		row.Skip = "blank"
		return row, nil
	case rec.Fault != nil:
		if err := t.apostrophes(rec); err != nil {
			return row, err
		}
		row.Fault = rec.Fault
		row.Fault.Value = Cut(strings.Join(rec.Cells, ","))
		return row, nil
	}
	cells := t.fit(rec.Cells)
	if len(cells) != len(t.columns) {
		if rec.Lines > 1 {
			return row, t.scan.unclosed(rec.Line)
		}
		if len(rec.Cells) == 1 && t.isFootnote(rec.Cells[0]) {
			row.Skip = "footnote"
			return row, nil
		}
		row.Fault = &Fault{Rule: "ragged", Value: Cut(strings.Join(rec.Cells, ",")),
			Message: fmt.Sprintf("the row has %d cells, the header has %d columns", len(cells), len(t.columns)),
			Hint:    "correct the row at the source, or download the file again"}
		return row, nil
	}
	return t.clean(row, cells, rec)
}

// fit takes off the empty cell after a trailing separator. Where the header has
// one, a row as wide as the header without it that ends empty has lost a cell:
// all the cells behind it would slip to their neighbours' columns.
func (t *Table) fit(cells []string) []string {
	n := len(cells)
	if t.trailing && n == len(t.columns) && n > 1 && cells[n-1] == "" {
		return cells[:n-1]
	}
	if n == len(t.columns)+1 && cells[n-1] == "" {
		if !t.trailing {
			t.counts["trailing-separator"]++
		}
		return cells[:n-1]
	}
	return cells
}

func (t *Table) isFootnote(cell string) bool {
	for _, mark := range t.dialect.FootnoteMarks {
		if strings.HasPrefix(strings.TrimSpace(cell), mark) {
			return true
		}
	}
	return false
}

// badByte says where the first byte stands that is not UTF-8, from 0. Between
// quotation marks cells are no longer as long as in the file.
func (t *Table) badByte(rec Record, at int) string {
	offset := rec.Offset
	if t.text.HadMark() {
		offset += 3
	}
	if rec.Quoted {
		return fmt.Sprintf("in the row that begins at byte %d", offset)
	}
	for _, cell := range rec.Cells[:at] {
		offset += int64(len(cell)) + 1
	}
	cell := rec.Cells[at]
	bad := 0
	for bad < len(cell) {
		r, size := utf8.DecodeRuneInString(cell[bad:])
		if r == utf8.RuneError {
			return fmt.Sprintf("%#x at byte %d", cell[bad], offset+int64(bad))
		}
		bad += size
	}
	return fmt.Sprintf("at byte %d", offset)
}

func (t *Table) clean(row Row, cells []string, rec Record) (Row, error) {
	if rec.Plain && !t.labelled && cells[0] != t.columns[0].Name { // a second header begins as the first
		row.Cells = cells
		return row, nil
	}
	t.cells, t.labels = t.cells[:0], t.labels[:0]
	header := true
	for i, cell := range cells {
		clean, changed, rule := Clean(cell)
		if rule != "" {
			if rule == "encoding" {
				if t.broken++; t.broken == 1 {
					t.firstBad, t.badAt = row.Number, t.badByte(rec, i)
				}
			}
			row.Fault = CleanFault(rule, t.columns[i].Name, cell)
			return row, nil
		}
		if changed != "" {
			t.counts[changed]++
		}
		label := ""
		if t.labelled {
			if code, text, ok := strings.Cut(clean, ": "); ok {
				clean, label = code, text
			} else {
				clean = strings.TrimSuffix(clean, ":") // a code with an empty label
			}
		}
		header = header && clean == t.columns[i].Name
		t.cells, t.labels = append(t.cells, clean), append(t.labels, label)
	}
	if header {
		return row, &Refusal{Rule: "second-header", Line: row.Number, Message: "the header stands a second time inside the file", Hint: "two files were joined; load each by itself"}
	}
	row.Cells = t.cells
	if t.labelled {
		row.Labels = t.labels
	}
	return row, nil
}

// Notes of the file.
func (t *Table) Notes() []Note {
	notes := append(t.text.Notes(), t.scan.Notes()...)
	for rule, message := range map[string]string{
		"trimmed":            "blanks around cells were taken off",
		"nfc":                "accents were composed (NFC)",
		"trailing-separator": "a separator at the end of lines was ignored",
	} {
		if n := t.counts[rule]; n > 0 {
			severity := "note"
			if rule == "trimmed" {
				severity = "warning"
			}
			notes = append(notes, Note{rule, n, message, severity})
		}
	}
	if t.rows == 0 {
		notes = append(notes, Note{"no-rows", 1, "the file has a header and no rows", "warning"})
	}
	SortNotes(notes)
	return notes
}
