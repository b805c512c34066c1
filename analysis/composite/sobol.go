package composite

import (
	"fmt"
	"math"
	"math/rand/v2"

	"fabbisogno/analysis/internal/order"
	"fabbisogno/datasets/series"
)

// Index are Sobol's indices of one input of a model: the share of the variance of
// the output that goes with the input alone, and with it and all it acts together
// with. Intervals are percentile intervals over resampled points.
type Index struct {
	First, Total                 float64
	FirstInterval, TotalInterval series.Interval
}

// Plan of a sensitivity analysis.
type Plan struct {
	N     int // base points, a power of two is best; the model runs N (d + 2) times
	Boots int // resamples for the intervals; zero: no intervals
	Level float64
	Seed  uint64
}

// Sobol computes first and total order indices of a model of d inputs, even on 0
// to 1 and independent. With A and B two halves of the points of a 2d-dimensional
// Sobol sequence (digitally shifted by the seed) and AB_i being A with column i
// from B:
//
//	S_i = mean(f(B) (f(AB_i) - f(A))) / V,  ST_i = mean((f(A) - f(AB_i))^2) / (2 V)
//
// V is the variance over A and B, outputs centred at their mean first. An output
// that does not vary has indices of zero. Bootstrap intervals treat points as
// independent and are too wide for a sequence more even than chance. At most 12
// inputs.
//
// Source: Saltelli et al. (2010), Variance based sensitivity analysis of model
// output, estimators (b) and (f) of table 2.
func Sobol(model func(u []float64) float64, d int, p Plan) ([]Index, error) {
	all, err := runAll(func(u, y []float64) { y[0] = model(u) }, d, 1, p)
	if err != nil {
		return nil, fmt.Errorf("find Sobol indices: %w", err)
	}
	return all[0].estimate(p), nil
}

// check says what is wrong with a plan for d inputs.
func (p Plan) check(d int) error {
	switch {
	case d < 1 || 2*d > maxDimensions:
		return fmt.Errorf("%d inputs, 1 to %d are possible", d, maxDimensions/2)
	case p.N < 2 || p.N > 1<<24:
		return fmt.Errorf("%d base points, 2 to 2^24 are possible", p.N)
	case p.Boots < 0 || p.Boots > 0 && !(p.Level > 0 && p.Level < 1):
		return fmt.Errorf("%d resamples at level %v, a level between 0 and 1 is expected", p.Boots, p.Level)
	}
	return nil
}

// runAll runs a model of several outputs and gives the runs of each.
func runAll(model func(u, y []float64), d, outputs int, p Plan) ([]runs, error) {
	if err := p.check(d); err != nil {
		return nil, err
	}
	q, err := newSequence(2*d, p.Seed)
	if err != nil {
		return nil, err
	}
	all := make([]runs, outputs)
	for o := range all {
		all[o] = runs{n: p.N, d: d, y: make([][]float64, d+2)}
		for k := range all[o].y {
			all[o].y[k] = make([]float64, p.N)
		}
	}
	point, u, y := make([]float64, 2*d), make([]float64, d), make([]float64, outputs)
	for k := range p.N {
		q.next(point)
		for block := range d + 2 {
			copy(u, point[:d])
			switch {
			case block == 1:
				copy(u, point[d:])
			case block > 1:
				u[block-2] = point[d+block-2]
			}
			model(u, y)
			for o, v := range y {
				all[o].y[block][k] = v
			}
		}
	}
	return all, nil
}

// estimate gives the indices with intervals, when the plan has resamples.
func (r runs) estimate(p Plan) []Index {
	first, total := r.indices(nil)
	out := make([]Index, r.d)
	for i := range out {
		out[i] = Index{First: first[i], Total: total[i]}
	}
	if p.Boots == 0 {
		return out
	}
	firsts, totals := make([][]float64, r.d), make([][]float64, r.d)
	rng := rand.New(rand.NewPCG(p.Seed, 0xb007))
	pick := make([]int32, r.n)
	for range p.Boots {
		for k := range pick {
			pick[k] = int32(rng.IntN(r.n))
		}
		s, st := r.indices(pick)
		for i := range out {
			firsts[i], totals[i] = append(firsts[i], s[i]), append(totals[i], st[i])
		}
	}
	for i := range out {
		out[i].FirstInterval = percentiles(firsts[i], p.Level)
		out[i].TotalInterval = percentiles(totals[i], p.Level)
	}
	return out
}

// percentiles are the ends between which the share level of the values lies; x is
// reordered.
func percentiles(x []float64, level float64) series.Interval {
	tail, n := (1-level)/2, float64(len(x))
	return series.Interval{Level: level, Lower: order.Nth(x, int(math.Ceil(tail*n))-1), Upper: order.Nth(x, int(math.Ceil((1-tail)*n))-1)}
}

// runs are the outputs of all runs: block k (A, B, AB_0 ...) of N points.
type runs struct {
	n, d int
	y    [][]float64
}

// indices computes the indices over the rows in pick, all rows when nil.
func (r runs) indices(pick []int32) (first, total []float64) {
	first, total = make([]float64, r.d), make([]float64, r.d)
	at := func(k int) int {
		if pick == nil {
			return k
		}
		return int(pick[k])
	}
	a, b := r.y[0], r.y[1]
	mean, square := 0.0, 0.0
	for k := range r.n {
		mean += a[at(k)] + b[at(k)]
	}
	mean /= float64(2 * r.n)
	for k := range r.n {
		p, q := a[at(k)]-mean, b[at(k)]-mean
		square += p*p + q*q
	}
	variance := square / float64(2*r.n)
	if variance <= 1e-24*mean*mean || variance == 0 {
		return first, total
	}
	for i := range r.d {
		c := r.y[2+i]
		s, st := 0.0, 0.0
		for k := range r.n {
			j := at(k)
			gap := c[j] - a[j]
			s += (b[j] - mean) * gap
			st += gap * gap
		}
		first[i] = s / float64(r.n) / variance
		total[i] = st / float64(2*r.n) / variance
	}
	return first, total
}
