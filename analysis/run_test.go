package analysis

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// entries is a key of planned entries.
func entries(territory, industry, occupation string) series.Key {
	k := series.Key{Measure: "planned_entries_persons", Unit: "persons", Territory: series.Code{List: "nuts2021", Value: territory}}
	if industry != "" {
		k.Industry = series.Code{List: "excelsior_sector", Value: industry}
	}
	if occupation != "" {
		k.Occupation = series.Code{List: "cp2021", Value: occupation}
	}
	return k
}

// monthly draws a monthly series of n months from 2015-01: level, trend,
// season, noise, and a hole in 2020.
func monthly(k series.Key, n int, level float64, rng *rand.Rand) series.Series {
	s := series.Series{Key: k, Start: series.MustPeriod("2015-01"), Values: make([]float64, n), Synthetic: true}
	for i := range s.Values {
		v := level * (1 + 0.002*float64(i)) * (1 + 0.2*math.Sin(2*math.Pi*float64(i)/12)) * math.Exp(0.05*rng.NormFloat64())
		if i >= 62 && i <= 70 { // 2020-03 on
			v *= 0.4
		}
		s.Values[i] = math.Round(v)
	}
	return s
}

// country draws sectors, their total, agriculture from 2025-06 on and two regions.
func country(n int) series.Panel {
	rng := rand.New(rand.NewPCG(11, 12))
	var out series.Panel
	add := func(territory string, level float64) {
		total := monthly(entries(territory, "", ""), n, 0, rng)
		for i, code := range []string{"F", "G", "H", "I", "Q"} {
			s := monthly(entries(territory, code, ""), n, level*float64(i+1), rng)
			for j, v := range s.Values {
				total.Values[j] += v
			}
			out = append(out, s)
		}
		if n > 125 {
			a := monthly(entries(territory, "A", ""), n, 2*level, rng)
			a.Start, a.Values = a.Start.Add(125), a.Values[125:]
			for j, v := range a.Values {
				v *= 1 + 0.8*math.Cos(2*math.Pi*float64(j)/12) // its own strong season
				a.Values[j] = math.Round(v)
				total.Values[125+j] += a.Values[j]
			}
			total.Breaks = agricultureBreaks()
			out = append(out, a)
		}
		out = append(out, total)
	}
	add("IT", 10000)
	add("ITC1", 1000)
	add("ITC4", 2000)
	out.Sort()
	return out
}

// unbroken is a panel whose tables declare no break.
func unbroken(p series.Panel) series.Panel {
	out := slices.Clone(p)
	for i := range out {
		out[i].Breaks = nil
	}
	return out
}

func agricultureBreaks() []series.Break {
	return []series.Break{{From: series.MustPeriod("2025-06"), Reason: agricultureBreak, Kind: series.BreakLevel}}
}

func entriesPanel() panel { return panels()[0] }

func openWarehouse(t *testing.T) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// loadPanel stores a panel as one synthetic file of a table.
func loadPanel(t *testing.T, db *warehouse.DB, table, name string, released time.Time, panel series.Panel) {
	t.Helper()
	l := warehouse.Load{StepVersion: 1, Snapshot: warehouse.Snapshot{
		SHA256: strings.Repeat(fmt.Sprintf("%x", len(name)%16), 64), Table: table, FileName: name, Bytes: 1, Format: "test", Provider: "test",
		Licence: "CC0-1.0", Released: released, Vintage: released.Format(time.DateOnly), IsSynthetic: true,
	}}
	for _, s := range panel {
		for i, v := range s.Values {
			p := s.Start.Add(i)
			l.Observations = append(l.Observations, warehouse.Observation{
				Row: int64(len(l.Observations) + 1), Column: "value", Key: s.Key, Freq: p.Freq(), Period: p.String(), PeriodStart: p.First(), Value: v,
			})
		}
	}
	n := int64(len(l.Observations))
	l.Counts = warehouse.Counts{Read: n, Loaded: n, Observations: n}
	if err := db.Load(t.Context(), l); err != nil {
		t.Fatal(err)
	}
}

