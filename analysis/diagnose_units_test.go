package analysis

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fabbisogno/analysis/diagnosis"
	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// unitsLoad is Excelsior's monthly table of Italy and three regions from 2023 to
// 2025-03: six occupation groups and the totals. Group 4 of ITF2 has two entries
// a month, and the shares of group 5 of ITC1 are suppressed in half of the months.
func unitsLoad() warehouse.Load {
	var obs []warehouse.Observation
	add := func(measure, unit, territory, occupation string, p series.Period, v float64) {
		k := series.Key{Measure: measure, Unit: unit, Territory: series.Code{List: "nuts2021", Value: territory}}
		if occupation != "" {
			k.Occupation = series.Code{List: "cp2021", Value: occupation}
		}
		o := observation(len(obs)+1, k, p.String(), v)
		if math.IsNaN(v) {
			o.Status = "suppressed"
		}
		obs = append(obs, o)
	}
	size := map[string]float64{"ITC1": 900, "ITC4": 2000, "ITF2": 300}
	for month := range 27 {
		p := series.MustPeriod("2023-01").Add(month)
		total := map[string]float64{}
		for r, region := range []string{"ITC1", "ITC4", "ITF2"} {
			for g := 2; g <= 7; g++ {
				code := fmt.Sprint(g)
				entries := math.Round(size[region] * (1 + 0.1*float64(g)))
				share := 20 + 6*float64(g) + 2*float64(r) + 0.2*float64(month)
				if region == "ITF2" && g == 4 {
					entries = 2
				}
				if region == "ITC1" && g == 5 && month%2 == 1 {
					share = math.NaN()
				}
				total[region], total[code], total["IT"] = total[region]+entries, total[code]+entries, total["IT"]+entries
				add("planned_entries_persons", "persons", region, code, p, entries)
				add("hard_to_fill_share_pct", "pct", region, code, p, share)
			}
			add("planned_entries_persons", "persons", region, "", p, total[region])
			add("hard_to_fill_share_pct", "pct", region, "", p, 45+float64(r))
		}
		for g := 2; g <= 7; g++ {
			add("planned_entries_persons", "persons", "IT", fmt.Sprint(g), p, total[fmt.Sprint(g)])
			add("hard_to_fill_share_pct", "pct", "IT", fmt.Sprint(g), p, 22+6*float64(g))
			add("no_candidates_share_pct", "pct", "IT", fmt.Sprint(g), p, 10+3*float64(g))
		}
		add("planned_entries_persons", "persons", "IT", "", p, total["IT"])
		add("hard_to_fill_share_pct", "pct", "IT", "", p, 46)
		add("no_candidates_share_pct", "pct", "IT", "", p, 25)
	}
	l := loadOf("excelsior_monthly", true, obs)
	l.Snapshot.Released, l.Snapshot.Vintage = time.Date(2025, 4, 10, 0, 0, 0, 0, time.UTC), "2025-04-10"
	return l
}

func unitsOptions(t *testing.T) Options {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Options{Catalog: c, Seed: 1, Software: "test", Workers: 2, Draws: 200, AsOf: time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)}
}

