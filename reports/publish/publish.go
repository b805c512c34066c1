package publish

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/intake"
	"fabbisogno/reports/page"
	"fabbisogno/reports/record"
)

// Options of a publication.
type Options struct {
	Dir       string            // place of the site: <workspace>/site, a link that Publish makes
	Editions  []edition.Edition // several labels of one edition are kept side by side
	Renderer  chart.Renderer    // must serve several goroutines at once
	Software  string            // version of the program, as printed
	Intake    *intake.Report    // what became of the files; nil: no page on them
	BaseURL   string            // https address of the site for permalinks; empty: none
	Publisher record.Publisher  // who answers for the site
	Calendar  []time.Time       // days declared for releases to come; empty: by the rule of editions
	Printer   Printer           // makes PDF of reports and briefs; nil: there are none
	// Progress, if set, is called after each drawing and each phase, by one goroutine at a time.
	Progress func(done, total int, what string)

	earlier earlier // what the site holds already
}

// Result of a publication.
type Result struct {
	Release string // name of the release, from its content
	Index   string // path of the page to open
	Changed bool   // false: the site already was this release
	Pages   int
	Figures int      // over the editions built, each once
	Kept    []string // ids of editions that stay as they were published before, one a label
	Files   int
	Bytes   int64
	// NotPrinted says why there are no PDF files though they were asked for; empty: there are.
	NotPrinted string
}

// Publish makes the whole site and puts it in place, or leaves the old one.
// Editions of the old site that are not built now stay at their address as they
// were published. It returns a *CheckError when the site breaks a rule, and the
// error of the context when that ends first.
func Publish(ctx context.Context, o Options) (Result, error) {
	if len(o.Editions) == 0 {
		return Result{}, errors.New("publish site: no edition to publish")
	}
	if o.Renderer == nil {
		return Result{}, errors.New("publish site: no chart renderer")
	}
	if err := checkContent(o.Editions); err != nil {
		return Result{}, err
	}
	place := place{dir: o.Dir}
	before, err := place.earlierEditions(o.Editions)
	if err != nil {
		return Result{}, err
	}
	o.earlier = before
	files, unprinted, err := buildAndPrint(ctx, o)
	if err != nil {
		return Result{}, err
	}
	kept := withoutTwins(files, before.files)
	if err := o.check(files, kept); err != nil {
		return Result{}, err
	}
	manifest, name, err := manifestOf(files, o.Software, kept...)
	if err != nil {
		return Result{}, err
	}
	result := resultOf(o, append(files, manifest), kept)
	result.Release, result.NotPrinted = name, unprinted
	result.Changed, err = place.put(ctx, name, append(files, manifest), kept...)
	if err != nil {
		return Result{}, err
	}
	return result, nil
}

// check holds the site that was built, with what stays of earlier editions, to its rules.
func (o Options) check(files []page.File, kept []keptFile) error {
	if err := checkNoClash(files, kept); err != nil {
		return err
	}
	stubs, err := o.earlier.stubs()
	if err != nil {
		return err
	}
	problems := append(checkFiles(o.Editions, files, stubs...), checkOutward(o.earlier.records, files, stubs)...)
	if len(problems) > 0 {
		return &CheckError{problems}
	}
	return nil
}

// resultOf counts what a site holds.
func resultOf(o Options, files []page.File, kept []keptFile) Result {
	result := Result{Index: filepath.Join(o.Dir, "index.html"), Files: len(files) + len(kept), Figures: len(figuresOf(o.Editions))}
	for _, r := range o.earlier.records {
		result.Kept = append(result.Kept, r.ID)
	}
	for _, f := range files {
		result.Bytes += int64(len(f.Body))
		if strings.HasSuffix(f.Path, ".html") {
			result.Pages++
		}
	}
	for _, k := range kept {
		result.Bytes += int64(k.Bytes)
		if strings.HasSuffix(k.Path, ".html") {
			result.Pages++
		}
	}
	return result
}

