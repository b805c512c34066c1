package jsonscan

import (
	"errors"
	"fmt"
	"io"

	"fabbisogno/ingest/format"
)

// Limits of a document.
const (
	MaxDepth = 64
	MaxToken = 1 << 20 // bytes of a text or number
	MaxKeys  = 1 << 20 // keys of an object whose keys are held
)

// Kind of a token: its first character, with '0' for numbers.
type Kind byte

// The kinds.
const (
	Object    Kind = '{'
	EndObject Kind = '}'
	Array     Kind = '['
	EndArray  Kind = ']'
	String    Kind = '"'
	Number    Kind = '0'
	True      Kind = 't'
	False     Kind = 'f'
	Null      Kind = 'n'
)

// String names a kind in messages.
func (k Kind) String() string {
	names := map[Kind]string{Object: "an object", Array: "a list", String: "a text", Number: "a number", True: "true", False: "false", Null: "null"}
	if name, ok := names[k]; ok {
		return name
	}
	return fmt.Sprintf("%q", byte(k))
}

// Token is one token. Bytes are valid until the next one is asked for.
type Token struct {
	Kind  Kind
	IsKey bool   // a name in an object
	Bytes []byte // text without quotes and escapes, or number as it is written
	Rule  string // surrogate: the text holds half of a character; it can't be used
}

// state of an open object or array.
type state byte

const (
	wantKeyOrEnd state = iota
	wantKey
	wantColon
	wantMember // value of a key
	afterMember
	wantItemOrEnd
	wantItem
	afterItem
)

// Scanner reads the tokens of one document.
type Scanner struct {
	src    io.Reader
	buf    []byte
	pos    int
	end    int
	base   int64 // offset of buf[0]
	line   int64
	err    error // of the source, met when the buffer is used up
	levels []level
	done   bool // the root has ended
	part   bool // only the value at the last Jump is read
	loose  bool // keys are not checked
	text   []byte
	names  map[string]string
}

type level struct {
	state   state
	own     bool // the caller checks the keys
	checked bool // keys holds names
	keys    map[string]struct{}
}

// New begins to read a document.
func New(r io.Reader) *Scanner {
	return &Scanner{src: r, buf: make([]byte, 64<<10), line: 1, names: map[string]string{}}
}

// Line on which the last token stands.
func (s *Scanner) Line() int64 { return s.line }

// Depth is the number of open objects and lists.
func (s *Scanner) Depth() int { return len(s.levels) }

// Refuse makes a refusal at the line of the last token.
func (s *Scanner) Refuse(rule, hint, message string, args ...any) error {
	return &format.Refusal{Rule: rule, Line: s.line, Hint: hint, Message: fmt.Sprintf(message, args...)}
}

// TooMany refuses a file that would fill the memory.
func (s *Scanner) TooMany(what string, limit int) error {
	return s.Refuse("limits", "ask for fewer series or a shorter period", "the file holds more than %d %s", limit, what)
}

const again = "download the file again"

func (s *Scanner) malformed(message string, args ...any) error {
	return s.Refuse("json", again, "the file is not well formed JSON: %s", fmt.Sprintf(message, args...))
}

// more reads on when the buffer is used up. At the end of the text it gives io.EOF.
func (s *Scanner) more() error {
	for s.pos >= s.end {
		if s.err != nil {
			return s.err
		}
		s.base += int64(s.end)
		s.pos, s.end = 0, 0
		n, err := s.src.Read(s.buf)
		s.end, s.err = n, err
	}
	return nil
}

// need is more where the text must not end.
func (s *Scanner) need() error {
	if s.pos < s.end {
		return nil
	}
	err := s.more()
	if errors.Is(err, io.EOF) {
		return s.Refuse("truncated", again, "the file ends inside the document")
	}
	return err
}

// blanks goes to the next character that is none.
func (s *Scanner) blanks() error {
	for {
		for ; s.pos < s.end; s.pos++ {
			switch s.buf[s.pos] {
			case ' ', '\t', '\r':
			case '\n':
				s.line++
			default:
				return nil
			}
		}
		if err := s.more(); err != nil {
			return err
		}
	}
}

// finish reads what follows the root: nothing.
func (s *Scanner) finish() error {
	if s.part {
		return io.EOF
	}
	if err := s.blanks(); err != nil {
		return err // io.EOF at the clean end
	}
	return s.Refuse("trailing", again, "something follows the end of the document")
}

