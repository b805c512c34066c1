package figure

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// weighed are four units by two indicators; the last has no place.
func weighed() (Weighing, Table) {
	nan := math.NaN()
	w := Weighing{Indicators: []Text{{IT: "a", EN: "a"}, {IT: "b", EN: "b"}}, Score: 1, Rank: 2, LeastShare: 2.0 / 3,
		Rows: [][]float64{{100, 20}, {30, 90}, {10, 10}, nil}}
	t := Table{Columns: []Column{{Name: "unit"}, {Name: "score_index", Decimals: 1}, {Name: "rank_count"}}}
	for _, v := range [][2]float64{{60, 1}, {60, 1}, {10, 3}, {nan, nan}} {
		t.Rows = append(t.Rows, []Cell{{Code: "x"}, {Number: v[0]}, {Number: v[1]}})
	}
	return w, t
}

func TestWeighingPlaces(t *testing.T) {
	nan := math.NaN()
	w, _ := weighed()
	missing := w
	missing.Rows = [][]float64{{100, 20}, {nan, 90}, {10, 10}}
	for _, c := range []struct {
		name                   string
		w                      Weighing
		weights, scores, ranks []float64
	}{
		{"equal weights, equal scores share the best place", w, []float64{5, 5}, []float64{60, 60, 10, nan}, []float64{1, 1, 3, nan}},
		{"the first counts three times: (3*100+20)/4 and (3*30+90)/4", w, []float64{3, 1}, []float64{80, 45, 10, nan}, []float64{1, 2, 3, nan}},
		{"one indicator alone", w, []float64{0, 4}, []float64{20, 90, 10, nan}, []float64{2, 1, 3, nan}},
		{"no weight at all", w, []float64{0, 0}, []float64{nan, nan, nan, nan}, []float64{nan, nan, nan, nan}},
		{"half of the weight missing: no place", missing, []float64{1, 1}, []float64{60, nan, 10}, []float64{1, nan, 2}},
		{"a third of the weight missing: the rest counts", missing, []float64{1, 2}, []float64{140.0 / 3, 90, 10}, []float64{2, 1, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			scores, ranks := c.w.Places(c.weights)
			// Scores are rounded to 1e-8 by definition.
			if d := cmp.Diff(c.scores, scores, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-8)); d != "" {
				t.Errorf("scores by %v (-want +got)\n%s", c.weights, d)
			}
			if d := cmp.Diff(c.ranks, ranks, cmpopts.EquateNaNs()); d != "" {
				t.Errorf("places by %v (-want +got)\n%s", c.weights, d)
			}
		})
	}
}

func TestWeighingGivesThePublishedRanking(t *testing.T) {
	w, table := weighed()
	if why := w.Problem(table); why != "" {
		t.Errorf("equal weights: %s", why)
	}
	for name, spoil := range map[string]func(*Weighing, Table){
		"another score":          func(_ *Weighing, t Table) { t.Rows[0][1].Number = 60.1 },
		"another place":          func(_ *Weighing, t Table) { t.Rows[1][2].Number = 2 },
		"a place without inputs": func(_ *Weighing, t Table) { t.Rows[3][1].Number, t.Rows[3][2].Number = 5, 4 },
		"an indicator too few":   func(w *Weighing, _ Table) { w.Rows[0] = []float64{60} },
		"a row too few":          func(w *Weighing, _ Table) { w.Rows = w.Rows[:3] },
		"one indicator":          func(w *Weighing, _ Table) { w.Indicators = w.Indicators[:1] },
	} {
		w, table := weighed()
		spoil(&w, table)
		if w.Problem(table) == "" {
			t.Errorf("%s: no problem is found", name)
		}
	}
}
