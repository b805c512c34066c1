// Command fabbisogno makes the professional-needs study of Italy and its
// regions from labour-market data: it ingests files of ISTAT, Eurostat and
// Excelsior into a DuckDB warehouse, forecasts and diagnoses, and publishes the
// report in Italian and English.
//
//	fabbisogno run                      the whole study from what is embedded and what lies in the workspace
//	fabbisogno ingest FILE...           load files; format and table are recognised
//	fabbisogno query "SELECT ..."       read the warehouse
//	fabbisogno explain fig-planned-entries   where a figure comes from, down to file and checksum
//
// Results go to standard output, everything else to standard error. Exit codes
// are in exit.go.
package main

import (
	"io"
	"os"
	"runtime/debug"
	"time"
)

func main() {
	// A run makes much short-lived garbage on a small live heap: collecting less
	// often saves a fifth of its processor time. The limit keeps a large workspace
	// from paying for that with memory. GOGC and GOMEMLIMIT have the last word.
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(2 << 30)
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now))
}

// run is the program without the process: arguments in, exit code out. now is
// the only clock of the program.
func run(args []string, stdout, stderr io.Writer, now func() time.Time) int {
	a := &app{out: stdout, err: stderr, now: now}
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.finish(root.Execute())
}
