package benchmark

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// sizeVariable says how large the files are: full, or a number of rows of SDMX-CSV.
const sizeVariable = "FABBISOGNO_BENCH"

// size is small unless all is asked for.
func size(small, whole int) int {
	if os.Getenv(sizeVariable) == "full" {
		return whole
	}
	return small
}

// csvRows is the number of rows of the SDMX-CSV file.
func csvRows(b *testing.B) int {
	text := os.Getenv(sizeVariable)
	if text == "" || text == "full" {
		return size(300_000, 10_000_000)
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		b.Fatalf("%s is %q, want full or a number of rows", sizeVariable, text)
	}
	return n
}

// bench measures a file and reports rates by the clock and by processor time.
func bench(b *testing.B, what, path string, bytes int64) (r result) {
	b.Run(what, func(b *testing.B) {
		for b.Loop() {
			r = measure(b, what, path)
		}
		b.ReportMetric(float64(r.Rows)/r.Clock.Seconds(), "rows/s")
		b.ReportMetric(float64(r.Rows)/r.Processor.Seconds(), "rows/cpu-s")
		b.ReportMetric(float64(bytes)/1e6/r.Processor.Seconds(), "MB/cpu-s")
		b.ReportMetric(float64(r.RSS)/1e6, "rss-MB")
		if r.Child > 0 {
			b.ReportMetric(float64(r.Child)/1e6, "child-MB")
		}
		b.ReportMetric(0, "ns/op")
	})
	return r
}

func bytesOf(b *testing.B, path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// peers are the measurements of SDMX-CSV and what DuckDB does instead of each.
var peers = [][2]string{{"read", "duckdb-count"}, {"parse", "duckdb-table"}, {"ingest", "duckdb-warehouse"}, {"ingest", "duckdb-table"}}

func BenchmarkSDMXCSV(b *testing.B) {
	rows := csvRows(b)
	path := sdmxCSV(b, rows)
	n := bytesOf(b, path)
	results := map[string]result{}
	var table strings.Builder
	fmt.Fprintf(&table, "SDMX-CSV, %d rows, %.0f MB\n%-18s%9s%9s%12s%14s%9s%10s%13s\n", rows, float64(n)/1e6,
		"", "clock s", "cpu s", "rows/s", "rows/cpu-s", "rss MB", "child MB", "together MB")
	for _, what := range []string{"read", "parse", "ingest", "duckdb-count", "duckdb-table", "duckdb-warehouse"} {
		r := bench(b, what, path, n)
		if r.Rows == 0 {
			continue // not asked for
		}
		results[what] = r
		fmt.Fprintf(&table, "%-18s%9.1f%9.1f%12.0f%14.0f%9.0f%10.0f%13.0f\n", what, r.Clock.Seconds(), r.Processor.Seconds(),
			float64(r.Rows)/r.Clock.Seconds(), float64(r.Rows)/r.Processor.Seconds(), float64(r.RSS)/1e6, float64(r.Child)/1e6, float64(r.Together)/1e6)
	}
	for _, pair := range peers {
		ours, theirs := results[pair[0]], results[pair[1]]
		if ours.Rows > 0 && theirs.Rows > 0 {
			fmt.Fprintf(&table, "%s against %s: %.2f of its rate by the clock, %.2f by processor time\n", pair[0], pair[1],
				theirs.Clock.Seconds()/ours.Clock.Seconds(), theirs.Processor.Seconds()/ours.Processor.Seconds())
		}
	}
	fmt.Print(table.String()) // a log of this level is not shown
}

func BenchmarkSDMXML(b *testing.B) {
	path := sdmxML(b, size(10_000_000, 100_000_000))
	for _, what := range []string{"read", "parse", "ingest"} {
		bench(b, what, path, bytesOf(b, path))
	}
}

func BenchmarkEurostatTSV(b *testing.B) {
	path := eurostatTSV(b, size(5_000, 100_000))
	for _, what := range []string{"read", "parse", "ingest"} {
		bench(b, what, path, bytesOf(b, path))
	}
}

func BenchmarkWorkbook(b *testing.B) {
	path := workbook(b, size(20_000, 300_000))
	bench(b, "read", path, bytesOf(b, path))
}
