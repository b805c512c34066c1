package diagnosis

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fabbisogno/analysis/shortage"
)

// Every rule gives, on inputs drawn at random with holes in them, what the method
// gives when it is run on the same inputs by name: the same class, and the same
// value in every bit.
func TestRulesAreTheMethods(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	classes := map[string]map[string]bool{}
	for seed := range 6 {
		p := syntheticPanel(seed, 20, 2030)
		for id, in := range p.Common { // a value for each unit, so that it can be missing for one
			p.Inputs[id] = slices.Repeat([]Input{in}, len(p.Units))
		}
		p.Common = nil
		for _, id := range p.Indicators() { // a twentieth of all inputs is missing
			for i := range p.Inputs[id] {
				if rng.IntN(20) == 0 {
					p.Inputs[id][i] = Missing()
				}
			}
		}
		if seed%2 == 1 {
			p.Past = nil
		}
		// The values of a draw, not the round ones of the point.
		for _, id := range p.Indicators() {
			for i, in := range p.Inputs[id] {
				p.Inputs[id][i] = Input{Value: in.at(rng.NormFloat64())}
			}
		}
		r := mustRun(t, engine(t, Options{Draws: 1, Level: 0.9}), p)
		for _, rule := range shortage.PanelRules() {
			m := r.of(t, rule.ID)
			if len(m.Missing) > 0 {
				t.Fatalf("%s was not run: it lacks %v", rule.ID, m.Missing)
			}
			want := published(t, rule, p)
			for u, got := range m.Ratings {
				if got.Class != want.class[u] || got.Value != want.value[u] && !(math.IsNaN(got.Value) && math.IsNaN(want.value[u])) {
					t.Errorf("%s, unit %d: %q %v, the method says %q %v", rule.ID, u, got.Class, got.Value, want.class[u], want.value[u])
				}
				if classes[rule.ID] == nil {
					classes[rule.ID] = map[string]bool{}
				}
				classes[rule.ID][got.Class] = true
			}
		}
	}
	for _, rule := range shortage.PanelRules() {
		delete(classes[rule.ID], "")
		if len(classes[rule.ID]) < 2 && rule.ID != "job_vacancy_rate" {
			t.Errorf("%s: the points are all of class %v", rule.ID, classes[rule.ID])
		}
	}
}

type answers struct {
	class []string
	value []float64
}

// published asks the method by name: unit by unit, or, where units are compared,
// for all rows and their past at once.
func published(t *testing.T, rule shortage.PanelRule, p Panel) answers {
	t.Helper()
	i := slices.IndexFunc(shortage.Methods(), func(m shortage.Method) bool { return m.ID == rule.ID })
	run := func(in shortage.Columns) shortage.Answer {
		t.Helper()
		a, err := shortage.Methods()[i].Run(in, parameters(t))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	var out answers
	add := func(class string, values map[string]float64) {
		if !shortage.IsRated(class) {
			class = ""
		}
		value := math.NaN()
		for name, v := range values {
			if name == rule.Measure || name+"_ratio" == rule.Measure || name+"_share" == rule.Measure || name+"_sd" == rule.Measure || name+"_step" == rule.Measure {
				value = v
			}
		}
		out.class, out.value = append(out.class, class), append(out.value, value)
	}
	if isCrossSection(rule.ID) {
		answer := run(crossSection(rule, p))
		for u, row := range answer.Rows {
			add(row.Class, row.Values)
			if rule.ID == "cops_two_step" && out.class[u] == "" || rule.ID == "mac_shortage" && out.class[u] == "" {
				out.value[u] = math.NaN() // the method shows its parts; a panel has no value without a class
			}
		}
		return out
	}
	for u := range p.Units {
		in := shortage.Columns{}
		for _, input := range rule.Inputs {
			id := panelName(rule.ID, input)
			switch {
			case rule.ID != "job_vacancy_rate":
				in[input.ID] = append(in[input.ID], p.input(id, u).Value)
			case input.ID == "vacancies":
				in[input.ID] = []float64{p.input(VacancyRate, u).Value}
			default:
				in[input.ID] = []float64{100 - p.input(VacancyRate, u).Value}
			}
		}
		a := run(in)
		add(a.Class, a.Values)
		if rule.ID == "ba_2018" {
			out.value[u] = in["vacancy_days"][0]
		}
	}
	return out
}

func isCrossSection(id string) bool {
	return slices.Contains([]string{"oecd_five_signals", "skills_england_oid", "dares_composite", "cops_two_step", "job_bank", "mac_shortage", "cedefop_fsi"}, id)
}

// crossSection has a row for each unit, and behind them one for each unit and
// period of the past, which comes first in none of the panel's columns.
func crossSection(rule shortage.PanelRule, p Panel) shortage.Columns {
	in, periods, n := shortage.Columns{}, 0, len(p.Units)
	for _, input := range rule.Inputs {
		periods = max(periods, len(p.Past[panelName(rule.ID, input)]))
	}
	if slices.Contains([]string{"oecd_five_signals", "job_bank", "cedefop_fsi"}, rule.ID) {
		periods = 0 // methods without a base period
	}
	for _, input := range rule.Inputs {
		id := panelName(rule.ID, input)
		column := make([]float64, 0, n*(1+periods))
		for u := range n {
			column = append(column, p.input(id, u).Value)
		}
		for t := range periods {
			for u := range n {
				v := math.NaN()
				if past := p.Past[id]; t < len(past) {
					v = past[t][u]
				}
				column = append(column, v)
			}
		}
		in[input.ID] = column
	}
	if slices.Contains([]string{"oecd_five_signals", "job_bank", "cedefop_fsi"}, rule.ID) {
		return in
	}
	names, base := []float64{}, []float64{}
	for t := range 1 + periods {
		for u := range n {
			names, base = append(names, float64(u+1)), append(base, float64(min(t, 1)))
		}
	}
	if in[shortage.BaseColumn] = base; rule.ID == "cops_two_step" {
		in[shortage.UnitColumn] = names
	}
	return in
}
