package ingest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// form is the kind of syntax that a text has.
type form struct {
	kind      string // delimited, xml, json
	separator byte
	quotes    string // the quotation mark, and the sign that escapes it
}

var (
	commas      = form{"delimited", ',', `"`}
	semicolons  = form{"delimited", ';', `"`}
	tabs        = form{"delimited", '\t', ","}
	browserForm = form{"delimited", ',', `'"`}
	xmlForm     = form{kind: "xml"}
	jsonForm    = form{kind: "json"}
)

// skeleton is what remains of a text when all that it says is taken out: an
// independent and simple judge of whether a change touched the syntax. A text
// whose skeleton holds only what the sound one holds says other things in the
// same form, and no reader can tell it from an honest file. sound is nil when the
// skeleton of the sound text itself is asked for; ok is false when the text is
// broken or has parts that the sound text has not.
func (f form) skeleton(text []byte, sound []string) (parts []string, ok bool) {
	if !utf8.Valid(text) {
		return nil, false
	}
	var err error
	switch f.kind {
	case "xml":
		parts, err = xmlParts(text)
	case "json":
		parts, err = jsonParts(text)
	default:
		parts = f.lines(text)
	}
	if err != nil {
		return nil, false
	}
	if sound == nil {
		return parts, true
	}
	for _, p := range parts {
		if !slices.Contains(sound, p) {
			return parts, false
		}
	}
	// What stands once at the start or end of every file must still stand there.
	return parts, len(parts) > 0 && parts[0] == sound[0] && parts[len(parts)-1] == sound[len(sound)-1]
}

// lines are the separators and quotation marks of each line, and the names of the header.
func (f form) lines(text []byte) []string {
	var out []string
	for i, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		signs := strings.Map(func(r rune) rune { // quotation marks around a whole cell say nothing
			if r == rune(f.separator) || r < ' ' || strings.ContainsRune(f.quotes, r) {
				return r
			}
			return -1
		}, f.unquoted(string(line)))
		if i == 0 && f.separator == '\t' {
			// The header of a TSV names the dimensions in its first cell; the others are periods, which are data.
			first, _, _ := strings.Cut(string(line), "\t")
			signs = fmt.Sprint("header ", first, strings.Count(string(line), "\t"))
		} else if i == 0 {
			names := strings.Split(strings.TrimRight(string(line), "\r"), string(f.separator))
			for j := range names {
				names[j] = strings.TrimSpace(names[j])
			}
			slices.Sort(names) // columns are found by name: their order says nothing
			signs = fmt.Sprint("header ", names)
		}
		out = append(out, signs)
	}
	if !bytes.HasSuffix(text, []byte("\n")) {
		out = append(out, "no line end")
	} else {
		out = append(out, "line end")
	}
	return out
}

// unquoted takes the marks off cells that are quoted as a whole and need not be.
func (f form) unquoted(line string) string {
	sep, mark := string(f.separator), f.quotes[:1]
	cells := strings.Split(line, sep)
	for i, c := range cells {
		if len(c) > 1 && strings.HasPrefix(c, mark) && strings.HasSuffix(c, mark) && !strings.ContainsAny(c[1:len(c)-1], f.quotes) {
			cells[i] = c[1 : len(c)-1]
		}
	}
	return strings.Join(cells, sep)
}

// optional attributes may be left out in SDMX-ML: an observation without a value,
// with a reason or without, is missing.
var optional = []string{":OBS_VALUE", ":OBS_STATUS", ":OBS_FLAG", ":UNIT_MULT", "ObsValue:value"}

