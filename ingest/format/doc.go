// Package format is the contract between bytes and harmonisation: rows of text
// cells that know where in the file they stood.
//
// A reader answers one question: which cells did the publisher write, and where?
// It gives text, never numbers or dates; what a cell means is declared in the
// catalogue and decided in ingest/harmonize.
//
// Invariants that every reader keeps:
//
//   - No row vanishes. Each physical row is delivered as cells, as a fault (the
//     row can't be read; rule, place and text say why), or as a skip (a named
//     rule passes it over: blank, footnote, title). If rows can no longer be
//     told apart the file is refused with a Refusal, not cut short.
//   - The end of a source is io.EOF only after the container was read to its
//     clean end: gzip checksum, zip checksums, XML to the root's end tag.
//   - Sizes are counted while reading, never taken from a header field, and each
//     limit is named in the refusal.
//   - A change made to bytes on the way (a byte-order mark taken off, UTF-16
//     transcoded, accents composed) is a counted Note.
//
// Readers live in one package each below this one and are listed in
// ingest/formats.go; nothing registers itself. A reader refuses to sniff
// separators, decimal signs or header rows: its dialect is the format.
package format
