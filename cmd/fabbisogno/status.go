package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/warehouse"
)

// tableStatus is what is loaded of one table.
type tableStatus struct {
	Table        string `json:"table"`
	Files        int    `json:"files"`
	Synthetic    int    `json:"synthetic_files"`
	Released     string `json:"newest_release"`
	RowsRead     int64  `json:"rows_read"`
	Loaded       int64  `json:"rows_loaded"`
	Rejected     int64  `json:"rows_rejected"`
	Skipped      int64  `json:"rows_skipped"`
	Observations int64  `json:"observations"`
}

// workspaceStatus is the state of a workspace.
type workspaceStatus struct {
	Workspace string                 `json:"workspace"`
	Tables    []tableStatus          `json:"tables"`
	Runs      []warehouse.Run        `json:"runs"`
	Issues    []warehouse.TableIssue `json:"issues"`
}

// steps are the steps of a run, in order.
var steps = []string{"reference", "embedded", "forecast", "shortage", "report", "site"}

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Say what is loaded, what was set aside, what the checks found, which steps ran",
		Example: "  fabbisogno status\n  fabbisogno status --json",
		Args:    usage(cobra.NoArgs, "fabbisogno status"),
		RunE: func(*cobra.Command, []string) error {
			ctx, stop := interruptible()
			defer stop()
			w, err := a.openWorkspace(false)
			if err != nil {
				return err
			}
			db, err := w.open(ctx, true)
			if err != nil {
				return err
			}
			defer db.Close()
			st := workspaceStatus{Workspace: w.dir}
			ledger, err := db.Ledger(ctx)
			if err != nil {
				return withCode(exitStorage, "", err)
			}
			st.Tables = byTable(ledger)
			for _, step := range steps {
				if run, ok, err := db.LatestRun(ctx, step); err != nil {
					return withCode(exitStorage, "", err)
				} else if ok {
					st.Runs = append(st.Runs, run)
				}
			}
			if st.Issues, err = db.Issues(ctx); err != nil {
				return withCode(exitStorage, "", err)
			}
			if a.json {
				return a.writeJSON(st)
			}
			a.printStatus(st)
			return nil
		},
	}
}

// byTable adds the ledger up by table; the ledger is in the order of tables.
func byTable(ledger []warehouse.LedgerEntry) []tableStatus {
	var out []tableStatus
	for _, l := range ledger {
		if len(out) == 0 || out[len(out)-1].Table != l.Snapshot.Table {
			out = append(out, tableStatus{Table: l.Snapshot.Table})
		}
		t := &out[len(out)-1]
		t.Files++
		if l.Snapshot.IsSynthetic {
			t.Synthetic++
		}
		t.Released = max(t.Released, l.Snapshot.Released.Format("2006-01-02"))
		t.RowsRead += l.Counts.Read
		t.Loaded += l.Counts.Loaded
		t.Rejected += l.Counts.Rejected
		t.Skipped += l.Counts.Skipped
		t.Observations += l.Counts.Observations
	}
	return out
}

func (a *app) printStatus(st workspaceStatus) {
	fmt.Fprintf(a.out, "%-30s %5s %9s  %-10s %9s %9s %8s %8s %9s\n", "table", "files", "synthetic", "newest", "read", "loaded", "aside", "skipped", "values")
	for _, t := range st.Tables {
		fmt.Fprintf(a.out, "%-30s %5d %9d  %-10s %9d %9d %8d %8d %9d\n", t.Table, t.Files, t.Synthetic, t.Released, t.RowsRead, t.Loaded, t.Rejected, t.Skipped, t.Observations)
	}
	for _, r := range st.Runs {
		fmt.Fprintf(a.out, "step %-10s run %s, data to %s\n", r.Step, r.ID, r.AsOf.Format("2006-01-02"))
	}
	counts := map[string]int{}
	for _, i := range st.Issues {
		counts[i.Severity]++
	}
	fmt.Fprintf(a.out, "checks: %d errors, %d warnings, %d notes\n", counts["error"], counts["warning"], counts["note"])
	const shown = 20
	n := 0
	for _, i := range st.Issues {
		if i.Severity == "note" {
			continue
		}
		if n++; n > shown {
			fmt.Fprintf(a.out, "  more: fabbisogno status --json\n")
			break
		}
		fmt.Fprintf(a.out, "  %s %s in %s (%s): %s\n", i.Severity, i.Rule, i.FileName, i.Table, i.Message)
	}
}
