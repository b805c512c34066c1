package composite

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// Factor is something a ranking hangs on.
type Factor struct {
	// ID: winsor, normalisation, weighting, weight of ID (or weights, when the
	// indicators are too many to tell apart), aggregation, inputs.
	ID string
	// Index of the mean absolute rank shift against the nominal ranking.
	Index Index
	// Units are the indices of each unit's own rank, in the order of the Cells; nil
	// entries for units that are not ranked.
	Units []*Index
}

// setter puts one factor's part of a run into effect; u is even on 0 to 1.
type setter struct {
	id  string
	set func(m *movement, u float64)
}

// movement is one run on its way.
type movement struct {
	choices  Choices
	noise    []float64 // of the weights, one per indicator
	inputs   uint64    // seed of the errors of inputs
	hasError bool
}

// Influence says which choice moves the ranking: Sobol's indices, of the mean
// absolute rank shift and of the rank of every unit, for each choice that the
// spec varies, for the weight noise of each indicator and for the sampling errors
// of all inputs together. A factor of many numbers (the errors of all inputs) is
// one input of the model: its value picks the stream of random numbers.
//
// Indices of ranks say where movement comes from, not how much there is; Run says
// how much. First indices near zero with large totals mean that choices matter
// together.
func Influence(spec Spec, cells Cells, p Plan) ([]Factor, error) {
	spec = spec.filled()
	if err := spec.check(cells); err != nil {
		return nil, fmt.Errorf("find what moves the ranking: %w", err)
	}
	res := Result{positions: make([]int, len(cells.Units))}
	rows, ranked := present(spec, cells, &res)
	if len(rows) < 2 {
		return nil, errors.New("find what moves the ranking: fewer than two units have the minimum share of weight present")
	}
	e, err := newEngine(spec, rows)
	if err != nil {
		return nil, fmt.Errorf("find what moves the ranking: %w", err)
	}
	nominal := e.nominal(&res, ranked)
	pulled := e.newPull(nominal, max(p.N, 1), p.Seed, 1)
	setters := e.factors(pulled != nil)
	if len(setters) == 0 {
		return nil, errors.New("find what moves the ranking: the spec varies no choice and no input has an error")
	}
	model := e.rankModel(setters, nominal, pulled, p.Seed)
	all, err := runAll(model, len(setters), e.n+1, p)
	if err != nil {
		return nil, fmt.Errorf("find what moves the ranking: %w", err)
	}
	out := make([]Factor, len(setters))
	for k, s := range setters {
		out[k] = Factor{ID: s.id, Units: make([]*Index, len(cells.Units))}
	}
	for o, r := range all {
		for k, index := range r.estimate(p) {
			if o == 0 {
				out[k].Index = index
			} else {
				out[k].Units[ranked[o-1]] = &index
			}
		}
	}
	return out, nil
}

// rankModel maps the factors to the mean absolute rank shift and the ranks.
func (e *engine) rankModel(setters []setter, nominal outcome, pulled *pull, seed uint64) func(u, y []float64) {
	s, rng := e.scratch(), newDice()
	m := movement{noise: make([]float64, e.m)}
	return func(u, y []float64) {
		clear(m.noise)
		m.choices, m.hasError = e.spec.Nominal, false
		for k, set := range setters {
			set.set(&m, u[k])
		}
		copy(s.weights, e.weightings[m.choices.Weighting])
		for j, f := range m.noise {
			s.weights[j] *= 1 + f
		}
		copy(s.x, e.x)
		if m.hasError {
			stream(&rng.state, seed, streamInfluence, m.inputs)
			e.perturb(s, rng)
			e.adjust(s, pulled, int(m.inputs%uint64(pulled.posterior.states)), rng)
		}
		e.evaluate(s, s.x, m.choices)
		stream(&rng.state, seed, streamTies, 0) // ties fall the same way in every run: lots are no factor
		s.rank(rng)
		y[0] = 0
		for i, r := range s.ranks {
			y[0] += math.Abs(float64(r-nominal.ranks[i])) / float64(e.n)
			y[i+1] = float64(r)
		}
	}
}

// factors are what varies, in a fixed order.
func (e *engine) factors(hasError bool) []setter {
	var out []setter
	v := e.spec.Vary
	if len(v.Winsor) > 1 {
		out = append(out, setter{"winsor", func(m *movement, u float64) { m.choices.Winsor = at(v.Winsor, u) }})
	}
	if len(v.Normalisations) > 1 {
		out = append(out, setter{"normalisation", func(m *movement, u float64) { m.choices.Normalisation = at(v.Normalisations, u) }})
	}
	if len(v.Weightings) > 1 {
		out = append(out, setter{"weighting", func(m *movement, u float64) { m.choices.Weighting = at(v.Weightings, u) }})
	}
	if len(v.Aggregations) > 1 {
		out = append(out, setter{"aggregation", func(m *movement, u float64) { m.choices.Aggregation = at(v.Aggregations, u) }})
	}
	if hasError {
		out = append(out, setter{"inputs", func(m *movement, u float64) { m.inputs, m.hasError = math.Float64bits(u), true }})
	}
	return append(out, e.weightFactors(maxDimensions/2-len(out))...)
}

// weightFactors has one factor for each indicator's weight, or one for all when
// there is no room.
func (e *engine) weightFactors(room int) []setter {
	f := e.spec.Vary.WeightNoise
	if f == 0 || e.m < 2 {
		return nil
	}
	if e.m > room {
		pcg := rand.NewPCG(0, 0)
		rng := rand.New(pcg)
		return []setter{{"weights", func(m *movement, u float64) {
			stream(pcg, 0, streamInfluence, math.Float64bits(u))
			for j := range m.noise {
				m.noise[j] = f * (2*rng.Float64() - 1)
			}
		}}}
	}
	var out []setter
	for j, in := range e.spec.Indicators {
		out = append(out, setter{"weight of " + in.ID, func(m *movement, u float64) { m.noise[j] = f * (2*u - 1) }})
	}
	return out
}

// at is the member of a list that u in 0 to 1 stands for.
func at[T any](list []T, u float64) T {
	return list[min(int(u*float64(len(list))), len(list)-1)]
}
