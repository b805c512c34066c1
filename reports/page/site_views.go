package page

import (
	"fmt"
	"slices"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/intake"
)

type landingView struct {
	Frame
	Languages []welcomeView
}

type welcomeView struct {
	Lang, Title, Lede, Index, Enter, About     string
	Offline, Licence, Statement, Accessibility string // of the footer
	First                                      bool
	Editions                                   []welcomeEdition
	Sheets                                     []link
}

type welcomeEdition struct {
	Path, Name, Label, DemoMark string
	Scarcest, ScarcestWord      string // the ranking of occupations; empty: none
	Brief, BriefWord            string // empty: none
	IsSynthetic                 bool
}

// landing is the page at the root: both languages side by side.
func (w *writer) landing() landingView {
	words := Words()
	v := landingView{Frame: w.frame("landing", "index.html", "",
		words["landing.title"].IT+" · "+words["landing.title"].EN, words["landing.lede"].In(w.code()))}
	for i, lang := range Langs() {
		in := func(key string) string { return words[key].In(lang) }
		wv := welcomeView{
			Lang: lang, Title: in("landing.title"), Lede: in("landing.lede"), Index: IndexPath(lang),
			Enter: in("landing.enter"), About: in("index.about.2") + " " + in("index.about.3"), First: i == 0,
			Offline: in("footer.offline"), Statement: AccessibilityPath(lang), Accessibility: in("accessibility"),
			Licence: in("licence.short") + " " + in("footer.software") + " " + w.in.Software + ".",
		}
		for _, e := range w.in.Editions {
			if w.isLatest(e) {
				item := welcomeEdition{
					Path: ReportPath(e, lang, ""), Name: e.Title.In(lang), Label: e.Label,
					DemoMark: in("demo.mark"), IsSynthetic: e.IsSynthetic,
				}
				if id := scarcest(e); id != "" {
					item.Scarcest, item.ScarcestWord = item.Path+"#"+id, in("landing.scarcest")
				}
				if e.Brief != nil {
					item.Brief, item.BriefWord = BriefPath(e, lang, ""), in("landing.brief")
				}
				wv.Editions = append(wv.Editions, item)
				for _, set := range e.Sheets {
					wv.Sheets = append(wv.Sheets, link{Path: SheetIndexPath(e, set.Kind, lang), Name: in("sheet." + string(set.Kind))})
				}
			}
		}
		v.Languages = append(v.Languages, wv)
	}
	return v
}

// scarcest is the figure that ranks occupations in an edition, the first that is there; empty: none.
func scarcest(e edition.Edition) string {
	for _, id := range []string{"fig-shortage-ranking", "fig-hard-occupations"} {
		for _, c := range e.Chapters {
			if slices.ContainsFunc(c.Figures, func(f figure.Figure) bool { return f.ID == id }) {
				return id
			}
		}
	}
	return ""
}

type indexView struct {
	Frame
	Editions []cardView
}

type cardView struct {
	Edition           edition.Edition
	Path, Latest, Zip string
	ZipBytes          int64
	Figures           int
	Finding           string
	IsLatest          bool
}

// index lists every edition of the site in a language.
func (w *writer) index() indexView {
	words := Words()
	v := indexView{Frame: w.frame("index", IndexPath(w.code()), IndexPath(otherLang(w.code())),
		words["landing.title"].In(w.code()), words["landing.lede"].In(w.code()))}
	for _, e := range w.in.Editions {
		c := cardView{
			Edition: e, Path: ReportPath(e, w.code(), e.Label), Latest: ReportPath(e, w.code(), ""),
			Zip: ZipPath(e), ZipBytes: w.in.Sizes[ZipPath(e)], IsLatest: w.isLatest(e),
		}
		for _, ch := range e.Chapters {
			c.Figures += len(ch.Figures)
		}
		if len(e.Findings) > 0 {
			c.Finding = w.lang.Of(e.Findings[0].Text)
		}
		v.Demo = v.Demo || e.IsSynthetic
		v.Editions = append(v.Editions, c)
	}
	return v
}

