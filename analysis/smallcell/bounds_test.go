package smallcell

import (
	"math"
	"math/rand/v2"
	"testing"
)

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
