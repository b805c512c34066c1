// Command fabbisogno makes the professional-needs study of Italy and its
// regions from labour-market data: it ingests files of ISTAT, Eurostat and
// Excelsior into a DuckDB warehouse, forecasts and diagnoses, and publishes the
// report in Italian and English.
//
//	fabbisogno run                      the whole study from what is embedded and what lies in the workspace
//	fabbisogno fetch TABLE...           download tables of ISTAT and Eurostat and load them
//	fabbisogno ingest FILE...           load files; format and table are recognised
//	fabbisogno query "SELECT ..."       read the warehouse
//	fabbisogno explain fig-planned-entries   where a figure comes from, down to file and checksum
//
// Results go to standard output, everything else to standard error. Exit codes
// are in exit.go.
package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest/fetch"
)

func main() {
	// A run makes much short-lived garbage on a small live heap: collecting less
	// often saves a fifth of its processor time. The limit keeps a large workspace
	// from paying for that with memory. GOGC and GOMEMLIMIT have the last word.
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(640 << 20) // the site of all regions takes 300 MB; fresh memory is dearer than collecting
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, host{now: time.Now, child: sameProgram, sleep: sleep}))
}

// host is what the program needs of the process it runs in.
type host struct {
	now   func() time.Time               // the only clock of the program
	child func(args ...string) *exec.Cmd // starts the program again, with other arguments and a clean environment
	sleep func(context.Context, time.Duration) error
	dial  fetch.Dial // the only way to the network; nil: the system's
	// catalog reads the embedded catalogue; nil: catalog.Load. A test that runs many
	// commands reads it once.
	catalog func() (*catalog.Catalog, error)
	// program is the hash of the running program; nil: programHash. Tests, which run
	// many commands of one large binary, hash it once.
	program func() (string, error)
	// since is the first month of which the demonstration has a workbook; zero: as
	// package sample has them. Tests that do not look at earlier years leave them out.
	since series.Period
}

// sameProgram is the running program once more, even when its file was replaced
// meanwhile.
func sameProgram(args ...string) *exec.Cmd {
	const running = "/proc/self/exe" // on Linux
	if _, err := os.Stat(running); err == nil {
		return exec.Command(running, args...)
	}
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	return exec.Command(path, args...)
}

// sleep waits, unless the work is given up before.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run is the program without the process: arguments in, exit code out.
func run(args []string, stdout, stderr io.Writer, h host) int {
	a := &app{out: stdout, err: stderr, host: h}
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.finish(root.Execute())
}
