package edition

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/reports/figure"
)

func TestFindings_follow_the_list_and_skip_what_is_not_there(t *testing.T) {
	both := func(s string) Text { return Text{IT: s, EN: s} }
	all := []figure.Figure{
		{ID: "fig-employed", Key: both("employed")},
		{ID: "fig-need-incidence", Key: both("priorities")},
		{ID: "fig-hard-to-fill", Key: both("hard"), IsSynthetic: true},
		{ID: "fig-planned-entries"}, // no sentence of its own
		{ID: "fig-coverage", Key: both("not a key figure")},
	}
	var got []string
	for _, f := range findings(all) {
		got = append(got, f.FigureID)
	}
	if diff := cmp.Diff([]string{"fig-need-incidence", "fig-hard-to-fill", "fig-employed"}, got); diff != "" {
		t.Errorf("findings (-want +got)\n%s", diff)
	}
	if !findings(all)[1].IsSynthetic || findings(all)[0].IsSynthetic {
		t.Error("a finding carries the mark of its figure, and only that")
	}
}

func TestTiles_are_four_at_most(t *testing.T) {
	var all []figure.Figure
	for _, id := range tileFigures {
		all = append(all, figure.Figure{ID: id, Headline: &figure.Headline{Value: Text{IT: id, EN: id}}})
	}
	if got := len(tiles(all)); got != mostTiles {
		t.Errorf("%d tiles, want %d", got, mostTiles)
	}
	all[1].Headline = nil
	if got := tiles(all); len(got) != mostTiles || got[1].FigureID != "fig-hard-to-fill" {
		t.Errorf("tiles %v: the fifth figure stands in for one that is not there", got)
	}
}

func TestCautions_name_demonstration_data_only_when_shown(t *testing.T) {
	if cautions(true)[2].EN == cautions(false)[2].EN {
		t.Error("an edition on demonstration data must say so among its cautions")
	}
}

func TestNextRelease_crosses_the_year(t *testing.T) {
	got := nextRelease(time.Date(2026, time.December, 20, 0, 0, 0, 0, time.UTC)).Format(time.DateOnly)
	if got != "2027-01-20" {
		t.Errorf("next release %s, want 2027-01-20", got)
	}
}
