package ingest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/tomlfile"

	"github.com/rogpeppe/go-internal/txtar"
)

// statedCase is an entry of testdata/cases.toml.
type statedCase struct {
	Number int      `toml:"number"`
	Input  string   `toml:"input"`
	States string   `toml:"states"`
	Needs  []string `toml:"needs"`
	Proofs []string `toml:"proofs"` // "R unstable: ingest/unstable_test.go TestUnstable"
}

const statedCases = 134

// TestCasesAreComplete holds the list of bad-input cases against what proves them:
// each stated outcome is proved by a fixture or a test, each fixture belongs to a
// case or says by its name that it belongs to none, and what a fixture declares is
// what it wants.
func TestCasesAreComplete(t *testing.T) {
	cases := readManifest(t)
	declared := fixtureFacts(t)
	proofs := 0
	for _, c := range cases {
		t.Run(strconv.Itoa(c.Number), func(t *testing.T) {
			proved := declared[c.Number]
			for _, p := range c.Proofs {
				fact, place, ok := strings.Cut(p, ": ")
				if !ok {
					t.Errorf("proof %q: want FACT: FILE TEST", p)
					continue
				}
				checkGoProof(t, c.Number, place)
				proved = append(proved, fact)
			}
			if len(c.Needs) == 0 || len(proved) == 0 {
				t.Errorf("%s: %s: nothing proves it", c.Input, c.States)
			}
			for _, need := range c.Needs {
				if !slices.Contains(proved, need) {
					t.Errorf("%s: no fixture %02d_*.txtar and no test proves %q", c.Input, c.Number, need)
				}
			}
			proofs += len(proved)
			checkClasses(t, c)
		})
	}
	t.Logf("%d cases, %d facts proved", len(cases), proofs)
}

// caseList is testdata/cases.toml. A key that it does not know is refused, so that no
// case can say that it has another outcome than the one stated.
type caseList struct {
	Cases []statedCase `toml:"case"`
}

func TestNoCaseDeviates(t *testing.T) {
	var file caseList
	if err := tomlfile.Decode("cases.toml", []byte("[[case]]\nnumber = 1\ndeviation = \"the row is loaded all the same\"\n"), &file); err == nil {
		t.Error("a case may say that it deviates")
	}
}

func readManifest(t *testing.T) []statedCase {
	t.Helper()
	const path = "testdata/cases.toml"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file caseList
	if err := tomlfile.Decode(path, text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != statedCases {
		t.Fatalf("%d cases are listed, want %d", len(file.Cases), statedCases)
	}
	for i, c := range file.Cases {
		if c.Number != i+1 || c.Input == "" || c.States == "" {
			t.Fatalf("entry %d is %+v", i+1, c)
		}
	}
	return file.Cases
}

// fixtureFacts are the declared outcomes of the fixtures by case number.
func fixtureFacts(t *testing.T) map[int][]string {
	t.Helper()
	paths, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := map[int][]string{}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		c := parseCase(t, a)
		if len(c.outcomes) == 0 {
			t.Errorf("%s declares no outcome: write a line such as \"outcome: Q ragged\" above the input", name)
		}
		wanted := facts(c.want)
		for _, o := range c.outcomes {
			if !slices.Contains(wanted, o) && !says(c.want, o) {
				t.Errorf("%s declares the outcome %q, and what it wants shows %q", name, o, wanted)
			}
		}
		digits, _, _ := strings.Cut(name, "_")
		if n, err := strconv.Atoi(digits); err == nil {
			if n < 1 || n > statedCases {
				t.Errorf("%s: there is no case %d", name, n)
			}
			out[n] = append(out[n], c.outcomes...)
		}
	}
	return out
}

// says whether a wanted text holds the words of a fact such as "M nearest codes".
func says(want, fact string) bool {
	words, ok := strings.CutPrefix(fact, "M ")
	return ok && strings.Contains(want, words)
}

// classOf finds the classes that a stated outcome names.
var classOf = regexp.MustCompile(`\b([AFNQRW])\b`)

// A fact of one class is at least as much as these: a warning is a counted note,
// a note flags the file, and a row that is passed over is counted.
var covers = map[string]string{"W": "WNF", "N": "NF", "S": "N", "Q": "Q", "R": "R", "A": "A", "F": "FA", "P": "A", "K": "A"}

// checkClasses fails when the facts are of other classes than the case states.
func checkClasses(t *testing.T, c statedCase) {
	t.Helper()
	got := ""
	for _, need := range c.Needs {
		got += covers[need[:1]]
	}
	for _, m := range classOf.FindAllString(c.States, -1) {
		if !strings.Contains(got, m) {
			t.Errorf("%s: states %q, and nothing needed is of the class %s", c.Input, c.States, m)
		}
	}
}

// checkGoProof fails unless the file has the test and its text, or the comment
// above it, says which case it proves.
func checkGoProof(t *testing.T, number int, place string) {
	t.Helper()
	path, name, ok := strings.Cut(place, " ")
	if !ok {
		t.Errorf("proof %q names no file and test", place)
		return
	}
	text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(path)))
	if err != nil {
		t.Errorf("proof of case %d: %v", number, err)
		return
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.ParseComments)
	if err != nil {
		t.Error(err)
		return
	}
	for _, d := range file.Decls {
		f, isFunc := d.(*ast.FuncDecl)
		if !isFunc || f.Name.Name != name {
			continue
		}
		from := f.Pos()
		if f.Doc != nil {
			from = f.Doc.Pos()
		}
		source := string(text[set.Position(from).Offset:set.Position(f.End()).Offset])
		if !regexp.MustCompile(fmt.Sprintf(`(?i)\bcases?\b[ 0-9,and]*\b%d\b`, number)).MatchString(source) {
			t.Errorf("%s in %s does not say that it proves case %d", name, path, number)
		}
		return
	}
	t.Errorf("proof of case %d: there is no %s in %s", number, name, path)
}
