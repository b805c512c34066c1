package analysis

import (
	"math"
	"testing"

	"fabbisogno/analysis/smallcell"
)

// One dash of one region: it is suppressed, and so is what would tell it, but not
// Italy's published count.
func TestSuppressUnits_a_dash_in_one_region(t *testing.T) {
	m := panelMaker{settings: smallcell.Settings{LeastCases: 30, Protection: 30}}
	nan := math.NaN()
	for _, c := range []struct {
		name  string
		italy float64 // of cooks
	}{
		{"Italy is the sum of its regions", 690},
		{"Italy is off by rounding", 600},
		{"Italy has regions that are not here", 9000},
	} {
		t.Run(c.name, func(t *testing.T) {
			var cells []cellOfUnit
			add := func(territory, code string, entries float64) {
				cells = append(cells, cellOfUnit{territory: territory, code: code, now: year{observed: true, entries: entries}})
			}
			add("IT", "cooks", c.italy)
			add("IT", "drivers", 1500)
			for _, r := range []struct {
				region         string
				cooks, drivers float64
			}{{"ITC1", nan, 400}, {"ITC4", 350, 600}, {"ITF2", 300, 500}} {
				add(r.region, "cooks", r.cooks)
				add(r.region, "drivers", r.drivers)
			}
			if err := m.suppress(cells); err != nil {
				t.Fatal(err)
			}
			others := 0
			for _, cell := range cells {
				switch {
				case cell.territory == "IT" && cell.suppressed:
					t.Errorf("Italy's %s are suppressed for the sake of one region", cell.code)
				case math.IsNaN(cell.now.entries) && !cell.suppressed:
					t.Errorf("the dash of %s is not suppressed", cell.territory)
				case cell.territory != "IT" && cell.code == "cooks" && cell.suppressed && !math.IsNaN(cell.now.entries):
					others++
				}
			}
			if c.italy < 1000 && others == 0 {
				t.Error("no other region is suppressed: Italy less the others is the dash")
			}
		})
	}
}
