package edition

import (
	"math"
	"testing"

	"fabbisogno/reports/chapter"
	"fabbisogno/reports/figure"
)

// ranked is an edition with one ranking of occupations: code, expected share, half of its interval.
func ranked(id, territory string, rows map[string][2]float64, order ...string) Edition {
	both := func(s string) Text { return Text{IT: s, EN: s} }
	f := figure.Figure{ID: "fig-hard-occupations", IsSynthetic: true, Table: figure.Table{Columns: []figure.Column{
		{Name: "occupation_cp2021", Kind: figure.Label},
		{Name: "expected_pct", Kind: figure.Value, Unit: "pct", Decimals: 1},
		{Name: "lower", Kind: figure.Lower, Unit: "pct", Level: 0.8}, {Name: "upper", Kind: figure.Upper, Unit: "pct", Level: 0.8},
		{Name: "rank_best", Kind: figure.Lower, Unit: "count", Level: 0.8}, {Name: "rank_worst", Kind: figure.Upper, Unit: "count", Level: 0.8},
		{Name: "entries", Kind: figure.Value, Unit: "persons"}}}}
	for _, code := range order {
		v := rows[code]
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: both("group " + code), Code: code}, {Number: v[0]}, {Number: v[0] - v[1]}, {Number: v[0] + v[1]}, {Number: 1}, {Number: 2}, {Number: 100 * v[0]}})
	}
	return Edition{ID: id, Territory: territory, Name: both(territory), Chapters: []chapter.Chapter{{ID: "c", Figures: []figure.Figure{f}}}}
}

// A sheet tells what the tables of the reports hold, with the interval of each value and no other.
func TestSheetSet(t *testing.T) {
	italy := ranked("italy", "IT", map[string][2]float64{"2": {50, 1}, "1": {40, 2}}, "2", "1")
	first := ranked("region-ITX1", "ITX1", map[string][2]float64{"1": {41, 5}, "9": {99, 1}}, "9", "1")
	second := ranked("region-ITX2", "ITX2", map[string][2]float64{"1": {44, 5}, "2": {math.NaN(), 1}}, "1", "2")
	set := sheetSet(Occupation, []Edition{italy, first, second})
	if set == nil || len(set.Sheets) != 2 || set.Sheets[0].Code != "1" || set.Sheets[1].Code != "2" {
		t.Fatalf("sheets %+v, want those of 1 and 2: what the country's report does not have gets none", set)
	}
	one := set.Sheets[0]
	f, ok := one.Fact("expected_pct")
	if !ok || f.Value.Number != 40 || f.Lower.Number != 38 || f.Upper.Number != 42 || f.Level != 0.8 || f.EditionID != "italy" || f.FigureID != "fig-hard-occupations" {
		t.Errorf("expected share of 1: %+v", f)
	}
	if f, _ := one.Fact("entries"); f.Value.Number != 4000 || f.Level != 0 {
		t.Errorf("entries of 1 have no interval of their own: %+v", f)
	}
	if len(set.Measures) != 2 || set.Measures[0].Name != "expected_pct" || !one.IsSynthetic {
		t.Errorf("measures %+v, synthetic %v", set.Measures, one.IsSynthetic)
	}
	if got := sheetSet(Sector, []Edition{italy}); got != nil {
		t.Errorf("sectors out of a ranking of occupations: %+v", got)
	}
}
