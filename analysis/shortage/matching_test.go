package shortage

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// u* lies on the Beveridge curve through the data and has the efficient
// tightness; with eps 1 and kappa 1 - zeta it is the simple form (AT-41).
func TestEfficientGeneral_properties(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 41))
	for range 500 {
		u, v := 0.01+0.2*rng.Float64(), 0.01+0.2*rng.Float64()
		b := Beveridge{Elasticity: 0.5 + rng.Float64(), RecruitingCost: 0.3 + rng.Float64(), NonWork: 0.8 * rng.Float64()}
		uStar, theta, class, err := EfficientGeneral(u, v, b)
		if err != nil {
			t.Fatal(err)
		}
		vStar := v * math.Pow(uStar/u, -b.Elasticity) // isoelastic curve through (u, v)
		if math.Abs(vStar/uStar-theta) > 1e-9*theta {
			t.Errorf("u %v v %v %+v: tightness on the curve at u* %v, efficient %v", u, v, b, vStar/uStar, theta)
		}
		// No other point of the curve costs less: unemployed (1 - zeta) u, recruiters kappa v.
		cost := func(x float64) float64 {
			return (1-b.NonWork)*x + b.RecruitingCost*v*math.Pow(x/u, -b.Elasticity)
		}
		if cost(uStar) > cost(uStar*1.01) || cost(uStar) > cost(uStar*0.99) {
			t.Errorf("u %v v %v %+v: u* %v is not the cheapest", u, v, b, uStar)
		}
		if (class == "tight") != (v/u > theta) {
			t.Errorf("u %v v %v %+v: %s with tightness %v, efficient %v", u, v, b, class, v/u, theta)
		}
		simple, _, _, err := Efficient(u, v)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, _, _ := EfficientGeneral(u, v, Beveridge{1, 1 - b.NonWork, b.NonWork}); math.Abs(got-simple) > 1e-14 {
			t.Errorf("u %v v %v: %v, simple form %v", u, v, got, simple)
		}
	}
}

// A market whose matching function is known gives its efficiency back.
func TestDecompose_finds_the_efficiency(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 41))
	for range 200 {
		a := 0.28 + 0.44*rng.Float64()
		var phi [2]float64
		var m [2]Market
		for i := range m {
			phi[i] = 0.2 + rng.Float64()
			m[i] = Market{Unemployed: 100 + 900*rng.Float64(), Vacancies: 50 + 500*rng.Float64()}
			m[i].Hires = phi[i] * math.Pow(m[i].Vacancies, a) * math.Pow(m[i].Unemployed, 1-a)
		}
		d, err := Decompose(m[0], m[1], a)
		if err != nil {
			t.Fatal(err)
		}
		if want := math.Log(phi[1] / phi[0]); math.Abs(d.Efficiency-want) > 1e-12 {
			t.Errorf("%+v: efficiency changed by %v, true %v", m, d.Efficiency, want)
		}
		if math.Abs(d.Finding-d.Tightness-d.Efficiency) > 1e-15 {
			t.Errorf("%+v does not add up", d)
		}
	}
	d, err := Decompose(Market{0, 10, 10}, Market{1, 10, 20}, 0.5)
	if err != nil || !math.IsNaN(d.Finding) || math.IsNaN(d.Tightness) {
		t.Errorf("no hires before: %+v, %v; want no finding rate, but a tightness", d, err)
	}
}

