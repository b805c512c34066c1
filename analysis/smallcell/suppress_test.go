package smallcell

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func mustTree(t testing.TB, edges ...Edge) Tree {
	t.Helper()
	tree, err := NewTree(edges)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// grid is a table of occupations a, b, ... by provinces in two regions of one
// country, from the counts of the leaves.
func grid(t testing.TB, counts [][]float64) Table {
	t.Helper()
	rows, columns := []Edge{{"all", ""}}, []Edge{{"IT", ""}, {"north", "IT"}, {"south", "IT"}}
	place := map[string]int{}
	for i := range counts {
		code := fmt.Sprintf("occ%02d", i)
		rows, place[code] = append(rows, Edge{code, "all"}), i
	}
	for j := range counts[0] {
		code, region := fmt.Sprintf("prov%02d", j), "north"
		if j >= len(counts[0])/2 {
			region = "south"
		}
		columns, place[code] = append(columns, Edge{code, region}), j
	}
	table, err := Cross(mustTree(t, rows...), mustTree(t, columns...), func(r, c string) float64 {
		i, ok := place[r]
		j, known := place[c]
		if !ok || !known {
			return math.NaN()
		}
		return counts[i][j]
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// flat is a table of rows by columns with both margins.
func flat(t *testing.T, counts [][]float64) Table {
	t.Helper()
	rows, columns := []Edge{{"all", ""}}, []Edge{{"total", ""}}
	for i := range counts {
		rows = append(rows, Edge{fmt.Sprint("r", i), "all"})
	}
	for j := range counts[0] {
		columns = append(columns, Edge{fmt.Sprint("c", j), "total"})
	}
	table, err := Cross(mustTree(t, rows...), mustTree(t, columns...), func(r, c string) float64 {
		var i, j int
		if n, _ := fmt.Sscanf(r+" "+c, "r%d c%d", &i, &j); n < 2 {
			return math.NaN()
		}
		return counts[i][j]
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCross_makes_totals(t *testing.T) {
	table := flat(t, [][]float64{{1, 2}, {3, 4}})
	want := map[string]float64{"all/total": 10, "all/c0": 4, "r1/total": 7, "r0/c1": 2}
	for _, c := range table.Cells {
		if v, ok := want[c.Row+"/"+c.Column]; ok && c.Count != v {
			t.Errorf("%s/%s: %v, want %v", c.Row, c.Column, c.Count, v)
		}
	}
	if len(table.Cells) != 9 || len(table.Sums) != 6 {
		t.Errorf("%d cells, %d sums", len(table.Cells), len(table.Sums))
	}
}

// A lone hidden cell is its row total less the rest: the bounds are the number.
func TestIntervals_subtraction(t *testing.T) {
	table := flat(t, [][]float64{{5, 100, 80}, {90, 70, 60}, {50, 40, 200}})
	hidden := make([]bool, len(table.Cells))
	at := func(row, column string) int {
		for i, c := range table.Cells {
			if c.Row == row && c.Column == column {
				return i
			}
		}
		t.Fatalf("no cell %s/%s", row, column)
		return 0
	}
	lone := at("r0", "c0")
	hidden[lone] = true
	bounds, err := table.Intervals(hidden)
	if err != nil {
		t.Fatal(err)
	}
	if bounds[lone] != (Interval{Lower: 5, Upper: 5}) {
		t.Errorf("lone hidden cell: %+v, want exactly 5", bounds[lone])
	}
	// A rectangle: what r0/c0 gains r0/c1 and r1/c0 lose and r1/c1 gains, by at
	// most min(100, 90) up and 5 down.
	for _, cell := range []int{at("r0", "c1"), at("r1", "c0"), at("r1", "c1")} {
		hidden[cell] = true
	}
	bounds, err = table.Intervals(hidden)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		row, column string
		want        Interval
	}{
		{"r0", "c0", Interval{Lower: 0, Upper: 95}}, {"r0", "c1", Interval{Lower: 10, Upper: 105}},
		{"r1", "c0", Interval{Lower: 0, Upper: 95}}, {"r1", "c1", Interval{Lower: 65, Upper: 160}},
		{"r2", "c2", Interval{Lower: 200, Upper: 200}},
	} {
		if got := bounds[at(c.row, c.column)]; got != c.want {
			t.Errorf("%s/%s: %+v, want %+v", c.row, c.column, got, c.want)
		}
	}
	// All of a table without its total has no upper bound.
	for i := range hidden {
		hidden[i] = true
	}
	if bounds, err = table.Intervals(hidden); err != nil || !bounds[lone].Open || bounds[lone].Lower != 0 {
		t.Errorf("nothing shown: %+v, %v", bounds[lone], err)
	}
}

// Bounds by trying out all whole numbers: totally unimodular sums have whole
// optima, so the linear bounds are the least and greatest whole counts.
func TestIntervals_against_enumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	free := 0
	for trial := range 400 {
		counts := make([][]float64, 3)
		for i := range counts {
			counts[i] = make([]float64, 3)
			for j := range counts[i] {
				counts[i][j] = float64(rng.IntN(4))
			}
		}
		table := flat(t, counts)
		hidden := make([]bool, len(table.Cells))
		var cells []int
		for i, c := range table.Cells {
			if c.Row != "all" && c.Column != "total" && rng.IntN(3) > 0 || rng.IntN(8) == 0 && c.Row == "all" && c.Column != "total" {
				hidden[i] = true
				cells = append(cells, i)
			}
		}
		if len(cells) > 5 {
			continue
		}
		got, err := table.Intervals(hidden)
		if err != nil {
			t.Fatal(err)
		}
		low, high := enumerate(table, cells)
		for k, i := range cells {
			if got[i] != (Interval{Lower: low[k], Upper: high[k]}) {
				t.Errorf("trial %d, %+v of %v: %+v, by enumeration %v to %v", trial, table.Cells[i], counts, got[i], low[k], high[k])
			}
			if low[k] < high[k] {
				free++
			}
		}
	}
	if free < 50 {
		t.Errorf("only %d cells are not fixed by subtraction: the tables test nothing", free)
	}
}

// enumerate tries all counts from 0 to 9 of the hidden cells.
func enumerate(t Table, cells []int) (low, high []float64) {
	values := make([]float64, len(t.Cells))
	for i, c := range t.Cells {
		values[i] = c.Count
	}
	low, high = make([]float64, len(cells)), make([]float64, len(cells))
	for k := range low {
		low[k] = math.Inf(1)
	}
	for code := range int(math.Pow(10, float64(len(cells)))) {
		rest := code
		for _, i := range cells {
			values[i] = float64(rest % 10)
			rest /= 10
		}
		fits := true
		for _, s := range t.Sums {
			sum := 0.0
			for _, i := range s.Parts {
				sum += values[i]
			}
			if sum != values[s.Whole] {
				fits = false
				break
			}
		}
		if !fits {
			continue
		}
		for k, i := range cells {
			low[k], high[k] = math.Min(low[k], values[i]), math.Max(high[k], values[i])
		}
	}
	return low, high
}

func randomCounts(rng *rand.Rand, rows, columns int) [][]float64 {
	counts := make([][]float64, rows)
	for i := range counts {
		counts[i] = make([]float64, columns)
		for j := range counts[i] {
			counts[i][j] = math.Floor(math.Exp(2 + rng.Float64()*6))
		}
	}
	return counts
}

func TestSuppress_properties(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	exposed, protecting := 0, 0
	for trial := range 12 {
		table := grid(t, randomCounts(rng, 4+rng.IntN(5), 4+rng.IntN(5)))
		rules := Rules{LeastCases: 30, Protection: 30}
		s, err := Suppress(table, rules)
		if err != nil {
			t.Fatal(err)
		}
		hidden, primary := make([]bool, len(table.Cells)), make([]bool, len(table.Cells))
		for i, c := range table.Cells {
			hidden[i], primary[i] = s.Marks[i] != Shown, s.Marks[i] == Small
			if primary[i] != (c.Count < 30) {
				t.Errorf("trial %d: %+v is %s", trial, c, s.Marks[i])
			}
			if v := s.Published(table)[i]; hidden[i] != math.IsNaN(v) || !hidden[i] && v != c.Count {
				t.Errorf("trial %d: %+v is %s and printed as %v", trial, c, s.Marks[i], v)
			}
			if b := s.Intervals[i]; hidden[i] && (!b.IsAtLeast(30) || b.Lower > c.Count+1e-6 || !b.Open && b.Upper < c.Count-1e-6) {
				t.Errorf("trial %d: %+v can be bounded to %+v", trial, c, b)
			}
		}
		alone, err := table.Intervals(primary)
		if err != nil {
			t.Fatal(err)
		}
		for i := range alone {
			if primary[i] && !alone[i].IsAtLeast(30) {
				exposed++
			}
		}
		// Each cell hidden to protect is needed: shown, it exposes another.
		for i, m := range s.Marks {
			if m != Protecting {
				continue
			}
			protecting++
			hidden[i] = false
			without, err := table.Intervals(hidden)
			if err != nil {
				t.Fatal(err)
			}
			safe := true
			for j := range without {
				safe = safe && (!hidden[j] || without[j].IsAtLeast(30))
			}
			if safe {
				t.Errorf("trial %d: %+v is hidden for nothing", trial, table.Cells[i])
			}
			hidden[i] = true
		}
		again, err := Suppress(table, rules)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(s) {
			t.Errorf("trial %d: a second run differs (%v)", trial, err)
		}
	}
	if exposed < 20 || protecting < 20 {
		t.Errorf("%d cells exposed by small counts alone, %d hidden to protect: the tables test nothing", exposed, protecting)
	}
}

func BenchmarkSuppress(b *testing.B) {
	for _, size := range [][2]int{{40, 20}, {130, 20}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			table := grid(b, randomCounts(rand.New(rand.NewPCG(9, 10)), size[0], size[1]))
			for b.Loop() {
				if _, err := Suppress(table, Rules{LeastCases: 30, Protection: 30}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Occupation groups by regions in two areas, as the workspace has them.
func TestSuppress_full_size(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	table := grid(t, randomCounts(rng, 40, 20))
	start := time.Now()
	s, err := Suppress(table, Rules{LeastCases: 30, Protection: 30})
	if err != nil {
		t.Fatal(err)
	}
	count := map[Mark]int{}
	for _, m := range s.Marks {
		count[m]++
	}
	t.Logf("%d cells: %v in %v", len(table.Cells), count, time.Since(start))
	if count[Protecting] > count[Small] {
		t.Errorf("%v: more cells protect than are small", count)
	}
}

func TestSuppress_cases(t *testing.T) {
	at := func(table Table, row, column string) int {
		for i, c := range table.Cells {
			if c.Row == row && c.Column == column {
				return i
			}
		}
		t.Fatalf("no cell %s/%s", row, column)
		return 0
	}
	plain := flat(t, [][]float64{{5, 100, 80}, {90, 70, 60}, {50, 40, 200}})

	t.Run("nothing small", func(t *testing.T) {
		s, err := Suppress(plain, Rules{LeastCases: 5, Protection: 30})
		if err != nil || strings.Contains(fmt.Sprint(s.Marks), string(Small)) || strings.Contains(fmt.Sprint(s.Marks), string(Protecting)) {
			t.Errorf("%v, %v", s.Marks, err)
		}
	})
	t.Run("one small takes three more", func(t *testing.T) {
		s, err := Suppress(plain, Rules{LeastCases: 30, Protection: 30})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range s.Marks {
			if m == Protecting {
				n++
			}
		}
		if n != 3 || s.Marks[at(plain, "r0", "c0")] != Small {
			t.Errorf("%d cells protect one: %v", n, s.Marks)
		}
	})
	t.Run("totals kept", func(t *testing.T) {
		keep := make([]bool, len(plain.Cells))
		for i, c := range plain.Cells {
			keep[i] = c.Row == "all" || c.Column == "total"
		}
		s, err := Suppress(plain, Rules{LeastCases: 60, Protection: 30, Keep: keep})
		if err != nil {
			t.Fatal(err)
		}
		for i := range keep {
			if keep[i] && s.Marks[i] != Shown {
				t.Errorf("%+v is %s", plain.Cells[i], s.Marks[i])
			}
		}
		for i := range keep {
			keep[i] = true
		}
		if _, err := Suppress(plain, Rules{LeastCases: 30, Protection: 30, Keep: keep}); err == nil || !strings.Contains(err.Error(), `row "r0", column "c0" cannot be protected`) {
			t.Errorf("nothing may be hidden: %v", err)
		}
	})
	t.Run("hidden at the source", func(t *testing.T) {
		dashed := flat(t, [][]float64{{5, 100, 80}, {90, 70, 60}, {50, 40, 200}})
		i := at(dashed, "r2", "c1")
		dashed.Cells[i].Count = math.NaN() // 40, by subtraction
		s, err := Suppress(dashed, Rules{LeastCases: 1, Protection: 30})
		if err != nil {
			t.Fatal(err)
		}
		if s.Marks[i] != AtSource || !s.Intervals[i].IsAtLeast(30) {
			t.Errorf("%s, bounds %+v: the difference must not be published", s.Marks[i], s.Intervals[i])
		}
	})
	t.Run("another count behind the cell", func(t *testing.T) {
		hide := make([]bool, len(plain.Cells))
		hide[at(plain, "r2", "c2")] = true // 200 entries, but 29 job seekers
		s, err := Suppress(plain, Rules{LeastCases: 1, Protection: 30, Hide: hide})
		if err != nil || s.Marks[at(plain, "r2", "c2")] != Small || !s.Intervals[at(plain, "r2", "c2")].IsAtLeast(30) {
			t.Errorf("%v, %v", s.Marks, err)
		}
	})
	t.Run("zeros", func(t *testing.T) {
		table := flat(t, [][]float64{{0, 100, 80}, {90, 70, 60}, {50, 40, 200}})
		s, err := Suppress(table, Rules{LeastCases: 30, Protection: 30, ShowZero: true})
		if err != nil || s.Marks[at(table, "r0", "c0")] != Shown {
			t.Errorf("a zero that may be shown: %v, %v", s.Marks, err)
		}
		if s, err = Suppress(table, Rules{LeastCases: 30, Protection: 30}); err != nil || s.Marks[at(table, "r0", "c0")] != Small {
			t.Errorf("a zero that may not: %v, %v", s.Marks, err)
		}
	})
	t.Run("sums that do not hold", func(t *testing.T) {
		wrong := flat(t, [][]float64{{5, 100}, {90, 70}})
		wrong.Cells[0].Count++
		if _, err := Suppress(wrong, Rules{LeastCases: 30, Protection: 30}); err == nil || !strings.Contains(err.Error(), "266 is not the sum of its parts, 265") {
			t.Errorf("%v", err)
		}
		hidden := make([]bool, len(wrong.Cells))
		hidden[len(hidden)-1] = true
		if _, err := wrong.Intervals(hidden); err != nil {
			t.Errorf("a wrong sum without hidden cells is not looked at: %v", err)
		}
		wrong.Cells[len(hidden)-2].Count = 500 // more than its row
		if _, err := wrong.Intervals(hidden); err == nil || !strings.Contains(err.Error(), "do not add up") {
			t.Errorf("negative rest: %v", err)
		}
	})
	t.Run("no protection", func(t *testing.T) {
		if _, err := Suppress(plain, Rules{LeastCases: 30}); err == nil || !strings.Contains(err.Error(), "protection 0") {
			t.Errorf("%v", err)
		}
	})
}

func TestNewTree_refuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		edges []Edge
		want  string
	}{
		{"two roots", []Edge{{"a", ""}, {"b", ""}}, "2 codes without a parent"},
		{"twice", []Edge{{"a", ""}, {"b", "a"}, {"b", "a"}}, `"b" stands twice`},
		{"circle", []Edge{{"a", ""}, {"b", "c"}, {"c", "b"}}, "does not lead to the root"},
		{"unknown parent", []Edge{{"a", ""}, {"b", "z"}}, `"b" under "z"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := NewTree(c.edges); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}

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
