// Package ingest brings files in: it keeps a copy of the bytes, tells what they
// are, reads and harmonizes the rows, applies the quality rules, and loads all of
// it in one transaction.
//
//	file -> snapshot (staged) -> format -> table -> rows -> observations
//	     -> checks -> snapshot (kept) -> warehouse
//
// Invariants:
//
//   - read = loaded + rejected + skipped, for every file. Rows of text files are
//     the records after the header, empty lines included; a line of a Eurostat
//     TSV has a row for each of its cells, and SDMX-ML one for each observation,
//     numbered from 1. Rows of workbooks are
//     the rows with content in all sheets, those without a table too. A loaded
//     row gave at least one observation; a rejected row gave none and has one
//     entry that says why; a skipped row has a named rule.
//   - A refused file changes nothing: neither snapshots nor warehouse.
//   - The bytes are parsed from our copy, so a file that is still being written
//     can't change between two readings.
//   - The same bytes loaded again change nothing.
//   - Files parsed at the same time are loaded in the order in which they were
//     given, by one writer.
//   - The mark of demonstration data in a file (NOTE_DS, or a line of a workbook
//     with the words "DATI DIMOSTRATIVI") makes it synthetic whatever the caller says.
//   - Without a release day the last day of the latest period stands for it, and
//     an issue says so. There is no clock here.
//
// A format is recognised by content. A table that comes as SDMX is loaded from any
// encoding of it, because all give the same columns. A table is recognised by the
// flow that an SDMX message names, or its data structure, by the layouts that a
// workbook fits, by the header of a tidy table, which must be exactly the declared
// one, or by the name of a file of published figures; when that does not decide,
// the error lists the candidates.
//
// Exports of portals may leave out dimensions that their view fixes. Where the
// catalogue says which code then holds, it is taken, with a warning; rows that
// contradict each other afterwards refuse the file.
//
// Structure messages are read, counted and kept; they hold no observations. The data
// of a table are held against what its publisher declares in them: dimensions, code
// lists, constraints (see package structure). They are part of what a load is known
// by, so a newer structure loads the kept files again.
//
// The package refuses to load part of a file, to guess a table, and to fetch
// anything from a network.
package ingest
