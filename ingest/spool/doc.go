// Package spool keeps the harmonized rows of one file on disk between the pass
// that reads the file and the pass that writes the warehouse, so that a file of
// any length is held in memory a block at a time.
//
// A spool is a magic number with a version, blocks, and an end mark. A block has
// its length and CRC-32C before its payload, and a dictionary of its own: any
// block can be read without the ones before it, and no table grows with the
// file. Within a block a row is written as what differs from the row before; a
// row of a long series takes about ten bytes. The end mark repeats the counts of
// the whole spool.
//
// Invariants:
//
//   - What is read is what was written, in the same order, bit for bit; times
//     come back as UTC and to the second.
//   - A spool that was cut, or of which a byte changed, gives ErrDamaged before
//     its end; it never gives fewer rows and a clean end.
//   - A reader never allocates by a number in the file alone: lengths are bounded.
//
// Skipped rows are not written, they are only counted. The checksum, table and
// mark of demonstration data of an observation are those of its file and are
// not written either.
//
// The package refuses to be a file format: a spool lives for minutes, and is
// read by the program that wrote it. Another version is an error.
package spool
