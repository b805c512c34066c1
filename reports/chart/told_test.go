package chart

import (
	"strings"
	"testing"

	"fabbisogno/datasets/series"
)

// Series are told apart by their sentinels, and the drawing says them once each.
func TestSeriesTold(t *testing.T) {
	for _, colour := range []role{main1, contrast, neutral, paper} {
		for k := range maxTold + 1 {
			sentinel, got := seriesOf(colour.sentinelOf(k))
			if sentinel != colour.sentinel() || got != k {
				t.Errorf("%s in series %d is read as %s in %d", colour, k, sentinel, got)
			}
		}
	}
	if s := noColour.sentinelOf(3); s != "none" {
		t.Errorf("no colour in a series is %q", s)
	}
	lines := Lines{Y: Axis{Label: Text{IT: "a", EN: "a"}, Unit: "pct"}, Start: series.MustPeriod("2020"), Lines: []Line{
		{Name: Text{IT: "Uno|due", EN: "One|two"}, Values: []float64{1, 2, 3}},
		{Name: Text{IT: "Altro", EN: "Other"}, Values: []float64{3, 1, 2}, Context: true},
	}}
	renderer, err := NewRenderer(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []Size{Wide, Narrow, Small} {
		svg, err := renderer.Render(Request{ID: "fig-told", Spec: lines, Lang: "en", Size: size, Title: "a", Desc: "a"})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(svg), `data-series="One/two|Other"`); got != (size != Narrow) {
			t.Errorf("%s: the drawing names its series: %v", size, got)
		}
		for _, k := range []string{"1", "2"} {
			if !strings.Contains(string(svg), `data-s="`+k+`"`) {
				t.Errorf("%s: no part of series %s", size, k)
			}
		}
	}
	// One line alone, and more lines than there is room to name, have nothing to tell apart.
	d := &drawing{}
	if d.tellApart(make([]sample, 1)); d.series != nil {
		t.Error("one series is told apart from nothing")
	}
	if d.tellApart(make([]sample, maxTold+1)); d.series != nil {
		t.Error("a wall of buttons")
	}
}
