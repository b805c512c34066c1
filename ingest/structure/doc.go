// Package structure makes use of the structure messages that a workspace keeps: it
// answers what a publisher itself says of a table, namely which dimensions its key
// has and in which order, which codes each may hold and what they are called, and
// which part of the cube is there.
//
// A message is read once, by ingest/format/sdmxml, and a digest of it is kept beside
// its bytes: an index in the first line and the definitions in the second. A Library
// reads the indexes alone, so that hundreds of messages cost little; the definitions
// are read for the table that is loaded.
//
// Invariants:
//
//   - Of several messages that define the same thing the one counts that was prepared
//     last; of equally old ones the one whose checksum sorts last. The order in which
//     they came in makes no difference.
//   - A list that is only named (external) is not kept. One that is given in part is
//     taken only while none is whole, and says so: that it lacks a code tells little.
//   - The hash of what concerns a table covers the definitions, not the bytes: a
//     message that says the same again with another date changes nothing.
//
// The package refuses to judge: whether a code that is not declared sets a row aside
// is decided in ingest/harmonize. It does not look at attributes, nor at the time
// range of a constraint, which is out of date with every release.
//
// Source of the terms: SDMX 2.1, section 3A, structure and constraint schemas.
package structure
