package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"fabbisogno/ingest/format"
)

// events are what a walker reads, a line each, and whether it got to the end.
func events(w *walker) (string, error) {
	var b strings.Builder
	for {
		e, err := w.next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch e {
		case startElement:
			fmt.Fprintf(&b, "<%s", w.full)
			for _, a := range w.attrs {
				fmt.Fprintf(&b, " %s=%q", a.name, a.value)
			}
			b.WriteString(">")
		case endElement:
			fmt.Fprintf(&b, "</%s>", w.full)
		default:
			fmt.Fprintf(&b, "%q", w.text)
		}
	}
}

// standardEvents are the same by encoding/xml.
func standardEvents(text string) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\xef\xbb\xbf")))
	depth := 0
	name := func(n xml.Name) string {
		if n.Space == "" {
			return n.Local
		}
		return n.Space + ":" + n.Local
	}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch x := token.(type) {
		case xml.StartElement:
			depth++
			fmt.Fprintf(&b, "<%s", name(x.Name))
			for _, a := range x.Attr {
				fmt.Fprintf(&b, " %s=%q", name(a.Name), a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			depth--
			fmt.Fprintf(&b, "</%s>", name(x.Name))
		case xml.CharData:
			if depth > 0 {
				fmt.Fprintf(&b, "%q", string(x))
			}
		}
	}
}

// TestWalkerAgainstStandard: what the walker takes, encoding/xml takes and reads
// alike; and it takes what spreadsheet programs write.
func TestWalkerAgainstStandard(t *testing.T) {
	taken := 0
	for _, text := range walkerSeeds {
		if compareWalker(t, text) {
			taken++
		}
	}
	if taken != 8 {
		t.Errorf("%d of the texts are taken, want the first 8", taken)
	}
}

func compareWalker(t *testing.T, text string) (taken bool) {
	t.Helper()
	for _, size := range []int{1, 7, 1 << 16} { // in small pieces too
		w := newWalker("x", iotest.OneByteReader(strings.NewReader(text)))
		if size > 1 {
			w = newWalker("x", strings.NewReader(text))
			w.buf = make([]byte, 0, size)
		}
		got, err := events(w)
		var r *format.Refusal
		if err != nil {
			if !errors.As(err, &r) || r.Rule == "" {
				t.Fatalf("%q: %v is no refusal", text, err)
			}
			if taken {
				t.Fatalf("%q: taken in one piece and refused in others: %v", text, err)
			}
			continue
		}
		taken = true
		want, err := standardEvents(text)
		if err != nil || got != want {
			t.Fatalf("%q: read as\n%s\nand by encoding/xml as\n%s, %v", text, got, want, err)
		}
	}
	return taken
}

func FuzzWalker(f *testing.F) {
	for _, text := range walkerSeeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { compareWalker(t, text) })
}
