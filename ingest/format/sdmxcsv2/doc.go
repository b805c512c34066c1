// Package sdmxcsv2 reads SDMX-CSV 2.0, the text form of SDMX 3.0, as Eurostat and
// the OECD serve it.
//
// The header begins with STRUCTURE and STRUCTURE_ID. STRUCTURE may announce the
// separator of values inside a cell, STRUCTURE[;]; the character after it is the
// separator of cells, a comma, semicolon or tab. ACTION, SERIES_KEY and OBS_KEY may
// follow, then the components in any order. Labels come in one of three forms:
// none; both, where headers and cells read "CODE: label"; name, told by a column
// STRUCTURE_NAME, where each component is followed by a column of labels.
//
// Columns are those of SDMX-CSV 1.0: DATAFLOW, which is STRUCTURE_ID with
// STRUCTURE_NAME as its label, then the components as the file orders them. The
// marks of multi-valued columns (ATTR[], ATTR[en;fr]) are taken off the names; such
// cells stay one text. STRUCTURE, ACTION and the keys are read and left out.
//
// Invariants beyond those of package format:
//
//   - A row with the action D deletes what was published before and is skipped by
//     rule deletion. A, I, M and R give a row; any other action is a fault.
//   - A row that gives attributes to a whole series or data set has neither period
//     nor value (empty or ~) and is skipped by rule attribute-row.
//   - STRUCTURE is dataflow, datastructure or dataprovision in any case; anything
//     else is a fault. Rows that name a data structure or a provision agreement
//     keep that name under DATAFLOW, counted in a note.
//   - In a file parted by semicolons a value such as 12,4 has a decimal comma and
//     becomes 12.4, counted; when points and commas both occur, the file is refused.
//
// The reader does not require TIME_PERIOD and OBS_VALUE, because SDMX 3.0 lets a
// structure name its measures; a table that needs them refuses the file. It
// refuses labels columns that do not come in pairs.
//
// Sources of the form: SDMX-CSV field guide 2.0 and its examples, recorded files of
// Eurostat and the OECD (the latter write DATAFLOW in capitals).
package sdmxcsv2
