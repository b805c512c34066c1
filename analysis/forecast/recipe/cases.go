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

// instance is one series at one origin: what the members forecast, and what came.
type instance struct {
	origin   int // in origins
	n        int // values before it
	whole    int // values of the series
	seasonal float64
	actual   []float64 // a horizon long
	mean, sd [members][]float64
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
		n := len(y) - int(math.Round(before*float64(h)))
		if n < fewest || m > 1 && n < m+besideSeason {
			break
		}
		seasonal := seasonalError(y[:n], m)
		if seasonal == 0 || b.forecast(y[:n], m, h) != nil || b.answers() < members {
			continue
		}
		c := instance{origin: o, n: n, whole: len(y), seasonal: seasonal, actual: y[n : n+h]}
		for k := range members {
			c.mean[k], c.sd[k] = append([]float64(nil), b.mean[k]...), append([]float64(nil), b.sd[k]...)
		}
		out = append(out, c)
	}
	return out
}
