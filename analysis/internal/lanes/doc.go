// Package lanes does to a column of numbers what simulations do to it millions of
// times, several numbers at once where the processor can (AVX2): exponentials,
// draws, places, sums, and the values between two limits.
//
// Invariants:
//
//   - The wide instructions and the plain loops give the same bits, tails and
//     missing values included. No multiplication is fused with an addition on
//     either side, and sums are taken in the order Sum says.
//   - Nothing is allocated, and nothing is written beyond the length given, but for
//     the Overhang that BetweenTo asks for.
//   - NaN is a missing value: it is in no count, and a result that needs it is NaN.
//
// The package refuses to choose: which units share a place, which quantile is
// meant, what a missing value means, is for the caller to say.
package lanes
