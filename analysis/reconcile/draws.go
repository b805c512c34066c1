package reconcile

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"fabbisogno/datasets/series"
)

// Draws are joint errors of all nodes: draw d is one path over the horizons, in
// which errors of nodes and horizons go together as they do in reality. Added to
// the base forecasts and reconciled, they are coherent paths, whose quantiles are
// intervals of sums as well as of parts.
//
// Errors may be those of base forecasts or, where every earlier origin was
// reconciled with what was known at it, those of reconciled forecasts: the latter
// add up, pass a reconciliation unchanged, and do not flatter a method that was
// estimated on the same errors.
type Draws struct {
	nodes, horizons, n int
	// start begins a run; what it returns is called for horizon 0, 1, ... in
	// order and sets dst, nodes x draws.
	start func() func(dst Matrix, horizon int) error
}

// Count is the number of draws.
func (d Draws) Count() int { return d.n }

// Bootstrap draws the errors of earlier origins, each a matrix of nodes x
// horizons of actual values minus forecasts: a draw is all the errors of one
// origin. Every origin is drawn equally often but for the remainder. The tails are
// those of the origins: quantiles beyond 1 / origins are not known to it.
func Bootstrap(origins []Matrix, n int, seed uint64) (Draws, error) {
	if err := sameShape(origins, 1); err != nil {
		return Draws{}, err
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	pick := make([]int, 0, n+len(origins))
	for len(pick) < n {
		pick = append(pick, rng.Perm(len(origins))...)
	}
	pick = pick[:n]
	fill := func(dst Matrix, h int) error {
		for i := range dst.Rows {
			row := dst.Row(i)
			for d, o := range pick {
				row[d] = origins[o].At(i, h)
			}
		}
		return nil
	}
	return Draws{origins[0].Rows, origins[0].Cols, n, func() func(Matrix, int) error { return fill }}, nil
}

// Wild draws sums of the errors of all origins, each times a standard normal
// number over the square root of the origins: normal errors with the cross-products
// of the origins over nodes and horizons alike, whose tails do not end at the
// largest error seen (the multiplier bootstrap: van der Vaart & Wellner 1996,
// Weak convergence and empirical processes, 2.9).
func Wild(origins []Matrix, n int, seed uint64) (Draws, error) {
	if err := sameShape(origins, 2); err != nil {
		return Draws{}, err
	}
	rng := rand.New(rand.NewPCG(seed, 4))
	g := NewMatrix(len(origins), n)
	for at := range g.Data {
		g.Data[at] = rng.NormFloat64() / math.Sqrt(float64(len(origins)))
	}
	fill := func(dst Matrix, h int) error {
		clear(dst.Data)
		for i := range dst.Rows {
			to := dst.Row(i)
			for o, m := range origins {
				v := m.At(i, h)
				for d, by := range g.Row(o) {
					to[d] += v * by
				}
			}
		}
		return nil
	}
	return Draws{origins[0].Rows, origins[0].Cols, n, func() func(Matrix, int) error { return fill }}, nil
}

// sameShape refuses an empty list, shapes that differ and missing errors.
func sameShape(origins []Matrix, least int) error {
	if len(origins) < least {
		return fmt.Errorf("%w: errors of %d origins, at least %d are needed: calibrate at more origins", ErrOptions, len(origins), least)
	}
	for o, m := range origins {
		if m.Rows != origins[0].Rows || m.Cols != origins[0].Cols {
			return fmt.Errorf("%w: errors of origin %d are %d x %d, of the first %d x %d", ErrOptions, o+1, m.Rows, m.Cols, origins[0].Rows, origins[0].Cols)
		}
		if i, j, bad := m.firstBad(); bad {
			return fmt.Errorf("%w: the error of origin %d, node %d, horizon %d is %v: leave the origin out", ErrOptions, o+1, i+1, j+1, m.At(i, j))
		}
	}
	return nil
}

// Copula draws errors whose distribution at every node and horizon is the one
// given, calibrated or not, and which go together as the errors of earlier origins
// did: draw d takes an origin, and every node and horizon the quantile of its
// distribution at the rank that this origin's error has among all origins, moved
// at random within the width of a rank (Schaake shuffle: Clark et al. 2004, Journal
// of Hydrometeorology 5, 243-262). The draws are deviations from base.
func Copula(base Matrix, dist func(node, horizon int) series.Dist, origins []Matrix, n int, seed uint64) (Draws, error) {
	if err := sameShape(origins, 2); err != nil {
		return Draws{}, err
	}
	if origins[0].Rows != base.Rows || origins[0].Cols != base.Cols {
		return Draws{}, fmt.Errorf("%w: errors are %d x %d, base forecasts %d x %d", ErrOptions, origins[0].Rows, origins[0].Cols, base.Rows, base.Cols)
	}
	rng := rand.New(rand.NewPCG(seed, 3))
	// Draws of one origin share its rank and are spread evenly over its width.
	rounds := (n + len(origins) - 1) / len(origins)
	pick, within := make([]int, 0, rounds*len(origins)), make([]float64, 0, rounds*len(origins))
	for _, round := range rng.Perm(rounds) {
		pick = append(pick, rng.Perm(len(origins))...)
		for range origins {
			within = append(within, (float64(round)+rng.Float64())/float64(rounds))
		}
	}
	fill := func(dst Matrix, h int) error {
		order, rank := make([]int, len(origins)), make([]int, len(origins))
		for i := range dst.Rows {
			for o := range order {
				order[o] = o
			}
			slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(origins[a].At(i, h), origins[b].At(i, h)) })
			for place, o := range order {
				rank[o] = place
			}
			q, to := dist(i, h), dst.Row(i)
			for d := range to {
				p := (float64(rank[pick[d]]) + within[d]) / float64(len(origins))
				to[d] = extended(q, p) - base.At(i, h)
			}
		}
		return nil
	}
	return Draws{base.Rows, base.Cols, n, func() func(Matrix, int) error { return fill }}, nil
}

