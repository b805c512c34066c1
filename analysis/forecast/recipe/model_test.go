package recipe_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/forecast/modeltest"
	"fabbisogno/analysis/forecast/recipe"
	"fabbisogno/datasets/series"
)

// smoothed draws from simple exponential smoothing with alpha 0.5.
func smoothed(rng *rand.Rand, n int) []float64 {
	level, out := 200.0, make([]float64, n)
	for i := range out {
		e := 5 * rng.NormFloat64()
		out[i] = level + e
		level += 0.5 * e
	}
	return out
}

// The recipe keeps what every model promises. Its normal intervals take estimated
// parameters as known: the slack is that of Theta's slope and of the choice of a form.
func TestModel(t *testing.T) {
	const slack = 0.06
	for _, c := range []modeltest.Case{
		{Model: recipe.Model{}, Draw: smoothed, Freq: series.Year, Slack: slack, Trials: 200},
		{Model: recipe.Model{Additive: true}, Draw: smoothed, Freq: series.Year, Slack: slack, Trials: 200},
	} {
		t.Run(c.Model.ID(), func(t *testing.T) { modeltest.Run(t, c) })
	}
}

// Weights decide: all weight on one member gives that member's answer.
func TestModelWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 8))
	s := modeltest.Series(series.Quarter, smoothed(rng, 40))
	for k, name := range recipe.Members() {
		var w recipe.Weights
		w[k] = 1
		fit, err := recipe.Model{Weights: w}.Fit(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		dists, err := fit.Forecast(5)
		if err != nil {
			t.Fatal(err)
		}
		inside, ok := forecast.Inside[*recipe.Fit](fit)
		if !ok {
			t.Fatal("the fit is not one of the recipe")
		}
		said, err := inside.Answers(5)
		if err != nil {
			t.Fatal(err)
		}
		for h, d := range dists {
			if d.Mean != said.Mean[k][h] {
				t.Errorf("%s, horizon %d: %v, the member says %v", name, h+1, d.Mean, said.Mean[k][h])
			}
		}
	}
}

// Trailing missing values are forecast through, and a wrapped fit is found.
func TestModelThroughGap(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	full := modeltest.Series(series.Month, smoothed(rng, 60))
	gap := full
	gap.Values = append(append([]float64(nil), full.Values...), math.NaN(), math.NaN())
	m := forecast.Transformed{Inner: forecast.Guarded(recipe.Model{}), By: forecast.NonNegative()}
	far, err := m.Fit(t.Context(), full)
	if err != nil {
		t.Fatal(err)
	}
	near, err := m.Fit(t.Context(), gap)
	if err != nil {
		t.Fatal(err)
	}
	a, err := far.Forecast(6)
	if err != nil {
		t.Fatal(err)
	}
	b, err := near.Forecast(4)
	if err != nil {
		t.Fatal(err)
	}
	for h := range b {
		if a[h+2].Mean != b[h].Mean {
			t.Errorf("horizon %d behind a gap of two: %v, want %v", h+1, b[h].Mean, a[h+2].Mean)
		}
	}
	if fit, ok := forecast.Inside[*recipe.Fit](near); !ok || fit == nil {
		t.Error("the recipe is not found inside the transformation")
	}
	if _, ok := forecast.Inside[*recipe.Fit](nil); ok {
		t.Error("a fit is found in none")
	}
}
