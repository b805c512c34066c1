// Package benchmark measures the whole way of a file, from its bytes to the
// warehouse, against what DuckDB does with the same file. It holds tests only.
//
//	go test -run xxx -bench . ./ingest/benchmark                               small files, a minute
//	FABBISOGNO_BENCH=full go test -run xxx -bench . -timeout 1h ./ingest/benchmark   10 million rows, 100 MB and so on
//
// Files are made from fixed rules in a temporary folder, about 2 GB in full.
// Every measurement is a process of its own, so that the peak memory of one does
// not hide in another. Rates are given by the clock and by processor time: the
// second does not depend on what else the machine does. rss-MB is the peak of
// resident memory of the process that did the work (VmHWM), child-MB that of the
// process that read the file.
//
// What is measured of SDMX-CSV:
//
//   - read: reader and harmonizer, every row made an observation
//   - parse: and checked, held against all others, and written to the spool
//   - ingest: and loaded into a warehouse with its ledger, by a child process
//   - duckdb-count: read_csv with declared columns and no sniffing, counting rows and
//     summing values, so that the columns named are parsed
//   - duckdb-table: the same into a table, typed columns; the peer of parse
//   - duckdb-warehouse: the same into the columns that the warehouse has, with
//     expressions in place of our code lists; the peer of ingest
//
// Both have all processors. DuckDB may spill; our child has its default limits.
package benchmark
