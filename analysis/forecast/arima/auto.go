package arima

import (
	"fmt"
	"math"

	"fabbisogno/analysis/forecast/unitroot"
)

// leastRoot: an order whose polynomials have a root nearer to zero is refused,
// as R does: it would be all but non-stationary or non-invertible.
const leastRoot = 1.01

// Search tolerances: an iteration that gains less of J ends the search by
// conditional squares, that of an order among others, and that of one that may
// be chosen.
const (
	rough, coarse, fine = 1e-2, 1e-3, 1e-7
)

// near is by how much an order may be worse than the best after the coarse search
// and still be worth a fine one.
const near = 1

// auto chooses the order by the stepwise search of Hyndman & Khandakar 2008
// (Journal of Statistical Software 27/3): seasonal differences by the strength
// of the season, then differences by the KPSS test, then from four models to
// their best neighbour by AICc until none is better.
func (f *Fitter) auto(y []float64, m int) (*Fit, error) {
	if len(y) < 3 {
		return nil, fmt.Errorf("ARIMA needs 3 values, not %d: %w", len(y), ErrTooShort)
	}
	base := f.differences(y, m)
	f.load(y, base)
	f.grow(max(base.arMost(len(y)), base.maMost(len(y))+1))
	f.tried = f.tried[:0]
	s := search{f: f, base: base, best: math.Inf(1)}
	if f.scale > 0 {
		s.walk()
	}
	if math.IsInf(s.best, 1) { // constant differences, or too few of them for any order
		s.order = base
		s.order.Drift = base.Drift && f.scale == 0
	}
	o := s.order
	f.load(y, o)
	copy(f.bestX[:], s.at[:])
	if f.Fast && f.scale > 0 && o.lags() > 0 {
		f.polish(s)
	}
	return f.finish(), nil
}

// polish searches the chosen order by the exact likelihood, from the optimum of
// its conditional squares, which stays where the exact one has roots too near to
// the unit circle.
func (f *Fitter) polish(s search) {
	k := f.order.lags()
	copy(f.x[:k], s.at[:k])
	if j := f.minimise(&f.model, k, 60, fine); math.IsInf(j, 1) {
		return
	}
	f.value(f.x[:k])
	if f.isInside(leastRoot) {
		copy(f.bestX[:k], f.x[:k])
	}
}

// differences is the order with only differences and a constant where one is
// possible: a constant differenced series is not differenced further.
func (f *Fitter) differences(y []float64, m int) Order {
	o := Order{M: m}
	if m < 2 || len(y) <= 2*m {
		o.M = 0
	}
	if o.M > 1 {
		o.SD = unitroot.SeasonalDiffs(y, o.M)
	}
	f.reserve(len(y))
	w := differenceTo(f.columns[0], y, o)
	if o.SD == 0 || !isConstant(w) {
		o.D = min(unitroot.Diffs(w), max(len(w)-3, 0))
	}
	o.Mean = o.lost() == 0
	o.Drift = !o.Mean && o.D+o.SD == 1
	return o
}

func isConstant(y []float64) bool {
	for _, v := range y {
		if v != y[0] {
			return false
		}
	}
	return true
}

// Longest polynomials of a search on n values.
func (o Order) lagsMost(n int) (lags, seasons int) {
	lags = min(mostLags, n/3)
	if o.M > 1 {
		seasons = min(mostSeasons, n/3/o.M)
	}
	return lags, seasons
}

func (o Order) arMost(n int) int { l, s := o.lagsMost(n); return l + s*o.M }
func (o Order) maMost(n int) int { return o.arMost(n) }

// search is one stepwise walk.
type search struct {
	f             *Fitter
	base          Order
	lags, seasons int
	// constant is what neighbours are tried with. As in R it stays when the first
	// model without one is the best of the first five: more simple orders are kept
	// than if the walk went on without, and annual series of M3 are better for it.
	constant bool
	order    Order // the best so far
	best     float64
	at       [most]float64 // its angles
}

