package ets

import (
	"math"
	"testing"
)

// The damped forecast levels off: its steps shrink.
func TestDampedTo(t *testing.T) {
	y := make([]float64, 40)
	for i := range y {
		y[i] = 50 + 2*float64(i) + 3*math.Sin(float64(i*i))
	}
	f := Fitter{Averaged: true}
	mean, sd := make([]float64, 12), make([]float64, 12)
	if err := f.Fit(y, 1); err != nil {
		t.Fatal(err)
	}
	if !f.DampedTo(mean, sd) {
		t.Fatal("forty values allow no damped trend")
	}
	for k := 2; k < len(mean); k++ {
		if was, is := mean[k-1]-mean[k-2], mean[k]-mean[k-1]; is <= 0 || is >= was {
			t.Errorf("step %d is %v after %v", k, is, was)
		}
	}
	if err := f.Fit([]float64{3, 4, 3, 5, 4}, 1); err != nil {
		t.Fatal(err)
	}
	if f.DampedTo(mean, sd) {
		t.Error("five values allow a damped trend")
	}
	f.Effort = Full
	if err := f.Fit(y, 1); err != nil {
		t.Fatal(err)
	}
	if f.DampedTo(mean, sd) {
		t.Error("the full search keeps candidates that it did not make")
	}
}

func TestDampedAllocatesNothing(t *testing.T) {
	y := make([]float64, 120)
	for i := range y {
		y[i] = 100 + 0.4*float64(i) + 10*math.Sin(2*math.Pi*float64(i)/12) + 3*math.Cos(float64(i*i))
	}
	f := Fitter{Averaged: true}
	mean, sd := make([]float64, 18), make([]float64, 18)
	if n := testing.AllocsPerRun(20, func() {
		if err := f.Forecast(y, 12, mean, sd); err != nil || !f.DampedTo(mean, sd) {
			t.Fatal("no forecast", err)
		}
	}); n > 0 {
		t.Errorf("%v allocations a series", n)
	}
}
