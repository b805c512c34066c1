package analysis

import (
	"math"
	"slices"
	"testing"

	"fabbisogno/analysis/smallcell"
	"fabbisogno/datasets/codes"
)

// bareMaker knows the code lists and no series.
func bareMaker(t *testing.T) panelMaker {
	t.Helper()
	items, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	return panelMaker{unitBook: &unitBook{items: items}, settings: smallcell.Settings{LeastCases: 30, Protection: 30}}
}

// One dash of one region: it is suppressed, and so is what would tell it, but not
// Italy's published count.
func TestSuppressUnits_a_dash_in_one_region(t *testing.T) {
	m := bareMaker(t)
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
			if err := m.suppress("cp2021", window{}, cells); err != nil {
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

// A region with tables of its own beside Italy: Italy is not its sum, so that its
// small groups hide what would tell them and leave the others.
func TestSuppressUnits_one_region_beside_italy(t *testing.T) {
	m := bareMaker(t)
	var cells []cellOfUnit
	for _, c := range []struct {
		code            string
		italy, piedmont float64
	}{{"2.1", 900, 20}, {"2.2", 5000, 420}, {"2.3", 800, 70}, {"6.1", 9000, 800}, {"6.2", 7000, 600}} {
		cells = append(cells, cellOfUnit{territory: "IT", code: c.code, now: year{observed: true, entries: c.italy}},
			cellOfUnit{territory: "ITC1", code: c.code, now: year{observed: true, entries: c.piedmont}})
	}
	if err := m.suppress("cp2021", window{}, cells); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range cells {
		if c.suppressed {
			got = append(got, c.territory+" "+c.code)
		}
	}
	// 2.1 is small; the total of all units less the others would tell it.
	if want := []string{"ITC1 2.1", "ITC1 2.3"}; !slices.Equal(got, want) {
		t.Errorf("suppressed %v, want %v", got, want)
	}
}
