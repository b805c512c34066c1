package series

import (
	"errors"
	"fmt"
	"math"
)

// LinkMethod names how an earlier series is brought to the level of a later one.
type LinkMethod string

// The methods. Both need an overlap: values of the same periods by the old rules
// and by the new.
const (
	// LinkRatio multiplies the earlier values by the sum of the later series over
	// the overlap, over that of the earlier. For levels, which are positive.
	LinkRatio LinkMethod = "overlap_ratio"
	// LinkDifference adds the difference of the means over the overlap. For rates.
	LinkDifference LinkMethod = "overlap_difference"
)

// Chained says that values before a period were brought to the level after it.
type Chained struct {
	At      Period // first period that is as published
	Method  LinkMethod
	By      float64 // factor or difference
	Overlap int     // periods that both series have
	Old     Key     // of the earlier series
}

// String is overlap_ratio=1.0834 before 2025-06, for statuses and notes.
func (c Chained) String() string { return fmt.Sprintf("%s=%.4g before %s", c.Method, c.By, c.At) }

// ErrLink is returned for series that are not to be linked.
var ErrLink = errors.New("cannot link")

// Chain makes one series of an earlier and a later one: from at on the later is as
// it was published, before at the earlier brought to its level by a named method,
// and the result says so in Chained. Nothing is ever chained without being asked
// for by name: series over a break are otherwise left as they are, with their Breaks.
//
// The overlap is the periods before at and after it in which both have a value;
// a full year of them is asked for, so that no season is taken for a level. Both
// series must be of one measure, unit and frequency; codes may differ, which is
// what links of a classification change are for. A value missing in the earlier
// series stays missing.
func Chain(old, later Series, at Period, method LinkMethod) (Series, error) {
	refuse := func(format string, args ...any) (Series, error) {
		return Series{}, fmt.Errorf("%w %s and %s: %s", ErrLink, old.Key, later.Key, fmt.Sprintf(format, args...))
	}
	switch {
	case method != LinkRatio && method != LinkDifference:
		return refuse("unknown method %q; name %s or %s", method, LinkRatio, LinkDifference)
	case old.Key.Measure != later.Key.Measure || old.Key.Unit != later.Key.Unit:
		return refuse("they measure different things")
	case old.Len() == 0 || later.Len() == 0 || old.Freq() != later.Freq() || at.Freq() != later.Freq():
		return refuse("they need values of one frequency")
	case at.Since(later.Start) < 0 || at.Since(later.End()) > 0:
		return refuse("%s is not within the later series, %s to %s", at, later.Start, later.End())
	}
	var sumOld, sumLater float64
	n := 0
	for i, b := range later.Values {
		if a := old.At(later.Start.Add(i)); !math.IsNaN(a) && !math.IsNaN(b) {
			sumOld, sumLater = sumOld+a, sumLater+b
			n++
		}
	}
	if year := max(later.Freq().PerYear(), 1); n < year {
		return refuse("%d periods have a value in both, a full year (%d) is needed", n, year)
	}
	link := Chained{At: at, Method: method, Overlap: n, Old: old.Key}
	shift := func(v float64) float64 { return v + link.By }
	if method == LinkDifference {
		link.By = (sumLater - sumOld) / float64(n)
	} else {
		if !(sumOld > 0 && sumLater > 0) {
			return refuse("a ratio needs positive values over the overlap")
		}
		link.By = sumLater / sumOld
		shift = func(v float64) float64 { return v * link.By }
	}
	out := later
	out.Breaks = nil
	for _, b := range append(append([]Break(nil), old.Breaks...), later.Breaks...) {
		if b.From != at { // the link stands in its place
			out.Breaks = append(out.Breaks, b)
		}
	}
	out.Synthetic = old.Synthetic || later.Synthetic
	out.Chained = append(append(append([]Chained(nil), old.Chained...), later.Chained...), link)
	out.Start, out.Values = later.Start, nil
	if old.Start.Since(later.Start) < 0 {
		out.Start = old.Start
	}
	for p := out.Start; p.Since(later.End()) <= 0; p = p.Add(1) {
		v := later.At(p)
		if p.Since(at) < 0 {
			v = shift(old.At(p))
		}
		out.Values = append(out.Values, v)
	}
	return out, out.Check()
}
