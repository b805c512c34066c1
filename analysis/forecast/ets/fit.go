package ets

import (
	"errors"
	"fmt"
	"math"
)

// Bounds of the smoothing parameters, those of R's ets(); beta lies below
// alpha, gamma below 1 - alpha.
const (
	low, high       = 1e-4, 0.9999
	phiLow, phiHigh = 0.8, 0.98
)

// Fit is an estimated form.
type Fit struct {
	Form                    Form
	Alpha, Beta, Gamma, Phi float64   // Phi is 1 when not damped
	Level, Slope            float64   // after the last observation
	Season                  []float64 // the indices of the next m periods
	FirstLevel, FirstSlope  float64
	FirstSeason             []float64 // the indices of the first m periods
	LogLik                  float64   // without its constant, as R gives it
	AICc                    float64   // +Inf where there are too few observations
	Sigma                   float64   // standard deviation of the errors, relative ones where Form.Error is Mul
	N                       int
}

// ErrTooShort is returned when there are too few observations for a form.
var ErrTooShort = errors.New("too few observations")

// ErrNotPositive is returned for a multiplicative form and values that are not positive.
var ErrNotPositive = errors.New("a multiplicative form needs positive values")

// ErrNoFit is returned when no parameters give a finite likelihood.
var ErrNoFit = errors.New("no parameters give a finite likelihood")

// Workspace holds what a fit needs, so that many fits need it once. It belongs
// to one goroutine. The zero value is ready.
type Workspace struct {
	tape
	descent
	scaled, adjusted    []float64
	firstSeason, counts []float64
	best                point
	bestSeason          []float64
	bestX               [most]float64
	task                task
	newton              newton
	heads               [3]head
	candidates          [15]candidate
	before              []candidate // those of the series that this one extends, levels in its own unit
	entered             int         // candidates of the last series
	least               float64     // AICc of the chosen one
	unit                float64     // of the scaled series
	averaged            bool        // forms are to be averaged
	additive            bool        // no form with a multiplicative part
	bestErrors          []float64
}

func (w *Workspace) grow(n, m int) {
	w.tape.grow(n, m)
	if cap(w.scaled) < n {
		block := make([]float64, 2*n)
		w.scaled, w.adjusted = block[:n:n], block[n:]
	}
	if cap(w.firstSeason) < m {
		block := make([]float64, 4*m)
		w.firstSeason, w.counts, w.bestSeason, w.task.season = block[:m:m], block[m:2*m:2*m], block[2*m:3*m:3*m], block[3*m:]
	}
}

// Fit estimates a form on y, at least as many values as Form.Parameters plus
// one, of m periods a year (1: no season).
func (w *Workspace) Fit(f Form, y []float64, m int) (Fit, error) {
	_, scale, err := w.estimate(f, y, m)
	if err != nil {
		return Fit{}, err
	}
	return w.result(f, m, scale, nil, nil), nil
}

// estimate leaves the optimum in w.best and the scaled series in w.scaled; j is
// J of the scaled series.
func (w *Workspace) estimate(f Form, y []float64, m int) (j, scale float64, err error) {
	if err := check(f, y, m); err != nil {
		return 0, 0, err
	}
	if f.Season == None {
		m = 0
	}
	w.grow(len(y), m)
	scale = w.rescale(y)
	j = w.search(f, w.scaled, m)
	if math.IsInf(j, 1) {
		return 0, 0, fmt.Errorf("%s: %w", f, ErrNoFit)
	}
	return j, scale, nil
}

func check(f Form, y []float64, m int) error {
	if f.Season != None && (m < 2 || m > longest) {
		return fmt.Errorf("%s with %d periods a year: %w", f, m, ErrForm)
	}
	if len(y) < f.Parameters(m)+1 {
		return fmt.Errorf("%s needs %d values, not %d: %w", f, f.Parameters(m)+1, len(y), ErrTooShort)
	}
	if f.multiplies() {
		for _, v := range y {
			if v <= 0 {
				return fmt.Errorf("%s: %w", f, ErrNotPositive)
			}
		}
	}
	return nil
}

