package warehouse

import (
	"encoding/csv"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// bridging is a reference of one crosswalk with the labels of all lists.
func bridging(t *testing.T, from, to string) (Reference, codes.Crosswalk) {
	t.Helper()
	s, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Crosswalk(from, to)
	if err != nil {
		t.Fatal(err)
	}
	r := Reference{Units: []Unit{{"thousand_persons", true}, {"pct", false}}}
	for _, it := range s.All() {
		r.Codes = append(r.Codes, Code{List: it.List, Code: it.Code, LabelIT: it.Label.IT, LabelEN: it.Label.EN, Level: it.Level})
	}
	for _, l := range c.Links {
		_, same := c.OneToOne(l.From)
		r.Links = append(r.Links, Link{c.From, l.From, c.To, l.To, l.Weight, same, string(l.Basis), l.Source, l.Note})
	}
	return r, c
}

// sections gives every section of ATECO 2007 a value a quarter, and the total; a
// rate of finance and of information; an observation that is in NACE Rev. 2.1 already.
func sections() (Load, series.Panel) {
	l := edition("istat_employed", "a", "2024-12-01", true, 0, 0)
	var p series.Panel
	add := func(measure, unit, list, code string, values ...float64) {
		s := series.Series{Key: series.Key{Measure: measure, Unit: unit, Territory: series.Code{List: "nuts2021", Value: "IT"},
			Industry: series.Code{List: list, Value: code}}, Start: series.MustPeriod("2024-Q1"), Values: values}
		for i, v := range values {
			o := observe(measure, s.Start.Add(i).String(), v, int64(len(l.Observations)+2))
			o.Key = s.Key
			l.Observations = append(l.Observations, o)
		}
		p = append(p, s)
	}
	total := [2]float64{}
	for i, code := range strings.Split("ABCDEFGHIJKLMNOPQRSTU", "") {
		a, b := 100.1*float64(i+1), 37.7*float64(i*i+1)
		total[0], total[1] = total[0]+a, total[1]+b
		if code == "J" {
			b = math.NaN()
		}
		add("employed_thousand", "thousand_persons", "ateco2007", code, a, b)
	}
	add("employed_thousand", "thousand_persons", "ateco2007", "0010", total[0], total[1])
	add("employed_thousand", "thousand_persons", "ateco2007", "0011", 1, 2) // an aggregate: the sum of its parts, once bridged
	add("job_vacancy_rate_pct", "pct", "ateco2007", "K", 1.5, 1.6)
	add("job_vacancy_rate_pct", "pct", "ateco2007", "J", 2.5, 2.6) // a rate that splits: left out
	add("job_vacancy_rate_pct", "pct", "nace2_1", "T", 3.5, 3.6)
	return l.counted(), p
}

// TestObservationIn: SQL gives what Apply gives, totals are kept, and what is in
// the list already stands beside it.
func TestObservationIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	db := openAt(t, path, false)
	l, panel := sections()
	load(t, db, l)
	ref, c := bridging(t, "ateco2007", "nace2_1")
	if err := db.ReplaceReference(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)
	text, err := run(t, openAt(t, path, true), `SELECT measure, industry, period, value, lower, upper, basis, from_codes, codes_missing, industry_en, is_synthetic
		FROM observation_in('nace2_1') WHERE industry_list = 'nace2_1' ORDER BY measure, industry, period`, FormatCSV)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var counts series.Panel
	for _, s := range panel {
		if s.Key.Unit == "thousand_persons" {
			counts = append(counts, s)
		}
	}
	want, err := c.Apply(counts)
	if err != nil {
		t.Fatal(err)
	}
	number := func(text string) float64 {
		if text == "" {
			return math.NaN()
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	same := func(a, b float64) bool {
		return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*math.Abs(a)
	}
	seen, sum := 0, 0.0
	var rates []string
	for _, r := range records[1:] {
		if r[0] == "job_vacancy_rate_pct" {
			rates = append(rates, fmt.Sprint(r[1], " ", r[2], " ", r[3], " ", r[6]))
			continue
		}
		i := indexOf(want, r[1])
		if i < 0 {
			t.Fatalf("SQL gives %s, Apply does not", r[1])
		}
		one, at := want.Series[i], series.MustPeriod(r[2])
		k := at.Since(one.Start)
		if !same(number(r[3]), one.Values[k]) || !same(number(r[4]), one.Lower[k]) || !same(number(r[5]), one.Upper[k]) ||
			r[6] != string(one.Basis) || r[7] != strings.Join(one.From, " ") || r[8] != strconv.Itoa(len(one.Missing)) || r[10] != "true" {
			t.Errorf("SQL gives %v, Apply %v within %v to %v (%s, from %v without %v)", r, one.Values[k], one.Lower[k], one.Upper[k], one.Basis, one.From, one.Missing)
		}
		seen++
		if r[2] == "2024-Q1" && r[1] != "TOTAL" {
			sum += number(r[3])
		}
	}
	if seen != 2*len(want.Series) || seen != 2*23 {
		t.Errorf("%d rows of counts, want %d for 22 sections and the total", seen, 2*len(want.Series))
	}
	if total := panel[21].Values[0]; !same(total, sum) {
		t.Errorf("sections sum to %v, the total is %v", sum, total)
	}
	if d := cmp.Diff([]string{"L 2024-Q1 1.5 official", "L 2024-Q2 1.6 official", "T 2024-Q1 3.5 own", "T 2024-Q2 3.6 own"}, rates); d != "" {
		t.Errorf("rates (-want +got):\n%s", d)
	}
}

func indexOf(b codes.Bridged, code string) int {
	for i, s := range b.Series {
		if s.Key.Industry.Value == code {
			return i
		}
	}
	return -1
}

// TestPanelCarriesBreaks: a series has the breaks of its tables that concern it
// and lie inside it, at its own frequency.
func TestPanelCarriesBreaks(t *testing.T) {
	db := openNew(t)
	l := edition("excelsior_monthly", "a", "2025-12-01", true, 0, 0)
	key := func(code string) series.Key {
		return series.Key{Measure: "planned_entries_persons", Unit: "persons", Territory: series.Code{List: "nuts2021", Value: "IT"},
			Industry: series.Code{List: "excelsior_sector", Value: code}}
	}
	for _, code := range []string{"TOTAL", "F"} {
		for _, period := range []string{"2025-05", "2025-06", "2025-07", "2024", "2025", "2025-Q3", "2025-Q4"} {
			o := observe("", period, 1, int64(len(l.Observations)+2))
			o.Key = key(code)
			l.Observations = append(l.Observations, o)
		}
	}
	load(t, db, l.counted())
	err := db.ReplaceReference(t.Context(), Reference{Codes: []Code{{List: "excelsior_sector", Code: "TOTAL", Level: "total"}}, Breaks: []Break{
		{Table: "excelsior_monthly", ID: "agriculture", From: series.MustPeriod("2025-06"), Kind: series.BreakLevel, Concerns: ConcernsIndustryTotals},
		{Table: "excelsior_monthly", ID: "codes", From: series.MustPeriod("2025-07"), Kind: series.BreakClassification, Concerns: ConcernsAll},
		{Table: "excelsior_monthly", ID: "later", From: series.MustPeriod("2026-01"), Kind: series.BreakLevel, Concerns: ConcernsAll},
		{Table: "other", ID: "other", From: series.MustPeriod("2025-06"), Kind: series.BreakLevel, Concerns: ConcernsAll},
	}})
	if err != nil {
		t.Fatal(err)
	}
	panel, err := db.Panel(t.Context(), Selection{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range panel {
		for _, b := range s.Breaks {
			got = append(got, fmt.Sprintf("%s %s %s from %s %s", s.Key.Industry.Value, s.Freq(), b.Reason, b.From, b.Kind))
		}
	}
	want := []string{
		"F A codes from 2025 classification", "F M codes from 2025-07 classification",
		"TOTAL A agriculture from 2025 level", "TOTAL A codes from 2025 classification",
		"TOTAL M agriculture from 2025-06 level", "TOTAL M codes from 2025-07 classification",
	} // the quarterly series begins after both
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("breaks (-want +got):\n%s", d)
	}
}

// TestFlagUse: a status is read as flags of its source, with their meaning.
func TestFlagUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	db := openAt(t, path, false)
	l := edition("istat_x", "a", "2024-12-01", false, 1, 5)
	for i, status := range []string{"p", "PB", "bp", "absent", "?"} {
		l.Observations[i].Status = status
	}
	other := edition("oecd_x", "b", "2024-12-01", false, 1, 1)
	other.Observations[0].Status = "A" // a normal value there, several territories together at Istat
	load(t, db, l, other)
	ref, _ := bridging(t, "ateco2007", "nace2_1")
	ref.Tables = []TableInfo{{Table: "istat_x", Provider: "istat"}, {Table: "oecd_x", Provider: "oecd"}}
	ref.FlagLists = []FlagList{{"istat", "istat_flag"}, {"istat", "project_flag"}, {"oecd", "sdmx_flag"}, {"oecd", "istat_flag"}}
	if err := db.ReplaceReference(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)
	got, err := run(t, openAt(t, path, true), "SELECT status, flag, meaning_en, observations FROM flag_use ORDER BY status, flag", FormatCSV)
	want := strings.ReplaceAll(`status,flag,meaning_en,observations
?,?,,1
A,A,normal value,1
PB,PB,provisional data - break in series,1
absent,absent,the cell is empty and the source does not say why,1
bp,b,break in series,1
bp,p,provisional data,1
p,p,provisional data,1
`, "\n", "\r\n")
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}
