package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"fabbisogno/ingest/format"
)

// Limits of one XML part; encoding/xml bounds none of them.
const (
	maxDepth      = 64
	maxAttributes = 64
	maxToken      = 1 << 20
)

// walker reads the tokens of one part and checks what encoding/xml does not:
// depth, matching ends, one root, no document type, attribute counts and repeats.
type walker struct {
	part  string
	d     *xml.Decoder
	stack []string
	roots int
}

func newWalker(part string, text []byte) *walker {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	return &walker{part: part, d: xml.NewDecoder(bytes.NewReader(text))}
}

func (w *walker) refuse(rule, message string, args ...any) error {
	line, _ := w.d.InputPos()
	return &format.Refusal{Rule: rule, Hint: "open the workbook in a spreadsheet program and save it again, or " + again,
		Message: fmt.Sprintf("%s, line %d: %s", w.part, line, fmt.Sprintf(message, args...))}
}

// next gives the next start, end or text; io.EOF after the root's end. Names are
// local names: the parts of a workbook use one namespace each.
func (w *walker) next() (xml.Token, error) {
	for {
		token, err := w.d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(w.stack) > 0 || w.roots != 1 {
				return nil, w.refuse("xml", "the part ends inside <%s>", strings.Join(w.stack, "><"))
			}
			return nil, io.EOF
		}
		if err != nil {
			return nil, w.refuse("xml", "not well formed: %v", err)
		}
		switch x := token.(type) {
		case xml.Directive:
			return nil, w.refuse("dtd", "a document type or declaration is not allowed")
		case xml.StartElement:
			if err := w.start(x); err != nil {
				return nil, err
			}
			return x, nil
		case xml.EndElement:
			n := len(w.stack)
			if n == 0 || w.stack[n-1] != full(x.Name) {
				return nil, w.refuse("xml", "</%s> closes nothing", x.Name.Local)
			}
			w.stack = w.stack[:n-1]
			return x, nil
		case xml.CharData:
			if len(x) > maxToken {
				return nil, w.refuse("limits", "a text is longer than %d bytes", maxToken)
			}
			if len(w.stack) == 0 {
				if len(bytes.TrimSpace(x)) > 0 {
					return nil, w.refuse("xml", "text outside the root element")
				}
				continue
			}
			return x, nil
		}
	}
}

func (w *walker) start(x xml.StartElement) error {
	if len(w.stack) == 0 {
		if w.roots++; w.roots > 1 {
			return w.refuse("xml", "a second root element <%s>", x.Name.Local)
		}
	}
	if len(w.stack) >= maxDepth {
		return w.refuse("limits", "elements are nested deeper than %d levels", maxDepth)
	}
	if len(x.Attr) > maxAttributes {
		return w.refuse("limits", "<%s> has more than %d attributes", x.Name.Local, maxAttributes)
	}
	for i, a := range x.Attr {
		if len(a.Value) > maxToken {
			return w.refuse("limits", "an attribute is longer than %d bytes", maxToken)
		}
		for _, b := range x.Attr[:i] {
			if a.Name == b.Name {
				return w.refuse("xml", "the attribute %q stands twice on <%s>", a.Name.Local, x.Name.Local)
			}
		}
	}
	w.stack = append(w.stack, full(x.Name))
	return nil
}

// check reads the part to its end for form alone.
func (w *walker) check() error {
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
	if len(w.stack) < len(names) {
		return false
	}
	for i, name := range names {
		if local(w.stack[len(w.stack)-len(names)+i]) != name {
			return false
		}
	}
	return true
}

func full(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func local(name string) string {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

func attr(x xml.StartElement, space, name string) string {
	for _, a := range x.Attr {
		if a.Name.Local == name && a.Name.Space == space {
			return a.Value
		}
	}
	return ""
}
