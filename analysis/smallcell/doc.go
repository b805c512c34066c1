// Package smallcell says what can be said of cells with few cases: rates drawn
// toward the rate of the group they belong to, intervals, grades, tables whose
// small cells stay hidden, and codes merged until enough cases stand behind each.
//
// Invariants:
//
//   - A shrunken rate lies between the cell's own rate and the prior's mean, the
//     nearer to its own the more cases it has. How much of it is the prior's is
//     said (ModelShare), and so are the cases and the interval.
//   - A cell the source does not show ("-") has no own rate: it is given as
//     Hidden, with the prior's mean and interval, and grade D.
//   - A number is hidden together with whatever would give it away. After
//     Suppress, whoever knows every number that is shown, every sum that holds and
//     that no number is negative still cannot bound a hidden cell more closely
//     than the protection asked for. Hidden for being small and hidden to protect
//     another look the same to a reader, and must be printed with the same mark.
//   - Merging neither loses nor adds a case, and says what was merged.
//   - Same input, same output: cells keep their order, ties go to the lower code.
//
// All limits are parameters of the catalogue (datasets/catalog/parameters/
// smallcell.toml); those that no published source fixes are marked as assumed.
//
// The package refuses to guess the count of a hidden cell, to print the
// difference of a total and the cells shown, to shrink without a stated prior
// weight or enough cells to estimate one, and to know what the cells are: it sees
// keys, cases and events.
//
// Shrinkage follows the beta-binomial model with a prior worth k cases, as ROA
// draws unreliable outflow coefficients toward the mean of the age group (Int. J.
// of Manpower 29(4)); k is given or estimated by moments (Kleinman, JASA 68,
// 1973). Suppression of counts by linear bounds: Fischetti and Salazar, Models and
// algorithms for the 2-dimensional cell suppression problem, 1999.
package smallcell
