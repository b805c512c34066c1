package composite

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

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
	p := e.newPull(nominal, draws, seed, workers)
	t := e.simulate(nominal, p, draws, seed, workers)
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

// simulate runs the draws in blocks, one for each worker. Counts are whole
// numbers and scores are kept by draw, so that blocks leave no trace.
func (e *engine) simulate(nominal outcome, p *pull, draws int, seed uint64, workers int) *tally {
	all := e.newTally(make([]float64, draws*e.n))
	workers = min(workers, draws)
	parts := make([]*tally, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			parts[w] = e.newTally(all.scores)
			e.block(parts[w], nominal, p, draws*w/workers, draws*(w+1)/workers, seed)
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

func (e *engine) block(t *tally, nominal outcome, p *pull, from, to int, seed uint64) {
	s := e.scratch()
	pcg := rand.NewPCG(0, 0)
	rng := rand.New(pcg)
	positions := make([]int32, e.n)
	for k, i := range nominal.order {
		positions[i] = int32(k)
	}
	for d := from; d < to; d++ {
		stream(pcg, seed, streamDraws, uint64(d))
		c := e.choose(s, rng)
		e.perturb(s, rng)
		if p != nil {
			e.adjust(s, p, d, rng)
		}
		e.evaluate(s, s.x, c)
		s.rank(rng)
		e.count(t, s, nominal, positions)
		e.equateTo(t.scores[d*e.n:(d+1)*e.n], s.score, c, nominal)
	}
}

func (e *engine) count(t *tally, s *scratch, nominal outcome, positions []int32) {
	for i, r := range s.ranks {
		t.frequency[i*e.n+int(r)-1]++
		if d := int64(r) - int64(nominal.ranks[i]); d < 0 {
			t.shift[i] += uint64(-d)
		} else {
			t.shift[i] += uint64(d)
		}
	}
	if t.beats == nil {
		return
	}
	for k, p := range s.order {
		row := t.beats[int(positions[p.at])*e.n:][:e.n]
		for _, q := range s.order[k+1:] {
			row[positions[q.at]]++
		}
	}
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
	st := statsOf(score)
	affineTo(dst, score, false, st.mean-st.sd, st.mean+st.sd, nominal.mean-nominal.sd, nominal.mean+nominal.sd)
}

// summarise turns counts into what is reported.
func (e *engine) summarise(res *Result, ranked []int, nominal outcome, t *tally) {
	draws := float64(res.Draws)
	column := make([]float64, res.Draws)
	shift := 0.0
	for i, unit := range ranked {
		u := &res.Units[unit]
		for d := range column {
			column[d] = t.scores[d*e.n+i]
		}
		if len(e.spec.Classes) > 0 {
			u.ClassShares = classShares(e.spec.Classes, column)
		}
		tail := (1 - e.spec.Level) / 2
		u.Interval.Lower = nth(column, int(math.Ceil(tail*draws))-1)
		u.Interval.Upper = nth(column, int(math.Ceil((1-tail)*draws))-1)
		counts := t.frequency[i*e.n : (i+1)*e.n]
		res.Frequency[unit] = counts
		u.Ranks = shortestRun(counts, e.spec.Level).with(u.Rank, counts)
		u.RankMean, u.RankMedian = rankCentre(counts, draws)
		u.MeanShift = float64(t.shift[i]) / draws
		shift += u.MeanShift
	}
	res.MeanShift = shift / float64(len(ranked))
}

func classShares(classes []Class, scores []float64) []float64 {
	counts := make([]int, len(classes))
	for _, v := range scores {
		if k := classOf(classes, v); k >= 0 {
			counts[k]++
		}
	}
	out := make([]float64, len(classes))
	for k, c := range counts {
		out[k] = float64(c) / float64(len(scores))
	}
	return out
}

func rankCentre(counts []uint32, draws float64) (mean, median float64) {
	sum, seen := uint64(0), 0.0
	low := 0
	for r, c := range counts {
		sum += uint64(c) * uint64(r+1)
		before := seen
		seen += float64(c)
		if before < draws/2 && seen >= draws/2 {
			low = r + 1
			median = float64(low)
		}
		if before == draws/2 && c > 0 { // half lies exactly below: between two ranks
			median = float64(low+r+1) / 2
		}
	}
	return float64(sum) / draws, median
}

// nth is the k-th smallest value, k from 0; it reorders x.
func nth(x []float64, k int) float64 {
	k = min(max(k, 0), len(x)-1)
	from, to := 0, len(x)-1
	for from < to {
		pivot := x[from+(to-from)/2]
		i, j := from, to
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for x[j] > pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			to = j
		case k >= i:
			from = i
		default:
			return x[k]
		}
	}
	return x[k]
}

// pearson leaves out pairs with a missing value; NaN without variance.
func pearson(x, y []float64) float64 {
	var sx, sy, n float64
	for i, v := range x {
		if v == v && y[i] == y[i] {
			sx, sy, n = sx+v, sy+y[i], n+1
		}
	}
	mx, my := sx/n, sy/n
	var xx, yy, xy float64
	for i, v := range x {
		if v == v && y[i] == y[i] {
			xx += (v - mx) * (v - mx)
			yy += (y[i] - my) * (y[i] - my)
			xy += (v - mx) * (y[i] - my)
		}
	}
	return xy / math.Sqrt(xx*yy)
}
