package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"fabbisogno/analysis"
	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/published"
	"fabbisogno/datasets/sample"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest"
	"fabbisogno/ingest/mapping"
	"fabbisogno/ingest/snapshot"
	"fabbisogno/ingest/worker"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/publish"
)

// pipeline is one writing command at work on a locked workspace.
type pipeline struct {
	a      *app
	w      *workspace
	db     *warehouse.DB
	cat    *catalog.Catalog
	codes  *codes.Set
	ingest *ingest.Ingester
	pool   *worker.Pool
	hash   string // of the program
	// crosswalks is the hash of the workspace's own crosswalk files.
	crosswalks string
	close      func()
}

// openPipeline locks the workspace and opens everything a run needs.
func (a *app) openPipeline(ctx context.Context) (*pipeline, error) {
	p := &pipeline{a: a}
	var err error
	if p.cat, err = a.loadCatalog(); err != nil {
		return nil, err
	}
	if p.hash, err = a.hashProgram(); err != nil {
		return nil, err
	}
	if p.w, err = a.openWorkspace(true); err != nil {
		return nil, err
	}
	if p.codes, p.crosswalks, err = loadCodes(p.w.dir); err != nil {
		return nil, err
	}
	lines, err := mapping.Load(p.w.dir, p.cat, p.codes)
	if err != nil {
		return nil, withCode(exitRefused, "correct the lines; nothing was changed", fmt.Errorf("read mapping lines: %w", err))
	}
	release, err := p.w.lock()
	if err != nil {
		return nil, err
	}
	if p.db, err = p.w.open(ctx, false); err != nil {
		release()
		return nil, err
	}
	p.close = release
	if p.pool, err = p.readers(); err != nil {
		return nil, errors.Join(err, p.finish())
	}
	store, err := snapshot.Open(p.w.snapshots())
	if err == nil {
		p.ingest = &ingest.Ingester{Catalog: p.cat, Codes: p.codes, Store: store, DB: p.db, Parser: p.pool, Mappings: lines}
		err = p.reference(ctx)
	}
	if err != nil {
		return nil, errors.Join(withCode(exitStorage, "", err), p.finish())
	}
	return p, nil
}

// finish closes the warehouse and gives the workspace back.
func (p *pipeline) finish() error {
	if p.pool != nil {
		p.pool.Close()
	}
	err := p.db.Close()
	p.close()
	return withCode(exitStorage, "", err)
}

// reference puts code lists and catalogue texts into the warehouse when they changed.
func (p *pipeline) reference(ctx context.Context) error {
	run, err := p.stepRun("reference", time.Time{}, p.cat.Fingerprint(), p.hash, p.crosswalks)
	if err != nil {
		return err
	}
	if fresh, err := p.isFresh(ctx, run); err != nil || fresh {
		return err
	}
	r, err := p.referenceRows()
	if err != nil {
		return err
	}
	if err := p.db.ReplaceReference(ctx, r); err != nil {
		return err
	}
	return p.db.SaveRun(ctx, run)
}

// stepRun names a run of a step by the hash of what it depends on.
func (p *pipeline) stepRun(step string, asOf time.Time, parts ...string) (warehouse.Run, error) {
	h := sha256.New()
	for _, part := range append([]string{step}, parts...) {
		if _, err := fmt.Fprintf(h, "%d:%s\n", len(part), part); err != nil {
			return warehouse.Run{}, err
		}
	}
	sum := hex.EncodeToString(h.Sum(nil))
	return warehouse.Run{ID: step + "-" + sum[:12], Step: step, Fingerprint: sum, AsOf: asOf, Seed: p.w.settings.Seed, SoftwareVersion: version}, nil
}

func (p *pipeline) isFresh(ctx context.Context, run warehouse.Run) (bool, error) {
	last, ok, err := p.db.LatestRun(ctx, run.Step)
	return ok && last.Fingerprint == run.Fingerprint, err
}

// publishedReleased is the day the embedded published figures were compiled.
var publishedReleased = time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)

