// Package istatbrowser reads the CSV that ISTAT's data browser offers in Italian.
//
// The file is UTF-8 with a mark, CRLF, parted by commas. Each column of codes is
// followed by a column with its labels (FREQ,Frequenza,REF_AREA,Territorio), but
// TIME_PERIOD and the value column, Osservazione, stand alone. A cell with a comma
// or an apostrophe is enclosed in apostrophes, and an apostrophe inside is written
// "' (a quotation mark and an apostrophe); a quotation mark by itself is text.
//
// Columns are those of SDMX-CSV: the dimensions, TIME_PERIOD, OBS_VALUE (which is
// Osservazione), OBS_STATUS, NOTE_x and so on, with labels beside the codes. The
// file does not name its flow, its usual file name does
// (163_88_DF_DCCN_OCCQSEC2010_1.csv); there is no DATAFLOW column.
//
// Invariants: those of package format. A row with the status t and no value (..)
// is a title of other rows and is skipped by rule title-row. A value of .. with
// another status stays as it is: what is missing is decided in harmonisation.
//
// The reader refuses files in which columns do not come in pairs, or whose value
// column is named otherwise. Source of the form: three recorded files.
package istatbrowser
