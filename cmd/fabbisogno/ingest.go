package main

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"fabbisogno/ingest"
)

func (a *app) ingestCommand() *cobra.Command {
	var table, released, vintage, url string
	var synthetic bool
	c := &cobra.Command{
		Use:   "ingest [FILE...]",
		Short: "Load files: format and table are recognised by their content",
		Long: `Loads files of the publishers. Each file is kept by its checksum, read, harmonised,
checked and committed in one transaction. Every row ends as observations, set
aside with a reason, or skipped by a named rule; the counts are printed. Loading
the same bytes twice changes nothing. Files that were loaded before are loaded
again from their kept bytes when their declaration or the mapping lines
(mappings.csv of the workspace) changed; without FILE only that is done.`,
		Example: `  fabbisogno ingest "Job vacancy rate (IT1,534_1038,1.0).csv"
  fabbisogno ingest   # after a change of mappings.csv
  fabbisogno ingest bollettino.xlsx --table excelsior_monthly --released 2026-11-10`,
		Args: usage(cobra.ArbitraryArgs, "fabbisogno ingest FILE"),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			ctx, stop := interruptible()
			defer stop()
			day := a.now().UTC().Truncate(24 * time.Hour)
			if released != "" {
				if day, err = time.Parse(time.DateOnly, released); err != nil {
					return withCode(exitUsage, "write the day as YYYY-MM-DD", fmt.Errorf("read --released: %w", err))
				}
			}
			if vintage == "" {
				vintage = day.Format(time.DateOnly)
			}
			if len(args) == 0 {
				if _, err := a.openWorkspace(false); err != nil {
					return withCode(exitUsage, "fabbisogno ingest FILE", errors.New("load nothing: no file is given, and "+a.dir+" is no workspace"))
				}
			}
			p, err := a.openPipeline(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, p.finish()) }()
			total, reports, err := p.reload(ctx)
			if err != nil {
				return err
			}
			for _, r := range reports {
				if !a.json {
					a.printReport(r)
				}
			}
			for _, path := range args {
				r, err := p.ingest.File(ctx, ingest.Request{Path: path, Table: table, Released: day, Vintage: vintage, SourceURL: url, IsSynthetic: synthetic})
				if err != nil {
					return refused(err)
				}
				reports = append(reports, r)
				total.add(r)
				if !a.json {
					a.printReport(r)
				}
			}
			if err := p.content(ctx); err != nil {
				return err
			}
			if a.json {
				if err := a.writeJSON(append([]ingest.Report{}, reports...)); err != nil {
					return err
				}
			}
			if len(args) == 0 && len(reports) == 0 && !a.json {
				fmt.Fprintln(a.out, "nothing to load again: no declaration and no mapping line changed")
			}
			if total.Rejected > 0 || total.refused > 0 {
				return errQuarantined
			}
			return nil
		},
	}
	c.Flags().StringVar(&table, "table", "", "catalogue id of the table, when the file does not tell")
	c.Flags().StringVar(&released, "released", "", "day the publisher released the file, YYYY-MM-DD; default today")
	c.Flags().StringVar(&vintage, "vintage", "", "label of the edition; default the day of release")
	c.Flags().StringVar(&url, "source-url", "", "address the file came from")
	c.Flags().BoolVar(&synthetic, "synthetic", false, "mark everything in the file as demonstration data")
	return c
}

// refused gives an error of the ingest its exit code and hint.
func refused(err error) error {
	var source *ingest.SourceError
	switch {
	case errors.As(err, &source):
		return withCode(exitRefused, source.Hint, err)
	case errors.Is(err, fs.ErrNotExist):
		return withCode(exitUsage, "check the path", err)
	}
	return err
}

// printReport is the outcome of one file, in lines for people.
func (a *app) printReport(r ingest.Report) {
	if r.AlreadyLoaded {
		fmt.Fprintf(a.out, "%s: %s, already loaded, nothing changed\n", r.File, r.Table)
		return
	}
	again := ""
	if r.Reloaded {
		again = " loaded again"
	}
	c := r.Counts
	fmt.Fprintf(a.out, "%s: %s%s, %d rows read = %d loaded + %d set aside + %d skipped; %d observations\n",
		r.File, r.Table, again, c.Read, c.Loaded, c.Rejected, c.Skipped, c.Observations)
	for _, s := range r.Skips {
		fmt.Fprintf(a.out, "  skipped by rule %s: %d\n", s.Rule, s.Rows)
	}
	const shown = 10
	for i, rej := range r.Rejected {
		if i == shown {
			fmt.Fprintf(a.out, "  and %d more; fabbisogno rejected lists all\n", len(r.Rejected)-shown)
			break
		}
		fmt.Fprintf(a.out, "  set aside row %d, column %s, value %q: %s\n    %s\n", rej.Row, rej.Column, rej.Value, rej.Message, rej.Hint)
	}
	for _, i := range r.Issues {
		fmt.Fprintf(a.out, "  %s %s: %s\n", i.Severity, i.Rule, i.Message)
	}
}