// embedded loads the published figures and, where wanted, the demonstration data.
func (p *pipeline) embedded(ctx context.Context) (totals, error) {
	var total totals
	run, err := p.stepRun("embedded", time.Time{}, p.cat.Fingerprint(), p.hash, fmt.Sprint(p.w.settings.Demonstration, p.w.settings.Seed))
	if err != nil {
		return total, err
	}
	if fresh, err := p.isFresh(ctx, run); err != nil || fresh {
		return total, withCode(exitStorage, "", err)
	}
	var requests []ingest.Request
	for _, f := range published.Files() {
		requests = append(requests, ingest.Request{Name: f.Name, Reader: bytes.NewReader(f.Bytes), Table: f.Table, Released: publishedReleased, Vintage: publishedReleased.Format(time.DateOnly)})
	}
	if p.w.settings.Demonstration {
		dir, err := os.MkdirTemp(p.w.dir, ".demonstration-*")
		if err != nil {
			return total, withCode(exitStorage, "", fmt.Errorf("make demonstration data: %w", err))
		}
		defer os.RemoveAll(dir)
		bar := p.a.startProgress("sample")
		files, err := sample.Write(ctx, dir, sample.Options{Seed: p.w.settings.Seed, Since: p.a.since, Progress: bar.at})
		if err != nil {
			return total, err
		}
		bar.end("%d demonstration files written, synthetic and marked so", len(files))
		for _, f := range files {
			requests = append(requests, ingest.Request{Path: f.Path, Table: f.Table, Released: f.Released, Vintage: f.Vintage, IsSynthetic: true})
		}
	}
	total, reports, err := p.load(ctx, requests)
	if err != nil {
		return total, err
	}
	var current []warehouse.Snapshot
	for _, r := range reports {
		if r.IsSynthetic {
			current = append(current, warehouse.Snapshot{Table: r.Table, FileName: r.File, SHA256: r.SHA256})
		}
	}
	if n, err := p.db.RetireSynthetic(ctx, current); err != nil {
		return total, withCode(exitStorage, "", err)
	} else if n > 0 {
		p.a.say("  %d older demonstration files gave way to these", n)
	}
	return total, withCode(exitStorage, "", p.db.SaveRun(ctx, run))
}

// load ingests files and says what became of their rows.
func (p *pipeline) load(ctx context.Context, requests []ingest.Request) (totals, []ingest.Report, error) {
	bar := p.a.startProgress("ingest")
	var total totals
	results, err := p.ingest.Files(ctx, requests, runtime.NumCPU(), bar.at)
	if err != nil {
		return total, nil, err
	}
	var reports []ingest.Report
	for _, r := range results {
		if r.Err != nil {
			return total, nil, refused(r.Err)
		}
		total.add(r.Report)
		reports = append(reports, r.Report)
	}
	bar.end("%s", total)
	return total, reports, nil
}

// totals adds up what became of the rows of several files.
type totals struct {
	files, already int
	refused        int // files that a changed declaration can't read; their earlier load stays
	warehouse.Counts
}

// join adds other files.
func (t *totals) join(o totals) {
	t.files, t.already, t.refused = t.files+o.files, t.already+o.already, t.refused+o.refused
	t.Read += o.Read
	t.Loaded += o.Loaded
	t.Rejected += o.Rejected
	t.Skipped += o.Skipped
	t.Observations += o.Observations
}

func (t *totals) add(r ingest.Report) {
	o := totals{files: 1, Counts: r.Counts}
	if r.AlreadyLoaded {
		o.already = 1
	}
	t.join(o)
}

func (t totals) String() string {
	return fmt.Sprintf("%d files (%d loaded before), %d rows read = %d loaded + %d set aside + %d skipped by a named rule; %d observations",
		t.files, t.already, t.Read, t.Loaded, t.Rejected, t.Skipped, t.Observations)
}

// clearAbandoned removes what a killed run left beside the workspace's own folders.
func (w *workspace) clearAbandoned() error {
	left, err := filepath.Glob(filepath.Join(w.dir, ".demonstration-*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("clear workspace: %w", err)
		}
	}
	return nil
}

