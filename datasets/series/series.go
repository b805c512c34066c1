package series

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Break is a point from which values are not comparable with those before.
type Break struct {
	From   Period
	Reason string // key of a catalogue break: lfs_2021, excelsior_agriculture_2025
	Kind   BreakKind
}

// BreakKind says what changed.
type BreakKind string

// The kinds. The empty kind is a break of level.
const (
	// BreakLevel: the definition or the field of the survey changed, and with it the level.
	BreakLevel BreakKind = "level"
	// BreakClassification: the codes mean something else from here on.
	BreakClassification BreakKind = "classification"
	// BreakReconstructed: the publisher computed the values before by the new
	// rules, so that both sides are comparable.
	BreakReconstructed BreakKind = "reconstructed"
)

// Parts says whether values before the break and after it are not comparable.
func (b Break) Parts() bool { return b.Kind != BreakReconstructed }

// Series is one key's values, contiguous from Start; NaN is missing.
type Series struct {
	Key       Key
	Start     Period
	Values    []float64
	Breaks    []Break
	Chained   []Chained // links that Chain made; a series as published has none
	Synthetic bool      // true when any value is demonstration data
}

// ErrInfinite is returned for a value that is infinite.
var ErrInfinite = errors.New("infinite value")

// Check reports a series that breaks the invariants of the package.
func (s Series) Check() error {
	if len(s.Values) > 0 && s.Start.IsZero() {
		return fmt.Errorf("series %s: values without a start", s.Key)
	}
	for i, v := range s.Values {
		if math.IsInf(v, 0) {
			return fmt.Errorf("series %s at %s: %w", s.Key, s.Start.Add(i), ErrInfinite)
		}
	}
	return nil
}

// Freq of the series.
func (s Series) Freq() Freq { return s.Start.Freq() }

// Len is the number of periods, missing ones included.
func (s Series) Len() int { return len(s.Values) }

// End is the last period; the zero Period for an empty series.
func (s Series) End() Period {
	if len(s.Values) == 0 {
		return Period{}
	}
	return s.Start.Add(len(s.Values) - 1)
}

// At is the value at p, NaN outside the span.
func (s Series) At(p Period) float64 {
	if len(s.Values) == 0 || p.Freq() != s.Freq() {
		return math.NaN()
	}
	i := p.Since(s.Start)
	if i < 0 || i >= len(s.Values) {
		return math.NaN()
	}
	return s.Values[i]
}

// Slice is the part from the i-th to before the j-th value, sharing the values.
func (s Series) Slice(i, j int) Series {
	out := s
	out.Start = s.Start.Add(i)
	out.Values = s.Values[i:j:j]
	return out
}

// Missing is the number of missing values.
func (s Series) Missing() int {
	n := 0
	for _, v := range s.Values {
		if math.IsNaN(v) {
			n++
		}
	}
	return n
}

// Panel is a set of series in the order of their keys.
type Panel []Series

// Sort puts the panel in the order of keys.
func (p Panel) Sort() {
	slices.SortStableFunc(p, func(a, b Series) int { return a.Key.Compare(b.Key) })
}

// Find is the series of a key.
func (p Panel) Find(k Key) (Series, bool) {
	for _, s := range p {
		if s.Key == k {
			return s, true
		}
	}
	return Series{}, false
}
