package layout

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
	"fabbisogno/ingest/format/xlsx/xlsxtest"

	"github.com/google/go-cmp/cmp"
)

// sheetLines is a sheet as lines of cells parted by "|".
type sheetLines struct {
	name   string
	lines  []string
	merges []string
}

func build(t testing.TB, sheets ...sheetLines) []byte {
	t.Helper()
	var all []xlsxtest.Sheet
	for _, s := range sheets {
		all = append(all, xlsxtest.Sheet{Name: s.name, Lines: s.lines, Merges: s.merges})
	}
	return xlsxtest.Build(t, all...)
}

// rowsOf reads all rows of a table.
func rowsOf(t testing.TB, table Table) []Row {
	t.Helper()
	var out []Row
	err := table.Each(func(r Row) error {
		r.Cells = slices.Clone(r.Cells)
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var layouts = []catalog.Layout{
	{ID: "sectors", TitleWords: []string{"previsti in entrata", "per settore"}, HeaderWords: []string{"mancanza di candidati"},
		RowDimension: "industry", RowList: "excelsior_sector", Suppressed: []string{"-"}, TotalLabels: []string{"TOTALE"}, FootnoteMarks: []string{"Fonte", "(*)"},
		Columns: []catalog.LayoutColumn{
			{Words: []string{"Entrate previste"}, Indicator: "planned_entries_persons"},
			{Words: []string{"difficile reperimento", "Totale"}, Indicator: "hard_to_fill_share_pct"},
			{Words: []string{"mancanza di candidati"}, Indicator: "no_candidates_share_pct"},
		}},
	{ID: "matrix", TitleWords: []string{"previsti in entrata", "per settore e professione"}, RowDimension: "industry", RowList: "excelsior_sector",
		ColumnDimension: "occupation", ColumnList: "cp2021", ColumnIndicator: "planned_entries_persons", Suppressed: []string{"-"}, TotalLabels: []string{"TOTALE"}},
}

var sectors = sheetLines{"Tav7", []string{
	"Sistema informativo Excelsior",
	"Tavola 7 - Lavoratori previsti in entrata PER SETTORE - maggio 2026",
	"",
	"Settore|Entrate previste*|di cui: di difficile reperimento (%)",
	"||Totale|per mancanza di candidati",
	"TOTALE|#1000|#47.05|30,1",
	"INDUSTRIA",
	"Costruzioni|#600|#50|-",
	"Commercio|#400|#42|#28",
	"",
	"(*) Valori arrotondati.",
	"segue nota",
	"Fonte: Excelsior",
}, []string{"A4:A5", "B4:B5", "C4:D4"}}

func open(t testing.TB, sheets ...sheetLines) (*Book, error) {
	t.Helper()
	file := build(t, sheets...)
	book, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), xlsx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return Open(book, layouts)
}

// summary writes a table: title, columns with their measure, rows.
func summary(tb testing.TB, t Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n", t.Sheet, t.Layout.ID, strings.Join(t.Title, " / "))
	for _, c := range t.Columns {
		measure := "none"
		if c.Measure != nil {
			measure = c.Measure.Indicator
		}
		fmt.Fprintf(&b, "column %s %q %s\n", xlsx.Letters(c.Number), c.Header(), measure)
	}
	for _, r := range rowsOf(tb, t) {
		fmt.Fprintf(&b, "%d %q", r.Number, r.Label)
		if r.Skip != "" {
			fmt.Fprintf(&b, " skip %s", r.Skip)
		}
		if r.Fault != nil {
			fmt.Fprintf(&b, " fault %s", r.Fault.Rule)
		}
		for _, c := range r.Cells {
			fmt.Fprintf(&b, " %s=%s", c.Ref, c.Cell.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestTable(t *testing.T) {
	b, err := open(t, sheetLines{"Cop", []string{"Italia"}, nil}, sectors)
	if err != nil {
		t.Fatal(err)
	}
	const want = `Tav7 sectors: Sistema informativo Excelsior / Tavola 7 - Lavoratori previsti in entrata PER SETTORE - maggio 2026
column B "Entrate previste*" planned_entries_persons
column C "di cui: di difficile reperimento (%) Totale" hard_to_fill_share_pct
column D "di cui: di difficile reperimento (%) per mancanza di candidati" no_candidates_share_pct
1 "Sistema informativo Excelsior" skip title
2 "Tavola 7 - Lavoratori previsti in entrata PER SETTORE - maggio 2026" skip title
4 "Settore" skip header
5 "" skip header
6 "TOTALE" Tav7!B6=1000 Tav7!C6=47.05 Tav7!D6=30,1
7 "INDUSTRIA" skip group
8 "Costruzioni" Tav7!B8=600 Tav7!C8=50 Tav7!D8=-
9 "Commercio" Tav7!B9=400 Tav7!C9=42 Tav7!D9=28
11 "(*) Valori arrotondati." skip footnote
12 "segue nota" skip footnote
13 "Fonte: Excelsior" skip footnote
`
	if diff := cmp.Diff(want, summary(t, b.Tables[0])); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Italia"}, b.Context); diff != "" {
		t.Errorf("context (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"matrix"}, b.Missing); diff != "" {
		t.Errorf("missing layouts (-want +got):\n%s", diff)
	}
}

// Moved rows and columns must not change what is read.
func TestTableIsFoundAnywhere(t *testing.T) {
	values := func(s sheetLines) string {
		b, err := open(t, s)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, r := range rowsOf(t, b.Tables[0]) {
			for _, c := range r.Cells {
				fmt.Fprintf(&out, "%s %s=%s\n", r.Label, b.Tables[0].Columns[c.Column].Measure.Indicator, c.Cell.Text)
			}
		}
		return out.String()
	}
	want := values(sectors)
	if want == "" {
		t.Fatal("no value read")
	}
	lower := sheetLines{"Tav1", append([]string{"", "Excelsior"}, sectors.lines...), []string{"A6:A7", "B6:B7", "C6:D6"}}
	if diff := cmp.Diff(want, values(lower)); diff != "" {
		t.Errorf("two rows lower (-want +got):\n%s", diff)
	}
	swapped := sheetLines{name: "Tav2", merges: []string{"B4:B5", "C4:D4"}, lines: append([]string(nil), sectors.lines...)}
	swapped.lines[4] = "||per mancanza di candidati|Totale"
	if got := values(swapped); got == want || !strings.Contains(got, "no_candidates_share_pct=47.05") {
		t.Errorf("columns are not found by their header:\n%s", got)
	}
}

func TestRefused(t *testing.T) {
	edit := func(line int, text string) sheetLines {
		s := sectors
		s.lines = append([]string(nil), sectors.lines...)
		s.lines[line-1] = text
		return s
	}
	other := sectors
	other.name = "Tav9"
	cases := []struct {
		name   string
		sheets []sheetLines
		rule   string
	}{
		{"no_declared_table", []sheetLines{{"Foglio1", []string{"a|#1"}, nil}}, "sheet"},
		{"two_sheets_fit", []sheetLines{sectors, other}, "sheet-ambiguous"},
		{"declared_column_missing", []sheetLines{edit(4, "Settore|Assunzioni|di cui: di difficile reperimento (%)")}, "column-missing"},
		{"column_twice", []sheetLines{edit(5, "||per mancanza di candidati|per mancanza di candidati")}, "column-ambiguous"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := open(t, c.sheets...)
			var r *format.Refusal
			if !errors.As(err, &r) || r.Rule != c.rule || r.Hint == "" {
				t.Errorf("got %v, want the rule %s with a hint", err, c.rule)
			}
		})
	}
}

func TestMatrix(t *testing.T) {
	b, err := open(t, sheetLines{"Tav2", []string{
		"Lavoratori previsti in entrata per settore e professione, maggio 2026",
		"",
		"Settore|Grande gruppo",
		"|Dirigenti|Impiegati|TOTALE",
		"Costruzioni|#10|-|#20",
		"|#1|#2|#3",
		"Commercio|#5||#5",
	}, []string{"A3:A4", "B3:D3"}})
	if err != nil {
		t.Fatal(err)
	}
	const want = `Tav2 matrix: Lavoratori previsti in entrata per settore e professione, maggio 2026
column B "Grande gruppo Dirigenti" none
column C "Grande gruppo Impiegati" none
column D "Grande gruppo TOTALE" none
1 "Lavoratori previsti in entrata per settore e professione, maggio 2026" skip title
3 "Settore" skip header
4 "" skip header
5 "Costruzioni" Tav2!B5=10 Tav2!C5=- Tav2!D5=20
6 "" fault label-missing
7 "Commercio" Tav2!B7=5 Tav2!D7=5
`
	if diff := cmp.Diff(want, summary(t, b.Tables[0])); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}
