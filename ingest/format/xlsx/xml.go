package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"fabbisogno/ingest/format"
)

// Limits of one XML part.
const (
	maxDepth      = 64
	maxAttributes = 64
	maxToken      = 1 << 20
)

// event is what a walker met.
type event uint8

const (
	startElement event = iota + 1
	endElement
	charData
)

// attribute is one of a start tag; both slices are valid until the next event.
type attribute struct{ name, value []byte }

// walker reads one part of a workbook, event by event, in bounded memory and
// without an allocation an event: sheets of millions of cells are read through
// it. It takes the XML that spreadsheet programs write and refuses the rest:
// names, quotes, entities, characters and the nesting of elements are checked;
// document types are not allowed; depth, attributes and lengths are bounded.
type walker struct {
	part   string
	src    io.Reader
	closer io.Closer // nil: nothing to close
	buf    []byte
	pos    int // of the next byte in buf
	lines  int // ended in what was discarded
	eof    bool
	names  []byte // of the open elements, one after the other
	open   []int  // where each begins in names
	roots  int
	begun  bool // something other than a byte-order mark was met
	closes bool // the start tag at hand closes itself
	// Of the event at hand: element with and without prefix, attributes, text.
	full, local []byte
	attrs       []attribute
	text        []byte
	decoded     []byte // space for what entities were resolved in
}

func newWalker(part string, src io.Reader) *walker {
	return &walker{part: part, src: src, buf: make([]byte, 0, 64<<10)}
}

func textWalker(part string, text []byte) *walker {
	return newWalker(part, bytes.NewReader(text))
}

func (w *walker) refuse(rule, message string, args ...any) error {
	line := w.lines + bytes.Count(w.buf[:min(w.pos, len(w.buf))], []byte("\n")) + 1
	return &format.Refusal{Rule: rule, Hint: "open the workbook in a spreadsheet program and save it again, or " + again,
		Message: fmt.Sprintf("%s, line %d: %s", w.part, line, fmt.Sprintf(message, args...))}
}

// more reads on, keeping what lies after pos; false at the end of the part.
func (w *walker) more() (bool, error) {
	if w.eof {
		return false, nil
	}
	if w.pos > 0 {
		w.lines += bytes.Count(w.buf[:w.pos], []byte("\n"))
		n := copy(w.buf, w.buf[w.pos:])
		w.buf, w.pos = w.buf[:n], 0
	}
	if len(w.buf) == cap(w.buf) {
		if cap(w.buf) > 2*maxToken {
			return false, w.refuse("limits", "a tag or text is longer than %d bytes", maxToken)
		}
		w.buf = append(make([]byte, 0, 2*cap(w.buf)), w.buf...)
	}
	n, err := w.src.Read(w.buf[len(w.buf):cap(w.buf)])
	w.buf = w.buf[:len(w.buf)+n]
	if errors.Is(err, io.EOF) {
		w.eof = true
		return n > 0, w.close()
	}
	if err != nil {
		_ = w.close() // the first error counts
		return false, format.Refuse("zip-corrupt", again, "the archive's entry %q is damaged: %v", w.part, err)
	}
	return true, nil
}

func (w *walker) close() error {
	if w.closer == nil {
		return nil
	}
	c := w.closer
	w.closer = nil
	return c.Close()
}

// find gives the length of the bytes from pos up to the end of mark, searching
// from the given distance; 0 when the part ends before.
func (w *walker) find(from int, mark string) (int, error) {
	for {
		if w.pos+from <= len(w.buf) {
			if i := indexOf(w.buf[w.pos+from:], mark); i >= 0 {
				return from + i + len(mark), nil
			}
			from = max(from, len(w.buf)-w.pos-len(mark)+1)
		}
		ok, err := w.more()
		if err != nil || !ok {
			return 0, err
		}
	}
}

func indexOf(b []byte, mark string) int {
	if len(mark) == 1 {
		return bytes.IndexByte(b, mark[0])
	}
	return bytes.Index(b, []byte(mark))
}

