// Package harmonize turns the text cells of a source into observations.
//
// It answers: what does this row say, in our words? Which measure, for whom,
// where, when, how much, with which flag. The catalogue declares it (Table,
// Dimension, Measure, Layout); nothing is decided here by the name of a source.
//
// Invariants:
//
//   - Every row ends as observations, as one rejected row (place, text, rule,
//     message and what to do), or as a skip by a named rule. A row with one bad
//     cell is rejected whole: half a row is not what was published.
//   - Codes are text and keep their list. ISTAT's REF_AREA becomes NUTS 2021
//     where there is a twin and stays istat_ref_area where there is none;
//     it is never dropped and never matched by its letters.
//   - Further dimensions stand in Key.Other as DIM=code in the order of their
//     names; a declared total is left out. A ";" inside a value is written %3B.
//   - A value that is not there is NaN and its status says why: the flag of the
//     source, suppressed, absent, not_available or text. ISTAT's "-" did not
//     occur and is 0; a "-" in an Excelsior workbook is suppressed.
//   - A value with the flag confidential is rejected and not stored anywhere else.
//   - A printed number is multiplied by the declared scale and by nothing else.
//     A unit multiplier in the file that the catalogue does not declare rejects
//     the row.
//   - Published figures keep their page: the note reads
//     "note | derived: ... | source: ... | published: ... | page: ...".
//
// The package refuses to sum, to fill, to round, to guess codes from similar
// texts (it names the nearest ones in the hint), and to read files.
//
// Flags are those of ISTAT's CL_FLAG and Eurostat's observation flags; letters
// are kept as they came, case included.
package harmonize
