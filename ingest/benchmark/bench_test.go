package benchmark

import (
	"os"
	"testing"
)

func full() bool { return os.Getenv("FABBISOGNO_BENCH") == "full" }

// size is small unless all is asked for.
func size(small, whole int) int {
	if full() {
		return whole
	}
	return small
}

// bench measures a file and reports rates by the clock and by processor time.
func bench(b *testing.B, what, path string, bytes int64) (rowsPerSecond float64) {
	b.Run(what, func(b *testing.B) {
		var r result
		for b.Loop() {
			r = measure(b, what, path)
		}
		rowsPerSecond = float64(r.Rows) / r.Clock.Seconds()
		b.ReportMetric(rowsPerSecond, "rows/s")
		b.ReportMetric(float64(r.Rows)/r.Processor.Seconds(), "rows/cpu-s")
		b.ReportMetric(float64(bytes)/1e6/r.Processor.Seconds(), "MB/cpu-s")
		b.ReportMetric(float64(r.RSS)/1e6, "rss-MB")
		if r.Child > 0 {
			b.ReportMetric(float64(r.Child)/1e6, "child-MB")
		}
		b.ReportMetric(0, "ns/op")
	})
	return rowsPerSecond
}

func bytesOf(b *testing.B, path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

func BenchmarkSDMXCSV(b *testing.B) {
	path := sdmxCSV(b, size(300_000, 10_000_000))
	n := bytesOf(b, path)
	rate := map[string]float64{}
	for _, what := range []string{"read", "parse", "ingest", "duckdb-count", "duckdb-table", "duckdb-warehouse"} {
		rate[what] = bench(b, what, path, n)
	}
	for _, pair := range [][2]string{{"read", "duckdb-count"}, {"parse", "duckdb-table"}, {"ingest", "duckdb-warehouse"}, {"ingest", "duckdb-table"}} {
		if rate[pair[1]] > 0 && rate[pair[0]] > 0 {
			b.Logf("%s at %.2f of the rate of %s", pair[0], rate[pair[0]]/rate[pair[1]], pair[1])
		}
	}
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
