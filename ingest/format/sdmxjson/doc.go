// Package sdmxjson reads SDMX-JSON data messages, versions 1.0 and 2.0: the JSON
// in which statistical services answer data queries when asked for
// application/vnd.sdmx.data+json.
//
// A message holds one or more structures and data sets. A structure lists the
// dimensions and attributes with the values that occur; a data set holds
// observations whose keys ("0:3") and attributes are positions in these lists.
// Observations stand flat under one object, or under series. The rows are those
// of SDMX-CSV: DATAFLOW, the dimensions in the order of keyPosition,
// TIME_PERIOD, OBS_VALUE, then the attributes of observation, series, dimension
// group and data set.
//
// Invariants:
//
//   - Every observation is a row, a fault or a skip. Row numbers count the
//     observations from 1, because a message is often one line.
//   - Structure and data may come in either order; the file is gone through to
//     its clean end before the first row is given.
//   - Numbers keep their digits; only a decimal point is moved where a program
//     wrote an exponent, and a note counts it.
//   - An attribute without a value has its declared default, counted in a note.
//
// Set aside one by one: a key with too many or few parts or a position that the
// structure does not list (key), a position of an attribute that it does not list
// (index), half a surrogate pair in a code (surrogate). Skipped: observations of a
// data set that deletes (deletion), observations and series that carry only their
// key (key-only).
//
// The package refuses a key that stands twice, a structure message (structures,
// not data), a message of errors or of a warning without data (no-data, the
// message kept), and a data set whose structure is missing. Annotations and
// labels are not given.
//
// Source of the form: the field guides of SDMX-JSON data messages 1.0 and 2.0
// (sdmx-twg/sdmx-json). Where a publisher's message differs from them the case is
// named in the code.
package sdmxjson
