package publish

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"fabbisogno/reports/page"
)

// No text of an edition runs as code, breaks out of its place, or becomes a formula,
// whatever it says: cases 132 and 133 of the bad-input cases. A site of harmless texts
// and one of hostile ones have the same files, the same elements with the same
// attributes, rows, cells, keys. Each run puts another text into each place; the run
// with the tag browser puts every text into every place.
func TestHostileText(t *testing.T) {
	editions := smallEditions()
	n := 0
	places := poison(&editions[0], func() string { n++; return fmt.Sprintf("testo %d", n) })
	plain := map[string]shape{}
	for _, f := range built(t, editions) {
		plain[f.Path] = shapeOf(t, f)
	}
	texts := hostile()
	if places < 200 || places%len(texts) == 0 {
		t.Fatalf("%d places for texts: with as many texts every run would be the same", places)
	}
	runs := hostileRuns(len(texts))
	for run := range runs {
		editions := smallEditions()
		poison(&editions[0], inTurn(texts, run*len(texts)/runs))
		files := built(t, editions)
		for _, p := range checkFiles(editions, files) {
			if isInert(p) {
				t.Errorf("run %d: %s", run, p)
			}
		}
		for _, f := range files {
			want, there := plain[f.Path]
			if !there {
				t.Errorf("run %d: %s is not there with harmless texts", run, f.Path)
				continue
			}
			got := shapeOf(t, f)
			if diff := want.differs(got); diff != "" {
				t.Errorf("run %d: %s: %s", run, f.Path, diff)
			}
			for _, problem := range got.problems {
				t.Errorf("run %d: %s: %s", run, f.Path, problem)
			}
		}
		if len(files) != len(plain) {
			t.Errorf("run %d: %d files, %d with harmless texts", run, len(files), len(plain))
		}
	}
	t.Logf("%d texts in %d places, %d runs", len(texts), places, runs)
}

// Each guard taken away lets something through, and the comparison says so.
func TestHostileTextIsSeen(t *testing.T) {
	for _, c := range []struct{ name, path, plain, hostile, want string }{
		{"a script node", "a.html", "<p>testo</p>", "<p><script>alert(1)</script></p>", "element"},
		{"an event attribute", "a.html", `<p title="a">x</p>`, `<p title="" onclick="alert(1)">x</p>`, "element"},
		{"a part that ends early", "a.html", "<main><p>x</p></main><p>y</p>", "<main><p></main>x</p><p>y</p>", "element"},
		{"code in an address", "a.html", `<a href="x">x</a>`, `<a href="javascript:alert(1)">x</a>`, "leads to"},
		{"a way round in an address", "a.html", `<a href="x">x</a>`, "<a href=\" java\tscript:alert(1)\">x</a>", "leads to"},
		{"an override of direction", "a.html", "<p>x</p>", "<p>\u202ex</p>", "character"},
		{"broken bytes", "a.csv", "a,b\nc,d\n", "a,b\nc,\xff\n", "UTF-8"},
		{"a formula", "a.csv", "a,b\nc,d\n", "a,b\nc,=1+1\n", "formula"},
		{"a formula of another separator", "a.csv", "a,b\nc,d\n", "a,b\nc,x;=1+1\n", "formula"},
		{"a cell more", "a.csv", "a,b\nc,d\n", "a,b\n\"c\",d\ne,f\n", "record"},
		{"a key more", "a.json", `{"a":"b"}`, `{"a":"b","c":"d"}`, "key"},
		{"broken JSON", "a.json", `{"a":"b"}`, `{"a":"b""}`, "JSON"},
		{"an entry of XML more", "a.xml", "<a><b>x</b></a>", "<a><b>x</b><b/></a>", "element"},
		{"broken XML", "a.xml", "<a>x</a>", "<a>&</a>", "XML"},
	} {
		plain, got := shapeOf(t, page.File{Path: c.path, Body: []byte(c.plain)}), shapeOf(t, page.File{Path: c.path, Body: []byte(c.hostile)})
		if len(plain.problems) > 0 {
			t.Errorf("%s: the harmless one has problems: %v", c.name, plain.problems)
		}
		if all := plain.differs(got) + strings.Join(got.problems, "\n"); !strings.Contains(all, c.want) {
			t.Errorf("%s: %q does not say %q", c.name, all, c.want)
		}
	}
}

// isInert names the rules that hostile text may not break; the others speak of content
// that is not there, which texts of another kind may well lack.
func isInert(p Problem) bool {
	return slices.Contains([]string{"no code inside a page", "no style inside a page", "element is not allowed", "no code in attributes", "no style in attributes",
		"no code in addresses", "no request to anywhere else", "attribute is not allowed", "no redirect", "ids are unique", "one main heading", "one main landmark",
		"HTML without mistakes"}, p.Rule)
}

// shape is what of a file texts must not change, and what is wrong with the file.
type shape struct {
	parts    []string
	problems []string
}

