package smallcell

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// Counts printed in tens, totals with what the source hides: sums are off, and
// cells are as protected as if they were exact.
func TestSuppress_rounded_counts(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	ten := func(v float64) float64 { return 10 * math.Round(v/10) }
	dashes, off := 0, 0
	for trial := range 20 {
		exact := grid(t, randomCounts(rng, 4+rng.IntN(6), 4+rng.IntN(6)))
		rows, columns := map[string]bool{}, map[string]bool{}
		byKey := map[[2]string]float64{}
		for _, c := range exact.Cells {
			rows[c.Row], columns[c.Column] = true, true
			byKey[[2]string{c.Row, c.Column}] = c.Count
		}
		edges := [2][]Edge{{{"all", ""}}, {{"IT", ""}, {"north", "IT"}, {"south", "IT"}}}
		for i := range len(rows) - 1 {
			edges[0] = append(edges[0], Edge{fmt.Sprintf("occ%02d", i), "all"})
		}
		provinces := len(columns) - 3
		for j := range provinces {
			region := "north"
			if j >= provinces/2 {
				region = "south"
			}
			edges[1] = append(edges[1], Edge{fmt.Sprintf("prov%02d", j), region})
		}
		table, err := CrossRounded(mustTree(t, edges[0]...), mustTree(t, edges[1]...), 10, func(r, c string) float64 {
			if v := ten(byKey[[2]string{r, c}]); v >= 20 {
				return v
			}
			dashes++
			return math.NaN()
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, sum := range table.Sums {
			if d := table.Cells[sum.Whole].Count - table.total(sum.Parts); d != 0 && !math.IsNaN(d) {
				off++
			}
		}
		s, err := Suppress(table, Rules{LeastCases: 30, Protection: 30})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range table.Cells {
			switch {
			case math.IsNaN(c.Count) != (s.Marks[i] == AtSource), c.Count < 30 && s.Marks[i] != Small:
				t.Errorf("trial %d: %+v is %s", trial, c, s.Marks[i])
			case s.Marks[i] != Shown && !s.Intervals[i].IsAtLeast(30):
				t.Errorf("trial %d: %+v can be bounded to %+v", trial, c, s.Intervals[i])
			}
		}
	}
	if dashes < 50 || off < 50 {
		t.Errorf("%d dashes, %d sums that are off: the tables test nothing", dashes, off)
	}
}

// Protection never rests on rounding: a lone dash is exposed though its row is
// only known to within 20.
func TestIntervals_rounded_counts(t *testing.T) {
	rows, err := Flat("all", "r0", "r1")
	if err != nil {
		t.Fatal(err)
	}
	columns, err := Flat("total", "c0", "c1")
	if err != nil {
		t.Fatal(err)
	}
	printed := map[string]float64{"r0c1": 100, "r1c0": 90, "r1c1": 70, "r0total": 110, "r1total": 170, "allc0": 100, "allc1": 170, "alltotal": 270}
	cross := func(step float64) (Table, error) {
		return CrossRounded(rows, columns, step, func(r, c string) float64 {
			if v, ok := printed[r+c]; ok {
				return v
			}
			return math.NaN()
		})
	}
	if _, err := cross(0); err == nil || !strings.Contains(err.Error(), "270 is not the sum of its parts, 280") {
		t.Errorf("exact counts that do not add up: %v", err)
	}
	table, err := cross(10)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Suppress(table, Rules{LeastCases: 1, Protection: 30})
	if err != nil {
		t.Fatal(err)
	}
	protecting := 0
	for _, m := range s.Marks {
		if m == Protecting {
			protecting++
		}
	}
	if protecting < 3 {
		t.Errorf("%v: a lone dash takes at least three cells more", s.Marks)
	}
	printed["alltotal"] = 900
	if _, err := cross(10); err == nil {
		t.Error("a total of 900 of parts with 270 passes as rounding")
	}
}
