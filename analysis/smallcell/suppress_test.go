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

// cellAt is the place of a cell.
func cellAt(t *testing.T, table Table, row, column string) int {
	t.Helper()
	for i, c := range table.Cells {
		if c.Row == row && c.Column == column {
			return i
		}
	}
	t.Fatalf("no cell %s/%s", row, column)
	return 0
}

func TestSuppress_cases(t *testing.T) {
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
		if n != 3 || s.Marks[cellAt(t, plain, "r0", "c0")] != Small {
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
}

func TestSuppress_further_cases(t *testing.T) {
	plain := flat(t, [][]float64{{5, 100, 80}, {90, 70, 60}, {50, 40, 200}})

	t.Run("hidden at the source", func(t *testing.T) {
		dashed := flat(t, [][]float64{{5, 100, 80}, {90, 70, 60}, {50, 40, 200}})
		i := cellAt(t, dashed, "r2", "c1")
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
		hide[cellAt(t, plain, "r2", "c2")] = true // 200 entries, but 29 job seekers
		s, err := Suppress(plain, Rules{LeastCases: 1, Protection: 30, Hide: hide})
		if err != nil || s.Marks[cellAt(t, plain, "r2", "c2")] != Small || !s.Intervals[cellAt(t, plain, "r2", "c2")].IsAtLeast(30) {
			t.Errorf("%v, %v", s.Marks, err)
		}
	})
	t.Run("zeros", func(t *testing.T) {
		table := flat(t, [][]float64{{0, 100, 80}, {90, 70, 60}, {50, 40, 200}})
		s, err := Suppress(table, Rules{LeastCases: 30, Protection: 30, ShowZero: true})
		if err != nil || s.Marks[cellAt(t, table, "r0", "c0")] != Shown {
			t.Errorf("a zero that may be shown: %v, %v", s.Marks, err)
		}
		if s, err = Suppress(table, Rules{LeastCases: 30, Protection: 30}); err != nil || s.Marks[cellAt(t, table, "r0", "c0")] != Small {
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
