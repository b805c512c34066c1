package composite

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// smallestError is what an exact estimate among uncertain ones counts as, as a
// share of the typical error: far below what decides a rank.
const smallestError = 1e-3

// posterior are samples of what the true scores can be, given noisy estimates:
// in state k score i is normal with mean[k*n+i] and deviation sd[k*n+i].
type posterior struct {
	n, states int
	mean, sd  []float64
}

// newPosterior samples enough states for the draws. The errors are standard
// errors, at least one above zero.
func newPosterior(estimates, errs []float64, draws int, seed uint64, workers int) *posterior {
	n := len(estimates)
	s := slices.Clone(errs)
	positive := slices.DeleteFunc(slices.Sorted(slices.Values(errs)), func(v float64) bool { return v <= 0 })
	least := smallestError * positive[len(positive)/2]
	for i := range s {
		s[i] = max(s[i], least)
	}
	perChain := (draws + chains*drawsPerState - 1) / (chains * drawsPerState)
	p := &posterior{n: n, states: chains * perChain}
	p.mean, p.sd = make([]float64, p.states*n), make([]float64, p.states*n)
	chain := func(c int) {
		pcg := rand.NewPCG(0, 0)
		stream(pcg, seed, streamPrior, uint64(c))
		rng := rand.New(pcg)
		g := newMixture(estimates, s)
		for range burnIn {
			g.sweep(rng)
		}
		for k := c * perChain; k < (c+1)*perChain; k++ {
			g.sweep(rng)
			g.conditional(p.mean[k*n:(k+1)*n], p.sd[k*n:(k+1)*n])
		}
	}
	var wait sync.WaitGroup
	for c := range chains {
		if workers < chains {
			chain(c)
			continue
		}
		wait.Go(func() { chain(c) })
	}
	wait.Wait()
	return p
}

// drawTo writes true scores of one draw into dst; noise is as long.
func (p *posterior) drawTo(dst, noise []float64, draw int, rng *dice) {
	k := draw % p.states * p.n
	mean, sd := p.mean[k:k+p.n], p.sd[k:k+p.n]
	rng.normalsTo(noise)
	for i, z := range noise {
		dst[i] = mean[i] + sd[i]*z
	}
}

// Ranks gives each of several estimates with standard errors the places it may
// truly have, 1 the largest. It is the interval of every ranking of the house
// that has scores and errors and no choices to vary.
//
// Ranks of noisy estimates are too far apart, and draws around the estimates make
// that worse: of units that are truly near ties such intervals hold the true rank
// in as few as 63 of 100 cases at a level of 90. So the true scores are given a
// prior whose form is learnt from the estimates (mixture.go: groups, ties, any
// spread), and ranks are those of draws from what the data leave possible. An
// interval is the shortest run of places that has at least the level, widened
// where needed to hold the place of the estimate itself.
//
// What holds: if true scores come in any order from a distribution of the form
// assumed, the share of intervals that hold the true rank is, over all units, the
// mean of their Probability, at least the level. The share for the unit that is
// truly first, or truly last, can be lower (shrinkage towards the others), for
// those in the middle it is higher. A guarantee for each unit by itself, whatever
// the truth, is GuaranteedRanks, at the price of much wider intervals.
//
// Measured over 2,000 simulated rankings of 40 units (the tests behind the tag
// slow): 90 % intervals hold the true rank in 0.91 to 0.92 of cases for normal,
// heavy-tailed and grouped scores, with equal and unequal errors; in 0.92 to 0.93
// for skewed and evenly spaced ones and where errors are as large as the spread; in
// 0.88 where all are near ties or groups overlap; and in more than was asked, as
// Probability says, of a few units or units far apart, because ranks are whole.
//
// Errors must be independent of each other. When all of them are zero the order is
// known, and the question is refused. Sources: Laird and Louis (1989), Empirical Bayes
// ranking methods; Neal (2000), Markov chain sampling methods for Dirichlet
// process mixture models.
func Ranks(estimates, errs []float64, level float64, draws int, seed uint64) ([]RankInterval, error) {
	if err := checkEstimates(estimates, errs, level); err != nil {
		return nil, fmt.Errorf("find rank intervals: %w", err)
	}
	if draws < 1 {
		return nil, fmt.Errorf("find rank intervals: %d draws, at least one is expected", draws)
	}
	n := len(estimates)
	p := newPosterior(estimates, errs, draws, seed, 1)
	s := &scratch{score: make([]float64, n), lots: newLots(n), ranks: make([]int32, n)}
	counts := make([]uint32, n*n)
	rng, noise := newDice(), make([]float64, n)
	for d := range draws {
		stream(&rng.state, seed, streamPosterior, uint64(d))
		p.drawTo(s.score, noise, d, rng)
		s.rank(rng)
		for i, r := range s.ranks {
			counts[i*n+int(r)-1]++
		}
	}
	out := make([]RankInterval, n)
	places := placesOf(estimates)
	for i := range out {
		out[i] = shortestRun(counts[i*n:(i+1)*n], level).with(places[i], counts[i*n:(i+1)*n])
	}
	return out, nil
}

