package sheet

import (
	"errors"
	"math"
	"strings"
	"testing"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/longtable"
)

func card(t *testing.T, id string) (shortage.Method, shortage.Card) {
	t.Helper()
	m, c, err := Method(id)
	if err != nil {
		t.Fatal(err)
	}
	return m, c
}

// section is a card of a cross-section made up for tests of reading.
var section = shortage.Card{ID: "made_up", CrossSection: true, Inputs: []shortage.CardInput{
	{ID: "growth_pct", Unit: "pct"},
	{ID: "province", Unit: shortage.UnitLabel, Optional: true},
	{ID: "kind", Unit: shortage.UnitLabel, Labels: []string{"shortage", "surplus"}, Optional: true},
	{ID: "economy_pct", Unit: "pct", Per: shortage.PerAll, Optional: true},
	{ID: shortage.BaseColumn, Unit: "flag", Optional: true},
}}

func TestRead_refuses_with_row_column_value_and_advice(t *testing.T) {
	for _, c := range []struct {
		name, method, text string
		row                int64
		column, value      string
		says, hint         string
	}{
		{"nothing", "ba_points", " \n", 0, "", "", "no rows", "--csv prints an example"},
		{"header alone", "ba_points", "points\n", 0, "", "", "no rows", "nothing below"},
		{"unknown column", "ba_points", "points,place\n1,2\n", 1, "place", "", "no such input", "inputs of ba_points: points, unit"},
		{"column twice", "ba_points", "points,points\n1,2\n", 1, "points", "", "twice", "keep one"},
		{"names only", "jsa_fill_rate", "unit\na\n", 1, "", "", "no column of an input", "filled, vacancies"},
		{"missing column", "uwv_tension", "vacancies\n1\n", 1, "short_term_unemployed", "", "column is missing", "(persons)"},
		{"decimal comma in quotes", "ba_points", "points\n\"2,5\"\n", 2, "points", "2,5", "not a number", "write decimals with a point: 2.5"},
		{"decimal comma between semicolons", "uwv_tension", "vacancies;short_term_unemployed\n1,5;3\n", 2, "vacancies", "1,5", "not a number", "1.5"},
		{"decimal comma between commas", "uwv_tension", "vacancies,short_term_unemployed\n1,5,3\n", 2, "", "", "3 and 2", "semicolons"},
		{"thousands", "uwv_tension", "vacancies;short_term_unemployed\n1.234.567;3\n", 2, "vacancies", "1.234.567", "not a number", "separators of thousands"},
		{"per cent", "jsa_fill_rate", "hard_to_fill_pct\n47.8%\n", 2, "hard_to_fill_pct", "47.8%", "not a number", "leave out the sign; the unit is pct"},
		{"a word", "ba_points", "points\nmany\n", 2, "points", "many", "not a number", "c suppressed"},
		{"NaN", "ba_points", "points\nNaN\n", 2, "points", "NaN", "not a number", ""},
		{"infinity", "ba_points", "points\ninf\n", 2, "points", "inf", "not a number", ""},
		{"hexadecimal", "ba_points", "points\n0x2\n", 2, "points", "0x2", "not a number", ""},
		{"too large", "uwv_tension", "vacancies,short_term_unemployed\n1e999,3\n", 2, "vacancies", "1e999", "too large", "persons"},
		{"no name", "uwv_tension", "unit,vacancies,short_term_unemployed\n,1,3\n", 2, "unit", "", "no name", "repeat the name"},
		{"a unit twice with two values", "uwv_tension", "unit,vacancies,short_term_unemployed\na,1,3\nb,1,3\na,2,3\n", 4, "vacancies", "2", "row 2 has another value, 1", "one value for a unit"},
		{"quotes", "ba_points", "points\n\"2\n", 2, "", "", "quotes", "twice"},
		{"not UTF-8", "ba_points", "points\n\xff\n", 0, "", "", "not a file of its kind", "UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, method := card(t, c.method)
			_, err := Read(strings.NewReader(c.text), "in.csv", method)
			check(t, err, c.row, c.column, c.value, c.says, c.hint)
		})
	}
}

func check(t *testing.T, err error, row int64, column, value, says, hint string) {
	t.Helper()
	var cell *longtable.CellError
	if !errors.As(err, &cell) {
		t.Fatalf("error %v, want a cell of the file", err)
	}
	if cell.File != "in.csv" || cell.Row != row || cell.Column != column || cell.Value != value {
		t.Errorf("%v: file %q, row %d, column %q, value %q; want row %d, column %q, value %q", err, cell.File, cell.Row, cell.Column, cell.Value, row, column, value)
	}
	if !strings.Contains(err.Error(), says) || !strings.Contains(cell.Hint, hint) {
		t.Errorf("error %q, hint %q; want %q and %q", err, cell.Hint, says, hint)
	}
}

func TestRead_of_a_cross_section_refuses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		row        int64
		column     string
		value      string
		says, hint string
	}{
		{"a unit twice", "unit,growth_pct\na,1\nb,2\na,3\n", 4, "unit", "a", "already in row 2", "one row"},
		{"a unit twice in a province", "unit,province,growth_pct\na,ON,1\na,QC,2\na,ON,3\n", 4, "unit", "a", "already in row 2", "one row"},
		{"a word that is not of the list", "unit,kind,growth_pct\na,Shortage,1\n", 2, "kind", "Shortage", "no such word", "shortage, surplus"},
		{"two values for all", "unit,growth_pct,economy_pct\na,1,2\nb,1,\nc,1,3\n", 4, "economy_pct", "3", "row 2 has another value, 2", "for all units"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.text), "in.csv", section)
			check(t, err, c.row, c.column, c.value, c.says, c.hint)
		})
	}
}

