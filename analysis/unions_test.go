package analysis

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/diagnosis"
	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/analysis/shortage"
	"fabbisogno/analysis/smallcell"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// The region that NUTS has in two, and its parts.
var (
	unionCode = series.Code{List: "istat_ref_area", Value: "ITDA"}
	unionIs   = codes.Union{Whole: unionCode, Parts: []series.Code{{List: "nuts2021", Value: "ITH1"}, {List: "nuts2021", Value: "ITH2"}}}
)

// holdUnion holds the forecasts of the union against those of its parts: entries add
// up, the share is the mean weighed by them, intervals hold the mean and are nested,
// and that of the entries is neither narrower than its wider part nor wider than both.
func holdUnion(t *testing.T, at map[string]warehouse.Forecast) {
	t.Helper()
	whole := entries("", "", "")
	whole.Territory = unionCode
	for h := 1; h <= 12; h++ {
		of := func(k series.Key) warehouse.Forecast { return at[fmt.Sprint(k, h)] }
		n, share := of(whole), of(shareKey(whole))
		a, b := of(entries("ITH1", "", "")), of(entries("ITH2", "", ""))
		sa, sb := of(shareKey(entries("ITH1", "", ""))), of(shareKey(entries("ITH2", "", "")))
		if sum := a.Mean + b.Mean; math.Abs(n.Mean/sum-1) > 1e-12 {
			t.Errorf("horizon %d: entries %v, their parts %v", h, n.Mean, sum)
		}
		if mean := (sa.Mean*a.Mean + sb.Mean*b.Mean) / (a.Mean + b.Mean); math.Abs(share.Mean-mean) > 1e-9 {
			t.Errorf("horizon %d: share %v, the mean of its parts %v", h, share.Mean, mean)
		}
		for _, f := range []warehouse.Forecast{n, share} {
			if !strings.Contains(f.Status, forecast.NoteParts+"=ITH1 and ITH2") {
				t.Errorf("%s: status %q", f.Key, f.Status)
			}
			for i, iv := range f.Intervals {
				if !(iv.Lower < f.Mean && f.Mean < iv.Upper) || i > 0 && (iv.Lower > f.Intervals[i-1].Lower || iv.Upper < f.Intervals[i-1].Upper) {
					t.Errorf("%s, horizon %d: mean %v, intervals %v", f.Key, h, f.Mean, f.Intervals)
				}
			}
		}
		width := func(f warehouse.Forecast) float64 { return f.Intervals[1].Upper - f.Intervals[1].Lower }
		if w := width(n); w < max(width(a), width(b)) || w > width(a)+width(b) {
			t.Errorf("horizon %d: the 80%% interval is %v wide, those of the parts %v and %v", h, w, width(a), width(b))
		}
	}
}

// A union is in no sum of the panel, and the sums are what they are without it.
func TestUnionsAreInNoSum(t *testing.T) {
	set := loadCodes(t)
	p := tables(t, set, 48, 1)
	with, without := newWork(entriesPanel(), p, set.Unions()...), newWork(entriesPanel(), p)
	with.tie(set)
	without.tie(set)
	last := with.series[len(with.series)-1]
	if len(with.series) != len(without.series)+1 || last.Key.Territory != unionCode || !last.aside || len(last.parts) != 2 {
		t.Fatalf("%d series with the union, %d without; the last is %s with the parts %v", len(with.series), len(without.series), last.Key, last.parts)
	}
	if diff := gocmp.Diff(without.sums, with.sums); diff != "" {
		t.Errorf("the union changes the sums: %s", diff)
	}
	if slices.ContainsFunc(with.sums, func(q reconcile.Equation) bool {
		return q.Whole == len(without.series) || slices.Contains(q.Parts, len(without.series))
	}) {
		t.Error("the union is in a sum")
	}
}

// A rate that is observed of the union is forecast by its own model, and nothing that
// is said of the other series depends on it.
func TestUnionWithARateOfItsOwn(t *testing.T) {
	panelOf := func(with bool) panelWork {
		rng := rand.New(rand.NewPCG(7, 8))
		places := []series.Code{{List: "nuts2021", Value: "IT"}, {List: "nuts2021", Value: "ITC1"}, unionIs.Parts[0], unionIs.Parts[1]}
		if with {
			places = append(places, unionCode)
		}
		var p series.Panel
		for _, place := range places {
			s := series.Series{Key: series.Key{Measure: "unemployment_rate_pct", Unit: "pct", Territory: place}, Start: series.MustPeriod("2012-Q1")}
			for i := range 48 {
				s.Values = append(s.Values, 5+math.Sin(float64(i))+0.3*rng.NormFloat64())
			}
			p = append(p, s)
		}
		p.Sort()
		return newWork(panels()[len(panels())-1], p, unionIs)
	}
	run := func(w panelWork) ([]warehouse.Forecast, []warehouse.Backtest) {
		rows, tests, _, refused, err := forecastPanels(t.Context(), []panelWork{w}, Options{Workers: 2})
		if err != nil || len(refused) > 0 {
			t.Fatal(err, refused)
		}
		return rows, tests
	}
	with, withTests := run(panelOf(true))
	without, withoutTests := run(panelOf(false))
	own := slices.DeleteFunc(slices.Clone(with), func(f warehouse.Forecast) bool { return f.Key.Territory != unionCode })
	if len(own) != 8 || strings.Contains(own[0].Status, forecast.NoteParts) || !(own[0].Intervals[1].Lower < own[0].Mean && own[0].Mean < own[0].Intervals[1].Upper) {
		t.Errorf("forecasts of the union: %+v", own)
	}
	others := slices.DeleteFunc(with, func(f warehouse.Forecast) bool { return f.Key.Territory == unionCode })
	if fmt.Sprint(without) != fmt.Sprint(others) || len(without) != 32 {
		t.Error("forecasts of the others move")
	}
	if fmt.Sprint(withoutTests) != fmt.Sprint(withTests) || len(withTests) == 0 {
		t.Error("backtests of the others move")
	}
}

