package tidy

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"fabbisogno/ingest/format"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// CSV and Parquet are the ids of the two forms in catalogue files.
const (
	CSV     = "tidycsv"
	Parquet = "tidyparquet"
)

// Value is the column of the values, whatever the file calls it.
const Value = "OBS_VALUE"

// Spec is how a table is declared.
type Spec struct {
	Columns   []string // all, in the order of the file
	Values    []string // those of Columns that hold values
	Encoding  string   // utf-8 or windows-1252; empty: utf-8, or UTF-16 with a mark
	Separator byte     // 0: a comma
	Quote     byte     // 0: "
	HeaderRow int      // line of the header, from 1; 0: the first
}

// Matches says whether the first characters of a text are the declared header.
func (s Spec) Matches(head []byte) bool {
	r, err := s.decoded(bytes.NewReader(head))
	if err != nil {
		return false
	}
	chars := bufio.NewReader(r)
	if _, err := skipLines(chars, s.HeaderRow-1); err != nil {
		return false
	}
	scan := format.NewScanner(chars, s.separator())
	if s.Quote != 0 {
		scan.SetQuotes(s.Quote, 0)
	}
	rec, err := scan.Next()
	if err != nil || rec.Fault != nil {
		return false
	}
	cells := rec.Cells
	if n := len(cells); n == len(s.Columns)+1 && strings.TrimSpace(cells[n-1]) == "" {
		cells = cells[:n-1] // the header ends with a separator
	}
	if len(cells) != len(s.Columns) {
		return false
	}
	for i, cell := range cells {
		if clean, _, rule := format.Clean(cell); rule != "" || clean != s.Columns[i] {
			return false
		}
	}
	return true
}

func (s Spec) separator() byte {
	if s.Separator == 0 {
		return ','
	}
	return s.Separator
}

func (s Spec) decoded(r io.Reader) (io.Reader, error) {
	if s.Encoding == "windows-1252" {
		return transform.NewReader(r, charmap.Windows1252.NewDecoder()), nil
	}
	return r, nil
}

// skipLines passes over n lines and says how many there were.
func skipLines(r *bufio.Reader, n int) (skipped int, err error) {
	for ; skipped < n; skipped++ {
		for {
			c, err := r.ReadByte()
			if err != nil {
				return skipped, err
			}
			if c == '\n' {
				break
			}
		}
	}
	return skipped, nil
}

// Reader is the Source of a CSV.
type Reader struct {
	outer *format.Text // nil when the table opened the text itself
	table *format.Table
	above int // lines above the header
	given int // of them given as skipped
	ansi  bool
	melt  melt
}

var _ format.Source = (*Reader)(nil)

// OpenCSV reads and checks the header.
func OpenCSV(r io.Reader, s Spec) (*Reader, error) {
	t := &Reader{above: max(s.HeaderRow-1, 0), ansi: s.Encoding == "windows-1252"}
	if t.above > 0 || s.Encoding == "windows-1252" {
		text, err := format.OpenText(r, 0)
		if err != nil {
			return nil, err
		}
		decoded, err := s.decoded(text)
		if err != nil {
			return nil, err
		}
		chars := bufio.NewReaderSize(decoded, 64<<10)
		if _, err := skipLines(chars, t.above); err != nil {
			if errors.Is(err, io.EOF) {
				return nil, format.Refuse("header", "declare the line of the header in the table's dialect", "the file ends before line %d, where its header should be", s.HeaderRow)
			}
			return nil, err
		}
		t.outer, r = text, chars
	}
	var err error
	t.table, err = format.OpenTable(r, format.Dialect{Required: s.Columns, Separator: s.separator(), Quote: s.Quote})
	if err != nil {
		return nil, shifted(err, t.above)
	}
	t.melt = newMelt(t.table.Columns(), s.Values)
	return t, nil
}

// shifted moves the line of a refusal down by the lines above the header.
func shifted(err error, above int) error {
	var r *format.Refusal
	if above == 0 || !errors.As(err, &r) || r.Line == 0 {
		return err
	}
	moved := *r
	moved.Line += int64(above)
	return &moved
}

// Columns of the rows: those of the file without those of values, and OBS_VALUE.
func (t *Reader) Columns() []format.Column { return t.melt.columns }

// Next row: a value of the line at hand, or the first of the next line.
func (t *Reader) Next() (format.Row, error) {
	if t.given < t.above {
		t.given++
		return format.Row{Number: int64(t.given), Skip: "title"}, nil
	}
	if row, ok := t.melt.next(); ok {
		return row, nil
	}
	row, err := t.table.Next()
	if err != nil {
		return row, shifted(err, t.above)
	}
	row.Number += int64(t.above)
	if row.Cells == nil {
		return row, nil
	}
	return t.melt.begin(row), nil
}

// Notes of the file.
func (t *Reader) Notes() []format.Note {
	notes := t.table.Notes()
	if t.outer != nil {
		notes = append(notes, t.outer.Notes()...)
		if t.ansi {
			notes = append(notes, format.Transcoded())
		}
		format.SortNotes(notes)
	}
	return notes
}

// Close does nothing; the caller owns the reader.
func (t *Reader) Close() error { return nil }

// melt gives the values of one line as rows of their own.
type melt struct {
	columns []format.Column
	keep    []int // places of the columns that are no values
	values  []int
	names   []string // of the columns of values
	line    format.Row
	at      int
	cells   []string
}

func newMelt(columns []format.Column, values []string) melt {
	var m melt
	for i, c := range columns {
		if slices.Contains(values, c.Name) {
			m.values, m.names = append(m.values, i), append(m.names, c.Name)
			continue
		}
		m.keep, m.columns = append(m.keep, i), append(m.columns, c)
	}
	m.columns = append(m.columns, format.Column{Name: Value})
	m.cells = make([]string, len(m.columns))
	m.at = len(m.values)
	return m
}

// begin takes a line and gives its first value.
func (m *melt) begin(line format.Row) format.Row {
	m.line, m.at = line, 0
	for i, from := range m.keep {
		m.cells[i] = line.Cells[from]
	}
	row, _ := m.next()
	return row
}

func (m *melt) next() (format.Row, bool) {
	if m.at >= len(m.values) {
		return format.Row{}, false
	}
	m.cells[len(m.cells)-1] = m.line.Cells[m.values[m.at]]
	row := format.Row{Number: m.line.Number, Column: m.names[m.at], Cells: m.cells}
	m.at++
	return row, true
}
