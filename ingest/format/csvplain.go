package format

import (
	"io"
	"strings"
)

// window is what lies ahead in the reader's buffer, as a text of which cells are
// parts: one copy for some hundred lines, none for a cell.
type window struct {
	text string
	at   int // where the next line begins
	used int // bytes taken from the window and not yet from the reader
	// A line that is not plain costs the window; after several in a row as many are
	// left to Next at once.
	misses, wait int
}

// sticky gives the error of a reader again and again: looking ahead must not
// take it from who reads on.
type sticky struct {
	r   io.Reader
	err error
}

func (s *sticky) Read(p []byte) (n int, err error) {
	if s.err == nil {
		n, s.err = s.r.Read(p)
	}
	return n, s.err
}

// odd marks the bytes for which Clean must look at a cell: control characters and
// all beyond ASCII. A blank is odd only at the end of a cell.
var odd = func() (k [256]byte) {
	for c := range k {
		if c < 0x20 || c >= 0x7f {
			k[c] = 1
		}
	}
	return k
}()

// plain cuts the next line when it lies whole in the window, has no quotation
// mark and ends with LF or CRLF. Almost every line does; for the others ok is
// false, and the bytes are left to Next.
func (s *Scanner) plain() (rec Record, ok bool) {
	w := &s.ahead
	if w.wait > 0 {
		w.wait--
		return rec, false
	}
	end := strings.IndexByte(w.text[w.at:], '\n')
	if end < 0 {
		s.refill()
		if end = strings.IndexByte(w.text[w.at:], '\n'); end < 0 {
			s.miss()
			return rec, false
		}
	}
	line := w.text[w.at : w.at+end]
	crlf := end > 0 && line[end-1] == '\r'
	if crlf {
		line = line[:end-1]
	}
	if strings.IndexByte(line, s.quote) >= 0 {
		s.miss()
		return rec, false
	}
	cells, met, comma, from := s.cells[:0], byte(0), s.comma, 0
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c != comma {
			met |= odd[c]
			continue
		}
		if i > from && (line[from] == ' ' || line[i-1] == ' ') {
			met = 1
		}
		cells = append(cells, line[from:i])
		from = i + 1
	}
	if n := len(line); n > from && (line[from] == ' ' || line[n-1] == ' ') {
		met = 1
	}
	s.cells = append(cells, line[from:])
	if met != 0 && strings.IndexByte(line, '\r') >= 0 { // it ends a line too
		s.miss()
		return rec, false
	}
	w.at += end + 1
	s.taken += int64(end) + 1
	w.used += end + 1
	if crlf {
		s.crlf++
	} else {
		s.lf++
	}
	rec = Record{Line: s.line, Offset: s.taken - int64(end) - 1, Lines: 1, Cells: s.cells, Plain: met == 0}
	s.line++
	s.ended, w.misses = true, 0
	return rec, true
}

// refill moves the window on to what lies ahead now. An error of the reader is
// met again by Next.
func (s *Scanner) refill() {
	s.sync()
	ahead, _ := s.r.Peek(s.r.Size())
	s.ahead.text = string(ahead)
}

// sync takes from the reader what was taken from the window, and closes it.
func (s *Scanner) sync() {
	_, _ = s.r.Discard(s.ahead.used) // it lies in the buffer
	s.ahead = window{misses: s.ahead.misses}
}

// miss leaves the next line to Next.
func (s *Scanner) miss() {
	s.sync()
	s.ahead.misses = min(2*s.ahead.misses+1, 1023)
	s.ahead.wait = s.ahead.misses - 1
}
