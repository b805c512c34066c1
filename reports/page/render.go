package page

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"sync"
	"time"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/intake"
	"fabbisogno/reports/locale"
)

//go:embed templates/*.gohtml
var templateFiles embed.FS

//go:embed assets/style.css
var styleCSS []byte

//go:embed assets/script.js
var scriptJS []byte

// File is one file of the site: its path from the root, with slashes, and its bytes.
type File struct {
	Path string
	Body []byte
}

// DrawingKey names one of the four drawings of a figure.
type DrawingKey struct {
	Edition, Label, Figure, Lang string
	Size                         chart.Size
}

// Input is everything the pages are made from.
type Input struct {
	Editions []edition.Edition
	// Past are the editions that stay at their address from earlier publications.
	Past     []edition.Record
	Drawings map[DrawingKey]Drawing
	// Sizes are the bytes of the downloads by path, for the links that name them.
	Sizes    map[string]int64
	Intake   *intake.Report // what became of the files; nil: no page on them
	BaseURL  string         // https address of the site's root for permalinks; empty: none
	Software string
	// Publisher answers for the site.
	Publisher Publisher
	HasPDF    bool // report and brief are there as PDF, too
	// TableAnchors are the data sets on the page on files that earlier editions lead to.
	TableAnchors []string
	// Calendar are the days declared for releases to come; empty: by the rule of editions.
	Calendar []time.Time
}

// Render makes every page and asset of the site, in order of path. It refuses
// names that could not be addresses, a missing drawing and a missing text.
func Render(in Input) ([]File, error) {
	editions := slices.Clone(in.Editions)
	slices.SortStableFunc(editions, func(a, b edition.Edition) int {
		return cmp.Or(cmp.Compare(rank(a.Territory), rank(b.Territory)), cmp.Compare(a.ID, b.ID), cmp.Compare(b.Label, a.Label))
	})
	in.Editions = editions
	for i, e := range editions {
		if err := CheckNames(e); err != nil {
			return nil, err
		}
		if i > 0 && e.ID == editions[i-1].ID && e.Label == editions[i-1].Label {
			return nil, fmt.Errorf("render edition %s %s: given twice", e.ID, e.Label)
		}
	}
	for _, past := range in.Past {
		if err := CheckNames(past.Stub()); err != nil {
			return nil, err
		}
	}
	stylePath, scriptPath := AssetPaths()
	files := []File{
		{Path: stylePath, Body: style()},
		{Path: scriptPath, Body: leanScript(scriptJS)},
	}
	// A tree a language, side by side; each has a writer of its own.
	trees, errs := make([][]File, len(Langs())), make([]error, len(Langs()))
	var wait sync.WaitGroup
	for i, lang := range Langs() {
		wait.Go(func() {
			w, err := newWriter(in, locale.Lang(lang))
			if err == nil {
				trees[i], err = w.tree()
			}
			errs[i] = err
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	files = append(files, slices.Concat(trees...)...)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

// rank puts the country before its regions.
func rank(territory string) int {
	if territory == "IT" {
		return 0
	}
	return 1
}

// writer makes the pages of one language.
type writer struct {
	in   Input
	lang locale.Lang
	tmpl *template.Template

	buffer, spare bytes.Buffer // of the page being written, and of the part

	ofLanguage, ofEdition parts // kept for all pages of the language, for those of the edition being written
}

func newWriter(in Input, lang locale.Lang) (*writer, error) {
	tmpl, err := template.New("page").Option("missingkey=error").Funcs(functions(lang)).ParseFS(templateFiles, "templates/*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("parse page templates: %w", err)
	}
	return &writer{in: in, lang: lang, tmpl: tmpl, ofLanguage: parts{}}, nil
}

// tree is every page of the language; the landing page comes with the first language.
func (w *writer) tree() ([]File, error) {
	var files []File
	add := func(name, path string, view any) error {
		body, err := w.page(name, view)
		if err != nil {
			return fmt.Errorf("render %s: %w", path, err)
		}
		files = append(files, File{Path: path, Body: body})
		return nil
	}
	if string(w.lang) == Langs()[0] {
		if err := add("landing", "index.html", w.landing()); err != nil {
			return nil, err
		}
	}
	if err := add("index", IndexPath(w.code()), w.index()); err != nil {
		return nil, err
	}
	if err := add("accessibility", AccessibilityPath(w.code()), w.statement()); err != nil {
		return nil, err
	}
	if w.in.Intake != nil {
		if err := add("sources", SourcesPath(w.code()), w.sources()); err != nil {
			return nil, err
		}
	}
	for _, e := range w.in.Editions {
		w.ofEdition = parts{}
		paths := []string{ReportPath(e, w.code(), e.Label)}
		if w.isLatest(e) {
			paths = append(paths, ReportPath(e, w.code(), ""))
		}
		for _, path := range paths {
			view, err := w.report(e, path)
			if err != nil {
				return nil, fmt.Errorf("render %s: %w", path, err)
			}
			if err := add("report", path, view); err != nil {
				return nil, err
			}
			if e.Brief == nil {
				continue
			}
			brief, err := w.brief(e, view)
			if err != nil {
				return nil, fmt.Errorf("render brief of %s: %w", path, err)
			}
			if err := add("brief", brief.Path, brief); err != nil {
				return nil, err
			}
		}
		for _, set := range e.Sheets {
			if err := w.addSheets(e, set, add); err != nil {
				return nil, err
			}
		}
		for _, c := range e.Chapters {
			for _, f := range c.Figures {
				if err := add("lineage", LineagePath(e, w.code(), f.ID), w.lineage(e, f)); err != nil {
					return nil, err
				}
			}
		}
	}
	return files, nil
}

// page executes one template; no page holds what Clean takes away.
func (w *writer) page(name string, view any) ([]byte, error) {
	w.buffer.Reset() // grown by the largest page so far: growing anew for each copies pages several times
	if err := w.tmpl.ExecuteTemplate(&w.buffer, name, view); err != nil {
		return nil, err
	}
	if firstUnclean(w.buffer.Bytes()) < 0 {
		return bytes.Clone(w.buffer.Bytes()), nil
	}
	return []byte(Clean(w.buffer.String())), nil
}

// code of the language, as in paths.
func (w *writer) code() string { return string(w.lang) }

// isNewest says whether e has the greatest label of its family in this build.
func (w *writer) isNewest(e edition.Edition) bool {
	return !slices.ContainsFunc(w.in.Editions, func(o edition.Edition) bool { return o.ID == e.ID && o.Label > e.Label })
}

// isLatest says whether e has the greatest label of its family on the whole site.
func (w *writer) isLatest(e edition.Edition) bool {
	return w.isNewest(e) && !slices.ContainsFunc(w.in.Past, func(o edition.Record) bool { return o.ID == e.ID && o.Label > e.Label })
}
