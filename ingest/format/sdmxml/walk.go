package sdmxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"fabbisogno/ingest/format"
)

// Limits of a message; encoding/xml bounds none of them.
const (
	maxDepth      = 64
	maxAttributes = 64      // the widest observation of a publisher carries 14, dimensions and notes together
	maxToken      = 1 << 20 // bytes of one tag or text
	maxBindings   = 256     // namespaces in force at one place
)

const again = "download the file again"

// errTooLong stops the decoder inside a token, before it holds more of it.
var errTooLong = errors.New("token too long")

// bounded gives the bytes of a file and stops when one token takes too many.
type bounded struct {
	r        io.Reader
	buf      []byte
	pos, end int
	left     int // bytes that the current token may still take
	ref      reference
}

// reference follows the references to characters as they pass. The decoder gives
// U+FFFD for half of a character (&#xD800;), and nothing tells afterwards that it
// was not written so. Inside CDATA it sees references where there are none; that
// does no harm, as only a U+FFFD beside one counts.
type reference struct {
	seen   uint8  // of the beginning &#x: 0, 1, 2; 3 with the digits
	base   uint32 // 10 or 16
	number uint32
	half   bool // a half was referred to since it was last asked
}

func (r *reference) see(c byte) {
	switch {
	case c == '&':
		r.seen = 1
	case r.seen == 0:
	case r.seen == 1 && c == '#':
		r.seen, r.base, r.number = 2, 10, 0
	case r.seen == 2 && c == 'x':
		r.seen, r.base = 3, 16
	case r.seen >= 2 && c == ';':
		r.half = r.half || r.number >= 0xd800 && r.number <= 0xdfff
		r.seen = 0
	case r.seen >= 2:
		r.seen = 3
		switch {
		case c >= '0' && c <= '9':
			r.add(c - '0')
		case r.base == 16 && c >= 'a' && c <= 'f':
			r.add(c - 'a' + 10)
		case r.base == 16 && c >= 'A' && c <= 'F':
			r.add(c - 'A' + 10)
		default:
			r.seen = 0
		}
	default:
		r.seen = 0
	}
}

// add a digit; what is beyond all characters stays there.
func (r *reference) add(digit byte) {
	r.number = min(r.number*r.base+uint32(digit), 1<<24)
}

func (b *bounded) ReadByte() (byte, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	for b.pos == b.end {
		n, err := b.r.Read(b.buf)
		if n == 0 && err != nil {
			return 0, err
		}
		b.pos, b.end = 0, n
	}
	b.left--
	c := b.buf[b.pos]
	b.pos++
	if c == '&' || b.ref.seen > 0 {
		b.ref.see(c)
	}
	return c, nil
}

// Read is there because xml.NewDecoder takes an io.Reader; the decoder reads bytes.
func (b *bounded) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := b.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

type binding struct {
	prefix, uri string
	depth       int // of the element that declares it
}

// walker reads the tokens of a message and checks what encoding/xml does not:
// depth, matching ends, one root, no document type, declared prefixes, sizes and
// repeated attributes.
type walker struct {
	src   *bounded
	d     *xml.Decoder
	open  []xml.Name // Space is the prefix
	bound []binding
	roots int
	uri   string // namespace of the last start element
	// twice is an attribute that stands twice on the last start element; only
	// elements that mayRepeat come through with one, so that a row can be set aside.
	twice     string
	mayRepeat func(local string) bool
	// half says that the last start element, or the texts behind it, refer to half of
	// a character; the U+FFFD in them is then not the publisher's.
	half   bool
	simple simple
}

func newWalker(r io.Reader) *walker {
	w := &walker{src: &bounded{r: r, buf: make([]byte, 64<<10)}}
	w.bound = append(w.bound, binding{"xml", "http://www.w3.org/XML/1998/namespace", 0}, binding{"", "", 0})
	w.d = xml.NewDecoder(w.src)
	w.d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "us-ascii", "utf-16", "utf-16le", "utf-16be": // UTF-16 was transcoded by its mark; otherwise it is not well formed here
			return in, nil
		}
		return nil, format.Refuse("encoding", "ask the publisher for UTF-8, or convert the file and load the copy", "the file is written in %s", format.Cut(label))
	}
	return w
}