func TestRead_cross_section(t *testing.T) {
	text := "\xef\xbb\xbfunit;province;kind;growth_pct;economy_pct;base_period\r\n" +
		"a;QC;surplus;1.5;2;0\r\n\"b;c\";ON;shortage;c;;0\r\na;QC;surplus;-3e1;2;1\r\n"
	s, err := Read(strings.NewReader(text), "in.csv", section)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Cases) != 1 {
		t.Fatalf("%d cases, want one", len(s.Cases))
	}
	c := s.Cases[0]
	want := shortage.Columns{"growth_pct": {1.5, math.NaN(), -30}, "province": {2, 1, 2}, "kind": {2, 1, 2}, "economy_pct": {2}, "base_period": {0, 0, 1}}
	for name, col := range want {
		if len(c.In[name]) != len(col) {
			t.Fatalf("%s = %v, want %v", name, c.In[name], col)
		}
		for i, v := range col {
			if got := c.In[name][i]; got != v && !(math.IsNaN(got) && math.IsNaN(v)) {
				t.Errorf("%s = %v, want %v", name, c.In[name], col)
			}
		}
	}
	if got := strings.Join(c.Units, "|"); got != "a|b;c|a" {
		t.Errorf("units %s", got)
	}
	if s.Missing != (Missing{Suppressed: 1, Empty: 1}) {
		t.Errorf("missing %+v, want one suppressed, one empty", s.Missing)
	}
}

// Rows of a unit need not stand together; marks are missing; a row a unit where
// no unit is named.
func TestRun_units(t *testing.T) {
	m, c := card(t, "ba_points")
	p := shortage.Parameters{{ID: "ba_shortage_from", Value: 2, Maximum: 9}, {ID: "ba_observe_from", Value: 1.5, Maximum: 9}, {ID: "ba_minimum_indicators", Value: 2, Maximum: 9}}
	s, err := Read(strings.NewReader("unit,points\nb,3\na,1\nb,X\na,2\nb,2\na,x\n"), "in.csv", c)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Run(m, p)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := res.Write(&b, c, Assumed); err != nil {
		t.Fatal(err)
	}
	want := "unit,method,version,thresholds,class,mean_points\nb,ba_points,1,assumed,shortage,2.5\na,ba_points,1,assumed,under_observation,1.5\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}

	m, c = card(t, "job_vacancy_rate")
	if s, err = Read(strings.NewReader("vacancies,posts\n30,970\n0,0\n"), "in.csv", c); err != nil {
		t.Fatal(err)
	}
	if res, err = s.Run(m, p); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := res.Write(&b, c, Published); err != nil {
		t.Fatal(err)
	}
	if want := "unit,method,version,thresholds,class,job_vacancy_rate_pct\n1,job_vacancy_rate,1,published,,3\n2,job_vacancy_rate,1,published,,\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// What a method refuses is said with file and row.
func TestRun_names_the_row_of_what_is_refused(t *testing.T) {
	m, c := card(t, "job_vacancy_rate")
	s, err := Read(strings.NewReader("unit,vacancies,posts\na,1,3\nb,-1,3\n"), "in.csv", c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Run(m, nil)
	check(t, err, 3, "", "", "unit b: apply job_vacancy_rate: negative or endless count", "method show job_vacancy_rate")
}

func TestNamed(t *testing.T) {
	for unit, want := range map[string]string{"2": "b", "3|1": "c|a"} {
		if got, err := named(unit, []string{"a", "b", "c"}); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %s", unit, got, err, want)
		}
	}
	for _, unit := range []string{"", "0", "4", "a", "1|"} {
		if got, err := named(unit, []string{"a", "b", "c"}); err == nil {
			t.Errorf("%q is %q, want an error", unit, got)
		}
	}
}

// Whatever the file, reading ends with a sheet or with a refusal that names it,
// and what was read has as many values as rows.
func FuzzRead(f *testing.F) {
	f.Add("unit;province;kind;growth_pct;economy_pct;base_period\na;QC;surplus;1.5;2;0\n", true)
	f.Add("unit,points\nb,3\na,x\n", false)
	f.Add("points\n\"2\n", false)
	_, points, err := Method("ba_points")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, cross bool) {
		c := points
		if cross {
			c = section
		}
		s, err := Read(strings.NewReader(text), "in.csv", c)
		var cell *longtable.CellError
		switch {
		case err != nil && !errors.As(err, &cell):
			t.Fatalf("error %v without a file", err)
		case err != nil:
			return
		case len(s.Cases) == 0:
			t.Fatal("neither cases nor a refusal")
		}
		for _, k := range s.Cases {
			for name, col := range k.In {
				for _, v := range col {
					if math.IsInf(v, 0) {
						t.Fatalf("%s has an infinity", name)
					}
				}
				if cross && len(col) != 1 && len(col) != len(k.Units) {
					t.Fatalf("%s has %d values for %d units", name, len(col), len(k.Units))
				}
			}
		}
	})
}
