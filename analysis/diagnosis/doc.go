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
//   - A method whose input is missing for a unit rates it only where its own rule
//     does, and else says which input; a method without inputs anywhere is listed
//     with what it lacks. Nothing stands in for a missing input.
//   - Points and draws are rated by the rule that is the method's public function
//     (shortage.PanelRule): the same numbers in every bit.
//   - A suppressed unit has no answer and moves no other: it is left out before
//     anything that compares units.
//   - The result depends on panel, draws and seed, not on the number of workers or
//     on other panels. The random numbers belong to indicator and place of the unit
//     on the panel: all panels take the same (common random numbers), so that two
//     years of a territory differ by their data and not by their draws. An error of
//     the draws is therefore shared by panels and does not average out over them.
//     The composite's are each panel's own.
//   - The past of an indicator, and what is given in whole points, has no spread.
//
// Methods that want something else than a value for each unit are listed without
// being run: shortage.PanelRules says which and why.
//
// Kendall's tau has its spread from the first 400 draws (DefaultTauDraws), with a
// standard error of 3 % of the interval's width at either end.
//
// Time: draws are made sixteen at a time, then a method rates them one after the
// other; ranks are counted, not sorted, classes added up by the line, and the ends of
// intervals found through a sample (packages lanes and order). All of it has a plain
// twin with the same bits for processors without AVX2. 20 regions of 40 units and 12
// years take 41 seconds of processor time on a busy machine, that is half as many on
// two cores, and 213 MB (BenchmarkDiagnosis): 0.11 seconds for the 18 methods on a
// panel and 0.05 for the composite. The numbers of all draws are shared by the
// engines of a run; memory does not depend on the number of panels, and grows with
// units, draws and indicators of one.
//
// The package refuses to read tables, to make up inputs, and to weigh methods.
package diagnosis
