// Package series holds the values everything else is made of: periods and
// frequencies, keys, observations in time order, panels, and distributions.
//
// Invariants:
//
//   - A Period knows its frequency; periods of different frequencies never
//     compare equal and have no distance.
//   - A code is text and carries the list (classification and version) it was
//     taken from: section K is finance in NACE Rev. 2 and telecommunication in
//     Rev. 2.1.
//   - NaN means missing and only that. Infinities never enter a Series.
//   - A Series is contiguous: one value a period from Start on, gaps as NaN.
//   - A break is carried, never chained over unasked: Chain takes a named method,
//     needs a full year of overlap and marks what it gives.
//   - A Dist has non-decreasing quantiles; intervals are derived from it.
//
// The package refuses to read files, to know where a number came from, or to
// guess: a period text in no known form is an error, a day that could be read
// two ways is an error. It imports the standard library only.
package series