// analyse forecasts and diagnoses what is stale.
func (p *pipeline) analyse(ctx context.Context, asOf time.Time) error {
	if err := p.forecast(ctx, asOf); err != nil {
		return err
	}
	if err := p.diagnose(ctx, asOf); err != nil {
		return err
	}
	bar := p.a.startProgress("methods")
	return p.diagnoseUnits(ctx, p.options(asOf, bar), bar)
}

// diagnose applies the rule for priority sectors when it is stale.
func (p *pipeline) diagnose(ctx context.Context, asOf time.Time) error {
	bar := p.a.startProgress("diagnose")
	dg, err := analysis.Diagnose(ctx, p.db, p.options(asOf, bar))
	if err != nil {
		return err
	}
	if dg.Fresh {
		bar.end("nothing changed")
	} else {
		bar.end("%d results of %d panels", dg.Rows, dg.Panels)
	}
	return nil
}

// options of the analysis steps, which tell bar how far they are.
func (p *pipeline) options(asOf time.Time, bar *progress) analysis.Options {
	return analysis.Options{AsOf: asOf, Seed: p.w.settings.Seed, Software: version, Workers: runtime.GOMAXPROCS(0), Catalog: p.cat,
		Progress: func(done, total int, _ string) { bar.at(done, total) }}
}

// forecast makes the forecasts as of a day when they are stale.
func (p *pipeline) forecast(ctx context.Context, asOf time.Time) error {
	bar := p.a.startProgress("forecast")
	fc, err := analysis.Forecast(ctx, p.db, p.options(asOf, bar))
	if err != nil {
		return err
	}
	if fc.Fresh {
		bar.end("nothing changed")
	} else {
		bar.end("%d series, %d forecasts with intervals, %d could not be forecast", fc.Series, fc.Forecasts, len(fc.Refused))
		for _, r := range fc.Refused {
			p.a.say("  not forecast: %s: %s", r.Key, r.Why)
		}
	}
	return nil
}

