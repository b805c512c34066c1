package xlsx

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"fabbisogno/ingest/format"
)

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func startsName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// isName says whether b may name an element or attribute.
func isName(b []byte) bool {
	if len(b) == 0 || len(b) > 1000 || !startsName(b[0]) {
		return false
	}
	high := b[0] >= utf8.RuneSelf
	for _, c := range b[1:] {
		if !startsName(c) && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
		high = high || c >= utf8.RuneSelf
	}
	return !high || utf8.Valid(b)
}

// localName is what follows the prefix.
func localName(name []byte) []byte {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// check refuses what no XML may hold: bytes that are not UTF-8, control characters.
func (w *walker) check(b []byte) error {
	for i := 0; i < len(b); {
		if c := b[i]; c < utf8.RuneSelf {
			if c < 0x20 && !isSpace(c) {
				return w.refuse("xml", "not well formed: the control character %#x", c)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return w.refuse("xml", "not well formed: invalid UTF-8")
		}
		if r == 0xfffe || r == 0xffff {
			return w.refuse("xml", "not well formed: the character %U", r)
		}
		i += n
	}
	return nil
}

// resolve checks a text and puts characters in the place of entities, line feeds
// in that of carriage returns. The result is valid until the next event.
func (w *walker) resolve(raw []byte) ([]byte, error) {
	plain := true
	for _, c := range raw {
		if c == '&' || c == '\r' || c >= utf8.RuneSelf || (c < 0x20 && !isSpace(c)) {
			plain = false
			break
		}
	}
	if plain {
		return raw, nil
	}
	if err := w.check(raw); err != nil {
		return nil, err
	}
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return raw, nil
	}
	from := len(w.decoded)
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '\r':
			w.decoded = append(w.decoded, '\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
		case '&':
			end := bytes.IndexByte(raw[i:], ';')
			r, ok := entity(raw[i+1 : i+max(end, 1)])
			if end < 2 || !ok {
				return nil, w.refuse("xml", "not well formed: the entity %q", format.Cut(string(raw[i:min(len(raw), i+20)])))
			}
			w.decoded = utf8.AppendRune(w.decoded, r)
			i += end
		default:
			w.decoded = append(w.decoded, c)
		}
	}
	return w.decoded[from:len(w.decoded):len(w.decoded)], nil
}

// entity is the character of one of the five names of XML or of a number.
func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	digits, ok := bytes.CutPrefix(name, []byte("#"))
	if !ok || len(digits) > 12 {
		return 0, false
	}
	base := 10
	if hex, ok := bytes.CutPrefix(digits, []byte("x")); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	r := rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || (r < 0x20 && !isSpace(byte(r))) || r == 0xfffe || r == 0xffff {
		return 0, false
	}
	return r, true
}

// instruction passes over <? ... ?>; the declaration must not name another encoding.
func (w *walker) instruction() error {
	n, err := w.take(2, "?>")
	if err != nil {
		return err
	}
	text := w.buf[w.pos-n+2 : w.pos-2]
	if err := w.check(text); err != nil {
		return err
	}
	rest, ok := bytes.CutPrefix(text, []byte("xml"))
	if !ok || len(rest) == 0 || !isSpace(rest[0]) {
		if len(text) == 0 || !startsName(text[0]) {
			return w.refuse("xml", "not well formed: an instruction without a name")
		}
		return nil
	}
	for _, want := range []struct{ name, value string }{{"version", "1.0"}, {"encoding", "utf-8"}} {
		_, after, ok := strings.Cut(string(rest), want.name)
		if !ok {
			continue
		}
		got := strings.TrimLeft(after, " \t\r\n=")
		if len(got) > 1 {
			got, _, _ = strings.Cut(got[1:], got[:1])
		}
		if !strings.EqualFold(got, want.value) {
			return w.refuse("xml", "not well formed: the %s is not %s: %q", want.name, want.value, format.Cut(got))
		}
	}
	return nil
}

func (w *walker) cdata() (event, error) {
	n, err := w.take(3, "]]>")
	if err != nil {
		return 0, err
	}
	all := w.buf[w.pos-n : w.pos]
	text, ok := bytes.CutPrefix(all, []byte("<![CDATA["))
	if !ok {
		return 0, w.refuse("dtd", "a document type or declaration is not allowed")
	}
	if len(w.open) == 0 {
		return 0, w.refuse("xml", "text outside the root element")
	}
	w.text = text[:len(text)-3]
	return charData, w.check(w.text)
}

// characters reads text up to the next tag.
func (w *walker) characters() (event, error) {
	n, err := w.find(1, "<")
	if err != nil {
		return 0, err
	}
	if n == 0 {
		n = len(w.buf) - w.pos + 1 // the part ends here; the caller meets the end next
	}
	raw := w.buf[w.pos : w.pos+n-1]
	if len(raw) > maxToken {
		return 0, w.refuse("limits", "a text is longer than %d bytes", maxToken)
	}
	w.pos += n - 1
	if len(w.open) == 0 {
		if len(bytes.TrimSpace(raw)) > 0 {
			return 0, w.refuse("xml", "text outside the root element")
		}
		return 0, nil
	}
	if bytes.IndexByte(raw, '>') >= 0 && bytes.Contains(raw, []byte("]]>")) {
		return 0, w.refuse("xml", "not well formed: ]]> in a text")
	}
	w.decoded = w.decoded[:0]
	w.text, err = w.resolve(raw)
	return charData, err
}
