package warehouse

import (
	"encoding/csv"
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/series"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestAsOfGivesEachState: three editions; the second revises and adds, the
// third takes a value back.
func TestAsOfGivesEachState(t *testing.T) {
	db := openNew(t)
	first := edition("istat_vacancies", "a", "2024-01-10", false, 1, 3)
	second := edition("istat_vacancies", "b", "2024-04-10", false, 11, 4)
	third := edition("istat_vacancies", "c", "2024-07-10", false, 21, 2)
	third.Observations[1].Value = math.NaN()
	load(t, db, third, first, second) // the order of loading does not matter
	for asOf, want := range map[string]string{
		"2024-01-10": "[1 2 3]",
		"2024-04-09": "[1 2 3]",
		"2024-04-10": "[11 12 13 14]",
		"2024-07-10": "[21 NaN 13 14]",
		"2030-01-01": "[21 NaN 13 14]",
	} {
		if got := show(values(t, db, Selection{AsOf: day(asOf)})); got != want {
			t.Errorf("as of %s: %s, want %s", asOf, got, want)
		}
	}
	if got := show(values(t, db, Selection{})); got != "[21 NaN 13 14]" {
		t.Errorf("newest: %s", got)
	}
	if panel, err := db.Panel(t.Context(), Selection{AsOf: day("2024-01-09")}); len(panel) != 0 || err != nil {
		t.Errorf("before the first edition: %v, %v", panel, err)
	}
}

// TestFileOfManyEditions: one file brings editions of its own; each is seen
// from its release on, and hides demonstration data from then on.
func TestFileOfManyEditions(t *testing.T) {
	db := openNew(t)
	l := edition("istat_employed_monthly", "a", "2024-06-01", false, 1, 2)
	early := edition("istat_employed_monthly", "a", "2024-06-01", false, 11, 2).Observations
	for i := range early {
		early[i].Released, early[i].Vintage = day("2024-02-01"), "2024-02-01"
	}
	l.Observations = append(l.Observations, early...)
	load(t, db, l.counted(), edition("istat_employed_monthly", "demo", "2024-01-01", true, 100, 3))
	prints := map[string]bool{}
	for _, c := range []struct{ asOf, want string }{
		{"2024-01-01", "[100 101 102]"}, {"2024-02-01", "[11 12]"}, {"2024-06-01", "[1 2]"},
	} {
		if got := show(values(t, db, Selection{AsOf: day(c.asOf)})); got != c.want {
			t.Errorf("as of %s: %s, want %s", c.asOf, got, c.want)
		}
		print, err := db.Fingerprint(t.Context(), day(c.asOf))
		if err != nil || prints[print] {
			t.Errorf("as of %s: the fingerprint is that of another day, %v", c.asOf, err)
		}
		prints[print] = true
	}
}

// TestVintageBreaksTies: two editions released on one day.
func TestVintageBreaksTies(t *testing.T) {
	db := openNew(t)
	a, b := edition("istat_vacancies", "a", "2024-01-10", false, 1, 1), edition("istat_vacancies", "b", "2024-01-10", false, 2, 1)
	a.Snapshot.Vintage, b.Snapshot.Vintage = "2024-01-02", "2024-01-01"
	load(t, db, a, b)
	if got := show(values(t, db, Selection{})); got != "[1]" {
		t.Errorf("got %s", got)
	}
}

func TestRealFilesHideDemonstration(t *testing.T) {
	db := openNew(t)
	load(t, db, edition("istat_vacancies", "demo", "2024-06-01", true, 100, 6),
		edition("istat_vacancies", "real", "2024-03-01", false, 1, 3),
		edition("excelsior_monthly", "demo", "2024-06-01", true, 200, 2))
	vacancies := Selection{Measures: []string{"istat_vacancies"}}
	if got := show(values(t, db, vacancies)); got != "[1 2 3]" {
		t.Errorf("with a real file: %s", got)
	}
	panel, err := db.Panel(t.Context(), Selection{})
	if err != nil || len(panel) != 2 || !panel[0].Synthetic || panel[1].Synthetic {
		t.Errorf("panel %+v, %v", panel, err)
	}
	// As of a day before the real file came, the demonstration is what there was.
	load(t, db, edition("istat_vacancies", "demo-early", "2024-01-01", true, 50, 2))
	vacancies.AsOf = day("2024-02-01")
	if got := show(values(t, db, vacancies)); got != "[50 51]" {
		t.Errorf("before the real file: %s", got)
	}
}

func TestPanel(t *testing.T) {
	db := openNew(t)
	l := edition("istat_vacancies", "a", "2024-01-10", false, 0, 0)
	for _, o := range []struct {
		measure, period string
		value           float64
	}{
		{"b", "2019-Q1", 1}, {"b", "2019-Q4", 4}, {"b", "2020-Q2", math.NaN()}, // gaps and a missing end
		{"a", "2019", 7}, {"a", "2019-01", 8}, {"a", "2019-03", 9}, // two frequencies
		{"c", "2019-02/2019-04", 5}, // a span only
		{"d", "2019-11", 1}, {"d", "2020-02", 2},
		{"e", "1950", 3},
	} {
		l.Observations = append(l.Observations, observe(o.measure, o.period, o.value, 1))
	}
	load(t, db, l.counted())
	panel, err := db.Panel(t.Context(), Selection{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range panel {
		got = append(got, s.Key.Measure+" "+s.Start.String()+" "+show(s.Values))
	}
	want := []string{
		"a 2019 [7]", "a 2019-01 [8 NaN 9]", "b 2019-Q1 [1 NaN NaN 4 NaN NaN]", "d 2019-11 [1 NaN NaN 2]", "e 1950 [3]",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("panel (-want +got):\n%s", d)
	}
	spans, err := db.Observations(t.Context(), Selection{Measures: []string{"c"}})
	if err != nil || len(spans) != 1 || spans[0].Period != "2019-02/2019-04" || spans[0].Freq != 0 {
		t.Errorf("span %+v, %v", spans, err)
	}
}

// TestPanelOfTwoTables: the same key in two tables is one series.
func TestPanelOfTwoTables(t *testing.T) {
	db := openNew(t)
	one := edition("a_table", "a", "2024-01-10", false, 1, 3)
	two := edition("b_table", "b", "2024-02-10", false, 11, 2)
	demo := edition("c_table", "c", "2024-03-10", true, 21, 4)
	for _, l := range []*Load{&one, &two, &demo} {
		for i := range l.Observations {
			l.Observations[i].Key.Measure = "job_vacancy_rate_pct"
		}
	}
	load(t, db, one, two, demo)
	panel, err := db.Panel(t.Context(), Selection{})
	if err != nil || len(panel) != 1 || show(panel[0].Values) != "[11 12 3 24]" || !panel[0].Synthetic {
		t.Errorf("panel %+v, %v", panel, err)
	}
}

// mixed has series that differ in every dimension, with hostile texts among them.
func mixed() Load {
	l := edition("istat_employed", "a", "2024-01-10", false, 0, 0)
	for _, territory := range []string{"IT", "ITC1", "it's"} {
		for _, industry := range []series.Code{{}, {List: "ateco2007", Value: "0010"}, {List: "sector_group", Value: "A"}, {List: "ateco2007", Value: "A"}} {
			for _, occupation := range []series.Code{{}, {List: "cp2021", Value: "1"}} {
				for _, measure := range []string{"employed_thousand", "Employed", "`); DROP TABLE x; --"} {
					for _, period := range []string{"2023", "2024-Q1", "2024-Q2"} {
						o := observe(measure, period, float64(len(l.Observations)), int64(len(l.Observations)+2))
						o.Key.Territory.Value, o.Key.Industry, o.Key.Occupation = territory, industry, occupation
						l.Observations = append(l.Observations, o)
					}
				}
			}
		}
	}
	return l.counted()
}

// selectionCase is a selection and what it picks, said otherwise.
type selectionCase struct {
	s    Selection
	keep func(o Observation) bool
}

func selectionCases() map[string]selectionCase {
	return map[string]selectionCase{
		"all":             {Selection{}, func(Observation) bool { return true }},
		"table":           {Selection{Tables: []string{"istat_employed", "none"}}, func(o Observation) bool { return o.Table == "istat_employed" }},
		"measure":         {Selection{Measures: []string{"Employed"}}, func(o Observation) bool { return o.Key.Measure == "Employed" }},
		"hostile_measure": {Selection{Measures: []string{"`); DROP TABLE x; --", "' OR 1=1 --"}}, func(o Observation) bool { return strings.HasPrefix(o.Key.Measure, "`") }},
		"frequency":       {Selection{Freq: series.Quarter}, func(o Observation) bool { return o.Freq == series.Quarter }},
		"territories": {Selection{Territories: []series.Code{{List: "nuts2021", Value: "it's"}, {List: "nuts2021", Value: "IT"}}},
			func(o Observation) bool { return o.Key.Territory.Value != "ITC1" }},
		"territory_of_other_list": {Selection{Territories: []series.Code{{List: "istat_ref_area", Value: "IT"}}}, func(Observation) bool { return false }},
		"industries_of_two_lists": {Selection{Industries: []series.Code{{List: "ateco2007", Value: "0010"}, {List: "sector_group", Value: "A"}}},
			func(o Observation) bool {
				return o.Key.Industry.Value == "0010" || o.Key.Industry.List == "sector_group"
			}},
		"no_industry":     {Selection{IndustryList: ListNone}, func(o Observation) bool { return o.Key.Industry.IsZero() }},
		"industry_list":   {Selection{IndustryList: "ateco2007"}, func(o Observation) bool { return o.Key.Industry.List == "ateco2007" }},
		"absent_by_code":  {Selection{Industries: []series.Code{{}}}, func(o Observation) bool { return o.Key.Industry.IsZero() }},
		"no_occupation":   {Selection{OccupationList: ListNone}, func(o Observation) bool { return o.Key.Occupation.IsZero() }},
		"occupation":      {Selection{Occupations: []series.Code{{List: "cp2021", Value: "1"}}}, func(o Observation) bool { return o.Key.Occupation.Value == "1" }},
		"from":            {Selection{From: day("2024-04-01")}, func(o Observation) bool { return !o.PeriodStart.Before(day("2024-04-01")) }},
		"as_of":           {Selection{AsOf: day("2024-12-31")}, func(o Observation) bool { return o.Table == "istat_employed" }},
		"as_of_and_table": {Selection{AsOf: day("2025-12-31"), Tables: []string{"other_table"}}, func(o Observation) bool { return o.Table == "other_table" }},
	}
}

func TestSelection(t *testing.T) {
	l := mixed()
	db := readerOf(t, l, edition("other_table", "b", "2025-01-10", false, 1, 3))
	for name, c := range selectionCases() {
		t.Run(name, func(t *testing.T) {
			everything, err := db.Observations(t.Context(), Selection{})
			if err != nil {
				t.Fatal(err)
			}
			var want []Observation
			for _, o := range everything {
				if c.keep(o) {
					want = append(want, o)
				}
			}
			got, err := db.Observations(t.Context(), c.s)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" {
				t.Errorf("observations (-want +got):\n%s", d)
			}
			sorted := slices.IsSortedFunc(got, func(a, b Observation) int {
				if c := a.Key.Compare(b.Key); c != 0 {
					return c
				}
				return strings.Compare(a.Freq.String()+a.Period, b.Freq.String()+b.Period)
			})
			if !sorted {
				t.Error("not in the order of keys and periods")
			}
			checkQueryGives(t, db, c.s, got)
		})
	}
}

// TestFiltersReachTheScan: a selection of one series must not sort the whole
// table by edition first.
func TestFiltersReachTheScan(t *testing.T) {
	db := openNew(t)
	load(t, db, mixed())
	for _, asOf := range []string{"2024-02-01", "2030-01-01"} {
		s := Selection{Measures: []string{"Employed"}, Industries: []series.Code{{List: "ateco2007", Value: "A"}}, AsOf: day(asOf)}
		var kind, plan string
		if err := db.sql.QueryRow("EXPLAIN (FORMAT json) "+s.SQL()).Scan(&kind, &plan); err != nil {
			t.Fatal(err)
		}
		scans := 0
		for _, part := range strings.Split(plan, `"name"`) {
			if strings.Contains(part, "core__observation") && strings.Contains(part, "measure='Employed'") && strings.Contains(part, "industry='A'") {
				scans++
			}
		}
		if scans != 1 {
			t.Errorf("as of %s: %d scans have the filters:\n%s", asOf, scans, plan)
		}
	}
}

// checkQueryGives runs the selection's text as a user would and compares places and values.
func checkQueryGives(t *testing.T, db *DB, s Selection, want []Observation) {
	t.Helper()
	text, err := run(t, db, s.SQL(), FormatCSV)
	if err != nil {
		t.Fatalf("%v in\n%s", err, s.SQL())
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(records[0], name) }
	place, table, value := at("row_number"), at("table_id"), at("value")
	var got, expected []string
	for _, r := range records[1:] {
		got = append(got, r[table]+" "+r[place]+" "+r[value])
	}
	number := resultColumn{kind: "DOUBLE"}
	for _, o := range want {
		expected = append(expected, o.Table+" "+number.text(int64(o.Row))+" "+number.text(o.Value))
	}
	if d := cmp.Diff(expected, got); d != "" {
		t.Errorf("query gives other rows (-want +got):\n%s", d)
	}
}

// TestViewsHaveLabels: what people read carries both languages, and the code where there is no label.
func TestViewsHaveLabels(t *testing.T) {
	path := t.TempDir() + "/w.duckdb"
	db := openAt(t, path, false)
	load(t, db, edition("job_vacancy_rate_pct", "a", "2024-01-10", false, 1, 1))
	err := db.ReplaceReference(t.Context(), Reference{Codes: []Code{{List: "nuts2021", Code: "IT", LabelIT: "Italia", LabelEN: "Italy"}},
		Measures: []Measure{{Measure: "job_vacancy_rate_pct", Unit: "pct", LabelIT: "Tasso di posti vacanti", LabelEN: "Job vacancy rate"}}})
	if err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)
	got, err := run(t, openAt(t, path, true), "SELECT measure_it, measure_en, territory_it, territory_en, industry_it, period, value FROM observation", FormatCSV)
	want := "measure_it,measure_en,territory_it,territory_en,industry_it,period,value\r\n" +
		"Tasso di posti vacanti,Job vacancy rate,Italia,Italy,,2019-Q1,1\r\n"
	if got != want || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}
