package composite

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"fabbisogno/analysis/internal/lanes"
	"fabbisogno/datasets/series"
)

// maxPairUnits is the number of ranked units up to which every pair is counted.
const maxPairUnits = 400

// Run scores and ranks the units under the nominal choices and over draws of all
// choices that vary and of the inputs. Seed and draws decide the result in every
// bit; workers only how fast it comes. A unit with less than the minimum share of
// weight present has no score and no rank and moves no other.
func Run(spec Spec, cells Cells, draws int, seed uint64, workers int) (Result, error) {
	spec = spec.filled()
	if err := spec.check(cells); err != nil {
		return Result{}, fmt.Errorf("build composite: %w", err)
	}
	if draws < 1 || workers < 1 {
		return Result{}, fmt.Errorf("build composite: %d draws by %d workers, at least one of each is expected", draws, workers)
	}
	res := Result{Draws: draws, Seed: seed, Level: spec.Level, positions: make([]int, len(cells.Units))}
	rows, ranked := present(spec, cells, &res)
	if len(rows) == 0 {
		return Result{}, errors.New("build composite: no unit has the minimum share of weight present")
	}
	e, err := newEngine(spec, rows)
	if err != nil {
		return Result{}, fmt.Errorf("build composite: %w", err)
	}
	nominal := e.nominal(&res, ranked)
	t := e.simulate(job{nominal, e.newPull(nominal, draws, seed, workers), seed}, draws, workers)
	res.pairsTaken, res.beats = t.beats != nil, t.beats
	e.summarise(&res, ranked, nominal, t)
	res.Groups = res.groups()
	return res, nil
}

// present finds the units that can be ranked and lists all in the result.
func present(spec Spec, cells Cells, res *Result) (rows [][]Cell, ranked []int) {
	used := spec.weightsUsed()
	for i, row := range cells.Rows {
		u := Unit{ID: cells.Units[i], Score: math.NaN(), Class: -1, RankMean: math.NaN(), RankMedian: math.NaN(), MeanShift: math.NaN(),
			Interval: series.Interval{Level: spec.Level, Lower: math.NaN(), Upper: math.NaN()}}
		u.PresentShare = presentShare(row, used)
		res.positions[i] = -1
		if u.PresentShare >= spec.MinimumShare-halfTolerance {
			rows, ranked = append(rows, row), append(ranked, i)
		}
		res.Units = append(res.Units, u)
	}
	res.Frequency = make([][]uint32, len(res.Units))
	return rows, ranked
}

// weightsUsed are the weights, as shares, of every weighting that can occur; those
// derived from the data are not known yet, equal ones stand in.
func (s Spec) weightsUsed() [][]float64 {
	equal, given := make([]float64, len(s.Indicators)), make([]float64, len(s.Indicators))
	total := 0.0
	for _, in := range s.Indicators {
		total += in.Weight
	}
	for j, in := range s.Indicators {
		equal[j] = 1 / float64(len(s.Indicators))
		given[j] = in.Weight / total
	}
	if total == 0 {
		return [][]float64{equal}
	}
	var out [][]float64
	for _, w := range append([]Weighting{s.Nominal.Weighting}, s.Vary.Weightings...) {
		if w == Given {
			out = append(out, given)
		} else {
			out = append(out, equal)
		}
	}
	return out
}

// presentShare is the smallest share of weight present over the weightings.
func presentShare(row []Cell, weightings [][]float64) float64 {
	least := 1.0
	for _, w := range weightings {
		share := 0.0
		for j, c := range row {
			if !math.IsNaN(c.Value) {
				share += w[j]
			}
		}
		least = min(least, share)
	}
	return least
}

// outcome of the nominal choices.
type outcome struct {
	score []float64
	ranks []int32 // equal scores share the best
	order []int
	mean  float64
	sd    float64
}

