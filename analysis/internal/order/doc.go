// Package order puts values in order where a simulation asks for it millions of
// times: the k-th smallest without sorting all, two quantiles of thousands of draws,
// and places kept between sorts.
//
// Invariants:
//
//   - Nothing is allocated by a function whose buffers are given.
//   - Equal values keep the order of their positions, so that an order does not
//     depend on the one that was there before.
//   - NaN is no value: Nth and Two refuse to know it (callers leave it out),
//     Places put it last.
//
// The package refuses to rank (who shares a place with whom is the caller's rule)
// and to interpolate between values (there are nine ways, each with its source).
package order
