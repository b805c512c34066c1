package composite

import (
	"math"
	"math/rand/v2"
	"slices"

	"fabbisogno/analysis/internal/lanes"
)

// pull moves drawn inputs to where the true ones can be. Inputs drawn around
// noisy values give scores more spread than the true ones; the posterior of the
// scores (ranks.go) says where the score of a unit can be, and given that score
// the errors of its inputs are normal around the share each has in the error of
// the score. So the inputs serve every choice, and under the nominal choices give
// ranks with the coverage of Ranks.
type pull struct {
	posterior *posterior
	score     []float64 // nominal
	slope     []float64 // of the score, against the other units, by each input
	share     []float64 // movement of each input for one unit of score
	variance  []float64 // of the score by the errors of the inputs
}

// newPull is nil when no input of two or more units has an error.
func (e *engine) newPull(nominal outcome, draws int, seed uint64, workers int) *pull {
	p := &pull{score: nominal.score, slope: make([]float64, e.n*e.m), share: make([]float64, e.n*e.m), variance: make([]float64, e.n)}
	s := e.scratch()
	copy(s.weights, e.weightings[e.spec.Nominal.Weighting])
	copy(s.x, e.x)
	for at := range e.x {
		p.slope[at] = e.slope(s, at, nominal.score)
		p.variance[at%e.n] += p.slope[at] * p.slope[at] * e.inputVariance(at)
	}
	errs := make([]float64, e.n)
	for i, v := range p.variance {
		errs[i] = math.Sqrt(v)
	}
	if e.n < 2 || slices.Max(errs) == 0 {
		return nil
	}
	for at := range e.x {
		if v := p.variance[at%e.n]; v > 0 {
			p.share[at] = p.slope[at] * e.inputVariance(at) / v
		}
	}
	p.posterior = newPosterior(nominal.score, errs, draws, seed, workers)
	return p
}

// inputVariance is the mean square of the error of an input.
func (e *engine) inputVariance(at int) float64 {
	return (e.down[at]*e.down[at] + e.up[at]*e.up[at]) / 2
}

// slope is how the nominal score of a unit moves against the mean of the others
// when one of its inputs goes from one deviation below to one above. s.x holds
// the inputs as given.
func (e *engine) slope(s *scratch, at int, score []float64) float64 {
	v, i := e.x[at], at%e.n
	if v != v || e.down[at]+e.up[at] == 0 {
		return 0
	}
	in := e.spec.Indicators[at/e.n]
	move := func(to float64) float64 {
		s.x[at] = to
		e.evaluate(s, s.x, e.spec.Nominal)
		others := 0.0
		for k, after := range s.score {
			if k != i {
				others += after - score[k]
			}
		}
		return s.score[i] - score[i] - others/float64(max(e.n-1, 1))
	}
	low, high := in.hold(v-e.down[at]), in.hold(v+e.up[at])
	moved := move(high) - move(low)
	s.x[at] = v
	if high == low {
		return 0
	}
	return moved / (high - low)
}

// adjust moves the errors drawn into s.x so that each unit's score is, to first
// order, what the posterior of the draw says.
func (e *engine) adjust(s *scratch, p *pull, draw int, rng *dice) {
	p.posterior.drawTo(s.target, s.noise, draw, rng)
	for i, v := range s.target {
		s.target[i] = v - p.score[i]
	}
	for j := range e.m {
		if !e.moved[j] {
			continue
		}
		from, to := j*e.n, (j+1)*e.n
		lanes.TakeTo(s.target, p.slope[from:to], s.x[from:to], e.x[from:to])
	}
	for j, in := range e.spec.Indicators {
		if !e.moved[j] {
			continue
		}
		low, high := in.ends()
		lanes.ShiftTo(s.x[j*e.n:(j+1)*e.n], s.target, p.share[j*e.n:(j+1)*e.n], low, high)
	}
}

// spreadOf is the spread of a drawing function below and above the value, from
// its own stream of random numbers.
func spreadOf(value float64, draw func(*rand.Rand) float64, at int) (down, up float64) {
	const tries = 200
	pcg := rand.NewPCG(0, 0)
	stream(pcg, 0, streamSpread, uint64(at))
	rng := rand.New(pcg)
	below, above := 0, 0
	for range tries {
		switch d := draw(rng) - value; {
		case d < 0:
			down += d * d
			below++
		case d > 0:
			up += d * d
			above++
		}
	}
	return math.Sqrt(down / float64(max(below, 1))), math.Sqrt(up / float64(max(above, 1)))
}
