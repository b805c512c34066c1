package format

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Column is a column of a text table.
type Column struct {
	Name  string // as the source spells it
	Label string // of a header such as "FREQ: Frequency"; else empty
	// ByLabel says that the cells are labels: the source prints no codes. Name is
	// then the id of the dimension or, where the source does not tell it, its label.
	ByLabel bool
}

// Row is one physical row. Exactly one of Cells, Fault and Skip is set. Cells
// and Labels are valid until the next row is asked for.
type Row struct {
	Number int64    // line of the file on which the row begins, from 1
	Column string   // column of the value where one line gives several rows; else empty
	Cells  []string // one a column
	Labels []string // labels of the cells where the file carries both; else nil
	Fault  *Fault
	Skip   string // rule by which the row is passed over
}

// Fault says why a single row can't be used; the rest of the file can.
type Fault struct {
	Rule    string // ragged, quote, encoding, control-character, too-long ...
	Column  string // header or cell reference; empty: the whole row
	Value   string // the text found, cut to a readable length
	Message string
	Hint    string
}

func (f *Fault) Error() string {
	if f.Column == "" {
		return f.Message
	}
	return fmt.Sprintf("column %q: %s", f.Column, f.Message)
}

// Note is a normalisation or oddity of the file as a whole, counted.
type Note struct {
	Rule     string // bom, utf-16, mixed-line-ends, no-final-newline ...
	Count    int64
	Message  string
	Severity string // note or warning
}

// Source gives the rows of a text table in the order of the file.
type Source interface {
	Columns() []Column
	// Next gives the next row, io.EOF after the clean end of the file, and a
	// *Refusal when the file as a whole can't be trusted.
	Next() (Row, error)
	// Notes are complete after io.EOF.
	Notes() []Note
	Close() error
}

// Embargoed is a Source whose file may say that it is not to be published before a day.
type Embargoed interface {
	Embargo() time.Time // the day, UTC; zero: none
}

// Refusal says why a file is refused as a whole. Nothing of it may be loaded.
type Refusal struct {
	Rule    string // truncated, checksum, quote, header-duplicate, html-page, size ...
	Line    int64  // 0: the whole file
	Message string
	Hint    string
}

func (r *Refusal) Error() string {
	if r.Line > 0 {
		return fmt.Sprintf("line %d: %s", r.Line, r.Message)
	}
	return r.Message
}

// Refuse makes a Refusal of the whole file.
func Refuse(rule, hint, message string, args ...any) *Refusal {
	return &Refusal{Rule: rule, Hint: hint, Message: fmt.Sprintf(message, args...)}
}

// Cut shortens a text for messages; control and direction characters are made visible.
func Cut(s string) string {
	const most = 120
	if len(s) > 4*most {
		s = s[:4*most]
	}
	s = strings.Map(func(r rune) rune {
		if IsControl(r) || IsDirection(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return s
}

// IsControl says whether r is a control character that no cell may hold.
// A line break or tab inside a quoted cell is text.
func IsControl(r rune) bool {
	return (r < 0x20 && r != '\t' && r != '\n' && r != '\r') || (r >= 0x7f && r < 0xa0)
}

// IsDirection says whether r is invisible: it turns the reading direction or has
// no width, so that two different labels look the same.
func IsDirection(r rune) bool {
	return (r >= 0x200b && r <= 0x200f) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2060 && r <= 0x2064) ||
		(r >= 0x2066 && r <= 0x2069) || r == 0xfeff
}

// SortNotes puts notes in the order of their rules.
func SortNotes(notes []Note) {
	slices.SortFunc(notes, func(a, b Note) int { return strings.Compare(a.Rule, b.Rule) })
}
