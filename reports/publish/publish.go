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
	"slices"
	"strings"
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
	// CacheDir keeps what was found of pages and drawings, so that those that are the
	// same in the next publication by the same Program (its checksum) need not be read
	// again. Either empty: everything is looked at.
	CacheDir, Program string
	// Progress, if set, is called after each drawing and each phase, by one goroutine at a time.
	Progress func(done, total int, what string)

	earlier  earlier // what the site holds already
	verdicts *verdicts
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
	o.earlier, o.verdicts = before, openVerdicts(o.CacheDir, o.Program)
	made, unprinted, err := buildAndPrint(ctx, o)
	if err != nil {
		return Result{}, err
	}
	files, kept := made.files, withoutTwins(made.files, before.files)
	if err := o.check(made, kept); err != nil {
		return Result{}, err
	}
	manifest, name, err := manifestOf(files, o.Software, kept...)
	if err != nil {
		return Result{}, err
	}
	if err := o.verdicts.save(); err != nil {
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
func (o Options) check(b draft, kept []keptFile) error {
	if err := checkNoClash(b.files, kept); err != nil {
		return err
	}
	stubs, err := o.earlier.stubs()
	if err != nil {
		return err
	}
	problems := append(checkLooked(o.Editions, b.files, b.pages, stubs...), checkOutward(o.earlier.records, b.files, b.pages, stubs)...)
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
func buildAndPrint(ctx context.Context, o Options) (b draft, why string, err error) {
	b, err = build(ctx, o)
	if o.Printer == nil || !errors.Is(err, errPrint) || ctx.Err() != nil {
		return b, "", err
	}
	o.Printer, why = nil, err.Error()
	b, err = build(ctx, o)
	return b, why, err
}

// errPrint marks what went wrong with the browser only.
var errPrint = errors.New("no PDF")

// draft is a site in memory: its files, sorted by path, and what its pages are by path.
type draft struct {
	files []page.File
	pages map[string]looked
}

// build makes every file of the site and looks at each page by itself.
func build(ctx context.Context, o Options) (draft, error) {
	if o.verdicts == nil {
		o.verdicts = &verdicts{}
	}
	made, err := allDownloads(o.Editions)
	if err != nil {
		return draft{}, err
	}
	editions, contents, err := o.earlier.withHistories(o.Editions, made)
	if err != nil {
		return draft{}, err
	}
	o.Editions = editions
	drawings, err := draw(ctx, o)
	if err != nil {
		return draft{}, err
	}
	in := page.Input{Editions: o.Editions, Drawings: drawings, Sizes: map[string]int64{}, BaseURL: o.BaseURL, Software: o.Software,
		Intake: o.Intake, Publisher: page.Publisher{Name: o.Publisher.Name, Contact: o.Publisher.Contact}, HasPDF: o.Printer != nil, Calendar: o.Calendar, TableAnchors: o.earlier.tableAnchors()}
	for _, r := range o.earlier.records {
		in.Past = append(in.Past, r.Record)
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
		return draft{}, err
	}
	files = append(files, pages...)
	if o.Printer != nil {
		printed, err := o.print(ctx, files)
		if err != nil {
			return draft{}, fmt.Errorf("%w: %w", errPrint, err)
		}
		files = append(files, printed...)
	}
	site := o.siteRecord(files)
	for _, e := range o.Editions {
		files = append(files, record.EditionFiles(site, edition.RecordOf(e), e.Citation.BibTeX)...)
	}
	looks := lookAt(o.Editions, files, o.verdicts)
	numbers, err := numberFiles(o.Editions, looks)
	if err != nil {
		return draft{}, err
	}
	files = append(files, numbers...)
	if files, err = addRecords(o.Editions, contents, files, looks); err != nil {
		return draft{}, err
	}
	about, err := record.Files(site)
	if err != nil {
		return draft{}, err
	}
	files = append(files, about...)
	slices.SortFunc(files, func(a, b page.File) int { return cmp.Compare(a.Path, b.Path) })
	return draft{files, looks}, ctx.Err()
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
