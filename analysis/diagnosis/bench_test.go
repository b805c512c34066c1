//go:build unix

package diagnosis

import (
	"runtime"
	"sync"
	"syscall"
	"testing"
)

// processorSeconds that the program has taken.
func processorSeconds(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// The size asked of the diagnosis: 20 regions, 40 occupation groups, 12 years,
// 5,000 draws, all methods that rate units and the composite, on all processors.
// cpu-s is the processor time of all of them together, MB-sys what the program has
// taken of the machine's memory at most.
func BenchmarkDiagnosis(b *testing.B) { benchmarkRegions(b, 20) }

// One region of it, for a busy machine.
func BenchmarkOneRegion(b *testing.B) { benchmarkRegions(b, 1) }

func benchmarkRegions(b *testing.B, regions int) {
	begin := processorSeconds(b)
	for b.Loop() {
		var wait sync.WaitGroup
		todo := make(chan Panel)
		first := engine(b, Options{Draws: 5000, Level: 0.9, Seed: 1})
		for range runtime.GOMAXPROCS(0) {
			e, err := first.Twin()
			if err != nil {
				b.Fatal(err)
			}
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
		for region := range regions {
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
	b.ReportMetric((processorSeconds(b)-begin)/float64(b.N), "cpu-s")
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
