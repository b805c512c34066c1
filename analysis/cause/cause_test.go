package cause

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
)

func floors(t *testing.T) Parameters {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Parameters(c.Parameters)
}

func exactly(v float64) shortage.Estimate {
	return shortage.Estimate{Point: v, Bounds: shortage.Exactly(v)}
}

func over(v, overall float64) Signal {
	o := exactly(overall)
	return Signal{Value: exactly(v), Reference: &o}
}

// signals are one shortage with an indicator for every cause but geography.
func signals() Signals {
	return Signals{Shortage: shortage.Yes, Values: map[string]Signal{
		"no_candidates_share_pct":          over(48, 30), // 1.6
		"specific_training_share_pct":      over(54, 30), // 1.8
		"inadequate_preparation_share_pct": over(13, 10), // 1.3
		"hourly_pay_eur":                   over(20, 15),
		"temporary_share_pct":              over(20, 15), // 0.89 of 1.5 times
		"entries_per_100_employed":         over(5, 6),
		"jobseekers_per_vacancy_ratio":     {Value: exactly(4)},
	}}
}

func grades(d Diagnosis) string {
	var out []string
	for _, f := range d.Findings {
		out = append(out, f.Cause.ID+"="+f.Grade)
	}
	return strings.Join(out, " ")
}

func TestClassify(t *testing.T) {
	with := func(change func(Signals)) Signals {
		s := signals()
		change(s)
		return s
	}
	for _, c := range []struct {
		name string
		in   Signals
		want map[string]string
	}{
		{"the strongest is main, the next contributes", signals(), map[string]string{"training_gap": GradeMain, "suitability_gap": GradeContributing,
			"conditions": GradeNotEstablished, "hiring_intensity": GradeNotEstablished, "workforce": GradeNotEstablished, "geographic_mismatch": GradeNoData}},
		{"few candidates without specific training are no training gap", with(func(s Signals) { s.Values["specific_training_share_pct"] = over(10, 30) }),
			map[string]string{"training_gap": GradeNotEstablished, "suitability_gap": GradeMain}},
		{"unconfirmed contributes at most", with(func(s Signals) { delete(s.Values, "specific_training_share_pct") }),
			map[string]string{"training_gap": GradeContributing, "suitability_gap": GradeContributing}},
		{"straddling its floor a cause is not established", with(func(s Signals) {
			wide := over(13, 10)
			wide.Value.Bounds = shortage.Bounds{Lower: 9, Upper: 17}
			s.Values["inadequate_preparation_share_pct"] = wide
		}), map[string]string{"suitability_gap": GradeNotEstablished, "training_gap": GradeMain}},
		{"what cannot be told apart is main together", with(func(s Signals) {
			wide := over(17, 10)
			wide.Value.Bounds = shortage.Bounds{Lower: 15, Upper: 19}
			s.Values["inadequate_preparation_share_pct"] = wide
		}), map[string]string{"suitability_gap": GradeMain, "training_gap": GradeMain}},
		{"any condition will do", with(func(s Signals) { s.Values["hourly_pay_eur"] = over(6, 15); delete(s.Values, "temporary_share_pct") }),
			map[string]string{"conditions": GradeMain, "training_gap": GradeContributing}},
		{"one condition denied, the other missing: examined, not established", with(func(s Signals) { delete(s.Values, "temporary_share_pct") }),
			map[string]string{"conditions": GradeNotEstablished}},
		{"neither condition known: no data", with(func(s Signals) { delete(s.Values, "temporary_share_pct"); delete(s.Values, "hourly_pay_eur") }),
			map[string]string{"conditions": GradeNoData}},
		{"few unemployed against the country will do for few people", with(func(s Signals) {
			delete(s.Values, "jobseekers_per_vacancy_ratio")
			s.Values["unemployment_rate_pct"] = over(2, 6) // half of 0.67 times 6
		}), map[string]string{"workforce": GradeMain, "training_gap": GradeContributing}},
		{"many unemployed say nothing of those who look for the occupation", with(func(s Signals) {
			delete(s.Values, "jobseekers_per_vacancy_ratio")
			s.Values["unemployment_rate_pct"] = over(12, 6)
		}), map[string]string{"workforce": GradeNotEstablished}},
		{"a relative floor without an overall value: no data", with(func(s Signals) { s.Values["entries_per_100_employed"] = Signal{Value: exactly(50)} }),
			map[string]string{"hiring_intensity": GradeNoData}},
		{"two jobseekers a vacancy are not below two", with(func(s Signals) { s.Values["jobseekers_per_vacancy_ratio"] = Signal{Value: exactly(2)} }),
			map[string]string{"workforce": GradeNotEstablished}},
		{"no jobseeker at all", with(func(s Signals) { s.Values["jobseekers_per_vacancy_ratio"] = Signal{Value: exactly(0)} }),
			map[string]string{"workforce": GradeMain, "training_gap": GradeContributing}},
		{"nothing known", Signals{Shortage: shortage.Yes}, map[string]string{"training_gap": GradeNoData, "suitability_gap": GradeNoData, "conditions": GradeNoData,
			"hiring_intensity": GradeNoData, "workforce": GradeNoData, "geographic_mismatch": GradeNoData}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Classify(c.in, floors(t))
			for id, want := range c.want {
				f, ok := d.Of(id)
				if !ok || f.Grade != want {
					t.Errorf("%s is %q, want %q; all: %s", id, f.Grade, want, grades(d))
				}
			}
			for _, f := range d.Findings {
				isOpen := math.IsInf(f.Strength.Upper, 0) || math.IsInf(f.Strength.Lower, 0)
				if isOpen || math.IsNaN(f.Share) || f.Share < 0 || f.Share > 1 {
					t.Errorf("%s: strength %+v, share %v", f.Cause.ID, f.Strength, f.Share)
				}
			}
		})
	}
}

