// Package xlsx reads the cells of an Excel workbook and loses none of them.
//
// It exists because the known readers lose rows silently: excelize v2.11.0
// returns 499 of 1,000 rows and no error when one cell reference is wrong, stops
// early on malformed XML, and needs gigabytes for some files of 3 KB.
//
// A workbook is checked as a container before a cell is used: entry names,
// duplicates, links, encryption, overlapping entries, sizes counted while
// reading, checksums of every entry. Each XML part must be well formed to the
// end with one root, at most 64 levels, 64 attributes, and no document type.
// In a sheet, rows rise strictly and stay within 1,048,576; cells rise within
// their row and lie in it; a shared string that does not exist, or is longer
// than 32,767 characters, refuses the file. Formulas are never computed: their
// stored value is taken and marked.
//
// Invariants:
//
//   - Every <c> element with content becomes one Cell with its reference (B7).
//   - Text is text: a number is given as it is stored and not turned into a
//     float here. Date formats and percent formats are told, not applied.
//   - An error names the limit that was met.
//
// The package refuses .xls, .ods, encrypted files, macros, archives inside the
// archive, and never follows external links. It knows nothing of what tables
// mean; see ingest/format/excelsior.
//
// Source of the form: ECMA-376 part 1, sections 18.3 (worksheets) and 18.4
// (shared strings).
package xlsx
