package composite

import (
	"fmt"
	"slices"
)

// Scenario is one combination of choices with its scores and ranks.
type Scenario struct {
	Choices Choices
	Weights []float64
	Scores  []float64
	Ranks   []int // 1 the highest; equal scores share the best place
}

// Spread is what becomes of one unit over all scenarios.
type Spread struct {
	Mean, Median float64
	Best, Worst  int
}

// Enumerate scores the inputs as given, without errors, under every combination
// of the choices that the spec varies and of the weight vectors (none: those of
// the spec's weightings). The order is by Winsor limit, normalisation,
// aggregation, weights, the last the fastest. All units need the minimum share of
// weight present.
func Enumerate(spec Spec, cells Cells, weights [][]float64) ([]Scenario, []Spread, error) {
	spec = spec.filled()
	if err := spec.check(cells); err != nil {
		return nil, nil, fmt.Errorf("enumerate choices: %w", err)
	}
	for k, w := range weights {
		if err := checkWeights(w); err != nil || len(w) != len(spec.Indicators) {
			return nil, nil, fmt.Errorf("enumerate choices: weights %d: %d of %d indicators (%w)", k+1, len(w), len(spec.Indicators), err)
		}
	}
	if rows, _ := present(spec, cells, &Result{positions: make([]int, len(cells.Rows))}); len(rows) != len(cells.Rows) || len(rows) == 0 {
		return nil, nil, fmt.Errorf("enumerate choices: %d of %d units have the minimum share of weight present; leave the others out", len(rows), len(cells.Rows))
	}
	e, err := newEngine(spec, cells.Rows)
	if err != nil {
		return nil, nil, fmt.Errorf("enumerate choices: %w", err)
	}
	if len(weights) == 0 {
		for _, w := range spec.Vary.Weightings {
			weights = append(weights, e.weightings[w])
		}
	}
	all := e.scenarios(weights)
	return all, spreads(all, e.n), nil
}

func (e *engine) scenarios(weights [][]float64) []Scenario {
	s, v := e.scratch(), e.spec.Vary
	var out []Scenario
	for _, winsor := range v.Winsor {
		for _, normalisation := range v.Normalisations {
			for _, aggregation := range v.Aggregations {
				for _, w := range weights {
					c := Choices{Winsor: winsor, Normalisation: normalisation, Aggregation: aggregation}
					copy(s.weights, w)
					e.evaluate(s, e.x, c)
					out = append(out, Scenario{c, slices.Clone(w), slices.Clone(s.score), placesOf(s.score)})
				}
			}
		}
	}
	return out
}

// placesOf are the places of scores, 1 the highest, equal scores on the best.
func placesOf(score []float64) []int {
	ranks := make([]int, len(score))
	order := byScore(score)
	for k, i := range order {
		ranks[i] = k + 1
		if k > 0 && score[i] == score[order[k-1]] {
			ranks[i] = ranks[order[k-1]]
		}
	}
	return ranks
}

func spreads(all []Scenario, n int) []Spread {
	out := make([]Spread, n)
	ranks := make([]int, len(all))
	for i := range out {
		sum := 0
		for k, s := range all {
			ranks[k] = s.Ranks[i]
			sum += s.Ranks[i]
		}
		slices.Sort(ranks)
		half := len(ranks) / 2
		median := float64(ranks[half])
		if len(ranks)%2 == 0 {
			median = float64(ranks[half-1]+ranks[half]) / 2
		}
		out[i] = Spread{float64(sum) / float64(len(ranks)), median, ranks[0], ranks[len(ranks)-1]}
	}
	return out
}