func (s shape) differs(other shape) string {
	if len(s.parts) != len(other.parts) {
		n := 0
		for n < min(len(s.parts), len(other.parts)) && s.parts[n] == other.parts[n] {
			n++
		}
		return fmt.Sprintf("%d parts, %d with harmless texts; the first that differs is %.200s", len(other.parts), len(s.parts), strings.Join(other.parts[n:min(n+3, len(other.parts))], ", "))
	}
	for i, part := range s.parts {
		if part != other.parts[i] {
			return fmt.Sprintf("%s, with harmless texts %s", other.parts[i], part)
		}
	}
	return ""
}

func shapeOf(t *testing.T, f page.File) shape {
	t.Helper()
	var s shape
	if path.Ext(f.Path) != ".zip" {
		s.characters(f.Body)
	}
	switch path.Ext(f.Path) {
	case ".html":
		s.html(f.Body)
	case ".csv":
		s.csv(f)
	case ".json", ".jsonld", ".webmanifest":
		s.json(f.Body)
	case ".xml", ".rdf", ".svg", ".atom":
		s.xml(f.Body)
	case ".zip":
		s.zip(t, f.Body)
	}
	return s
}

func (s *shape) wrong(format string, args ...any) {
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
}

// characters: UTF-8, and nothing that makes a line read otherwise than it is.
func (s *shape) characters(body []byte) {
	text, _ := bytes.CutPrefix(body, []byte("\ufeff")) // a spreadsheet in Italian asks for it
	if !utf8.Valid(text) {
		s.wrong("not UTF-8")
	}
	for _, r := range string(text) {
		if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			s.wrong("character %U", r)
			return
		}
	}
}

func (s *shape) html(body []byte) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		s.wrong("HTML: %v", err)
		return
	}
	for n := range root.Descendants() {
		switch n.Type {
		case html.CommentNode:
			s.parts = append(s.parts, "element comment")
		case html.ElementNode:
			keys := make([]string, len(n.Attr))
			for i, a := range n.Attr {
				keys[i] = a.Key
				if isAddress(a.Key) && !isFollowed(a.Val) {
					s.wrong("%s leads to %q", n.Data, a.Val)
				}
			}
			slices.Sort(keys)
			s.parts = append(s.parts, "element "+n.Data+" "+strings.Join(keys, " "))
		}
	}
}

// isFollowed says whether an address is of a kind that a page may lead to. Browsers
// take white space and controls out of the scheme.
func isFollowed(val string) bool {
	bare := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, val)
	u, err := url.Parse(bare)
	return err == nil && slices.Contains([]string{"", "http", "https", "mailto"}, strings.ToLower(u.Scheme)) || val == "data:,"
}

func (s *shape) csv(f page.File) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(f.Body, []byte("\ufeff"))))
	if strings.HasSuffix(f.Path, ".it.csv") {
		r.Comma = ';'
	}
	records, err := r.ReadAll()
	if err != nil {
		s.wrong("CSV: %v", err)
		return
	}
	for i, record := range records {
		s.parts = append(s.parts, fmt.Sprintf("record of %d cells", len(record)))
		for k, cell := range record {
			isNumber := slices.Contains([]string{"value", "lower", "upper", "valore", "limite inferiore", "limite superiore"}, records[0][k])
			if i > 0 && isNumber {
				continue
			}
			// Also as the start of a cell or row for who reads with another separator.
			for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";,\t\n|", r) }) {
				part = strings.TrimLeftFunc(part, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) })
				if part != "" && strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫", []rune(part)[0]) {
					s.wrong("cell %q would run as a formula", cell)
				}
			}
			if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
				s.wrong("cell %q would run as a formula", cell)
			}
		}
	}
}

func (s *shape) json(body []byte) {
	d := json.NewDecoder(bytes.NewReader(body))
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			s.wrong("JSON: %v", err)
			return
		}
		kind := fmt.Sprintf("%T", token)
		if delim, is := token.(json.Delim); is {
			kind = delim.String()
			depth++
		}
		s.parts = append(s.parts, "key or value "+kind)
	}
}

func (s *shape) xml(body []byte) {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			s.wrong("XML: %v", err)
			return
		}
		switch e := token.(type) {
		case xml.StartElement:
			s.parts = append(s.parts, fmt.Sprintf("element %s of %d attributes", e.Name.Local, len(e.Attr)))
		case xml.Directive, xml.Comment:
			s.parts = append(s.parts, fmt.Sprintf("%T", e))
		}
	}
}

func (s *shape) zip(t *testing.T, body []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		s.wrong("zip: %v", err)
		return
	}
	for _, f := range z.File {
		s.parts = append(s.parts, "entry "+f.Name)
		if path.Ext(f.Name) != ".csv" || f.Name != path.Base(f.Name) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			s.wrong("zip: %v", err)
			continue
		}
		inside, err := io.ReadAll(r)
		if err != nil {
			s.wrong("zip: %v", err)
		}
		entry := shapeOf(t, page.File{Path: f.Name, Body: inside})
		s.parts, s.problems = append(s.parts, entry.parts...), append(s.problems, entry.problems...)
	}
}