// extended is the quantile of a distribution also beyond its outermost
// probabilities, where its tails are those of a normal distribution with the same
// distance from the median.
func extended(d series.Dist, p float64) float64 {
	first, last := d.Quantiles[0], d.Quantiles[len(d.Quantiles)-1]
	end := first
	switch {
	case p > last.P:
		end = last
	case p >= first.P:
		return d.Quantile(p)
	}
	median := d.Quantile(0.5)
	return median + (end.Value-median)*math.Erfinv(2*p-1)/math.Erfinv(2*end.P-1)
}

// Paths gives coherent sample paths: for every horizon, in order, each is called
// with nodes x draws of reconciled values, column d of which is path d. The matrix
// is used again; with Options.NonNegative every path is non-negative.
func (p *Plan) Paths(base Matrix, d Draws, each func(horizon int, paths Matrix) error) error {
	if d.nodes != base.Rows || d.horizons != base.Cols {
		return fmt.Errorf("%w: draws are for %d nodes and %d horizons, base forecasts for %d and %d", ErrOptions, d.nodes, d.horizons, base.Rows, base.Cols)
	}
	fill := d.start()
	room := NewMatrix(base.Rows, d.n)
	for h := range base.Cols {
		if err := fill(room, h); err != nil {
			return fmt.Errorf("horizon %d: %w", h+1, err)
		}
		for i := range room.Rows {
			mean, row := base.At(i, h), room.Row(i)
			for k := range row {
				row[k] += mean
			}
		}
		paths, _, err := p.Reconcile(room)
		if err != nil {
			return fmt.Errorf("horizon %d: %w", h+1, err)
		}
		if err := each(h, paths); err != nil {
			return err
		}
	}
	return nil
}

// Quantiles of the coherent paths, a matrix of nodes x horizons for every
// probability: type 7 of Hyndman & Fan, R's default.
func (p *Plan) Quantiles(base Matrix, d Draws, probabilities []float64) ([]Matrix, error) {
	out := make([]Matrix, len(probabilities))
	for k, q := range probabilities {
		if !(q >= 0 && q <= 1) {
			return nil, fmt.Errorf("%w: probability %v", ErrOptions, q)
		}
		out[k] = NewMatrix(base.Rows, base.Cols)
	}
	err := p.Paths(base, d, func(h int, paths Matrix) error {
		for i := range paths.Rows {
			row := paths.Row(i)
			slices.Sort(row)
			for k, q := range probabilities {
				out[k].Set(i, h, quantile(row, q))
			}
		}
		return nil
	})
	return out, err
}

func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}
