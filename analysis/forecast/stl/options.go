package stl

import (
	"fmt"
	"math"
	"slices"
)

// Options of one decomposition. The zero value of all but Period is R's
// stl(s.window = "periodic").
type Options struct {
	// Period is the number of values in a season, at least 2.
	Period int
	// Seasonal is the window of the sub-series smoothing, odd and at least 3,
	// counted in seasons; 0 is a season that does not change.
	Seasonal int
	// SeasonalDegree of that smoothing: 0 or 1.
	SeasonalDegree int
	// Trend window, odd; 0 is the least odd number not below 1.5 Period / (1 - 1.5/Seasonal).
	Trend int
	// LowPass window, odd; 0 is the least odd number not below Period.
	LowPass int
	// SeasonalJump, TrendJump, LowPassJump: loess is computed at every so
	// many-th place; 0 is a tenth of the window, rounded up. 1 is exact.
	SeasonalJump, TrendJump, LowPassJump int
	// Robust gives values far from the fit less weight: 15 outer rounds of one
	// inner round each. Otherwise there are two inner rounds.
	Robust bool
	// Inner and Outer rounds; 0 is what Robust says.
	Inner, Outer int
}

// plan is Options with every default filled in.
type plan struct {
	period                   int
	periodic                 bool
	seasonal, trend, lowPass smoother
	inner, outer             int
}

func (o Options) plan(n int) (plan, error) {
	p := plan{period: o.Period, periodic: o.Seasonal == 0}
	if o.Period < 2 {
		return p, fmt.Errorf("period %d: %w: it is at least 2", o.Period, ErrOptions)
	}
	if n <= 2*o.Period {
		return p, fmt.Errorf("%d values of period %d: %w", n, o.Period, ErrTooShort)
	}
	if o.SeasonalDegree < 0 || o.SeasonalDegree > 1 {
		return p, fmt.Errorf("seasonal degree %d: %w: it is 0 or 1", o.SeasonalDegree, ErrOptions)
	}
	for name, v := range map[string]int{"seasonal": o.Seasonal, "trend": o.Trend, "low-pass": o.LowPass} {
		if v != 0 && (v < 3 || v%2 == 0) {
			return p, fmt.Errorf("%s window %d: %w: it is odd and at least 3", name, v, ErrOptions)
		}
	}
	if slices.Min([]int{o.SeasonalJump, o.TrendJump, o.LowPassJump, o.Inner, o.Outer}) < 0 {
		return p, fmt.Errorf("a jump or a number of rounds below 0: %w", ErrOptions)
	}
	seasonal := o.Seasonal
	if p.periodic {
		seasonal = 10*n + 1
	}
	trend, low := o.Trend, o.LowPass
	if trend == 0 {
		trend = nextOdd(math.Ceil(1.5 * float64(o.Period) / (1 - 1.5/float64(seasonal))))
	}
	if low == 0 {
		low = nextOdd(float64(o.Period))
	}
	p.seasonal = smoother{seasonal, o.SeasonalDegree, jumpOf(o.SeasonalJump, seasonal)}
	p.trend = smoother{trend, 1, jumpOf(o.TrendJump, trend)}
	p.lowPass = smoother{max(low, 3), 1, jumpOf(o.LowPassJump, low)}
	p.inner, p.outer = 2, 0
	if o.Robust {
		p.inner, p.outer = 1, 15
	}
	if o.Inner > 0 {
		p.inner = o.Inner
	}
	if o.Outer > 0 {
		p.outer = o.Outer
	}
	return p, nil
}

func nextOdd(v float64) int {
	n := int(v)
	return n + 1 - n%2
}

func jumpOf(jump, window int) int {
	if jump > 0 {
		return jump
	}
	return (window + 9) / 10
}
