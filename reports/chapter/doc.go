// Package chapter turns what the warehouse holds into the chapters of the
// study: one file a chapter, each a question answered by figures.
//
// A chapter reads through Source, which remembers for every figure which
// queries gave its rows, which files those came from and which method worked on
// them; the trail goes into the figure and from there into the warehouse, where
// `fabbisogno explain` finds it.
//
// Invariants:
//
//   - No number is typed in a sentence: findings, descriptions and notes are
//     written from the values that are drawn, in both languages, by the locale
//     package's formatter.
//   - A title claims a change only when the whole interval says so; a ranking
//     says how many places cannot be told apart.
//   - Every forecast shown has its interval in drawing and table.
//   - Nothing here names a region: the edition's territory is a parameter.
//   - What is missing is said in one honest line, with what would fill it.
//
// The package refuses to estimate: models and methods live in analysis; here
// are only sums, means and comparisons of package indicator. It makes no HTML.
package chapter
