package xlsx

import (
	"bytes"

	"fabbisogno/ingest/format"
)

// tag reads a start tag.
func (w *walker) tag() (event, error) {
	n, err := w.tagLength()
	if err != nil {
		return 0, err
	}
	inner := w.buf[w.pos+1 : w.pos+n-1]
	w.pos += n
	if len(inner) > 0 && inner[len(inner)-1] == '/' {
		w.closes, inner = true, inner[:len(inner)-1]
	}
	k := 0
	for k < len(inner) && !isSpace(inner[k]) {
		k++
	}
	w.full = inner[:k]
	if !isName(w.full) {
		return 0, w.refuse("xml", "not well formed: %q is not the name of an element", format.Cut(string(w.full)))
	}
	w.local = localName(w.full)
	if err := w.attributes(inner[k:]); err != nil {
		return 0, err
	}
	return startElement, w.start()
}

// tagLength finds the end of a start tag; a > inside quotes is text.
func (w *walker) tagLength() (int, error) {
	if i := bytes.IndexByte(w.buf[w.pos:], '>'); i > 0 {
		if tag := w.buf[w.pos : w.pos+i]; bytes.Count(tag, []byte{'"'})%2 == 0 && bytes.IndexByte(tag, '\'') < 0 {
			return i + 1, nil
		}
	}
	quote := byte(0)
	for i := 1; ; i++ {
		for w.pos+i >= len(w.buf) {
			ok, err := w.more()
			if err != nil {
				return 0, err
			}
			if !ok {
				return 0, w.refuse("xml", "not well formed: the part ends inside a tag")
			}
		}
		switch c := w.buf[w.pos+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1, nil
		}
	}
}

// attributes reads name="value" pairs.
func (w *walker) attributes(b []byte) error {
	w.attrs, w.decoded = w.attrs[:0], w.decoded[:0]
	for {
		i := 0
		for i < len(b) && isSpace(b[i]) {
			i++
		}
		if i == len(b) {
			return nil
		}
		if i == 0 {
			return w.refuse("xml", "not well formed: no blank before an attribute of <%s>", w.full)
		}
		b = b[i:]
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return w.refuse("xml", "not well formed: an attribute of <%s> has no value", w.full)
		}
		name := b[:eq]
		if eq > 0 && isSpace(b[eq-1]) {
			name = bytes.TrimRight(name, " \t\r\n")
		}
		if !isName(name) {
			return w.refuse("xml", "not well formed: %q is not the name of an attribute", format.Cut(string(name)))
		}
		if b = b[eq+1:]; len(b) > 0 && isSpace(b[0]) {
			b = bytes.TrimLeft(b, " \t\r\n")
		}
		if len(b) == 0 || (b[0] != '"' && b[0] != '\'') {
			return w.refuse("xml", "not well formed: the value of %q is not quoted", format.Cut(string(name)))
		}
		to := bytes.IndexByte(b[1:], b[0])
		if to < 0 {
			return w.refuse("xml", "not well formed: the quotation of %q does not end", format.Cut(string(name)))
		}
		raw := b[1 : 1+to]
		b = b[to+2:]
		if err := w.attribute(name, raw); err != nil {
			return err
		}
	}
}

func (w *walker) attribute(name, raw []byte) error {
	if len(raw) > maxToken {
		return w.refuse("limits", "an attribute is longer than %d bytes", maxToken)
	}
	if bytes.IndexByte(raw, '<') >= 0 {
		return w.refuse("xml", "not well formed: < inside the quotation of %q", format.Cut(string(name)))
	}
	if len(w.attrs) >= maxAttributes {
		return w.refuse("limits", "<%s> has more than %d attributes", w.local, maxAttributes)
	}
	for _, a := range w.attrs {
		if bytes.Equal(a.name, name) {
			return w.refuse("xml", "the attribute %q stands twice on <%s>", localName(name), w.local)
		}
	}
	value, err := w.resolve(raw)
	if err != nil {
		return err
	}
	w.attrs = append(w.attrs, attribute{name, value})
	return nil
}

func (w *walker) start() error {
	if len(w.open) == 0 {
		if w.roots++; w.roots > 1 {
			return w.refuse("xml", "a second root element <%s>", w.local)
		}
	}
	if len(w.open) >= maxDepth {
		return w.refuse("limits", "elements are nested deeper than %d levels", maxDepth)
	}
	w.open = append(w.open, len(w.names))
	w.names = append(w.names, w.full...)
	return nil
}

func (w *walker) end(name []byte) (event, error) {
	n := len(w.open)
	if n == 0 || !bytes.Equal(w.names[w.open[n-1]:], name) {
		return 0, w.refuse("xml", "</%s> closes nothing", format.Cut(string(localName(name))))
	}
	w.full, w.local, w.attrs = name, localName(name), w.attrs[:0]
	w.names, w.open = w.names[:w.open[n-1]], w.open[:n-1]
	return endElement, nil
}
