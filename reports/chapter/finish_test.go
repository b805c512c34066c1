package chapter

import (
	"math"
	"testing"

	"fabbisogno/reports/figure"
)

// A mean over a year with a gap is not known, and no download has a row without value.
func TestFinishTellsNothingUnknown(t *testing.T) {
	f := (&Source{}).finish(figure.Figure{Told: []figure.Told{{ID: "region_mean_pct", Value: math.NaN()}, {ID: "italy_mean_pct", Value: 6.1}}}, &pulled{}, false)
	if len(f.Told) != 1 || f.Told[0].ID != "italy_mean_pct" {
		t.Errorf("told are %+v, want the one that is known", f.Told)
	}
}