// meanSize is the mean absolute value, 1 for a series of zeros.
func meanSize(y []float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += math.Abs(v) / float64(len(y))
	}
	if sum == 0 {
		return 1
	}
	return sum
}

// starts are the first smoothing parameters: those of R, then slower and
// faster ones for the likelihoods with several hills.
var starts = [...][4]float64{{0.2, 0.1, 0.05, 0.95}, {0.5, 0.05, 0.1, 0.9}, {0.9, 0.02, 0.5, 0.97}, {0.05, 0.5, 0.02, 0.85}, {0.85, 0.9, 0.1, 0.5}, {0.03, 0.5, 0.95, 0.9}}

// search leaves the best point in w.best and gives its J. Only one optimum in
// hundreds is not admissible, so this is looked at afterwards, and the search
// repeated inside the region where it was not.
func (w *Workspace) search(f Form, x []float64, m int) float64 {
	j := w.searchIn(f, x, m, false)
	p := &w.best
	if !math.IsInf(j, 1) && !admissible(f, m, p.alpha, p.beta, p.gamma, p.phi) {
		return w.searchIn(f, x, m, true)
	}
	return j
}

// searchIn goes down from every start, inside the admissible region if guarded.
func (w *Workspace) searchIn(f Form, x []float64, m int, guarded bool) float64 {
	w.start(f, x, m, &w.best)
	t := &w.task
	*t = task{tape: &w.tape, form: f, y: x, m: m, season: t.season[:cap(t.season)], guarded: guarded}
	t.centre(&w.best)
	best := math.Inf(1)
	for _, s := range starts {
		k := t.pack(w.x[:], &w.best, s)
		if j := w.minimise(t, k, 200, 1e-7); j < best {
			best = j
			copy(w.bestX[:k], w.x[:k])
		}
	}
	if !math.IsInf(best, 1) {
		t.unpack(w.bestX[:])
		w.best = t.at
		w.best.season = w.bestSeason[:len(t.at.season)]
		copy(w.best.season, t.at.season)
	}
	return best
}

// criterion is the AICc at J; +Inf where there are too few observations.
func criterion(f Form, m, n int, j float64) float64 {
	k := f.Parameters(m)
	if n <= k+1 {
		return math.Inf(1)
	}
	return j + 2*float64(k) + 2*float64(k*(k+1))/float64(n-k-1)
}

// result runs through the best point once more and reads it off the tape, in
// the unit of the series. The space for the indices is used again when given.
func (w *Workspace) result(f Form, m int, scale float64, season, first []float64) Fit {
	x, p := w.scaled, &w.best
	n := len(x)
	if f.Season == None {
		m = 0
	}
	j := w.run(f, x, p) + 2*float64(n)*math.Log(scale)
	sum := 0.0
	for _, e := range w.e {
		sum += e * e
	}
	out := Fit{Form: f, Alpha: p.alpha, Beta: p.beta, Gamma: p.gamma, Phi: p.phi, N: n,
		Level: w.level * scale, Slope: w.tape.slope * scale, FirstLevel: p.level * scale, FirstSlope: p.slope * scale,
		LogLik: -j / 2, AICc: criterion(f, max(m, 1), n, j), Sigma: math.Sqrt(sum / float64(n-(f.Parameters(max(m, 1))-1)))}
	if f.Error == Add {
		out.Sigma *= scale
	}
	unit := 1.0
	if f.Season == Add {
		unit = scale
	}
	out.Season, out.FirstSeason = season[:0], first[:0]
	for i := range m {
		out.Season = append(out.Season, w.tape.season[(n+i)%m]*unit)
		out.FirstSeason = append(out.FirstSeason, p.season[i]*unit)
	}
	return out
}
