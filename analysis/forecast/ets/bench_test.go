//go:build unix

package ets

import (
	"syscall"
	"testing"
	"time"

	"fabbisogno/analysis/forecast/internal/reference"
)

// BenchmarkETS chooses among all forms and forecasts, by the form chosen, by the
// average, and by the average at four origins one after the other, as intervals
// are calibrated. The figure is a series of M3, the series taken in turn.
func BenchmarkETS(b *testing.B) {
	for _, group := range []string{"yearly", "quarterly", "monthly"} {
		cases := reference.M3(b, group)
		var mean, sd [18]float64
		for _, how := range []struct {
			name    string
			fitter  Fitter
			origins int
		}{{"form", Fitter{}, 1}, {"average", Fitter{Averaged: true}, 1}, {"origins", Fitter{Averaged: true}, 4}} {
			run := func(c reference.Case) {
				h := len(c.Test)
				for back := how.origins - 1; back >= 0; back-- {
					next := how.fitter.Extend
					if back == how.origins-1 {
						next = how.fitter.Forecast
					}
					y := c.Train[:max(len(c.Train)-back*h/2, 5)]
					if err := next(y, c.M, mean[:h], sd[:h]); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.Run(group+"/"+how.name, func(b *testing.B) {
				for _, c := range cases {
					run(c)
				}
				b.ReportAllocs()
				i, before := 0, spent()
				for b.Loop() {
					run(cases[i])
					i = (i + 1) % len(cases)
				}
				b.ReportMetric(float64(spent()-before)/float64(b.N), "cpu-ns/op")
			})
		}
	}
}

// spent is the time that this process has had of the processors: on a machine
// with other work the clock says little.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
