package xlsx

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fabbisogno/ingest/format"
)

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func startsName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// isName says whether b may name an element or attribute, with or without a
// prefix: the names of workbooks are ASCII, though XML allows more.
func isName(b []byte) bool {
	if len(b) == 0 || len(b) > 1000 || !startsName(b[0]) {
		return false
	}
	for i, c := range b[1:] {
		if c == ':' { // a local name follows, without a prefix of its own
			return len(b) > i+2 && bytes.IndexByte(b[i+2:], ':') < 0 && isName(b[i+2:])
		}
		if !startsName(c) && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
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

// instruction passes over <? ... ?>. The XML declaration may only begin the part.
func (w *walker) instruction() error {
	first := !w.begun
	n, err := w.take(2, "?>")
	if err != nil {
		return err
	}
	text := w.buf[w.pos-n+2 : w.pos-2]
	if err := w.check(text); err != nil {
		return err
	}
	k := 0
	for k < len(text) && !isSpace(text[k]) {
		k++
	}
	target := text[:k]
	switch {
	case !isName(target):
		return w.refuse("xml", "not well formed: %q is not the name of an instruction", format.Cut(string(target)))
	case string(target) == "xml" && first:
		return w.declaration(text[k:])
	case bytes.EqualFold(target, []byte("xml")):
		return w.refuse("xml", "not well formed: an XML declaration that does not begin the part")
	}
	return nil
}

// declaration checks the XML declaration: version 1.0, no other encoding than UTF-8.
func (w *walker) declaration(b []byte) error {
	w.full, w.local = []byte("?xml"), []byte("?xml")
	if err := w.attributes(b); err != nil {
		return err
	}
	names := []string{"version", "encoding", "standalone"}
	for i, a := range w.attrs {
		if i == 0 && string(a.name) != names[0] {
			break
		}
		at := slices.Index(names, string(a.name))
		if at < 0 || bytes.IndexByte(b, '&') >= 0 {
			return w.refuse("xml", "not well formed: %q in the XML declaration", format.Cut(string(a.name)))
		}
		names = names[at+1:]
		value := string(a.value)
		if ok := map[string]bool{
			"version":    value == "1.0",
			"encoding":   strings.EqualFold(value, "utf-8"),
			"standalone": value == "yes" || value == "no",
		}[string(a.name)]; !ok {
			return w.refuse("xml", "not well formed: the %s is %q; workbooks are of XML 1.0 in UTF-8", a.name, format.Cut(value))
		}
	}
	if len(names) == 3 {
		return w.refuse("xml", "not well formed: the XML declaration does not begin with its version")
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
		if len(bytes.TrimLeft(raw, " \t\r\n")) > 0 {
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
