// Package sheet runs a diagnosis method on a file of its inputs: a CSV with a
// column for each input of the method's card and, where there is more than one
// unit, a column unit with their names.
//
//	unit,vacancies,short_term_unemployed       a row a unit
//	unit,points                                 a row for each point of a unit
//	unit,hires_growth_pct,wage_growth_pct       a cross-section: all rows in one run
//
// An input with one value for a unit (or, in a cross-section, for all units) that
// has several rows stands in one of them or, the same, in several. An empty cell
// is missing, and so are the marks of the English statistical service: x
// unavailable, c suppressed, z not applicable; what was missing is counted by kind.
//
// A column with the name of an input and _se behind it holds standard errors. With
// such columns a run gives the probability of each class and a 90% interval of each
// value over draws of the inputs (RunDraws); without, inputs are taken as exact.
//
// Reading is strict: a column that the card does not have, a column that it needs
// and the file lacks, a decimal comma, a sign of per cent, a word for a number,
// two values where one belongs are refused with file, row, column, value and what
// to do. Rows count as an editor counts lines, the header being 1.
//
// The package refuses to fill in what is missing, to guess separators inside
// numbers, and to open files: it takes readers.
package sheet