// The index compares with the best distribution there is: none of many others
// hires more, and at the best one the index is zero.
func TestMismatchEfficiency_against_the_best_distribution(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 42))
	for range 100 {
		n := 2 + rng.IntN(5)
		a := 0.28 + 0.44*rng.Float64()
		u, v, phi, equal := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		total, weights := 0.0, 0.0
		for i := range u {
			u[i], v[i], phi[i], equal[i] = 1+100*rng.Float64(), 1+50*rng.Float64(), 0.2+2*rng.Float64(), 3
			total += u[i]
			weights += math.Pow(phi[i], 1/a) * v[i]
		}
		hires := func(u []float64) float64 {
			h := 0.0
			for i := range u {
				h += phi[i] * math.Pow(v[i], a) * math.Pow(u[i], 1-a)
			}
			return h
		}
		best := make([]float64, n)
		for i := range best {
			best[i] = total * math.Pow(phi[i], 1/a) * v[i] / weights
		}
		m, _, err := MismatchEfficiency(u, v, phi, a)
		if err != nil {
			t.Fatal(err)
		}
		if want := 1 - hires(u)/hires(best); math.Abs(m-want) > 1e-12 {
			t.Errorf("index %v, hires lost %v", m, want)
		}
		if at, _, _ := MismatchEfficiency(best, v, phi, a); at > 1e-12 {
			t.Errorf("index %v of the best distribution", at)
		}
		for range 50 { // move some unemployed between two markets
			other := append([]float64{}, best...)
			i := rng.IntN(n)
			j := (i + 1 + rng.IntN(n-1)) % n
			moved := other[i] * rng.Float64()
			other[i], other[j] = other[i]-moved, other[j]+moved
			if hires(other) > hires(best)*(1+1e-12) {
				t.Fatalf("a better distribution than the best: %v, %v", other, best)
			}
		}
		plain, _ := Mismatch(u, v, a)
		if got, mean, _ := MismatchEfficiency(u, v, equal, a); math.Abs(got-plain) > 1e-12 || math.Abs(mean-3) > 1e-12 {
			t.Errorf("equal efficiencies: %v with mean %v, plain index %v", got, mean, plain)
		}
	}
}

