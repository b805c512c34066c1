// Package composite builds a composite indicator of several indicators and says
// how sure its ranking is.
//
// The steps are those of the OECD/JRC Handbook on Constructing Composite
// Indicators (2008): outliers (outlier.go), normalisation (normalise.go), weights
// (weights.go), aggregation (aggregate.go, copeland.go), checks of the structure
// (checks.go), uncertainty (run.go, ranks.go, groups.go) and sensitivity
// (sobol.go, influence.go). Formulas and reference numbers follow the COINr
// package (Becker et al. 2022); where we differ the function says so.
//
// Invariants:
//
//   - A missing value stays missing. Weights of the indicators present are
//     re-scaled; a unit with less than the stated share of weight present gets no
//     score and no rank. Nothing is filled in with zero.
//   - A ranking comes with its intervals. Ranks read off noisy estimates are more
//     spread than the true ones, and draws centred on noisy estimates more still;
//     ranks.go estimates the spread of the true scores from the scores and their
//     errors, draws from what the data leave possible, and reports with each
//     interval the probability that it really holds.
//   - What no choice can reverse (a unit better on every indicator) is reported,
//     as is what the choices alone do to the ranking with inputs held fixed.
//   - Draws have their own generators, seeded by seed and number of the draw, and
//     are counted in whole numbers or in the order of draws: the result does not
//     depend on the number of workers in any bit.
//
// What no command asks stays for what it documents: Ranks and GuaranteedRanks are
// held by the trials of coverage, and BenefitOfDoubt, Dominance, Skew and Kurt are
// steps of the handbook with reference numbers of their own.
//
// The package refuses to read tables, to choose indicators, to invent errors of
// inputs (an indicator without intervals counts as exact and the result names
// it), to use negative weights, and to take the geometric or harmonic mean of
// values that are not positive (all indicators are re-scaled to 1 to 100 first).
package composite
