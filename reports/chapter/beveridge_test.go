package chapter

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// market is two years of rates and of ratings of the whole market; the last quarter has
// a tightness with its interval, the same quarter a year before another.
func market(was, now [3]float64) ([]warehouse.Rating, series.Series, series.Series) {
	start := series.MustPeriod("2024-Q1")
	unemployed := series.Series{Start: start, Values: []float64{8, 7, 7, 8, 7, 6, 6, 7}}
	vacant := series.Series{Start: start, Values: []float64{1, 2, 2, 1, 2, 3, 3, 2}}
	var ratings []warehouse.Rating
	for i := range 8 {
		v := was
		if i == 7 {
			v = now
		}
		ratings = append(ratings, warehouse.Rating{Cell: warehouse.Cell{Period: start.Add(i).String()}, Value: v[0], ValueLower: v[1], ValueUpper: v[2], Level: 0.9})
	}
	return ratings, unemployed, vacant
}

func TestMarketQuarters(t *testing.T) {
	ratings, unemployed, vacant := market([3]float64{0.2, 0.16, 0.25}, [3]float64{0.25, 0.2, 0.4})
	ratings = append(ratings, warehouse.Rating{Cell: warehouse.Cell{Period: "2025"}, Value: 1, ValueLower: 1, ValueUpper: 1}, // a year is no quarter
		warehouse.Rating{Cell: warehouse.Cell{Period: "2026-Q1"}, Value: 1, ValueLower: 1, ValueUpper: 1}) // beyond the rates
	got := marketQuarters(ratings, unemployed, vacant)
	if len(got) != 5 || got[0].period.String() != "2024-Q4" || got[4].period.String() != "2025-Q4" {
		t.Fatalf("quarters %v, want 2024-Q4 to 2025-Q4: the first three have no mean of four", got)
	}
	last := got[4]
	if last.unemployment != 6.5 || last.vacancies != 2.5 {
		t.Errorf("means %v and %v, want 6.5 and 2.5", last.unemployment, last.vacancies)
	}
	if last.each != 4 || last.lower != 2.5 || last.upper != 5 {
		t.Errorf("%v unemployed for each vacancy (%v to %v), want 4 (2.5 to 5): the ends change places", last.each, last.lower, last.upper)
	}
	if got := meanTo(series.Series{Start: unemployed.Start, Values: []float64{8, math.NaN(), 7, 8}}, unemployed.Start.Add(3)); !math.IsNaN(got) {
		t.Errorf("a mean over a gap is %v, want none", got)
	}
}

// A quarter is said to differ from the one a year before only where the two intervals
// are apart.
func TestBeveridgeWords_claim_no_change_inside_the_intervals(t *testing.T) {
	for _, c := range []struct {
		name     string
		was, now [3]float64
		it, en   string
	}{
		{"apart, fewer", [3]float64{0.2, 0.19, 0.21}, [3]float64{0.25, 0.24, 0.26}, "meno di un anno prima", "fewer than a year before"},
		{"apart, more", [3]float64{0.25, 0.24, 0.26}, [3]float64{0.2, 0.19, 0.21}, "più di un anno prima", "more than a year before"},
		{"touching", [3]float64{0.2, 0.19, 0.24}, [3]float64{0.25, 0.24, 0.26}, "nessun cambiamento distinguibile", "no distinguishable change"},
		{"the same", [3]float64{0.2, 0.19, 0.21}, [3]float64{0.2, 0.19, 0.21}, "nessun cambiamento distinguibile", "no distinguishable change"},
	} {
		var f figure.Figure
		ratings, unemployed, vacant := market(c.was, c.now)
		beveridgeWords(&f, marketQuarters(ratings, unemployed, vacant), 0.9)
		if !strings.Contains(f.Finding.IT, c.it) || !strings.Contains(f.Finding.EN, c.en) {
			t.Errorf("%s: %q, %q", c.name, f.Finding.IT, f.Finding.EN)
		}
		if !strings.Contains(f.Key.EN, "9 cases out of 10") {
			t.Errorf("%s: the level is not said: %q", c.name, f.Key.EN)
		}
	}
}
