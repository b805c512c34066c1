package benchmark

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fabbisogno/analysis/panel/methods"
	"fabbisogno/datasets/longtable"
	"fabbisogno/datasets/warehouse"
)

const points = 120

// drawn is the i-th series of every panel.
func drawn(i int) []float64 {
	rng := rand.New(rand.NewPCG(20, uint64(i)))
	level, slope, swing := 50+400*rng.Float64(), rng.NormFloat64()*0.4, 20*rng.Float64()
	noise := 1 + 5*rng.Float64()
	y := make([]float64, points)
	for t := range y {
		level += slope + noise/3*rng.NormFloat64()
		y[t] = max(level+swing*math.Sin(2*math.Pi*float64(t)/12)+noise*rng.NormFloat64(), 1)
	}
	return y
}

// panel writes n series to a Parquet file: unique_id, ds, and the value as mean.
func panel(b *testing.B, n int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), fmt.Sprintf("panel%d.parquet", n))
	w, err := warehouse.NewParquetForecasts(path, nil)
	if err != nil {
		b.Fatal(err)
	}
	c := longtable.NewCalendar(longtable.Month)
	first, err := c.Text([]byte("2014-01-01"))
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		if err := w.Write(&c, longtable.Path{ID: fmt.Sprintf("s%07d", i), First: first, Model: "y", Mean: drawn(i)}); err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(w.Commit(), w.Abort()); err != nil {
		b.Fatal(err)
	}
	return path
}

// program builds fabbisogno.
func program(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "fabbisogno")
	if out, err := exec.Command("go", "build", "-o", path, "fabbisogno/cmd/fabbisogno").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// cost of a process.
type cost struct{ clock, processor time.Duration }

func run(b *testing.B, c *exec.Cmd) (cost, *os.ProcessState, string) {
	b.Helper()
	began := time.Now()
	out, err := c.CombinedOutput()
	if err != nil {
		b.Fatalf("%s: %v\n%s", c.Path, err, out)
	}
	return cost{time.Since(began), c.ProcessState.UserTime() + c.ProcessState.SystemTime()}, c.ProcessState, string(out)
}

func models() string {
	if m := os.Getenv("FABBISOGNO_BENCH_MODEL"); m != "" {
		return m
	}
	return methods.Default
}

// From Parquet to Parquet at each power of ten: throughput that does not fall and
// memory that does not grow are what streaming promises.
func BenchmarkParquetToParquet(b *testing.B) {
	bin := program(b)
	sizes := []int{1_000, 10_000}
	if os.Getenv("FABBISOGNO_BENCH") == "full" {
		sizes = append(sizes, 100_000, 1_000_000)
	}
	for _, n := range sizes {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			in, out := panel(b, n), filepath.Join(b.TempDir(), "forecasts.parquet")
			var c cost
			var state *os.ProcessState
			for b.Loop() {
				c, state, _ = run(b, exec.Command(bin, "forecast", "--in", in, "--columns", "unique_id,ds,mean", "--freq", "M", "--horizon", "18",
					"--model", models(), "--levels", "80,95", "--out", out))
			}
			b.ReportMetric(float64(n)/c.clock.Seconds(), "series/s")
			b.ReportMetric(float64(n)/c.processor.Seconds(), "series/cpu-s")
			b.ReportMetric(c.processor.Seconds(), "cpu-s")
			b.ReportMetric(c.clock.Seconds(), "s")
			b.ReportMetric(peakMB(state), "rss-MB")
			b.ReportMetric(0, "ns/op")
			info, err := os.Stat(out)
			if err != nil || info.Size() < int64(n) {
				b.Fatalf("forecasts: %v", err)
			}
		})
	}
}

// sampleCSV writes the first n series as CSV, for all who read it.
func sampleCSV(b *testing.B, n int) string {
	b.Helper()
	var text strings.Builder
	text.WriteString("unique_id,ds,y\n")
	for i := range n {
		for t, y := range drawn(i) {
			fmt.Fprintf(&text, "s%07d,%04d-%02d-01,%v\n", i, 2014+t/12, t%12+1, y)
		}
	}
	path := filepath.Join(b.TempDir(), "panel.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	return path
}

const rScript = `suppressMessages(library(forecast)); d <- read.csv(commandArgs(TRUE)[1]); s <- split(d$y, d$unique_id)
t <- system.time(for (y in s) { x <- ts(y, frequency = 12); forecast(ets(x), h = 18, level = c(80, 95)); thetaf(x, h = 18, level = c(80, 95)) })
cat("seconds", t[["user.self"]] + t[["sys.self"]], "\n")`

const pythonScript = `import sys, time, pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, Theta
d = pd.read_csv(sys.argv[1], parse_dates=["ds"])
f = lambda x: StatsForecast(models=[AutoETS(season_length=12), Theta(season_length=12)], freq="MS", n_jobs=1).forecast(df=x, h=18, level=[80, 95])
f(d[d.unique_id == d.unique_id.iloc[0]])  # compiles
t = time.process_time(); f(d); print("seconds", time.process_time() - t)`

// The same series, ETS and Theta with intervals, one core each. The time is that of
// the models, without the start of the interpreter; ours is that of the whole program.
func BenchmarkPeers(b *testing.B) {
	const few, many = 40, 2_000
	b.Run("fabbisogno", func(b *testing.B) {
		bin, in := program(b), sampleCSV(b, many)
		var c cost
		for b.Loop() {
			cmd := exec.Command(bin, "forecast", "--in", in, "--freq", "M", "--horizon", "18", "--model", "ets,theta", "--levels", "80,95", "--out", filepath.Join(b.TempDir(), "fc.csv"))
			cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
			c, _, _ = run(b, cmd)
		}
		b.ReportMetric(many/c.processor.Seconds(), "series/cpu-s")
		b.ReportMetric(0, "ns/op")
	})
	for _, peer := range []struct {
		name        string
		test, start []string
		n           int
	}{
		{"R-forecast", []string{"Rscript", "-e", "library(forecast)"}, []string{"Rscript", "-e", rScript}, few},
		{"statsforecast", []string{"python3", "-c", "import statsforecast"}, []string{"python3", "-c", pythonScript}, 4 * few},
	} {
		b.Run(peer.name, func(b *testing.B) {
			if err := exec.Command(peer.test[0], peer.test[1:]...).Run(); err != nil {
				fmt.Fprintf(os.Stderr, "%s is not installed and is skipped\n", peer.name)
				b.SkipNow()
			}
			in := sampleCSV(b, peer.n)
			seconds := 0.0
			for b.Loop() {
				cmd := exec.Command(peer.start[0], append(peer.start[1:], in)...)
				cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1")
				_, _, said := run(b, cmd)
				_, after, _ := strings.Cut(said, "seconds ")
				var err error
				if seconds, err = strconv.ParseFloat(strings.TrimSpace(strings.Split(after, "\n")[0]), 64); err != nil {
					b.Fatalf("%s said %q", peer.name, said)
				}
			}
			b.ReportMetric(float64(peer.n)/seconds, "series/cpu-s")
			b.ReportMetric(0, "ns/op")
		})
	}
}
