// Package shock finds and treats what happens to a series once: single values
// that are out of line (outliers) and lasting jumps of its level (shifts).
//
// The rule. The season, where the seasonality test of M4 finds one, is taken out
// by robust STL. What is left is held to be a level that drifts and is smoothed,
//
//	x(t) = l(t-1) + b + e(t),  l(t) = l(t-1) + b + alpha e(t),
//
// with alpha of the least sum of absolute errors, b the median change, and the
// standard deviation of the errors from their median absolute deviation, all of
// which a few wild values leave as they are. An outlier of size w at t adds w to
// e(t) and -w alpha (1-alpha)^(j-1) to e(t+j); a shift adds w (1-alpha)^j. By
// least squares on these patterns every place and kind has a size and a t value
// (Chen & Liu 1993, Journal of the American Statistical Association 88, 284-297,
// for the IMA(1,1) that this level is). The largest t value above Threshold is
// taken as an event, the series corrected by it, and the search repeated.
//
// What is no event, or is left:
//
//   - An event that comes again in the same place of the season is a season that
//     changes, and is dropped.
//   - Three shifts the same way within a season are a recession or a boom (Slide).
//   - In the last values an outlier and a shift cannot be told apart (Open).
//   - Not more than one value in twenty, at least one, is looked for: a series
//     that has more of them is like that.
//   - A series of fewer than 12 known values, or one whose errors are mostly
//     zero, has no scale to call a value wild by.
//
// How good it is is measured in shock_test.go. Gaussian series without events, of
// 24 to 240 values, have a false alarm in at most 1 of 100 (4 of 100 with five
// years of a monthly season). An event of twelve deviations is found, in its
// place and of its kind, in 99 of 100 cases, of eight in 95, of six in 60. Of
// heavy-tailed series (t with 5 degrees of freedom) one in 25 to nearly half,
// with the length, have an event: such values are rare, but they are theirs.
//
// Whether to treat. On windows of ten years of the 148 US payroll series
// (seven origins from 1985 to 2011, 708 cases, exponential smoothing, twelve
// months ahead, logarithms) treatment changed sMAPE by -1.9% and MASE by -1.1%;
// on the 180 cases with an event by -7.4% and -4.5%. On the last years of the M3
// training series, held back, the cases with an event changed by -1.7% and -0.7%
// (24 annual), -1.6% and +1.5% (93 quarterly), +3.3% and -4.5% (222 monthly). So
// it is worth having for employment, is no gain in general, and is off unless
// asked for.
//
// A spell of several months, such as the spring of 2020, is found as a shift
// down and shifts up again. Where its dates are known it is better declared: the
// caller blanks it (NaN), and only the lasting part of the change is searched
// for, across the gap.
//
// The package refuses to treat anything by itself: Find names, TreatTo changes.
package shock
