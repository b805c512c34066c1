package analysis

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/diagnosis"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// marketBook is a book of one year, 2024: entries of Italy and regions in each month,
// and persons employed (thousand) and unemployment rates in each quarter. NaN
// entries are suppressed.
func marketBook(t *testing.T, entries, employed, rate map[string]float64) *panelMaker {
	t.Helper()
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := &unitBook{items: set, series: map[unitKey]series.Series{}}
	fill := func(measure string, from string, n int, values map[string]float64) {
		for territory, v := range values {
			b.series[unitKey{measure, territory, "", ""}] = series.Series{Start: series.MustPeriod(from), Values: slices.Repeat([]float64{v}, n)}
		}
	}
	fill(entriesMeasure, "2024-01", 12, entries)
	fill("employed_thousand", "2024-Q1", 4, employed)
	fill("unemployment_rate_pct", "2024-Q1", 4, rate)
	return &panelMaker{unitBook: b, months: 9, relative: 0.03, elasticity: 0.5, groups: b.occupationGroups(), mismatches: map[unitKey]mismatch{}}
}

func window2024() window { return window{label: "2024", end: series.MustPeriod("2024-12"), last: true} }

func TestMismatchOf(t *testing.T) {
	nan := math.NaN()
	// Rates of 20, 10 and 50 % of a labour force: 250, 100 and 400 thousand without work.
	employed := map[string]float64{"ITC1": 1000, "ITC4": 900, "ITF2": 400}
	rate := map[string]float64{"ITC1": 20, "ITC4": 10, "ITF2": 50}
	for _, c := range []struct {
		name    string
		entries map[string]float64
		v, u    []float64 // markets
		regions []string
	}{
		{"three regions", map[string]float64{"IT": 1000, "ITC1": 300, "ITC4": 600, "ITF2": 100}, []float64{300, 600, 100}, []float64{250, 100, 400}, []string{"ITC1", "ITC4", "ITF2"}},
		{"a hidden region has what the others leave", map[string]float64{"IT": 1000, "ITC1": nan, "ITC4": 600, "ITF2": 100}, []float64{300, 600, 100}, []float64{250, 100, 400}, []string{"ITC4", "ITF2"}},
		{"hidden regions are one market", map[string]float64{"IT": 1000, "ITC1": nan, "ITC4": 600, "ITF2": nan}, []float64{600, 400}, []float64{100, 650}, []string{"ITC4"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := marketBook(t, c.entries, employed, rate).mismatchOf("", "", window2024())
			want, err := shortage.Mismatch(c.u, c.v, 0.5)
			if err != nil || math.Abs(got.italy.Value-want) > 1e-12 {
				t.Errorf("M %v, want %v, %v", got.italy.Value, want, err)
			}
			if len(got.region) != len(c.regions) {
				t.Errorf("regions %v, want %v", got.region, c.regions)
			}
			// The terms by the formula: 600 entries for 100 (thousand) stand against 1,000 for 750.
			if in, ok := got.region["ITC4"]; !ok || math.Abs(in.Value-(1-math.Sqrt(1000.0/750/(600.0/100)))) > 1e-12 || in.Spread <= 0 {
				t.Errorf("Lombardy %+v", in)
			}
			if in, ok := got.region["ITF2"]; ok && in.Value != 0 {
				t.Errorf("Molise has more people than entries, and loses %v of its hires", in.Value)
			}
		})
	}
	t.Run("terms make up the index", func(t *testing.T) {
		m := marketBook(t, map[string]float64{"IT": 1000, "ITC1": 350, "ITC4": 300, "ITF2": 350}, map[string]float64{"ITC1": 900, "ITC4": 900, "ITF2": 900},
			map[string]float64{"ITC1": 10, "ITC4": 10, "ITF2": 10})
		got, sum := m.mismatchOf("", "", window2024()), 0.0
		for region, v := range map[string]float64{"ITC1": 0.35, "ITC4": 0.3, "ITF2": 0.35} {
			theta := v / (1.0 / 3)
			sum += v * (1 - math.Sqrt(1/theta))
			if in := got.region[region]; math.Abs(in.Value-math.Max(0, 1-math.Sqrt(1/theta))) > 1e-12 {
				t.Errorf("%s %v", region, in.Value)
			}
		}
		if math.Abs(got.italy.Value-sum) > 1e-12 {
			t.Errorf("M %v, the terms give %v", got.italy.Value, sum)
		}
	})
	t.Run("a region without a rate leaves nothing to say", func(t *testing.T) {
		got := marketBook(t, map[string]float64{"IT": 1000, "ITC1": 300, "ITC4": 600, "ITF2": 100}, employed, map[string]float64{"ITC1": 20, "ITC4": 10}).mismatchOf("", "", window2024())
		if !math.IsNaN(got.italy.Value) || len(got.region) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// The groups in which Istat counts the employed are those of CP2021 but the armed forces.
func TestOccupationGroups(t *testing.T) {
	m := marketBook(t, nil, nil, nil)
	want := []occupationGroup{{"101", "1", []string{"OC1"}}, {"102", "2", []string{"OC2"}}, {"103", "3", []string{"OC3"}}, {"201", "4", []string{"OC4"}}, {"202", "5", []string{"OC5"}},
		{"301", "6", []string{"OC6", "OC7"}}, {"302", "7", []string{"OC8"}}, {"40", "8", []string{"OC9"}}, {"50", "9", []string{"OC0"}}}
	if !reflect.DeepEqual(m.groups, want) {
		t.Errorf("%v, want %v", m.groups, want)
	}
	for _, c := range []struct{ list, code, want string }{{"cp2021", "5.2", "202"}, {"cp2021", "8", "40"}, {occupationGroupList, "302", "302"}} {
		if g, ok := m.occupationGroup(c.list, c.code); !ok || g.code != c.want {
			t.Errorf("%s %s is in %v, want %s", c.list, c.code, g, c.want)
		}
	}
}

func TestSigns(t *testing.T) {
	m := marketBook(t, map[string]float64{"IT": 1000, "ITC1": 300, "ITC4": 600, "ITF2": 100}, map[string]float64{"IT": 2300, "ITC1": 1000, "ITC4": 900, "ITF2": 400},
		map[string]float64{"IT": 24, "ITC1": 20, "ITC4": 10, "ITF2": 50})
	l := level{warehouse.KindTerritory, "nuts2021", ""}
	got := m.signs(l, window2024(), cellOfUnit{territory: "IT", code: "ITC4", now: m.year("ITC4", "", "", window2024(), 9)})
	if s := got[hiringIntensity]; math.Abs(s.value.Value-100*12*600/900e3) > 1e-12 || math.Abs(s.whole.Value-100*12*1000/2300e3) > 1e-12 {
		t.Errorf("hiring intensity %+v", s)
	}
	if s := got[unemploymentRate]; s.value.Value != 10 || s.whole.Value != 24 || s.of != "ITC4" {
		t.Errorf("unemployment %+v", s)
	}
	if s := got[regionalMismatch]; !(s.value.Value > 0.5) {
		t.Errorf("mismatch %+v", s)
	}
	// A sector has the intensity of its group, where Istat counts the population Excelsior asks.
	year := func(v float64) series.Series {
		return series.Series{Start: series.MustPeriod("2024-01"), Values: slices.Repeat([]float64{v}, 12)}
	}
	quarters := func(v float64) series.Series {
		return series.Series{Start: series.MustPeriod("2024-Q1"), Values: slices.Repeat([]float64{v}, 4)}
	}
	for code, v := range map[string]float64{"F": 50, "G": 40, "I": 60} {
		m.series[unitKey{entriesMeasure, "IT", "excelsior_sector", code}] = year(v)
	}
	m.series[unitKey{"employed_thousand", "IT", "ateco2007", "F"}], m.series[unitKey{"employed_thousand", "IT", "ateco2007", "0026"}] = quarters(3), quarters(6)
	l = level{warehouse.KindSector, "excelsior_sector", "sector"}
	for _, c := range []struct {
		code string
		want float64
		of   string
	}{{"F", 100 * 600.0 / 3000, "F"}, {"I", 100 * 1200.0 / 6000, "0026"}, {"Q", math.NaN(), ""}, {"C24-C25", math.NaN(), ""}} {
		s, ok := m.signs(l, window2024(), cellOfUnit{territory: "IT", code: c.code})[hiringIntensity]
		if ok == math.IsNaN(c.want) || ok && (math.Abs(s.value.Value-c.want) > 1e-9 || s.of != c.of || math.Abs(s.whole.Value-100*1800.0/9000) > 1e-9) {
			t.Errorf("%s: %+v, want %v of %q", c.code, s, c.want, c.of)
		}
	}
}

// An occupation of Italy has the unemployment of those whose last job was in its
// group and the temporary contracts of its employees, both against all groups.
func TestSigns_of_occupations(t *testing.T) {
	m := marketBook(t, nil, nil, nil)
	put := func(measure, list, code string, p series.Period, n int, v float64) {
		m.series[unitKey{measure, "IT", list, code}] = series.Series{Start: p, Values: slices.Repeat([]float64{v}, n)}
	}
	for _, g := range m.groups {
		put("employed_thousand", occupationGroupList, g.code, series.MustPeriod("2024-Q1"), 4, 900)
	}
	for i := range 10 { // 20 thousand in each of ten occupations
		put(unemployedMeasure, eurostatISCO, fmt.Sprintf("OC%d", i), series.MustPeriod("2023"), 1, 20)
		put(employeesMeasure, eurostatISCO, fmt.Sprintf("OC%d", i), series.MustPeriod("2023"), 1, 800)
		put(temporaryMeasure, eurostatISCO, fmt.Sprintf("OC%d", i), series.MustPeriod("2023"), 1, 80)
	}
	for _, measure := range []string{unemployedMeasure, employeesMeasure, temporaryMeasure} {
		put(measure, "", "", series.MustPeriod("2023"), 1, 1000)
	}
	put(temporaryMeasure, eurostatISCO, "OC7", series.MustPeriod("2023"), 1, 240)
	got := m.signs(level{warehouse.KindOccupation, "cp2021", "sub_major"}, window2024(), cellOfUnit{territory: "IT", code: "6.2"})
	// 40 of 940: ISCO 6 and 7 are one group; 200 of 8,300 in all.
	if s := got[unemploymentRate]; math.Abs(s.value.Value-100*40.0/940) > 1e-9 || math.Abs(s.whole.Value-100*200.0/8300) > 1e-9 || s.of != "301" {
		t.Errorf("unemployment %+v", s)
	}
	if s := got[temporaryShare]; math.Abs(s.value.Value-100*320.0/1600) > 1e-9 || math.Abs(s.whole.Value-100*960.0/8000) > 1e-9 {
		t.Errorf("temporary %+v", s)
	}
	if _, ok := m.signs(level{warehouse.KindOccupation, "cp2021", "major"}, window2024(), cellOfUnit{territory: "ITC1", code: "6"})[temporaryShare]; ok {
		t.Error("a region has the temporary contracts of Italy")
	}
	// Two years late is too late, and no earlier window takes another year's.
	w := window2024()
	w.last = false
	if s, ok := m.signs(level{warehouse.KindOccupation, "cp2021", "sub_major"}, w, cellOfUnit{territory: "IT", code: "6.2"})[temporaryShare]; ok {
		t.Errorf("a window of the past has %+v", s)
	}
}

// The change of the unemployed is between years that follow each other, also in the
// newest window, whose own year is not out.
func TestSkilled(t *testing.T) {
	m := marketBook(t, nil, nil, nil)
	for _, code := range []string{"", "OC5"} {
		list := eurostatISCO
		if code == "" {
			list = ""
		}
		m.series[unitKey{unemployedMeasure, "IT", list, code}] = series.Series{Start: series.MustPeriod("2020"), Values: []float64{100, 110, 121, 60.5}}
	}
	group, _ := m.occupationGroup("cp2021", "5")
	for _, c := range []struct {
		name string
		w    window
		want float64
	}{
		{"newest", window2024(), -50},
		{"a year of the past", window{end: series.MustPeriod("2022-12")}, 10},
		{"into the survey's new definitions", window{end: series.MustPeriod("2021-12")}, math.NaN()},
		{"not the newest, and not out", window{end: series.MustPeriod("2024-12")}, math.NaN()},
	} {
		p := diagnosis.Panel{Units: []diagnosis.Unit{{Code: "202"}}, Inputs: map[string][]diagnosis.Input{
			diagnosis.NotPrepared: {{Value: 12, Spread: 0.1, Scale: diagnosis.Logit}}, diagnosis.HardToFill: {{Value: 48, Spread: 0.1, Scale: diagnosis.Logit}}, diagnosis.Entries: {{Value: 50000}}}}
		m.skilled(&p, 0, group, 1e6, c.w)
		change := p.Inputs["unemployed_change_pct"]
		if (change == nil) != math.IsNaN(c.want) || change != nil && math.Abs(change[0].Value-c.want) > 1e-9 {
			t.Errorf("%s: unemployed change %v, want %v", c.name, change, c.want)
		}
		// 12 of 48, and 12 % of 50,000 over a million.
		for id, want := range map[string]float64{"skill_level": 3, "skill_shortage_of_vacancies_pct": 12, "skill_shortage_of_hard_to_fill_pct": 25, "skill_shortage_per_employed_pct": 0.6} {
			if in := p.Inputs[id]; in == nil || math.Abs(in[0].Value-want) > 1e-12 {
				t.Errorf("%s: %s %v, want %v", c.name, id, in, want)
			}
		}
		if err := p.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestCountOdds(t *testing.T) {
	odds := countOdds([]float64{0.5, 0.2, 1})
	for k, want := range []float64{0, 0.4, 0.5, 0.1} {
		if math.Abs(odds[k]-want) > 1e-15 {
			t.Errorf("%d: %v, want %v", k, odds[k], want)
		}
	}
	if lower, upper := oddsInterval(odds, 0.7); lower != 1 || upper != 2 {
		t.Errorf("70 %%: %d to %d", lower, upper)
	}
	if lower, upper := oddsInterval(countOdds(slices.Repeat([]float64{1}, 20)), 0.9); lower != 20 || upper != 20 {
		t.Errorf("sure: %d to %d", lower, upper)
	}
}

// Five regions list cooks as short, one has them to spare; clerks are short in one.
func TestFillLists(t *testing.T) {
	var panels []unitPanel
	var results []unitResult
	add := func(territory, list string, spare bool, majors []string, units []string, standings ...string) {
		p := unitPanel{spare: spare, majors: majors, Panel: diagnosis.Panel{Kind: warehouse.KindOccupation, Territory: territory, UnitList: list, Period: "2024"}}
		r := unitResult{}
		for i, u := range units {
			p.Units = append(p.Units, diagnosis.Unit{Code: u})
			a := diagnosis.Agreement{Status: diagnosis.NotRated}
			if i < len(standings) && standings[i] != "" {
				a = diagnosis.Agreement{Status: diagnosis.Rated, Standing: standings[i], StandingShare: 0.9}
				switch standings[i] {
				case agreement.All:
					a.MajorityShare = 0.9
				case agreement.None:
					a.NoneShare = 0.8
				}
			}
			r.Agreements = append(r.Agreements, a)
		}
		r.Panel = p.Panel
		panels, results = append(panels, p), append(results, r)
	}
	add("IT", occupationGroupList, false, []string{"5", "4"}, []string{"202", "201"})
	for _, region := range []string{"ITC1", "ITC2", "ITC3", "ITC4", "ITH3"} {
		clerks := agreement.None
		if region == "ITC1" {
			clerks = agreement.All
		}
		add(region, "cp2021", false, nil, []string{"5", "4"}, agreement.All, clerks)
	}
	add("ITF3", "cp2021", true, nil, []string{"5", "4"}, agreement.None, "")
	c, p := results, shortage.Parameters(unitsOptions(t).Catalog.Parameters)
	fillLists(c, panels, p, 0.9)
	all := math.Pow(0.9, 5)
	for _, w := range []struct {
		name         string
		result, unit int
		class        string
		value, share float64
	}{
		{"cooks of Italy", 0, 0, "widespread_shortage", 5, all},
		{"clerks of Italy", 0, 1, "local_shortage", 1, 0.9},
		{"cooks of Piedmont", 1, 0, "widespread_shortage", 5, all},
		{"clerks of Piedmont", 1, 1, "local_shortage", 1, 0.9},
		{"clerks of Aosta: not short, and few without work", 2, 1, classUnlisted, 0, 1},
		{"cooks of Campania: none short, many without work", 6, 0, "local_surplus", 1, 0.8},
	} {
		got, ok := c[w.result].lists[w.unit]
		if !ok || got.Class != w.class || got.Value != w.value || math.Abs(got.ClassShare-w.share) > 1e-12 || got.ValueLower > got.Value || got.ValueUpper < got.Value {
			t.Errorf("%s: %q, %v (%v to %v), share %v; want %q, %v, %v", w.name, got.Class, got.Value, got.ValueLower, got.ValueUpper, got.ClassShare, w.class, w.value, w.share)
		}
	}
	var out warehouse.DiagnosisResults
	addLists(&out, c[6], nil)
	if len(out.Ratings) != 2 || out.Ratings[1].Status != warehouse.StatusNotRated || out.Ratings[0].Says != "" {
		t.Errorf("%+v", out.Ratings)
	}
}

// istatLoads are Istat's vacancy rates by section and unemployment rate alone,
// from 2019 to the third quarter of 2024.
func istatLoads() []warehouse.Load {
	var rates, unemployed []warehouse.Observation
	sections := map[string]float64{"C": 1.2, "F": 2.4, "G": 1.6, "I": 3, "N": 2, vacancyTotal: 2}
	items := []string{"C", "F", "G", "I", "N", vacancyTotal}
	for q := range 23 {
		p := series.MustPeriod("2019-Q1").Add(q)
		for _, item := range items {
			k := series.Key{Measure: "job_vacancy_rate_pct", Unit: "pct", Territory: codeOf("nuts2021", "IT"), Industry: codeOf("ateco2007", item), Other: "EMPLOYESS_CLASS=W_GE1"}
			v := sections[item]
			if item == "F" {
				v *= 1 + 0.05*float64(q) // construction gets ever shorter
			}
			rates = append(rates, observation(len(rates)+1, k, p.String(), v))
		}
		k := series.Key{Measure: "unemployment_rate_pct", Unit: "pct", Territory: codeOf("nuts2021", "IT"), Age: "Y15-74"}
		unemployed = append(unemployed, observation(q+1, k, p.String(), 8))
	}
	return []warehouse.Load{loadOf("istat_vacancies", false, rates), loadOf("istat_unemployment", false, unemployed)}
}

// A workspace with Istat's files alone is diagnosed as far as they reach.
func TestDiagnoseUnits_of_istat_alone(t *testing.T) {
	db, o := diagnosisDB(t, istatLoads()...), unitsOptions(t)
	o.AsOf = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	did, err := DiagnoseUnits(t.Context(), db, o)
	if err != nil {
		t.Fatal(err)
	}
	// 23 quarters of the market; 2019 to 2023 and four quarters of the sections.
	if did.Panels != 23+6 || did.Methods != 3 {
		t.Errorf("%+v", did)
	}
	latest := warehouse.DiagnosisFilter{Latest: true}
	ratings, err := db.Ratings(t.Context(), latest)
	if err != nil {
		t.Fatal(err)
	}
	v := 0.02 / 0.98 * 0.92
	methods := map[string]int{}
	for _, r := range ratings {
		methods[r.Method]++
		switch r.Method {
		case "efficient_unemployment":
			if r.Period != "2024-Q3" || r.Class != "slack" || r.Says != "no" || math.Abs(r.Value-v/0.08) > 1e-12 || !(r.ValueLower < r.Value && r.Value < r.ValueUpper) {
				t.Errorf("%+v", r)
			}
		case "efficient_unemployment_general":
			if r.Says != "no" || !r.IsAssumed {
				t.Errorf("%+v", r)
			}
		}
	}
	if methods["efficient_unemployment"] != 1 || methods["efficient_unemployment_general"] != 1 || methods["job_vacancy_rate"] != 5 {
		t.Errorf("latest ratings by method: %v", methods)
	}
	scores, err := db.Composites(t.Context(), latest)
	if err != nil {
		t.Fatal(err)
	}
	first := ""
	for _, c := range scores {
		if c.Status != warehouse.StatusRated {
			continue
		}
		if c.Rank == 1 {
			first = c.Unit.Value
		}
		if c.Period != "2023-10/2024-09" || !(0 <= c.ScoreLower && c.ScoreLower <= c.Score && c.Score <= c.ScoreUpper && c.ScoreUpper <= 100) {
			t.Errorf("composite %+v", c)
		}
	}
	if first != "F" {
		t.Errorf("the shortest section is %q, want F: a high rate that rises above its past", first)
	}
	scopes, err := db.MethodScopes(t.Context(), warehouse.DiagnosisFilter{Method: "efficient_unemployment", Kind: warehouse.KindTerritory})
	if err != nil || len(scopes) != 1 || !strings.Contains(scopes[0].AdaptationEN, "r/(1-r)") || scopes[0].Rated != 23 {
		t.Errorf("%+v, %v", scopes, err)
	}
}
