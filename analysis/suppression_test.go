package analysis

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// sectorMonth is a month of entries by sector, some of them suppressed.
type sectorMonth struct {
	values map[string]float64
	hidden []string
}

func (m sectorMonth) total() float64 {
	sum := 0.0
	for _, s := range sortedSectors() {
		sum += m.values[s]
	}
	return sum
}

func sortedSectors() []string {
	var all []string
	for _, g := range currentGroups() {
		all = append(all, g.sectors...)
	}
	return all
}

// bookOf is a year of the same month.
func bookOf(m sectorMonth, end series.Period) book {
	b := book{columns: map[cell]*column{}}
	for i := range 12 {
		p := end.Add(-i)
		add := func(s string, v float64) {
			b.add(cell{"planned_entries_persons", "ITC1", s, false}, p, warehouse.Observation{Table: "excelsior_monthly", Value: v, Period: p.String()})
		}
		for _, s := range sortedSectors() {
			v := m.values[s]
			if i == 3 && slices.Contains(m.hidden, s) {
				v = math.NaN()
			}
			add(s, v)
		}
		add("TOTAL", m.total())
	}
	return b
}

// TestSuppressedStaysHidden is case 79 of the bad-input cases: what is said of a
// group with a single suppressed sector is the same whatever that sector's number
// is, so that nobody can take it from the total. Two suppressed sectors are bounded
// by what the total leaves for both, and every bound holds.
func TestSuppressedStaysHidden(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 9))
	all, end := sortedSectors(), series.MustPeriod("2026-10")
	draw := func() sectorMonth {
		m := sectorMonth{values: map[string]float64{}}
		for _, s := range all {
			m.values[s] = 10 * float64(rng.IntN(200))
		}
		return m
	}
	for range 200 {
		m := draw()
		g := currentGroups()[rng.IntN(len(currentGroups()))]
		s := g.sectors[rng.IntN(len(g.sectors))]
		m.hidden = []string{s}
		first := bookOf(m, end).entries("ITC1", g.sectors, all, end)
		whole, _ := bookOf(sectorMonth{values: m.values}, end).month("ITC1", g.sectors, all, end)
		if truth := 3 * whole.Lower; first.Bounds.Lower > truth || first.Bounds.Upper < truth || first.IsPoint() {
			t.Fatalf("%s has %v and is said to be %+v", g.code, truth, first)
		}
		// Another number in the suppressed cell, and a sector outside the group takes the difference.
		other := slices.IndexFunc(all, func(o string) bool { return !slices.Contains(g.sectors, o) && m.values[o] > 0 })
		moved := math.Min(m.values[all[other]], 10*float64(1+rng.IntN(20)))
		changed := sectorMonth{values: map[string]float64{}, hidden: m.hidden}
		for k, v := range m.values {
			changed.values[k] = v
		}
		b := bookOf(changed, end)
		p := end.Add(-3)
		b.columns[cell{"planned_entries_persons", "ITC1", all[other], false}].values[p] -= moved
		second := b.entries("ITC1", g.sectors, all, end)
		if first.Bounds != second.Bounds {
			t.Fatalf("with %v more in the suppressed %s, %s is said to be %+v and not %+v", moved, s, g.code, second.Bounds, first.Bounds)
		}
	}
	// Control: of two suppressed sectors the sum is what the total leaves.
	m := draw()
	m.hidden = []string{"A", "F"}
	got, _ := bookOf(m, end).month("ITC1", []string{"A"}, all, end.Add(-3))
	if want := m.values["A"] + m.values["F"]; got != (shortage.Bounds{Upper: want}) {
		t.Errorf("one of two suppressed sectors with %v together: %+v", want, got)
	}
}

// TestDiagnose_publishes_no_difference is case 79 too: it holds two workspaces against each other that
// differ in a suppressed number and in a sector that makes up for it: all that is
// saved of the suppressed group, for pages, downloads and queries, is the same.
func TestDiagnose_publishes_no_difference(t *testing.T) {
	saved := func(moved float64) string {
		loads := currentLoads()
		for i, o := range loads[0].Observations {
			if o.Key.Territory.Value == "ITC1" && o.Key.Industry.Value == "G" && o.Key.Measure == "planned_entries_persons" && o.Period == "2026-04" {
				loads[0].Observations[i].Value += moved // and the suppressed one has so much less of the same total
			}
		}
		for _, r := range diagnosed(t, diagnosisDB(t, append(publishedLoads(t), loads...)...), diagnosisOptions(t)) {
			if r.Territory.Value != "ITC1" || r.Unit.Value != "A" {
				continue
			}
			var e shortage.Explanation
			if err := json.Unmarshal([]byte(r.Explanation), &e); err != nil {
				t.Fatal(err)
			}
			r.Explanation = ""
			r.Rank, r.RankLower, r.RankUpper, r.RankLevel = 0, 0, 0, 0 // among the others, whose numbers did change
			terms, err := json.Marshal(e.Need)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("%+v %s", r, terms)
		}
		t.Fatal("agriculture in Piedmont is not there")
		return ""
	}
	if a, b := saved(0), saved(130); a != b {
		t.Errorf("the outcome tells the suppressed number:\n%s\n%s", a, b)
	}
}
