package edition

import (
	"math"
	"testing"

	"fabbisogno/reports/figure"
)

// rankingWithEntries are a ranking of two groups and the entries and reasons of theirs.
func rankingWithEntries() (ranking figure.Figure, find func(string) *figure.Figure) {
	label := func(code, name string) figure.Cell { return figure.Cell{Text: Text{IT: name, EN: name}, Code: code} }
	n := func(v float64) figure.Cell { return figure.Cell{Number: v} }
	col := func(name string, k figure.Kind, unit string, decimals int, level float64) figure.Column {
		return figure.Column{Name: name, Head: Text{IT: name, EN: name}, Kind: k, Unit: unit, Decimals: decimals, Level: level}
	}
	ranking = figure.Figure{ID: "fig-shortage-ranking", Table: figure.Table{
		Columns: []figure.Column{col("occupation_cp2021", figure.Label, "", 0, 0), col("score", figure.Value, "index", 1, 0), col("low", figure.Lower, "index", 1, 0.9),
			col("high", figure.Upper, "index", 1, 0.9), col("class_share_pct", figure.Value, "pct", 0, 0), col("class", figure.Status, "", 0, 0), col("grade", figure.Label, "", 0, 0)},
		Rows: [][]figure.Cell{
			{label("6.1", "muratori"), n(80.25), n(70), n(90.04), n(87), label("high", "alta"), label("A", "A")},
			{label("2.1", "ingegneri"), n(math.NaN()), n(math.NaN()), n(math.NaN()), n(math.NaN()), label("not_rated", "non valutabile"), label("", "")}}}}
	entries := figure.Figure{ID: entriesFigure, Table: figure.Table{
		Columns: []figure.Column{col("occupation_cp2021", figure.Label, "", 0, 0), col("expected_entries_persons", figure.Value, "persons", 0, 0),
			col("low", figure.Lower, "persons", 0, 0.8), col("high", figure.Upper, "persons", 0, 0.8)},
		Rows: [][]figure.Cell{{label("6.1", "muratori"), n(329_123), n(313_987), n(344_259)}}}}
	reasons := figure.Figure{ID: reasonsFigure, Table: figure.Table{
		Columns: []figure.Column{col("occupation_cp2021", figure.Label, "", 0, 0), col("no_candidates_share_pct", figure.Value, "pct", 1, 0),
			col("inadequate_preparation_share_pct", figure.Value, "pct", 1, 0), col("other_reasons_share_pct", figure.Value, "pct", 1, 0), col("hard_to_fill_share_pct", figure.Value, "pct", 1, 0)},
		Rows: [][]figure.Cell{{label("6", "operai"), n(20), n(25), n(30), n(75)}}}}
	return ranking, func(id string) *figure.Figure {
		return map[string]*figure.Figure{entriesFigure: &entries, reasonsFigure: &reasons}[id]
	}
}

// A value has its interval beside it, rounded as that allows; the class its probability;
// the reason is that of the major group, and never the rest or the sum.
func TestBriefTable(t *testing.T) {
	ranking, find := rankingWithEntries()
	got := briefTable(ranking, find)
	var heads []string
	for _, c := range got.Columns {
		heads = append(heads, c.Head.EN)
	}
	for i, want := range []string{"occupation_cp2021", "score (90%)", "class", "expected_entries_persons (80%)", "Most frequent reason (major group)"} {
		if i >= len(heads) || heads[i] != want {
			t.Fatalf("columns %q, want %q in place %d", heads, want, i)
		}
	}
	for i, want := range []string{"muratori", "80,3 (da 70,0 a 90,0)", "alta (87%)", "329.000 (da 314.000 a 344.000)", "inadequate_preparation_share_pct"} {
		if cell := got.Rows[0][i].Text.IT; cell != want {
			t.Errorf("cell %d is %q, want %q", i, cell, want)
		}
	}
	for i, want := range []string{"ingegneri", "..", "non valutabile", "..", ".."} {
		if cell := got.Rows[1][i].Text.IT; cell != want {
			t.Errorf("a group without values: cell %d is %q, want %q", i, cell, want)
		}
	}
	alone := briefTable(ranking, func(string) *figure.Figure { return nil })
	if len(alone.Columns) != 3 {
		t.Errorf("%d columns where the report has the ranking alone, want 3", len(alone.Columns))
	}
}

// The sentence after a title does not begin with the title's own name again.
func TestUnlabelled(t *testing.T) {
	title := Text{IT: "Occupati: in aumento", EN: "Employed persons: up"}
	got := unlabelled(title, Text{IT: "Occupati: 24 mila", EN: "Employed persons: the most"})
	if want := (Text{IT: "24 mila", EN: "The most"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	other := Text{IT: "Costruzioni: la più alta", EN: "Construction: the highest"}
	if got := unlabelled(Text{IT: "Le 2 quote più alte", EN: "The 2 highest"}, other); got != other {
		t.Errorf("another title: %+v", got)
	}
}

func TestUnitWord(t *testing.T) {
	for unit, want := range map[string]Text{"persons": {IT: "persone", EN: "persons"}, "parsecs": {IT: "parsecs", EN: "parsecs"}} {
		if got := unitWord(unit); got != want {
			t.Errorf("%s: %+v", unit, got)
		}
	}
	for unit, words := range unitWords {
		if !words.IsComplete() {
			t.Errorf("%s: a language is missing", unit)
		}
	}
}