// Without mismatch, unemployment that follows its own law is the counterfactual;
// with it, it lies above, and constant rates end at the fixed point.
func TestCounterfactual_properties(t *testing.T) {
	path := func(mismatch float64, n int) []MarketMonth {
		out := make([]MarketMonth, n)
		u := 0.05
		for i := range out {
			s, f := 0.02+0.01*math.Sin(float64(i)/5), 0.3+0.05*math.Cos(float64(i)/7)
			out[i] = MarketMonth{u, s, f, mismatch}
			u = s + (1-s-f)*u
		}
		return out
	}
	free, err := Counterfactual(path(0, 60), math.NaN(), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range free {
		if math.Abs(w.Added) > 1e-15 {
			t.Errorf("period %d: mismatch unemployment %v without mismatch", i, w.Added)
		}
	}
	some, err := Counterfactual(path(0.1, 60), math.NaN(), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	more, err := Counterfactual(path(0.2, 60), math.NaN(), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(some); i++ {
		if !(0 < some[i].Added && some[i].Added < more[i].Added) {
			t.Errorf("period %d: mismatch unemployment %v at an index of 0.1, %v at 0.2", i, some[i].Added, more[i].Added)
		}
	}
	constant := make([]MarketMonth, 400)
	for i := range constant {
		constant[i] = MarketMonth{0.08, 0.02, 0.23, 0.1} // 0.02/(0.02+0.23) = 0.08
	}
	end, err := Counterfactual(constant, 0.5, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	last := end[len(end)-1]
	if want := 0.02 / (0.02 + last.Finding); math.Abs(last.Unemployment-want) > 1e-12 {
		t.Errorf("ends at %v, steady state at its finding rate %v", last.Unemployment, want)
	}
	if direct := 0.23 / 0.9; last.Finding <= direct {
		t.Errorf("finding rate %v: feedback must add to the direct effect %v", last.Finding, direct)
	}
	emptied, err := Counterfactual([]MarketMonth{{0.05, 0, 1, 0}, {0.05, 0, 1, 0}, {0.05, 0.01, 0, 0}}, math.NaN(), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range emptied {
		if math.IsNaN(w.Unemployment) || math.IsInf(w.Finding, 0) || w.Finding > 1 {
			t.Errorf("everybody hired: %+v", emptied)
		}
	}
}

func TestMatching_refuses(t *testing.T) {
	p := declared(t)
	market := Market{1, 1, 1}
	for _, c := range []struct {
		name string
		run  func() error
		want string
	}{
		{"per cent for shares", func() error { _, _, _, err := EfficientGeneral(4, 4.86, Beveridge{1, 0.92, 0.26}); return err }, "shares of the labour force"},
		{"flat curve", func() error { _, _, _, err := EfficientGeneral(0.04, 0.04, Beveridge{0, 0.92, 0.26}); return err }, "elasticity 0"},
		{"free recruiting", func() error { _, _, _, err := EfficientGeneral(0.04, 0.04, Beveridge{1, 0, 0.26}); return err }, "recruiting cost 0"},
		{"non-work worth work", func() error { _, _, _, err := EfficientGeneral(0.04, 0.04, Beveridge{1, 0.92, 1}); return err }, "non-work 1"},
		{"elasticity of one", func() error { _, err := Decompose(market, market, 1); return err }, "elasticity 1"},
		{"negative hires", func() error { _, err := Decompose(Market{-1, 1, 1}, market, 0.5); return err }, "-1 hires"},
		{"endless vacancies", func() error { _, err := Decompose(market, Market{1, 1, math.Inf(1)}, 0.5); return err }, "+Inf vacancies"},
		{"an efficiency missing", func() error {
			_, _, err := MismatchEfficiency([]float64{1, 2}, []float64{1, 2}, []float64{1}, 0.5)
			return err
		}, "2 markets with 1 efficiencies"},
		{"efficiency of zero", func() error {
			_, _, err := MismatchEfficiency([]float64{1, 2}, []float64{1, 2}, []float64{1, 0}, 0.5)
			return err
		}, "market 2 has efficiency 0"},
		{"market without vacancies known", func() error {
			_, _, err := MismatchEfficiency([]float64{1, 2}, []float64{1, math.NaN()}, []float64{1, 1}, 0.5)
			return err
		}, "market 2"},
		{"no periods", func() error { _, err := Counterfactual(nil, 0.1, 0.5); return err }, "no periods"},
		{"period missing", func() error {
			_, err := Counterfactual([]MarketMonth{{0.1, 0.1, 0.1, 0}, {0.1, 0.1, math.NaN(), 0}}, 0.1, 0.5)
			return err
		}, "period 2: finding rate NaN"},
		{"all hires lost", func() error { _, err := Counterfactual([]MarketMonth{{0.1, 0.1, 0.1, 1}}, 0.1, 0.5); return err }, "mismatch index 1"},
		{"starts at nothing", func() error { _, err := Counterfactual([]MarketMonth{{0, 0.1, 0.1, 0}}, math.NaN(), 0.5); return err }, "start 0"},
		{"columns of two lengths", func() error {
			_, err := runCounterfactual(Columns{"period": {1, 2}, "unemployment_share": {0.1, 0.1}, "separation_rate": {0.1}, "finding_rate": {0.1}, "mismatch_index": {0.1}}, p)
			return err
		}, "input separation_rate has 1 values, others have 2"},
		{"a gap between periods", func() error {
			_, err := runCounterfactual(Columns{"period": {3, 1}, "unemployment_share": {0.1, 0.1}, "separation_rate": {0.1, 0.1}, "finding_rate": {0.1, 0.1}, "mismatch_index": {0.1, 0.1}}, p)
			return err
		}, "unit in place 1: period 3 does not follow 1"},
		{"half a period", func() error {
			_, err := runCounterfactual(Columns{"period": {1.5}, "unemployment_share": {0.1}, "separation_rate": {0.1}, "finding_rate": {0.1}, "mismatch_index": {0.1}}, p)
			return err
		}, "period 1.5 is not a whole number"},
		{"elasticity not declared", func() error { _, err := runMatching(Columns{}, nil); return err }, "matching_vacancy_elasticity"},
		{"costs not declared", func() error { _, err := runEfficientGeneral(Columns{}, nil); return err }, "beveridge_elasticity"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.run(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}
