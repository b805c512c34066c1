package diagnosis

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/stat/distuv"

	"fabbisogno/analysis/shortage"
)

func mustRun(t *testing.T, e *Engine, p Panel) Result {
	t.Helper()
	r, err := e.Run(p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r Result) of(t *testing.T, id string) MethodResult {
	t.Helper()
	i := slices.IndexFunc(r.Methods, func(m MethodResult) bool { return m.Method.ID == id })
	if i < 0 {
		t.Fatalf("no method %s", id)
	}
	return r.Methods[i]
}

// limitRule says shortage from a limit on.
type limitRule struct{ limit float64 }

func (limitRule) Begin(int, [][][]float64) error { return nil }

func (r limitRule) RateTo(value []float64, class []int8, x [][]float64) error {
	for i, v := range x[0] {
		value[i], class[i] = v, shortage.Unrated
		switch {
		case v >= r.limit:
			class[i] = 1
		case v < r.limit:
			class[i] = 0
		}
	}
	return nil
}

// atLeast is a method that says shortage from a limit of one indicator on.
func atLeast(name, indicator string, limit float64) Method {
	classes := []string{"no", "short"}
	return Method{ID: name, Version: 1, Needs: []string{indicator}, Columns: []string{indicator}, Classes: classes, Short: classes[1:],
		Measure: indicator, Start: func(shortage.Parameters) (shortage.Rule, error) { return limitRule{limit}, nil }}
}

func engineOf(t *testing.T, o Options, methods ...Method) *Engine {
	t.Helper()
	e, err := NewEngine(methods, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// compared ignores functions, which cannot be.
var compared = cmp.Options{cmpopts.EquateNaNs(), cmpopts.IgnoreFields(Method{}, "Start")}

func TestPointAnswersAreTheMethodsOwn(t *testing.T) {
	p := syntheticPanel(3, 25, 2024)
	r := mustRun(t, engine(t, Options{Draws: 300, Level: 0.9, Seed: 1}), p)
	jsa := r.of(t, "jsa_fill_rate")
	for i := range p.Units {
		value, class, err := shortage.FillRateProxy(p.Inputs[HardToFill][i].Value, parameters(t))
		got := jsa.Ratings[i]
		if err != nil || got.Value != value || got.Class != class || got.Status != Rated {
			t.Errorf("unit %d: %+v, want %v %s (%v)", i, got, value, class, err)
		}
		if !(got.Lower <= value && value <= got.Upper && got.RankLower <= got.Rank && got.Rank <= got.RankUpper) {
			t.Errorf("unit %d lies outside its intervals: %+v", i, got)
		}
	}
	if !jsa.Method.LowIsShort || jsa.Ranked != 25 {
		t.Errorf("low fill rates are short, all are ranked: %+v", jsa.Ranked)
	}
}

// The share of draws on one side of a limit is the probability that a logit-normal
// share lies there; the interval's ends are its quantiles. Four standard errors.
func TestSharesOfDrawsAreProbabilities(t *testing.T) {
	const draws = 20000
	in := ShareInput(48, 42, 54.5, 0.9)
	p := Panel{Kind: "occupation", Territory: "IT", UnitList: "l", Period: "2025", Units: []Unit{{Code: "a"}},
		Inputs: map[string][]Input{HardToFill: {in}}}
	r := mustRun(t, engineOf(t, Options{Draws: draws, Level: 0.8, Seed: 5}, atLeast("m", HardToFill, 50)), p).Methods[0].Ratings[0]
	normal := distuv.Normal{Mu: logit(48), Sigma: in.Spread}
	want := 1 - normal.CDF(logit(50))
	if got := r.ShortageShare; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/draws) {
		t.Errorf("share of draws %v, probability %v", got, want)
	}
	if r.Class != "no" || r.Says != "no" || math.Abs(r.ClassShare-(1-r.ShortageShare)) > 1e-12 {
		t.Errorf("class %s (%v), says %s", r.Class, r.ClassShare, r.Says)
	}
	lower, upper := in.Interval(0.8)
	if math.Abs(r.Lower-lower) > 0.25 || math.Abs(r.Upper-upper) > 0.25 {
		t.Errorf("interval %v to %v, want %v to %v", r.Lower, r.Upper, lower, upper)
	}
}

func TestSameInputSameResult(t *testing.T) {
	o := Options{Draws: 400, Level: 0.9, Seed: 9}
	a, b := syntheticPanel(1, 12, 2020), syntheticPanel(2, 30, 2021)
	one, other := engine(t, o), engine(t, o)
	first := mustRun(t, one, a)
	mustRun(t, other, b) // another panel before leaves nothing behind
	if d := cmp.Diff(first, mustRun(t, other, a), compared); d != "" {
		t.Errorf("after another panel:\n%s", d)
	}
	o.Seed = 10
	if cmp.Equal(first, mustRun(t, engine(t, o), a), compared) {
		t.Error("the seed changes nothing")
	}
}

// A suppressed unit has no answer, and the others' are those of a panel without it.
func TestSuppressedUnitsMoveNothing(t *testing.T) {
	o := Options{Draws: 300, Level: 0.9, Seed: 2}
	with := syntheticPanel(4, 10, 2022)
	without := syntheticPanel(4, 10, 2022)
	with.Units[3].Suppressed = "small_cell"
	without.Units = slices.Delete(without.Units, 3, 4)
	for id, in := range without.Inputs {
		without.Inputs[id] = slices.Delete(in, 3, 4)
	}
	for _, periods := range without.Past {
		for t, values := range periods {
			periods[t] = slices.Delete(values, 3, 4)
		}
	}
	a, b := mustRun(t, engine(t, o), with), mustRun(t, engine(t, o), without)
	for k, m := range a.Methods {
		if r := m.Ratings[3]; r.Status != Suppressed || r.Reason != "small_cell" || r.Class != "" || !math.IsNaN(r.Value) || !math.IsNaN(r.Rank) {
			t.Errorf("%s rates a suppressed unit: %+v", m.Method.ID, r)
		}
		if d := cmp.Diff(b.Methods[k].Ratings, slices.Delete(slices.Clone(m.Ratings), 3, 4), compared); d != "" {
			t.Errorf("%s, the others:\n%s", m.Method.ID, d)
		}
	}
	if g := a.Agreements[3]; g.Status != Suppressed || g.Methods != 0 {
		t.Errorf("agreement on a suppressed unit: %+v", g)
	}
	c, err := engine(t, o).Compose(with)
	if err != nil || slices.Contains(c.Units, 3) || len(c.Units) != 9 {
		t.Errorf("composite of %v, %v", c.Units, err)
	}
}

func TestMissingInputsAreNamed(t *testing.T) {
	p := syntheticPanel(5, 6, 2023)
	delete(p.Inputs, VacancyRate)
	p.Inputs[HardToFill][2] = Missing()
	r := mustRun(t, engine(t, Options{Draws: 100, Level: 0.9}), p)
	rate := r.of(t, "job_vacancy_rate")
	if !slices.Equal(rate.Missing, []string{VacancyRate}) || rate.Ratings[0].Status != NotRated || rate.Ratings[0].Reason != "missing "+VacancyRate {
		t.Errorf("vacancy rate: %v, %+v", rate.Missing, rate.Ratings[0])
	}
	jsa := r.of(t, "jsa_fill_rate")
	if got := jsa.Ratings[2]; got.Status != NotRated || got.Reason != "missing "+HardToFill || len(jsa.Missing) != 0 || jsa.Ranked != 5 {
		t.Errorf("one unit without a share: %+v, %d ranked", got, jsa.Ranked)
	}
	for _, m := range r.Methods {
		if m.Method.Start == nil && len(m.Missing) == 0 {
			t.Errorf("%s cannot be run on panels and lacks nothing", m.Method.ID)
		}
	}
}

// Every method of the shortage package that rates is listed, once.
func TestNoMethodIsSilentlyAbsent(t *testing.T) {
	methods, err := Methods()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range methods {
		ids = append(ids, m.ID)
	}
	for _, m := range shortage.Methods() {
		want := !slices.Contains(elsewhere(), m.ID)
		if n := strings.Count(" "+strings.Join(ids, " ")+" ", " "+m.ID+" "); (n == 1) != want {
			t.Errorf("%s is listed %d times", m.ID, n)
		}
	}
}

func TestAgreementAndDissent(t *testing.T) {
	p := Panel{Kind: "sector", Territory: "IT", UnitList: "l", Period: "2025", Units: []Unit{{Code: "a"}, {Code: "b"}, {Code: "c"}},
		Inputs: map[string][]Input{"x_pct": {{Value: 60}, {Value: 40}, {Value: 10}}, "y_pct": {{Value: 60}, {Value: 60}, Missing()}}}
	r := mustRun(t, engineOf(t, Options{Draws: 50, Level: 0.9}, atLeast("m1", "x_pct", 50), atLeast("m2", "x_pct", 55), atLeast("m3", "y_pct", 50)), p)
	for i, want := range []struct {
		k, n     int
		standing string
	}{{3, 3, "all"}, {1, 3, "few"}, {0, 2, "none"}} {
		a := r.Agreements[i]
		if a.Shortage != want.k || a.Methods != want.n || a.Standing != want.standing || a.StandingShare != 1 || a.Lower != float64(want.k) || a.Upper != float64(want.k) {
			t.Errorf("unit %d: %+v, want %+v", i, a, want)
		}
	}
	if len(r.Dissents) != 1 {
		t.Fatalf("dissents: %+v", r.Dissents)
	}
	// y_pct has one value alone, so it has no range to move in.
	if d := r.Dissents[0]; d.Unit != 1 || d.Method != "m3" || d.Says != "yes" || d.Indicator != "several" {
		t.Errorf("dissent: %+v", d)
	}
	p.Inputs["y_pct"][0].Value = 20
	r = mustRun(t, engineOf(t, Options{Draws: 50, Level: 0.9}, atLeast("m1", "x_pct", 50), atLeast("m2", "x_pct", 55), atLeast("m3", "y_pct", 50)), p)
	if len(r.Dissents) != 2 || r.Dissents[0].Says != "no" || r.Dissents[0].Indicator != "y_pct" || math.Abs(r.Dissents[0].Needed-50) > 1e-6 {
		t.Errorf("dissents: %+v", r.Dissents)
	}
	if len(r.Taus) != 3 || r.Taus[0].Tau != 1 || r.Taus[0].Units != 3 || r.Taus[1].Tau != -1 || r.Taus[1].Units != 2 {
		t.Errorf("taus: %+v", r.Taus)
	}
}

func TestCompositeIsTakenApart(t *testing.T) {
	e := engine(t, Options{Draws: 300, Level: 0.9, Seed: 3})
	p := syntheticPanel(6, 20, 2024)
	c, err := e.Compose(p)
	if err != nil || c.Reason != "" {
		t.Fatal(c.Reason, err)
	}
	for k, u := range c.Result.Units {
		sum := 0.0
		for _, v := range u.Contributions {
			sum += v
		}
		if math.Abs(sum-u.Score) > 1e-9 || u.Rank < u.Ranks.Best || u.Rank > u.Ranks.Worst || u.ID != p.Units[c.Units[k]].Code {
			t.Errorf("unit %s: contributions %v of score %v, rank %d in %s", u.ID, sum, u.Score, u.Rank, u.Ranks)
		}
	}
	for why, spoil := range map[string]func(p *Panel){
		"too few indicators": func(p *Panel) { p.Inputs = map[string][]Input{HardToFill: p.Inputs[HardToFill]} },
		"too few units": func(p *Panel) {
			for i := range p.Units[2:] {
				p.Units[2+i].Suppressed = "small_cell"
			}
		},
	} {
		bad := syntheticPanel(6, 20, 2024)
		spoil(&bad)
		if c, err := e.Compose(bad); err != nil || c.Reason != why {
			t.Errorf("%s: reason %q, %v", why, c.Reason, err)
		}
	}
}

func TestBadPanelsAreRefused(t *testing.T) {
	e := engine(t, Options{Draws: 100, Level: 0.9})
	for name, spoil := range map[string]func(p *Panel){
		"an input too few":    func(p *Panel) { p.Inputs[HardToFill] = p.Inputs[HardToFill][1:] },
		"infinite":            func(p *Panel) { p.Inputs[EntriesGrowth][0].Value = math.Inf(1) },
		"negative spread":     func(p *Panel) { p.Inputs[EntriesGrowth][0].Spread = -1 },
		"a share of 100":      func(p *Panel) { p.Inputs[HardToFill][0].Value = 100 },
		"a negative quotient": func(p *Panel) { p.Inputs[EntriesQuotient][0].Value = -1 },
	} {
		p := syntheticPanel(7, 5, 2024)
		spoil(&p)
		if _, err := e.Run(p); err == nil || !strings.Contains(err.Error(), "R07") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewEngine(nil, nil, Options{Level: 0.9}); err == nil {
		t.Error("no draws: not refused")
	}
}

// Which choice moves the ranking is asked of the country's latest panel, and of no other.
func TestCompositeFactors(t *testing.T) {
	e := engine(t, Options{Draws: 50, Level: 0.9})
	p := syntheticPanel(1, 8, 2025)
	if c, err := e.Compose(p); err != nil || c.Factors != nil {
		t.Fatalf("a region: %d factors, error %v", len(c.Factors), err)
	}
	p.Territory, p.Latest = country, true
	c, err := e.Compose(p)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range c.Factors {
		seen[f.ID] = true
		i := f.Index
		if !i.TotalInterval.Contains(i.Total) || !i.FirstInterval.Contains(i.First) || i.TotalInterval.Level != 0.9 || i.Total < i.First-0.05 || i.Total > 1.05 {
			t.Errorf("%s: %+v", f.ID, i)
		}
	}
	for _, id := range []string{"normalisation", "aggregation", "inputs"} {
		if !seen[id] {
			t.Errorf("no index of %s among %v", id, seen)
		}
	}
}
