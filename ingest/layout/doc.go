// Package layout finds declared tables in workbooks and in spreadsheets saved as
// CSV, and gives their rows as labels and cells.
//
// Publishers move and renumber their tables, so a table is found by the words of
// its title and header that the catalogue declares (catalog.Layout) and, when
// declared, by the name of its sheet; a measured column is found by the words of
// its header, never by number or position.
//
// A sheet is read as: title lines, one or more header rows (merged cells are
// spread over the columns they cover; in CSV a text above the last header row
// covers the empty cells right of it), then rows of a label and values. Rows that
// carry no value are passed over by a named rule and counted, so that all rows of
// all sheets are accounted for:
//
//	title      lines above the header of a table
//	header     header rows
//	group      a label alone between rows of values: INDUSTRIA
//	footnote   from the first footnote mark on, and text below the last row
//	blank      a line of a CSV file without content
//	no-table   every row of a sheet that holds no declared table: index, cover, note
//
// How rows are counted: every row of a workbook with at least one cell that has
// content, in all sheets, hidden ones too; every record of a CSV file. Total rows
// are rows of values; they are kept with the code of the total and not added to
// anything.
//
// Only the first hundred rows of a sheet are held in memory, for its title and
// header; the rest streams. Labels alone wait until a row of values or the end of
// the sheet shows what they are.
//
// Invariants: those of package format. A sheet that fits two layouts, two sheets
// that fit one, a sheet declared by name that is missing or hidden, a declared
// column that is missing or found twice, a value under no
// header, and a file without any declared table refuse the file, with the names
// found.
//
// The package refuses to guess codes, periods or numbers; it gives texts with
// their cell references, and ingest/harmonize decides by the declared axes.
//
// Source of the layouts of Excelsior: descriptions of the published workbooks; no
// original workbook was at hand, and the demonstration workbooks follow the same
// layout. Those of ISTAT's spreadsheets: recorded files.
package layout
