// Package mapping reads the mapping lines of a workspace: what an analyst
// decided about texts in files that no code list knows.
//
// They stand in mappings.csv and in mappings/*.csv of the workspace, a header
// and a line for each decision:
//
//	table,column,from,to,note
//	istat_employed,REF_AREA,ITC1X,ITC1,typing error in the file
//	istat_employed,SEX,8,drop!,sum of another classification
//
// The columns by, on (a day) and the order of columns are free; commas or
// semicolons separate. to = drop! sets the rows aside on purpose: they are
// counted as skipped by the rule mapping-drop. In a workbook the column is what
// the labels name (occupation, industry, territory), or value for the mark of a
// missing value.
//
// Invariants:
//
//   - A line is applied or the program says why not: an unknown table, column or
//     code, a line given twice, a text that is read without help are errors with
//     file, line, column, value and the nearest thing that exists.
//   - No line changes a number, or the meaning of a code that the lists know.
//   - Lines do not chain: what one gives no other takes.
//   - What was mapped is counted as an issue of the rule mapped and stands in the
//     note of each observation.
//
// The package refuses to apply the lines (package harmonize does), to guess
// them, and to write the file: an analyst decides.
package mapping