func (w *walker) refuse(rule, message string, args ...any) error {
	line, _ := w.d.InputPos()
	return &format.Refusal{Rule: rule, Line: int64(line + w.simple.lines), Hint: again, Message: fmt.Sprintf(message, args...)}
}

// next gives the next start, end or text; io.EOF after the root's end. Names are
// as written: Space is the prefix. A token is valid until the next one. Blanks
// between tags may be left out.
func (w *walker) next() (xml.Token, error) {
	for {
		token, err := w.raw()
		if err != nil {
			return nil, w.failed(err)
		}
		_, isStart := token.(xml.StartElement)
		w.half = w.src.ref.half || w.half && !isStart
		w.src.ref.half = false
		switch x := token.(type) {
		case xml.StartElement:
			return x, w.start(x)
		case xml.EndElement:
			n := len(w.open)
			if n == 0 || w.open[n-1] != x.Name {
				return nil, w.refuse("xml", "</%s> closes nothing", format.Cut(x.Name.Local))
			}
			for last := len(w.bound) - 1; w.bound[last].depth == n; last-- {
				w.bound = w.bound[:last]
			}
			w.open = w.open[:n-1]
			return x, nil
		case xml.CharData:
			if len(w.open) > 0 {
				return x, nil
			}
			if len(bytes.TrimSpace(x)) > 0 {
				return nil, w.refuse("xml", "text outside the root element")
			}
		case xml.Directive:
			return nil, w.refuse("dtd", "a document type or declaration is not allowed")
		}
	}
}

// raw is the next token, unchecked. After a tag the decoder holds nothing back;
// after a text it holds the character that ended it, and after a start tag that
// closed itself it owes the end.
func (w *walker) raw() (xml.Token, error) {
	if token := w.simple.next(w.src); token != nil {
		return token, nil
	}
	w.src.left = maxToken
	token, err := w.d.RawToken()
	switch token.(type) {
	case xml.StartElement:
		// Not known whether it closed itself: the decoder reads one more token.
		w.simple.isBetween = false
	case xml.EndElement, xml.Comment, xml.ProcInst:
		w.simple.isBetween = true
	default:
		w.simple.isBetween = false
	}
	return token, err
}

// failed says what an error of the decoder means; io.EOF when it is the clean end.
func (w *walker) failed(err error) error {
	var r *format.Refusal
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && len(w.open) == 0 && w.roots == 1:
		return io.EOF
	case errors.Is(err, io.EOF) && len(w.open) == 0:
		return format.Refuse("empty", again, "the file is empty")
	case errors.Is(err, io.EOF):
		return w.refuse("xml", "the file ends inside <%s>", format.Cut(w.open[len(w.open)-1].Local))
	case errors.Is(err, errTooLong):
		return w.refuse("limits", "a tag or text is longer than %d bytes", maxToken)
	case errors.As(err, &r):
		return r
	case errors.As(err, &syntax):
		return w.refuse("xml", "not well formed: %s", format.Cut(syntax.Msg))
	case strings.HasPrefix(err.Error(), "xml: "): // of the decoder, which has no type for it: a version that is not 1.0
		return w.refuse("xml", "not well formed: %s", format.Cut(strings.TrimPrefix(err.Error(), "xml: ")))
	}
	return err
}

