package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest"
	"fabbisogno/ingest/fetch"
	"fabbisogno/ingest/snapshot"
)

// fetchOptions are the flags of fetch.
type fetchOptions struct {
	fetch.Ask
	dryRun, offline, forgetBan, accept bool
}

// fetched is what became of one table.
type fetched struct {
	Table  string `json:"table"`
	Status string `json:"status"` // loaded, unchanged, empty, failed, refused, offline
	Calls  int    `json:"calls"`
	// Snapshots counts the real files of the table among the snapshots, before this run.
	Snapshots int             `json:"snapshots"`
	Newest    string          `json:"newest_snapshot,omitempty"` // day of its release
	Empty     []string        `json:"empty,omitempty"`           // addresses that hold no records
	Notes     []string        `json:"notes,omitempty"`
	Reports   []ingest.Report `json:"reports"`
	Error     string          `json:"error,omitempty"`
	Hint      string          `json:"hint,omitempty"`
	Until     *time.Time      `json:"banned_until,omitempty"`
}

func (a *app) fetchCommand() *cobra.Command {
	var o fetchOptions
	c := &cobra.Command{
		Use:   "fetch [TABLE...]",
		Short: "Download declared tables from their data services and load them",
		Long: `Downloads tables of ISTAT and Eurostat with the key and the first period that the
catalogue declares, keeps the answers as snapshots and loads them. Without TABLE:
every table that declares what to ask for. Pauses between calls are the provider's
(ISTAT: 15 seconds), also from one run to the next; a provider that shuts this
address out is not called until the ban ends. Questions that are too large are
split; an interrupted fetch goes on where it was when it is called again within a
day. The proxies of HTTP_PROXY, HTTPS_PROXY and NO_PROXY are used.`,
		Example: `  fabbisogno fetch --dry-run
  fabbisogno fetch istat_vacancies eurostat_vacancies
  fabbisogno fetch istat_employed --since 2024-Q1
  fabbisogno fetch --offline   # load again what is among the snapshots`,
		Args: usage(cobra.ArbitraryArgs, "fabbisogno fetch istat_vacancies"),
		RunE: func(_ *cobra.Command, args []string) error {
			ctx, stop := interruptible()
			defer stop()
			if err := o.check(); err != nil {
				return err
			}
			cat, err := a.loadCatalog()
			if err != nil {
				return err
			}
			tables, err := a.tablesToFetch(cat, args)
			if err != nil {
				return err
			}
			if o.dryRun {
				return a.previewFetch(cat, tables, o)
			}
			return a.fetch(ctx, tables, o)
		},
	}
	c.Flags().StringVar(&o.Since, "since", "", "first period, as 2024, 2024-Q1 or 2024-01; default the table's")
	c.Flags().StringVar(&o.Until, "until", "", "last period; default open")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "print what would be asked and how long the pauses take; call nothing")
	c.Flags().BoolVar(&o.offline, "offline", false, "call nothing; load what is among the snapshots")
	c.Flags().BoolVar(&o.accept, "accept", false, "load an answer though most values that were loaded before changed by more than a fifth")
	c.Flags().BoolVar(&o.forgetBan, "forget-ban", false, "forget that a provider shut this address out")
	return c
}

// check refuses flags that contradict each other, and writes periods as services read them.
func (o *fetchOptions) check() error {
	var periods [2]series.Period
	for i, text := range []*string{&o.Since, &o.Until} {
		if *text == "" {
			continue
		}
		p, err := series.ParsePeriod(*text)
		if err != nil {
			return withCode(exitUsage, "write 2024, 2024-Q1 or 2024-01", fmt.Errorf("read %s: %w", [...]string{"--since", "--until"}[i], err))
		}
		*text, periods[i] = p.String(), p
	}
	if o.Since != "" && o.Until != "" && periods[1].Last().Before(periods[0].First()) {
		return withCode(exitUsage, "give the earlier period to --since", fmt.Errorf("read periods: --until %s ends before --since %s", o.Until, o.Since))
	}
	if o.dryRun && (o.offline || o.forgetBan) || o.offline && o.forgetBan {
		return withCode(exitUsage, "fabbisogno fetch --help", errors.New("read flags: --dry-run, --offline and --forget-ban exclude each other"))
	}
	return nil
}

// byHand says whether nothing of the table can be downloaded by the program.
func byHand(cat *catalog.Catalog, t catalog.Table) bool {
	p, _ := cat.Provider(t.Provider)
	return p.BaseURL == "" || p.Service.Data == ""
}

// tablesToFetch are the tables named, or all that declare what to ask for.
func (a *app) tablesToFetch(cat *catalog.Catalog, names []string) ([]catalog.Table, error) {
	var tables []catalog.Table
	for _, name := range names {
		t, ok := cat.Table(name)
		switch {
		case !ok:
			return nil, withCode(exitUsage, "fabbisogno catalog lists the tables", fmt.Errorf("fetch %s: there is no such table in the catalogue", name))
		case t.Format == "publishedcsv":
			return nil, withCode(exitUsage, "fabbisogno run", fmt.Errorf("fetch %s: these figures come with the program and are loaded by run", name))
		case byHand(cat, t):
			return nil, withCode(exitUsage, "fabbisogno ingest FILE --table "+name,
				fmt.Errorf("fetch %s: %s has no data service; download the file by hand from %s", name, t.Provider, t.Page))
		case !slices.ContainsFunc(tables, func(o catalog.Table) bool { return o.ID == t.ID }):
			tables = append(tables, t)
		}
	}
	if len(names) > 0 {
		return tables, nil
	}
	hand, whole := map[string][]string{}, []string{}
	for _, t := range cat.Tables {
		switch {
		case t.Format == "publishedcsv":
		case byHand(cat, t):
			hand[t.Page] = append(hand[t.Page], t.ID)
		case !fetch.Declared(t):
			whole = append(whole, t.ID)
		default:
			tables = append(tables, t)
		}
	}
	for _, page := range sortedNames(hand) {
		a.say("not fetched, to be downloaded by hand from %s and loaded with fabbisogno ingest FILE: %s", page, strings.Join(hand[page], ", "))
	}
	if len(whole) > 0 {
		a.say("not fetched unless named, because no part of them is declared: %s", strings.Join(whole, ", "))
	}
	return tables, nil
}