func TestClassify_names_no_cause_without_a_shortage(t *testing.T) {
	in := signals()
	in.Shortage = shortage.No
	d := Classify(in, floors(t))
	if len(d.Findings) != 0 {
		t.Errorf("no shortage, but causes: %s", grades(d))
	}
	for _, o := range Advise(d).All() {
		if o.Reach != ReachNone {
			t.Errorf("no shortage, but %s reaches %s", o.Remedy.ID, o.Reach)
		}
	}
	in.Shortage = ""
	if d := Classify(in, floors(t)); d.Shortage != shortage.Unknown || len(d.Findings) == 0 {
		t.Errorf("a shortage that is not known: %q with %d findings, want unknown with all", d.Shortage, len(d.Findings))
	}
}

// The share of settings equals the one counted by going through all of them.
func TestClassify_share_is_that_of_all_settings(t *testing.T) {
	p := floors(t)
	in := signals()
	in.Values["inadequate_preparation_share_pct"] = over(15.5, 10)
	d := Classify(in, p)
	ids := Declared().Parameters()
	count := make([]map[string]int, len(d.Findings))
	for i := range count {
		count[i] = map[string]int{}
	}
	n := 0
	var walk func(k int, q Parameters)
	walk = func(k int, q Parameters) {
		if k == len(ids) {
			n++
			var states []state
			for _, f := range d.Findings {
				var ev []Evidence
				for _, id := range f.Cause.indicators() {
					ev = append(ev, compare(id, in, q, nil))
				}
				states = append(states, judge(f.Cause, ev))
			}
			for i := range states {
				count[i][grade(i, states)]++
			}
			return
		}
		v, err := p.Find(ids[k])
		if err != nil {
			t.Fatal(err)
		}
		if ids[k] == ParamLongTraining || ids[k] == "cause_geographic_mismatch_floor" || ids[k] == "cause_unemployment_ratio" { // not compared here: no data
			walk(k+1, q)
			return
		}
		for _, end := range []float64{v.Minimum, v.Value, v.Maximum} {
			walk(k+1, q.With(ids[k], end))
		}
	}
	walk(0, p)
	isPartial := false
	for i, f := range d.Findings {
		want := float64(count[i][f.Grade]) / float64(n)
		if math.Abs(f.Share-want) > 1e-12 || f.Settings != n {
			t.Errorf("%s %s: share %v of %d settings, counted %v of %d", f.Cause.ID, f.Grade, f.Share, f.Settings, want, n)
		}
		isPartial = isPartial || f.Share > 0 && f.Share < 1
	}
	if !isPartial {
		t.Error("every grade holds in all settings: the case shows nothing")
	}
}

