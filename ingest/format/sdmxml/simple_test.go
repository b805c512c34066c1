package sdmxml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// tokens of a file and the error at their end, blanks between tags left out.
func tokens(r io.Reader, isOff bool) string {
	w := newWalker(r)
	w.mayRepeat = func(string) bool { return true }
	w.simple.isOff = isOff
	var b, text strings.Builder
	flush := func() { // the decoder may give one text in parts; blanks may be left out
		if all := strings.Join(strings.Fields(text.String()), ""); all != "" {
			fmt.Fprintf(&b, "%q\n", all)
		}
		text.Reset()
	}
	for {
		token, err := w.next()
		if err != nil {
			flush()
			fmt.Fprintf(&b, "%v", err)
			return b.String()
		}
		switch x := token.(type) {
		case xml.StartElement:
			flush()
			fmt.Fprintf(&b, "<%s %s %q %q\n", x.Name.Space, x.Name.Local, x.Attr, w.twice)
		case xml.EndElement:
			flush()
			fmt.Fprintf(&b, "</%s %s\n", x.Name.Space, x.Name.Local)
		case xml.CharData:
			text.Write(x)
		}
	}
}

var simpleCases = []string{
	"<a>\n<b x=\"1\" y='2'/>\n<c/>text<d z=\"&amp;\"/> <e>  </e>\n</a>\n",
	"<a><b></b><c:d/><e f=\"1\"g=\"2\"/></a>", "<a><b></b><c x=\"1\" x=\"2\"/></a>", "<a><b></b><c x =\"1\"/></a >", "<a><b></b><c x=\"\u00e8\"/></a>",
	"<a><b></b>\r\n<!-- x -->\n<c/><?p q?><d/></a>", "<a><b></b><1c/></a>", "<a><b></b><c:d:e/></a>", "<a><b></b><c x=1/></a>", "<a><b></b><c x=\"<\"/></a>",
	"<a><b></b><![CDATA[<x/>]]><c/></a>", "<a><b></b><c/ ></a>", "<a><b></b><c></d></a>", "<a><b></b><c x=\"a\nb\"/></a>", "<a><b></b><", "<a><b></b></a>\n\n<c/>",
	"<a><b></b><:c/><c:/><-d/></a>", "<a><b></b><c:1d/></a>", "<a><b></b> x <c/> y </a> ", "<a><b></b><!DOCTYPE c></a>", "<a><b></b><c xmlns:q=\"u\"><q:d q:e=\"\"/></c><q:f/></a>",
}

// TestSimple holds the quick reading of plain tags against the decoder alone, the
// buffer ending anywhere.
func TestSimple(t *testing.T) {
	texts := append(slices.Clone(simpleCases), structureMessage)
	for _, c := range append(slices.Clone(readCases), refusedCases...) {
		texts = append(texts, c.message)
	}
	for _, text := range texts {
		want := tokens(strings.NewReader(text), true)
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(text), "halves": iotest.HalfReader(strings.NewReader(text)), "bytes": iotest.OneByteReader(strings.NewReader(text))} {
			if diff := cmp.Diff(want, tokens(r, false)); diff != "" {
				t.Errorf("%s: %s\n(-decoder +quick):\n%s", name, text, diff)
			}
		}
	}
}

func FuzzSimple(f *testing.F) {
	for _, text := range simpleCases {
		f.Add([]byte(text))
	}
	for _, c := range readCases {
		f.Add([]byte(c.message))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if diff := cmp.Diff(tokens(bytes.NewReader(data), true), tokens(bytes.NewReader(data), false)); diff != "" {
			t.Errorf("(-decoder +quick):\n%s", diff)
		}
	})
}