// fetcher is the network client over a workspace.
func (a *app) fetcher(w *workspace, cat *catalog.Catalog) (*fetch.Fetcher, error) {
	base := map[string]string{}
	for id, p := range w.settings.Providers {
		u, err := url.Parse(p.BaseURL)
		if _, known := cat.Provider(id); !known || err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return nil, withCode(exitUsage, "name a provider of the catalogue and an address such as https://mirror.example/rest",
				fmt.Errorf("read settings %s: providers.%s.base_url %q", w.path(settingsName), id, p.BaseURL))
		}
		base[id] = p.BaseURL
	}
	f := &fetch.Fetcher{Dir: w.path("fetch"), Catalog: cat, Base: base, Transport: fetch.NewTransport(a.dial), Now: a.now, Sleep: a.sleep,
		Agent: "fabbisogno/" + version, MaxBytes: ingest.MaxBytes}
	return f, f.Open()
}

// providerBan is a provider that shuts this address out.
type providerBan struct {
	Provider string `json:"provider"`
	fetch.Ban
}

// bans are those that last now.
func (a *app) bans(w *workspace) ([]providerBan, error) {
	cat, err := a.loadCatalog()
	if err != nil {
		return nil, err
	}
	f, err := a.fetcher(w, cat)
	if err != nil {
		return nil, err
	}
	var out []providerBan
	for _, p := range cat.Providers {
		if b := f.Banned(p.ID); b != nil {
			out = append(out, providerBan{p.ID, *b})
		}
	}
	return out, nil
}

// previewFetch prints what would be asked.
func (a *app) previewFetch(cat *catalog.Catalog, tables []catalog.Table, o fetchOptions) error {
	w := &workspace{dir: a.dir} // when there is none, nothing is remembered yet, and none is made
	if isWorkspace(a.dir) {
		var err error
		if w, err = a.openWorkspace(false); err != nil {
			return err
		}
	}
	f, err := a.fetcher(w, cat)
	if err != nil {
		return err
	}
	var all []fetch.Preview
	calls, total := map[string]int{}, time.Duration(0)
	for _, t := range tables {
		p, err := f.Preview(t, o.Ask)
		if err != nil {
			return err
		}
		all = append(all, p)
		calls[t.Provider] += len(p.URLs)
	}
	if a.json {
		return a.writeJSON(all)
	}
	for _, p := range all {
		for _, address := range p.URLs {
			fmt.Fprintf(a.out, "%s: %s\n", p.Table, address)
		}
		if len(p.URLs) == 0 {
			fmt.Fprintf(a.out, "%s: downloaded by an interrupted run, to be loaded\n", p.Table)
		}
		if p.Ban != nil {
			fmt.Fprintf(a.out, "%s: not before %s, because %s\n", p.Table, p.Ban.Until.UTC().Format("2006-01-02 15:04 UTC"), p.Ban.Why)
		}
	}
	for _, id := range sortedNames(calls) {
		took := f.Pauses(id, calls[id])
		total += took
		fmt.Fprintf(a.out, "%d questions to %s, pauses of %s between them\n", calls[id], id, took.Round(time.Second))
	}
	fmt.Fprintf(a.out, "about %s in all, and the time of the answers; nothing was asked\n", total.Round(time.Second))
	return nil
}

// fetch downloads tables and loads them.
func (a *app) fetch(ctx context.Context, tables []catalog.Table, o fetchOptions) (err error) {
	p, err := a.openPipeline(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.finish()) }()
	f, err := a.fetcher(p.w, p.cat)
	if err != nil {
		return err
	}
	run := &fetchRun{pipeline: p, f: f, o: o, down: map[string]*fetch.Error{}}
	if o.forgetBan {
		if err := run.forget(tables); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if err := run.table(ctx, t); err != nil {
			return err
		}
	}
	if a.json {
		if err := a.writeJSON(append([]fetched{}, run.results...)); err != nil {
			return err
		}
	}
	return run.verdict()
}

// isWorkspace says whether a folder has settings.
func isWorkspace(dir string) bool {
	found, err := filepath.Glob(filepath.Join(dir, settingsName))
	return err == nil && len(found) > 0
}

// realSnapshots are the kept files of a table that are not demonstration data, in
// the order of their release.
func realSnapshots(store *snapshot.Store, table string) ([]snapshot.Entry, error) {
	all, err := store.List()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, withCode(exitStorage, "", err)
	}
	var out []snapshot.Entry
	for _, e := range all {
		if e.Table == table && !e.IsSynthetic {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b snapshot.Entry) int {
		return strings.Compare(a.Released+a.Vintage+a.SHA256, b.Released+b.Vintage+b.SHA256)
	})
	return out, nil
}
