package series

import (
	"fmt"
	"math"
	"slices"
)

// Interval is a central prediction or confidence interval.
type Interval struct {
	Level        float64 // 0.80, 0.95
	Lower, Upper float64
}

// Contains says whether v lies inside, ends included.
func (iv Interval) Contains(v float64) bool { return v >= iv.Lower && v <= iv.Upper }

// Width is upper less lower.
func (iv Interval) Width() float64 { return iv.Upper - iv.Lower }

// Quantile is one point of a distribution: P(X <= Value) = P.
type Quantile struct{ P, Value float64 }

// Dist is what is known of an uncertain value: its mean and a grid of
// quantiles. The zero Dist knows nothing; its mean is NaN by NewDist only.
type Dist struct {
	Mean      float64
	Quantiles []Quantile // by rising P, values not falling
}

// NewDist makes a distribution from quantiles, which it sorts and checks.
func NewDist(mean float64, quantiles ...Quantile) (Dist, error) {
	qs := slices.Clone(quantiles)
	slices.SortFunc(qs, func(a, b Quantile) int {
		switch {
		case a.P < b.P:
			return -1
		case a.P > b.P:
			return 1
		}
		return 0
	})
	for i, q := range qs {
		if !(q.P > 0 && q.P < 1) {
			return Dist{}, fmt.Errorf("distribution: probability %v is not between 0 and 1", q.P)
		}
		if math.IsInf(q.Value, 0) {
			return Dist{}, fmt.Errorf("distribution at %v: %w", q.P, ErrInfinite)
		}
		if i > 0 && q.Value < qs[i-1].Value {
			return Dist{}, fmt.Errorf("distribution: quantile %v (%v) lies below quantile %v (%v)", q.P, q.Value, qs[i-1].P, qs[i-1].Value)
		}
	}
	return Dist{Mean: mean, Quantiles: qs}, nil
}

// Quantile at p: linear between grid points, NaN outside the grid, because a
// tail that was not estimated is not known.
func (d Dist) Quantile(p float64) float64 {
	const tolerance = 1e-9 // probabilities come from 1-level over 2 and carry rounding
	for i, q := range d.Quantiles {
		if math.Abs(q.P-p) <= tolerance {
			return q.Value
		}
		if q.P > p {
			if i == 0 {
				return math.NaN()
			}
			r := d.Quantiles[i-1]
			return r.Value + (q.Value-r.Value)*(p-r.P)/(q.P-r.P)
		}
	}
	return math.NaN()
}

// Interval is the central interval of a level, for example 0.80.
func (d Dist) Interval(level float64) Interval {
	return Interval{Level: level, Lower: d.Quantile((1 - level) / 2), Upper: d.Quantile((1 + level) / 2)}
}
