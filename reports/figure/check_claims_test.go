package figure

import (
	"math"
	"testing"

	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
)

// Case 79 of the bad-input cases: a cell that the whole and the other parts give away.
func TestCheck_subtraction(t *testing.T) {
	nan := math.NaN()
	table := func(unit string, cells ...Cell) Table {
		out := Table{Columns: []Column{{Name: "sector", Kind: Label}, {Name: "year", Kind: Label}, {Name: "entries", Kind: Value, Unit: unit}}}
		for i, c := range cells {
			code := string(rune('A' + i))
			if i == 0 {
				code = "TOTAL"
			}
			out.Rows = append(out.Rows, []Cell{{Code: code}, {Code: "2025"}, c})
		}
		return out
	}
	shown, hidden, missing := Cell{Number: 10}, Cell{Number: nan, Mark: "(c)"}, Cell{Number: nan, Mark: ".."}
	for _, c := range []struct {
		name  string
		table Table
		want  int
	}{
		{"one hidden, whole shown", table("persons", shown, hidden, shown, shown), 1},
		{"two hidden", table("persons", shown, hidden, hidden, shown), 0},
		{"whole hidden", table("persons", hidden, hidden, shown), 0},
		{"another part missing", table("persons", shown, hidden, missing), 0},
		{"nothing hidden", table("persons", shown, shown, shown), 0},
		{"shares are no parts", table("pct", shown, hidden, shown), 0},
	} {
		if got := (Figure{Table: c.table}).checkSubtraction(); len(got) != c.want {
			t.Errorf("%s: %v, want %d", c.name, got, c.want)
		}
	}
	// The same in another year is another whole.
	two := table("persons", shown, hidden, shown)
	two.Rows[1][1].Code = "2024"
	if got := (Figure{Table: two}).checkSubtraction(); len(got) != 0 {
		t.Errorf("a part of another year: %v", got)
	}
}

func TestCheck_claim(t *testing.T) {
	fan := func(lower, upper float64) chart.Fan {
		b := chart.Band{Level: .8, Lower: []float64{1, 1, 1, lower}, Upper: []float64{2, 2, 2, upper}}
		return chart.Fan{Start: series.MustPeriod("2025-Q1"), Observed: []float64{90, 100}, Median: []float64{1, 1, 1, 1}, Bands: []chart.Band{b}}
	}
	for _, c := range []struct {
		it, en       string
		lower, upper float64
		want         int
	}{
		{"Occupati: in crescita fra un anno", "Employed: higher a year ahead", 95, 110, 2},
		{"Occupati: in crescita fra un anno", "Employed: higher a year ahead", 101, 110, 0},
		{"Occupati: in calo fra un anno", "Employed: lower a year ahead", 90, 101, 2},
		{"Occupati: nessun calo distinguibile", "Employed: no fall to be told", 90, 101, 0},
		{"Quanti saranno", "How many there will be", 90, 101, 0},
	} {
		f := Figure{Chart: fan(c.lower, c.upper), Finding: Text{IT: c.it, EN: c.en}}
		if got := f.checkClaim(); len(got) != c.want {
			t.Errorf("%q with %v to %v: %v, want %d", c.en, c.lower, c.upper, got, c.want)
		}
	}
}
