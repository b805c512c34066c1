// Package snapshot keeps every file that came in, as it came in.
//
// The store is content-addressed: the bytes of a file lie under
// <dir>/<first two digits>/<sha256>, and what is known about them (file name,
// table, provider, licence, source, release, edition, whether they are
// demonstration data) in <sha256>.json beside them. It answers: which bytes did
// this number come from, and where did we get them?
//
// Invariants:
//
//   - Stored bytes never change. The same bytes twice are one file.
//   - A file appears whole or not at all: it is written under a temporary name,
//     synced, and renamed; the folder is synced after it. A killed process
//     leaves at most a temporary file, which Clean takes away.
//   - Reading verifies: bytes that no longer have their checksum are reported,
//     not returned as data.
//   - A manifest lists the same facts in the same bytes, whatever the order in
//     which they were noted.
//
// The package refuses links, folders and devices as input, knows nothing of
// formats, and never deletes a snapshot.
package snapshot
