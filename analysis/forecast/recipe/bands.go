package recipe

import (
	"math"
	"slices"
)

// estimated is the number of parameters of a damped trend. A model estimated on n
// values errs by about sqrt(1 + estimated/n) more than one that is known, so that
// errors at an origin with fewer values are reduced by the ratio of these.
const estimated = 6

// bands are the ends of intervals in units of the scale s(h): a row a level, a
// column a horizon.
type bands struct {
	lower, upper [][]float64
	count        int // errors behind the horizon with the fewest; 0: there are none
}

// fitBands takes the empirical quantiles of scaled errors. A horizon with too few
// of them for the widest level takes those of all horizons; where even they are too
// few there are no bands.
func fitBands(cases []instance, weights *Weights, h int, levels []float64) bands {
	byHorizon := make([][]float64, h)
	for i := range cases {
		c := &cases[i]
		grown := math.Sqrt((1 + estimated/float64(c.whole)) / (1 + estimated/float64(c.n)))
		for k, y := range c.Actual {
			var mean, sd float64
			for j, w := range weights {
				mean += w * c.Mean[j][k]
				sd += w * c.sd[j][k]
			}
			if s := scaleOf(sd, c.Unit); s > 0 {
				byHorizon[k] = append(byHorizon[k], (y-mean)/s*grown)
			}
		}
	}
	return quantiles(byHorizon, levels)
}

func quantiles(byHorizon [][]float64, levels []float64) bands {
	pooled := slices.Sorted(slices.Values(slices.Concat(byHorizon...)))
	widest := 0.0
	for _, l := range levels {
		widest = max(widest, l)
	}
	b := bands{lower: make([][]float64, len(levels)), upper: make([][]float64, len(levels)), count: math.MaxInt}
	for l := range levels {
		b.lower[l], b.upper[l] = make([]float64, len(byHorizon)), make([]float64, len(byHorizon))
	}
	for k, own := range byHorizon {
		slices.Sort(own)
		if !enough(len(own), widest) {
			if own = pooled; !enough(len(own), widest) {
				return bands{}
			}
		}
		b.count = min(b.count, len(own))
		for l, level := range levels {
			b.lower[l][k], b.upper[l][k] = ends(own, level)
		}
	}
	return b
}

// rank is the order statistic that a coming error does not exceed with this
// probability, counted from 1: n+1 errors, the coming one among them, are as likely
// in any order.
func rank(n int, p float64) int {
	const rounding = 1e-9 // (9+1)*0.8 must give 8, not 9
	return int(math.Ceil(float64(n+1)*p - rounding))
}

// enough errors to put both ends of a level among them.
func enough(n int, level float64) bool { return rank(n, 0.5+level/200) <= n }

// ends of a level; what was forecast itself is never outside.
func ends(sorted []float64, level float64) (lower, upper float64) {
	n := len(sorted)
	upper = sorted[rank(n, 0.5+level/200)-1]
	lower = sorted[n-rank(n, 0.5+level/200)]
	return min(lower, 0), max(upper, 0)
}

// scaleOf is the geometric mean of a model's standard deviation and the error of
// seasonal naive; either stands alone where the other is zero.
func scaleOf(sd, seasonal float64) float64 {
	switch {
	case sd > 0 && seasonal > 0:
		return math.Sqrt(sd) * math.Sqrt(seasonal)
	case sd > 0:
		return sd
	}
	return seasonal
}
