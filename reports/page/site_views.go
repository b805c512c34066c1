package page

import (
	"fmt"
	"slices"
	"time"

	"fabbisogno/reports/chapter"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/intake"
	"fabbisogno/reports/locale"
)

type landingView struct {
	Frame
	Languages []welcomeView
}

type welcomeView struct {
	Lang, Title, Lede, Index, Enter, About     string
	Offline, Licence, Statement, Accessibility string // of the footer
	First                                      bool
	Label, DemoMark                            string // of all editions; empty: not the same for all
	Editions                                   []welcomeEdition
	Sheets                                     []link
	// The calendar in a line: the day of the next release, and the way to every edition.
	Next, NextDay, NextISO, Calendar, CalendarWord, EarlierWord string
	Earlier                                                     []link
	Search                                                      *searchView // nil: no sheets
}

type welcomeEdition struct {
	Path, Name             string
	Label, DemoMark        string // empty: said for all
	Scarcest, ScarcestWord string // the ranking of occupations; empty: none
	Brief, BriefWord       string // empty: none
}

// landing is the page at the root: both languages side by side.
func (w *writer) landing() landingView {
	words := Words()
	v := landingView{Frame: w.frame("landing", "index.html", "",
		words["landing.title"].IT+" · "+words["landing.title"].EN, words["landing.lede"].In(w.code()))}
	v.Linked = w.linkedSite("index.html")
	for i, lang := range Langs() {
		in := func(key string) string { return words[key].In(lang) }
		wv := welcomeView{
			Lang: lang, Title: in("landing.title"), Lede: in("landing.lede"), Index: IndexPath(lang),
			Enter: in("landing.enter"), About: in("index.about.2") + " " + in("index.about.3"), First: i == 0,
			Offline: in("footer.offline"), Statement: AccessibilityPath(lang), Accessibility: in("accessibility"),
			Licence: in("licence.short") + " " + in("footer.software") + " " + w.in.Software + ".",
			Next:    in("next"), Calendar: IndexPath(lang) + "#calendar", CalendarWord: in("calendar.title"), EarlierWord: in("calendar.earlier"),
			Search: w.search(lang, ""),
		}
		if days := w.upcoming(); len(days) > 0 {
			wv.NextDay, wv.NextISO = locale.Lang(lang).Date(days[0]), isoDay(days[0])
		}
		all := w.latest(lang)
		differs := func(what func(edition.Record) string) bool {
			return slices.ContainsFunc(all, func(r edition.Record) bool { return what(r) != what(all[0]) })
		}
		label := func(r edition.Record) string { return r.Label }
		mark := func(r edition.Record) string {
			if r.IsSynthetic {
				return in("demo.mark")
			}
			return ""
		}
		if len(all) > 0 && !differs(label) {
			wv.Label = in("edition") + " " + label(all[0])
		}
		if len(all) > 0 && !differs(mark) {
			wv.DemoMark = mark(all[0])
		}
		for _, r := range all {
			e := r.Stub()
			item := welcomeEdition{Path: ReportPath(e, lang, ""), Name: r.Name.In(lang)}
			if wv.Label == "" {
				item.Label = label(r)
			}
			if wv.DemoMark == "" {
				item.DemoMark = mark(r)
			}
			if r.Scarcest != "" {
				item.Scarcest, item.ScarcestWord = item.Path+"#"+r.Scarcest, in("landing.scarcest")
			}
			if r.HasBrief {
				item.Brief, item.BriefWord = BriefPath(e, lang, ""), in("landing.brief")
			}
			wv.Editions = append(wv.Editions, item)
			for _, kind := range r.Sheets {
				wv.Sheets = append(wv.Sheets, link{Path: SheetIndexPath(e, kind, lang), Name: in("sheet." + string(kind))})
			}
		}
		for _, r := range w.earlier() {
			if rank(r.Territory) == 0 && len(wv.Earlier) < mostEarlier {
				wv.Earlier = append(wv.Earlier, link{Path: ReportPath(r.Stub(), lang, r.Label), Name: r.Label})
			}
		}
		v.Languages = append(v.Languages, wv)
	}
	return v
}

type indexView struct {
	Frame
	Editions  []cardView
	Calendar  []releaseView
	Upcoming  []time.Time
	Catalogue string      // path of the data catalogue for machines
	Ruled     bool        // the next day follows from the rule, no day was declared
	Search    *searchView // nil: no sheets
}

type cardView struct {
	Edition   edition.Record
	Path, Zip string
	Latest    string
	ZipBytes  int64
	Brief     string // empty: none
}

// index lists the latest edition of every territory, then every release there was.
func (w *writer) index() indexView {
	words := Words()
	v := indexView{Frame: w.frame("index", IndexPath(w.code()), IndexPath(otherLang(w.code())),
		words["landing.title"].In(w.code()), words["landing.lede"].In(w.code())), Upcoming: w.upcoming(), Ruled: len(w.declared()) == 0}
	for _, r := range w.latest(w.code()) {
		e := r.Stub()
		c := cardView{Edition: r, Path: ReportPath(e, w.code(), e.Label), Latest: ReportPath(e, w.code(), ""), Zip: ZipPath(e), ZipBytes: w.in.Sizes[ZipPath(e)]}
		if r.HasBrief {
			c.Brief = BriefPath(e, w.code(), e.Label)
		}
		v.Demo = v.Demo || r.IsSynthetic
		v.Editions = append(v.Editions, c)
	}
	v.Search = w.search(w.code(), v.Root)
	v.Calendar = w.releases()
	v.Linked = w.linkedSite(IndexPath(w.code()))
	v.Catalogue = CataloguePath
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
	Back    string // the report
	Place   string // of the figure in it; empty: it stands in the sheets
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
	Title, Anchor, ID, RunID string
	Version                  int
}

// isAside says whether a figure stands in the sheets and not in the report.
func (w *writer) isAside(e edition.Edition, id string) bool {
	return slices.ContainsFunc(e.Chapters, func(c chapter.Chapter) bool {
		return c.IsAside && slices.ContainsFunc(c.Figures, func(f figure.Figure) bool { return f.ID == id })
	})
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
	v.Back, v.Place = v.Root+ReportPath(e, w.code(), e.Label), "#"+f.ID
	if w.isAside(e, f.ID) {
		v.Place = ""
	}
	v.Demo = f.IsSynthetic
	v.Linked = w.linkedFigure(e, f, path, v.Root)
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
	for _, r := range f.Methods {
		v.Methods = append(v.Methods, w.method(e, r.ID, r.Version, ""))
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
	v := methodView{ID: id, Version: version, RunID: runID}
	for _, m := range e.Methods {
		if m.Is(id) {
			v.Title, v.Anchor = w.lang.Of(m.Title), "method-"+anchor(m.ID)
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
