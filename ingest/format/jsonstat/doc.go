// Package jsonstat reads JSON-stat, the JSON of Eurostat's statistics service and
// of other offices: versions 2.0 and 1.x, and the form that Eurostat served about
// 2015.
//
// A data set is a cube: dimensions with their categories in order, and values by
// cell number in row-major order, the last dimension fastest. Values are a list,
// or an object that leaves empty cells out; flags are absent, one for all, a list
// or an object. The rows have the columns of SDMX-CSV: DATAFLOW, the dimensions
// in the order of the cube, TIME_PERIOD, OBS_VALUE, then OBS_FLAG and LAST
// UPDATE where the file has them. The time dimension is the one with the role
// time, or named time; other dimensions keep their names (geo, nace_r2).
//
// Invariants:
//
//   - Every value that is written is a row, null among them, and every flag that
//     stands without a value. Row numbers count them from 1.
//   - The numbers of values and flags, and the positions of categories, must fit
//     the declared sizes, or the file is refused (size).
//   - Structure and data may come in either order; the file is gone through to
//     its clean end before the first row is given. Flags are held in memory.
//   - Numbers keep their digits; only a decimal point is moved where a program
//     wrote an exponent, and a note counts it.
//   - The flag ":" (not available) of an empty cell is given as the value, as
//     Eurostat's other forms have it: ": c" is the value : with the flag c.
//
// DATAFLOW is ESTAT:NAMA_10_GDP(1.0) by the extension of Eurostat's data sets, and
// the name of the data set in a bundle of version 1. The form of 2015 names its
// code in small letters; it is given as ESTAT:NAMA_GDP_C. A file may hold several
// data sets; columns that one of them lacks are empty in its rows.
//
// The package refuses a key that stands twice, a collection that only links to
// data sets, and files without values. Labels, units, notes and hierarchies are
// not given.
//
// Source of the form: JSON-stat format 2.0 and 1.3 (json-stat.org), and the
// recorded answers of Eurostat.
package jsonstat
