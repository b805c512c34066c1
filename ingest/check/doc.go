// Package check holds the quality rules: what is wrong with a file's rows once
// they are harmonized, as data and not as log lines.
//
// The rules are listed once, in rules.go, with a number, a name and what happens
// when one is broken: the file is refused, the row is rejected, or an issue is
// noted. The effect gives the severity: error, warning, note. They run in stages, by
// the hundreds of their numbers, as in the validation order of European statistics:
// form of the file, structure, form of the row, codes, single values, rows against
// each other, the file as a whole. A row is reported by the first stage it does not
// pass.
//
// A Checker sees the rows of one file as they pass (Add) and holds of them only
// what its rules need: a hash of each cell, the ends of each series, the codes
// that occur. After the last row, Settle applies the rules of rows against each
// other; it reads the rows again, from wherever the caller keeps them, only when
// something was found or may be. Settled.Apply then gives each row its final
// outcome. So a file of any length is checked in bounded memory, with the outcomes
// and messages that holding all rows at once would give.
//
// To add a rule of a single value, add it to Checker.single (value.go). To add a
// rule across rows, implement crossRule and add it in New. Either way, name it
// in rules.go.
//
// Invariants:
//
//   - A rejected row is rejected whole, with its place, rule and hint.
//   - Two rows that say the same of the same key and period are one; the second
//     is skipped and counted. Two that say different things are both rejected,
//     because nobody here knows which is right.
//   - Totals are compared with their parts only over declared partitions, only
//     where all parts are known, and within what rounding explains: half a unit
//     of the last printed place for each number, 5 for counts rounded to tens.
//   - Issues of the same kind are gathered with their number and first example,
//     so that their list can be read.
//
// The package refuses to repair: it neither fills gaps nor scales parts to
// totals, and never changes a value.
package check
