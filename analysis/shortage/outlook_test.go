package shortage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Every acceptance number of the methods in sections 1, 3.6 and 3.7 of the method
// notes is an example of a card, and so recomputed here and through method run.
// The notes have no AT-06; AT-09 is named there without figures.
func TestCards_hold_the_acceptance_numbers(t *testing.T) {
	cards, err := Cards()
	if err != nil {
		t.Fatal(err)
	}
	held := map[string][]string{}
	for _, c := range cards {
		for _, e := range c.Examples {
			held[strings.Fields(e.ID)[0]] = append(held[strings.Fields(e.ID)[0]], c.ID)
		}
	}
	for number, id := range map[string]string{"AT-01": "ba_points", "AT-02": "ba_points", "AT-03": "ba_2018", "AT-04": "jsa_fill_rate",
		"AT-05": "uwv_tension", "AT-07": "uwv_tension", "AT-08": "roa_ita", "AT-10": "dares_suppression", "AT-11": "job_vacancy_rate",
		"AT-41": "efficient_unemployment", "AT-42": "mismatch_index", "AT-43": "mismatch_index"} {
		if !slices.Contains(held[number], id) {
			t.Errorf("no example %s on the card of %s: %v", number, id, held[number])
		}
	}
}

func TestITKB_properties(t *testing.T) {
	p := declared(t)
	rng := rand.New(rand.NewPCG(1, 8))
	for range 300 {
		mix := make([]Flow, 1+rng.IntN(6))
		for i := range mix {
			mix[i] = Flow{rng.Float64(), 100 * rng.Float64(), 100 * rng.Float64()}
		}
		got, _, err := ITKB(mix, p)
		if err != nil || !(got >= 0 && got <= 1) {
			t.Fatalf("%+v: %v, %v", mix, got, err)
		}
		more := slices.Clone(mix)
		k := rng.IntN(len(more))
		more[k].Supply *= 1.2
		if v, _, _ := ITKB(more, p); v < got-1e-12 {
			t.Errorf("more supply of education %d lowers %v to %v", k, got, v)
		}
		for i := range more {
			more[i] = Flow{100 * mix[i].Share, 7 * mix[i].Supply, 7 * mix[i].Demand}
		}
		if v, _, _ := ITKB(more, p); math.Abs(v-got) > 1e-12 {
			t.Errorf("shares in per cent, flows seven times as large: %v, want %v", v, got)
		}
	}
	if v, class, err := ITKB([]Flow{{1, 5, 5}, {0, math.NaN(), 5}}, p); v != 1 || class != "almost_none" || err != nil {
		t.Errorf("an education that is not wanted: %v %s %v", v, class, err)
	}
	if _, class, err := ITKB(nil, p); class != ClassNotRated || err != nil {
		t.Errorf("no education: %s, %v", class, err)
	}
}

// A quarter of distinct values has each step, the order is kept, and any scale
// gives the same steps.
func TestFutureShortage_properties(t *testing.T) {
	p := declared(t)
	rng := rand.New(rand.NewPCG(2, 8))
	units := make([]FuturePressure, 40)
	for i := range units {
		units[i] = FuturePressure{rng.NormFloat64(), 10 * rng.Float64(), rng.NormFloat64()}
	}
	steps, err := FutureShortage(units, p)
	if err != nil {
		t.Fatal(err)
	}
	count := map[int]int{}
	for i, s := range steps {
		count[s.Growth]++
		if want := int(math.Round(float64(s.Growth+s.Replacement+s.Imbalance) / 3)); s.Index != want {
			t.Errorf("%+v: index %d, rounded mean %d", units[i], s.Index, want)
		}
		for j, other := range steps {
			if units[i].Growth < units[j].Growth && s.Growth > other.Growth {
				t.Errorf("growth %v has step %d, %v has %d", units[i].Growth, s.Growth, units[j].Growth, other.Growth)
			}
		}
	}
	for step := 1; step <= 4; step++ {
		if count[step] != 10 {
			t.Errorf("step %d has %d of 40", step, count[step])
		}
	}
	scaled := slices.Clone(units)
	for i := range scaled {
		scaled[i].Growth = 5 + 3*scaled[i].Growth
	}
	if again, _ := FutureShortage(scaled, p); !slices.Equal(again, steps) {
		t.Error("another scale of growth gives other steps")
	}
	same, err := FutureShortage(make([]FuturePressure, 8), p)
	if err != nil || same[0].Index != 1 || same[7].Index != 1 {
		t.Errorf("no differences, no pressure: %+v, %v", same, err)
	}
	few, err := FutureShortage(units[:3], p)
	if err != nil || few[0] != (PressureSteps{}) {
		t.Errorf("three occupations have no quartiles: %+v, %v", few, err)
	}
}

