package page

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"fabbisogno/reports/chapter"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
)

// Frame is what every page needs around its content.
type Frame struct {
	Lang, OtherLang string
	Kind            string // class of body
	Title           string
	Description     string
	Root            string // relative way to the root of the site: "../../"
	Home            string // path of the index in the language
	Accessibility   string // path of the statement in the language
	Sources         string // path of the page on files; empty: there is none
	Canonical       string
	Alternates      []link
	Switch          *link  // to the same page in the other language
	Style, Script   string // paths of the two assets
	Linked          linked // the page for search engines
	Feeds           []link
	Contact         string // e-mail of the publisher; empty: none
	Demo            bool
	Software        string
}

type link struct{ Lang, Href, Name, Path string }

// frame of a page at path whose twin in the other language is at other.
func (w *writer) frame(kind, path, other, title, description string) Frame {
	root := up(path)
	f := Frame{
		Lang: w.code(), OtherLang: otherLang(w.code()), Kind: kind, Title: title, Description: description,
		Root: root, Home: IndexPath(w.code()), Accessibility: AccessibilityPath(w.code()), Software: w.in.Software,
	}
	f.Style, f.Script = AssetPaths()
	f.Contact = w.in.Publisher.Contact
	for _, lang := range Langs() {
		if lang == w.code() || other == "" {
			f.Feeds = append(f.Feeds, link{Lang: lang, Href: root + FeedPath(lang), Name: Words()["feed"].In(lang)})
		}
	}
	f.Linked = w.linkedPage(f, path)
	if w.in.Intake != nil {
		f.Sources = SourcesPath(w.code())
	}
	if other != "" {
		f.Switch = &link{Lang: f.OtherLang, Href: root + other}
		if w.in.BaseURL != "" {
			f.Alternates = []link{{Lang: f.Lang, Href: w.address(path)}, {Lang: f.OtherLang, Href: w.address(other)}}
		}
	}
	return f
}

// address of a page for search engines, which want it whole; empty where the site's
// own address is not known.
func (w *writer) address(path string) string {
	if w.in.BaseURL == "" {
		return ""
	}
	return strings.TrimSuffix(w.in.BaseURL, "/") + "/" + strings.TrimSuffix(path, "index.html")
}

type reportView struct {
	Frame
	writer      *writer
	Path        string
	Edition     edition.Edition
	Siblings    []link // other reports: all of them, or of a region the country
	Others      []link // the rest, folded: 21 names push the findings off the screen
	Findings    []findingView
	Tiles       []tileView
	Chapters    []chapterView
	Annexes     []annexView
	Zip         string
	ZipBytes    int64
	EditionLink string
	Brief       string // path of the brief; empty: none
	PDF         string // path of the report as PDF; empty: none
	// Files of the citation for programs.
	BibTeXFile, CitationFile string
	Commands                 []string
	Snapshots                []figureFile
	Revisions                []revisionView
	Moved                    *movedView
	Announced                *edition.Revision // the last revision, while it is told at the top
}

// FigureCount of the page.
func (v reportView) FigureCount() int {
	n := 0
	for _, c := range v.Chapters {
		n += len(c.Figures)
	}
	return n
}

type findingView struct {
	edition.Finding
	Number string
}

type tileView struct {
	edition.Tile
	Number string
}

type annexView struct{ Letter, ID, Key string }

type chapterView struct {
	chapter.Chapter
	Anchor  string
	Figures []figureView
}

type figureView struct {
	figure.Figure
	Wide, Narrow          Drawing
	Room                  string // see roomOf
	CSV, ItalianCSV, JSON string
	Lineage, Permalink    string
	OtherHref, OtherLang  string
	Heads                 []headView
	Body                  [][]cellView
	Rows                  int
	OneSource             bool
	Weigh                 *weighView    // nil: the ranking cannot be weighed, or it is none
	Above, Below          template.HTML // of the links of the figure
}

type headView struct {
	Text, Kind string
	IsNumber   bool
}

type cellView struct {
	Text, Sort       string
	IsHead, IsNumber bool
}

// figureFile is one input file of an edition.
type figureFile struct{ Table, SHA256 string }

// mostSiblings are other reports named one by one in the head of a report.
const mostSiblings = 4