// nominal scores the inputs as given and fills in all that needs no draws.
func (e *engine) nominal(res *Result, ranked []int) outcome {
	s, c := e.scratch(), e.spec.Nominal
	copy(s.weights, e.weightings[c.Weighting])
	e.evaluate(s, e.x, c)
	o := outcome{score: slices.Clone(s.score), order: byScore(s.score), ranks: make([]int32, e.n)}
	st := statsOf(o.score)
	o.mean, o.sd = st.mean, st.sd
	for k, i := range o.order {
		o.ranks[i] = int32(k + 1)
		if k > 0 && o.score[i] == o.score[o.order[k-1]] {
			o.ranks[i] = o.ranks[o.order[k-1]]
		}
		res.Order = append(res.Order, ranked[i])
		res.positions[ranked[i]] = k
	}
	// The heat table shows values before they are re-scaled for the aggregation.
	c.Aggregation = Arithmetic
	e.evaluate(s, e.x, c)
	for j, in := range e.spec.Indicators {
		treated := Treatment{}
		if column := e.x[j*e.n : (j+1)*e.n]; c.Normalisation.Kind < PercentileRank {
			treated = treatTo(s.x[:e.n], column, c.Winsor, s.ends)
		}
		res.Columns = append(res.Columns, Column{ID: in.ID, Weight: s.weights[j], Treatment: treated, Exact: !e.moved[j]})
		res.Structure.Effective = append(res.Structure.Effective, CorrelationRatio(s.z[j*e.n:(j+1)*e.n], o.score))
		res.Structure.Correlations = append(res.Structure.Correlations, pearson(s.z[j*e.n:(j+1)*e.n], o.score))
	}
	rows := e.rows(s.z)
	res.Structure.Alpha, res.Structure.Dominance = Alpha(rows), dominance(s.z, e.n, s.weights)
	for i, row := range rows {
		u := &res.Units[ranked[i]]
		u.Score, u.Rank, u.Normalised = o.score[i], int(o.ranks[i]), row
		u.Class = classOf(e.spec.Classes, u.Score)
		u.Contributions = contributions(row, s.weights)
	}
	return o
}

func contributions(row, w []float64) []float64 {
	total := 0.0
	for j, v := range row {
		if v == v {
			total += w[j]
		}
	}
	out := make([]float64, len(row))
	for j, v := range row {
		out[j] = w[j] * v / total
	}
	return out
}

// tally is what is counted over the draws.
type tally struct {
	scores    []float64 // draw after draw, on the nominal scale
	frequency []uint32  // unit by rank
	beats     []uint32  // by positions in the nominal order; nil when not taken
	shift     []uint64  // sum of distances from the nominal rank
}

func (e *engine) newTally(scores []float64) *tally {
	t := &tally{scores: scores, frequency: make([]uint32, e.n*e.n), shift: make([]uint64, e.n)}
	if e.n <= maxPairUnits {
		t.beats = make([]uint32, e.n*e.n)
	}
	return t
}

// job is what all draws go by.
type job struct {
	nominal outcome
	pull    *pull
	seed    uint64
}

// simulate runs the draws in blocks, one for each worker. Counts are whole
// numbers and scores are kept by draw, so that blocks leave no trace.
func (e *engine) simulate(j job, draws, workers int) *tally {
	all := e.newTally(make([]float64, draws*e.n))
	workers = min(workers, draws)
	parts := make([]*tally, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			parts[w] = e.newTally(all.scores)
			e.block(parts[w], j, draws*w/workers, draws*(w+1)/workers)
		})
	}
	wait.Wait()
	for _, part := range parts {
		add(all.frequency, part.frequency)
		add(all.beats, part.beats)
		add(all.shift, part.shift)
	}
	return all
}

func add[T uint32 | uint64](to, from []T) {
	for i, v := range from {
		to[i] += v
	}
}

// parts of a draw's stream of random numbers.
const (
	streamDraws = iota
	streamPrior
	streamPosterior
	streamSpread
	streamInfluence
	streamTies
)

func (e *engine) block(t *tally, j job, from, to int) {
	s, rng := e.scratch(), newDice()
	positions := make([]int32, e.n)
	for k, i := range j.nominal.order {
		positions[i] = int32(k)
	}
	for d := from; d < to; d++ {
		stream(&rng.state, j.seed, streamDraws, uint64(d))
		c := e.choose(s, rng.Rand)
		e.perturb(s, rng)
		if j.pull != nil {
			e.adjust(s, j.pull, d, rng)
		}
		e.evaluate(s, s.x, c)
		s.rank(rng)
		e.count(t, s, j.nominal, positions)
		e.equateTo(t.scores[d*e.n:(d+1)*e.n], s.score, c, j.nominal)
	}
}

func (e *engine) count(t *tally, s *scratch, nominal outcome, positions []int32) {
	for i, r := range s.ranks {
		t.frequency[i*e.n+int(r)-1]++
		d := r - nominal.ranks[i]
		t.shift[i] += uint64((d ^ d>>31) - d>>31) // its size, without a branch
	}
	if t.beats == nil {
		return
	}
	for i, r := range s.ranks {
		s.ordered[positions[i]] = r
	}
	lanes.CountBefore(t.beats, s.ordered)
}

// equateTo brings the scores of a draw to the nominal scale: those of another
// normalisation or aggregation get the mean and the standard deviation of the
// nominal scores.
func (e *engine) equateTo(dst, score []float64, c Choices, nominal outcome) {
	n := e.spec.Nominal
	if c.Normalisation == n.Normalisation && c.Aggregation == n.Aggregation {
		copy(dst, score)
		return
	}
	mean, sd := meanOf(score)
	affineTo(dst, score, ends{mean - sd, mean + sd}, ends{nominal.mean - nominal.sd, nominal.mean + nominal.sd})
}
