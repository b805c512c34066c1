package ingest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
)

// Cells of spreadsheets saved as CSV, as they were read by eye in the raw lines.
var spreadsheetReads = []handRead{
	{"NI2024-Stranieri_altri_dati_2.csv", "2018;;69,1;50,2;;52,6;19,3;;53,0;29,4;;51,4;42,8;;50,6;50,1;;54,3;39,0;;",
		"row 14 input!C14 population_education_share_pct nuts2021:IT istat_citizenship:FRG Y15-24 EDU_LEV_HIGHEST=13 2018 = 69.1"},
	{"NI2024-Stranieri_altri_dati_2.csv", "2018;;69,1;50,2;;52,6;19,3;;53,0;29,4;;51,4;42,8;;50,6;50,1;;54,3;39,0;;",
		"row 14 input!S14 population_education_share_pct nuts2021:IT istat_citizenship:ITL Y15-64 EDU_LEV_HIGHEST=13 2018 = 39"},
	{"NI2024-Stranieri_altri_dati_2.csv", "2021;;31,3;45,2;;37,0;50,0;;36,1;45,3;;38,6;41,5;;35,4;37,2;;36,2;43,1;;",
		"row 26 input!F26 population_education_share_pct nuts2021:IT istat_citizenship:FRG Y25-34 EDU_LEV_HIGHEST=7 2021 = 37"},
	{"NI2024-Stranieri_altri_dati_2.csv", "2023;;1,8;6,4;;12,7;33,4;;14,1;29,8;;10,8;20,2;;11,1;13,4;;11,1;20,1;;",
		"row 37 input!G37 population_education_share_pct nuts2021:IT istat_citizenship:ITL Y25-34 EDU_LEV_HIGHEST=11 2023 = 33.4"},
	{"NI2024-Stranieri_altri_dati_2.csv", "2023;;1,8;6,4;;12,7;33,4;;14,1;29,8;;10,8;20,2;;11,1;13,4;;11,1;20,1;;",
		"row 37 input!R37 population_education_share_pct nuts2021:IT istat_citizenship:FRG Y15-64 EDU_LEV_HIGHEST=11 2023 = 11.1"},
}

func TestSpreadsheetsSavedAsCSV(t *testing.T) {
	dir := filepath.Join(corpus(t), "real", "istat", "messy-spreadsheet-csv")
	loaded := map[string]warehouse.Load{}
	for _, c := range spreadsheetReads {
		raw, err := os.ReadFile(filepath.Join(dir, c.path))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := loaded[c.path]; !ok {
			db := &memory{}
			// The name tells nothing: the words of title and header do.
			rep, err := newIngester(t, db).File(context.Background(), Request{Reader: bytes.NewReader(raw), Name: "input"})
			if err != nil {
				t.Fatal(err)
			}
			checkRuleNames(t, rep, nil)
			loaded[c.path] = db.loads[0]
		}
		if !bytes.Contains(raw, []byte(c.raw)) {
			t.Errorf("%s does not hold %q", c.path, c.raw)
		}
		if !slices.ContainsFunc(loaded[c.path].Observations, func(o warehouse.Observation) bool { return observationText(o) == c.want+"\n" }) {
			t.Errorf("from %q\nwant %s\n%.2000s", c.raw, c.want, ofRow(loaded[c.path], c.want))
		}
	}
	// 3 levels x 6 years x 6 ages x 2 citizenships; the levels of each add up to 100.
	sums := map[string]float64{}
	for _, o := range loaded["NI2024-Stranieri_altri_dati_2.csv"].Observations {
		o.Key.Other = ""
		sums[o.Key.String()+o.Period] += o.Value
	}
	if n := len(loaded["NI2024-Stranieri_altri_dati_2.csv"].Observations); n != 216 || len(sums) != 72 {
		t.Errorf("%d observations of %d groups", n, len(sums))
	}
	for key, sum := range sums {
		if sum < 99.85 || sum > 100.15 { // three shares, each rounded to a tenth
			t.Errorf("%s: the levels add up to %v", key, sum)
		}
	}
}

// inline loads a text by a layout that is declared in the test.
func inline(t *testing.T, table catalog.Table, text string) string {
	t.Helper()
	c, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	mine := *c
	table.ID, table.Provider, table.Format, table.File = "istat_tried", "istat", "layout", "tables/istat_tried.toml"
	mine.Tables = append(slices.Clone(c.Tables), table)
	db := &memory{}
	g := newIngester(t, db)
	g.Catalog = &mine
	rep, err := g.File(context.Background(), Request{Reader: strings.NewReader(text), Name: "x.csv", Table: table.ID})
	checkRuleNames(t, rep, err)
	return outcome(rep, db, err)
}