// Next gives the next token, io.EOF after the clean end of the document, and a
// *format.Refusal for anything else.
func (s *Scanner) Next() (Token, error) {
	if s.done {
		return Token{}, s.finish()
	}
	for {
		if err := s.blanks(); err != nil {
			if !errors.Is(err, io.EOF) {
				return Token{}, err
			}
			if len(s.levels) == 0 {
				return Token{}, format.Refuse("empty", again, "the file is empty")
			}
			return Token{}, s.Refuse("truncated", again, "the file ends inside the document")
		}
		c := s.buf[s.pos]
		if len(s.levels) == 0 {
			return s.value(c)
		}
		top := &s.levels[len(s.levels)-1]
		switch top.state {
		case wantKeyOrEnd, wantKey:
			if c == '}' && top.state == wantKeyOrEnd {
				return s.close(EndObject)
			}
			if c != '"' {
				return Token{}, s.malformed("expected a key, found %q", c)
			}
			return s.key(top)
		case wantColon:
			if c != ':' {
				return Token{}, s.malformed("expected a colon after a key, found %q", c)
			}
			s.pos++
			top.state = wantMember
		case wantMember:
			top.state = afterMember
			return s.value(c)
		case afterMember:
			if c == '}' {
				return s.close(EndObject)
			}
			if c != ',' {
				return Token{}, s.malformed("expected a comma or the end of an object, found %q", c)
			}
			s.pos++
			top.state = wantKey
		case wantItemOrEnd, wantItem:
			if c == ']' && top.state == wantItemOrEnd {
				return s.close(EndArray)
			}
			top.state = afterItem
			return s.value(c)
		case afterItem:
			if c == ']' {
				return s.close(EndArray)
			}
			if c != ',' {
				return Token{}, s.malformed("expected a comma or the end of a list, found %q", c)
			}
			s.pos++
			top.state = wantItem
		}
	}
}

func (s *Scanner) close(k Kind) (Token, error) {
	s.pos++
	s.levels = s.levels[:len(s.levels)-1]
	s.done = len(s.levels) == 0
	return Token{Kind: k}, nil
}

func (s *Scanner) open(k Kind, st state) (Token, error) {
	s.pos++
	n := len(s.levels)
	if n >= MaxDepth {
		return Token{}, s.Refuse("limits", "the file is no data message", "objects and lists are nested deeper than %d levels", MaxDepth)
	}
	if n < cap(s.levels) {
		s.levels = s.levels[:n+1] // its map is used again
	} else {
		s.levels = append(s.levels, level{})
	}
	l := &s.levels[n]
	l.state, l.own = st, false
	if l.checked {
		l.checked = false
		clear(l.keys)
	}
	return Token{Kind: k}, nil
}

// value reads the value that begins with c.
func (s *Scanner) value(c byte) (Token, error) {
	s.done = len(s.levels) == 0 // unless it opens a level
	switch {
	case c == '{':
		s.done = false
		return s.open(Object, wantKeyOrEnd)
	case c == '[':
		s.done = false
		return s.open(Array, wantItemOrEnd)
	case c == '"':
		text, rule, err := s.readString()
		return Token{Kind: String, Bytes: text, Rule: rule}, err
	case c == '-' || (c >= '0' && c <= '9'):
		text, err := s.readNumber()
		return Token{Kind: Number, Bytes: text}, err
	case c == 't':
		return Token{Kind: True}, s.word("true")
	case c == 'f':
		return Token{Kind: False}, s.word("false")
	case c == 'n':
		return Token{Kind: Null}, s.word("null")
	}
	return Token{}, s.malformed("no value begins with %q", c)
}

func (s *Scanner) key(top *level) (Token, error) {
	text, rule, err := s.readString()
	if err != nil {
		return Token{}, err
	}
	top.state = wantColon
	if s.loose || top.own {
		return Token{Kind: String, IsKey: true, Bytes: text, Rule: rule}, nil
	}
	if _, twice := top.keys[string(text)]; twice {
		return Token{}, s.Refuse("duplicate-key", "ask the publisher; one of the two values would be lost", "the key %q stands twice in one object", format.Cut(string(text)))
	}
	if len(top.keys) >= MaxKeys {
		return Token{}, s.TooMany("keys of one object", MaxKeys)
	}
	if top.keys == nil {
		top.keys = map[string]struct{}{}
	}
	top.keys[s.name(text)], top.checked = struct{}{}, true
	return Token{Kind: String, IsKey: true, Bytes: text, Rule: rule}, nil
}

// name makes a text of a key; the few keys that come again and again are made once.
func (s *Scanner) name(text []byte) string {
	if name, ok := s.names[string(text)]; ok {
		return name
	}
	name := string(text)
	if len(s.names) < 256 && len(name) < 64 {
		s.names[name] = name
	}
	return name
}

// OwnKeys says that the caller checks the keys of the innermost open object, from
// here to its end, so that they need not be held in memory.
func (s *Scanner) OwnKeys() { s.levels[len(s.levels)-1].own = true }

// Mark is the place of a value.
type Mark struct {
	offset, line int64
}

// Mark gives the place of the value that comes next, after a key or in a list.
func (s *Scanner) Mark() (Mark, error) {
	if n := len(s.levels); n > 0 && s.levels[n-1].state == wantColon {
		if err := s.blanks(); err != nil {
			return Mark{}, s.need()
		}
		if s.buf[s.pos] != ':' {
			return Mark{}, s.malformed("expected a colon after a key, found %q", s.buf[s.pos])
		}
		s.pos++
		s.levels[n-1].state = wantMember
	}
	return Mark{s.base + int64(s.pos), s.line}, nil
}

// Jump goes forward to a mark of the same text; the value there is read as if
// it were a document.
func (s *Scanner) Jump(to Mark) error {
	for s.base+int64(s.end) < to.offset {
		s.pos = s.end
		if err := s.more(); err != nil {
			return s.need()
		}
	}
	if to.offset < s.base+int64(s.pos) {
		panic("jsonscan: jump back")
	}
	s.pos = int(to.offset - s.base)
	s.line, s.levels, s.done, s.part = to.line, s.levels[:0], false, true
	return nil
}
