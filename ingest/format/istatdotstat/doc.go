// Package istatdotstat reads the CSV of I.Stat, ISTAT's portal until 2024.
//
// The file is UTF-8 with a mark, parted by commas, texts in quotation marks and
// numbers bare. Each column of codes is followed by a column with its labels;
// columns are named by code list (ITTER107, SEXISTAT1), not by dimension. After
// TIME and its label come Value and the pair Flag Codes, Flags. Years and quarters
// stand in one file, in no order.
//
// Columns are given the names of ISTAT's SDMX structures (ITTER107 is REF_AREA;
// see names); a code list that is not known keeps its name. FREQ does not stand in
// the file and is filled from the form of the period, which leaves no doubt:
// 2019 is a year, 2019-Q1 a quarter. The file does not name its flow, its usual
// name begins with the structure (DCCV_OCCUPATIT1_12012025110421591.csv); there is
// no DATAFLOW column.
//
// Invariants: those of package format. The portal left out dimensions that a view
// held fixed; they are not made up here, and a table that needs them refuses the
// file by name of the column.
//
// The reader refuses files in which columns do not come in pairs. Source of the
// form: seven recorded files.
package istatdotstat
