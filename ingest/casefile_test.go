package ingest

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"fabbisogno/datasets/catalog"

	"github.com/rogpeppe/go-internal/txtar"
)

// caseFile is a file of testdata/cases: what comes in and what must become of it.
//
//	What this is, in a sentence.
//	outcome: R truncated
//	args: name x.csv.gz released 2024-06-14
//	make: gzip | cut 10
//	-- input.csv --
//	...
//	-- want --
//	...
//
// Outcome lines hold facts that the wanted text must show (see facts). Make lines
// name builders of casebuild_test.go that turn the text into bytes; archives and
// workbooks are made of several files. Files under tables/ are added to the
// catalogue. In text, \r, \c (no line end after it), \xNN, \uNNNN and
// \{TEXT N} (TEXT N times) stand for what an editor would lose or nobody wants to read.
type caseFile struct {
	title    string
	outcomes []string
	request  Request
	make     string
	inputs   []txtar.File
	tables   []txtar.File
	want     string
}

func parseCase(t testing.TB, a *txtar.Archive) caseFile {
	t.Helper()
	c := caseFile{request: Request{Name: "input.csv"}}
	for line := range strings.Lines(string(a.Comment)) {
		key, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "outcome":
			for o := range strings.SplitSeq(rest, ";") {
				c.outcomes = append(c.outcomes, strings.TrimSpace(o))
			}
		case "args":
			c.args(t, rest)
		case "make":
			c.make = rest
		default:
			c.title += line
		}
	}
	for _, f := range a.Files {
		switch {
		case f.Name == "want":
			c.want = string(f.Data)
		case strings.HasPrefix(f.Name, "tables/"):
			c.tables = append(c.tables, f)
		default:
			c.inputs = append(c.inputs, f)
		}
	}
	if a.Files[len(a.Files)-1].Name != "want" || len(c.inputs) == 0 || c.title == "" {
		t.Fatal("a case says what it is and holds its input and, last, want")
	}
	if c.make == "" && (len(c.inputs) != 1 || c.inputs[0].Name != "input.csv") {
		t.Fatal("a case without builders holds input.csv and want")
	}
	return c
}

func (c *caseFile) args(t testing.TB, text string) {
	t.Helper()
	words := strings.Fields(text)
	for i := 0; i+1 < len(words); i += 2 {
		switch words[i] {
		case "table":
			c.request.Table = words[i+1]
		case "name":
			c.request.Name = words[i+1]
		case "released":
			day, err := time.Parse(time.DateOnly, words[i+1])
			if err != nil {
				t.Fatal(err)
			}
			c.request.Released = day
		default:
			t.Fatalf("unknown argument %q", words[i])
		}
	}
}

// ingester is the shared one or, where the case adds tables, one that knows them.
func (c *caseFile) ingester(t testing.TB, shared *Ingester) *Ingester {
	t.Helper()
	if len(c.tables) == 0 {
		return shared
	}
	g := newIngester(t, nil)
	g.Store = shared.Store
	all := fstest.MapFS{}
	root := os.DirFS("../datasets/catalog")
	names, err := fs.Glob(root, "*/*.toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogue: %v", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	for _, f := range c.tables {
		all[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	if g.Catalog, err = catalog.LoadFS(all); err != nil {
		t.Fatal(err)
	}
	return g
}

func unescape(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	s = strings.ReplaceAll(s, "\\c\n", "")
	for len(s) > 0 {
		at := strings.IndexByte(s, '\\')
		if at < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:at])
		s = s[at:]
		if repeat, ok := strings.CutPrefix(s, "\\{"); ok {
			inner, rest, closed := strings.Cut(repeat, "}")
			text, times, _ := cutLast(inner, " ")
			n, err := strconv.Atoi(times)
			if !closed || err != nil {
				t.Fatalf("escape at %.40q: want \\{TEXT N}", s)
			}
			b.Write(bytes.Repeat(unescape(t, text), n))
			s = rest
			continue
		}
		r, multibyte, rest, err := strconv.UnquoteChar(s, 0)
		if err != nil {
			t.Fatalf("escape at %.40q: %v", s, err)
		}
		if multibyte || r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			b.WriteByte(byte(r))
		}
		s = rest
	}
	return b.Bytes()
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// facts are what a wanted outcome says, each a letter of reliability's classes
// and a word: R rule (the file is refused), Q rule (a row is set aside), S rule
// (rows are passed over), N rule and W rule (a note, a warning), A value (an
// observation has this value), P period and K code (one is of this period, with this
// in its key), M words (they are in the outcome; see says), F flag (an observation has this status), T table.
func facts(want string) []string {
	var out []string
	add := func(fact string) {
		if !slices.Contains(out, fact) {
			out = append(out, fact)
		}
	}
	for line := range strings.Lines(want) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		word := strings.TrimSuffix(words[1], ":")
		switch words[0] {
		case "refused":
			add("R " + word)
		case "rejected":
			add("Q " + rejectedRule(line))
		case "skipped":
			add("S " + word)
		case "note":
			add("N " + word)
		case "warning":
			add("W " + word)
		case "table":
			add("T " + word)
		case "row":
			place, rest, _ := strings.Cut(line, " = ")
			key := strings.Fields(place)
			for _, k := range key[min(3, len(key)-1) : len(key)-1] {
				add("K " + k)
			}
			add("P " + key[len(key)-1])
			rest, note, noted := strings.Cut(rest, " note \"")
			if noted {
				add("F note " + strings.TrimSuffix(strings.TrimSpace(note), "\""))
			}
			value, flags, _ := strings.Cut(strings.TrimSpace(rest), " ")
			add("A " + value)
			for f := range strings.FieldsSeq(flags) {
				add("F " + f)
			}
		}
	}
	return out
}

// rejectedRule is the rule in a line such as: rejected row 2 OBS_VALUE "x" number: message.
func rejectedRule(line string) string {
	at := strings.IndexByte(line, '"')
	if at < 0 {
		return ""
	}
	quoted, err := strconv.QuotedPrefix(line[at:])
	if err != nil {
		return ""
	}
	rule, _, _ := strings.Cut(strings.TrimSpace(line[at+len(quoted):]), ":")
	return rule
}

func TestFacts(t *testing.T) {
	want := "table t\nread 2 = ...\nskipped blank 2\nrejected row 2 X \"a: \\\"b\" number: m\nhint: h\nwarning gap: m\nnote bom: m\nrow 2 C k 2024 = 2.1 b p\nrow 3 C k 2024 = missing\n"
	got := strings.Join(facts(want), "; ")
	if want := "T t; S blank; Q number; W gap; N bom; K k; P 2024; A 2.1; F b; F p; A missing"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := facts("refused quote: load x\n"); len(got) != 1 || got[0] != "R quote" {
		t.Errorf("got %v", got)
	}
}
