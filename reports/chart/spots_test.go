package chart

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
	"fabbisogno/reports/locale"
)

// spotsOf are the places and texts of the spots of a finished drawing.
func spotsOf(t *testing.T, r Request) (at [][]string, said [][]string) {
	t.Helper()
	renderer, err := NewRenderer(Options{})
	if err != nil {
		t.Fatal(err)
	}
	svg, err := renderer.Render(r)
	if err != nil {
		t.Fatal(err)
	}
	root, err := parse(svg)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range root.children {
		if n.attr("class") == "spots" {
			at = append(at, strings.Fields(n.attr("data-at")))
			said = append(said, strings.Split(n.attr("data-say"), "|"))
		}
	}
	return at, said
}

func TestSpotsOfAFan(t *testing.T) {
	from, err := series.ParsePeriod("2026-01")
	if err != nil {
		t.Fatal(err)
	}
	fan := Fan{Y: Axis{Label: Text{IT: "migliaia", EN: "thousands"}, Unit: "persons", Decimals: 0}, Start: from,
		Observed: []float64{1234, math.NaN(), 1300}, Median: []float64{1310, 1320},
		Bands: []Band{{0.5, []float64{1280, 1260}, []float64{1340, 1380}}, {0.8, []float64{1250, 1200}, []float64{1370, 1440}}}}
	r := request(fan)
	r.Lang = "it"
	at, said := spotsOf(t, r)
	if len(said) != 1 || len(said[0]) != 5 {
		t.Fatalf("spots %v; expected five, one a period", said)
	}
	for i, want := range []string{"1.234", "", "1.300", "1.310", "1.320"} {
		if !strings.Contains(said[0][i], want) || want == "" && said[0][i] != "" {
			t.Errorf("spot %d says %q; expected %q", i, said[0][i], want)
		}
	}
	if want := "1.200 – 1.440"; !strings.Contains(said[0][4], want) || !strings.Contains(said[0][4], locale.IT.Frequency(0.8)) {
		t.Errorf("the last spot says %q; expected the widest band %s and its level", said[0][4], want)
	}
	first, step := float(t, at[0][1]), float(t, at[0][2])
	if at[0][0] != "x" || first < 0 || first+4*step > 720 {
		t.Errorf("spots at %v leave the drawing", at[0])
	}
}

func TestSpotsOfRows(t *testing.T) {
	bars := Bars{X: Axis{Label: Text{IT: "%", EN: "%"}, Unit: "pct", Decimals: 1}, Threshold: math.NaN(), Items: []Item{
		{Label: Text{IT: "uno|due", EN: "one|two"}, Value: 12.34, Lower: 10.1, Upper: 14.6, Reference: math.NaN()},
		{Label: Text{IT: "tre", EN: "three"}, Value: 40, Lower: math.NaN(), Upper: math.NaN(), Reference: math.NaN()}}}
	r := request(bars)
	r.Lang = "en"
	at, said := spotsOf(t, r)
	if len(said) != 1 || len(said[0]) != 2 || at[0][0] != "y" {
		t.Fatalf("spots %v at %v; expected two rows", said, at)
	}
	if said[0][0] != "three: 40.0%" || said[0][1] != "one/two: 12.3% (10.1% – 14.6%)" {
		t.Errorf("rows say %q", said[0])
	}
}

func float(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
