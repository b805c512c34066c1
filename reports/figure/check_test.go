package figure

import (
	"math"
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