// buildAndPrint builds the site, with its PDF files where there is a printer. A browser
// that fails does not hold up the site: it is built without them, and why is told.
func buildAndPrint(ctx context.Context, o Options) (files []page.File, why string, err error) {
	files, err = build(ctx, o)
	if o.Printer == nil || !errors.Is(err, errPrint) || ctx.Err() != nil {
		return files, "", err
	}
	o.Printer, why = nil, err.Error()
	files, err = build(ctx, o)
	return files, why, err
}

// errPrint marks what went wrong with the browser only.
var errPrint = errors.New("no PDF")

// build makes every file of the site in memory, sorted by path.
func build(ctx context.Context, o Options) ([]page.File, error) {
	editions, contents, err := o.earlier.withHistories(o.Editions)
	if err != nil {
		return nil, err
	}
	o.Editions = editions
	drawings, err := draw(ctx, o)
	if err != nil {
		return nil, err
	}
	in := page.Input{Editions: o.Editions, Drawings: drawings, Sizes: map[string]int64{}, BaseURL: o.BaseURL, Software: o.Software,
		Intake: o.Intake, Publisher: page.Publisher{Name: o.Publisher.Name, Contact: o.Publisher.Contact}, HasPDF: o.Printer != nil, Calendar: o.Calendar, TableAnchors: o.earlier.tableAnchors()}
	for _, r := range o.earlier.records {
		in.Past = append(in.Past, r.Record)
	}
	made, errs := make([][]page.File, len(o.Editions)), make([]error, len(o.Editions))
	onAllCores(len(made), func(i int) { made[i], errs[i] = downloads(o.Editions[i]) })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	files := slices.Concat(made...)
	for _, f := range files {
		in.Sizes[f.Path] = int64(len(f.Body))
	}
	for _, k := range o.earlier.files {
		in.Sizes[k.Path] = int64(k.Bytes)
	}
	pages, err := page.Render(in)
	if err != nil {
		return nil, err
	}
	files = append(files, pages...)
	if o.Printer != nil {
		printed, err := o.print(ctx, files)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errPrint, err)
		}
		files = append(files, printed...)
	}
	site := o.siteRecord(files)
	for _, e := range o.Editions {
		files = append(files, record.EditionFiles(site, edition.RecordOf(e), e.Citation.BibTeX)...)
	}
	if files, err = addRecords(o.Editions, contents, files); err != nil {
		return nil, err
	}
	about, err := record.Files(site)
	if err != nil {
		return nil, err
	}
	files = append(files, about...)
	slices.SortFunc(files, func(a, b page.File) int { return cmp.Compare(a.Path, b.Path) })
	return files, ctx.Err()
}

// siteRecord is what the machine-readable records of the site are made from: the
// editions built now and those that stay.
func (o Options) siteRecord(files []page.File) record.Site {
	s := record.Site{BaseURL: o.BaseURL, Publisher: o.Publisher, Software: o.Software}
	sizes := map[string]int64{}
	for _, f := range files {
		sizes[f.Path] = int64(len(f.Body))
	}
	for _, k := range o.earlier.files {
		sizes[k.Path] = int64(k.Bytes)
	}
	for p := range sizes {
		if strings.HasSuffix(p, ".html") {
			s.Pages = append(s.Pages, p)
		}
	}
	slices.Sort(s.Pages)
	add := func(r edition.Record) {
		s.Editions = append(s.Editions, record.Entry{Record: r, ZipBytes: sizes[page.ZipPath(r.Stub())]})
	}
	for _, e := range o.Editions {
		add(edition.RecordOf(e))
	}
	for _, r := range o.earlier.records {
		add(r.Record)
	}
	return s
}

// editionFigure is a figure with the edition it stands in.
type editionFigure struct {
	edition edition.Edition
	figure  figure.Figure
	isAside bool // it stands in the sheets only
}

// asideOf are the figures of an edition that stand in the sheets only.
func asideOf(e edition.Edition) []editionFigure {
	var out []editionFigure
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			if c.IsAside {
				out = append(out, editionFigure{e, f, true})
			}
		}
	}
	return out
}

