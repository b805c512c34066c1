package sdmxml

import (
	"bytes"
	"encoding/xml"
)

// simple reads the tags that nearly all of a message consists of without the
// decoder, which takes most of the time otherwise: ASCII names with at most one
// colon, values in double quotes of printable ASCII without references. It reads
// only what the decoder would read the same way, only where the decoder stands
// between two tokens, and only what lies in the buffer whole; everything else,
// and everything that is wrong, is left to the decoder.
type simple struct {
	isOff     bool // tests compare with what the decoder reads alone
	isBetween bool // the decoder holds no byte and no pending end
	closing   bool // the last start tag closed itself
	last      xml.StartElement
	attrs     []xml.Attr
	names     map[string]xml.Name // by their text, so that names are not allocated again
	lines     int                 // line ends passed over, which the decoder did not see
}

const maxInterned = 4096

// next is the next token, or nil when the decoder must read it. The attributes of
// a start element are valid until the next one.
func (s *simple) next(b *bounded) xml.Token {
	if s.closing {
		s.closing = false
		return xml.EndElement{Name: s.last.Name}
	}
	if !s.isBetween || s.isOff {
		return nil
	}
	text := b.buf[b.pos:b.end]
	n := 0
	for n < len(text) && isBlank(text[n]) {
		n++
	}
	if n+1 >= len(text) || text[n] != '<' {
		return nil
	}
	var token xml.Token
	size := 0
	if text[n+1] == '/' {
		token, size = s.end(text[n+2:])
		size += 2
	} else {
		token, size = s.start(text[n+1:])
		size++
	}
	if token == nil {
		return nil
	}
	s.lines += bytes.Count(text[:n+size], []byte("\n"))
	b.pos += n + size
	return token
}

// end reads "name>".
func (s *simple) end(text []byte) (xml.Token, int) {
	name, n, ok := s.name(text)
	if !ok || n >= len(text) || text[n] != '>' {
		return nil, 0
	}
	return xml.EndElement{Name: name}, n + 1
}

// start reads "name attributes>" or "name attributes/>".
func (s *simple) start(text []byte) (xml.Token, int) {
	name, n, ok := s.name(text)
	if !ok {
		return nil, 0
	}
	s.attrs = s.attrs[:0]
	for {
		at := n
		for n < len(text) && isBlank(text[n]) {
			n++
		}
		if n+1 >= len(text) {
			return nil, 0
		}
		closes := text[n] == '/' && text[n+1] == '>'
		if closes || text[n] == '>' {
			s.closing = closes
			s.last = xml.StartElement{Name: name, Attr: s.attrs}
			if closes {
				n++
			}
			return s.last, n + 1
		}
		if at == n { // no blank before an attribute
			return nil, 0
		}
		a, size, ok := s.attribute(text[n:])
		if !ok || len(s.attrs) > maxAttributes {
			return nil, 0
		}
		s.attrs = append(s.attrs, a)
		n += size
	}
}

func (s *simple) attribute(text []byte) (a xml.Attr, n int, ok bool) {
	a.Name, n, ok = s.name(text)
	if !ok || n+1 >= len(text) || text[n] != '=' || text[n+1] != '"' {
		return a, 0, false
	}
	n += 2
	size := bytes.IndexByte(text[n:], '"')
	if size < 0 || !isSimple(text[n:n+size]) {
		return a, 0, false
	}
	a.Value = string(text[n : n+size])
	return a, n + size + 1, true
}

// name reads a name of ASCII letters, digits and the signs that names may hold.
func (s *simple) name(text []byte) (xml.Name, int, bool) {
	n := 0
	for n < len(text) && isNameByte(text[n]) {
		n++
	}
	if n == 0 || n == len(text) || n > maxName {
		return xml.Name{}, 0, false
	}
	if name, ok := s.names[string(text[:n])]; ok {
		return name, n, true
	}
	prefix, local, hasPrefix := bytes.Cut(text[:n], []byte(":"))
	if !hasPrefix {
		prefix, local = nil, prefix
	}
	if !isNameStart(text[0]) || len(local) == 0 || !isNameStart(local[0]) || bytes.IndexByte(local, ':') >= 0 {
		return xml.Name{}, 0, false
	}
	name := xml.Name{Space: string(prefix), Local: string(local)}
	if s.names == nil {
		s.names = map[string]xml.Name{}
	}
	if len(s.names) < maxInterned {
		s.names[string(text[:n])] = name
	}
	return name, n, true
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func isNameByte(c byte) bool {
	return isNameStart(c) || c >= '0' && c <= '9' || c == '.' || c == '-' || c == ':'
}

// isSimple says whether a value means what it shows: no references, no characters
// that XML changes or forbids.
func isSimple(value []byte) bool {
	for _, c := range value {
		if c < ' ' || c > '~' || c == '&' || c == '<' {
			return false
		}
	}
	return true
}