func TestLists(t *testing.T) {
	p := declared(t)
	list := []Listing{
		{"cooks", "Calabria", KindSurplus, false},
		{"cooks", "Veneto", KindShortage, true},
		{"cooks", "Piemonte", KindShortage, false},
		{"cooks", "Sicilia", KindSurplus, true},
		{"clerks", "Lazio", KindSurplus, false},
		{"nurses", "Lazio", KindShortage, true},
	}
	extents, pairs, err := Lists(list, p.With("eures_widespread_from", 2))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"clerks surplus [Lazio] [] false",
		"cooks shortage [Piemonte Veneto] [Veneto] true",
		"cooks surplus [Calabria Sicilia] [Sicilia] true",
		"nurses shortage [Lazio] [Lazio] false",
	}
	for i, e := range extents {
		if got := fmt.Sprintln(e.Occupation, e.Kind, e.Territories, e.Severe, e.Widespread); i >= len(want) || got != want[i]+"\n" {
			t.Errorf("extent %d: %s", i, got)
		}
	}
	if len(extents) != len(want) {
		t.Errorf("%d extents, want %d", len(extents), len(want))
	}
	wantPairs := []Pair{
		{"cooks", "Piemonte", "Calabria", false}, {"cooks", "Piemonte", "Sicilia", false},
		{"cooks", "Veneto", "Calabria", true}, {"cooks", "Veneto", "Sicilia", true},
	}
	if !slices.Equal(pairs, wantPairs) {
		t.Errorf("pairs %+v, want %+v", pairs, wantPairs)
	}
	if list[0].Occupation != "cooks" {
		t.Error("the list that was given is sorted in place")
	}
	slices.Reverse(list)
	if e, q, _ := Lists(list, p.With("eures_widespread_from", 2)); fmt.Sprint(e, q) != fmt.Sprint(extents, pairs) {
		t.Error("the order of lines matters")
	}
}

// Rows of pairs name the two lines, the short territory first.
func TestLists_rows_of_pairs(t *testing.T) {
	a, err := runLists(Columns{"occupation": {7, 7, 7}, "territory": {2, 1, 3}, "kind": {2, 1, 1}, "magnitude": {1, 2, 1}}, declared(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range a.Rows {
		got = append(got, r.Unit+" "+r.Class)
	}
	want := []string{"1 local_surplus", "2 local_shortage", "3 local_shortage", "2|1 surplus_there_severe_shortage_here", "3|1 surplus_there_shortage_here"}
	if !slices.Equal(got, want) || a.Values["pairs"] != 2 {
		t.Errorf("%q %v, want %q", got, a.Values, want)
	}
}

func TestShortageDrivers_unknown_is_not_absent(t *testing.T) {
	p := declared(t)
	nan := math.NaN()
	all := Applicants{nan, nan, nan, nan, nan, nan, nan, nan}
	with := func(change func(*Applicants)) Applicants {
		x := all
		change(&x)
		return x
	}
	for _, c := range []struct {
		name      string
		x         Applicants
		want      Drivers
		likeliest string
	}{
		{"nothing known", all, Drivers{Unknown, Unknown, Unknown, Unknown}, DriverUndetermined},
		{"few, training unknown", with(func(x *Applicants) { x.QualifiedPerVacancy = 1 }), Drivers{Unknown, Unknown, No, Unknown}, DriverUndetermined},
		{"enough, suitable unknown", with(func(x *Applicants) { x.QualifiedPerVacancy = 5 }), Drivers{No, No, Unknown, Unknown}, DriverUndetermined},
		{"no qualified at all", with(func(x *Applicants) { x.QualifiedPerVacancy, x.SuitablePerVacancy, x.TrainingLevel = 0, 0, 3 }), Drivers{Yes, No, No, Unknown}, DriverLongTraining},
		{"level of the limit is long", with(func(x *Applicants) { x.QualifiedPerVacancy, x.TrainingLevel = 1.9, 3 }), Drivers{Yes, No, No, Unknown}, DriverLongTraining},
		{"two applicants are not few", with(func(x *Applicants) { x.QualifiedPerVacancy, x.TrainingLevel = 2, 3 }), Drivers{No, No, Unknown, Unknown}, DriverUndetermined},
		{"retention of the economy is none", with(func(x *Applicants) { x.RetentionPct, x.EconomyRetentionPct = 80, 80 }), Drivers{Unknown, Unknown, Unknown, No}, DriverUndetermined},
		{"counts come before reasons", with(func(x *Applicants) {
			x.QualifiedPerVacancy, x.SuitablePerVacancy, x.TrainingLevel = 9, 1, 4
			x.HardToFillPct, x.NoCandidatesPct = 50, 50
		}), Drivers{No, No, Yes, Unknown}, DriverSuitability},
		{"half of the reasons each", with(func(x *Applicants) {
			x.HardToFillPct, x.NoCandidatesPct, x.NotPreparedPct, x.TrainingLevel = 50, 25, 25, 2
		}), Drivers{No, Yes, Yes, Unknown}, DriverShortTraining},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ShortageDrivers(c.x, p)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want || got.Likeliest() != c.likeliest {
				t.Errorf("%+v, likeliest %s, want %+v, %s", got, got.Likeliest(), c.want, c.likeliest)
			}
		})
	}
}

