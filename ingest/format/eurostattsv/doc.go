// Package eurostattsv reads the tab-separated files of Eurostat, plain or gzip:
// those of the dissemination service (header freq,unit,geo\TIME_PERIOD) and the
// bulk files of up to about 2022 (header unit,geo\time, no freq).
//
// The first column packs the dimensions, parted by commas; every further column
// is a period, in rising or falling order. A cell is a number or ":" for a value
// that is not there, then flags: "12.3 bp", ": c", and "0n", a zero that is not
// significant. One line therefore gives several rows: one a cell, in the order of
// the file, each with the line and, in Row.Column, the period of its column.
//
// Columns are freq, the other dimensions under their own names in the order of
// the file, TIME_PERIOD, OBS_VALUE and OBS_FLAG. Old files have no freq; it is
// filled from the form of the period, which leaves no doubt. The file does not
// name its flow; there is no DATAFLOW column.
//
// Invariants beyond those of package format:
//
//   - Flag letters are parted by blanks (b p), so that each is seen by itself; a
//     confidential value among several flags must not pass for another.
//   - A line that can't be cut (ragged, a quotation mark, bytes that are not
//     UTF-8, a wrong number of dimensions) is one fault and none of its values is
//     read; a cell that is neither number nor ":" is a fault of its own.
//
// The reader refuses headers without the backslash, periods that do not begin
// with a year, repeated dimensions and periods. It knows no quotation marks:
// Eurostat writes none.
//
// Sources of the form: recorded files, and the pattern of flags in the function
// tidy_eurostat of the R package eurostat.
package eurostattsv