// report builds and publishes the editions when anything they rest on changed.
func (p *pipeline) report(ctx context.Context, asOf time.Time, what plan) (publish.Result, error) {
	content, err := p.db.Fingerprint(ctx, asOf)
	if err != nil {
		return publish.Result{}, withCode(exitStorage, "", err)
	}
	printer, err := p.printer()
	if err != nil {
		return publish.Result{}, err
	}
	borders, err := p.borders()
	if err != nil {
		return publish.Result{}, err
	}
	before, err := publish.Present(p.w.site())
	if err != nil {
		return publish.Result{}, err
	}
	wanted := edition.Options{DB: p.db, Catalog: p.cat, Codes: p.codes, AsOf: asOf, Seed: p.w.settings.Seed,
		Software: version, Regions: what.regions, Kinds: what.kinds, Borders: borders, Before: before}
	parts := []string{p.hash, p.cat.Fingerprint(), content, asOf.Format(time.DateOnly), fmt.Sprint(what.kinds, what.regions, p.w.settings.Seed, wanted.Kept()), fmt.Sprintf("%+v %v", p.w.settings.Site, printer != nil)}
	for _, step := range []string{"forecast", "shortage", "diagnosis"} {
		run, _, err := p.db.LatestRun(ctx, step)
		if err != nil {
			return publish.Result{}, withCode(exitStorage, "", err)
		}
		parts = append(parts, run.Fingerprint)
	}
	if borders != nil {
		parts = append(parts, borders.SHA256, borders.Source)
	}
	run, err := p.stepRun("site", asOf, parts...)
	if err != nil {
		return publish.Result{}, err
	}
	index := filepath.Join(p.w.site(), "index.html")
	fresh, err := p.isFresh(ctx, run)
	if err != nil {
		return publish.Result{}, withCode(exitStorage, "", err)
	}
	if _, err := os.Stat(index); fresh && err == nil {
		p.a.startProgress("report").end("nothing changed")
		return publish.Result{Index: index}, nil
	}
	// The id in pages must not depend on the program's own hash: same input, same bytes.
	public, err := p.stepRun("report", asOf, parts[1:]...)
	if err != nil {
		return publish.Result{}, err
	}
	wanted.RunID = public.ID
	calendar, err := p.w.settings.Site.calendar()
	if err != nil {
		return publish.Result{}, err
	}
	wanted.Calendar = calendar
	bar := p.a.startProgress("report")
	editions, err := edition.Build(ctx, wanted)
	if err != nil {
		return publish.Result{}, err
	}
	renderer, err := chart.NewRenderer(chart.Options{CacheDir: p.w.path("cache"), Program: p.hash, Now: p.a.host.now()})
	if err != nil {
		return publish.Result{}, err
	}
	files, err := p.publishedIntake(ctx, asOf)
	if err != nil {
		return publish.Result{}, err
	}
	res, err := publish.Publish(ctx, publish.Options{Dir: p.w.site(), Editions: editions, Renderer: renderer, Software: version, Intake: files,
		CacheDir: p.w.path("cache"), Program: p.hash, BaseURL: p.w.settings.Site.BaseURL, Publisher: p.w.settings.Site.publisher(), Calendar: calendar, Printer: printer,
		Progress: func(done, total int, _ string) { bar.at(done, total) }})
	var failed *publish.CheckError
	if errors.As(err, &failed) {
		return res, withCode(exitRefused, "nothing was published; correct what is listed", err)
	}
	if err != nil {
		return res, err
	}
	if err := p.keepFigures(ctx, public, editions, res.Kept); err != nil {
		return res, withCode(exitStorage, "", err)
	}
	if err := p.db.SaveRun(ctx, run); err != nil {
		return res, withCode(exitStorage, "", err)
	}
	if err := renderer.Prune(); err != nil {
		p.a.say("report: the site is published; its cache keeps what it no longer needs: %v", err)
	}
	bar.end("%d pages, %d figures, release %s", res.Pages, res.Figures, res.Release)
	if res.NotPrinted != "" {
		p.a.say("  no PDF: %s", res.NotPrinted)
	}
	if n := len(res.Kept); n > 0 {
		p.a.say("  %d editions published before stay at their address", n)
	}
	return res, nil
}

// keepFigures notes the figures of the editions published and forgets those of
// editions that are neither built now nor kept.
func (p *pipeline) keepFigures(ctx context.Context, run warehouse.Run, editions []edition.Edition, kept []string) error {
	before, err := p.db.Figures(ctx, "")
	if err != nil {
		return err
	}
	replaced := map[string]bool{}
	for _, f := range before {
		if !slices.Contains(kept, f.Edition) {
			replaced[f.Edition] = true
		}
	}
	var figures []warehouse.Figure
	for _, e := range editions {
		replaced[e.ID] = true
		figures = append(figures, warehouseFigures(e)...)
	}
	return p.db.SaveFigures(ctx, run, slices.Sorted(maps.Keys(replaced)), figures)
}

// warehouseFigures is what the warehouse keeps of an edition's figures.
func warehouseFigures(e edition.Edition) []warehouse.Figure {
	var out []warehouse.Figure
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			out = append(out, warehouse.Figure{Edition: e.ID, ID: f.ID, Number: f.Number, TitleIT: f.Finding.IT, TitleEN: f.Finding.EN,
				Query: f.Query, RunID: f.RunID, IsSynthetic: f.IsSynthetic, Lineage: f.Lineage})
		}
	}
	return out
}

// snapshotPath is where the bytes of a file are kept, relative to the workspace.
func snapshotPath(w *workspace, sha256 string) string {
	matches, err := fs.Glob(os.DirFS(w.dir), "snapshots/"+sha256[:min(2, len(sha256))]+"/"+sha256+"*")
	if err != nil || len(matches) == 0 {
		return "not found in " + w.snapshots()
	}
	return filepath.Join(w.dir, matches[0])
}
