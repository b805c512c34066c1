// Package eurostatxlsx reads the spreadsheets of Eurostat's Data Browser.
//
//	Summary     title with the code of the data set, dates, what each sheet holds
//	Structure   dimensions and their positions, by label, with codes or without
//	Sheet 1     one slice; Sheet 2 ... more slices
//
// In a slice, rows 1 to 3 say when it was extracted, of which data set, and when
// that was updated; then a row for each dimension that the slice fixes (label in
// the first column, position further right); then the header: the dimension that
// goes across with its positions ("GEO (Labels)", "TIME"), and below it the
// dimension that goes down. Periods run newest first or oldest first. A column
// without a header right of one that has one holds its flags. ":" is a value that
// is not there. Below the table stands the key of special values and flags.
//
// The columns are those that the same data set has in SDMX-CSV, but the file
// names dimensions and positions by label. A dimension whose header tells its id
// (GEO) is a column of that name, others are columns named by their label, and
// cells are labels, unless the file gives codes; format.Column.ByLabel says so,
// and ingest/harmonize finds the codes with the table's declaration. DATAFLOW is
// the code of the data set, without the number of a saved view.
//
// How rows are counted: every value cell under a header counts as one row, a
// missing one too, with the cell it stands in; so does every other row with
// content, in all sheets: title, header-row, footnote, no-table.
//
// The package refuses a workbook without a slice, slices of different
// dimensions, and a header that it can't take apart; it never reads a label as a
// code.
//
// Source of the form: three recorded files of December 2024 and January 2025,
// one of them edited by hand (header "Date"); the form with codes is described by
// Eurostat's help pages and was not at hand.
package eurostatxlsx
