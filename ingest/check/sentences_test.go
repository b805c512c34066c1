package check

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format/number"
)

// erring are the files whose errors become messages of rows as they are.
var erring = []string{"../format/number/*.go", "../harmonize/period.go", "../harmonize/value.go", "../../datasets/series/period.go",
	"../../datasets/series/forms.go", "../../datasets/series/edition.go"}

// errorsOf are the texts of errors that become messages.
func errorsOf(t *testing.T, out map[string]string) {
	t.Helper()
	files := token.NewFileSet()
	for _, glob := range erring {
		paths, err := filepath.Glob(glob)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: no such file (%v)", glob, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if x, ok := n.(*ast.CallExpr); ok && isOneOf(x.Fun, "Errorf", "New") && len(x.Args) > 0 {
					for _, text := range textsOf(x.Args[0]) {
						out[text] = files.Position(x.Pos()).String()
					}
				}
				return true
			})
		}
	}
}

// said are the texts about rows in the code of ingest: messages and advice of faults
// and rejections, as formats.
func said(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{} // text to place
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			slices.Contains([]string{"fetch", "worker", "snapshot", "mapping", "benchmark"}, strings.Split(filepath.ToSlash(path), "/")[1]) {
			return err
		}
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		note := func(e ast.Expr) {
			for _, text := range textsOf(e) {
				out[text] = files.Position(e.Pos()).String()
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.CompositeLit:
				if !isOneOf(x.Type, "Fault", "resolved", "textValue", "Rejected") {
					return true
				}
				for _, el := range x.Elts {
					if kv, ok := el.(*ast.KeyValueExpr); ok && isOneOf(kv.Key, "Message", "Hint", "message", "hint") {
						note(kv.Value)
					}
				}
			case *ast.CallExpr:
				switch {
				case isOneOf(x.Fun, "reject") && len(x.Args) >= 4 && isRule(x.Args[1]): // observation, rule, hint, message
					note(x.Args[2])
					note(x.Args[3])
				case isOneOf(x.Fun, "reject") && len(x.Args) >= 6: // row, column, value, rule, hint, message
					note(x.Args[4])
					note(x.Args[5])
				case isOneOf(x.Fun, "whole") && len(x.Args) >= 3 && isRule(x.Args[0]): // of a line of TSV: rule, hint, message
					note(x.Args[1])
					note(x.Args[2])
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	errorsOf(t, out)
	return out
}

func isRule(e ast.Expr) bool {
	_, ok := RuleNamed(pattern(e))
	return ok
}

func isOneOf(e ast.Expr, names ...string) bool {
	switch x := e.(type) {
	case *ast.Ident:
		return slices.Contains(names, x.Name)
	case *ast.SelectorExpr:
		return slices.Contains(names, x.Sel.Name)
	case *ast.UnaryExpr:
		return isOneOf(x.X, names...)
	}
	return false
}

// textsOf are the texts that an expression can be, with %s for what is only known
// when the program runs.
func textsOf(e ast.Expr) []string {
	text := pattern(e)
	if strings.Trim(text, "%sv") == "" {
		return nil // told elsewhere
	}
	return []string{text}
}

func pattern(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(x.Value); err == nil && x.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return pattern(x.X) + pattern(x.Y)
		}
	case *ast.CallExpr:
		if isOneOf(x.Fun, "Sprintf") && len(x.Args) > 0 {
			return pattern(x.Args[0])
		}
	}
	return "%s"
}

var verb = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)

// TestEverySentenceIsItalian: what the code says of rows has an Italian sentence that
// keeps every particular, in whatever order.
func TestEverySentenceIsItalian(t *testing.T) {
	all := said(t)
	if len(all) < 60 {
		t.Fatalf("found %d texts: the test would check nothing", len(all))
	}
	translator := &Translator{known: map[string]string{}}
	for text, place := range all {
		n := 0
		var particulars []string
		filled := verb.ReplaceAllStringFunc(text, func(v string) string {
			n++
			p := "zz" + strconv.Itoa(n)
			particulars = append(particulars, p)
			if strings.HasSuffix(v, "q") {
				return strconv.Quote(p)
			}
			return p
		})
		it, ok := translator.sentence(filled)
		if !ok {
			t.Errorf("%s: no Italian for %q", place, text)
			continue
		}
		for _, p := range particulars {
			if !strings.Contains(it, p) {
				t.Errorf("%s: %q loses a particular of %q", place, it, filled)
			}
		}
	}
}

// TestTranslator says again what the program says, with the particulars.
func TestTranslator(t *testing.T) {
	in := input(t)
	tr := NewTranslator(in.Catalog)
	_, numberErr := number.Parse("1.23,4.5", number.Italian)
	_, periodErr := series.ParsePeriod("2026-13")
	for _, c := range []struct{ rule, message, want string }{
		{"code", `"X1" is not a code of ateco2007; its publisher calls it "quicksilver"`, `"X1" non è un codice di ateco2007; chi pubblica lo chiama "quicksilver"`},
		{"validity", "ITG2D exists from 2017 to 2025, and the period is of 2010", "ITG2D esiste dal 2017 al 2025, e il periodo è del 2010"},
		{"constraint", `"2" cannot stand in POSIZ_PROF where PERM_TEMP_EMPLOYEES = 1: Only employees have a temporary or permanent contract.`,
			`"2" non può stare in POSIZ_PROF dove PERM_TEMP_EMPLOYEES = 1: Solo i dipendenti hanno un contratto a termine o permanente.`},
		{"ragged", "the line has 3 cells, the header has 4 columns; the 3 values of the line are not read", "la linea ha 3 celle, l'intestazione ha 4 colonne; i 3 valori della linea non sono letti"},
		{"duplicate-conflict", "migration_persons IT in 2020 is 5 here and missing in row 7, OBS_VALUE", "migration_persons IT in 2020 è 5 qui e mancante nella riga 7, OBS_VALUE"},
		{"layout-missing", `no sheet holds the declared table "regions"`, `nessun foglio contiene la tavola dichiarata "regions"`},
		{"code-unknown", `territory: "ITC1+ITC2" is not in the list nuts2021; it is kept as it is (3 times)`, `territory: "ITC1+ITC2" non è nell'elenco nuts2021; resta com'è (3 volte)`},
		{"range", "-4 is below the smallest possible value, 0", "-4 è sotto il più piccolo valore possibile, 0"},
		{"number", numberErr.Error(), `numero "1.23,4.5": la virgola è il segno decimale e viene per ultima: scrivere 1.234,5`},
		{"period", periodErr.Error(), `periodo "2026-13": 13 non sta fra 1 e 12, quanti ne ha il 2026`},
		{"measure", "no measure of table x has this combination", "nessuna misura della serie x ha questa combinazione"},
		{"code", "words that nobody wrote", "un codice non è nella sua lista (words that nobody wrote)"},
	} {
		if got := tr.Message(c.rule, c.message); got != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.message, got, c.want)
		}
	}
	if got := tr.Hint("do as you like"); got != "do as you like" {
		t.Errorf("advice that is not known became %q", got)
	}
}
