package stl

import (
	"fmt"
	"slices"
)

// MultipleOptions of a decomposition by several periods. The zero value is R's mstl().
type MultipleOptions struct {
	// Windows of the seasons, one a period in rising order of the periods; nil
	// is 11, 15, 19 and so on, by which longer seasons change more slowly.
	Windows []int
	// Iterate is how often every season is estimated, given the others; 0 is
	// 2, and 1 where there is one period only.
	Iterate int
	// Robust as in Options.
	Robust bool
}

// Seasons of a series: y = Trend + the sum of Seasonal + Remainder. The slices
// belong to the Workspace and hold until it is used again.
type Seasons struct {
	Periods          []int       // those that were used, rising
	Seasonal         [][]float64 // one a period
	Trend, Remainder []float64
}

// window of the k-th season, from 0.
func (o MultipleOptions) window(k int) int {
	if k < len(o.Windows) {
		return o.Windows[k]
	}
	return 11 + 4*k
}

// Multiple parts y by several periods, the shortest first. Periods of which y
// does not have more than two are left out; ErrTooShort when none is left.
func (w *Workspace) Multiple(y []float64, periods []int, o MultipleOptions) (Seasons, error) {
	n := len(y)
	w.ordered = append(w.ordered[:0], periods...)
	slices.Sort(w.ordered)
	w.ordered = slices.Compact(w.ordered)
	if len(w.ordered) == 0 || w.ordered[0] < 2 || o.Iterate < 0 || (o.Windows != nil && len(o.Windows) != len(w.ordered)) {
		return Seasons{}, fmt.Errorf("periods %v, %d windows, %d rounds: %w: periods are at least 2, windows as many", periods, len(o.Windows), o.Iterate, ErrOptions)
	}
	for len(w.ordered) > 0 && n <= 2*w.ordered[len(w.ordered)-1] {
		w.ordered = w.ordered[:len(w.ordered)-1]
	}
	count := len(w.ordered)
	if count == 0 {
		return Seasons{}, fmt.Errorf("%d values, periods %v: %w", n, periods, ErrTooShort)
	}
	iterate := o.Iterate
	if iterate == 0 {
		iterate = min(count, 2)
	}
	w.prepareSeasons(n, count)
	w.grow(n, w.ordered[count-1])
	gaps, err := w.take(y)
	if err != nil {
		return Seasons{}, err
	}
	for range iterate {
		for k, m := range w.ordered {
			p, err := Options{Period: m, Seasonal: o.window(k), Robust: o.Robust}.plan(n)
			if err != nil {
				return Seasons{}, err
			}
			season := w.several[k]
			for i, v := range season {
				w.filled[i] += v
			}
			w.grow(n, m)
			w.decompose(p, gaps)
			for i, v := range w.seasonal {
				season[i] = v
				w.filled[i] -= v
			}
		}
	}
	for i, v := range y {
		w.remainder[i] = v - w.trend[i]
		for _, season := range w.several {
			w.remainder[i] -= season[i]
		}
	}
	return Seasons{w.ordered, w.several, w.trend, w.remainder}, nil
}

// prepareSeasons makes room for count seasons of zeros.
func (w *Workspace) prepareSeasons(n, count int) {
	if cap(w.seasons) < n*count {
		w.seasons = make([]float64, n*count)
	}
	w.seasons = w.seasons[:n*count]
	clear(w.seasons)
	w.several = w.several[:0]
	for k := range count {
		w.several = append(w.several, w.seasons[k*n:(k+1)*n])
	}
}
