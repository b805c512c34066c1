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
// Whether to treat. Change of the errors of exponential smoothing (package ets),
// sMAPE and MASE, in the cases that have such an event, by treating all events and
// by treating clear outliers only (IsClear), measured by use_slow_test.go:
//
//	last years of M3 training series, 327 annual     -4.0% -1.4% (24 cases)   +11.4% +14.0% (1)
//	the same, 704 quarterly                          -2.9% -1.6% (95)          -7.2%  -7.5% (36)
//	the same, 1,428 monthly                          +5.4% +1.9% (222)         +2.2%  +0.2% (70)
//	US payrolls, 708 windows from 1985 to 2012       -2.4% +1.3% (180)        -11.9%  -9.6% (53)
//	Australian labour, 342 windows from 2003 to 2019 -0.6% -1.1% (6)           none
//	Australian tourism, 555 windows, 1998 to 2016    -3.1% -3.9% (77)          -6.3%  -7.7% (18)
//
// The rule for clear outliers was chosen on the first four rows; the last two
// were looked at once, afterwards. Over all cases of a row it moves sMAPE by
// -0.9% to +0.1%. So a clear outlier is worth treating, a shift is worth naming:
// exponential smoothing gets over it by itself.
//
// A spell of several months, such as the spring of 2020, is found as a shift
// down and shifts up again. Where its dates are known it is better declared: the
// caller blanks it (NaN), and only the lasting part of the change is searched
// for, across the gap.
//
// The package refuses to treat anything by itself: Find names, TreatTo changes.
package shock
