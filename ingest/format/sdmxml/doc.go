// Package sdmxml reads SDMX-ML, the XML in which statistical services answer
// data queries when nobody asks for anything else.
//
// It answers: which observations does this message hold, in the columns that
// SDMX-CSV would give them? DATAFLOW (only where the message names a flow, not
// where it names a data structure alone), the dimensions, TIME_PERIOD, OBS_VALUE,
// then attributes. So one table of the catalogue is loaded from either encoding.
//
// Read are 2.0 generic and compact, 2.1 generic and structure-specific, 3.0
// structure-specific; series, flat and cross-section (any dimension at the
// observation, explicit measures too); attributes of data sets, groups, series
// and observations, each given to the rows they hold for.
//
// Invariants, beside those of package format:
//
//   - Row numbers count observations from 1, because services write a whole
//     message on one line. A note of every file says so.
//   - Columns are promised before the first row, and an attribute may first be set
//     on the last one. The file is therefore read twice: a quick pass for names,
//     then a strict pass for rows. Memory does not grow with the file; what groups
//     say is kept, up to 64 MiB.
//   - The strict pass refuses: document types and entities, more than one root,
//     text after it, elements deeper than 64 levels, more than 64 attributes on an
//     element, a tag or text over 1 MiB, prefixes that are not declared, versions
//     that are not known, and elements where the standard has none.
//   - A dimension or attribute given twice sets one row aside (or the rows of one
//     series), because which of the two values holds can't be told.
//   - NaN as a value is how SDMX-ML writes a missing value; it becomes an empty cell
//     and is counted. Observations that a data set asks to delete are skipped.
//   - A data set that names a structure which the header does not declare follows
//     the only declared one, with a warning (ISTAT writes such messages).
//
// A structure-specific message does not say which XML attributes are dimensions
// nor their order. OpenWith takes the data structures of a structure message, read
// by Structures; without them the order is that of the first series, and
// dimensions end before the first name that is an attribute everywhere
// (OBS_STATUS, DECIMALS, TITLE, NOTE_x ...). Columns are found by name, so this
// settles no more than their order, and what the key of a group is.
//
// The package refuses structure messages as data (rule structure), answers that
// are only a footer or an error (rule no-data, the message kept), and the 2.0
// kinds cross-sectional, utility and message group (rule type).
//
// Source of the form: SDMX 2.0, 2.1 and 3.0, section 3 (SDMX-ML), and the
// messages of the live services.
package sdmxml