func TestOutlook_refuses(t *testing.T) {
	p := declared(t)
	shortage := Listing{"cooks", "Lazio", KindShortage, false}
	for _, c := range []struct {
		name string
		run  func() error
		want string
	}{
		{"negative supply", func() error { _, _, err := ITKB([]Flow{{1, -2, 1}}, p); return err }, "education 1: share 1, supply -2"},
		{"flows of two lengths", func() error { _, err := runITKB(Columns{"share": {1}, "supply": {1, 2}, "demand": {1}}, p); return err }, "each education needs all three"},
		{"endless growth", func() error { _, err := FutureShortage([]FuturePressure{{math.Inf(1), 0, 0}}, p); return err }, "occupation 1: growth +Inf"},
		{"listed twice", func() error { _, _, err := Lists([]Listing{shortage, shortage}, p); return err }, "cooks stands twice in the shortage list of territory Lazio"},
		{"short and in surplus", func() error {
			_, _, err := Lists([]Listing{shortage, {"cooks", "Lazio", KindSurplus, false}}, p)
			return err
		}, "both short and in surplus in territory Lazio"},
		{"no kind", func() error { _, _, err := Lists([]Listing{{"cooks", "Lazio", "", false}}, p); return err }, `kind ""`},
		{"no territory", func() error {
			_, err := runLists(Columns{"occupation": {1}, "territory": {math.NaN()}, "kind": {1}}, p)
			return err
		}, "territory NaN"},
		{"share above a hundred", func() error { _, _, err := ExcelsiorHardToFill(101, 40, 50, p); return err }, "101 is not within"},
		{"negative entries", func() error { _, _, err := ExcelsiorHardToFill(50, 40, -1, p); return err }, "-1 planned entries"},
		{"endless applicants", func() error {
			_, err := ShortageDrivers(Applicants{QualifiedPerVacancy: math.Inf(1), TrainingLevel: 3}, p)
			return err
		}, "+Inf qualified"},
		{"negative replacement", func() error { _, err := FutureShortage([]FuturePressure{{0, -1, 0}}, p); return err }, "occupation 1: replacement -1"},
		{"no magnitude of the list", func() error {
			_, err := runLists(Columns{"occupation": {1}, "territory": {1}, "kind": {1}, "magnitude": {3}}, p)
			return err
		}, "magnitude 3"},
		{"more suitable than qualified", func() error {
			_, err := ShortageDrivers(Applicants{QualifiedPerVacancy: 1, SuitablePerVacancy: 2, TrainingLevel: 3}, p)
			return err
		}, "2 suitable of 1 qualified"},
		{"reasons beyond the difficulty", func() error {
			_, err := ShortageDrivers(Applicants{HardToFillPct: 40, NoCandidatesPct: 41, TrainingLevel: 3}, p)
			return err
		}, "reasons of 41 and 0 of 100 entries, of which 40"},
		{"level nine", func() error { _, err := ShortageDrivers(Applicants{TrainingLevel: 9}, p); return err }, "level 9"},
		{"parameters missing", func() error { _, _, err := ExcelsiorHardToFill(50, 40, 50, nil); return err }, "not declared"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.run(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}
