package composite

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"fabbisogno/analysis/internal/lanes"
)

// engine holds what all draws share. Matrices lie column after column: indicator
// j of unit i is at j*n+i. Only units that get a score are in it.
type engine struct {
	spec       Spec
	n, m       int
	x          []float64 // values as given
	down, up   []float64 // standard deviations of the two halves
	half, lean []float64 // half of up and down together, and of up less down
	draw       []func(*rand.Rand) float64
	base       []stats
	weightings [][]float64 // by Weighting
	moved      []bool      // indicators with any error
	drawn      []bool      // indicators with a cell that has its own function
}

// scratch are the buffers of one worker: a draw allocates nothing.
type scratch struct {
	x, z    []float64 // inputs drawn, normalised
	weights []float64
	score   []float64
	target  []float64 // true scores drawn
	noise   []float64
	buffers
	places  places
	ends    []float64
	lots    lots
	ranks   []int32
	ordered []int32 // ranks in the nominal order
}

func (e *engine) scratch() *scratch {
	winsor := slices.Max(append([]int{e.spec.Nominal.Winsor, 0}, e.spec.Vary.Winsor...))
	s := &scratch{
		x: make([]float64, e.n*e.m), z: make([]float64, e.n*e.m), weights: make([]float64, e.m),
		score: make([]float64, e.n), target: make([]float64, e.n), noise: make([]float64, e.n), buffers: newBuffers(e.n, e.m), places: newPlaces(e.n),
		ends: make([]float64, 0, winsor+1), lots: newLots(e.n), ranks: make([]int32, e.n), ordered: make([]int32, e.n),
	}
	return s
}

// newEngine lays out the units in rows of cells.
func newEngine(spec Spec, rows [][]Cell) (*engine, error) {
	n, m := len(rows), len(spec.Indicators)
	e := &engine{spec: spec, n: n, m: m,
		x: make([]float64, n*m), down: make([]float64, n*m), up: make([]float64, n*m), half: make([]float64, n*m), lean: make([]float64, n*m),
		draw: make([]func(*rand.Rand) float64, n*m), base: make([]stats, m), moved: make([]bool, m), drawn: make([]bool, m)}
	for j, in := range spec.Indicators {
		if len(in.Posts.Base) > 0 {
			e.base[j] = statsOf(in.Posts.Base)
		}
		for i, row := range rows {
			e.set(j*n+i, j, row[j])
		}
	}
	for at, down := range e.down {
		e.half[at], e.lean[at] = (e.up[at]+down)/2, (e.up[at]-down)/2
	}
	return e, e.setWeightings()
}

func (e *engine) set(at, j int, c Cell) {
	e.x[at] = c.Value
	switch iv := c.Interval; {
	case math.IsNaN(c.Value):
	case c.Draw != nil:
		e.draw[at], e.moved[j], e.drawn[j] = c.Draw, true, true
		e.down[at], e.up[at] = spreadOf(c.Value, c.Draw, at)
	case iv.Level > 0:
		z := distuv.UnitNormal.Quantile((1 + iv.Level) / 2)
		e.down[at], e.up[at] = (c.Value-iv.Lower)/z, (iv.Upper-c.Value)/z
		e.moved[j] = e.moved[j] || iv.Upper > iv.Lower
	}
}

func (e *engine) setWeightings() error {
	given, equal := make([]float64, e.m), make([]float64, e.m)
	total := 0.0
	for j, in := range e.spec.Indicators {
		total += in.Weight
		given[j], equal[j] = in.Weight, 1/float64(e.m)
	}
	if total == 0 {
		copy(given, equal)
	} else {
		for j := range given {
			given[j] /= total
		}
	}
	e.weightings = [][]float64{given, equal, nil}
	if e.spec.Nominal.Weighting != Principal && !slices.Contains(e.spec.Vary.Weightings, Principal) {
		return nil
	}
	s := e.scratch()
	copy(s.weights, equal)
	e.evaluate(s, e.x, e.spec.Nominal)
	c, err := PrincipalWeights(e.rows(s.z), DefaultFloor/float64(e.m))
	e.weightings[Principal] = c.Weights
	return err
}

