// Package benchmark measures the whole way of a file, from its bytes to the
// warehouse, against what DuckDB does with the same file. It holds tests only.
//
//	go test -run xxx -bench . ./ingest/benchmark                               small files, a minute
//	FABBISOGNO_BENCH=full go test -run xxx -bench . -timeout 1h ./ingest/benchmark   10 million rows, 100 MB and so on
//	FABBISOGNO_BENCH=full go test -run xxx -bench SDMXCSV -benchtime 1x -timeout 1h ./ingest/benchmark
//	                                                                           10 million rows alone, five minutes
//
// The benchmark of SDMX-CSV ends with a table of its six measurements and their
// ratios; FABBISOGNO_BENCH may also be its number of rows.
//
// Files are made from fixed rules in a temporary folder, about 2 GB in full.
// Every measurement is a process of its own, so that the peak memory of one does
// not hide in another. Rates are given by the clock and by processor time: the
// second does not depend on what else the machine does. rss-MB is the peak of
// resident memory of the process that did the work (VmHWM), child-MB that of the
// process that read the file. The two peaks are at different times, because the
// child is gone when rows are loaded: the column together MB of the table is the
// most that both held at one time.
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
// Measured on two virtual processors, idle:
//
//	SDMX-CSV, 10 M rows, 1.1 GB   read 1,068 k rows/s, parse 433 k, ingest 126 k (by the clock)
//	                              duckdb-count 3,492 k, duckdb-table 399 k, duckdb-warehouse 203 k
//	                              child 318 MB, parent 281 MB, at one time 375 MB; DuckDB 888 and 365 MB
//	SDMX-ML, 100 MB               read 25.4 MB per processor second, 32 MB
//	Eurostat TSV.gz, 4 M values   read 1.1 M values per processor second, 62 MB; parse 136 MB
//	workbook, 300 k x 12          read 48.6 k rows/s, 42.2 k per processor second, 32 MB
//
// So the child, which checks every row against code lists and all others, does
// 1.09 times the rate at which read_csv fills a table of the columns of the file
// by the clock, and twice its rate by processor time. Reading alone does a third
// of the rate at which read_csv counts by the clock, half by processor time. The
// whole way into the warehouse, with checks, checksums and ledger, does 0.62 of
// the rate of read_csv into the warehouse's columns by the clock (0.59 by
// processor time; 0.64 to 0.69 in other runs and at 300,000 rows), and a third of
// that of read_csv into the columns of the file, which are fewer and stored from
// two threads: three quarters of the load are DuckDB's compression of the texts,
// in the order of the rows, by one thread.
package benchmark
