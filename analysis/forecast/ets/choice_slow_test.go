//go:build slow

package ets

import (
	"maps"
	"math"
	"slices"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// earlier cuts the training part of each case back and takes what follows as test.
func earlier(cases []reference.Case, back int) []reference.Case {
	var out []reference.Case
	for _, c := range cases {
		if n, h := len(c.Train)-back, len(c.Test); n >= max(8, 3*c.M) {
			out = append(out, reference.Case{ID: c.ID, M: c.M, Train: c.Train[:n], Test: c.Train[n : n+h]})
		}
	}
	return out
}

// long reads a table of one value a row into series by the columns that name them.
func long(t *testing.T, file, value string, keys ...string) [][]float64 {
	t.Helper()
	by := map[string][]float64{}
	var ids []string
	for _, r := range reference.Table(t, file) {
		id := ""
		for _, k := range keys {
			id += r[k] + "/"
		}
		if by[id] == nil {
			ids = append(ids, id)
		}
		by[id] = append(by[id], reference.Float(t, r[value]))
	}
	slices.Sort(ids)
	var out [][]float64
	for _, id := range ids {
		out = append(out, by[id])
	}
	return out
}

// windows of n values and h to forecast, up to three a series, half a window apart.
func windows(all [][]float64, m, n, h int) []reference.Case {
	var out []reference.Case
	for _, v := range all {
		for end := len(v); end >= n+h && end > len(v)-3*n/2; end -= n / 2 {
			out = append(out, reference.Case{M: m, Train: v[end-n-h : end-h], Test: v[end-h : end]})
		}
	}
	return out
}

// panels are the eleven on which the prior and the average were chosen.
func panels(t *testing.T) map[string][]reference.Case {
	t.Helper()
	out := map[string][]reference.Case{}
	for _, group := range []string{"yearly", "quarterly", "monthly", "other"} {
		cases := reference.M3(t, group)
		h := len(cases[0].Test)
		out[group+", one horizon back"] = earlier(cases, h)
		out[group+", one and a half back"] = earlier(cases, h+h/2)
	}
	months := long(t, "us_employment_monthly.csv.gz", "employed_thousands", "series_id")
	var quarters [][]float64
	for _, v := range months {
		var q []float64
		for i := len(v) % 3; i+3 <= len(v); i += 3 {
			q = append(q, (v[i]+v[i+1]+v[i+2])/3)
		}
		quarters = append(quarters, q)
	}
	out["employment, months"] = windows(months, 12, 120, 12)
	out["employment, quarters"] = windows(quarters, 4, 40, 8)
	tourism := long(t, "tourism_quarterly_region_purpose.csv.gz", "trips_thousands", "state", "region", "purpose")
	for _, v := range tourism {
		n := len(v) - 8
		out["tourism"] = append(out["tourism"], reference.Case{M: 4, Train: v[:n], Test: v[n:]})
	}
	return out
}

// errs is the mean sMAPE and MASE of a panel.
func errs(f Fitter, cases []reference.Case) (smape, mase float64) {
	n := 0.0
	for _, c := range cases {
		mean, sd := make([]float64, len(c.Test)), make([]float64, len(c.Test))
		if f.Forecast(c.Train, c.M, mean, sd) != nil {
			continue
		}
		if s, m, _ := score(c, mean, sd); finite(s) && finite(m) {
			smape += s
			mase += m
			n++
		}
	}
	return smape / n, mase / n
}

// TestChoice: what the prior and the average change on the panels that they were
// chosen on, none of them a test part of M3. The figures of newton.go and
// average.go are its.
func TestChoice(t *testing.T) {
	weight := priorWeight
	defer func() { priorWeight = weight }()
	all := panels(t)
	var priors, averages float64
	for _, name := range slices.Sorted(maps.Keys(all)) {
		cases := all[name]
		priorWeight = [shares]float64{}
		s0, m0 := errs(Fitter{}, cases)
		priorWeight = weight
		s1, m1 := errs(Fitter{}, cases)
		s2, m2 := errs(Fitter{Averaged: true}, cases)
		prior, average := (s1/s0+m1/m0)/2, (s2/s1+m2/m1)/2
		priors += math.Log(prior) / float64(len(all))
		averages += math.Log(average) / float64(len(all))
		t.Logf("%-30s %4d series: prior %.4f, average %.4f against the chosen form", name, len(cases), prior, average)
	}
	t.Logf("all: prior %.4f, average %.4f", math.Exp(priors), math.Exp(averages))
	if math.Exp(priors) > 0.99 || math.Exp(averages) > 0.978 {
		t.Errorf("prior %.4f, average %.4f, measured 0.988 and 0.976", math.Exp(priors), math.Exp(averages))
	}
}

// TestFullOnM3: the optimum of the likelihood forecasts annual series worse than
// R's search, which stops short of it.
func TestFullOnM3(t *testing.T) {
	f := Fitter{Effort: Full}
	got, _ := owa(t, "yearly", func(c reference.Case, mean, sd []float64) error {
		return f.Forecast(c.Train, c.M, mean, sd)
	})
	if math.Abs(got-0.953) > 0.001 {
		t.Errorf("OWA %.4f, measured 0.953", got)
	}
}
