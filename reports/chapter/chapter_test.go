package chapter

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// quarterly is a series whose last observed value is 100, with a forecast of one year.
func quarterly(lower, upper float64) (series.Series, []warehouse.Forecast) {
	s := series.Series{Key: series.Key{Measure: "employed_thousand"}, Start: series.MustPeriod("2025-Q1"), Values: []float64{90, 95, 98, 100}}
	var fc []warehouse.Forecast
	for h := 1; h <= 4; h++ {
		fc = append(fc, warehouse.Forecast{Key: s.Key, Period: s.End().Add(h), Horizon: h, Mean: (lower + upper) / 2,
			Intervals: []series.Interval{{Level: 0.5, Lower: lower, Upper: upper}, {Level: 0.8, Lower: lower, Upper: upper}, {Level: 0.95, Lower: lower, Upper: upper}}})
	}
	return s, fc
}

// A title may claim a change only when the whole interval lies on one side.
func TestFanWords_claims_no_change_inside_the_interval(t *testing.T) {
	cases := []struct {
		name         string
		lower, upper float64
		want         string
	}{
		{"interval holds the last value", 95, 110, "no distinguishable change"},
		{"interval begins at the last value", 100, 110, "no distinguishable change"},
		{"interval above", 101, 110, "up over the coming year"},
		{"interval below", 80, 99, "down over the coming year"},
	}
	plan := fanPlan{subject: text("Occupati", "Employed persons"), unit: locale.ThousandPersons}
	for _, c := range cases {
		s, fc := quarterly(c.lower, c.upper)
		finding, desc := fanWords(plan, s, fc, 1)
		if !strings.Contains(finding.EN, c.want) {
			t.Errorf("%s: finding %q, want it to say %q", c.name, finding.EN, c.want)
		}
		if !finding.IsComplete() || !desc.IsComplete() {
			t.Errorf("%s: a language is missing: %+v %+v", c.name, finding, desc)
		}
	}
}

func TestFanKey_says_when_in_each_language(t *testing.T) {
	s, fc := quarterly(95, 111)
	key, head := fanKey(fanPlan{subject: text("Occupati", "Employed persons"), unit: locale.ThousandPersons}, s, fc, 1)
	want := Text{IT: "Occupati: 100 mila nel 4° trimestre 2025 e, secondo la previsione, 103 mila nel 4° trimestre 2026 (8 casi su 10: da 95 a 111).",
		EN: "Employed persons: 100 thousand in Q4 2025 and, by the forecast, 103 thousand in Q4 2026 (8 cases out of 10: 95 to 111)."}
	if diff := cmp.Diff(want, key); diff != "" {
		t.Errorf("key finding (-want +got)\n%s", diff)
	}
	if head.Value.EN != "100 thousand" {
		t.Errorf("tile value %q, want 100 thousand", head.Value.EN)
	}
}

func TestFanTable_has_a_row_a_period_and_says_which_are_forecast(t *testing.T) {
	s, fc := quarterly(95, 111)
	s.Values[1] = math.NaN()
	table := fanTable(fanPlan{unit: locale.ThousandPersons}, s, s.Start, fc, 1)
	if len(table.Rows) != 8 {
		t.Fatalf("%d rows, want 4 observed and 4 forecast", len(table.Rows))
	}
	if got := table.Rows[1][1].Mark; got != locale.Missing {
		t.Errorf("missing value is marked %q, want %q", got, locale.Missing)
	}
	if got := table.Rows[3][8].Code + " " + table.Rows[4][8].Code; got != "observed forecast" {
		t.Errorf("status at the boundary %q, want observed, then forecast", got)
	}
	if lower := table.Rows[4][4]; lower.Number != 95 || table.Columns[4].Level != 0.80 {
		t.Errorf("lower end %v at level %v, want 95 at 0.80", lower.Number, table.Columns[4].Level)
	}
	for _, level := range []float64{0.50, 0.80, 0.95} { // the two bands drawn and the one of the table
		if !slices.ContainsFunc(table.Columns, func(c figure.Column) bool { return c.Kind == figure.Lower && c.Level == level }) {
			t.Errorf("no column of level %v", level)
		}
	}
}

func TestRankingFinding_says_what_cannot_be_told_apart(t *testing.T) {
	iv := func(l, u float64) series.Interval { return series.Interval{Level: 0.8, Lower: l, Upper: u} }
	apart := []unit{{label: text("A", "A"), interval: iv(8, 9)}, {label: text("B", "B"), interval: iv(5, 6)}}
	if got := rankingFinding(apart).EN; got != "A: the highest share, apart from all others" {
		t.Errorf("places apart: %q", got)
	}
	tied := []unit{{label: text("A", "A"), interval: iv(5, 9)}, {label: text("B", "B"), interval: iv(5, 6)}, {label: text("C", "C"), interval: iv(1, 2)}}
	if got := rankingFinding(tied).EN; got != "A leads, but the second cannot be told apart from it" {
		t.Errorf("two places tied: %q", got)
	}
	long := text(strings.Repeat("lungo ", 30), strings.Repeat("long ", 30))
	tied[0].label = long
	if got := rankingFinding(tied); len([]rune(got.EN)) > titleLimit || got.EN != "The 2 highest shares cannot be told apart" {
		t.Errorf("long name: %q", got.EN)
	}
}

