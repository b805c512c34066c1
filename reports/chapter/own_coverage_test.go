package chapter

import (
	"math"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
)

// Every origin counts, with what came of it: a verdict that is still to come does not.
func TestRecordOf(t *testing.T) {
	came := func(o, h int) float64 {
		switch {
		case o == 2:
			return math.NaN()
		case h == 1:
			return 111 // outside
		}
		return 110
	}
	r := recordOf("employed_thousand", saidAt(3, came))
	if r.inside != 6 || r.compared != 8 || r.first.String() != "2023-Q1" || r.last.String() != "2023-Q2" {
		t.Fatalf("%+v, want 6 of 8 inside from 2023-Q1 to 2023-Q2", r)
	}
	if none := recordOf("employed_thousand", saidAt(2, func(int, int) float64 { return math.NaN() })); none.compared != 0 {
		t.Fatalf("%+v of nothing that came", none)
	}
	s := sourceOf(t, "ITI1")
	var f figure.Figure
	s.drawOwnCoverage(&f, []ownRecord{r, {measure: "unemployment_rate_pct", inside: 8, compared: 8}}, map[string]float64{"employed_thousand": 90, "unemployment_rate_pct": math.NaN()})
	if f.Finding.EN != "80% promised, 75% to 100% kept here" || f.Finding.IT != "Promesso 80%, mantenuto qui dal 75% al 100%" {
		t.Errorf("finding %q, %q", f.Finding.IT, f.Finding.EN)
	}
	if !strings.Contains(f.Subtitle.IT, "Toscana") {
		t.Errorf("subtitle %q does not name the region", f.Subtitle.IT)
	}
	row := f.Table.Rows[0]
	if row[1].Number != 75 || row[4].Number != 6 || row[5].Number != 8 || row[6].Number != 90 || !(row[2].Number < 75 && 75 < row[3].Number) {
		t.Errorf("row %v", row)
	}
	if d := f.Chart.(chart.Dots); d.Items[0].Reference != 90 || d.Threshold != 80 {
		t.Errorf("drawing %+v", d)
	}
}

// A figure on several pulls names every query and file once, with the rows of all.
func TestMerged(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }
	a := &pulled{queries: []string{"one", "two"}, lineage: []warehouse.Lineage{{Table: "t", SHA256: "x", Rows: 3, Method: "m"}, {Table: "t", SHA256: "y", Rows: 1}},
		released: map[string]time.Time{"t": day(1)}, printed: map[string][]figure.Printed{"t": {{Name: "p"}}}}
	b := &pulled{queries: []string{"two", "three"}, lineage: []warehouse.Lineage{{Table: "t", SHA256: "x", Rows: 4, Method: "m"}, {Table: "t", SHA256: "x", Rows: 2}},
		released: map[string]time.Time{"t": day(2), "u": day(1)}, printed: map[string][]figure.Printed{"t": {{Name: "p"}, {Name: "q"}}}, synthetic: true}
	got := merged([]*pulled{a, b})
	if strings.Join(got.queries, " ") != "one two three" || !got.synthetic || got.released["t"] != day(2) || len(got.printed["t"]) != 2 {
		t.Errorf("%+v", got)
	}
	if len(got.lineage) != 3 || got.lineage[0].Rows != 2 || got.lineage[1].Rows != 7 || got.lineage[2].SHA256 != "y" {
		t.Errorf("lineage %+v", got.lineage)
	}
	if len(a.queries) != 2 || a.lineage[0].Rows != 3 {
		t.Errorf("the pulls were changed: %+v", a)
	}
}

// sourceOf is a source of a territory without a warehouse.
func sourceOf(t *testing.T, territory string) *Source {
	t.Helper()
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &Source{Codes: list, Catalog: cat, Territory: series.Code{List: "nuts2021", Value: territory}}
}
