package analysis

import (
	"math"
	"slices"
	"testing"
)

// The forecasts of earlier origins that are kept one by one are those that the scores
// count: as many with an outcome, as many inside their intervals.
func TestPastForecastsAreThoseCounted(t *testing.T) {
	w := newWork(entriesPanel(), country(142))
	_, scores, past, _, err := forecastPanels(t.Context(), []panelWork{w}, Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	scopeOf := map[string]string{"IT": "italy", "ITC1": "regions", "ITC4": "regions"}
	compared := map[string]int64{} // by scope
	type level struct {
		scope string
		of    float64
	}
	byLevel := map[level]int64{}
	for _, p := range past {
		if p.Period != p.Origin.Add(p.Horizon) || p.Origin.Since(w.end) >= 0 {
			t.Fatalf("%s: horizon %d from %s is %s", p.Key, p.Horizon, p.Origin, p.Period)
		}
		scope := scopeOf[p.Key.Territory.Value]
		if scope == "" || !p.Key.Industry.IsZero() {
			t.Fatalf("%s is no series of a whole territory", p.Key)
		}
		if math.IsNaN(p.Actual) {
			continue
		}
		compared[scope]++
		for _, iv := range p.Intervals {
			if iv.Lower > iv.Upper {
				t.Fatalf("%s: interval %v", p.Key, iv)
			}
			if iv.Lower <= p.Actual && p.Actual <= iv.Upper {
				byLevel[level{scope, iv.Level}]++
			}
		}
	}
	seen := 0
	for _, s := range scores {
		if !slices.Contains(pastScopes(), s.Scope) || s.Horizon != 0 || s.Model != w.series[0].models[declared].ID() {
			continue
		}
		seen++
		if s.Forecasts != compared[s.Scope] || s.Forecasts == 0 {
			t.Errorf("%s: %d forecasts scored, %d kept with an outcome", s.Scope, s.Forecasts, compared[s.Scope])
		}
		kept := byLevel[level{s.Scope, s.Level}]
		if inside := math.Round(s.Coverage * float64(s.Forecasts)); int64(inside) != kept {
			t.Errorf("%s, level %v: %v scored inside, %d kept inside", s.Scope, s.Level, inside, kept)
		}
	}
	if want := len(scoredLevels()) * len(pastScopes()); seen != want {
		t.Errorf("%d scores of whole territories, want %d: one a scope and level", seen, want)
	}
}
