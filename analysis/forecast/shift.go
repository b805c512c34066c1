package forecast

import (
	"fmt"
	"math"
	"slices"
)

// shift brings values from before a break to the level after it: by a factor
// where all values are positive, by a difference otherwise.
type shift struct {
	factor bool
	by     float64
}

func (s shift) apply(v float64) float64 {
	if s.factor {
		return v * s.by
	}
	return v + s.by
}

// String is "x1.08" or "+0.12".
func (s shift) String() string {
	if s.factor {
		return fmt.Sprintf("x%.3f", s.by)
	}
	return fmt.Sprintf("%+.3g", s.by)
}

// levelShift estimates the jump at position at as the median change over a
// year across the break less the median change over a year just before it
// (changes of logarithms where all values are positive). It assumes that
// growth went on as in the last year before the break; false when too few
// pairs are known.
func levelShift(y []float64, at, season int) (shift, bool) {
	positive := true
	for _, v := range y {
		if v <= 0 {
			positive = false
		}
	}
	change := func(from, to int) []float64 {
		var out []float64
		for i := max(from, season); i < min(to, len(y)); i++ {
			d := y[i] - y[i-season]
			if positive {
				d = math.Log(y[i]) - math.Log(y[i-season])
			}
			if !math.IsNaN(d) {
				out = append(out, d)
			}
		}
		return out
	}
	across, before := change(at, at+season), change(at-season, at)
	if len(across) < (season+1)/2 {
		return shift{}, false
	}
	by := median(across)
	if len(before) >= (season+1)/2 {
		by -= median(before)
	}
	if positive {
		by = math.Exp(by)
	}
	return shift{factor: positive, by: by}, finite(by)
}

// median of a non-empty slice; x is not changed.
func median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}
