//go:build unix

package ets

import (
	"syscall"
	"testing"
	"time"

	"fabbisogno/analysis/forecast/internal/reference"
)

// BenchmarkETS chooses among all forms and forecasts; the figure is a series of
// M3, the series taken in turn.
func BenchmarkETS(b *testing.B) {
	for _, averaged := range []bool{false, true} {
		for _, group := range []string{"yearly", "quarterly", "monthly"} {
			name := group
			if averaged {
				name += "_averaged"
			}
			b.Run(name, func(b *testing.B) {
				cases := reference.M3(b, group)
				f := Fitter{Averaged: averaged}
				var mean, sd [18]float64
				run := func(c reference.Case) {
					if err := f.Forecast(c.Train, c.M, mean[:len(c.Test)], sd[:len(c.Test)]); err != nil {
						b.Fatal(err)
					}
				}
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
