package composite

import (
	"math"
	"slices"

	"fabbisogno/analysis/internal/lanes"
)

// Limits of the test for outliers: an indicator passes when the absolute skewness
// is below the first or the kurtosis below the second (COINr check_SkewKurt).
const (
	skewLimit = 2
	kurtLimit = 3.5
)

// DefaultWinsor is the largest number of points moved before the logarithm is tried.
const DefaultWinsor = 5

// logOffset is the share of the range added under the logarithm, so that the
// smallest value stays finite (COINr log_CT).
const logOffset = 0.01

// Treatment is what was done to the outliers of one indicator.
type Treatment struct {
	SkewBefore, KurtBefore float64
	SkewAfter, KurtAfter   float64
	Winsorised             int  // points moved to the next value
	High                   bool // at the upper end; else at the lower
	Log                    bool // logarithm of the original values instead
	Fails                  bool // the test still fails
}

// Skew is the sample skewness G1 and Kurt the sample excess kurtosis G2, both
// adjusted for the size of the sample as spreadsheets do. Missing values are left
// out; NaN with fewer than 3 and 4 values, or when all are equal.
func Skew(x []float64) float64 { g, _ := shape(x); return g }

// Kurt is described with Skew.
func Kurt(x []float64) float64 { _, g := shape(x); return g }

func shape(x []float64) (skew, kurt float64) {
	sum, known := lanes.Sum(x)
	n := float64(known)
	s2, s3, s4 := lanes.Powers(x, sum/n)
	skew, kurt = math.NaN(), math.NaN()
	if n < 3 || s2 <= 0 {
		return skew, kurt
	}
	variance := s2 / (n - 1)
	skew = n / ((n - 1) * (n - 2)) * s3 / (variance * math.Sqrt(variance))
	if n > 3 {
		kurt = n*(n+1)/((n-1)*(n-2)*(n-3))*s4/(variance*variance) - 3*(n-1)*(n-1)/((n-2)*(n-3))
	}
	return skew, kurt
}

// passes is the test. What cannot be tested (too few values, all equal) passes.
func passes(skew, kurt float64) bool {
	return math.IsNaN(skew) || math.IsNaN(kurt) || math.Abs(skew) < skewLimit || kurt < kurtLimit
}

// Treat treats outliers: while the test fails, one more point at the end the
// skewness points to is moved to the next value (Winsorisation), up to limit
// points; if the test still fails, the logarithm of the original values is taken,
// mirrored for negative skewness. The log replaces the Winsorised values, as
// COINr's default does, unless the log fails the test too and Winsorising came
// nearer to passing. A limit of zero goes straight to the logarithm; a negative
// limit leaves the values as they are. Missing values stay missing.
func Treat(x []float64, limit int) ([]float64, Treatment) {
	out := slices.Clone(x)
	t := treatTo(out, x, limit, make([]float64, 0, max(limit, 0)+1))
	return out, t
}

// treatTo writes the treated x into dst; both have the same length. ends is a
// buffer with room for limit+1 values.
func treatTo(dst, x []float64, limit int, ends []float64) Treatment {
	copy(dst, x)
	skew, kurt := shape(x)
	t := Treatment{SkewBefore: skew, KurtBefore: kurt, SkewAfter: skew, KurtAfter: kurt}
	if passes(skew, kurt) {
		return t
	}
	t.High = skew > 0
	if limit < 0 {
		t.Fails = true
		return t
	}
	ends = extremes(ends[:0], x, limit+1, t.High)
	for k := 1; k < len(ends); k++ {
		for i, v := range x {
			if t.High && v > ends[k] || !t.High && v < ends[k] {
				dst[i] = ends[k]
			}
		}
		t.SkewAfter, t.KurtAfter = shape(dst)
		t.Winsorised = k
		if passes(t.SkewAfter, t.KurtAfter) {
			return t
		}
	}
	skewWinsorised, kurtWinsorised := t.SkewAfter, t.KurtAfter
	logTo(dst, x, t.High)
	t.SkewAfter, t.KurtAfter = shape(dst)
	t.Fails = !passes(t.SkewAfter, t.KurtAfter)
	if t.Fails && len(ends) > 1 && math.Abs(skewWinsorised) < math.Abs(t.SkewAfter) {
		clampTo(dst, x, ends[len(ends)-1], t.High)
		t.SkewAfter, t.KurtAfter = skewWinsorised, kurtWinsorised
		return t
	}
	t.Winsorised, t.Log = 0, true
	return t
}

// extremes appends the most extreme values at one end to buf, the outermost first.
func extremes(buf, x []float64, most int, high bool) []float64 {
	for _, v := range x {
		if v != v {
			continue
		}
		at := len(buf)
		for at > 0 && (high && v > buf[at-1] || !high && v < buf[at-1]) {
			at--
		}
		if at == most {
			continue
		}
		if len(buf) < most {
			buf = append(buf, 0)
		}
		copy(buf[at+1:], buf[at:len(buf)-1])
		buf[at] = v
	}
	return buf
}

func clampTo(dst, x []float64, limit float64, high bool) {
	for i, v := range x {
		if high && v > limit || !high && v < limit {
			v = limit
		}
		dst[i] = v
	}
}

func logTo(dst, x []float64, high bool) {
	lo, hi, _ := lanes.RangeOf(x)
	offset := logOffset * (hi - lo)
	for i, v := range x {
		if high {
			dst[i] = math.Log(v - lo + offset)
		} else {
			dst[i] = -math.Log(hi - v + offset)
		}
	}
}
