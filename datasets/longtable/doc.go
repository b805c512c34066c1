// Package longtable reads and writes panels of series as long tables: a row a
// value, with the columns unique_id, ds and y, as CSV, compressed CSV or
// Parquet, and the layout of forecasting competitions, a row a series.
//
// It answers one question: which series are in this file, each with its values
// in order of time. Rows may stand in any order; a file whose series stand
// together is read as a stream, any other by way of parts on disk, so that
// neither must fit in memory. Series come in the order of their first row.
//
// Invariants:
//
//   - A period without a row and a row without a value are both NaN.
//   - A cell that is not what its column holds, two rows for one period and
//     stamps of two kinds are refused with file, row, column, value and what to
//     do; up to ten of them are gathered before the refusal.
//   - Stamps are written as they were read: dates as dates of the same place in
//     the period, 2024-Q1 as 2024-Q1, whole numbers as whole numbers.
//   - A file is written whole or not at all, and its bytes depend on what is
//     written to it alone.
//
// The package refuses to guess a frequency, to fill a gap, and to read Parquet by
// itself: rows of such files come from datasets/warehouse through Rows.
package longtable
