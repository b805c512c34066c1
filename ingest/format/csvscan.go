package format

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of a delimited text file. Each is named in the message when it is met.
const (
	MaxCellBytes = 1 << 20 // longer cells set the row aside
	MaxColumns   = 2048    // more columns in the header refuse the file
)

// Record is one record of a delimited text.
type Record struct {
	Line   int64    // on which it begins
	Offset int64    // of its first byte in the text
	Lines  int64    // physical lines it covers
	Cells  []string // valid until the next record
	Quoted bool     // some cell was quoted
	Plain  bool     // Clean would leave every cell as it is
	Fault  *Fault   // the record's form is broken; Cells are then as far as they were read
}

// Scanner cuts comma-separated text by RFC 4180: quoted cells may hold commas,
// doubled quotes and line breaks. Line ends may be LF, CRLF or CR, even mixed.
//
// encoding/csv is not used because it stops at the first broken quote, hides
// empty lines, keeps NUL and takes a CR-only file for one record; here a broken
// record is delivered as a fault and the next line is read as usual.
type Scanner struct {
	r       *bufio.Reader
	comma   byte
	quote   byte
	escape  byte  // 0: a quotation mark inside quotes is doubled
	line    int64 // line of the next byte, from 1
	taken   int64 // bytes of the text that were read
	width   int   // columns of the header, 0 before it is known
	buf     []byte
	ends    []int // end of each cell in buf
	cells   []string
	ended   bool // the last record had a line end
	lf      int64
	cr      int64
	crlf    int64
	tooLong bool
	ahead   window
}

// NewScanner reads records from r, cells parted by comma.
func NewScanner(r io.Reader, comma byte) *Scanner {
	return &Scanner{r: bufio.NewReaderSize(&sticky{r: r}, 64<<10), comma: comma, quote: '"', line: 1, ended: true}
}

// SetQuotes tells another quotation mark, and the character that stands before a
// mark inside quotes in place of doubling it; 0 when marks are doubled.
func (s *Scanner) SetQuotes(quote, escape byte) { s.quote, s.escape = quote, escape }

// SetWidth tells how many cells a record has. A quoted cell that swallows a line
// with as many separators is then taken for an unclosed quote.
func (s *Scanner) SetWidth(n int) { s.width = n }

type scanState byte

const (
	atStart  scanState = iota // at the start of a cell
	bare                      // in an unquoted cell
	inQuotes                  // in a quoted cell
	afterEnd                  // after a quote in a quoted cell: doubled, or its end
)

// scan is where the scanner stands in a record.
type scan struct {
	state  scanState
	begun  bool  // a byte was read
	inner  int   // separators on the current line inside quotes
	opened int64 // line of the opening mark
}

// Next gives the next record, io.EOF after the last, or a Refusal.
func (s *Scanner) Next() (Record, error) {
	if rec, ok := s.plain(); ok {
		if len(rec.Cells) > MaxColumns {
			return rec, tooManyColumns(rec.Line)
		}
		return rec, nil
	}
	rec := Record{Line: s.line, Offset: s.taken}
	s.buf, s.ends, s.tooLong = s.buf[:0], s.ends[:0], false
	var at scan
	for {
		c, err := s.r.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && at.state == inQuotes:
			return rec, s.unclosed(rec.Line)
		case errors.Is(err, io.EOF) && !at.begun:
			return rec, io.EOF
		case errors.Is(err, io.EOF):
			s.ended = false
			return s.finish(rec)
		case err != nil:
			return rec, err
		}
		at.begun = true
		s.taken++
		if at.state == inQuotes || (at.state == afterEnd && c == s.quote && s.escape == 0) {
			if !s.quoted(c, &at) {
				return rec, s.unclosed(rec.Line)
			}
			continue
		}
		if at.state == afterEnd && c != s.quote && s.swallows(at) {
			return rec, s.unclosed(rec.Line)
		}
		switch {
		case c == s.comma:
			s.endCell()
			at.state = atStart
			if len(s.ends) > MaxColumns {
				return rec, tooManyColumns(rec.Line)
			}
		case c == '\n' || c == '\r':
			s.breakLine(c)
			s.ended = true
			return s.finish(rec)
		case c == s.quote && at.state == atStart:
			at.state, at.inner, at.opened = inQuotes, 0, s.line
			rec.Quoted = true
		default:
			if c == s.quote || at.state == afterEnd { // a quote inside a bare cell, or text after the closing quote
				s.misquoted(&rec)
			}
			at.state = bare
			s.put(c)
		}
	}
}

func tooManyColumns(line int64) error {
	return &Refusal{Rule: "columns", Line: line, Message: fmt.Sprintf("more than %d columns", MaxColumns), Hint: "the file is not a table of this kind"}
}

