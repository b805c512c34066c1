package ets

import (
	"errors"
	"math"
	"testing"
)

// AT-33 of the published references: Holt's method with alpha 0.5 and beta 0.3,
// which starts from the first value and the first step; the same damped by 0.9; and
// simple smoothing with alpha 0.4.
func TestGiven(t *testing.T) {
	y := []float64{112, 118, 132, 129, 121, 135, 148, 148, 136, 119}
	for _, c := range []struct {
		at           Fit
		level, slope float64
		mean         []float64
	}{
		{Fit{Form: Form{Add, Add, None, false}, Alpha: 0.5, Beta: 0.15, Phi: 1, FirstLevel: 112, FirstSlope: 6}, 133.23828, -1.5718881, []float64{131.66639, 130.09450, 128.52261}},
		{Fit{Form: Form{Add, Add, None, true}, Alpha: 0.5, Beta: 0.15, Phi: 0.9, FirstLevel: 112, FirstSlope: 6}, math.NaN(), math.NaN(), []float64{129.85433, 127.95590, 126.24732}},
		{Fit{Form: Form{Add, None, None, false}, Alpha: 0.4, Phi: 1, FirstLevel: 112}, 130.90818, 0, []float64{130.90818}},
	} {
		var w Workspace
		got, err := w.Given(c.at, y[1:], 1)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Level-c.level) > 5.1e-6 || math.Abs(got.Slope-c.slope) > 5.1e-8 {
			t.Errorf("%s: level %.6f, slope %.8f", c.at.Form, got.Level, got.Slope)
		}
		mean, sd := make([]float64, len(c.mean)), make([]float64, len(c.mean))
		if err := got.MomentsTo(mean, sd); err != nil {
			t.Fatal(err)
		}
		for k, want := range c.mean {
			if math.Abs(mean[k]-want) > 5.1e-6 {
				t.Errorf("%s at %d: %.6f, want %.5f", c.at.Form, k+1, mean[k], want)
			}
		}
	}
}

// Given what a fit found, a run gives the fit again.
func TestGivenRepeatsAFit(t *testing.T) {
	y := make([]float64, 48)
	for i := range y {
		y[i] = 100 + float64(i) + 10*math.Sin(float64(i)*math.Pi/2) + 3*math.Cos(float64(i*i))
	}
	var w, again Workspace
	for _, form := range []string{"ANN", "MAN", "AAdA", "MAM"} {
		f, err := Parse(form)
		if err != nil {
			t.Fatal(err)
		}
		want, err := w.Fit(f, y, 4)
		if err != nil {
			t.Fatal(err)
		}
		got, err := again.Given(want, y, 4)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.LogLik/want.LogLik-1) > 1e-10 || math.Abs(got.Level/want.Level-1) > 1e-9 {
			t.Errorf("%s: log-likelihood %v and level %v, want %v and %v", form, got.LogLik, got.Level, want.LogLik, want.Level)
		}
	}
	if _, err := w.Given(Fit{Form: Form{Add, None, Add, false}, Alpha: 0.1, Phi: 1, FirstSeason: []float64{1, -1}}, y, 4); !errors.Is(err, ErrForm) {
		t.Errorf("two indices for a year of four: %v", err)
	}
}