// walk visits the neighbours of the best order, in R's sequence, until none is
// better.
func (s *search) walk() {
	if s.f.n <= s.base.Parameters()+1 {
		return
	}
	s.lags, s.seasons = s.base.lagsMost(len(s.f.y))
	s.constant = s.base.Mean || s.base.Drift
	a, b := min(s.lags, 1), min(s.seasons, 1)
	for _, o := range [...][4]int{{min(s.lags, 2), min(s.lags, 2), b, b}, {}, {a, 0, b, 0}, {0, a, 0, b}} {
		s.try(o[0], o[1], o[2], o[3], s.constant)
	}
	if s.constant {
		s.try(0, 0, 0, 0, false)
	}
	for range 94 { // R's bound on the number of models
		if !s.step() {
			return
		}
	}
}

// moves are the neighbours: changes of p, q, P, Q.
var moves = [...][4]int{
	{0, 0, -1, 0}, {0, 0, 0, -1}, {0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, -1, -1}, {0, 0, -1, 1}, {0, 0, 1, -1}, {0, 0, 1, 1},
	{-1, 0, 0, 0}, {0, -1, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {-1, -1, 0, 0}, {-1, 1, 0, 0}, {1, -1, 0, 0}, {1, 1, 0, 0},
}

// step moves to the first better neighbour; false when there is none.
func (s *search) step() bool {
	o := s.order
	for _, m := range moves {
		if s.try(o.P+m[0], o.Q+m[1], o.SP+m[2], o.SQ+m[3], s.constant) {
			return true
		}
	}
	if (s.base.Mean || s.base.Drift) && s.try(o.P, o.Q, o.SP, o.SQ, !s.constant) {
		s.constant = !s.constant
		return true
	}
	return false
}

// try fits an order that was not tried and says whether it is the best so far.
func (s *search) try(p, q, sp, sq int, constant bool) bool {
	f, o := s.f, s.base
	if min(p, q, sp, sq) < 0 || max(p, q) > s.lags || max(sp, sq) > s.seasons {
		return false
	}
	o.P, o.Q, o.SP, o.SQ = p, q, sp, sq
	o.Mean, o.Drift = o.Mean && constant, o.Drift && constant
	for _, t := range f.tried {
		if t == o {
			return false
		}
	}
	f.tried = append(f.tried, o)
	if f.n <= o.Parameters()+1 {
		return false
	}
	f.load(f.y, o)
	if f.scale == 0 {
		return false
	}
	j := s.estimate(o)
	aicc := s.aicc(o, j)
	if !(aicc < s.best) {
		return false
	}
	f.value(f.x[:o.lags()])
	if !f.isInside(leastRoot) {
		return false
	}
	s.order, s.best = o, aicc
	copy(s.at[:], f.x[:])
	return true
}

// estimate searches an order and gives its J. With a season the exact likelihood
// is dear, and the conditional sum of squares leads near its optimum; only an
// order that may be the best is worth the last digits.
func (s *search) estimate(o Order) float64 {
	f := s.f
	cheap := f.Fast || o.SP+o.SQ > 0
	f.conditional.on = cheap
	tolerance := rough
	if f.Fast {
		tolerance = coarse
	}
	f.from(starts[0], 60, tolerance)
	f.conditional.on = false
	if f.Fast {
		return f.value(f.x[:o.lags()])
	}
	f.warm = cheap
	j := f.minimise(&f.model, o.lags(), 60, coarse)
	if s.aicc(o, j) < s.best+near {
		j = f.minimise(&f.model, o.lags(), 100, fine)
	}
	f.warm = false
	return j
}

// aicc of an order at J.
func (s *search) aicc(o Order, j float64) float64 {
	n, k := float64(s.f.n), float64(o.Parameters())
	return j + 2*n*math.Log(s.f.scale) + 2*k + 2*k*(k+1)/(n-k-1)
}
