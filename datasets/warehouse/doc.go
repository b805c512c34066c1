// Package warehouse keeps everything the engine knows in one DuckDB file: the
// observations with every edition they were published in, what was set aside
// and why, code lists, and the results of analysis with their runs. It is the
// only importer of the driver.
//
// Invariants:
//
//   - A load is one transaction with its ledger row: a killed process leaves the
//     file as it was before or as it is after, and the same bytes count once.
//   - Read = loaded + rejected + skipped, or the load is refused.
//   - Observations are bitemporal. Nothing is overwritten; a later step version
//     of the reader replaces what it made of the same bytes, nothing else does.
//   - A missing value is NULL in the file and NaN in Go; an infinite one is refused.
//   - Whatever is read has a total order; with one thread sums do not move.
//   - Demonstration data of a table are hidden once it has a real file.
//
// What it obeys, measured on DuckDB 1.5.5 with duckdb-go 2.10505.0:
//
//   - The file is attached to an in-memory instance, so that a log which a
//     direct open cannot replay is replayed, and any path works.
//   - Settings are statements in order, never options of a DSN, which the
//     driver applies in the order of a map.
//   - Two instances in one process both get DuckDB's lock, which belongs to the
//     process, and would write over each other: <file>.lock prevents it. For the
//     same reason nothing here opens the file by other means: closing a handle
//     of it would let the lock go.
//   - A file is made and migrated under another name and renamed: a kill while
//     a file is made leaves one that cannot be opened, and an ALTER cannot
//     always be replayed.
//   - An Arrow view gives wrong answers to any query but a copy of the whole
//     (bulk_arrow.go); the Appender commits by itself outside a transaction.
//   - A read-only file can be destroyed by COPY, which no setting stops: user
//     SQL passes a gate on its parse tree (gate.go) before the engine sees it.
//   - A context deadline stops neither the planner nor some functions: those
//     functions are not on the list; SQL of strangers needs its own process.
//
// It refuses to guess: a file of a newer schema, of another program, damaged or
// locked is left as it is, and the error says what to do. It refuses to write
// while it is open to read, to run user SQL while it is open to write, and to
// store a forecast without an interval.
package warehouse