// xmlParts are the elements with the path to them and the names of their attributes.
func xmlParts(text []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	var path, out []string
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(path) > 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return append(out, "end"), nil
		}
		if err != nil {
			return nil, err
		}
		switch x := token.(type) {
		case xml.StartElement:
			path = append(path, x.Name.Space+":"+x.Name.Local)
			var names []string
			for _, a := range x.Attr {
				name := a.Name.Space + ":" + a.Name.Local
				switch {
				case slices.Contains(optional, x.Name.Local+name), slices.Contains(optional, name):
					continue
				case strings.Contains(name, "xmlns"), x.Name.Local == "Value" && (name == ":id" || name == ":concept"):
					name += "=" + a.Value
				case slices.Contains(names, name):
					return nil, errors.New("attribute twice")
				}
				names = append(names, name)
			}
			slices.Sort(names)
			out = append(out, strings.Join(path, "/")+" "+strings.Join(names, " "))
		case xml.EndElement:
			if len(path) == 0 || path[len(path)-1] != x.Name.Space+":"+x.Name.Local {
				return nil, errors.New("wrong end")
			}
			path = path[:len(path)-1]
		case xml.Directive:
			return nil, errors.New("document type")
		case xml.ProcInst, xml.Comment, xml.CharData:
		}
	}
}

// jsonNames are the members that belong to the formats; other names are codes.
var jsonNames = strings.Fields("header meta data dataSets structure structures dimensions attributes measures series observation observations values id " +
	"keyPosition roles links rel urn action dataset version class size dimension value status extension agencyId category index dataSet name")

// jsonParts are the paths of the values, with their kinds; codes and positions are stars.
func jsonParts(text []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var document any
	if err := d.Decode(&document); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the document")
	}
	out := []string{"start"}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch x := v.(type) {
		case map[string]any:
			for name, inner := range x {
				if !slices.Contains(jsonNames, name) {
					name = "*"
				}
				walk(path+"/"+name, inner)
			}
			// A member that is gone is a change of form too.
			var names []string
			for name := range x {
				if slices.Contains(jsonNames, name) {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			out = append(out, path+" {"+strings.Join(names, " ")+"}")
		case []any:
			for _, inner := range x {
				walk(path+"/[]", inner)
			}
			out = append(out, fmt.Sprintf("%s []", path))
		default:
			out = append(out, fmt.Sprintf("%s %T", path, v))
		}
	}
	walk("", document)
	return append(out, "end"), nil
}

func TestSkeletons(t *testing.T) {
	sound := "A,B\n1,2\n3,4\n"
	parts, ok := commas.skeleton([]byte(sound), nil)
	if !ok {
		t.Fatal("the sound text has no skeleton")
	}
	for text, want := range map[string]bool{
		sound: true, "A,B\n1,5\n": true, "B,A\n1,2\n": true, "A,B\n1;2\n": false, "A,B\n1,2,3\n": false, "A,C\n1,2\n": false,
		"A,B\n1,\"2\n": false, "A,B\n1,2": false, "A,B\n\xff,2\n": false, "1,2\nA,B\n": false,
	} {
		if _, got := commas.skeleton([]byte(text), parts); got != want {
			t.Errorf("%q: the form is kept: %v, want %v", text, got, want)
		}
	}
	parts, _ = xmlForm.skeleton([]byte(`<a><b x="1"/></a>`), nil)
	for text, want := range map[string]bool{
		`<a><b x="2"/><b x="3"/></a>`: true, `<a><b y="2"/></a>`: false, `<a><b x="1"></a>`: false, `<a><b/></a>`: false, `<a><c x="1"/></a>`: false,
	} {
		if _, got := xmlForm.skeleton([]byte(text), parts); got != want {
			t.Errorf("%s: the form is kept: %v, want %v", text, got, want)
		}
	}
	parts, _ = jsonForm.skeleton([]byte(`{"id":["a"],"value":[1],"size":[1]}`), nil)
	for text, want := range map[string]bool{
		`{"id":["b"],"value":[2],"size":[1]}`: true, `{"id":["a"],"value":["1"],"size":[1]}`: false, `{"id":["a"],"value":[1]}`: false, `{"id":["a"],"value":[1],"size":[1]`: false,
	} {
		if _, got := jsonForm.skeleton([]byte(text), parts); got != want {
			t.Errorf("%s: the form is kept: %v, want %v", text, got, want)
		}
	}
}
