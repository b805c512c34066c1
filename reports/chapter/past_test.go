package chapter

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// saidAt are forecasts of one to four quarters at origins, each of 100 between 90 and
// 110; came gives the outcome.
func saidAt(origins int, came func(origin, horizon int) float64) []warehouse.PastForecast {
	var out []warehouse.PastForecast
	for o := range origins {
		origin := series.MustPeriod("2023-Q1").Add(o)
		for h := 1; h <= 4; h++ {
			out = append(out, warehouse.PastForecast{Actual: came(o, h), Forecast: warehouse.Forecast{Key: series.Key{Measure: "employed_thousand"},
				Origin: origin, Period: origin.Add(h), Horizon: h, Mean: 100, Intervals: []series.Interval{{Level: 0.8, Lower: 90, Upper: 110}, {Level: 0.95, Lower: 80, Upper: 120}}}})
		}
	}
	return out
}

// Something has come after an origin where its period is not later than the last quarter known.
func until2025(value float64) func(origin, horizon int) float64 {
	return func(origin, horizon int) float64 {
		if origin+horizon > 12 {
			return math.NaN()
		}
		return value
	}
}

func TestLastVintages(t *testing.T) {
	names := func(all []vintage) string {
		var out []string
		for _, v := range all {
			out = append(out, v.origin.String())
		}
		return strings.Join(out, " ")
	}
	// Of twelve origins the last has one outcome of four, less than half.
	if got, want := names(lastVintages(saidAt(12, until2025(100)))), "2023-Q1 2023-Q3 2024-Q1 2024-Q3 2025-Q1 2025-Q3"; got != want {
		t.Errorf("origins %s, want every second one to the newest with half its outcomes: %s", got, want)
	}
	few := saidAt(4, until2025(100))
	if got, want := names(lastVintages(few)), "2023-Q1 2023-Q2 2023-Q3 2023-Q4"; got != want {
		t.Errorf("of few origins %s, want all: %s", got, want)
	}
	if got := lastVintages(saidAt(3, func(int, int) float64 { return math.NaN() })); len(got) != 0 {
		t.Errorf("%d origins of which nothing came", len(got))
	}
}

func TestPastCountsWhatFellInside(t *testing.T) {
	came := func(o, h int) float64 {
		switch {
		case h == 1:
			return 110 // the end of the interval belongs to it
		case h == 2:
			return 111 // inside 95%, outside the 80% that is drawn
		case h == 3:
			return 89
		}
		return math.NaN()
	}
	drawn := lastVintages(saidAt(3, came))
	if in, of := countInside(drawn); in != 3 || of != 9 {
		t.Fatalf("%d of %d inside, want 3 of 9", in, of)
	}
	known := series.MustPeriod("2023-Q4").Add(1)
	table := pastTable(pastPlan{}, series.Series{Start: known, Values: []float64{100}}, drawn, 1)
	var words []string
	for _, row := range table.Rows[:8] {
		words = append(words, row[6].Code)
	}
	// The fourth quarter of the first origin is known and was not compared: a break. That
	// of the second is still to come.
	if got, want := strings.Join(words, " "), "inside outside outside not_comparable inside outside outside pending"; got != want {
		t.Errorf("verdicts %s, want %s", got, want)
	}
	if last := table.Rows[11][6].Code; last != "pending" {
		t.Errorf("the last quarter is %s, want pending", last)
	}
	var f figure.Figure
	pastWords(&f, pastPlan{subject: text("Occupati", "Employment"), measure: text("Occupati", "Employed")}, text("Toscana", "Tuscany"), drawn)
	if f.Finding.IT != "Occupati: 3 esiti su 9 dentro l'intervallo; promessi 8 su 10" || f.Finding.EN != "Employment: 3 of 9 outcomes inside the interval; 8 out of 10 promised" {
		t.Errorf("finding %q, %q", f.Finding.IT, f.Finding.EN)
	}
	told := map[string]float64{}
	for _, n := range f.Told {
		told[n.ID] = n.Value
	}
	if told["inside_count"] != 3 || told["compared_count"] != 9 || told["inside_2023-Q1_count"] != 1 {
		t.Errorf("the download is told %v", told)
	}
}