// figuresOf are the figures of the reports; those of the sheets are not among them.
func figuresOf(editions []edition.Edition) []editionFigure {
	var out []editionFigure
	for _, e := range editions {
		for _, c := range e.Chapters {
			if c.IsAside {
				continue
			}
			for _, f := range c.Figures {
				out = append(out, editionFigure{e, f, false})
			}
		}
	}
	return out
}

// job is one drawing to make.
type job struct {
	key     page.DrawingKey
	request chart.Request
}

// jobsOf lists the four drawings of every figure, and of those of the sheets the one
// small drawing a language, in a fixed order.
func jobsOf(editions []edition.Edition) []job {
	var jobs []job
	for _, ef := range figuresOf(editions) {
		f := ef.figure
		for _, lang := range page.Langs() {
			for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
				jobs = append(jobs, job{
					key: page.DrawingKey{Edition: ef.edition.ID, Label: ef.edition.Label, Figure: f.ID, Lang: lang, Size: size},
					request: chart.Request{ID: f.ID, Spec: f.Chart, Lang: lang, Size: size, Title: f.Finding.In(lang),
						Desc: f.Desc.In(lang), Demonstration: f.IsSynthetic},
				})
			}
		}
	}
	for _, e := range editions {
		for _, set := range e.Sheets {
			for _, s := range set.Sheets {
				for _, f := range s.Figures {
					for _, lang := range page.Langs() {
						jobs = append(jobs, job{
							key: page.DrawingKey{Edition: e.ID, Label: e.Label, Figure: f.ID, Lang: lang, Size: chart.Small},
							request: chart.Request{ID: f.ID, Spec: f.Chart, Lang: lang, Size: chart.Small, Title: f.Finding.In(lang),
								Desc: f.Desc.In(lang), Demonstration: f.IsSynthetic},
						})
					}
				}
			}
		}
	}
	return jobs
}

// draw makes all drawings on as many cores as the program may use. The order in
// which they finish reaches nothing: each has its own place.
func draw(ctx context.Context, o Options) (map[page.DrawingKey]page.Drawing, error) {
	jobs := jobsOf(o.Editions)
	made := make([]page.Drawing, len(jobs))
	errs := make([]error, len(jobs))
	next := make(chan int)
	var wait sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range min(runtime.GOMAXPROCS(0), max(len(jobs), 1)) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				made[i], errs[i] = drawOne(o.Renderer, jobs[i])
				mu.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(jobs), "draw")
				}
				mu.Unlock()
			}
		}()
	}
feed:
	for i := range jobs {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("draw figures: %w", err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	out := make(map[page.DrawingKey]page.Drawing, len(jobs))
	for i, j := range jobs {
		out[j.key] = made[i]
	}
	return out, nil
}

func drawOne(r chart.Renderer, j job) (page.Drawing, error) {
	svg, err := r.Render(j.request)
	if err != nil {
		return page.Drawing{}, fmt.Errorf("draw %s of %s, %s, %s: %w", j.key.Figure, j.key.Edition, j.key.Lang, j.key.Size, err)
	}
	d, err := page.NewDrawing(svg)
	if err != nil {
		return page.Drawing{}, fmt.Errorf("draw %s of %s, %s, %s: %w", j.key.Figure, j.key.Edition, j.key.Lang, j.key.Size, err)
	}
	return d, nil
}

// manifest lists every file of a release with its checksum.
type manifest struct {
	Software string         `json:"software"`
	Files    []manifestFile `json:"files"`
}

type manifestFile struct {
	Path   string `json:"path"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// manifestOf is manifest.json and the name of the release, both from the content alone.
func manifestOf(files []page.File, software string, kept ...keptFile) (page.File, string, error) {
	m := manifest{Software: software, Files: mergedManifest(files, kept)}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	if err := enc.Encode(m); err != nil {
		return page.File{}, "", fmt.Errorf("write manifest: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	return page.File{Path: manifestName, Body: b.Bytes()}, hex.EncodeToString(sum[:8]), nil
}

const manifestName = "manifest.json"