// Stronger signs never weaken a cause: shares of being established rise with the value.
func TestClassify_is_monotone(t *testing.T) {
	p := floors(t)
	last := -1
	order := []string{GradeNotEstablished, GradeContributing, GradeMain}
	for v := 5.0; v < 30; v += 0.5 {
		in := signals()
		in.Values["inadequate_preparation_share_pct"] = over(v, 10)
		f, _ := Classify(in, p).Of("suitability_gap")
		at := slices.Index(order, f.Grade)
		if at < last {
			t.Fatalf("at %v the grade falls to %s", v, f.Grade)
		}
		last = at
	}
	if last != 2 {
		t.Error("the largest value does not make the cause main")
	}
}

func TestClassify_length_of_the_training_gap(t *testing.T) {
	for _, c := range []struct {
		years shortage.Bounds
		want  string
	}{{shortage.Exactly(3), "long"}, {shortage.Exactly(1), "short"}, {shortage.Bounds{Lower: 1, Upper: 4}, ""}} {
		in := signals()
		in.TrainingYears = &shortage.Estimate{Point: math.NaN(), Bounds: c.years}
		d := Classify(in, floors(t))
		if f, _ := d.Of("training_gap"); f.Length != c.want {
			t.Errorf("%v years: %q, want %q", c.years, f.Length, c.want)
		}
		if f, _ := d.Of("suitability_gap"); f.Length != "" {
			t.Errorf("a suitability gap has the length %q", f.Length)
		}
	}
}

