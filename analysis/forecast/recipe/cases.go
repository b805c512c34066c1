package recipe

import (
	"context"
	"math"
	"sync"
)

// origins of the calibration in horizons before the end of a series, those of the
// weights first.
var origins = [...]float64{1, 1.5, 2, 2.5, 3}

// weighed is the number of origins whose errors the weights are fitted to.
const weighed = 3

// fewest values before an origin, and besides a season.
const (
	fewest       = 5
	besideSeason = 3
)

// WeightOrigins are the origins whose errors the weights are fitted to, in periods
// before the last value.
func WeightOrigins(h int) []int {
	var out []int
	for _, before := range origins[:weighed] {
		out = append(out, periodsBefore(before, h))
	}
	return out
}

func periodsBefore(horizons float64, h int) int { return int(math.Round(horizons * float64(h))) }

// instance is one series at one origin.
type instance struct {
	Case
	origin int // in origins
	n      int // values before it
	whole  int // values of the series
	sd     [members][]float64
}

// instances are those of a sample, in its order and that of origins; all of each
// hang on nothing but their own series.
func instances(ctx context.Context, sample [][]float64, m, h, workers int) ([]instance, error) {
	found := make([][]instance, len(sample))
	jobs := make(chan int)
	var group sync.WaitGroup
	for range max(workers, 1) {
		group.Go(func() {
			b := newBank()
			for i := range jobs {
				found[i] = b.instances(sample[i], m, h)
			}
		})
	}
	for i := range sample {
		if ctx.Err() != nil {
			break
		}
		jobs <- i
	}
	close(jobs)
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []instance
	for _, f := range found {
		out = append(out, f...)
	}
	return out, nil
}

func (b *bank) instances(y []float64, m, h int) []instance {
	var out []instance
	for o, before := range origins {
		n := len(y) - periodsBefore(before, h)
		if n < fewest || m > 1 && n < m+besideSeason {
			break
		}
		seasonal := seasonalError(y[:n], m)
		if seasonal == 0 || b.forecast(y[:n], m, h) != nil || !b.IsComplete() {
			continue
		}
		said := b.clone(0)
		out = append(out, instance{Case: Case{Unit: seasonal, Actual: y[n : n+h], Mean: said.Mean}, origin: o, n: n, whole: len(y), sd: said.SD})
	}
	return out
}

// fitWeights fits them to the first origins.
func fitWeights(found []instance) Weights {
	var cases []*Case
	for i := range found {
		if found[i].origin < weighed {
			cases = append(cases, &found[i].Case)
		}
	}
	return FitWeights(cases)
}
