package edition

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/codes"
)

func TestParseKinds(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  []Kind
		err   string
	}{
		{nil, Kinds(), ""},
		{[]string{"italy"}, []Kind{Italy}, ""},
		{[]string{"region"}, []Kind{Italy, Region}, ""}, // the others refer to the report for Italy
		{[]string{"region", "province"}, nil, `edition "province": expected one of italy, region, brief, occupation, sector`},
	} {
		got, err := ParseKinds(c.names)
		if !slices.Equal(got, c.want) || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("ParseKinds(%v) = %v, %v; want %v, %q", c.names, got, err, c.want, c.err)
		}
	}
}

// The twenty regions and the two autonomous provinces that one of them is have an
// edition each.
func TestRegions(t *testing.T) {
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	got := Regions(set)
	if len(got) != 22 {
		t.Errorf("%d regional editions, want 22", len(got))
	}
	for _, r := range []string{"ITC2", "ITH1", "ITH2", "ITDA"} {
		if !slices.Contains(got, r) {
			t.Errorf("no edition of %s among %v", r, got)
		}
	}
}

// What makes chapters, editions and pages serves any region: no text in their code
// names one of them, and a code of one stands only in a list of all.
func TestNothingNamesARegion(t *testing.T) {
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	all := Regions(set)
	var names []string
	for _, code := range set.Regions() {
		item, _ := set.Find(code)
		for _, label := range []string{item.Label.IT, item.Label.EN} {
			names = append(names, label, strings.Split(label, "/")[0])
		}
	}
	read := 0
	for _, dir := range []string{"../chapter", "../edition", "../page", "../publish", "../figure", "../../cmd/fabbisogno"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			read++
			texts := literals(t, file)
			for _, text := range texts {
				for _, name := range names {
					if strings.Contains(text, name) {
						t.Errorf("%s: %q names %s", file, text, name)
					}
				}
			}
			whole := !slices.ContainsFunc(all, func(c string) bool { return !slices.Contains(texts, c) })
			for _, text := range texts {
				if slices.Contains(all, text) && !whole {
					t.Errorf("%s: %q is the code of one region", file, text)
				}
			}
		}
	}
	if read < 50 {
		t.Errorf("%d files read: the folders have moved", read)
	}
}

// literals are the texts in the code of a file, comments left out.
func literals(t *testing.T, file string) []string {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file, body, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				out = append(out, text)
			}
		}
		return true
	})
	return out
}
