package ets

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// TestFitterOnAwkwardSeries: finite answers or a named refusal.
func TestFitterOnAwkwardSeries(t *testing.T) {
	wave := func(n int, scale, shift float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = shift + scale*(10+0.1*float64(i)+2*math.Sin(math.Pi*float64(i)/6)+math.Cos(float64(i*i)))
		}
		return y
	}
	zeros := wave(60, 1, 0)
	for i := 0; i < len(zeros); i += 3 {
		zeros[i] = 0
	}
	line := make([]float64, 40)
	for i := range line {
		line[i] = 5 + 2*float64(i)
	}
	for name, y := range map[string][]float64{
		"plain": wave(80, 1, 0), "negative": wave(80, 1, -11), "tiny": wave(80, 1e-200, 0), "huge": wave(80, 1e200, 0), "largest": wave(80, 5e306, 0),
		"far away": wave(80, 1, 1e12), "zeros inside": zeros, "all zero": make([]float64, 50), "a line": line, "constant": {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7},
		"five": wave(5, 1, 0), "a year": wave(13, 1, 0), "one value": wave(1, 1, 0), "none": nil,
		"a value missing": {1, 2, 3, math.NaN(), 5, 6, 7},
	} {
		for _, f := range []Fitter{{}, {Averaged: true}, {Additive: true}, {Effort: Full}} {
			mean, sd := make([]float64, 30), make([]float64, 30)
			err := f.Forecast(y, 12, mean, sd)
			if name == "a value missing" {
				if !errors.Is(err, ErrIncomplete) {
					t.Errorf("%s: %v, want ErrIncomplete", name, err)
				}
				continue
			}
			if len(y) < 5 {
				if !errors.Is(err, ErrTooShort) {
					t.Errorf("%s: %v, want ErrTooShort", name, err)
				}
				continue
			}
			if errors.Is(err, ErrInfinite) && name == "largest" {
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for k := range mean {
				if !finite(mean[k]) || !finite(sd[k]) || sd[k] < 0 {
					t.Errorf("%s: %v +- %v at horizon %d", name, mean[k], sd[k], k+1)
				}
			}
			if fit := f.Chosen(); len(f.Residuals()) != len(y) || fit.N != len(y) || !fit.Admissible() {
				t.Errorf("%s: %+v with %d residuals", name, fit, len(f.Residuals()))
			}
		}
	}
}

// TestFitterIsTheSameAfterOthers: what a workspace did before leaves no trace.
func TestFitterIsTheSameAfterOthers(t *testing.T) {
	series := func(n, m int) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = 50 + 0.3*float64(i) + 8*math.Sin(2*math.Pi*float64(i)/float64(m)) + 3*math.Cos(float64(i*i))
		}
		return y
	}
	forecast := func(f *Fitter, n, m int) []float64 {
		mean, sd := make([]float64, 8), make([]float64, 8)
		if err := f.Forecast(series(n, m), m, mean, sd); err != nil {
			t.Fatal(err)
		}
		return append(mean, sd...)
	}
	alone, used := Fitter{Averaged: true}, Fitter{Averaged: true}
	want := forecast(&alone, 70, 12)
	for _, other := range [][2]int{{130, 4}, {20, 1}, {300, 52}, {40, 7}} {
		forecast(&used, other[0], other[1])
	}
	for k, v := range forecast(&used, 70, 12) {
		if math.Float64bits(v) != math.Float64bits(want[k]) {
			t.Fatalf("value %d is %v after other series, %v alone", k, v, want[k])
		}
	}
}

// TestFitterAllocatesNothing from the second series on.
func TestFitterAllocatesNothing(t *testing.T) {
	for _, m := range []int{1, 4, 12} {
		y := make([]float64, 10*m+20)
		for i := range y {
			y[i] = 50 + 0.3*float64(i) + 8*math.Sin(2*math.Pi*float64(i)/float64(m)) + 3*math.Cos(float64(i*i))
		}
		f := Fitter{Averaged: true}
		mean, sd := make([]float64, 18), make([]float64, 18)
		if n := testing.AllocsPerRun(20, func() {
			if err := f.Forecast(y[:len(y)-6], m, mean, sd); err != nil {
				t.Fatal(err)
			}
			if err := f.Extend(y, m, mean, sd); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%d periods a year: %v allocations a series", m, n)
		}
	}
}

// TestAverage: weights sum to 1, the chosen form has the largest, and drawn
// paths have the moments that are said.
func TestAverage(t *testing.T) {
	y := make([]float64, 40)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range y {
		y[i] = 100 + float64(i) + 6*rng.NormFloat64()
	}
	f := Fitter{Averaged: true}
	const h, n = 6, 40000
	mean, sd := make([]float64, h), make([]float64, h)
	if err := f.Forecast(y, 4, mean, sd); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, m := range f.Members() {
		sum += m.Weight
		if m.Weight > f.Members()[0].Weight || m.AICc < f.Chosen().AICc {
			t.Errorf("%s has weight %v and AICc %v, the chosen %s %v and %v", m.Form, m.Weight, m.AICc, f.Chosen().Form, f.Members()[0].Weight, f.Chosen().AICc)
		}
	}
	if len(f.Members()) < 3 || math.Abs(sum-1) > 1e-12 {
		t.Errorf("%d members with weights of %v in all", len(f.Members()), sum)
	}
	paths := make([][]float64, n)
	for i := range paths {
		paths[i] = make([]float64, h)
	}
	if err := f.PathsTo(paths, rng); err != nil {
		t.Fatal(err)
	}
	for k := range h {
		var sum, squares float64
		for _, p := range paths {
			sum += p[k] - mean[k]
			squares += (p[k] - mean[k]) * (p[k] - mean[k])
		}
		if off := math.Abs(sum/n) / sd[k]; off > 5/math.Sqrt(n) {
			t.Errorf("horizon %d: paths have a mean %.4f sd from %v", k+1, off, mean[k])
		}
		if ratio := math.Sqrt(squares/n) / sd[k]; math.Abs(ratio-1) > 7/math.Sqrt(2*n) {
			t.Errorf("horizon %d: paths spread %.4f times the standard deviation %v", k+1, ratio, sd[k])
		}
	}
}
