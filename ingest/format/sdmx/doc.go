// Package sdmx holds what structure messages define, whatever encoding they come in:
// code lists, concepts, data structures, flows, constraints. It answers how these are
// named and referred to.
//
// The readers are sdmxml and sdmxjson; package structure makes use of what they read.
// The package refuses to read anything itself, and to resolve references between
// messages.
//
// Source of the terms: SDMX 2.1, section 3A, structure schemas; the form of a URN is
// that of section 5.
package sdmx
