package codes

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"fabbisogno/datasets/series"

	"github.com/google/go-cmp/cmp"
)

func crosswalk(t *testing.T, s *Set, from, to string) Crosswalk {
	t.Helper()
	c, err := s.Crosswalk(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCrosswalks_are_sound holds what every bridge must be, declared or composed.
func TestCrosswalks_are_sound(t *testing.T) {
	s := load(t)
	all := s.Crosswalks()
	// 5 industry lists and 3 occupation lists with a way from each to each, REF_AREA and NUTS both ways, NUTS 2016 one way to both.
	if want := 5*4 + 3*2 + 2 + 2; len(all) != want {
		t.Errorf("%d crosswalks, want %d", len(all), want)
	}
	for _, c := range all {
		t.Run(c.From+"_"+c.To, func(t *testing.T) {
			from, to := list(t, s, c.From), list(t, s, c.To)
			sum, seen := map[string]float64{}, map[[2]string]bool{}
			for _, l := range c.Links {
				a, okA := from.Find(l.From)
				b, okB := to.Find(l.To)
				if c.From == "istat_ref_area" {
					_, okA = s.NUTS(l.From)
					a.Level = b.Level
				}
				if c.To == "istat_ref_area" {
					_, okB = s.NUTS(l.To)
					b.Level = a.Level
				}
				switch {
				case !okA || !okB:
					t.Errorf("%s to %s: a code that its list does not hold", l.From, l.To)
				case (a.Level == "total") != (b.Level == "total") || (a.Level == "division") != (b.Level == "division"):
					t.Errorf("%s (%s) to %s (%s): levels are mixed", l.From, a.Level, l.To, b.Level)
				case !(l.Weight > 0 && l.Weight <= 1):
					t.Errorf("%s to %s: weight %v", l.From, l.To, l.Weight)
				case l.Basis != Official && l.Basis != Measured && l.Basis != Assumed:
					t.Errorf("%s to %s: basis %q", l.From, l.To, l.Basis)
				case l.Weight < 1 && l.Basis == Official:
					t.Errorf("%s to %s: a split of %v is called official", l.From, l.To, l.Weight)
				case l.Source == "":
					t.Errorf("%s to %s: no source", l.From, l.To)
				case seen[[2]string{l.From, l.To}]:
					t.Errorf("%s to %s stands twice", l.From, l.To)
				}
				seen[[2]string{l.From, l.To}] = true
				sum[l.From] += l.Weight
			}
			for code, w := range sum {
				if math.Abs(w-1) > weightTolerance {
					t.Errorf("the weights of %s sum to %v", code, w)
				}
			}
			if errs := s.checkCrosswalk(c); len(errs) > 0 {
				t.Errorf("orphans: %v", errors.Join(errs...))
			}
		})
	}
}

// TestCrosswalk_industries checks facts of the change from Rev. 2 to Rev. 2.1.
func TestCrosswalk_industries(t *testing.T) {
	s := load(t)
	c := crosswalk(t, s, "nace2", "nace2_1")
	if got := strings.Join(s.Steps("nace2", "nace2_1"), " "); got != "nace2 ateco2007 ateco2022 ateco2025 nace2_1" {
		t.Errorf("the bridge passes %s", got)
	}
	cases := []struct {
		code string
		want string // targets with weights
	}{
		{"A", "A=1"}, {"K", "L=1"}, {"O", "P=1"}, {"P", "Q=1"}, {"U", "V=1"},
		{"J", "J=0.5 K=0.5"},           // 18 subcategories each
		{"G", "G=0.975862 T=0.024138"}, // repair of vehicles becomes an other service
		{"F", "F=0.944444 M=0.027778 O=0.027778"},
		{"B-E", "B-E=1"}, // nothing enters or leaves
		{"B-F", ""},      // some of F leaves
		{"TOTAL", "TOTAL=1"}, {"G45", "G46=0.388889 G47=0.222222 T95=0.388889"}, {"J61", "K61=1"},
	}
	for _, tc := range cases {
		var got []string
		for _, l := range c.Targets(tc.code) {
			got = append(got, l.To+"="+strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", l.Weight), "0"), "."))
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s goes to %s, want %s", tc.code, strings.Join(got, " "), tc.want)
		}
	}
	for code, want := range map[string]string{"A": "A", "K": "L", "H": "H", "J": "", "F": "", "B-E": "B-E", "T": "U"} {
		if got, ok := c.OneToOne(code); got != want || ok != (want != "") {
			t.Errorf("OneToOne(%s) = %q, %t, want %q", code, got, ok, want)
		}
	}
}

func TestCrosswalk_occupations(t *testing.T) {
	s := load(t)
	c := crosswalk(t, s, "istat_occupation_2011", "isco08")
	for code, want := range map[string]string{"101": "1", "301": "6 7", "302": "8", "40": "9", "50": "0", "99": "TOTAL", "30": ""} {
		var got []string
		for _, l := range c.Targets(code) {
			got = append(got, l.To)
			if l.To != "TOTAL" && l.Basis != Assumed {
				t.Errorf("%s to %s is %s: no published table was found", code, l.To, l.Basis)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s goes to %v, want %s", code, got, want)
		}
	}
}

func TestCrosswalk_unknown(t *testing.T) {
	s := load(t)
	for _, pair := range [][2]string{{"ateco2007", "cp2021"}, {"ateco2007", "ateco2007"}, {"ateco2002", "ateco2007"}} {
		if c, err := s.Crosswalk(pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), "bridges are declared between") {
			t.Errorf("Crosswalk(%s, %s) = %d links, %v", pair[0], pair[1], len(c.Links), err)
		}
	}
}

// counts makes a panel of counts over codes with random values.
func counts(r *rand.Rand, list string, codes []string) series.Panel {
	var p series.Panel
	for _, code := range codes {
		s := series.Series{Key: series.Key{Measure: "employed_thousand", Unit: "thousand_persons", Territory: series.Code{List: "nuts2021", Value: "IT"},
			Industry: series.Code{List: list, Value: code}}, Start: series.MustPeriod("2024-Q1")}
		for range 6 {
			s.Values = append(s.Values, r.Float64()*1e4)
		}
		p = append(p, s)
	}
	return p
}

func total(p series.Panel, at series.Period) float64 {
	sum := 0.0
	for _, s := range p {
		sum += s.At(at)
	}
	return sum
}

// TestApply_conserves is what proves case 89 of bad inputs: the sum over a level is kept in every period, over every
// bridge between industry lists, and the bounds hold the value.
func TestApply_conserves(t *testing.T) {
	s := load(t)
	r := rand.New(rand.NewPCG(1, 2))
	industries := []string{"ateco2007", "ateco2022", "ateco2025", "nace2", "nace2_1"}
	for _, from := range industries {
		for _, to := range industries {
			for _, level := range []string{"section", "division"} {
				if from == to {
					continue
				}
				var all []string
				for _, it := range list(t, s, from).Level(level) {
					all = append(all, it.Code)
				}
				p := counts(r, from, all)
				b, err := crosswalk(t, s, from, to).Apply(p)
				if err != nil || len(b.Left) > 0 {
					t.Fatalf("%s to %s: %v, left %v", from, to, err, b.Left)
				}
				if want := len(list(t, s, to).Level(level)); len(b.Series) != want {
					t.Errorf("%s to %s: %d series of level %s, want %d", from, to, len(b.Series), level, want)
				}
				for k := range 6 {
					at := p[0].Start.Add(k)
					before, after := total(p, at), total(b.Panel(), at)
					if math.Abs(before-after) > 1e-9*before {
						t.Errorf("%s to %s, %s in %s: %v became %v", from, to, level, at, before, after)
					}
				}
				for _, one := range b.Series {
					if len(one.Missing) > 0 || strings.Contains(one.Status, "partial") {
						t.Errorf("%s: %s although nothing is missing", one.Key, one.Status)
					}
					for k, v := range one.Values {
						if !(one.Lower[k] <= v*(1+1e-12) && v <= one.Upper[k]*(1+1e-12)) {
							t.Errorf("%s: %v is not within %v to %v", one.Key, v, one.Lower[k], one.Upper[k])
						}
						if one.Basis == Official && (one.Lower[k] != v || one.Upper[k] != v) {
							t.Errorf("%s has bounds although nothing is assumed", one.Key)
						}
					}
				}
			}
		}
	}
}

// TestApply_round_trip: there and back, a code that stands for the same in both
// lists has its values again, and the total is kept.
func TestApply_round_trip(t *testing.T) {
	s := load(t)
	there, back := crosswalk(t, s, "ateco2007", "nace2_1"), crosswalk(t, s, "nace2_1", "ateco2007")
	var all []string
	for _, it := range list(t, s, "ateco2007").Level("section") {
		all = append(all, it.Code)
	}
	p := counts(rand.New(rand.NewPCG(3, 4)), "ateco2007", all)
	one, err := there.Apply(p)
	if err != nil {
		t.Fatal(err)
	}
	two, err := back.Apply(one.Panel())
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for _, before := range p {
		after, ok := two.Panel().Find(before.Key)
		if !ok {
			t.Fatalf("%s was lost", before.Key)
		}
		if _, ok := there.OneToOne(before.Key.Industry.Value); ok {
			same++
			if diff := cmp.Diff(before.Values, after.Values); diff != "" {
				t.Errorf("%s changed (-before +after):\n%s", before.Key, diff)
			}
		}
	}
	if same < 12 {
		t.Errorf("%d sections are one to one, want at least 12", same)
	}
	// What leaves J goes to J and K and nowhere else, so it comes back whole.
	j, _ := two.Panel().Find(p[9].Key)
	if math.Abs(j.Values[0]-p[9].Values[0]) > 1e-9*p[9].Values[0] {
		t.Errorf("J: %v became %v", p[9].Values[0], j.Values[0])
	}
	if before, after := total(p, p[0].Start), total(two.Panel(), p[0].Start); math.Abs(before-after) > 1e-9*before {
		t.Errorf("the total %v became %v", before, after)
	}
}

// TestCompose: going by way of a list is the same as applying both steps.
func TestCompose(t *testing.T) {
	s := load(t)
	var all []string
	for _, it := range list(t, s, "ateco2007").Level("division") {
		all = append(all, it.Code)
	}
	p := counts(rand.New(rand.NewPCG(5, 6)), "ateco2007", all)
	once, err := crosswalk(t, s, "ateco2007", "nace2_1").Apply(p)
	if err != nil {
		t.Fatal(err)
	}
	first, err := crosswalk(t, s, "ateco2007", "ateco2025").Apply(p)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := crosswalk(t, s, "ateco2025", "nace2_1").Apply(first.Panel())
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range once.Series {
		b := twice.Series[i]
		if a.Key != b.Key || math.Abs(a.Values[0]-b.Values[0]) > 1e-9*math.Abs(a.Values[0]) {
			t.Errorf("%s = %v at once, %s = %v in two steps", a.Key, a.Values[0], b.Key, b.Values[0])
		}
	}
}

func TestApply_rates(t *testing.T) {
	s := load(t)
	c := crosswalk(t, s, "ateco2007", "nace2_1")
	rate := func(code string) series.Panel {
		return series.Panel{{Key: series.Key{Measure: "job_vacancy_rate_sa_pct", Unit: "pct", Industry: series.Code{List: "ateco2007", Value: code}},
			Start: series.MustPeriod("2024-Q1"), Values: []float64{2.1}}}
	}
	if _, err := c.Apply(rate("J")); err == nil || !strings.Contains(err.Error(), "bridge its numerator and its denominator") {
		t.Errorf("a rate of J was bridged: %v", err)
	}
	b, err := c.Apply(rate("K"))
	if err != nil || len(b.Series) != 1 {
		t.Fatalf("a rate of K, which only changes its letter: %v", err)
	}
	if got := b.Series[0]; got.Key.Industry != (series.Code{List: "nace2_1", Value: "L"}) || got.Values[0] != 2.1 || got.Status != "bridged ateco2007-nace2_1 official" {
		t.Errorf("K became %v = %v (%s)", got.Key, got.Values, got.Status)
	}
}

func TestApply_partial_and_left(t *testing.T) {
	s := load(t)
	p := counts(rand.New(rand.NewPCG(7, 8)), "ateco2007", []string{"J", "L", "0037"})
	p[0].Values[2] = math.NaN()
	p[0].Breaks = []series.Break{{From: series.MustPeriod("2024-Q3"), Reason: "x"}}
	other := p[1]
	other.Key.Industry = series.Code{List: "excelsior_sector", Value: "J"}
	b, err := crosswalk(t, s, "ateco2007", "nace2_1").Apply(append(p, other))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, one := range b.Series {
		got = append(got, one.Key.Industry.Value+" "+one.Status)
	}
	want := []string{"J bridged ateco2007-nace2_1 assumed", "K bridged ateco2007-nace2_1 assumed", "M bridged ateco2007-nace2_1 assumed partial:F,N"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
	if k := b.Series[1]; !math.IsNaN(k.Values[2]) || math.IsNaN(k.Values[1]) || len(k.Breaks) != 1 {
		t.Errorf("K: a missing value or a break was lost: %v %v", k.Values, k.Breaks)
	}
	if len(b.Left) != 2 || !strings.Contains(b.Left[0].Why, "sum of its bridged parts") || !strings.Contains(b.Left[1].Why, "no code of ateco2007") {
		t.Errorf("left: %+v", b.Left)
	}
	if _, err := crosswalk(t, s, "ateco2007", "nace2_1").Apply(append(p, p[0])); err == nil {
		t.Error("a series that stands twice was counted twice")
	}
}

func TestWithCrosswalks(t *testing.T) {
	s := load(t)
	const header = "from_list,from,to_list,to,weight,basis,source,note\n"
	mine := fstest.MapFS{"crosswalk_mine.csv": {Data: []byte(header +
		"ateco2022,J,ateco2025,J,0.2,measured,persons 2024,\nateco2022,J,ateco2025,K,0.8,measured,persons 2024,\n")}}
	asked := crosswalk(t, s, "nace2", "nace2_1") // what is kept of it is neither the caller's nor another set's
	for i := range asked.Links {
		asked.Links[i].Weight = -1
	}
	over, err := s.WithCrosswalks(mine)
	if err != nil {
		t.Fatal(err)
	}
	if l := crosswalk(t, over, "nace2", "nace2_1").Targets("J"); len(l) != 2 || l[1].Weight != 0.8 || l[1].Basis != Measured {
		t.Errorf("J goes to %+v", l)
	}
	if l := crosswalk(t, s, "nace2", "nace2_1").Targets("J"); l[1].Weight != 0.5 {
		t.Errorf("the embedded weights changed: %+v", l)
	}
	for name, tc := range map[string]struct{ rows, want string }{
		"weights below 1":     {"ateco2022,J,ateco2025,J,0.2,measured,x,\n", "crosswalk ateco2022 to ateco2025: the weights of J sum to 0.2"},
		"an unknown code":     {"ateco2022,J,ateco2025,ZZ,1,measured,x,\n", `crosswalk_mine.csv:2: unknown code "ZZ" of list ateco2025`},
		"no source":           {"ateco2022,J,ateco2025,J,1,measured,,\n", "a link needs its source"},
		"an unknown basis":    {"ateco2022,J,ateco2025,J,1,guess,x,\n", `basis "guess"`},
		"a weight of nothing": {"ateco2022,J,ateco2025,J,0,assumed,x,\n", `weight "0"`},
		"a bad fraction":      {"ateco2022,J,ateco2025,J,1/0,assumed,x,\n", `weight "1/0"`},
		"twice":               {"ateco2022,J,ateco2025,J,1,assumed,x,\nateco2022,J,ateco2025,J,1,assumed,x,\n", "stands in crosswalk_mine.csv:2 too"},
	} {
		_, err := s.WithCrosswalks(fstest.MapFS{"crosswalk_mine.csv": {Data: []byte(header + tc.rows)}})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
}

func TestCheckCrosswalk_orphan(t *testing.T) {
	const header = "code,label_it,label_en,parent,level\n"
	_, err := LoadFS(fstest.MapFS{
		"a.csv": {Data: []byte(header + "1,x,x,,major\n2,y,y,,major\n")}, "b.csv": {Data: []byte(header + "1,x,x,,major\n")},
		"crosswalk_x.csv": {Data: []byte("from_list,from,to_list,to,weight,basis,source,note\na,1,b,1,1,official,x,\n")},
	})
	if err == nil || !strings.Contains(err.Error(), "crosswalk a to b: 2 has no link") {
		t.Errorf("an orphan passed: %v", err)
	}
}

// TestDisjoint_across_lists proves case 93 of bad inputs: a region and the two
// provinces that it is made of are never summed together.
func TestDisjoint_across_lists(t *testing.T) {
	s := load(t)
	region := series.Code{List: "istat_ref_area", Value: "ITDA"}
	bolzano, trento := series.Code{List: "nuts2021", Value: "ITH1"}, series.Code{List: "nuts2021", Value: "ITH2"}
	veneto := series.Code{List: "nuts2021", Value: "ITH3"}
	if err := s.DisjointCodes([]series.Code{bolzano, trento, veneto}); err != nil {
		t.Errorf("two provinces and a region beside them: %v", err)
	}
	if err := s.DisjointCodes([]series.Code{region, veneto}); err != nil {
		t.Errorf("a region of one list and one of another: %v", err)
	}
	if err := s.DisjointCodes([]series.Code{region, trento}); err == nil || !strings.Contains(err.Error(), "istat_ref_area:ITDA and nuts2021:ITH2 overlap in nuts2021:ITH20") {
		t.Errorf("a region and its province: %v", err)
	}
}

// TestAggregates: every aggregate of every list of industries, territories and
// occupations says what it is the union of, so that sums over it can be told
// to overlap; and it overlaps with its own parts.
func TestAggregates(t *testing.T) {
	s := load(t)
	for _, id := range []string{"ateco2007", "ateco2022", "ateco2025", "nace2", "nace2_1", "excelsior_sector", "sector_group",
		"nuts2021", "istat_ref_area", "cp2021", "isco08", "istat_occupation_2011", "istat_citizenship"} {
		checked := 0
		for _, it := range list(t, s, id).Items {
			atoms, err := s.atoms(id, it.Code)
			if err != nil {
				t.Fatal(err)
			}
			switch it.Level {
			case "total", "country", "macro_area", "macro_sector", "aggregate", "area_group", "section":
			default:
				continue
			}
			if it.Level == "total" && id == "istat_ref_area" {
				continue // a total of whatever the file holds
			}
			checked++
			if len(atoms) == 1 && atoms[0] == id+":"+it.Code {
				t.Errorf("%s (%s) says of no code that it is a part of it", it.Ref(), it.Level)
				continue
			}
			for _, part := range append(it.Covers(id), codesOf(list(t, s, id).Children(it.Code))...) {
				if part == it.Code {
					continue
				}
				if err := s.Disjoint(id, []string{it.Code, part}); err == nil {
					t.Errorf("a sum over %s and its part %s passes", it.Ref(), part)
				}
			}
		}
		if checked == 0 {
			t.Errorf("%s: no aggregate was checked", id)
		}
	}
}

func codesOf(items []Item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.Code)
	}
	return out
}
