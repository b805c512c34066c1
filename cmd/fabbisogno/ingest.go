package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/format"
)

// ingestOptions are the flags of the command.
type ingestOptions struct {
	request        ingest.Request // without file
	accept         bool
	released, page string
	lang           string
}

func (a *app) ingestCommand() *cobra.Command {
	var o ingestOptions
	c := &cobra.Command{
		Use:   "ingest [FILE...]",
		Short: "Load files: format and table are recognised by their content",
		Long: `Loads files of the publishers. Each file is kept by its checksum, read, harmonised,
checked and committed in one transaction. Every row ends as observations, set
aside with a reason, or skipped by a named rule; the counts are printed. Loading
the same bytes twice changes nothing. A file that is refused does not stop the
others. Files that were loaded before are loaded
again from their kept bytes when their declaration or the mapping lines
(mappings.csv of the workspace) changed; without FILE only that is done.`,
		Example: `  fabbisogno ingest "Job vacancy rate (IT1,534_1038,1.0).csv"
  fabbisogno ingest   # after a change of mappings.csv
  fabbisogno ingest *.csv --report caricamento.html --lang it
  fabbisogno ingest bollettino.xlsx --table excelsior_monthly --released 2026-11-10`,
		Args: usage(cobra.ArbitraryArgs, "fabbisogno ingest FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return a.runIngest(args, o) },
	}
	c.Flags().StringVar(&o.request.Table, "table", "", "catalogue id of the table, when the file does not tell")
	c.Flags().StringVar(&o.released, "released", "", "day the publisher released the file, YYYY-MM-DD; default its latest edition, else today")
	c.Flags().StringVar(&o.request.Vintage, "vintage", "", "label of the edition; default the day of release")
	c.Flags().StringVar(&o.request.SourceURL, "source-url", "", "address the file came from")
	c.Flags().StringVar(&o.page, "report", "", "write what became of the files as a page to this file")
	c.Flags().StringVar(&o.lang, "lang", "en", "language of the page: it or en")
	c.Flags().BoolVar(&o.accept, "accept", false, "load a file though most values that were loaded before changed by more than a fifth")
	c.Flags().BoolVar(&o.request.FollowLinks, "follow-links", false, "load a symbolic link as the file that it leads to; otherwise links are refused")
	c.Flags().BoolVar(&o.request.IsSynthetic, "synthetic", false, "mark everything in the file as demonstration data")
	return c
}

func (a *app) runIngest(files []string, o ingestOptions) (err error) {
	ctx, stop := interruptible()
	defer stop()
	if err := reportLang(o.lang); err != nil {
		return err
	}
	o.request.History = historyOf(o.accept)
	o.request.Received = a.now().UTC().Truncate(24 * time.Hour)
	if o.released != "" {
		if o.request.Released, err = time.Parse(time.DateOnly, o.released); err != nil {
			return withCode(exitUsage, "write the day as YYYY-MM-DD", fmt.Errorf("read --released: %w", err))
		}
	}
	if len(files) == 0 {
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
	before := len(reports)
	reports, refusals, err := p.ingestFiles(ctx, files, o.request, reports)
	if err != nil {
		return refused(err)
	}
	if err := p.content(ctx); err != nil {
		return err
	}
	if err := p.tellIngest(ctx, o, reports, refusals); err != nil {
		return err
	}
	for _, r := range reports {
		total.Rejected += r.Counts.Rejected
	}
	return p.ingestOutcome(total, len(reports)-before, refusals)
}

// historyOf is how files from outside are held against what was loaded before.
func historyOf(accept bool) ingest.History {
	if accept {
		return ingest.HistoryAccepted
	}
	return ingest.HistoryChecked
}

// ingestOutcome is the end of the command: refused when no file could be loaded,
// done with something set aside when some could not.
func (p *pipeline) ingestOutcome(total totals, loaded int, refusals []*ingest.SourceError) error {
	switch {
	case len(refusals) == 1 && loaded == 0:
		return refused(refusals[0])
	case len(refusals) > 0:
		for _, r := range refusals {
			p.a.sayError(r, r.Hint)
		}
		code := exitQuarantine
		if loaded == 0 {
			code = exitRefused
		}
		return withCode(code, "", fmt.Errorf("%d of %d files were refused, for the reasons above; nothing of them was loaded", len(refusals), len(refusals)+loaded))
	case total.Rejected > 0 || total.refused > 0:
		return errQuarantined
	}
	return nil
}

// ingestFiles loads files and tells each; a refused one does not stop the others.
func (p *pipeline) ingestFiles(ctx context.Context, files []string, r ingest.Request, before []ingest.Report) (reports []ingest.Report, refusals []*ingest.SourceError, err error) {
	reports = before
	for _, r := range before {
		p.tellFile(r)
	}
	if len(files) == 0 {
		if len(reports) == 0 && !p.a.json {
			fmt.Fprintln(p.a.out, "nothing to load again: no declaration and no mapping line changed")
		}
		return reports, nil, nil
	}
	requests := make([]ingest.Request, len(files))
	for i, path := range files {
		if _, err := os.Lstat(path); err != nil {
			return nil, nil, err // before anything is loaded: a slip in the list of files
		}
		requests[i] = r
		requests[i].Path = path
	}
	var progress func(done, total int)
	if len(files) > 1 {
		progress = p.a.startProgress("ingest").at
	}
	results, err := p.ingest.Files(ctx, requests, runtime.NumCPU(), progress)
	for _, r := range results {
		var refusal *ingest.SourceError
		if errors.As(r.Err, &refusal) {
			refusals = append(refusals, refusal)
			continue
		}
		reports = append(reports, r.Report)
		p.tellFile(r.Report)
	}
	return reports, refusals, err
}

func (p *pipeline) tellFile(r ingest.Report) {
	if !p.a.json {
		p.a.printReport(r)
	}
}

// tellIngest writes the report of the command as JSON or a page where that is asked for.
func (p *pipeline) tellIngest(ctx context.Context, o ingestOptions, reports []ingest.Report, refusals []*ingest.SourceError) error {
	if !p.a.json && o.page == "" {
		return nil
	}
	out, err := p.intakeReport(ctx, reports, refusals)
	if err == nil && o.page != "" {
		err = p.writeIntakePage(o.page, o.lang, out)
	}
	if err == nil && p.a.json {
		err = p.a.writeJSON(out)
	}
	return err
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

// printReport is the outcome of one file, in lines for people: counts, then what
// each rule did, in the order of their numbers, with the first examples.
func (a *app) printReport(r ingest.Report) {
	if r.AlreadyLoaded {
		fmt.Fprintf(a.out, "%s: %s, already loaded, nothing changed\n", format.Cut(r.File), r.Table)
		return
	}
	again := ""
	if r.Reloaded {
		again = " loaded again"
	}
	c := r.Counts
	fmt.Fprintf(a.out, "%s: %s%s, %d rows read = %d loaded + %d set aside + %d skipped; %d observations\n",
		format.Cut(r.File), r.Table, again, c.Read, c.Loaded, c.Rejected, c.Skipped, c.Observations)
	for _, s := range r.Skips {
		fmt.Fprintf(a.out, "  skipped by rule %s: %d\n", numbered(s.Rule), s.Rows)
	}
	a.printSetAside(r)
	issues := slices.Clone(r.Issues)
	slices.SortStableFunc(issues, func(x, y warehouse.Issue) int { return check.ByNumber(x.Rule, y.Rule) })
	const shown = 25
	for i, x := range issues {
		if i == shown {
			fmt.Fprintf(a.out, "  and %d more; fabbisogno status --json lists all\n", len(issues)-shown)
			break
		}
		fmt.Fprintf(a.out, "  %s %s: %s\n", x.Severity, numbered(x.Rule), x.Message)
	}
}

// printSetAside gives the totals by rule and the first rows of each.
func (a *app) printSetAside(r ingest.Report) {
	const shown = 3
	rules := map[string][]warehouse.Rejected{}
	for _, x := range r.Rejected {
		rules[x.Rule] = append(rules[x.Rule], x)
	}
	for _, name := range slices.SortedFunc(maps.Keys(rules), check.ByNumber) {
		rows := rules[name]
		atLeast := ""
		if int64(len(r.Rejected)) < r.Counts.Rejected {
			atLeast = "at least "
		}
		rule, _ := check.RuleNamed(name)
		fmt.Fprintf(a.out, "  %s %s: %s%d rows set aside: %s\n", rule.Severity(), numbered(name), atLeast, len(rows), rule.What)
		for i, x := range rows[:min(shown, len(rows))] {
			fmt.Fprintf(a.out, "    set aside row %d, column %s, value %q: %s\n", x.Row, x.Column, x.Value, x.Message)
			if i == 0 || x.Hint != rows[i-1].Hint {
				fmt.Fprintf(a.out, "      %s\n", x.Hint)
			}
		}
		if more := len(rows) - shown; more > 0 {
			fmt.Fprintf(a.out, "    and %s%d more; fabbisogno rejected lists them\n", atLeast, more)
		}
	}
}

// numbered is a rule by number and name.
func numbered(name string) string {
	if r, ok := check.RuleNamed(name); ok {
		return fmt.Sprintf("%d %s", r.Number, r.Name)
	}
	return name
}
