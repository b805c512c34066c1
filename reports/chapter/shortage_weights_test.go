package chapter

import (
	"math"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// weighedGroup are three groups with a place, one of them without its second indicator
// of three, and a suppressed one whose parts are there all the same.
func weighedGroup() *diagnosed {
	g := &diagnosed{kind: warehouse.KindOccupation, list: "cp2021", ranked: 3, level: 0.9, parts: map[string][]warehouse.CompositePart{}}
	nan := math.NaN()
	for i, row := range [][]float64{{90, 60, 30}, {80, nan, 20}, {10, 20, 60}, {70, 70, 70}} {
		code := []string{"6.1", "6.2", "5.2", "1.2"}[i]
		c := warehouse.Composite{Cell: occupationCell(code), Status: warehouse.StatusRated, Score: []float64{60, 50, 30, nan}[i], Rank: []float64{1, 2, 3, nan}[i]}
		if i == 3 {
			c.Status = warehouse.StatusSuppressed
		}
		g.cells = append(g.cells, c)
		present := 0.0
		for _, v := range row {
			if !math.IsNaN(v) {
				present++
			}
		}
		for j, id := range []string{"hard_to_fill_share_pct", "entries_growth_pct", "no_candidates_share_pct"} {
			g.parts[code] = append(g.parts[code], warehouse.CompositePart{Cell: c.Cell, Indicator: id, Normalised: row[j], Weight: 1 / present, Contribution: row[j] / present})
		}
	}
	return g
}

func TestShortageWeighing(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &Source{Catalog: c, Codes: list}
	g := weighedGroup()
	w := g.weighing(s, g.rankingTable(s))
	if w == nil {
		t.Fatal("equal weights give the published places, and readers cannot weigh otherwise")
	}
	if len(w.Indicators) != 3 || !w.Indicators[0].IsComplete() || w.Indicators[0].IT == w.Indicators[1].IT {
		t.Errorf("indicators %v", w.Indicators)
	}
	if w.Rows[3] != nil {
		t.Errorf("the suppressed group shows its indicators: %v", w.Rows[3])
	}
	// Indicators go by name: growth of entries, hard to fill, no candidates.
	if got := w.Rows[1]; !math.IsNaN(got[0]) || got[1] != 80 || got[2] != 20 {
		t.Errorf("row of the group without one indicator: %v", got)
	}
	if _, ranks := w.Places([]float64{0, 0, 1}); ranks[2] != 1 || ranks[0] != 2 || ranks[1] != 3 {
		t.Errorf("by the third indicator alone the places are %v", ranks)
	}

	// A score that is no plain mean cannot be weighed on.
	g = weighedGroup()
	g.cells[0].Score = 60.2
	if w := g.weighing(s, g.rankingTable(s)); w != nil {
		t.Errorf("a published score of 60.2 is taken for a mean of 60: %+v", w)
	}
	f := figure.Figure{Weighing: w, Table: g.rankingTable(s)}
	found := false
	for _, p := range f.Check() {
		found = found || p.Element == "weights"
	}
	if !found {
		t.Error("a figure whose weights do not give its ranking passes its check")
	}
}
