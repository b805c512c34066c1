package composite

import (
	"fmt"

	"fabbisogno/analysis/internal/lanes"
)

// columns lays rows of units out as one column after the other.
func columns(x [][]float64, w []float64) ([]float64, error) {
	if err := checkWeights(w); err != nil {
		return nil, err
	}
	n := len(x)
	flat := make([]float64, n*len(w))
	for i, row := range x {
		if len(row) != len(w) {
			return nil, fmt.Errorf("unit %d has %d indicators, there are %d weights", i+1, len(row), len(w))
		}
		for j, v := range row {
			flat[j*n+i] = v
		}
	}
	return flat, nil
}

// CopelandScores are, for each unit, the pairs it wins less the pairs it loses:
// a pair is won with more than half of the weight. Rows of x are units.
//
// Source: OECD/JRC Handbook (2008) section 6.2; COINr a_copeland.
func CopelandScores(x [][]float64, w []float64) ([]float64, error) {
	flat, err := columns(x, w)
	if err != nil {
		return nil, fmt.Errorf("compare units in pairs: %w", err)
	}
	out := make([]float64, len(x))
	copelandTo(out, flat, w, make([]float64, lanes.Duels(len(x), len(w))))
	return out, nil
}

// copelandTo needs only the sign of each comparison: the weight won less the
// weight lost is above zero exactly when o is above one half.
func copelandTo(score, x, w, room []float64) {
	total := 0.0
	for _, weight := range w {
		total += weight
	}
	lanes.DuelsTo(score, x, w, halfTolerance*total, room)
}

// Dominance is the share of pairs in which one unit is at least as good on every
// indicator and better on one: no weights and no aggregation can reverse them.
// With fewer than two units it is NaN.
func Dominance(x [][]float64, w []float64) (float64, error) {
	flat, err := columns(x, w)
	if err != nil {
		return 0, fmt.Errorf("count dominated pairs: %w", err)
	}
	return dominance(flat, len(x), w), nil
}

// dominance counts a pair as o = 1 does, and ties on some indicators as well.
func dominance(x []float64, n int, w []float64) float64 {
	dominated := 0
	for p := range n {
		for q := p + 1; q < n; q++ {
			better, worse := 0, 0
			for j := range w {
				switch a, b := x[j*n+p], x[j*n+q]; {
				case w[j] == 0 || a == b:
				case a > b:
					better++
				case a < b:
					worse++
				default: // missing for one: it could go either way
					better++
					worse++
				}
			}
			if (better == 0) != (worse == 0) {
				dominated++
			}
		}
	}
	return float64(dominated) / (float64(n) * float64(n-1) / 2)
}
