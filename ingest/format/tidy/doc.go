// Package tidy reads tables of one header and one row a line, CSV or Parquet,
// whose form the catalogue declares.
//
// It answers: which observations does a table hold that no publisher's format
// describes? A table file names every column; a dialect says how a CSV is
// written: encoding, separator, quotation mark, the line of the header. Nothing is
// sniffed. A file is known by its header, which must be the declared columns in
// their order, or by the table that its user names.
//
// Several columns may hold values; each becomes a row of its own, with the
// column's name as its Column, so that a wide table is read as a long one. The
// value stands in the column OBS_VALUE.
//
// Invariants, beside those of package format:
//
//   - A declared column that the file lacks refuses it; a column that is not
//     declared is noted.
//   - Cells stay as they are written. Which number a text means (the decimal sign)
//     and which texts mean missing is decided in harmonisation, by the same
//     declaration.
//   - Lines above the header are counted as skipped (title).
//   - A Parquet column of another type than its role needs refuses the file:
//     codes are text, periods are text or whole numbers, values are numbers. Codes
//     that were stored as numbers have lost their zeros. NaN is written NaN and is
//     not a number further on.
//
// The package refuses to guess a dialect, to read spreadsheets, and to open
// Parquet itself: that is given to it as rows (package warehouse reads them).
package tidy
