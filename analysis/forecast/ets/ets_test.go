package ets

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// estimate is R's fit of one form to one series.
type estimate struct {
	id     string
	form   Form
	y      []float64
	m      int
	at     point
	loglik float64
	aicc   float64
	sigma2 float64
	auto   bool
	last   Fit // with the states after the last observation
	row    map[string]string
}

// references are R's fits, the failed ones left out.
func references(t testing.TB) []estimate {
	t.Helper()
	float, floats := reference.Float, reference.Floats
	type data struct {
		y []float64
		m int
	}
	series := map[string]data{}
	for _, r := range reference.Table(t, "expected", "agree_series.csv.gz") {
		series[r["id"]] = data{floats(t, r["values"]), int(float(t, r["freq"]))}
	}
	var out []estimate
	for _, r := range reference.Table(t, "expected", "agree_ets.csv") {
		if r["ok"] != "1" {
			continue
		}
		name := strings.NewReplacer("ETS(", "", ")", "", ";", "").Replace(r["method"])
		form, err := Parse(name)
		if err != nil {
			t.Fatalf("%s: %v", r["method"], err)
		}
		d := series[r["id"]]
		ref := estimate{id: r["id"], form: form, y: d.y, m: d.m, loglik: float(t, r["loglik"]), aicc: float(t, r["aicc"]),
			sigma2: float(t, r["sigma2"]), auto: r["model"] == "ZZZ", row: r}
		ref.at = point{alpha: float(t, r["alpha"]), beta: float(t, r["beta"]), gamma: float(t, r["gamma"]), phi: 1}
		if form.Damped {
			ref.at.phi = float(t, r["phi"])
		}
		states := floats(t, r["initstate"])
		ref.at.level, states = states[0], states[1:]
		if form.Trend != None {
			ref.at.slope, states = states[0], states[1:]
		}
		for i := range states { // R writes the newest index first
			ref.at.season = append(ref.at.season, states[len(states)-1-i])
		}
		ref.last = Fit{Form: form, Alpha: ref.at.alpha, Beta: ref.at.beta, Gamma: ref.at.gamma, Phi: ref.at.phi, Sigma: math.Sqrt(ref.sigma2)}
		states = floats(t, r["last_state"])
		ref.last.Level, states = states[0], states[1:]
		if form.Trend != None {
			ref.last.Slope, states = states[0], states[1:]
		}
		for i := range states {
			ref.last.Season = append(ref.last.Season, states[len(states)-1-i])
		}
		out = append(out, ref)
	}
	return out
}

// TestLikelihoodAtR: the likelihood at R's own parameters is R's.
func TestLikelihoodAtR(t *testing.T) {
	worst, n := 0.0, 0
	for _, r := range references(t) {
		var w tape
		w.grow(len(r.y), len(r.at.season))
		got := -w.run(r.form, r.y, &r.at) / 2
		gap := math.Abs(got-r.loglik) / math.Abs(r.loglik)
		worst = max(worst, gap)
		n++
		if gap > 1e-8 {
			t.Errorf("%s %s: log-likelihood %v, R has %v", r.id, r.form, got, r.loglik)
		}
	}
	t.Logf("%d fits, largest relative difference %.1e", n, worst)
}

// TestGradient: the derivatives are those of finite differences, for every form.
func TestGradient(t *testing.T) {
	for _, m := range []int{4, 12} {
		y := make([]float64, 7*m+3)
		for i := range y {
			y[i] = 1 + 0.01*float64(i) + 0.2*math.Sin(2*math.Pi*float64(i)/float64(m)) + 0.05*math.Cos(float64(i*i))
		}
		for _, f := range Forms() {
			var w Workspace
			season := m
			if f.Season == None {
				season = 0
			}
			w.grow(len(y), season)
			w.start(f, y, season, &w.best)
			k := &w.task
			*k = task{tape: &w.tape, form: f, y: y, m: season, season: k.season[:cap(k.season)]}
			k.centre(&w.best)
			n := k.pack(w.x[:], &w.best, starts[0])
			x := w.x[:n]
			k.value(x)
			g := make([]float64, n)
			k.slope(g)
			for i := range x {
				const h = 1e-6
				at := x[i]
				x[i] = at + h
				up := k.value(x)
				x[i] = at - h
				down := k.value(x)
				x[i] = at
				want := (up - down) / (2 * h)
				if math.Abs(g[i]-want) > 1e-4*(1+math.Abs(want)) {
					t.Errorf("%s, m = %d: derivative %d is %v, differences give %v", f, m, i, g[i], want)
				}
			}
		}
	}
}

// TestOptimumAgainstR: the search never ends below R's by more than 0.05.
func TestOptimumAgainstR(t *testing.T) {
	var w Workspace
	n, better, worst := 0, 0, 0.0
	for _, r := range references(t) {
		if r.auto {
			continue
		}
		fit, err := w.Fit(r.form, r.y, r.m)
		if err != nil {
			t.Errorf("%s %s: %v", r.id, r.form, err)
			continue
		}
		if !fit.Admissible() {
			t.Errorf("%s %s: %+v is not admissible", r.id, r.form, fit)
		}
		n++
		worst = min(worst, fit.LogLik-r.loglik)
		if fit.LogLik > r.loglik+0.05 {
			better++
		}
		if fit.LogLik < r.loglik-0.05 {
			t.Errorf("%s %s: log-likelihood %.4f, R reaches %.4f (alpha %.4f %.4f beta %.4f %.4f gamma %.4f %.4f phi %.3f %.3f)", r.id, r.form, fit.LogLik, r.loglik,
				fit.Alpha, r.at.alpha, fit.Beta, r.at.beta, fit.Gamma, r.at.gamma, fit.Phi, r.at.phi)
		}
	}
	t.Logf("%d fits, %d better than R by more than 0.05, worst difference %.4f", n, better, worst)
}

// TestAdmissible: the polynomial accepts what R accepted and refuses what grows.
func TestAdmissible(t *testing.T) {
	if admissible(Form{Add, Add, Add, false}, 12, 0.9, 0.9, 0.05, 1) {
		t.Error("alpha and beta of 0.9 with a season of months are called admissible")
	}
	for _, r := range references(t) {
		if r.auto || r.form.Season == None {
			continue
		}
		if !admissible(r.form, r.m, r.at.alpha, r.at.beta, r.at.gamma, r.at.phi) {
			t.Errorf("%s %s: R's parameters are refused", r.id, r.form)
		}
	}
}

// TestAuto compares the automatic choice with R's: AICc must not be worse.
func TestAuto(t *testing.T) {
	var w Workspace
	n, same := 0, 0
	for _, r := range references(t) {
		if !r.auto {
			continue
		}
		n++
		fit, err := w.Auto(r.y, r.m)
		if err != nil {
			t.Fatal(err)
		}
		if fit.AICc > r.aicc+0.1 {
			t.Errorf("%s: %s has AICc %.3f, R's %s %.3f", r.id, fit.Form, fit.AICc, r.form, r.aicc)
		}
		if fit.Form == r.form {
			same++
		}
	}
	t.Logf("%d series, %d with R's form", n, same)
}
