// Package cause says why a shortage may be there and what could be done about it.
//
// A cause is graded from indicators that published schemes name for it: the
// drivers of Jobs and Skills Australia (training, suitability and retention gap)
// and the complementary indicators of the French DARES (hiring intensity,
// employment conditions, available workforce, training specificity, geographic
// mismatch). Which indicator speaks for which cause stands in
// declared/causes.toml, causes by remedies in declared/remedies.toml, the floors
// among the parameters of the catalogue (cause.toml).
//
// Invariants:
//
//   - A grade is main, contributing, not established or no data. A cause whose
//     indicators are missing is never called absent, and one whose interval
//     straddles its floor is not established.
//   - Every grade names the indicators behind it with value, interval, floor and
//     verdict, and the share of the settings of the floors that give it. The
//     share is enumerated, not drawn: it has no sampling error.
//   - Migration is never given alone: Advice holds all remedies and hands them
//     out together, the alternatives first.
//   - Every pair of cause and remedy says what it rests on; none of them on a
//     measured effect.
//
// The package refuses to read tables, to estimate an effect of a remedy, and to
// name a cause of what is no shortage. That an indicator speaks for a cause is a
// sign, not proof that removing the cause ends the shortage.
package cause
