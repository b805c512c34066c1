package catalog

import (
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
)

// unitWords are what a publisher's code or title says of the unit, and the units
// of ours that it may become: as it is, or times a scale.
var unitWords = []struct {
	says  string // a code in Measure.When, or a word of the Italian title
	unit  string
	scale float64 // 0: 1
}{
	{"THS_PER", "thousand_persons", 0},
	{"THS_PER", "persons", 1000},
	{"THS", "thousand_persons", 0},
	{"thousand", "persons", 1000},
	{"thousand_persons", "thousand_persons", 0},
	{"thousand_persons", "persons", 1000},
	{"persons", "persons", 0},
	{"contracts", "persons", 0}, // Excelsior's entries: contracts, counted as the persons hired
	{"contracts", "count", 0},
	{"pct", "pct", 0},
	{"pct", "pct_change", 0},
	{"PC", "pct", 0},
	{"PC_EMP", "pct", 0},
	{"PC_ACT", "pct", 0},
	{"PC_POP", "pct", 0},
	{"NR", "persons", 0},
	{"NR", "count", 0},
	{"PER", "persons", 0},
	{"JVR", "pct", 0},
	{"JVC", "pct", 0},
	{"JOBVAC", "count", 0},
	{"JOBOCC", "count", 0},
	{"tasso", "pct", 0},
	{"migliaia", "thousand_persons", 0},
	{"migliaia", "persons", 1000},
}

// TestUnits_from_indicator_and_flow: the files say nothing of units (UNIT_MEAS and
// UNIT_MULT are empty at ISTAT), so every measure has its unit from the indicator,
// and where the flow's title or a code of the measure names one, it is that.
func TestUnits_from_indicator_and_flow(t *testing.T) {
	c := load(t)
	checked := 0
	for _, table := range c.Tables {
		for _, m := range table.Measures {
			i, ok := c.Indicator(m.Indicator)
			if !ok {
				t.Errorf("table %s: no indicator %s", table.ID, m.Indicator)
				continue
			}
			if m.Scale != 0 && m.Scale != 1 && !series.IsAdditive(i.Unit) && i.Unit != "eur" && i.Unit != "hours" && !strings.HasSuffix(i.ID, "_pct") {
				t.Errorf("table %s: %s is in %s and scaled by %v", table.ID, i.ID, i.Unit, m.Scale)
			}
			var said []string
			for _, code := range m.When {
				said = append(said, code)
			}
			said = append(said, strings.FieldsFunc(strings.ToLower(table.Title.IT), func(r rune) bool { return strings.ContainsRune(" ():,-", r) })...)
			scale := m.Scale
			if scale == 1 {
				scale = 0
			}
			for _, word := range said {
				var allowed []string
				fits := false
				for _, u := range unitWords {
					if u.says == word {
						allowed = append(allowed, u.unit)
						fits = fits || u.unit == i.Unit && u.scale == scale
					}
				}
				if len(allowed) == 0 {
					continue
				}
				checked++
				if !fits && !slices.Contains(allowed, i.Unit) {
					t.Errorf("table %s: %q says %s, the indicator %s is in %s", table.ID, word, strings.Join(allowed, " or "), i.ID, i.Unit)
				} else if !fits {
					t.Errorf("table %s: %q and the scale %v of %s do not fit", table.ID, word, m.Scale, i.ID)
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("%d statements of units were checked, want at least 100", checked)
	}
	for _, u := range units {
		if series.IsAdditive(u.name) && u.suffix != "_persons" && u.suffix != "_thousand" && u.suffix != "_count" {
			t.Errorf("%s is summed and is no count", u.name)
		}
	}
}
