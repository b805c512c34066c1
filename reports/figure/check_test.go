package figure

import (
	"math"
	"slices"
	"testing"

	"fabbisogno/reports/chart"
)

// A label column named like a column of the download would stand there twice.
func TestCheck_label_column_name(t *testing.T) {
	refused := func(name string) bool {
		f := Figure{Table: Table{Columns: []Column{{Name: name, Head: Text{IT: "Prova", EN: "Test"}, Kind: Label}}, Rows: [][]Cell{{{}}}}}
		for _, p := range f.checkTable() {
			if p.Element == "column "+name {
				return true
			}
		}
		return false
	}
	if !refused("measure") {
		t.Error("a label column named measure passes")
	}
	if refused("test") {
		t.Error("a label column named test is refused")
	}
}

// A ranking without intervals does not build; a scale, or a row without a value, does.
func TestCheck_ranking_without_interval(t *testing.T) {
	nan := math.NaN()
	bare, bounded, missing := chart.Item{Label: Text{EN: "bare"}, Value: 1, Lower: nan, Upper: nan}, chart.Item{Value: 1, Lower: 0, Upper: 2}, chart.Item{Value: nan, Lower: nan, Upper: nan}
	refused := func(s chart.Spec) bool {
		for _, p := range (Figure{Chart: s}).Check() {
			if p.Rule == "a ranking carries its intervals" {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		name string
		spec chart.Spec
		want bool
	}{
		{"bars without", chart.Bars{Items: []chart.Item{bounded, bare}}, true},
		{"dots without", chart.Dots{Items: []chart.Item{bare}}, true},
		{"bars with", chart.Bars{Items: []chart.Item{bounded, missing}}, false},
		{"a scale", chart.Bars{Items: []chart.Item{bare}, Ordered: true}, false},
		{"lines", chart.Lines{}, false},
	} {
		if got := refused(c.spec); got != c.want {
			t.Errorf("%s: refused %v", c.name, got)
		}
	}
}

// Downloads pair an interval with the value before it: bounds of another unit, or a
// second pair of one level, would take the place of its own.
func TestCheck_bounds_belong_to_their_value(t *testing.T) {
	share := Column{Name: "share", Kind: Value, Unit: "pct"}
	rank := Column{Name: "rank", Kind: Value, Unit: "count"}
	bound := func(k Kind, unit string, level float64) Column {
		return Column{Name: string(k), Kind: k, Unit: unit, Level: level}
	}
	low, high, best, worst := bound(Lower, "pct", .8), bound(Upper, "pct", .8), bound(Lower, "count", .8), bound(Upper, "count", .8)
	for _, c := range []struct {
		name    string
		columns []Column
		want    int
	}{
		{"each after its own", []Column{share, low, high, rank, best, worst}, 0},
		{"two levels", []Column{share, low, high, bound(Lower, "pct", .5), bound(Upper, "pct", .5)}, 0},
		{"no value before", []Column{low, high, share}, 0},
		{"places after a share", []Column{share, low, high, best, worst}, 4}, // another unit, and a second pair
		{"a pair twice", []Column{share, low, high, low, high}, 2},
	} {
		if got := boundColumns(c.columns); len(got) != c.want {
			t.Errorf("%s: %v; expected %d", c.name, got, c.want)
		}
	}
}

// What is drawn as a band is in the table at that level: a reader who is told of a darker
// band must find its ends.
func TestCheck_every_band_drawn_is_in_the_table(t *testing.T) {
	value := Column{Name: "share", Kind: Value, Unit: "pct"}
	bound := func(k Kind, level float64) Column { return Column{Name: string(k), Kind: k, Unit: "pct", Level: level} }
	wide := []Column{value, bound(Lower, .8), bound(Upper, .8)}
	both := append(slices.Clone(wide), bound(Lower, .5), bound(Upper, .5))
	fan := chart.Fan{Bands: []chart.Band{{Level: .5}, {Level: .8}}}
	for _, c := range []struct {
		name    string
		spec    chart.Spec
		columns []Column
		refused bool
	}{
		{"one band of two", fan, wide, true},
		{"both bands", fan, both, false},
		{"panels of that level", chart.Fans{Level: .8}, wide, false},
		{"panels of another level", chart.Fans{Level: .9}, both, true},
	} {
		f := Figure{Chart: c.spec, Table: Table{Columns: c.columns, Rows: [][]Cell{{}}}}
		found := slices.ContainsFunc(f.checkTable(), func(p Problem) bool { return p.Rule == "intervals drawn are also in the table" })
		if found != c.refused {
			t.Errorf("%s: refused %v", c.name, found)
		}
	}
}