func checkEstimates(estimates, errs []float64, level float64) error {
	if len(estimates) != len(errs) || len(estimates) == 0 {
		return fmt.Errorf("%d estimates and %d standard errors, the same number of at least one is expected", len(estimates), len(errs))
	}
	if !(level > 0 && level < 1) {
		return fmt.Errorf("level %v, between 0 and 1 is expected", level)
	}
	largest := 0.0
	for i, v := range estimates {
		if math.IsNaN(v) || math.IsInf(v, 0) || !(errs[i] >= 0) || math.IsInf(errs[i], 0) {
			return fmt.Errorf("estimate %d is %v with standard error %v; leave out what is missing", i+1, v, errs[i])
		}
		largest = max(largest, errs[i])
	}
	if largest == 0 {
		return errors.New("all standard errors are zero: the order is known")
	}
	return nil
}

// with widens the interval to hold a rank.
func (r RankInterval) with(rank int, counts []uint32) RankInterval {
	if rank >= r.Best && rank <= r.Worst {
		return r
	}
	r.Best, r.Worst = min(r.Best, rank), max(r.Worst, rank)
	inside, total := 0.0, 0.0
	for k, c := range counts {
		total += float64(c)
		if k+1 >= r.Best && k+1 <= r.Worst {
			inside += float64(c)
		}
	}
	r.Probability = inside / total
	return r
}

// GuaranteedRanks are intervals of places that hold the true rank of each unit
// with at least the level whatever the true scores are: a unit counts as above
// another only when their difference exceeds z times its standard error, z such
// that all differences of the unit from the n-1 others hold at once (Bonferroni).
// They are far wider than those of Ranks and hold the truth nearly always.
//
// Source: Mogstad, Romano, Shaikh and Wilhelm (2024), Inference for ranks with
// applications to mobility across neighbourhoods and academic achievement across
// countries, section 3, with Bonferroni's critical value for the bootstrap's.
func GuaranteedRanks(estimates, errs []float64, level float64) ([]RankInterval, error) {
	if err := checkEstimates(estimates, errs, level); err != nil {
		return nil, fmt.Errorf("find guaranteed rank intervals: %w", err)
	}
	n := len(estimates)
	z := math.Sqrt2 * math.Erfinv(1-(1-level)/float64(max(n-1, 1)))
	out := make([]RankInterval, n)
	for i, a := range estimates {
		out[i] = RankInterval{Level: level, Best: 1, Worst: n, Probability: level}
		for j, b := range estimates {
			switch bound := z * math.Hypot(errs[i], errs[j]); {
			case j == i:
			case b-a > bound:
				out[i].Best++
			case a-b > bound:
				out[i].Worst--
			}
		}
	}
	return out, nil
}