func TestLayoutsOfText(t *testing.T) {
	it := []catalog.LayoutAxis{{Dimension: "territory", List: "nuts2021", Code: "IT"}}
	dialect := catalog.Dialect{Separator: ";", Decimal: ","}
	bySex := catalog.Layout{ID: "a", TitleWords: []string{"disoccupazione"}, HeaderWords: []string{"anno"}, HeaderRows: 1, RowDimension: "sex",
		RowCodes: map[string]string{"maschi": "M", "femmine": "F"}, Across: []catalog.LayoutAxis{{Dimension: "period"}}, ColumnIndicator: "unemployment_rate_pct",
		Fixed: it, Missing: []string{"n.d."}, Suppressed: []string{"*"}, Zero: []string{"-"}, ValueNotes: []string{"(a)"}, FootnoteMarks: []string{"Fonte"}}
	sections := bySex
	sections.Section = catalog.LayoutAxis{Dimension: "other", Name: "AREA", Codes: map[string]string{"Nord": "N", "Sud": "S"}}
	const head = "Tasso di disoccupazione;;\n;;\nanno;2023;2024\n"
	cases := []struct {
		name   string
		layout catalog.Layout
		text   string
		want   []string
	}{
		{"years_across_and_marks", bySex, head + "Maschi;6,5;7,1 (a)\nFemmine;n.d.;-\nFonte: Istat;;\n", []string{
			"read 6 = loaded 2 + rejected 0 + skipped 4", "skipped blank 1", "skipped footnote 1", "skipped header-row 1", "skipped title 1",
			"row 4 x.csv!B4 unemployment_rate_pct nuts2021:IT M 2023 = 6.5\n", "row 4 x.csv!C4 unemployment_rate_pct nuts2021:IT M 2024 = 7.1 note \"(a)\"\n",
			"row 5 x.csv!B5 unemployment_rate_pct nuts2021:IT F 2023 = missing not_available\n", "row 5 x.csv!C5 unemployment_rate_pct nuts2021:IT F 2024 = 0 -\n"}},
		{"note_that_is_not_declared", bySex, head + "Maschi;6,5;7,1 (b)\n", []string{`"7,1 (b)" note-unknown`}},
		{"mark_that_is_not_declared", bySex, head + "Maschi;6,5;x\n", []string{`"x" number`}},
		{"label_that_is_not_declared", bySex, head + "Altro;6,5;7\n", []string{`"Altro" label`}},
		{"percent_sign", bySex, head + "Maschi;6,5%;7\n", []string{"B4 unemployment_rate_pct nuts2021:IT M 2023 = 6.5\n"}},
		{"column_without_header", bySex, strings.ReplaceAll(head, "\n", ";\n") + "Maschi;6,5;7;8\n", []string{"refused column-label"}},
		{"row_with_a_cell_too_many", bySex, head + "Maschi;6,5;7;8\n", []string{"rejected 1", `"Maschi" ragged`}},
		{"row_with_a_cell_too_few", bySex, head + "Maschi;6,5\n", []string{`"Maschi" ragged`}},
		{"sections", sections, head + "Nord;;\nMaschi;5;6\n\nSud;;\nMaschi;9;10\n", []string{"skipped group 2", "skipped blank 2",
			"row 5 x.csv!B5 unemployment_rate_pct nuts2021:IT M AREA=N 2023 = 5", "row 8 x.csv!C8 unemployment_rate_pct nuts2021:IT M AREA=S 2024 = 10"}},
		{"section_that_is_not_declared", sections, head + "Nord;;\nMaschi;5;6\nCentro;;\nMaschi;9;10\n", []string{"loaded 1 + rejected 1", `"Centro" section`}},
		{"row_above_the_first_section", sections, head + "Maschi;5;6\n", []string{`"Maschi" section`}},
		{"another_table", bySex, "Tasso di occupazione\nanno;2023\nMaschi;1\n", []string{"refused sheet"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := inline(t, catalog.Table{Dialect: dialect, Layouts: []catalog.Layout{c.layout}}, c.text)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
		})
	}
	t.Run("windows_1252", func(t *testing.T) {
		l := bySex
		l.TitleWords = []string{"attività"}
		d := dialect
		d.Encoding = "windows-1252"
		got := inline(t, catalog.Table{Dialect: d, Layouts: []catalog.Layout{l}}, "Tasso di attivit\xe0\nanno;2023\nMaschi;1,5\n")
		if !strings.Contains(got, "M 2023 = 1.5") {
			t.Error(got)
		}
	})
}