// rows are the rows of units of a matrix in columns.
func (e *engine) rows(x []float64) [][]float64 {
	out := make([][]float64, e.n)
	for i := range out {
		out[i] = make([]float64, e.m)
		for j := range e.m {
			out[i][j] = x[j*e.n+i]
		}
	}
	return out
}

// evaluate scores the inputs x under the choices c and the weights in s.
func (e *engine) evaluate(s *scratch, x []float64, c Choices) {
	n := e.n
	for j, in := range e.spec.Indicators {
		column, z := x[j*n:(j+1)*n], s.z[j*n:(j+1)*n]
		if c.Normalisation.Kind < PercentileRank { // order and stated ends are not moved by outliers
			treatTo(z, column, c.Winsor, s.ends)
			column = z
		}
		normaliseTo(z, column, scale{c.Normalisation, in.Posts, e.base[j], in.Negative}, s.places)
	}
	if c.Aggregation == Copeland {
		copelandTo(s.score, s.z, s.weights, s.duels)
		return
	}
	if c.Aggregation.needsPositive() {
		positiveTo(s.z, n, c.Normalisation)
	}
	aggregateTo(s.score, s.z, s.weights, c.Aggregation, s.buffers)
}

// choose draws the choices and the weights.
func (e *engine) choose(s *scratch, rng *rand.Rand) Choices {
	v := e.spec.Vary
	c := Choices{
		Winsor:        pick(rng, v.Winsor),
		Normalisation: pick(rng, v.Normalisations),
		Weighting:     pick(rng, v.Weightings),
		Aggregation:   pick(rng, v.Aggregations),
	}
	copy(s.weights, e.weightings[c.Weighting])
	if f := v.WeightNoise; f > 0 {
		for j, w := range s.weights {
			s.weights[j] = w + w*f*(2*rng.Float64()-1)
		}
	}
	return c
}

// pick is one of the list; a list of one draws nothing.
func pick[T any](rng *rand.Rand, list []T) T {
	if len(list) == 1 {
		return list[0]
	}
	return list[rng.IntN(len(list))]
}

// perturb writes inputs as the estimates would come out again into s.x.
func (e *engine) perturb(s *scratch, rng *dice) {
	copy(s.x, e.x)
	for j, in := range e.spec.Indicators {
		if !e.moved[j] {
			continue
		}
		from, to := j*e.n, (j+1)*e.n
		rng.normalsTo(s.noise)
		low, high := in.ends()
		lanes.PerturbTo(s.x[from:to], s.noise, e.half[from:to], e.lean[from:to], low, high)
		if e.drawn[j] {
			e.redraw(s, in, from, to, rng.Rand)
		}
	}
}

// redraw replaces the cells of an indicator that have their own function.
func (e *engine) redraw(s *scratch, in Indicator, from, to int, rng *rand.Rand) {
	for at := from; at < to; at++ {
		if e.draw[at] == nil {
			continue
		}
		s.x[at] = in.hold(e.x[at])
		if d := e.draw[at](rng); !math.IsNaN(d) && !math.IsInf(d, 0) {
			s.x[at] = in.hold(d)
		}
	}
}

// hold keeps a drawn value within the indicator's support.
func (in Indicator) hold(v float64) float64 {
	low, high := in.ends()
	return min(max(v, low), high)
}

// ends of the support.
func (in Indicator) ends() (low, high float64) {
	if in.Support[0] < in.Support[1] {
		return in.Support[0], in.Support[1]
	}
	return math.Inf(-1), math.Inf(1)
}

// rank writes the ranks of s.score into s.ranks, 1 the highest; tied scores are
// ordered by lot.
func (s *scratch) rank(rng *dice) { s.lots.rankTo(s.ranks, s.score, rng.Rand) }

// stream seeds the generator of one draw: the number is spread over all bits, so
// that neighbouring draws share nothing.
func stream(pcg interface{ Seed(seed1, seed2 uint64) }, seed uint64, part, draw uint64) {
	z := draw + part<<48 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	pcg.Seed(seed, z^z>>31)
}
