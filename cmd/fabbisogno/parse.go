package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/codes"
	"fabbisogno/ingest"
	"fabbisogno/ingest/worker"
)

// parseCommand is what the program starts itself with to read files in a process
// of their own. It is not for people.
func (a *app) parseCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "parse",
		Short:  "Read files for another fabbisogno, jobs on standard input",
		Hidden: true,
		Args:   usage(cobra.NoArgs, "fabbisogno ingest FILE"),
		RunE: func(*cobra.Command, []string) error {
			debug.SetGCPercent(100) // memory is dearer here than in the parent
			return worker.Serve(os.Stdin, a.out, func() (ingest.Parser, string, error) {
				c, err := a.loadCatalog()
				if err != nil {
					return nil, "", err
				}
				s, err := codes.Load()
				return ingest.InProcess{Catalog: c, Codes: s}, c.Fingerprint(), err
			})
		},
	}
}

// limits of fabbisogno.toml; zero is the default.
type limits struct {
	MemoryMB        int64 `toml:"memory_mb"`
	OutputMB        int64 `toml:"output_mb"`
	SecondsPer100MB int64 `toml:"seconds_per_100_mb"`
}

// readers are the child processes that read files for a pipeline.
func (p *pipeline) readers() (*worker.Pool, error) {
	dir, err := filepath.Abs(p.w.dir)
	if err != nil {
		return nil, err
	}
	l := p.w.settings.Limits
	return &worker.Pool{
		Command:     func() *exec.Cmd { return p.a.child("parse", "--workspace", dir) },
		Fingerprint: p.cat.Fingerprint(),
		Limits: worker.Limits{MemoryBytes: l.MemoryMB << 20, OutputBytes: l.OutputMB << 20,
			ProcessorPer100M: time.Duration(l.SecondsPer100MB) * time.Second},
	}, nil
}
