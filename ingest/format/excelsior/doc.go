// Package excelsior finds the tables in a workbook of the Excelsior information
// system and gives their rows as labels and cells.
//
// The publisher's tables carry other numbers in each edition and territory, so a
// table is found by the words of its title and header that the catalogue
// declares (catalog.Layout), and a measured column by the words of its header,
// never by number or position.
//
// A sheet is read as: title lines (text in the first column only), one or more
// header rows (merged cells are spread over the columns they cover), then rows
// of a label and values. Rows that carry no value are passed over by a named
// rule and counted, so that all rows of all sheets are accounted for:
//
//	title      lines above the header of a table
//	header     header rows
//	group      a label alone between rows of values: INDUSTRIA
//	footnote   from the first footnote mark on, and text below the last row
//	no-table   every row of a sheet that holds no declared table: index, cover, note
//
// How rows are counted: every row of the workbook with at least one cell that
// has content, in all sheets, hidden ones too. Total rows are rows of values;
// they are kept with the code of the total and not added to anything.
//
// Invariants: those of package format. A sheet that fits two layouts, two sheets
// that fit one, a declared column that is missing or found twice, and a workbook
// without any declared table refuse the file, with the names found.
//
// The package refuses to guess codes, periods or numbers; it gives texts with
// their cell references, and ingest/harmonize decides.
//
// Source of the layout: descriptions of the published workbooks; no original
// workbook was at hand, and the demonstration workbooks follow the same layout.
package excelsior