func TestForecastRun(t *testing.T) {
	db := openWarehouse(t)
	released := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	loadPanel(t, db, "excelsior_monthly", "a", released, country(142))
	err := db.ReplaceReference(t.Context(), warehouse.Reference{Breaks: []warehouse.Break{{Table: "excelsior_monthly", ID: agricultureBreak,
		From: series.MustPeriod("2025-06"), Kind: series.BreakLevel, Concerns: warehouse.ConcernsIndustryTotals}}})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Software: "test", Workers: 2}
	first, err := Forecast(t.Context(), db, o)
	if err != nil {
		t.Fatal(err)
	}
	if first.Fresh || first.Series != 21 || first.Forecasts != 21*12 || len(first.Refused) != 0 {
		t.Errorf("first run: %+v; want 21 series of 12 months, none refused", first)
	}
	rows, err := db.Forecasts(t.Context(), "planned_entries_persons")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != first.Forecasts {
		t.Errorf("%d rows read back, want %d", len(rows), first.Forecasts)
	}
	for _, r := range rows {
		if broken := r.Key.Industry.IsZero(); strings.Contains(r.Status, agricultureBreak) != broken {
			t.Fatalf("%s has the status %q: the break concerns totals over industries and nothing else", r.Key, r.Status)
		}
		if r.Origin.String() != "2026-10" || r.Period != r.Origin.Add(r.Horizon) || !r.IsSynthetic || r.Model != "auto_treated_floor" {
			t.Fatalf("row %+v: wrong origin, period, mark or model", r)
		}
	}
	back, err := db.Backtests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(back) != first.Backtests || first.Backtests == 0 {
		t.Errorf("%d backtests read back, want %d", len(back), first.Backtests)
	}
	again, err := Forecast(t.Context(), db, o)
	if err != nil || !again.Fresh || again.Run.ID != first.Run.ID {
		t.Errorf("second run: %+v, %v; want it fresh under the same id", again, err)
	}
	o.Software = "newer"
	if other, err := Forecast(t.Context(), db, o); err != nil || other.Fresh {
		t.Errorf("other software: %+v, %v; want a new run", other, err)
	}
}

// Results do not hang on the number of workers or processors.
func TestForecastPanelsDeterministic(t *testing.T) {
	run := func(workers, processors int) ([]warehouse.Forecast, []warehouse.Backtest, []warehouse.PastForecast) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		w := newWork(entriesPanel(), country(142))
		f, b, past, _, err := forecastPanels(t.Context(), []panelWork{w}, Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return f, b, past
	}
	f1, b1, p1 := run(1, 1)
	f2, b2, p2 := run(7, 4)
	equalNaN := gocmp.Comparer(func(a, b float64) bool { return a == b || (math.IsNaN(a) && math.IsNaN(b)) })
	periods := gocmp.Comparer(func(a, b series.Period) bool { return a == b })
	if d := gocmp.Diff(f1, f2, equalNaN, periods); d != "" {
		t.Errorf("forecasts differ:\n%s", d)
	}
	if d := gocmp.Diff(p1, p2, equalNaN, periods); d != "" || len(p1) == 0 {
		t.Errorf("%d forecasts of earlier origins differ:\n%s", len(p1), d)
	}
	if d := gocmp.Diff(b1, b2, equalNaN, periods); d != "" {
		t.Errorf("backtests differ:\n%s", d)
	}
}