// misquoted sets the record's fault, once.
func (s *Scanner) misquoted(r *Record) {
	if r.Fault != nil {
		return
	}
	hint := `quote the whole cell and double the marks inside: "a ""b"" c"`
	if s.escape != 0 {
		hint = fmt.Sprintf("quote the whole cell and write a mark inside as %c%c", s.escape, s.quote)
	}
	r.Fault = &Fault{Rule: "quote", Message: "a quotation mark stands inside a cell that is not quoted", Hint: hint}
}

// unescape gives the mark that follows an escape inside quotes, or c itself.
func (s *Scanner) unescape(c byte) byte {
	if s.escape == 0 || c != s.escape {
		return c
	}
	if next, err := s.r.Peek(1); err != nil || next[0] != s.quote {
		return c
	}
	_, _ = s.r.Discard(1)
	s.taken++
	return s.quote
}

// quoted takes a byte inside quotes, or the mark that doubles the one before. It
// is false when the cell has swallowed a row.
func (s *Scanner) quoted(c byte, at *scan) bool {
	switch {
	case at.state == afterEnd: // a doubled mark
		at.state = inQuotes
	case c == s.quote:
		at.state = afterEnd
		return true
	case c == '\n' || c == '\r':
		if s.swallows(*at) {
			return false
		}
		at.inner = 0
		s.breakLine(c)
		c = '\n'
	case c == s.comma:
		at.inner++
	}
	s.put(s.unescape(c))
	return true
}

// swallows says whether a line inside quotes has as many separators as a whole
// row. The line of the opening mark does not count: only its end is inside.
func (s *Scanner) swallows(at scan) bool {
	return s.width > 2 && s.line > at.opened && at.inner >= s.width-1
}

// put keeps one byte of a cell, up to the limit.
func (s *Scanner) put(c byte) {
	start := 0
	if n := len(s.ends); n > 0 {
		start = s.ends[n-1]
	}
	if len(s.buf)-start >= MaxCellBytes {
		s.tooLong = true
		return
	}
	s.buf = append(s.buf, c)
}

func (s *Scanner) endCell() { s.ends = append(s.ends, len(s.buf)) }

// breakLine counts a line end; of CRLF the LF is taken along.
func (s *Scanner) breakLine(c byte) {
	s.line++
	if c == '\n' {
		s.lf++
		return
	}
	if next, err := s.r.Peek(1); err == nil && next[0] == '\n' {
		_, _ = s.r.Discard(1)
		s.taken++
		s.crlf++
		return
	}
	s.cr++
}

func (s *Scanner) unclosed(line int64) error {
	return &Refusal{Rule: "quote", Line: line, Message: "a quotation mark is opened and not closed",
		Hint: "close the quotation mark on this line; rows after it can't be told apart"}
}

func (s *Scanner) finish(rec Record) (Record, error) {
	s.endCell()
	rec.Lines = max(s.line-rec.Line, 1)
	if rec.Fault != nil && rec.Lines > 1 {
		// The quoted cell ran over line ends and ended wrongly: whole rows may lie inside.
		return rec, s.unclosed(rec.Line)
	}
	text := string(s.buf)
	s.cells = s.cells[:0]
	start := 0
	for _, end := range s.ends {
		s.cells = append(s.cells, text[start:end])
		start = end
	}
	rec.Cells = s.cells
	if s.tooLong && rec.Fault == nil {
		rec.Fault = &Fault{Rule: "too-long", Message: fmt.Sprintf("a cell is longer than %d bytes", MaxCellBytes), Hint: "the cell is not data; correct the row at the source"}
	}
	return rec, nil
}

// IsBlank says whether the record is an empty line.
func (r Record) IsBlank() bool {
	return len(r.Cells) == 1 && !r.Quoted && strings.TrimSpace(r.Cells[0]) == ""
}

// Notes names what was odd about the line ends. It is complete after io.EOF.
func (s *Scanner) Notes() []Note {
	var notes []Note
	kinds := 0
	for _, n := range []int64{s.lf, s.cr, s.crlf} {
		if n > 0 {
			kinds++
		}
	}
	if kinds > 1 {
		notes = append(notes, Note{"mixed-line-ends", 1, fmt.Sprintf("line ends are mixed: %d LF, %d CRLF, %d CR", s.lf, s.crlf, s.cr), "note"})
	} else if s.cr > 0 {
		notes = append(notes, Note{"cr-line-ends", 1, "lines end with CR alone", "note"})
	}
	if !s.ended {
		notes = append(notes, Note{"no-final-newline", 1, "the last line has no line end; the file may have been cut", "warning"})
	}
	return notes
}
