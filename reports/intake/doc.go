// Package intake tells what became of the files that came in: how many rows of
// each were loaded, set aside and skipped, by which rules, and what the checks
// found. It is the ingest report behind three forms: JSON of the command, a page
// of its own, and the page on sources of the published site.
//
// Invariants:
//
//   - Counts are those of the ledger, so rows read = loaded + set aside + skipped.
//   - Lists are capped, and every cap says how many more there are: a file with a
//     million bad rows gives a page that can be read.
//   - Files come in the order of table, release, edition and checksum; nothing
//     depends on when or in which order they were loaded, so that the same files
//     give the same bytes.
//   - With a day, only files released by then are told of, and jumps are not: they
//     are held against all that is loaded, later editions included.
//
// The JSON has a version. It rises when a field changes its meaning or goes away;
// fields may be added without.
//
// The package refuses to judge: severity and number of a rule are given to it.
package intake