// report is the page of an edition at path: its own address or the one of the latest.
func (w *writer) report(e edition.Edition, path string) (reportView, error) {
	label := e.Label
	if path == ReportPath(e, w.code(), "") {
		label = ""
	}
	title := w.lang.Of(e.Title) + " · " + e.Label
	v := reportView{
		Frame:       w.frame("report", path, ReportPath(e, otherLang(w.code()), label), title, firstFinding(w, e)),
		writer:      w,
		Path:        path,
		Edition:     e,
		Zip:         ZipPath(e),
		ZipBytes:    w.in.Sizes[ZipPath(e)],
		EditionLink: strings.TrimSuffix(Permalink(w.in.BaseURL, e, w.code(), ""), "#"),
		Commands:    commands(e),
		Snapshots:   snapshots(e),
	}
	v.Canonical = w.address(ReportPath(e, w.code(), e.Label))
	v.Demo = e.IsSynthetic
	v.Linked = w.linkedReport(e, ReportPath(e, w.code(), e.Label), v.Root, title)
	v.BibTeXFile, v.CitationFile = BibTeXPath(e), EditionCitationPath(e)
	if w.in.HasPDF {
		v.PDF = ReportPDFPath(e, w.code())
	}
	if e.Brief != nil {
		v.Brief = BriefPath(e, w.code(), label)
	}
	for _, o := range w.latest(w.code()) {
		if o.ID != e.ID {
			v.Siblings = append(v.Siblings, link{Name: w.lang.Of(o.Name), Path: ReportPath(o.Stub(), w.code(), "")})
		}
	}
	if len(v.Siblings) > mostSiblings {
		direct := rank(e.Territory) // of a region: the country, which comes first
		v.Siblings, v.Others = v.Siblings[:direct], v.Siblings[direct:]
	}
	numbers := map[string]string{}
	for _, c := range e.Chapters {
		if c.IsAside {
			continue
		}
		cv := chapterView{Chapter: c, Anchor: "ch-" + anchor(c.ID)}
		for _, f := range c.Figures {
			fv, err := w.figure(e, f, v.Root, label)
			if err != nil {
				return v, err
			}
			numbers[f.ID] = f.Number
			cv.Figures = append(cv.Figures, fv)
		}
		v.Chapters = append(v.Chapters, cv)
	}
	for _, f := range e.Findings {
		v.Findings = append(v.Findings, findingView{f, numbers[f.FigureID]})
	}
	for _, t := range e.Tiles {
		v.Tiles = append(v.Tiles, tileView{t, numbers[t.FigureID]})
	}
	v.Annexes = annexes(e)
	v.Revisions, v.Moved, v.Announced = w.revisions(e, numbers), w.moved(e), announced(e)
	return v, nil
}

// firstFinding describes a report in search results and link previews.
func firstFinding(w *writer, e edition.Edition) string {
	if len(e.Findings) > 0 {
		return w.lang.Of(e.Findings[0].Text)
	}
	return w.lang.Of(e.Title)
}

// annexes that have something to say, lettered in order.
func annexes(e edition.Edition) []annexView {
	all := []struct {
		key  string
		show bool
	}{
		{"methods", len(e.Methods) > 0}, {"data", len(e.Datasets) > 0}, {"quality", len(e.Quality) > 0},
		{"words", len(e.Words) > 0}, {"glossary", len(e.Glossary) > 0}, {"downloads", true}, {"citation", true},
		{"revisions", len(e.Revisions) > 0}, {"accessibility", true}, {"reproduce", true},
	}
	var out []annexView
	for _, a := range all {
		if a.show {
			out = append(out, annexView{Letter: string(rune('A' + len(out))), ID: "annex-" + a.key, Key: a.key})
		}
	}
	return out
}

// commands that make the edition again and trace its first figure.
func commands(e edition.Edition) []string {
	out := []string{
		"fabbisogno version   # " + e.Software,
		"fabbisogno run --as-of " + isoDay(e.AsOf),
	}
	for _, c := range e.Chapters {
		if len(c.Figures) > 0 {
			return append(out, explainCommand(e, c.Figures[0].ID))
		}
	}
	return out
}

// explainCommand traces a figure of an edition in the terminal.
func explainCommand(e edition.Edition, figureID string) string {
	return "fabbisogno explain " + figureID + " --edition " + e.ID
}

// snapshots are the files that stand behind the figures of an edition, each once.
func snapshots(e edition.Edition) []figureFile {
	var out []figureFile
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			for _, l := range f.Lineage {
				if l.SHA256 != "" {
					out = append(out, figureFile{l.Table, l.SHA256})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b figureFile) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.SHA256, b.SHA256))
	})
	return slices.Compact(out)
}

// figure with its drawings, links and table, for a page that is root away from the root.
func (w *writer) figure(e edition.Edition, f figure.Figure, root, label string) (figureView, error) {
	v := figureView{
		Figure: f, CSV: root + CSVPath(e, f.ID), ItalianCSV: root + ItalianCSVPath(e, f.ID), JSON: root + JSONPath(e, f.ID),
		Lineage: root + LineagePath(e, w.code(), f.ID), Permalink: Permalink(w.in.BaseURL, e, w.code(), f.ID),
		OtherHref: root + ReportPath(e, otherLang(w.code()), label) + "#" + f.ID, OtherLang: otherLang(w.code()),
		Rows: len(f.Table.Rows), OneSource: len(f.Sources) == 1, Weigh: w.weighing(f),
	}
	for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
		d, there := w.in.Drawings[DrawingKey{e.ID, e.Label, f.ID, w.code(), size}]
		if !there {
			return v, fmt.Errorf("figure %s: no %s drawing in %s", f.ID, size, w.code())
		}
		if size == chart.Wide {
			v.Wide = d
		} else {
			v.Narrow = d
		}
	}
	return v, w.setParts(e, f, &v)
}

// setTable writes the table of a figure.
func (w *writer) setTable(f figure.Figure, v *figureView) error {
	for _, c := range f.Table.Columns {
		v.Heads = append(v.Heads, headView{Text: w.lang.Of(c.Head), Kind: string(c.Kind), IsNumber: isNumber(c.Kind)})
	}
	for _, row := range f.Table.Rows {
		cells := make([]cellView, 0, len(row))
		for i, cell := range row {
			if i >= len(f.Table.Columns) {
				return fmt.Errorf("figure %s: a row of its table has %d cells for %d columns", f.ID, len(row), len(f.Table.Columns))
			}
			cells = append(cells, w.cell(f.Table.Columns[i], cell, i == 0))
		}
		v.Body = append(v.Body, cells)
	}
	return nil
}
