package warehouse

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/datasets/series"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// samePeriods compares periods, whose fields are not exported.
var samePeriods = cmp.Comparer(func(a, b series.Period) bool { return a == b })

func someForecasts() []Forecast {
	var out []Forecast
	for _, measure := range []string{"employed_thousand", "job_vacancy_rate_pct"} {
		for h := 1; h <= 3; h++ {
			for _, model := range []string{"ets", "naive"} {
				out = append(out, Forecast{
					Key:    series.Key{Measure: measure, Unit: "pct", Territory: series.Code{List: "nuts2021", Value: "IT"}},
					Origin: series.MustPeriod("2026-Q2"), Period: series.MustPeriod("2026-Q2").Add(h), Horizon: h,
					Model: model, ModelVersion: 2, Status: "ok", Mean: float64(h) + 0.1,
					Intervals:   []series.Interval{{Level: 0.8, Lower: float64(h) - 1, Upper: float64(h) + 1}, {Level: 0.95, Lower: float64(h) - 2, Upper: float64(h) + 2}},
					IsSynthetic: measure == "employed_thousand",
				})
			}
		}
	}
	return out
}

func TestForecastsComeBack(t *testing.T) {
	db := openNew(t)
	want := someForecasts()
	backtests := []Backtest{
		{Measure: "employed_thousand", Scope: "all", Model: "ets", ModelVersion: 2, Forecasts: 40, MASE: 0.8, SMAPE: 3, Level: 0.8, Coverage: 0.79, Skill: -0.1},
		{Measure: "employed_thousand", Scope: "all", Model: "ets", ModelVersion: 2, Horizon: 1, Forecasts: 0, MASE: math.NaN(), SMAPE: math.NaN(), Level: 0.8, Coverage: math.NaN(), Skill: math.NaN(), IsSynthetic: true},
	}
	var past []PastForecast // with what came, but for the last two
	for i, f := range want {
		p := PastForecast{Forecast: f, Actual: float64(i)}
		if i >= len(want)-2 {
			p.Actual = math.NaN()
		}
		past = append(past, p)
	}
	first := Run{ID: "forecast-1", Step: "forecast", Fingerprint: "f1", AsOf: day("2026-11-20"), Seed: 7, SoftwareVersion: "v1"}
	if err := db.SaveForecasts(t.Context(), first, want, backtests, past); err != nil {
		t.Fatal(err)
	}
	got, err := db.Forecasts(t.Context(), "")
	if d := cmp.Diff(want, got, samePeriods); d != "" || err != nil {
		t.Errorf("forecasts: %v (-want +got):\n%s", err, d)
	}
	one, err := db.Forecasts(t.Context(), "job_vacancy_rate_pct")
	if d := cmp.Diff(want[6:], one, samePeriods); d != "" || err != nil {
		t.Errorf("one measure: %v\n%s", err, d)
	}
	scores, err := db.Backtests(t.Context())
	if d := cmp.Diff(backtests, scores, cmpopts.EquateNaNs()); d != "" || err != nil {
		t.Errorf("backtests: %v\n%s", err, d)
	}

	earlier, err := db.PastForecasts(t.Context(), "")
	if d := cmp.Diff(past, earlier, samePeriods, cmpopts.EquateNaNs()); d != "" || err != nil {
		t.Errorf("forecasts of earlier origins: %v\n%s", err, d)
	}

	second := first
	second.ID, second.Fingerprint = "forecast-2", "f2"
	if err := db.SaveForecasts(t.Context(), second, want[:2], nil, nil); err != nil {
		t.Fatal(err)
	}
	got, err = db.Forecasts(t.Context(), "")
	if d := cmp.Diff(want[:2], got, samePeriods); d != "" || err != nil {
		t.Errorf("replaced forecasts: %v\n%s", err, d)
	}
	checkLatest(t, db, second)
	if err := db.SaveForecasts(t.Context(), first, want, nil, nil); err != nil { // an earlier run again is the newest
		t.Fatal(err)
	}
	checkLatest(t, db, first)
	if _, found, err := db.LatestRun(t.Context(), "shortage"); found || err != nil {
		t.Errorf("run of a step that never ran: %t, %v", found, err)
	}
}

func checkLatest(t *testing.T, db *DB, want Run) {
	t.Helper()
	got, found, err := db.LatestRun(t.Context(), want.Step)
	if d := cmp.Diff(want, got); d != "" || !found || err != nil {
		t.Errorf("latest run: %t, %v\n%s", found, err, d)
	}
}

func TestForecastsRefused(t *testing.T) {
	db := openNew(t)
	good := someForecasts()
	run := Run{ID: "forecast-1", Step: "forecast"}
	if err := db.SaveForecasts(t.Context(), run, good, nil, nil); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(f *Forecast){
		"no_interval":       func(f *Forecast) { f.Intervals = nil },
		"mean_missing":      func(f *Forecast) { f.Mean = math.NaN() },
		"mean_infinite":     func(f *Forecast) { f.Mean = math.Inf(1) },
		"interval_crossed":  func(f *Forecast) { f.Intervals[0].Lower = 99 },
		"interval_missing":  func(f *Forecast) { f.Intervals[1].Upper = math.NaN() },
		"interval_infinite": func(f *Forecast) { f.Intervals[1].Upper = math.Inf(1) },
		"levels_not_rising": func(f *Forecast) { f.Intervals[1].Level = 0.5 },
	} {
		t.Run(name, func(t *testing.T) {
			bad := someForecasts()
			spoil(&bad[3])
			if err := db.SaveForecasts(t.Context(), run, bad, nil, nil); err == nil {
				t.Error("saved")
			}
			if err := db.SaveForecasts(t.Context(), run, good, nil, []PastForecast{{Forecast: bad[3]}}); err == nil {
				t.Error("saved as a forecast of an earlier origin")
			}
		})
	}
	if err := db.SaveForecasts(t.Context(), Run{}, nil, nil, nil); err == nil || !strings.Contains(err.Error(), "no id") {
		t.Errorf("a run without an id: %v", err)
	}
	got, err := db.Forecasts(t.Context(), "")
	if d := cmp.Diff(good, got, samePeriods); d != "" || err != nil {
		t.Errorf("the earlier forecasts are gone: %v\n%s", err, d)
	}
}

