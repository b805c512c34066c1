package indicator

import "math"

// Reading is a value with its interval at some level.
type Reading struct{ Value, Lower, Upper float64 }

// Change is the difference between two readings with an interval at the level that
// both have, recovered from theirs (MOVER):
//
//	lower = d - sqrt((after - after.Lower)^2 + (before.Upper - before)^2)
//	upper = d + sqrt((after.Upper - after)^2 + (before - before.Lower)^2),  d = after - before
//
// It is exact for normal errors and keeps the two sides of intervals that are not
// symmetric. It takes the errors as independent: where they are shared, as those of a
// choice of method made at both times, the interval is wider than it need be. NaN
// where an end is not known.
//
// Source: G. Y. Zou and A. Donner, Construction of confidence limits about effect
// measures: a general approach, Statistics in Medicine 27 (2008), section 2.
func Change(before, after Reading) Reading {
	d := after.Value - before.Value
	return Reading{Value: d,
		Lower: d - math.Hypot(after.Value-after.Lower, before.Upper-before.Value),
		Upper: d + math.Hypot(after.Upper-after.Value, before.Value-before.Lower)}
}

// IsSure says whether the interval of a change leaves zero out.
func (r Reading) IsSure() bool { return r.Lower > 0 || r.Upper < 0 }
