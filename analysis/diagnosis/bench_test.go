package diagnosis

import (
	"runtime"
	"sync"
	"testing"
)

// The size asked of the diagnosis: 20 regions, 40 occupation groups, 12 years,
// 5,000 draws, all methods that have inputs and the composite, on all processors.
func BenchmarkDiagnosis(b *testing.B) {
	for b.Loop() {
		var wait sync.WaitGroup
		todo := make(chan Panel)
		for range runtime.GOMAXPROCS(0) {
			e := engine(b, Options{Draws: 5000, Level: 0.9, Seed: 1})
			wait.Go(func() {
				for p := range todo {
					if _, err := e.Run(p); err != nil {
						b.Error(err)
					}
					if _, err := e.Compose(p); err != nil {
						b.Error(err)
					}
				}
			})
		}
		for region := range 20 {
			for year := range 12 {
				todo <- syntheticPanel(region, 40, 2015+year)
			}
		}
		close(todo)
		wait.Wait()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/1e6, "MB-sys")
	}
}

func BenchmarkMethods(b *testing.B) {
	e, p := engine(b, Options{Draws: 5000, Level: 0.9, Seed: 1}), syntheticPanel(1, 40, 2025)
	for b.Loop() {
		if _, err := e.Run(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkComposite(b *testing.B) {
	e, p := engine(b, Options{Draws: 5000, Level: 0.9, Seed: 1}), syntheticPanel(1, 40, 2025)
	for b.Loop() {
		if _, err := e.Compose(p); err != nil {
			b.Fatal(err)
		}
	}
}