func TestShortagesComeBack(t *testing.T) {
	db := openNew(t)
	nan := math.NaN()
	it := series.Code{List: "nuts2021", Value: "IT"}
	want := []Shortage{
		{Method: "m", MethodVersion: 1, Panel: "published_2023", Territory: it, Unit: series.Code{List: "sector_group", Value: "A"}, Period: "2023",
			Need: "yes", Incidence: "yes", Class: "priority", ClassShare: 0.9, NeedValue: 1.2, NeedLower: 1, NeedUpper: 1.5,
			IncidenceValue: 18, IncidenceLower: 17, IncidenceUpper: 19, Score: 2, Rank: 1, RankLower: 1, RankUpper: 2, RankLevel: 0.9,
			Explanation: `{"terms":[1]}`, IsSynthetic: true},
		{Method: "m", MethodVersion: 1, Panel: "published_2023", Territory: it, Unit: series.Code{List: "sector_group", Value: "F"}, Period: "2023",
			Need: "unknown", Incidence: "unknown", Class: "unknown", ClassShare: nan, NeedValue: nan, NeedLower: nan, NeedUpper: nan,
			IncidenceValue: nan, IncidenceLower: nan, IncidenceUpper: nan, Score: nan, Rank: nan, RankLower: nan, RankUpper: nan, RankLevel: nan},
	}
	run := Run{ID: "shortage-1", Step: "shortage", AsOf: day("2026-11-20")}
	if err := db.SaveShortages(t.Context(), run, []Shortage{want[1], want[0]}); err != nil {
		t.Fatal(err)
	}
	got, err := db.Shortages(t.Context())
	if d := cmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" || err != nil {
		t.Errorf("shortages: %v\n%s", err, d)
	}
	checkLatest(t, db, run)
}

func TestFiguresComeBack(t *testing.T) {
	db := openNew(t)
	figure := func(edition, id string) Figure {
		return Figure{Edition: edition, ID: id, Number: "1.1", TitleIT: "Titolo", TitleEN: "Title", Query: "SELECT 1", RunID: "report-1",
			Lineage: []Lineage{{Table: "a", SHA256: "x", Rows: 3}, {Table: "b", SHA256: "y", Rows: 4, Method: "ets", MethodVersion: 2, MethodRunID: "forecast-1"}}}
	}
	run := Run{ID: "report-1", Step: "report", AsOf: day("2026-11-20")}
	italy := []Figure{figure("italy", "fig-a"), figure("italy", "fig-b")}
	region := []Figure{figure("region-ITC1", "fig-a")}
	for _, save := range []func() error{
		func() error {
			return db.SaveFigures(t.Context(), run, []string{"italy"}, []Figure{figure("italy", "fig-old")})
		},
		func() error { return db.SaveFigures(t.Context(), run, []string{"region-ITC1"}, region) },
		func() error { return db.SaveFigures(t.Context(), run, []string{"italy"}, italy) },
	} {
		if err := save(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Figures(t.Context(), "italy")
	if d := cmp.Diff(italy, got); d != "" || err != nil {
		t.Errorf("italy: %v\n%s", err, d)
	}
	got, err = db.Figures(t.Context(), "")
	if d := cmp.Diff(append(italy, region...), got); d != "" || err != nil {
		t.Errorf("all: %v\n%s", err, d)
	}
	if err := db.SaveFigures(t.Context(), run, []string{"italy"}, region); err == nil {
		t.Error("a figure of another edition was saved")
	}
	if got, err = db.Figures(t.Context(), "italy"); len(got) != 2 || err != nil {
		t.Errorf("after the refusal: %d figures, %v", len(got), err)
	}
	// Several at once: the same keys again, and an edition that has none any more.
	if err := db.SaveFigures(t.Context(), run, []string{"italy", "region-ITC1"}, italy); err != nil {
		t.Fatal(err)
	}
	got, err = db.Figures(t.Context(), "")
	if d := cmp.Diff(italy, got); d != "" || err != nil {
		t.Errorf("after both were replaced: %v\n%s", err, d)
	}
}

func TestReferenceIsReplaced(t *testing.T) {
	db := openNew(t)
	codes := []Code{{List: "nuts2021", Code: "IT", LabelIT: "Italia", LabelEN: "Italy"}}
	measures := []Measure{{Measure: "m", Unit: "pct", LabelIT: "M", LabelEN: "M"}}
	tables := []TableInfo{{Table: "t", Provider: "istat"}}
	for range 2 { // the same keys again, within one transaction
		if err := db.ReplaceReference(t.Context(), Reference{Codes: codes, Measures: measures, Tables: tables}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.ReplaceReference(t.Context(), Reference{Codes: append(codes, codes...), Measures: measures, Tables: tables}); err == nil {
		t.Error("a code given twice was accepted")
	}
	var counts string
	err := db.sql.QueryRow("SELECT concat((SELECT count(*) FROM meta__code), (SELECT count(*) FROM meta__measure), (SELECT count(*) FROM meta__table))").Scan(&counts)
	if counts != "111" || err != nil {
		t.Errorf("counts %s, %v", counts, err)
	}
}