// next gives the next start, end or text; io.EOF after the root's end. Names are
// local names: the parts of a workbook use one namespace each.
func (w *walker) next() (event, error) {
	if w.closes {
		w.closes = false
		return w.end(w.full)
	}
	if !w.begun {
		if err := w.skipMark(); err != nil {
			return 0, err
		}
	}
	for {
		if w.pos == len(w.buf) {
			ok, err := w.more()
			if err != nil {
				return 0, err
			}
			if !ok {
				if len(w.open) > 0 || w.roots != 1 {
					return 0, w.refuse("xml", "the part ends inside <%s>", w.path())
				}
				return 0, io.EOF
			}
			continue
		}
		e, err := w.token()
		w.begun = true
		if err != nil || e != 0 {
			return e, err
		}
	}
}

// skipMark passes over a byte-order mark.
func (w *walker) skipMark() error {
	for len(w.buf) < 3 {
		if ok, err := w.more(); err != nil {
			return err
		} else if !ok {
			return nil
		}
	}
	if bytes.HasPrefix(w.buf, []byte("\xef\xbb\xbf")) {
		w.pos = 3
	}
	return nil
}

// token reads one token; 0 for what is passed over.
func (w *walker) token() (event, error) {
	if w.buf[w.pos] != '<' {
		return w.characters()
	}
	for len(w.buf)-w.pos < 4 {
		if ok, err := w.more(); err != nil {
			return 0, err
		} else if !ok {
			break
		}
	}
	head := w.buf[w.pos:]
	switch {
	case len(head) > 1 && head[1] == '/':
		n, err := w.take(2, ">")
		if err != nil {
			return 0, err
		}
		name := w.buf[w.pos-n+2 : w.pos-1]
		if len(name) > 0 && isSpace(name[len(name)-1]) {
			name = bytes.TrimRight(name, " \t\r\n")
		}
		return w.end(name)
	case bytes.HasPrefix(head, []byte("<!--")):
		n, err := w.take(4, "--")
		if err != nil {
			return 0, err
		}
		comment := w.buf[w.pos-n : w.pos]
		if err := w.check(comment); err != nil {
			return 0, err
		}
		if w.pos == len(w.buf) {
			if _, err := w.more(); err != nil {
				return 0, err
			}
		}
		if w.pos == len(w.buf) || w.buf[w.pos] != '>' {
			return 0, w.refuse("xml", "not well formed: two hyphens inside a comment")
		}
		w.pos++
		return 0, nil
	case bytes.HasPrefix(head, []byte("<![C")):
		return w.cdata()
	case len(head) > 1 && head[1] == '!':
		return 0, w.refuse("dtd", "a document type or declaration is not allowed")
	case len(head) > 1 && head[1] == '?':
		return 0, w.instruction()
	}
	return w.tag()
}

// take moves behind the next mark and gives the length passed over.
func (w *walker) take(from int, mark string) (int, error) {
	n, err := w.find(from, mark)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, w.refuse("xml", "not well formed: the part ends inside a tag, comment or instruction")
	}
	if n > maxToken+64 {
		return 0, w.refuse("limits", "a tag or text is longer than %d bytes", maxToken)
	}
	w.pos += n
	return n, nil
}

// drain reads the part to its end for form alone.
func (w *walker) drain() error {
	for {
		if _, err := w.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// inside says whether the open elements end with these local names.
func (w *walker) inside(names ...string) bool {
	n := len(w.open) - len(names)
	if n < 0 {
		return false
	}
	for i, name := range names {
		to := len(w.names)
		if n+i+1 < len(w.open) {
			to = w.open[n+i+1]
		}
		if string(localName(w.names[w.open[n+i]:to])) != name {
			return false
		}
	}
	return true
}

// path names the open elements, for messages.
func (w *walker) path() string {
	var names []string
	for i, from := range w.open {
		to := len(w.names)
		if i+1 < len(w.open) {
			to = w.open[i+1]
		}
		names = append(names, string(w.names[from:to]))
	}
	return strings.Join(names, "><")
}

// is says whether the event at hand is of an element with this local name.
func (w *walker) is(name string) bool { return string(w.local) == name }

// value of an attribute without prefix; nil when there is none.
func (w *walker) value(name string) []byte {
	for _, a := range w.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// attr is value as text.
func (w *walker) attr(name string) string { return string(w.value(name)) }