func TestSignals_refuse(t *testing.T) {
	one := func(id string, s Signal) Signals { return Signals{Values: map[string]Signal{id: s}} }
	infinite := over(1, math.Inf(1))
	for _, c := range []struct {
		name string
		in   Signals
		want string
	}{
		{"negative", one("hourly_pay_eur", over(-1, 2)), "negative value -1"},
		{"infinite overall", one("hourly_pay_eur", infinite), "infinite value"},
		{"not declared", one("rainfall_mm", over(1, 1)), `"rainfall_mm" is not declared`},
		{"bounds in the wrong order", one("hourly_pay_eur", Signal{Value: shortage.Estimate{Bounds: shortage.Bounds{Lower: 2, Upper: 1}}}), "above upper bound"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.in.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
	if err := signals().Check(); err != nil {
		t.Errorf("good signals are refused: %v", err)
	}
	if err := Require(floors(t)); err != nil {
		t.Errorf("declared floors are refused: %v", err)
	}
	if err := Require(nil); err == nil || !strings.Contains(err.Error(), ParamLongTraining) {
		t.Errorf("no parameters: error %v, want every id named", err)
	}
}

// Migration always comes with all its alternatives, and after them.
func TestAdvice_never_gives_migration_alone(t *testing.T) {
	scheme := Declared()
	cases := []Signals{{Shortage: shortage.No}, {Shortage: shortage.Yes}, signals()}
	short := signals()
	short.Values["jobseekers_per_vacancy_ratio"] = Signal{Value: exactly(0.2)}
	cases = append(cases, short)
	reached := false
	for _, in := range cases {
		all := Advise(Classify(in, floors(t))).All()
		if len(all) != len(scheme.Remedies) || all[len(all)-1].Remedy.ID != Migration {
			t.Fatalf("%d options, the last %q: want all %d remedies and migration last", len(all), all[len(all)-1].Remedy.ID, len(scheme.Remedies))
		}
		reached = reached || all[len(all)-1].Reach == ReachMain
		for _, o := range all {
			if (o.Reach == ReachNone) != (len(o.Because) == 0) {
				t.Errorf("%s reaches %s because of %d pairs", o.Remedy.ID, o.Reach, len(o.Because))
			}
		}
	}
	if !reached {
		t.Error("migration reaches a main cause in no case: the order proves nothing")
	}
	// By type: nothing exported of Advice gives fewer than all, and its fields are closed.
	kind := reflect.TypeOf(Advice{})
	for i := range kind.NumField() {
		if kind.Field(i).IsExported() {
			t.Errorf("field %s of Advice is open", kind.Field(i).Name)
		}
	}
	for i := range kind.NumMethod() {
		if m := kind.Method(i).Name; m != "All" && m != "MarshalJSON" {
			t.Errorf("method %s of Advice: does it give migration without its alternatives?", m)
		}
	}
	text, err := json.Marshal(Advise(Classify(short, floors(t))))
	if err != nil {
		t.Fatal(err)
	}
	var back []Option
	if err := json.Unmarshal(text, &back); err != nil || len(back) != len(scheme.Remedies) {
		t.Errorf("as JSON %d options, error %v: want all", len(back), err)
	}
}

func TestAdvise_reach(t *testing.T) {
	reach := map[string]string{}
	for _, o := range Advise(Classify(signals(), floors(t))).All() {
		reach[o.Remedy.ID] = o.Reach
	}
	want := map[string]string{"training": ReachMain, "conditions": ReachPartial, "activation": ReachPartial, "mobility": ReachPartial, Migration: ReachPartial}
	for id, r := range want {
		if reach[id] != r {
			t.Errorf("%s reaches %s, want %s", id, reach[id], r)
		}
	}
}

func TestDeclared_is_whole(t *testing.T) {
	s := Declared() // panics when broken
	if len(s.Causes) != 6 || len(s.Remedies) != 5 || len(s.Links) != 30 {
		t.Errorf("%d causes, %d remedies, %d links, want 6, 5 and 30", len(s.Causes), len(s.Remedies), len(s.Links))
	}
	for _, l := range s.Links {
		if l.Grade == EvidenceMeasured {
			t.Errorf("pair %s and %s is called measured: no text read reports an evaluation", l.Cause, l.Remedy)
		}
	}
}

func TestParse_refuses(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"a pair left out", "cause = \"workforce\"\nremedy = \"training\"", "cause = \"workforce\"\nremedy = \"activation\"", "0 links, one is expected"},
		{"a fit nobody knows", `fit = "direct"`, `fit = "certain"`, `fit "certain"`},
		{"named without a source", `grade = "assumed"`, `grade = "named"`, "a source is required"},
		{"migration before its alternatives", `id = "mobility"`, `id = "migration"`, "remedy migration stands twice"},
		{"a remedy nobody declared", `remedy = "activation"`, `remedy = "prayer"`, "is not declared"},
	} {
		t.Run(c.name, func(t *testing.T) {
			broken := strings.Replace(string(remediesFile), c.from, c.to, 1)
			if broken == string(remediesFile) {
				t.Fatalf("%q does not stand in the file", c.from)
			}
			if _, err := parse(causesFile, []byte(broken)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
	shared := strings.Replace(string(causesFile), "cause_temporary_ratio", "cause_hiring_intensity_ratio", 1)
	if _, err := parse([]byte(shared), remediesFile); err == nil || !strings.Contains(err.Error(), "belongs to the causes") {
		t.Errorf("a floor of two causes: error %v", err)
	}
}

func TestCard_examples(t *testing.T) {
	c, err := Card()
	if err != nil {
		t.Fatal(err)
	}
	p := floors(t)
	if c.ID != ID || c.Version != Version || !slices.Equal(c.Parameters, sorted(c.Parameters, Declared().Parameters())) {
		t.Errorf("card %s version %d with parameters %v", c.ID, c.Version, c.Parameters)
	}
	for _, e := range c.Examples {
		got, err := Run(e.In, p)
		if err != nil {
			t.Fatal(err)
		}
		if got.Class != e.Class {
			t.Errorf("%s: main causes %q, want %q (%s)", e.ID, got.Class, e.Class, e.Why)
		}
		for name, want := range e.Want {
			if v, ok := got.Values[name]; !ok || math.Abs(v-want) > e.Tolerance {
				t.Errorf("%s: %s is %v, want %v within %v (%s)", e.ID, name, v, want, e.Tolerance, e.Why)
			}
		}
	}
}

// sorted is have when it holds exactly the ids of want, nil otherwise.
func sorted(have, want []string) []string {
	a, b := slices.Clone(have), slices.Clone(want)
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		return have
	}
	return nil
}

func TestClassify_does_not_change_its_input(t *testing.T) {
	in, p := signals(), floors(t)
	before, _ := json.Marshal(in.Values["hourly_pay_eur"].Value.Point)
	q := slices.Clone(p)
	Classify(in, p)
	after, _ := json.Marshal(in.Values["hourly_pay_eur"].Value.Point)
	if string(before) != string(after) || !slices.Equal(p, q) {
		t.Error("the input changed")
	}
}

func BenchmarkClassify(b *testing.B) {
	c, err := catalog.Load()
	if err != nil {
		b.Fatal(err)
	}
	in := signals()
	for b.Loop() {
		Classify(in, Parameters(c.Parameters))
	}
}
