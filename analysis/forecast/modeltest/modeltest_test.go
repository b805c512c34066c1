package modeltest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
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
	// ARIMA's interval does not know that its order was chosen and its
	// coefficients estimated: on random walks it takes noise for a pattern at times.
	const chosen = 0.03
	processes := map[string]Case{
		"seasonal_naive":              {Draw: seasonalWalk, Freq: series.Month, Least: 1},
		"naive":                       {Draw: walk, Freq: series.Month, Least: 1},
		"drift":                       {Draw: walk, Freq: series.Month},
		"window_mean":                 {Draw: steady, Freq: series.Month, Least: 2},
		"ses":                         {Draw: smoothed, Freq: series.Year},
		"theta":                       {Draw: smoothed, Freq: series.Year, Slack: slope},
		"arima":                       {Draw: walk, Freq: series.Year, Slack: chosen, Trials: 200},
		"otm":                         {Draw: smoothed, Freq: series.Year, Slack: slope},
		"dotm":                        {Draw: smoothed, Freq: series.Year, Slack: slope},
		"croston":                     {Draw: sizes, Freq: series.Year},
		"sba":                         {Draw: sizes, Freq: series.Year},
		"tsb":                         {Draw: sizes, Freq: series.Year},
		"counts_dotm_floor":           {Draw: smoothed, Freq: series.Year, Slack: slope, Least: 1},
		"ses_seasonal":                {Draw: smoothed, Freq: series.Year},
		"theta_r":                     {Draw: smoothed, Freq: series.Year, Slack: slope},
		"theta_additive_logit":        {Draw: shares, Freq: series.Year, Slack: slope, Least: 1},
		"theta_floor":                 {Draw: smoothed, Freq: series.Year, Slack: slope, Least: 1},
		"ets":                         {Draw: smoothed, Freq: series.Year, Slack: choice, Least: 5},
		"ets_additive":                {Draw: smoothed, Freq: series.Year, Slack: choice, Least: 5},
		"ets_averaged":                {Draw: smoothed, Freq: series.Year, Slack: choice, Least: 5},
		"ets_averaged_floor":          {Draw: smoothed, Freq: series.Year, Slack: choice, Least: 1},
		"ets_averaged_additive_logit": {Draw: shares, Freq: series.Year, Slack: choice, Least: 1},
		"stlf":                        {Draw: seasonal, Freq: series.Quarter, Slack: choice, Least: 5},
		"stlf_r":                      {Draw: seasonal, Freq: series.Quarter, Slack: choice, Least: 5},
		"stlf_treated":                {Draw: seasonal, Freq: series.Quarter, Slack: choice, Least: 5},
		"stlf_treated_all":            {Draw: seasonal, Freq: series.Quarter, Slack: choice, Least: 5},
		"stlf_guerrero":               {Draw: growing, Freq: series.Quarter, Slack: choice, Least: 5},
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

// notListed are the types that are no model of their own.
var notListed = map[string]string{
	"Exceptional": "the model inside on a series with declared periods left out: its spans belong to a measure",
}

// Every exported type of the package that can be fitted occurs in the list, by
// itself or inside another model.
func TestListIsComplete(t *testing.T) {
	listed := map[string]bool{}
	for _, m := range forecast.Models() {
		collect(reflect.ValueOf(m), listed)
	}
	found := 0
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Fit" {
				continue
			}
			receiver := f.Recv.List[0].Type
			if star, ok := receiver.(*ast.StarExpr); ok {
				receiver = star.X
			}
			name := receiver.(*ast.Ident).Name
			if !ast.IsExported(name) {
				continue
			}
			found++
			if !listed[name] && notListed[name] == "" {
				t.Errorf("%s: type %s can be fitted and is not in forecast.Models", path, name)
			}
			if listed[name] && notListed[name] != "" {
				t.Errorf("type %s is in forecast.Models and need not be excused", name)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d types found: the files were not read as they should be", found)
	}
}

// collect adds the names of the types of v and of what it holds.
func collect(v reflect.Value, names map[string]bool) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			collect(v.Elem(), names)
		}
		return
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), names)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			collect(v.Field(i), names)
		}
	}
	if v.IsValid() {
		names[v.Type().Name()] = true
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
