package stl

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/internal/order"
)

// Parts of a series: y = Trend + Seasonal + Remainder. The slices belong to the
// Workspace and hold until it is used again.
type Parts struct {
	Trend, Seasonal, Remainder []float64
	// Weights of the last outer round, 1 without one and 0 where y is missing.
	Weights []float64
}

// Errors that Decompose and Multiple wrap.
var (
	// ErrTooShort is returned for a series of two periods or fewer.
	ErrTooShort = errors.New("not more than two periods")
	// ErrNoData is returned for a series of which no value is known.
	ErrNoData = errors.New("no value known")
	// ErrOptions is returned for windows, degrees or periods that cannot be.
	ErrOptions = errors.New("impossible options")
	// ErrInfinite is returned for values beyond 1e300, whose sums may overflow.
	ErrInfinite = errors.New("beyond 1e300")
)

// Workspace holds what a decomposition needs. It belongs to one goroutine. The
// zero value is ready.
type Workspace struct {
	kernel
	filled, trend, seasonal, remainder, weights []float64
	cycle, a, b                                 []float64 // n + 2 Period
	sub, subWeight, subOut                      []float64 // one sub-series
	sorted, known                               []float64
	seasons                                     []float64 // of several periods, one after another
	several                                     [][]float64
	ordered                                     []int
	// order replaces the sorting of remainders in the test against R, whose own
	// sort now and then misplaces one of the two middle values.
	order func([]float64)
}

func (w *Workspace) grow(n, period int) {
	size := func(p *[]float64, n int) {
		if cap(*p) < n {
			*p = make([]float64, n)
		}
		*p = (*p)[:n]
	}
	for _, p := range []*[]float64{&w.filled, &w.trend, &w.seasonal, &w.remainder, &w.weights, &w.sorted, &w.known} {
		size(p, n)
	}
	for _, p := range []*[]float64{&w.cycle, &w.a, &w.b} {
		size(p, n+2*period)
	}
	k := (n-1)/period + 1
	for _, p := range []*[]float64{&w.sub, &w.subWeight, &w.subOut} {
		size(p, k)
	}
	size(&w.kernel.w, n+2*period)
}

// Decompose parts y, of more than two periods, in its own unit.
func (w *Workspace) Decompose(y []float64, o Options) (Parts, error) {
	p, err := o.plan(len(y))
	if err != nil {
		return Parts{}, err
	}
	w.grow(len(y), p.period)
	gaps, err := w.take(y)
	if err != nil {
		return Parts{}, err
	}
	w.decompose(p, gaps)
	for i, v := range y {
		w.remainder[i] = v - w.trend[i] - w.seasonal[i]
	}
	return Parts{w.trend, w.seasonal, w.remainder, w.weights}, nil
}

// take copies y with straight lines over what is missing. These lines are seen
// only where a window holds no known value at all.
func (w *Workspace) take(y []float64) (gaps bool, err error) {
	last := -1
	for i, v := range y {
		if math.Abs(v) > 1e300 {
			return false, fmt.Errorf("value %d is %v: %w", i+1, v, ErrInfinite)
		}
		w.filled[i], w.known[i] = v, 1
		if math.IsNaN(v) {
			w.known[i] = 0
			gaps = true
			continue
		}
		switch {
		case last < 0:
			for j := range i {
				w.filled[j] = v
			}
		case last < i-1:
			between(w.filled, last, i)
		}
		last = i
	}
	if last < 0 {
		return false, ErrNoData
	}
	for j := last + 1; j < len(y); j++ {
		w.filled[j] = y[last]
	}
	return gaps, nil
}

// decompose leaves trend, seasonal and weights of w.filled.
func (w *Workspace) decompose(p plan, gaps bool) {
	clear(w.trend)
	copy(w.weights, w.known)
	for round := 0; ; round++ {
		var weight []float64
		if gaps || round > 0 {
			weight = w.weights
		}
		for range p.inner {
			w.pass(p, weight)
		}
		if round >= p.outer {
			break
		}
		w.reweigh()
	}
	if p.periodic {
		w.repeat(p.period)
	}
}