// The total that agriculture entered is forecast on the universe with
// agriculture: close to what the parts give, far from what the old level gives.
func TestAgricultureBreak(t *testing.T) {
	p := country(142)
	w := newWork(entriesPanel(), p)
	rows, _, _, _, err := forecastPanels(t.Context(), []panelWork{w}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p {
		affected := s.Key.Industry.IsZero()
		i := slices.IndexFunc(rows, func(r warehouse.Forecast) bool { return r.Key == s.Key })
		if got := strings.Contains(rows[i].Status, "backcast="+agricultureBreak); got != affected {
			t.Errorf("%s: status %q, want backcast %v", s.Key, rows[i].Status, affected)
		}
		if !affected {
			continue
		}
		sum, parts := 0.0, 0.0
		for _, r := range rows {
			if r.Key == s.Key {
				sum += r.Mean
			} else if r.Key.Territory == s.Key.Territory {
				parts += r.Mean
			}
		}
		if math.Abs(sum/parts-1) > 0.03 {
			t.Errorf("%s: total of 12 months %.0f, its parts %.0f", s.Key, sum, parts)
		}
	}
}

// No later value reaches a backtest: changing what came after an origin leaves
// the forecasts made there as they were, also for a total completed with a part.
func TestBacktestSeesNoLaterValue(t *testing.T) {
	const changed = 139
	paths := func(p series.Panel) [][]float64 {
		w := newWork(entriesPanel(), p)
		out, err := w.fitAll(t.Context(), 1, func(string) {})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.weigh(t.Context(), out, 1); err != nil {
			t.Fatal(err)
		}
		c := newCalibrator(w, out)
		var got [][]float64
		for i, o := range out {
			for m, list := range o.paths {
				for _, path := range list {
					if path.Origin.Since(series.MustPeriod("2015-01")) >= changed {
						continue
					}
					half := c.halfWidths(m, w.series[i].scope, path, 0)
					got = append(got, path.Centre, half[:])
				}
			}
		}
		return got
	}
	before, after := country(142), country(142)
	for _, s := range after {
		for i := range s.Values {
			if s.Start.Add(i).Since(series.MustPeriod("2015-01")) >= changed {
				s.Values[i] *= 3
			}
		}
	}
	a, b := paths(before), paths(after)
	if len(a) < 100 {
		t.Fatalf("only %d paths: nothing was tested", len(a))
	}
	if d := gocmp.Diff(a, b); d != "" {
		t.Errorf("a later value changed an earlier forecast:\n%s", d)
	}
}

// Coverage of the recipe over the scored origins is near the level: its errors are
// noise. Ten series and overlapping years make the error larger than binomial,
// 6 points are allowed. Seasonal naive is not held to it here: at the earlier
// origins it repeats the interpolated year 2020, so its errors are not alike.
func TestBacktestCoverage(t *testing.T) {
	w := newWork(entriesPanel(), country(125))
	_, back, _, _, err := forecastPanels(t.Context(), []panelWork{w}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, r := range back {
		if r.Horizon != 0 || r.Scope != "regions_by_industry" {
			continue
		}
		seen++
		if r.Model == "auto_treated_floor" && math.Abs(r.Coverage-r.Level) > 0.06 {
			t.Errorf("%s %s at %.0f%%: coverage %.3f of %d", r.Scope, r.Model, 100*r.Level, r.Coverage, r.Forecasts)
		}
		if r.Model == "auto_treated_floor" && !(r.Skill > 0.1) {
			t.Errorf("the recipe on trending series: skill %.3f, want above 0.1", r.Skill)
		}
		if r.Model == "seasonal_naive_floor" && r.Skill != 0 {
			t.Errorf("yardstick: skill %v, want 0", r.Skill)
		}
	}
	if seen != 4 {
		t.Errorf("%d rows, want two models at two levels", seen)
	}
}

func TestIntervalsNested(t *testing.T) {
	w := newWork(entriesPanel(), country(142))
	rows, _, _, _, err := forecastPanels(t.Context(), []panelWork{w}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if !slices.IsSortedFunc(r.Intervals, func(a, b series.Interval) int { return cmp.Compare(a.Level, b.Level) }) || len(r.Intervals) != 4 {
			t.Fatalf("levels %v", r.Intervals)
		}
		for i, iv := range r.Intervals {
			if !(iv.Lower >= 0) || !(iv.Upper >= iv.Lower) || (i > 0 && (iv.Lower > r.Intervals[i-1].Lower || iv.Upper < r.Intervals[i-1].Upper)) {
				t.Fatalf("%s at %s: intervals %v", r.Key, r.Period, r.Intervals)
			}
		}
	}
}

// A short series does not get a surer interval than its longer sisters.
func TestShortSeriesBorrowsScale(t *testing.T) {
	p := country(142)
	for i := range p {
		if p[i].Key.Industry == agriculture() { // 17 months that repeat themselves exactly
			for j := range p[i].Values {
				p[i].Values[j] = 1000 + 10*float64(j%12)
			}
		}
	}
	w := newWork(entriesPanel(), unbroken(p))
	rows, _, _, _, err := forecastPanels(t.Context(), []panelWork{w}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	width := func(k series.Key) float64 {
		i := slices.IndexFunc(rows, func(r warehouse.Forecast) bool { return r.Key == k })
		if k.Industry == agriculture() && !strings.Contains(rows[i].Status, "scale=") {
			t.Errorf("%s: status %q does not say that its scale is the group's", k, rows[i].Status)
		}
		return rows[i].Intervals[3].Width() / rows[i].Mean
	}
	long, short := width(entries("IT", "G", "")), width(entries("IT", "A", ""))
	if short < 0.5*long {
		t.Errorf("relative width of 17 months is %.3f, of 142 months %.3f", short, long)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := newWork(entriesPanel(), unbroken(country(142)))
	if _, _, _, _, err := forecastPanels(ctx, []panelWork{w}, Options{Workers: 3}); err == nil {
		t.Error("a cancelled run gave no error")
	}
}

// BenchmarkPanel is a whole panel of the study's size: 540 monthly series of
// 142 months, 20 origins, two models, calibration and scores.
func BenchmarkPanel(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	var p series.Panel
	for r := range 20 {
		for _, i := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ+"[:27] {
			p = append(p, monthly(entries(fmt.Sprintf("IT%02d", r), string(i), ""), 142, 1000, rng))
		}
	}
	for b.Loop() {
		w := newWork(entriesPanel(), unbroken(p))
		if _, _, _, _, err := forecastPanels(b.Context(), []panelWork{w}, Options{Workers: 2}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(p)*b.N)/b.Elapsed().Seconds(), "series/s")
}
