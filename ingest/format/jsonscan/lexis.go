package jsonscan

import (
	"unicode/utf16"
	"unicode/utf8"
)

// word reads the rest of true, false or null.
func (s *Scanner) word(w string) error {
	for i := range len(w) {
		if err := s.need(); err != nil {
			return err
		}
		if s.buf[s.pos] != w[i] {
			return s.malformed("expected %s", w)
		}
		s.pos++
	}
	return nil
}

func (s *Scanner) tooLong() error {
	return s.Refuse("limits", "the file is no data message", "a text or number is longer than %d bytes", MaxToken)
}

// readNumber reads a number; the cursor stands on its first character.
func (s *Scanner) readNumber() ([]byte, error) {
	for i := s.pos; i < s.end; i++ {
		if !inNumber(s.buf[i]) { // it lies in the buffer
			text := s.buf[s.pos:i]
			s.pos = i
			return text, s.checkNumber(text)
		}
	}
	s.text = s.text[:0]
	for {
		if s.pos >= s.end {
			if err := s.more(); err != nil {
				if len(s.levels) > 0 {
					return nil, s.need()
				}
				break // a document of one number
			}
		}
		c := s.buf[s.pos]
		if !inNumber(c) {
			break
		}
		if len(s.text) >= MaxToken {
			return nil, s.tooLong()
		}
		s.text = append(s.text, c)
		s.pos++
	}
	return s.text, s.checkNumber(s.text)
}

func inNumber(c byte) bool {
	return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E'
}

// checkNumber holds a number against the grammar -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?.
func (s *Scanner) checkNumber(text []byte) error {
	rest := text
	if rest[0] == '-' {
		rest = rest[1:]
	}
	whole := digits(rest)
	ok := whole > 0 && (whole == 1 || rest[0] != '0')
	rest = rest[whole:]
	if ok && len(rest) > 0 && rest[0] == '.' {
		n := digits(rest[1:])
		ok, rest = n > 0, rest[1+n:]
	}
	if ok && len(rest) > 0 && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if len(rest) > 0 && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		n := digits(rest)
		ok, rest = n > 0, rest[n:]
	}
	if !ok || len(rest) > 0 {
		return s.malformed("%.40q is no number", text)
	}
	return nil
}

func digits(b []byte) int {
	n := 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	return n
}

// readString reads a text; the cursor stands on its opening quotation mark.
func (s *Scanner) readString() (text []byte, rule string, err error) {
	s.pos++
	for i := s.pos; i < s.end; i++ {
		c := s.buf[i]
		if c == '"' { // it lies in the buffer and holds no escapes
			text = s.buf[s.pos:i]
			s.pos = i + 1
			return text, "", nil
		}
		if c == '\\' || c < 0x20 {
			break
		}
	}
	s.text = s.text[:0]
	for {
		if err := s.need(); err != nil {
			return nil, "", err
		}
		if len(s.text) >= MaxToken {
			return nil, "", s.tooLong()
		}
		c := s.buf[s.pos]
		s.pos++
		switch {
		case c == '"':
			return s.text, rule, nil
		case c < 0x20:
			return nil, "", s.malformed("a text holds a control character or a line break")
		case c == '\\':
			half, err := s.escape()
			if err != nil {
				return nil, "", err
			}
			if half {
				rule = "surrogate"
			}
		default:
			s.text = append(s.text, c)
		}
	}
}

// escape adds one escaped character; half says that it is none but half of one.
func (s *Scanner) escape() (half bool, err error) {
	if err := s.need(); err != nil {
		return false, err
	}
	c := s.buf[s.pos]
	s.pos++
	switch c {
	case '"', '\\', '/':
		s.text = append(s.text, c)
	case 'b':
		s.text = append(s.text, '\b')
	case 'f':
		s.text = append(s.text, '\f')
	case 'n':
		s.text = append(s.text, '\n')
	case 'r':
		s.text = append(s.text, '\r')
	case 't':
		s.text = append(s.text, '\t')
	case 'u':
		return s.unicode()
	default:
		return false, s.malformed("unknown escape \\%c", c)
	}
	return false, nil
}

// unicode adds the character of \uXXXX, or of two such that make one.
func (s *Scanner) unicode() (half bool, err error) {
	r, err := s.hex()
	if err != nil {
		return false, err
	}
	for utf16.IsSurrogate(r) {
		if err := s.need(); err != nil {
			return false, err
		}
		if s.buf[s.pos] != '\\' {
			break
		}
		s.pos++
		if err := s.need(); err != nil {
			return false, err
		}
		if s.buf[s.pos] != 'u' {
			s.text = utf8.AppendRune(s.text, utf8.RuneError)
			_, err := s.escape()
			return true, err
		}
		s.pos++
		low, err := s.hex()
		if err != nil {
			return false, err
		}
		if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
			s.text = utf8.AppendRune(s.text, whole)
			return half, nil
		}
		s.text = utf8.AppendRune(s.text, utf8.RuneError) // r alone; low may begin a pair
		half, r = true, low
	}
	half = half || utf16.IsSurrogate(r)
	s.text = utf8.AppendRune(s.text, r) // U+FFFD for half a pair
	return half, nil
}

func (s *Scanner) hex() (rune, error) {
	var r rune
	for range 4 {
		if err := s.need(); err != nil {
			return 0, err
		}
		c := s.buf[s.pos]
		s.pos++
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, s.malformed("%q is no hexadecimal digit", c)
		}
	}
	return r, nil
}
