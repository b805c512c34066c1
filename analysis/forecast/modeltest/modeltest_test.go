package modeltest

import (
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// walk is a random walk: the process of naive.
func walk(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	level := 500.0
	for i := range out {
		level += 5 * rng.NormFloat64()
		out[i] = level
	}
	return out
}

// seasonalWalk repeats the value of a year ago plus noise.
func seasonalWalk(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		last := 100 + 20*math.Sin(2*math.Pi*float64(i)/12)
		if i >= 12 {
			last = out[i-12]
		}
		out[i] = last + 2*rng.NormFloat64()
	}
	return out
}

// steady is noise around a level: the process of a mean.
func steady(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 500 + 5*rng.NormFloat64()
	}
	return out
}

// smoothed is ETS(A,N,N) with alpha 0.4.
func smoothed(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	level := 500.0
	for i := range out {
		e := 5 * rng.NormFloat64()
		out[i] = level + e
		level += 0.4 * e
	}
	return out
}

// seasonal is smoothed with a quarterly season on top.
func seasonal(rng *rand.Rand, n int) []float64 {
	out := smoothed(rng, n)
	for i := range out {
		out[i] += [4]float64{-20, 5, 30, -15}[i%4]
	}
	return out
}

// growing is a seasonal series of multiplied parts, whose spread grows with its level.
func growing(rng *rand.Rand, n int) []float64 {
	out := seasonal(rng, n)
	for i, v := range out {
		out[i] = 50 * math.Exp((v-500)/100)
	}
	return out
}

// shares are smoothed values on the logit scale.
func shares(rng *rand.Rand, n int) []float64 {
	out := smoothed(rng, n)
	for i, v := range out {
		out[i] = 100 / (1 + math.Exp(-(v-500)/40))
	}
	return out
}

// sizes are demands in every period, gamma distributed: the one case of counts
// in which a central interval can cover exactly what it says. With zeros among
// them it covers more, see TestCountsCover of package forecast.
func sizes(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		for range 6 {
			out[i] += 3 * rng.ExpFloat64()
		}
	}
	return out
}

// Every model of the list has its process here; a model without one fails.
func TestModels(t *testing.T) {
	// Theta adds half of a slope that is estimated, and its interval does not
	// know of it: the slack is what R's thetaf loses on such data too.
	const slope = 0.03
	// Estimated seasons and a chosen form are taken as known.
	const choice = 0.06
	processes := map[string]Case{
		"seasonal_naive":       {Draw: seasonalWalk, Freq: series.Month},
		"naive":                {Draw: walk, Freq: series.Month},
		"drift":                {Draw: walk, Freq: series.Month},
		"window_mean":          {Draw: steady, Freq: series.Month},
		"ses":                  {Draw: smoothed, Freq: series.Year},
		"theta":                {Draw: smoothed, Freq: series.Year, Slack: slope},
		"otm":                  {Draw: smoothed, Freq: series.Year, Slack: slope},
		"dotm":                 {Draw: smoothed, Freq: series.Year, Slack: slope},
		"croston":              {Draw: sizes, Freq: series.Year},
		"sba":                  {Draw: sizes, Freq: series.Year},
		"tsb":                  {Draw: sizes, Freq: series.Year},
		"counts_dotm_floor":    {Draw: smoothed, Freq: series.Year, Slack: slope},
		"ses_seasonal":         {Draw: smoothed, Freq: series.Year},
		"theta_r":              {Draw: smoothed, Freq: series.Year, Slack: slope},
		"theta_additive_logit": {Draw: shares, Freq: series.Year, Slack: slope},
		"theta_floor":          {Draw: smoothed, Freq: series.Year, Slack: slope},
		"ets":                  {Draw: smoothed, Freq: series.Year, Slack: choice},
		"ets_additive":         {Draw: smoothed, Freq: series.Year, Slack: choice},
		"ets_floor":            {Draw: smoothed, Freq: series.Year, Slack: choice},
		"ets_additive_logit":   {Draw: shares, Freq: series.Year, Slack: choice},
		"stlf":                 {Draw: seasonal, Freq: series.Quarter, Slack: choice},
		"stlf_r":               {Draw: seasonal, Freq: series.Quarter, Slack: choice},
		"stlf_treated":         {Draw: seasonal, Freq: series.Quarter, Slack: choice},
		"stlf_guerrero":        {Draw: growing, Freq: series.Quarter, Slack: choice},
	}
	for _, m := range forecast.Models() {
		c, ok := processes[m.ID()]
		if !ok {
			t.Errorf("model %s has no process to be tested on", m.ID())
			continue
		}
		c.Model = m
		t.Run(m.ID(), func(t *testing.T) { Run(t, c) })
	}
}

func TestListHasDistinctNames(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range forecast.Models() {
		if m.Version() < 1 {
			t.Errorf("%s: version %d", m.ID(), m.Version())
		}
		if seen[m.ID()] {
			t.Errorf("%s is listed twice", m.ID())
		}
		seen[m.ID()] = true
	}
}
