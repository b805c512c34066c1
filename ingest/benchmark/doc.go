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
//
// Measured on two virtual processors that other work shared (load 7 to 16), so by
// processor time, which such company makes about half as long again:
//
//	SDMX-CSV, 1 M rows, 108 MB    read 1.2 s, parse 2.4 s, ingest 7.8 to 9.2 s
//	                              duckdb-count 0.8 s, duckdb-table 7.3 s, duckdb-warehouse 5.6 s
//	SDMX-CSV, 10 M rows, 1.1 GB   ingest 95 s; child 316 MB, parent 366 MB
//	SDMX-ML, 100 MB               read 4 to 6 s (17 to 25 MB/s), 34 MB; parse 7 s, 85 MB
//	Eurostat TSV.gz, 4 M values   read 3.5 s, 62 MB; parse 8.1 s, 136 MB
//	workbook, 50 k x 12           read 7.2 s, 272 MB: the sheet is held in memory, the target of 40 k rows/s is missed
//
// So the reader does 0.7 of the rate at which read_csv counts, the child three times
// that at which it fills a table of the columns of the file, and the whole way into the
// warehouse, with checks, checksums and ledger, 0.8 of that and 0.6 to 0.7 of
// read_csv into the warehouse's columns.
package benchmark