type statementView struct{ Frame }

// statement is the accessibility statement.
func (w *writer) statement() statementView {
	words := Words()
	return statementView{w.frame("statement", AccessibilityPath(w.code()), AccessibilityPath(otherLang(w.code())),
		words["acc.title"].In(w.code()), words["acc.lede"].In(w.code()))}
}

type lineageView struct {
	Frame
	Edition edition.Edition
	Figure  figure.Figure
	Back    string
	Explain string
	Inputs  []*inputView
	Methods []methodView
}

// inputView is a table behind a figure, under one method, with the files it came in.
type inputView struct {
	Table, Title, Licence, Method string
	Sources                       string // place of the table on the page on files; empty: none
	Files                         []inputFile
	Rows                          int64
	IsSynthetic                   bool
}

// Open says whether the list of files is short enough to be shown at once.
func (v *inputView) Open() bool { return len(v.Files) <= 6 }

type inputFile struct {
	SHA256 string
	Rows   int64
}

type methodView struct {
	Title, Anchor, RunID string
	Version              int
}

// lineage is the page that leads from a figure to the files it came from.
func (w *writer) lineage(e edition.Edition, f figure.Figure) lineageView {
	path := LineagePath(e, w.code(), f.ID)
	words := Words()
	title := words["lineage.title"].In(w.code()) + " " + f.Number
	v := lineageView{
		Frame:   w.frame("lineage", path, LineagePath(e, otherLang(w.code()), f.ID), title, w.lang.Of(f.Finding)),
		Edition: e, Figure: f, Explain: explainCommand(e, f.ID),
	}
	v.Back = v.Root + ReportPath(e, w.code(), e.Label)
	v.Demo = f.IsSynthetic
	groups := map[string]*inputView{}
	for _, l := range f.Lineage {
		method := ""
		if l.Method != "" {
			method = fmt.Sprintf("%s %d", l.Method, l.MethodVersion)
		}
		group := groups[l.Table+" "+method]
		if group == nil {
			group = w.input(e, f, l.Table, method)
			groups[l.Table+" "+method] = group
			v.Inputs = append(v.Inputs, group)
		}
		group.Rows += l.Rows
		if l.SHA256 != "" {
			group.Files = append(group.Files, inputFile{l.SHA256, l.Rows})
		}
		if m := w.method(e, l.Method, l.MethodVersion, l.MethodRunID); l.Method != "" && !slices.Contains(v.Methods, m) {
			v.Methods = append(v.Methods, m)
		}
	}
	return v
}

// input names a table with its licence and what it rests on.
func (w *writer) input(e edition.Edition, f figure.Figure, table, method string) *inputView {
	v := &inputView{Table: table, Title: table, Method: method, Licence: sourceLicence(f, table)}
	if w.in.Intake != nil && slices.ContainsFunc(w.in.Intake.Files, func(f intake.File) bool { return f.Table == table }) {
		v.Sources = SourcesPath(w.code()) + "#" + tableAnchor(table)
	}
	for _, d := range e.Datasets {
		if d.Table == table {
			v.Title, v.IsSynthetic = w.lang.Of(d.Title), d.IsSynthetic
			if v.Licence == "" {
				v.Licence = d.Licence
			}
		}
	}
	return v
}

// method names a method and links to its entry in the annex where there is one.
func (w *writer) method(e edition.Edition, id string, version int, runID string) methodView {
	v := methodView{Title: id, Version: version, RunID: runID}
	for _, m := range e.Methods {
		if m.ID == id {
			v.Title, v.Anchor = w.lang.Of(m.Title), "method-"+anchor(id)
		}
	}
	return v
}

// sourceLicence is the licence the figure states for a table.
func sourceLicence(f figure.Figure, table string) string {
	for _, s := range f.Sources {
		if s.Table == table {
			return s.Licence
		}
	}
	return ""
}
