// Package diagnosis runs every diagnosis method on one panel of units (occupation
// groups, sectors or territories of one territory and period) and says how sure
// each answer is.
//
// Inputs are estimates with a spread. Each draw takes one value of every input and
// gives the same values to all methods, so that their answers can be held against
// each other: how often a method puts a unit into a class, the places a unit may
// take, how many methods say shortage, how alike the rankings are.
//
// Invariants:
//
//   - A method whose input is missing for a unit does not rate the unit and says
//     which input; a method without inputs anywhere is listed with what it lacks.
//     Nothing stands in for a missing input.
//   - The point answers are those of the methods' public functions on the point
//     values; draws call the same functions.
//   - A suppressed unit has no answer and moves no other: it is left out before
//     anything that compares units.
//   - Draws of a panel come from a generator of its own: the result depends on
//     panel, draws and seed, not on the number of workers or on other panels.
//
// A panel of 40 units takes 5,000 draws of eight methods and of the composite in
// half a second of processor time on a busy machine (BenchmarkOneRegion); memory
// is 70 MB with two engines, whatever the number of panels.
//
// The package refuses to read tables, to make up inputs, and to weigh methods.
package diagnosis
