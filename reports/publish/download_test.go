package publish

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/reports/figure"
)

func TestQuoteText(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":                 {"Torino", "Torino"},
		"code with zeros":       {"001", "001"},
		"Naples":                {"NA", "NA"},
		"equals":                {"=1+1", "'=1+1"},
		"plus":                  {"+1", "'+1"},
		"minus":                 {"-1", "'-1"},
		"at":                    {"@SUM(A1)", "'@SUM(A1)"},
		"tab":                   {"\t=1", "'\t'=1"},
		"carriage return":       {"\r=1", "'\n'=1"},
		"line feed":             {"\n=1", "'\n'=1"},
		"full-width equals":     {"＝1", "'＝1"},
		"full-width minus":      {"－1", "'－1"},
		"small plus":            {"﹢1", "'﹢1"},
		"after a space":         {"  =1", "  '=1"},
		"after no-break":        {"\u00a0=1", "\u00a0'=1"},
		"NUL before":            {"\x00=1", "'=1"},
		"minus inside":          {"C10-C12", "C10-C12"},
		"mathematical minus":    {"−1,2 p.p.", "−1,2 p.p."},
		"empty":                 {"", ""},
		"zero width before":     {"\u200b=1", "'=1"},
		"soft hyphen before":    {"\u00ad=1", "\u00ad'=1"},
		"another separator":     {"a;=1", "a;'=1"},
		"a row of its own":      {"a\n@b", "a\n'@b"},
		"broken bytes":          {"\xff=1", "\ufffd=1"},
		"already an apostrophe": {"'a", "'a"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := quoteText(c.in); got != c.want {
				t.Errorf("quoteText(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

// smallFigure has two intervals, a negative number, a suppressed one and a hostile label.
func smallFigure(label string) figure.Figure {
	nan := figure.Cell{Number: math.NaN(), Mark: "-"}
	hidden := figure.Cell{Number: math.NaN(), Mark: "(c)"}
	return figure.Figure{ID: "fig-small", IsSynthetic: true,
		Sources: []figure.Source{{Table: "istat_employed"}, {Table: "istat_vacancies"}},
		Table: figure.Table{
			Columns: []figure.Column{
				{Name: "territory_nuts", Head: both2("Territorio", "Territory"), Kind: figure.Label},
				{Name: "change_pct", Head: both2("Variazione (%)", "Change (%)"), Kind: figure.Value, Unit: "pct", Decimals: 1},
				{Name: "lower_50", Head: both2("Inf. 50%", "Lower 50%"), Kind: figure.Lower, Unit: "pct", Level: .5},
				{Name: "upper_50", Head: both2("Sup. 50%", "Upper 50%"), Kind: figure.Upper, Unit: "pct", Level: .5},
				{Name: "lower_80", Head: both2("Inf. 80%", "Lower 80%"), Kind: figure.Lower, Unit: "pct", Level: .8},
				{Name: "upper_80", Head: both2("Sup. 80%", "Upper 80%"), Kind: figure.Upper, Unit: "pct", Level: .8},
				{Name: "status", Head: both2("Stato", "Status"), Kind: figure.Status},
				{Name: "entries_persons", Head: both2("Entrate", "Entries"), Kind: figure.Value, Unit: "persons"},
			},
			Rows: [][]figure.Cell{
				{{Code: "ITC1", Text: both2(label, label)}, {Number: -1.25}, {Number: -2}, {Number: -.5}, {Number: -3.5}, {Number: 1}, {Code: "forecast", Text: both2("previsto", "forecast")}, {Number: 1200}},
				{{Code: "ITC2", Text: both2("Valle d'Aosta", "Aosta Valley")}, hidden, nan, nan, nan, nan, {Code: "observed", Text: both2("osservato", "observed")}, {Number: 0}},
			},
		}}
}

func TestCSV(t *testing.T) {
	body, err := csvFor(smallFigure("=cmd|' /C calc'!A0"))
	if err != nil {
		t.Fatal(err)
	}
	want := `basis,territory_nuts,territory_nuts_name_it,territory_nuts_name_en,measure,value,lower,upper,level,unit,status,source
demonstration,ITC1,'=cmd|' /C calc'!A0,'=cmd|' /C calc'!A0,change_pct,-1.25,-2,-0.5,0.5,pct,forecast,istat_employed istat_vacancies
demonstration,ITC1,'=cmd|' /C calc'!A0,'=cmd|' /C calc'!A0,change_pct,-1.25,-3.5,1,0.8,pct,forecast,istat_employed istat_vacancies
demonstration,ITC1,'=cmd|' /C calc'!A0,'=cmd|' /C calc'!A0,entries_persons,1200,,,,persons,forecast,istat_employed istat_vacancies
demonstration,ITC2,Valle d'Aosta,Aosta Valley,change_pct,,,,,pct,suppressed,istat_employed istat_vacancies
demonstration,ITC2,Valle d'Aosta,Aosta Valley,entries_persons,0,,,,persons,observed,istat_employed istat_vacancies
`
	if string(body) != want {
		t.Errorf("got\n%s\nwant\n%s", body, want)
	}
}

func TestItalianCSV(t *testing.T) {
	body, err := italianCSV(smallFigure("Piemonte"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(body), "\r\n")
	for i, want := range []string{
		"\ufeffbase;Territorio;Territorio (nome);misura;valore;limite inferiore;limite superiore;livello;unità;stato;fonte",
		"dimostrativa;ITC1;Piemonte;change_pct;-1,25;-2;-0,5;0,5;pct;previsto;istat_employed istat_vacancies",
	} {
		if lines[i] != want {
			t.Errorf("line %d: got %q, want %q", i+1, lines[i], want)
		}
	}
	if !strings.Contains(string(body), ";riservato;") {
		t.Error("the suppressed value does not say so in Italian")
	}
}

func TestDescribe(t *testing.T) {
	e := fixtures()[0]
	body, err := describe(e, e.Chapters[0].Figures[0])
	if err != nil {
		t.Fatal(err)
	}
	var d description
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	if d.Basis != Demonstration || d.Title.EN == "" || len(d.Sources) != 1 || d.Sources[0].Licence == "" || len(d.Lineage) != 1 || d.Lineage[0].SHA256 == "" || d.DataCutOff != "2026-11-20" {
		t.Errorf("description lacks something: %s", body)
	}
}

func TestArchive(t *testing.T) {
	e := fixtures()[0]
	files, err := downloads(e)
	if err != nil {
		t.Fatal(err)
	}
	body := files[len(files)-1].Body
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		if y := f.Modified.UTC().Year(); y != 1980 {
			t.Errorf("%s carries the time %v", f.Name, f.Modified)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); err != nil {
			t.Errorf("read %s: %v", f.Name, err)
		}
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "README.txt") || !slices.Contains(names, "data-dictionary.csv") || !slices.Contains(names, "fig-jobs-fan.csv") {
		t.Errorf("names %v: want them sorted, with README and dictionary", names)
	}
}

// One status column speaks for the row, each of several for its own value only.
func TestStatusOfValues(t *testing.T) {
	column := func(name string, k figure.Kind) figure.Column { return figure.Column{Name: name, Kind: k} }
	for _, c := range []struct {
		name    string
		columns []figure.Column
		want    []int
	}{
		{"none", []figure.Column{column("a", figure.Value), column("b", figure.Value)}, []int{-1, -1}},
		{"one, last", []figure.Column{column("a", figure.Value), column("b", figure.Value), column("s", figure.Status)}, []int{2, 2}},
		{"one, first", []figure.Column{column("a", figure.Value), column("s", figure.Status), column("b", figure.Value)}, []int{1, 1}},
		{"two of three", []figure.Column{column("n", figure.Value), column("a", figure.Value), column("s", figure.Status), column("b", figure.Value), column("t", figure.Status)}, []int{-1, 2, 4}},
	} {
		var got []int
		for _, m := range measuredColumns(c.columns) {
			got = append(got, m.status)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: status columns %v, expected %v", c.name, got, c.want)
		}
	}
}
