// Package sdmxcsv reads SDMX-CSV 1.0, the text form in which ISTAT and Eurostat
// answer data queries.
//
// A message is comma-separated UTF-8 (RFC 4180), usually with CRLF, often gzip:
// DATAFLOW, one column a dimension in the order of the structure, TIME_PERIOD,
// OBS_VALUE, then attributes. Attributes vary by flow and age: OBS_STATUS,
// NOTE_x, BASE_PER, UNIT_MEAS, UNIT_MULT today; BREAK, CONF_STATUS,
// OBS_PRE_BREAK, METADATA_EN, METADATA_IT on the older server; OBS_FLAG and
// LAST UPDATE at Eurostat. Columns are therefore found by name. With labels=both
// headers and cells read "CODE: label" and are parted.
//
// Invariants: those of package format. In particular a ragged row, a stray
// quotation mark, a NUL or bytes that are not UTF-8 set one row aside with its
// line; an unclosed quotation mark, a repeated column name, a second header, a
// damaged gzip or a web page refuse the file.
//
// The reader refuses SDMX-CSV 2.0 (header STRUCTURE, STRUCTURE_ID), the CSV of
// the ISTAT data browser (single quotes) and I.Stat (columns named by code
// list): they are other formats, told apart by their headers.
//
// Source of the form: SDMX-CSV field guide 1.0 and the messages of the live
// services.
package sdmxcsv