func (w *walker) start(x xml.StartElement) error {
	if len(w.open) == 0 {
		if w.roots++; w.roots > 1 {
			return w.refuse("xml", "a second root element <%s>", format.Cut(x.Name.Local))
		}
	}
	if len(w.open) >= maxDepth {
		return w.refuse("limits", "elements are nested deeper than %d levels", maxDepth)
	}
	if len(x.Attr) > maxAttributes {
		return w.refuse("limits", "<%s> has more than %d attributes", format.Cut(x.Name.Local), maxAttributes)
	}
	w.open = append(w.open, x.Name)
	prefixed := false
	for i := range x.Attr {
		a := &x.Attr[i]
		switch {
		case a.Name.Space == "xmlns":
			w.bound = append(w.bound, binding{a.Name.Local, a.Value, len(w.open)})
		case a.Name.Space != "":
			prefixed = true
		case a.Name.Local == "xmlns":
			w.bound = append(w.bound, binding{"", a.Value, len(w.open)})
		}
	}
	if len(w.bound) > maxBindings {
		return w.refuse("limits", "more than %d namespaces are declared", maxBindings)
	}
	var ok bool
	if w.uri, ok = w.resolve(x.Name.Space); !ok {
		return w.refuse("namespace", "<%s:%s> has a prefix that is not declared", format.Cut(x.Name.Space), format.Cut(x.Name.Local))
	}
	for i := 0; prefixed && i < len(x.Attr); i++ {
		space := x.Attr[i].Name.Space
		if space == "" || space == "xmlns" {
			continue
		}
		if _, ok := w.resolve(space); !ok {
			return w.refuse("namespace", "the attribute %s:%s has a prefix that is not declared", format.Cut(space), format.Cut(x.Attr[i].Name.Local))
		}
	}
	w.twice = repeated(x.Attr)
	if w.twice != "" && (w.mayRepeat == nil || !w.mayRepeat(x.Name.Local)) {
		return w.refuse("xml", "the attribute %q stands twice on <%s>", format.Cut(w.twice), format.Cut(x.Name.Local))
	}
	return nil
}

// repeated is the name of an attribute that stands twice; empty when none does.
func repeated(attrs []xml.Attr) string {
	for i := range attrs {
		for j := range i {
			if attrs[i].Name.Local == attrs[j].Name.Local && attrs[i].Name.Space == attrs[j].Name.Space {
				return attrs[i].Name.Local
			}
		}
	}
	return ""
}

func (w *walker) resolve(prefix string) (string, bool) {
	for i := len(w.bound) - 1; i >= 0; i-- {
		if w.bound[i].prefix == prefix {
			return w.bound[i].uri, true
		}
	}
	return "", false
}

// skip passes over the element that was just started.
func (w *walker) skip() error {
	for depth := len(w.open); len(w.open) >= depth; {
		if _, err := w.next(); err != nil {
			return err
		}
	}
	return nil
}

// text is the text of the element that was just started, inner elements left
// out, blanks outside taken off. It reads to the element's end.
func (w *walker) text() (string, error) {
	var b strings.Builder
	depth := len(w.open)
	for len(w.open) >= depth {
		token, err := w.next()
		if err != nil {
			return "", err
		}
		if x, ok := token.(xml.CharData); ok && len(w.open) == depth {
			if b.Len()+len(x) > maxToken {
				return "", w.refuse("limits", "a tag or text is longer than %d bytes", maxToken)
			}
			b.Write(x)
		}
	}
	return strings.TrimSpace(b.String()), nil
}

// children calls f for each element directly inside the one just started, to its
// end. f reads its element to the end, with skip, text or children.
func (w *walker) children(f func(x xml.StartElement) error) error {
	depth := len(w.open)
	for {
		token, err := w.next()
		if err != nil {
			return err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if err := f(x); err != nil {
				return err
			}
		case xml.EndElement:
			if len(w.open) < depth {
				return nil
			}
		case xml.CharData:
			if len(bytes.TrimSpace(x)) > 0 {
				return w.refuse("sdmx-structure", "the text %q stands where only elements belong", format.Cut(string(x[:min(len(x), 80)])))
			}
		}
	}
}

// attr is the value of an attribute by its local name, whatever its prefix.
func attr(x xml.StartElement, local string) string {
	value, _ := find(x, local)
	return value
}

// find is the value of an attribute, and whether it stands there.
func find(x xml.StartElement, local string) (value string, ok bool) {
	for i := range x.Attr {
		if x.Attr[i].Name.Local == local && x.Attr[i].Name.Space != "xmlns" {
			return x.Attr[i].Value, true
		}
	}
	return "", false
}

// allText is the text of the element just started and of the first element inside
// it that has any: a text in several languages is taken in the first.
func (w *walker) allText() (string, error) {
	var b strings.Builder
	depth := len(w.open)
	inner := 0
	for len(w.open) >= depth {
		token, err := w.next()
		if err != nil {
			return "", err
		}
		switch x := token.(type) {
		case xml.StartElement:
			inner++
		case xml.CharData:
			if inner <= 1 && b.Len()+len(x) <= maxToken {
				b.Write(x)
			}
		}
	}
	return strings.TrimSpace(b.String()), nil
}
