package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/warehouse"
)

// explanation is the chain behind one figure of one edition.
type explanation struct {
	Edition string             `json:"edition"`
	Figure  string             `json:"figure"`
	Number  string             `json:"number"`
	TitleIT string             `json:"title_it"`
	TitleEN string             `json:"title_en"`
	Basis   string             `json:"basis"`
	Query   string             `json:"query"`
	Run     string             `json:"run"`
	Inputs  []explanationInput `json:"inputs"`
}

// explanationInput is one file a figure rests on.
type explanationInput struct {
	Table         string `json:"table"`
	Rows          int64  `json:"rows"`
	Method        string `json:"method,omitempty"`
	MethodVersion int    `json:"method_version,omitempty"`
	MethodRun     string `json:"method_run,omitempty"`
	File          string `json:"file"`
	SHA256        string `json:"sha256"`
	Bytes         int64  `json:"bytes"`
	Released      string `json:"released"`
	Licence       string `json:"licence"`
	SourceURL     string `json:"source_url"`
	Synthetic     bool   `json:"synthetic"`
	Snapshot      string `json:"snapshot"`
	// Mapped are the mapping lines of the workspace that were applied to the file.
	Mapped []string `json:"mapped,omitempty"`
}

func (a *app) explainCommand() *cobra.Command {
	var edition string
	c := &cobra.Command{
		Use:   "explain FIGURE",
		Short: "Say where a figure comes from: query, files, checksums, licences, methods",
		Example: `  fabbisogno explain fig-planned-entries
  fabbisogno explain fig-planned-entries --edition region-ITC1`,
		Args: usage(cobra.ExactArgs(1), "fabbisogno explain fig-planned-entries"),
		RunE: func(_ *cobra.Command, args []string) error {
			ctx, stop := interruptible()
			defer stop()
			found, err := a.explanations(ctx, edition, args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.writeJSON(found)
			}
			for i, e := range found {
				if i > 0 {
					fmt.Fprintln(a.out)
				}
				a.printExplanation(e)
			}
			return nil
		},
	}
	c.Flags().StringVar(&edition, "edition", "", "only this edition: italy, region-ITC1; empty: all")
	return c
}

// explanations are those of a figure, or of all figures if none is named, in an
// edition, or in all of them.
func (a *app) explanations(ctx context.Context, edition, figure string) ([]explanation, error) {
	w, err := a.openWorkspace(false)
	if err != nil {
		return nil, err
	}
	db, err := w.open(ctx, true)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	figures, err := db.Figures(ctx, edition)
	if err != nil {
		return nil, withCode(exitStorage, "", err)
	}
	snapshots, err := db.Snapshots(ctx, "")
	if err != nil {
		return nil, withCode(exitStorage, "", err)
	}
	issues, err := db.Issues(ctx)
	if err != nil {
		return nil, withCode(exitStorage, "", err)
	}
	var found []explanation
	ids := map[string]bool{}
	for _, f := range figures {
		ids[f.ID] = true
		if figure == "" || f.ID == figure {
			found = append(found, explain(w, f, snapshots, issues))
		}
	}
	if len(found) == 0 && figure != "" {
		return nil, withCode(exitUsage, "one of: "+strings.Join(sortedKeys(ids), " "),
			fmt.Errorf("explain %s: no such figure in the report", figure))
	}
	return found, nil
}

func explain(w *workspace, f warehouse.Figure, snapshots []warehouse.Snapshot, issues []warehouse.TableIssue) explanation {
	e := explanation{Edition: f.Edition, Figure: f.ID, Number: f.Number, TitleIT: f.TitleIT, TitleEN: f.TitleEN,
		Basis: basis(f.IsSynthetic), Query: f.Query, Run: f.RunID}
	for _, l := range f.Lineage {
		in := explanationInput{Table: l.Table, Rows: l.Rows, Method: l.Method, MethodVersion: l.MethodVersion,
			MethodRun: l.MethodRunID, SHA256: l.SHA256}
		for _, s := range snapshots {
			if s.SHA256 == l.SHA256 && s.Table == l.Table {
				in.File, in.Bytes, in.Licence, in.SourceURL = s.FileName, s.Bytes, s.Licence, s.SourceURL
				in.Released, in.Synthetic = s.Released.Format("2006-01-02"), s.IsSynthetic
				in.Snapshot = snapshotPath(w, s.SHA256)
			}
		}
		for _, i := range issues {
			if i.Rule == "mapped" && i.SHA256 == l.SHA256 && i.Table == l.Table {
				in.Mapped = append(in.Mapped, i.Message)
			}
		}
		e.Inputs = append(e.Inputs, in)
	}
	return e
}

func basis(synthetic bool) string {
	if synthetic {
		return "demonstration data (synthetic)"
	}
	return "published data"
}

func (a *app) printExplanation(e explanation) {
	fmt.Fprintf(a.out, "%s %s, edition %s\n  it  %s\n  en  %s\n  rests on %s; built by run %s\n",
		e.Figure, e.Number, e.Edition, e.TitleIT, e.TitleEN, e.Basis, e.Run)
	fmt.Fprintf(a.out, "query\n  %s\n", strings.ReplaceAll(strings.TrimSpace(e.Query), "\n", "\n  "))
	for _, in := range e.Inputs {
		fmt.Fprintf(a.out, "input %s, %d rows", in.Table, in.Rows)
		if in.Method != "" {
			fmt.Fprintf(a.out, ", by %s version %d, run %s", in.Method, in.MethodVersion, in.MethodRun)
		}
		fmt.Fprintf(a.out, "\n  file     %s, %d bytes, released %s, %s\n  sha256   %s\n  kept at  %s\n  licence  %s\n  source   %s\n",
			in.File, in.Bytes, in.Released, basis(in.Synthetic), in.SHA256, in.Snapshot, in.Licence, in.SourceURL)
		for _, m := range in.Mapped {
			fmt.Fprintf(a.out, "  mapped   %s\n", m)
		}
	}
}
