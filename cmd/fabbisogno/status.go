package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
	Open         int64  `json:"rows_open"`   // set aside and waiting for a cure
	Healed       int64  `json:"rows_healed"` // set aside once, loaded since
	Reloads      int64  `json:"reloads"`     // loads from kept bytes after a change of declarations or mapping lines
	Observations int64  `json:"observations"`
}

// workspaceStatus is the state of a workspace.
type workspaceStatus struct {
	Workspace string                 `json:"workspace"`
	Tables    []tableStatus          `json:"tables"`
	Runs      []warehouse.Run        `json:"runs"`
	Aside     []warehouse.StateCount `json:"set_aside"`
	Issues    []warehouse.TableIssue `json:"issues"`
	Bans      []providerBan          `json:"bans"`
	// Definitions are structure messages, which hold no observations.
	Definitions []keptDefinitions `json:"definitions"`
}

// steps are the steps of a run, in order.
var steps = []string{"reference", "embedded", "content", "forecast", "shortage", "diagnosis", "report", "site"}

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
			if st.Aside, err = db.SetAsideCounts(ctx); err != nil {
				return withCode(exitStorage, "", err)
			}
			st.Tables = byTable(ledger, st.Aside)
			if st.Bans, err = a.bans(w); err != nil {
				return err
			}
			if st.Definitions, err = a.definitions(w); err != nil {
				return err
			}
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

// byTable adds the ledger and the rows set aside up by table; the ledger is in
// the order of tables.
func byTable(ledger []warehouse.LedgerEntry, aside []warehouse.StateCount) []tableStatus {
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
		t.Reloads += l.Reloads
	}
	for i := range out {
		for _, c := range aside {
			switch {
			case c.Table != out[i].Table:
			case c.State == "open":
				out[i].Open += c.Rows
			case strings.HasPrefix(c.State, "healed"):
				out[i].Healed += c.Rows
			}
		}
	}
	return out
}

func (a *app) printStatus(st workspaceStatus) {
	fmt.Fprintf(a.out, "%-30s %5s %9s  %-10s %9s %9s %8s %8s %8s %7s %9s\n", "table", "files", "synthetic", "newest", "read", "loaded", "open", "healed", "skipped", "reloads", "values")
	for _, t := range st.Tables {
		fmt.Fprintf(a.out, "%-30s %5d %9d  %-10s %9d %9d %8d %8d %8d %7d %9d\n",
			t.Table, t.Files, t.Synthetic, t.Released, t.RowsRead, t.Loaded, t.Open, t.Healed, t.Skipped, t.Reloads, t.Observations)
	}
	a.printAside(st.Aside)
	for _, d := range st.Definitions {
		fmt.Fprintf(a.out, "definitions kept: %s, %s\n", d.File, d.SHA256[:12])
	}
	for _, r := range st.Runs {
		fmt.Fprintf(a.out, "step %-10s run %s, data to %s\n", r.Step, r.ID, r.AsOf.Format("2006-01-02"))
	}
	for _, b := range st.Bans {
		fmt.Fprintf(a.out, "%s is not called until %s: %s\n", b.Provider, b.Until.UTC().Format("2006-01-02 15:04 UTC"), b.Why)
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

// printAside says in one line what became of the rows ever set aside.
func (a *app) printAside(aside []warehouse.StateCount) {
	rows := map[string]int64{}
	for _, c := range aside {
		rows[c.State] += c.Rows
	}
	if len(rows) == 0 {
		fmt.Fprintln(a.out, "rows set aside: none")
		return
	}
	text := fmt.Sprintf("rows set aside: %d open", rows["open"])
	for _, state := range slices.Sorted(maps.Keys(rows)) {
		if state != "open" {
			text += fmt.Sprintf(", %d %s", rows[state], state)
		}
	}
	if rows["open"] > 0 {
		text += "; fabbisogno rejected lists them"
	}
	fmt.Fprintln(a.out, text)
}
