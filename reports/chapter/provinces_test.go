package chapter

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// provinceSource is the source of Molise with two provinces over three years and twelve
// months: rates of 4, 5, 6 and 12, 10, 8, and half or a fifth of the entries hard to
// fill. broken leaves out what a figure cannot do without.
func provinceSource(t *testing.T, broken bool) *Source {
	t.Helper()
	s := unionSource(t)
	s.Territory, s.Shared = series.Code{List: "nuts2021", Value: "ITF2"}, &Shared{}
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s.DB = db
	var rates, monthly []warehouse.Observation
	add := func(to *[]warehouse.Observation, table, measure, unit, place string, p series.Period, v float64) {
		*to = append(*to, warehouse.Observation{Key: series.Key{Measure: measure, Unit: unit, Territory: series.Code{List: "nuts2021", Value: place}}, Freq: p.Freq(), Period: p.String(),
			PeriodStart: p.First(), Value: v, Table: table, Row: int64(len(*to) + 1), Column: "v"})
	}
	for place, of := range map[string][]float64{"ITF21": {4, 5, 6}, "ITF22": {12, 10, 8}} {
		for i, v := range of {
			if !broken || place == "ITF21" || i != 1 {
				add(&rates, "istat_unemployment", "unemployment_rate_pct", "pct", place, series.MustPeriod("2023").Add(i), v)
			}
		}
		for m := range 12 {
			if broken && place == "ITF22" && m < 4 {
				continue
			}
			p := series.MustPeriod("2025-11").Add(m)
			add(&monthly, excelsiorName, entries, "persons", place, p, 100)
			add(&monthly, excelsiorName, hardShare, "pct", place, p, map[string]float64{"ITF21": 50, "ITF22": 20}[place])
		}
	}
	released := time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC)
	for table, obs := range map[string][]warehouse.Observation{"istat_unemployment": rates, excelsiorName: monthly} {
		n := int64(len(obs))
		sha := strings.Repeat(string("ab"[len(table)%2]), 64)
		if err := db.Load(t.Context(), warehouse.Load{Snapshot: warehouse.Snapshot{SHA256: sha, Table: table, FileName: table, Released: released, Vintage: "v"},
			Observations: obs, Counts: warehouse.Counts{Read: n, Loaded: n, Observations: n}}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// Provinces stand from the highest on, with intervals and the places these allow; the
// rate is a mean of three years, the share one of twelve months.
func TestProvinces(t *testing.T) {
	s := provinceSource(t, false)
	var c Chapter
	if err := s.addProvinces(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Figures) != 2 || len(c.Absent) != 0 {
		t.Fatalf("%d figures, lines %v", len(c.Figures), c.Absent)
	}
	const half = 1.5332062737 * 0.11547005383792515 // of indicator.PooledMeans, by hand there
	rates, hard := c.Figures[0], c.Figures[1]
	for i, want := range []struct {
		code               string
		value, lower, best float64
	}{{"ITF22", 10, 10 * (1 - half), 1}, {"ITF21", 5, 5 * (1 - half), 2}} {
		row := rates.Table.Rows[i]
		if row[0].Code != want.code || row[1].Number != want.value || math.Abs(row[2].Number-want.lower) > 1e-8 || row[4].Number != want.best {
			t.Errorf("rates, row %d: %+v", i, row)
		}
	}
	if hard.Table.Rows[0][0].Code != "ITF21" || hard.Table.Rows[0][1].Number != 50 || hard.Table.Rows[1][1].Number != 20 {
		t.Errorf("hard to fill: %+v", hard.Table.Rows)
	}
	for _, f := range c.Figures {
		f.Number, f.RunID = "5.9", "report"
		if problems := f.Check(); len(problems) > 0 {
			t.Errorf("%s: %v", f.ID, problems)
		}
		if !strings.HasSuffix(f.Finding.EN, "1 of 2") {
			t.Errorf("%s: %s", f.ID, f.Finding.EN)
		}
	}
}

// With a year of one province missing, or months, there is no comparison, and a line
// says what would fill it; a region of one province says that it is one.
func TestProvinces_missing(t *testing.T) {
	s := provinceSource(t, true)
	var c Chapter
	if err := s.addProvinces(t.Context(), &c); err != nil || len(c.Figures) != 0 || len(c.Absent) != 2 || !strings.Contains(c.Absent[0].EN, "yearly rates of at least two provinces") {
		t.Errorf("figures %v, lines %v, %v", c.Figures, c.Absent, err)
	}
	for place, want := range map[series.Code]string{
		{List: "nuts2021", Value: "ITC2"}: "the territory is one province", italy: "in the reports of those regions", unionCode: "Unemployment rate by province"} {
		s.Territory = place
		c = Chapter{}
		if err := s.addProvinces(t.Context(), &c); err != nil || len(c.Figures) != 0 || !strings.Contains(c.Absent[0].EN, want) {
			t.Errorf("%v: %v, %v; want %q", place, c.Absent, err, want)
		}
	}
}

// A mean of years does not go over a break of the survey.
func TestYearMeansStopAtABreak(t *testing.T) {
	line := func(breaks ...series.Break) series.Series {
		return series.Series{Key: series.Key{Measure: "unemployment_rate_pct"}, Start: series.MustPeriod("2020"), Values: []float64{9, 8, 7, 6}, Breaks: breaks}
	}
	end := series.MustPeriod("2023")
	at := func(year string, kind series.BreakKind) series.Break {
		return series.Break{From: series.MustPeriod(year), Kind: kind}
	}
	for _, c := range []struct {
		name string
		line series.Series
		want int
	}{{"no break", line(), 1}, {"before the years", line(at("2021", series.BreakLevel)), 1}, {"among them", line(at("2022", series.BreakLevel)), 0},
		{"earlier values were computed again", line(at("2022", series.BreakReconstructed)), 1}} {
		if got := yearMeans([]series.Series{c.line}, end); len(got) != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
