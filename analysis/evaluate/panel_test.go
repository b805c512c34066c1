package evaluate

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fabbisogno/analysis/panel"
	"fabbisogno/analysis/panel/methods"
	"fabbisogno/datasets/longtable"
)

func sourceOf(all []longtable.Series) panel.Source {
	return func(_ context.Context, give func(longtable.Series) error) error {
		for _, s := range all {
			if err := give(s); err != nil {
				return err
			}
		}
		return nil
	}
}

func evaluation(t *testing.T, season, horizon int, names ...string) PanelEvaluation {
	t.Helper()
	m, err := methods.Find(names)
	if err != nil {
		t.Fatal(err)
	}
	return PanelEvaluation{Run: panel.Run{Setup: panel.Setup{Season: season, Horizon: horizon, Levels: []float64{80, 95}, Workers: 2}, Methods: m}, Origins: []Origin{Fixed}}
}

func ids(all []panel.Method) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.ID)
	}
	return out
}

// bench is the folder of reference series and figures; without it the test is skipped.
func bench(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: reference figures are not at hand")
	}
	return filepath.Join(dir, "bench")
}

// The yardsticks on all of M3 against R, series by series: sMAPE and MASE of naive,
// snaive and M4's Naive2, MSIS and coverage of the first two. The reference is
// printed to eight digits.
func TestYardsticksOnM3(t *testing.T) {
	dir := bench(t)
	names := map[string]string{"naive": "naive", "seasonal_naive": "snaive", "naive2": "naive2"}
	for _, name := range []string{"yearly", "quarterly", "monthly", "other"} {
		t.Run(name, func(t *testing.T) {
			want := map[string]map[string]string{}
			for _, r := range gzipTable(t, filepath.Join(dir, "expected", "m3_"+name+"_r_metrics.csv.gz")) {
				want[r["id"]+" "+r["method"]] = r
			}
			table := longtable.Competition(filepath.Join(dir, "m3_"+name+".csv.gz"), longtable.Columns{})
			all, err := table.All(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			e := evaluation(t, all[0].Season, len(all[0].Test), "naive", "snaive", "naive2")
			compared := 0
			for _, s := range all {
				scores := NewScoreTable(ids(e.Methods), e.Levels, Cut{})
				if err := e.Score(t.Context(), "", sourceOf([]longtable.Series{s}), scores, nil); err != nil {
					t.Fatal(err)
				}
				for _, got := range scores.Scores(Base{}) {
					r, ok := want[s.ID+" "+names[got.Model]]
					if !ok {
						continue
					}
					compared++
					check := func(what string, got Number, want float64) {
						if math.Abs(float64(got)-want) > 2e-7*math.Max(math.Abs(want), 1e-3) {
							t.Errorf("%s %s: %s %.9g, R %.9g", s.ID, r["method"], what, got, want)
						}
					}
					check("sMAPE", got.SMAPE, number(t, r["smape"]))
					check("MASE", got.MASE, number(t, r["mase"]))
					if got.Model == "naive2" {
						continue // R has no interval for it
					}
					h := float64(len(s.Test))
					for i, l := range []string{"80", "95"} {
						check("MSIS"+l, got.Intervals[i].MSIS, number(t, r["msis"+l]))
						check("coverage"+l, got.Intervals[i].Coverage*Number(h), number(t, r["cov"+l]))
					}
				}
			}
			t.Logf("%d series, %d comparisons", len(all), compared)
			if compared < 2*len(all) {
				t.Errorf("only %d comparisons", compared)
			}
		})
	}
}

// OWA of the 24 methods of the M3 competition from their sMAPE and MASE, as archived:
// to the digits printed.
func TestOWAOfM3Methods(t *testing.T) {
	file, err := os.Open(filepath.Join(bench(t), "expected", "m3_published_methods.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = rec[i]
		}
		rows = append(rows, row)
	}
	if len(rows) < 20 {
		t.Fatalf("%d methods", len(rows))
	}
	var base map[string]string
	for _, r := range rows {
		if r["method"] == "NAIVE2" {
			base = r
		}
	}
	for _, r := range rows {
		got := OWA(number(t, r["sMAPE_Y"]), number(t, r["MASE_Y"]), number(t, base["sMAPE_Y"]), number(t, base["MASE_Y"]))
		// MASE has three decimals: half a unit of the last is 0.00016 of 3.172, and OWA is rounded itself.
		if want := number(t, r["OWA_Y"]); math.Abs(got-want) > 0.0008 {
			t.Errorf("%s: OWA %.4f, archived %.3f", r["method"], got, want)
		}
	}
}

// Worked by hand: one series, two periods, one level.
func TestScoreByHand(t *testing.T) {
	e := evaluation(t, 1, 2, "naive", "seasonal_naive", "naive2")
	e.Levels = []float64{80}
	// Differences 2 -1 3: MASE scale 2, squares 14/3; naive says 4, 4.
	s := longtable.Series{ID: "a", Values: []float64{0, 2, 1, 4}, Test: []float64{6, math.NaN(), 9}}
	e.Horizon = 3
	scores := NewScoreTable(ids(e.Methods), e.Levels, Cut{Horizon: true})
	if err := e.Score(t.Context(), "p", sourceOf([]longtable.Series{s}), scores, nil); err != nil {
		t.Fatal(err)
	}
	lines := scores.Scores(Base{})
	got := lines[0]
	const z80 = 1.2815515655446004
	sigma := math.Sqrt(14.0 / 3)
	up := func(k float64) float64 { return 4 + z80*sigma*math.Sqrt(k) }
	is := func(k, y float64) float64 { return 2*z80*sigma*math.Sqrt(k) + 10*math.Max(y-up(k), 0) }
	// Pinball at 0.1, 0.5, 0.9 for y above the median.
	loss := func(k, y float64) [3]float64 {
		return [3]float64{0.1 * (y - (8 - up(k))), 0.5 * (y - 4), math.Max(0.9*(y-up(k)), -0.1*(y-up(k)))}
	}
	crps := func(k, y float64) float64 {
		l := loss(k, y)
		return 2 * (0.1*l[0]/2 + 0.4*(l[0]+l[1])/2 + 0.4*(l[1]+l[2])/2 + 0.1*l[2]/2)
	}
	pin := func(k, y float64) float64 { l := loss(k, y); return (l[0] + l[1] + l[2]) / 3 }
	for _, c := range []struct {
		name      string
		got       Number
		want      float64
		tolerance float64
	}{
		{"sMAPE", got.SMAPE, (200*2.0/10 + 200*5.0/13) / 2, 1e-12},
		{"MASE", got.MASE, (2.0 + 5) / 2 / 2, 1e-12},
		{"RMSSE", got.RMSSE, math.Sqrt((4.0 + 25) / 2 / (14.0 / 3)), 1e-12},
		{"MSIS80", got.Intervals[0].MSIS, (is(1, 6) + is(3, 9)) / 2 / 2, 1e-12},
		{"coverage", got.Intervals[0].Coverage, 0.5, 1e-12}, // 6 within 4 + 2.77, 9 outside 4 + 4.80
		{"pinball", got.Pinball, (pin(1, 6) + pin(3, 9)) / 2 / 2, 1e-12},
		{"CRPS", got.CRPS, (crps(1, 6) + crps(3, 9)) / 2 / 2, 1e-12},
		{"OWA", got.OWA, 1, 1e-12},
		{"skill", got.Skill, 0, 1e-12},
	} {
		near(t, c.name, float64(c.got), c.want, c.tolerance)
	}
	if got.Model != "naive" || got.Panel != "" || got.Series != 1 || got.Points != 2 {
		t.Errorf("%+v", got)
	}
	horizons := map[int]float64{}
	for _, l := range lines {
		if l.Model == "naive" && l.Horizon > 0 {
			horizons[l.Horizon] = float64(l.MASE)
		}
	}
	if len(horizons) != 2 || horizons[1] != 1 || horizons[3] != 2.5 {
		t.Errorf("MASE by horizon %v: one for 1 and 3, none for 2, which nothing is known of", horizons)
	}
	if _, err := json.Marshal(lines); err != nil {
		t.Error(err)
	}
	for _, l := range scores.Scores(Base{20, 2}) {
		if l.Model == "naive2" && l.Horizon > 0 && l.OWA != 1 {
			t.Errorf("the base of the whole reached horizon %d", l.Horizon)
		}
	}
	if based := scores.Scores(Base{20, 2})[0]; math.Abs(float64(based.OWA)-(float64(got.SMAPE)/20+float64(got.MASE)/2)/2) > 1e-12 {
		t.Errorf("OWA on another base: %v", based.OWA)
	}
}

// Nothing after an origin reaches its forecasts: values there may be anything.
func TestRollingSeesThePastOnly(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	y := make([]float64, 60)
	for i := range y {
		y[i] = 50 + rng.NormFloat64()
	}
	seen := [][]float64{}
	for _, origin := range Rolling(3, 2, 4, 10) {
		train, test := origin(longtable.Series{Values: y})
		if len(test) != 4 || &test[0] != &y[len(train)] {
			t.Errorf("test does not follow train")
		}
		seen = append(seen, train)
	}
	if len(seen[0]) != 52 || len(seen[1]) != 54 || len(seen[2]) != 56 {
		t.Errorf("origins after %d, %d, %d values", len(seen[0]), len(seen[1]), len(seen[2]))
	}
	if train, _ := Rolling(1, 1, 4, 57)[0](longtable.Series{Values: y}); train != nil {
		t.Error("an origin with too little history counts")
	}
	// A spy sees what methods are given and calibrated on.
	var given, sampled int
	spy := panel.Method{ID: "spy", Version: 1, Sample: 10, New: func(s panel.Setup) (panel.Forecaster, error) {
		return spyForecaster{longest: &given, sampled: &sampled}, nil
	}}
	e := PanelEvaluation{Run: panel.Run{Setup: panel.Setup{Season: 1, Horizon: 4, Levels: []float64{80}, Workers: 1}, Methods: []panel.Method{spy}}, Origins: Rolling(1, 1, 4, 10)}
	scores := NewScoreTable([]string{"spy"}, e.Levels, Cut{})
	if err := e.Score(t.Context(), "", sourceOf([]longtable.Series{{ID: "a", Values: y}, {ID: "short", Values: y[:9]}}), scores, nil); err != nil {
		t.Fatal(err)
	}
	if given != 56 || sampled != 56 {
		t.Errorf("the method saw %d values and was calibrated on %d, want 56", given, sampled)
	}
	if s := scores.Scores(Base{})[0]; s.Series != 1 {
		t.Errorf("%d series count, want 1", s.Series)
	}
}

type spyForecaster struct{ longest, sampled *int }

func (f spyForecaster) Calibrate(_ context.Context, sample [][]float64) error {
	for _, y := range sample {
		*f.sampled = max(*f.sampled, len(y))
	}
	return nil
}
func (f spyForecaster) Worker() panel.Worker { return f }
func (f spyForecaster) Forecast(y []float64, a *panel.Answer) error {
	*f.longest = max(*f.longest, len(y))
	for k := range a.Mean {
		a.Mean[k], a.Lower[0][k], a.Upper[0][k] = y[len(y)-1], 0, 100
	}
	return nil
}

// Means over groups and panels are those of their series; lines come in a fixed order.
func TestScoresByGroupAndPanel(t *testing.T) {
	e := evaluation(t, 1, 1, "naive", "drift", "seasonal_naive", "naive2")
	series := func(id, group string, last float64) longtable.Series {
		return longtable.Series{ID: id, Group: group, Values: []float64{1, 2, 4, 5}, Test: []float64{5 + last}}
	}
	table := NewScoreTable(ids(e.Methods), e.Levels, Cut{Group: true})
	one := []longtable.Series{series("a", "x", 1), series("b", "y", 2), series("c", "x", 3), {ID: "flat", Group: "y", Values: []float64{3, 3, 3, 3}, Test: []float64{4}}}
	if err := e.Score(t.Context(), "one", sourceOf(one), table, nil); err != nil {
		t.Fatal(err)
	}
	if err := e.Score(t.Context(), "two", sourceOf([]longtable.Series{series("d", "x", 5)}), table, nil); err != nil {
		t.Fatal(err)
	}
	scale := 4.0 / 3 // differences 1 2 1
	want := map[string]float64{" ": (1 + 2 + 3 + 5) / scale / 4, " x": (1 + 3 + 5) / scale / 3, " y": 2 / scale, "one ": 2 / scale, "one x": 2 / scale, "one y": 2 / scale, "two ": 5 / scale, "two x": 5 / scale}
	var order []string
	for _, s := range table.Scores(Base{}) {
		if s.Model == "naive" {
			order = append(order, s.Panel+" "+s.Group)
			near(t, "MASE of "+s.Panel+" "+s.Group, float64(s.MASE), want[s.Panel+" "+s.Group], 1e-12)
		}
		if s.Panel == "" && s.Group == "" && (s.Series != 5 || s.Unscaled != 1) {
			t.Errorf("%s: %d series, %d unscaled; want 5 and 1", s.Model, s.Series, s.Unscaled)
		}
	}
	if !slices.Equal(order, []string{" ", " x", " y", "one ", "one x", "one y", "two ", "two x"}) {
		t.Errorf("order %q", order)
	}
}