// pass is one inner round: seasons by sub-series, less what is slow in them,
// then the trend of what is left.
func (w *Workspace) pass(p plan, weight []float64) {
	n, m := len(w.filled), p.period
	a, b := w.a, w.b
	for i, v := range w.filled {
		a[i] = v - w.trend[i]
	}
	w.subseries(p, weight)
	average(a[:n+m+1], w.cycle, m)
	average(b[:n+2], a[:n+m+1], m)
	average(a[:n], b[:n+2], 3)
	w.smoothTo(b[:n], a[:n], nil, p.lowPass)
	for i := range w.seasonal {
		w.seasonal[i] = w.cycle[m+i] - b[i]
	}
	for i, v := range w.filled {
		a[i] = v - w.seasonal[i]
	}
	w.smoothTo(w.trend, a[:n], weight, p.trend)
}

// subseries smooths the values of each place in the season and carries them one
// season on at both ends: w.a into w.cycle.
func (w *Workspace) subseries(p plan, weight []float64) {
	n, m := len(w.filled), p.period
	for j := range m {
		k := (n-1-j)/m + 1
		y, out := w.sub[:k], w.subOut[:k]
		var known []float64
		if weight != nil {
			known = w.subWeight[:k]
		}
		for i := range k {
			y[i] = w.a[i*m+j]
			if known != nil {
				known[i] = weight[i*m+j]
			}
		}
		w.smoothTo(out, y, known, p.seasonal)
		before, ok := w.fit(y, known, p.seasonal, -1, 0, min(p.seasonal.window, k)-1)
		if !ok {
			before = out[0]
		}
		after, ok := w.fit(y, known, p.seasonal, k, max(0, k-p.seasonal.window), k-1)
		if !ok {
			after = out[k-1]
		}
		w.cycle[j], w.cycle[(k+1)*m+j] = before, after
		for i, v := range out {
			w.cycle[(i+1)*m+j] = v
		}
	}
}

// average writes the moving averages of m values of x, len(x)-m+1 of them.
func average(out, x []float64, m int) {
	sum := 0.0
	for _, v := range x[:m] {
		sum += v
	}
	out[0] = sum / float64(m)
	for i := m; i < len(x); i++ {
		sum += x[i] - x[i-m]
		out[i-m+1] = sum / float64(m)
	}
}

// reweigh sets the bisquare weights of the outer loop: 1 up to a thousandth of
// six median absolute remainders, 0 beyond 999 of them.
func (w *Workspace) reweigh() {
	far := w.sorted[:0]
	for i, v := range w.filled {
		if w.known[i] != 0 {
			far = append(far, math.Abs(v-w.trend[i]-w.seasonal[i]))
		}
	}
	six := 3 * w.middle(far)
	for i, v := range w.filled {
		r := math.Abs(v - w.trend[i] - w.seasonal[i])
		switch {
		case w.known[i] == 0 || r > 0.999*six:
			w.weights[i] = 0
		case r <= 0.001*six:
			w.weights[i] = 1
		default:
			u := r / six
			w.weights[i] = (1 - u*u) * (1 - u*u)
		}
	}
}

// middle is the sum of the two middle values, twice the middle one of an odd number.
func (w *Workspace) middle(x []float64) float64 {
	n := len(x)
	if w.order != nil {
		w.order(x)
		return x[n/2] + x[n-n/2-1]
	}
	upper := order.Nth(x, n/2)
	if n%2 == 1 {
		return upper + upper
	}
	return upper + slices.Max(x[:n/2])
}

// repeat makes the season one figure, the mean of each place in it.
func (w *Workspace) repeat(m int) {
	for j := range m {
		sum, n := 0.0, 0
		for i := j; i < len(w.seasonal); i += m {
			sum += w.seasonal[i]
			n++
		}
		for i := j; i < len(w.seasonal); i += m {
			w.seasonal[i] = sum / float64(n)
		}
	}
}