// settingsOf are the declared settings for small cells.
func settingsOf(t *testing.T) smallcell.Settings {
	t.Helper()
	out, err := smallcell.ReadSettings(unitsOptions(t).Catalog.Parameters)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A cell of the union is drawn as the regions' are and suppressed where a part is; the
// regions' own stay as they are.
func TestUnionCells(t *testing.T) {
	m := bareMaker(t)
	m.unions, m.months = []codes.Union{unionIs}, 9
	m.settings = settingsOf(t)
	m.series = map[unitKey]series.Series{}
	add := func(territory, code string, n, share float64) {
		for measure, v := range map[string]float64{entriesMeasure: n, hardToFillMeasure: share} {
			m.series[unitKey{measure, territory, "cp2021", code}] = series.Series{Start: series.MustPeriod("2024-01"), Values: slices.Repeat([]float64{v}, 12)}
		}
	}
	for _, c := range []struct {
		territory string
		two, five float64
	}{{"IT", 1000, 2000}, {"ITC1", 700, 1200}, {"ITH1", 100, 500}, {"ITH2", 200, 300}, {"ITDA", 300, 800}} {
		add(c.territory, "2", c.two, 50)
		add(c.territory, "5", c.five, 30)
	}
	l := level{warehouse.KindOccupation, "cp2021", "major"}
	var cells []cellOfUnit
	for _, territory := range []string{"IT", "ITC1", "ITH1", "ITH2"} {
		cells = append(cells, m.cells(territory, l, window2024())...)
	}
	if err := m.shrink(cells, l, window2024()); err != nil {
		t.Fatal(err)
	}
	before := fmt.Sprint(cells)
	got, err := m.ofUnions(cells, l, window2024())
	if err != nil || len(got) != 2 || got[0].code != "2" || got[1].code != "5" {
		t.Fatalf("cells %+v, %v", got, err)
	}
	if fmt.Sprint(cells) != before {
		t.Error("the cells of the regions have changed")
	}
	for i, want := range []float64{0.5, 0.3} {
		if r := got[i].rate[hardToFillMeasure]; math.Abs(r.Value-want) > 0.02 || got[i].suppressed {
			t.Errorf("cell %s: rate %+v, suppressed %v", got[i].code, r, got[i].suppressed)
		}
	}
	for i := range cells {
		cells[i].suppressed = cells[i].territory == "ITH2" && cells[i].code == "2"
	}
	if got, err = m.ofUnions(cells, l, window2024()); err != nil || !got[0].suppressed || got[1].suppressed {
		t.Errorf("one part of group 2 is suppressed, and the union less the other would tell it: %+v, %v", got, err)
	}
	if alone, err := m.ofUnions(cells[:6], l, window2024()); err != nil || len(alone) != 0 {
		t.Errorf("one part alone makes the union %+v, %v", alone, err)
	}
}

// The regions that are compared, and that a mismatch goes over, hold the parts and not
// the union, which has the term of its parts together.
func TestUnionIsNoRegionAmongTheOthers(t *testing.T) {
	n := map[string]float64{"IT": 1000, "ITC1": 600, "ITH1": 300, "ITH2": 100, "ITDA": 400}
	employed := map[string]float64{"ITC1": 900, "ITH1": 450, "ITH2": 450, "ITDA": 900}
	rate := map[string]float64{"ITC1": 10, "ITH1": 10, "ITH2": 10, "ITDA": 10}
	m := marketBook(t, n, employed, rate)
	m.unions = []codes.Union{unionIs}
	if got := m.territories(); !slices.Equal(got, []string{"IT", "ITC1", "ITH1", "ITH2"}) {
		t.Errorf("territories %v", got)
	}
	for _, territory := range []string{"IT", "ITC1", "ITH1", "ITH2", "ITDA"} {
		m.series[unitKey{hardToFillMeasure, territory, "", ""}] = series.Series{Start: series.MustPeriod("2024-01"), Values: slices.Repeat([]float64{40}, 12)}
	}
	m.settings = settingsOf(t)
	panels, err := m.byTerritory(window2024())
	if err != nil || len(panels) != 1 {
		t.Fatal(panels, err)
	}
	var units []string
	for _, u := range panels[0].Units {
		units = append(units, u.Code)
	}
	if !slices.Equal(units, []string{"ITC1", "ITH1", "ITH2"}) {
		t.Errorf("regions compared: %v", units)
	}
	got := m.mismatchOf("", "", window2024())
	want, err := shortage.Mismatch([]float64{100, 50, 50}, []float64{600, 300, 100}, 0.5)
	if err != nil || math.Abs(got.italy.Value-want) > 1e-12 {
		t.Errorf("M %v, want %v over the three regions (%v)", got.italy.Value, want, err)
	}
	// 400 entries for 100 (thousand) without work, against 1,000 for 200: tightness 4 to 5.
	if in := got.region["ITDA"]; in.Value != 0 || in.Spread <= 0 {
		t.Errorf("the union has more people than entries: %+v", in)
	}
	if in, want := got.region["ITH1"], 1-math.Sqrt(5.0/6); math.Abs(in.Value-want) > 1e-12 {
		t.Errorf("ITH1 %+v, want %v", in, want)
	}
}

// In the lists of national offices a union is a line beside the others with its parts
// left out, and no line of Italy.
func TestFillLists_union(t *testing.T) {
	var panels []unitPanel
	var results []unitResult
	for _, territory := range []string{"IT", "ITC1", "ITH1", "ITH2", "ITDA"} {
		p := unitPanel{Panel: diagnosis.Panel{Kind: warehouse.KindOccupation, Territory: territory, UnitList: "cp2021", Period: "2024", Units: []diagnosis.Unit{{Code: "5"}}}}
		if territory == "ITDA" {
			p.parts, p.TerritoryList = partsOfUnion(unionIs), unionCode.List
		}
		r := unitResult{}
		r.Panel = p.Panel
		r.Agreements = []diagnosis.Agreement{{Status: diagnosis.Rated, Standing: agreement.All, MajorityShare: 0.9}}
		panels, results = append(panels, p), append(results, r)
	}
	fillLists(results, panels, shortage.Parameters(unitsOptions(t).Catalog.Parameters), 0.9)
	for i, want := range []float64{3, 3, 3, 3, 2} { // Italy and its three regions; the union and Piedmont
		if got := results[i].lists[0]; got.Value != want {
			t.Errorf("%s: %v regions list the unit, want %v", panels[i].Territory, got.Value, want)
		}
	}
	if got := placeOf(results[4].Panel); got != unionCode {
		t.Errorf("saved under %v", got)
	}
}

// The book of the priority rule has the union's entries as sums of both parts' files,
// shares weighed by them, and what Istat prints as printed.
func TestBookJoins(t *testing.T) {
	b := book{columns: map[cell]*column{}, unions: []codes.Union{unionIs}}
	p := series.MustPeriod("2024-01")
	add := func(measure, territory, file string, v float64) {
		b.add(cell{measure, territory, "TOTAL", false}, p, warehouse.Observation{Table: "t", SHA256: file, Value: v, Period: "2024-01", IsSynthetic: file == "b"})
	}
	add(entriesMeasure, "ITH1", "a", 300)
	add(entriesMeasure, "ITH2", "b", 100)
	add(hardToFillMeasure, "ITH1", "a", 60)
	add(hardToFillMeasure, "ITH2", "b", 40)
	add("employed_thousand", "ITH1", "c", 200)
	add("employed_thousand", "ITH2", "c", 240)
	add("employed_thousand", "ITDA", "c", 441)
	add("job_vacancy_rate_pct", "ITH1", "d", 2)
	add("job_vacancy_rate_pct", "ITH2", "d", 3)
	b.join(unionIs)
	for measure, want := range map[string]float64{entriesMeasure: 400, hardToFillMeasure: 55, "employed_thousand": 441} {
		if v, ok := b.at(cell{measure, "ITDA", "TOTAL", false}, p); !ok || v != want {
			t.Errorf("%s of the union is %v, want %v", measure, v, want)
		}
	}
	if _, ok := b.at(cell{"job_vacancy_rate_pct", "ITDA", "TOTAL", false}, p); ok {
		t.Error("a rate is put together without its denominators")
	}
	if col := b.columns[cell{entriesMeasure, "ITDA", "TOTAL", false}]; len(col.from) != 2 || !col.synthetic || col.last != p {
		t.Errorf("column %+v", col)
	}
	if b.place("ITDA") != unionCode || b.place("ITC1") != (series.Code{List: "nuts2021", Value: "ITC1"}) {
		t.Errorf("places %v, %v", b.place("ITDA"), b.place("ITC1"))
	}
}