func unitsDiagnosed(t *testing.T, db *warehouse.DB) warehouse.DiagnosisResults {
	t.Helper()
	var out warehouse.DiagnosisResults
	var errs [5]error
	f := warehouse.DiagnosisFilter{}
	out.Ratings, errs[0] = db.Ratings(t.Context(), f)
	out.Composites, errs[1] = db.Composites(t.Context(), f)
	out.Agreements, errs[2] = db.Agreements(t.Context(), f)
	out.Scopes, errs[3] = db.MethodScopes(t.Context(), f)
	out.Causes, errs[4] = db.Causes(t.Context(), f)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestDiagnoseUnits(t *testing.T) {
	db, o := diagnosisDB(t, unitsLoad()), unitsOptions(t)
	did, err := DiagnoseUnits(t.Context(), db, o)
	if err != nil {
		t.Fatal(err)
	}
	// Three windows (2023, 2024, twelve months to March 2025) of four territories, and of the regions among themselves.
	if did.Fresh || did.Panels != 3*5 || did.Methods == 0 || !slices.Contains(did.NotRun, "uwv_tension") {
		t.Errorf("%+v", did)
	}
	got := unitsDiagnosed(t, db)
	t.Run("states", func(t *testing.T) { checkStates(t, got) })
	t.Run("scopes", func(t *testing.T) { checkScopes(t, got.Scopes) })
	t.Run("causes", func(t *testing.T) { checkItalysCauses(t, got.Causes) })
	if again, err := DiagnoseUnits(t.Context(), db, o); err != nil || !again.Fresh || again.Run != did.Run {
		t.Errorf("again: %+v, %v", again, err)
	}
	o.Workers, o.Software = 1, "other" // done again, by one worker
	if again, err := DiagnoseUnits(t.Context(), db, o); err != nil || again.Fresh {
		t.Errorf("with other software: %+v, %v", again, err)
	}
	if d := cmp.Diff(got, unitsDiagnosed(t, db), cmpopts.EquateNaNs()); d != "" {
		t.Errorf("one worker gives something else:\n%s", d)
	}
	// As of a day before the file there is nothing, and it is said of every method.
	o.AsOf = time.Date(2025, 3, 31, 0, 0, 0, 0, time.UTC)
	if before, err := DiagnoseUnits(t.Context(), db, o); err != nil || before.Panels != 0 || before.Methods != 0 || len(before.NotRun) < 5 {
		t.Errorf("as of an earlier day: %+v, %v", before, err)
	}
	if left := unitsDiagnosed(t, db); len(left.Ratings) != 0 || len(left.Scopes) != len(got.Scopes)/5 {
		t.Errorf("%d ratings and %d scopes as of an earlier day", len(left.Ratings), len(left.Scopes))
	}
}

func checkStates(t *testing.T, got warehouse.DiagnosisResults) {
	suppressed := map[string]int{}
	for _, r := range got.Ratings {
		if r.Method != "jsa_fill_rate" || r.Period != "2024-04/2025-03" || r.Kind != warehouse.KindOccupation {
			continue
		}
		switch r.Status {
		case warehouse.StatusSuppressed:
			suppressed[r.Territory.Value]++
			if r.Reason != suppressedCell || !math.IsNaN(r.Cases) || !math.IsNaN(r.Value) || r.Grade != "D" {
				t.Errorf("suppressed: %+v", r)
			}
		case warehouse.StatusRated:
			// The fill rate is 100 less the shrunken share; with these counts shrinkage is slight.
			var g float64
			if _, err := fmt.Sscan(r.Unit.Value, &g); err != nil {
				t.Fatal(err)
			}
			if want := 100 - (22 + 6*g); r.Territory.Value == "IT" && math.Abs(r.Value-want) > 0.5 {
				t.Errorf("fill rate of %s: %v, want about %v", r.Unit, r.Value, want)
			}
			if !(r.ValueLower < r.Value && r.Value < r.ValueUpper) || math.IsNaN(r.Rank) || !r.IsSynthetic {
				t.Errorf("rated: %+v", r)
			}
		default:
			t.Errorf("neither rated nor suppressed: %+v", r)
		}
	}
	// One small cell in Molise and one hidden at the source in Piedmont: alone in their
	// row and column each would follow by subtraction, so each has a companion.
	if suppressed["ITF2"] < 2 || suppressed["ITC1"] < 2 || suppressed["IT"] != 0 {
		t.Errorf("suppressed by territory: %v", suppressed)
	}
	for _, c := range got.Composites {
		// Draws with other choices may pass the ends of the scale: what is stored may not.
		onScale := 0 <= c.ScoreLower && c.ScoreLower <= c.ScoreUpper && c.ScoreUpper <= 100 && 0 <= c.Score && c.Score <= 100
		if c.Status == warehouse.StatusSuppressed && !math.IsNaN(c.Score) || c.Status == warehouse.StatusRated && !(onScale && c.RankLower <= c.Rank && c.Rank <= c.RankUpper) {
			t.Errorf("composite: %+v", c)
		}
	}
}

func checkScopes(t *testing.T, scopes []warehouse.MethodScope) {
	methods, err := diagnosis.Methods()
	if err != nil {
		t.Fatal(err)
	}
	if len(scopes) != 5*len(methods) {
		t.Errorf("%d scopes of %d methods in five sets of units", len(scopes), len(methods))
	}
	for _, s := range scopes {
		if (s.Status == scopeRun) != (s.Missing == "") || s.Status == scopeRun && s.Rated == 0 {
			t.Errorf("scope: %+v", s)
		}
	}
}

func checkItalysCauses(t *testing.T, causes []warehouse.Cause) {
	grades := map[string]string{}
	for _, c := range causes {
		if c.Territory.Value == "IT" && c.Cause == "training_gap" {
			grades[c.Unit.Value] = c.Grade
			if c.Period != "2024-04/2025-03" || math.IsNaN(c.GradeShare) {
				t.Errorf("cause: %+v", c)
			}
		}
	}
	// Group 7 has 31 % without candidates against 25 % overall, group 3 has 19 %.
	if grades["7"] == "" || grades["7"] == "not_established" || grades["7"] == "no_data" || grades["3"] != "not_established" {
		t.Errorf("training gap by group: %v", grades)
	}
}

func TestWindows(t *testing.T) {
	label := func(first, last string) []string {
		var out []string
		for _, w := range windows(series.MustPeriod(first), series.MustPeriod(last)) {
			out = append(out, w.label)
			if w.last != (w.end == series.MustPeriod(last)) {
				t.Errorf("%s to %s: %s is last: %v", first, last, w.label, w.last)
			}
		}
		return out
	}
	for _, c := range []struct {
		first, last string
		want        []string
	}{
		{"2023-01", "2025-03", []string{"2023", "2024", "2024-04/2025-03"}},
		{"2023-02", "2024-12", []string{"2024"}},
		{"2024-05", "2025-04", []string{"2024-05/2025-04"}},
		{"2024-05", "2025-03", nil},
	} {
		if got := label(c.first, c.last); !slices.Equal(got, c.want) {
			t.Errorf("%s to %s: %v, want %v", c.first, c.last, got, c.want)
		}
	}
}