func TestTermRatio(t *testing.T) {
	v := func(x float64) *float64 { return &x }
	floor := shortage.ExplainedFloor{Lower: v(5)}
	cases := []struct {
		name  string
		term  *shortage.ExplainedTerm
		drawn float64
		mark  string
		value float64
	}{
		{"no source", nil, math.NaN(), locale.Missing, math.NaN()},
		{"counted", &shortage.ExplainedTerm{Value: v(10), Counted: true, Floor: floor, Period: "2024"}, 2, "", 2},
		{"not counted is shown in the table only", &shortage.ExplainedTerm{Value: v(10), Floor: floor, Period: "2024"}, math.NaN(), markNotCounted, 2},
		{"bound only", &shortage.ExplainedTerm{Upper: v(4), Floor: floor, Period: "2024"}, math.NaN(), markBoundOnly, math.NaN()},
		{"no floor", &shortage.ExplainedTerm{Value: v(10), Counted: true}, math.NaN(), locale.Missing, math.NaN()},
	}
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	for _, c := range cases {
		got := termRatio(c.term)
		if !same(got.drawn, c.drawn) || got.mark != c.mark || !same(got.value, c.value) {
			t.Errorf("%s: %+v, want drawn %v, mark %q, value %v", c.name, got, c.drawn, c.mark, c.value)
		}
	}
}

func TestCitedIn(t *testing.T) {
	got, ok := citedIn("derived: a/b | source: Ministero (via ANSA) | published: 2020-07-15 | page: https://a.example/1 https://b.example/2")
	if want := (figure.Printed{Name: "Ministero (via ANSA)", URL: "https://a.example/1"}); !ok || got != want {
		t.Errorf("cited %+v, %v, want %+v", got, ok, want)
	}
	if _, ok := citedIn("DATI_DIMOSTRATIVI_SINTETICI"); ok {
		t.Error("a note without a source cites one")
	}
}

func TestOtherOf(t *testing.T) {
	k := series.Key{Other: "CHANNEL=seasonal;REF=dl_145_2024"}
	if got := otherOf(k, "REF") + " " + otherOf(k, "CHANNEL") + otherOf(k, "CHAN"); got != "dl_145_2024 seasonal" {
		t.Errorf("other dimensions: %q", got)
	}
}

func TestBreaksAfter(t *testing.T) {
	at := series.MustPeriod
	declared := warehouse.NewBreaks([]warehouse.Break{
		{Table: "x", ID: "agriculture", From: at("2025-06"), Kind: series.BreakLevel, WhatIT: "Entra l'agricoltura.", WhatEN: "Agriculture enters."},
		{Table: "y", ID: "agriculture", From: at("2025-06"), Kind: series.BreakLevel, WhatIT: "altro", WhatEN: "other"},
	})
	p := &pulled{lineage: []warehouse.Lineage{{Table: "x", SHA256: "a"}, {Table: "x", SHA256: "b"}}}
	line := series.Series{Start: at("2025-01"), Values: make([]float64, 12), Breaks: []series.Break{
		{From: at("2025-03"), Reason: "rebuilt", Kind: series.BreakReconstructed},
		{From: at("2025-06"), Reason: "agriculture", Kind: series.BreakLevel},
	}}
	drawn, notes := breaksAfter(at("2025-02"), line, declared, p)
	if len(drawn) != 1 || drawn[0].At != at("2025-06") {
		t.Errorf("drawn %v, want June 2025 alone", drawn)
	}
	if len(notes) != 1 || notes[0].EN != "Break in the series, June 2025. Agriculture enters." || notes[0].IT != "Interruzione della serie, giugno 2025. Entra l'agricoltura." {
		t.Errorf("notes %v", notes)
	}
	if drawn, notes = breaksAfter(at("2025-06"), line, declared, p); len(drawn)+len(notes) != 0 {
		t.Errorf("a figure that begins at the break draws %v and says %v", drawn, notes)
	}
}

func TestSectorsVaryMore(t *testing.T) {
	nan := math.NaN()
	if !columnsVaryMore([][]float64{{10, 60, nan}, {12, 58, 30}}) {
		t.Error("columns differ by 50, rows by 2: the sectors vary more")
	}
	if columnsVaryMore([][]float64{{10, 12}, {60, 62}}) {
		t.Error("rows differ by 50, columns by 2: the regions vary more")
	}
}
