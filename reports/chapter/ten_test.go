package chapter

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
)

func around(v, half float64) indicator.Reading {
	return indicator.Reading{Value: v, Lower: v - half, Upper: v + half}
}

// A number differs only where the interval of the difference leaves zero out, and the
// title counts those and no others.
func TestTenNumbers(t *testing.T) {
	s := sourceOf(t, "ITF2")
	places := s.besides()
	if len(places) != 3 || places[2].Value != "ITF" {
		t.Fatalf("compared with %v, want Italy and the macro-area", places)
	}
	rows := tenNames()[:4]
	rows[0].values = []indicator.Reading{around(10, 1), around(6, 1), unknown} // apart by 4, error 1.4
	rows[1].values = []indicator.Reading{around(5, 1), around(6.2, 1), around(6, 1)}
	rows[2].values = []indicator.Reading{around(5, 0.5), around(6.2, 0.5), unknown} // below by 1.2, error 0.7
	rows[3].values = []indicator.Reading{unknown, around(6, 1), unknown}            // suppressed here
	var f figure.Figure
	s.drawTen(&f, rows, places)
	if f.Finding.EN != "2 numbers of 3 are other than Italy's, beyond error" || f.Finding.IT != "2 numeri su 3 sono diversi da quelli dell'Italia, oltre l'errore" {
		t.Errorf("finding %q, %q", f.Finding.IT, f.Finding.EN)
	}
	var said []string
	for _, row := range f.Table.Rows {
		said = append(said, row[len(row)-1].Code)
	}
	if got, want := strings.Join(said, " "), "above not_established below not_comparable"; got != want {
		t.Errorf("outcomes %s, want %s", got, want)
	}
	d := f.Chart.(chart.Compared)
	if len(d.Items) != 3 || !d.Items[0].IsSure || d.Items[1].IsSure || !d.Items[2].IsSure {
		t.Errorf("drawn %+v", d.Items)
	}
	if !strings.Contains(f.Desc.EN, "Above Italy: Unemployment rate, last year. Below: Employment expected") {
		t.Errorf("description %q", f.Desc.EN)
	}
	for i := range rows {
		rows[i].values[0] = rows[i].values[1]
	}
	s.drawTen(&f, rows, places)
	if f.Finding.EN != "No number can be told from Italy's, beyond error" {
		t.Errorf("of a region like Italy: %q", f.Finding.EN)
	}
	f = figure.Figure{}
	s.drawTen(&f, rows[:0], places)
	if f.Chart != nil {
		t.Error("a figure of nothing is drawn")
	}
}

func TestMacroArea(t *testing.T) {
	for territory, want := range map[string]string{"ITC1": "ITC", "ITH2": "ITH", "IT": "", "ITC": ""} {
		got, ok := sourceOf(t, territory).macroArea()
		if got.Value != want || ok != (want != "") {
			t.Errorf("macro-area of %s: %q %v, want %q", territory, got.Value, ok, want)
		}
	}
}

// The share of the skilled groups is not given where any group is not: the group would
// follow from it and the others.
func TestSkilledShareHidesWhatIsHidden(t *testing.T) {
	s := sourceOf(t, "ITF2")
	m := localMarket{source: s, groups: &pulled{}}
	for i, code := range s.majorGroups() {
		values := make([]float64, year)
		for j := range values {
			values[j] = float64(100 * (i + 1))
		}
		m.groups.panel = append(m.groups.panel, series.Series{Key: series.Key{Measure: entries, Occupation: code}, Start: series.MustPeriod("2025-11"), Values: values})
	}
	// Groups 1 to 8 have 100 to 800 a month: the first three 600 of 3600.
	r := m.skilledShare()
	if math.Abs(r.Value-100.0*6/36) > 1e-9 || !(r.Lower < r.Value && r.Value < r.Upper) {
		t.Errorf("share %+v, want 16.7", r)
	}
	m.groups.panel[5].Values[3] = math.NaN()
	if r := m.skilledShare(); !math.IsNaN(r.Value) {
		t.Errorf("share %v with a group suppressed in one month", r.Value)
	}
	m.groups.panel = m.groups.panel[:7]
	if r := m.skilledShare(); !math.IsNaN(r.Value) {
		t.Errorf("share %v without a group", r.Value)
	}
}
