package page

import (
	"fmt"
	"strings"

	"fabbisogno/reports/edition"
)

// briefView is the brief of an edition: figures of the report, drawn small.
type briefView struct {
	Frame
	Path      string
	Edition   edition.Edition
	Brief     *edition.Brief
	Report    string // path of the report it is taken from
	Numbers   []tileView
	Findings  []briefFindingView
	Meaning   []briefMeaningView
	Fan, Map  *figureView
	Ranking   *briefTableView
	Permalink string
	QR        *Drawing // of the permalink; nil: the site has no address
	PDF       string   // path of the brief as PDF; empty: none
}

type briefFindingView struct {
	edition.BriefFinding
	Number      string // of the figure
	IsSynthetic bool
}

// briefFigure is a figure with the page it stands on.
type briefFigure struct {
	Page   briefView
	Figure *figureView
}

type briefMeaningView struct {
	edition.BriefMeaning
	Number string
}

type briefTableView struct {
	Number, FigureID, Lineage, CSV string
	Caption                        string
	Heads                          []headView
	Body                           [][]cellView
	IsSynthetic                    bool
}

// brief is the page beside a report; report is the view of that, whose figures it shows.
func (w *writer) brief(e edition.Edition, report reportView) (briefView, error) {
	b := e.Brief
	label := e.Label
	home := ReportPath(e, w.code(), "")
	if report.Path == home {
		label = ""
	}
	path := BriefPath(e, w.code(), label)
	title := w.lang.Of(b.Title)
	v := briefView{Path: path, Edition: e, Brief: b, Report: report.Path, Permalink: strings.TrimSuffix(Permalink(w.in.BaseURL, e, w.code(), ""), "#"),
		Frame: w.frame("brief", path, BriefPath(e, otherLang(w.code()), label), title+" · "+w.lang.Of(e.Name)+" "+e.Label, firstFinding(w, e))}
	if w.in.BaseURL != "" {
		code, err := qrCode(v.Permalink)
		if err != nil {
			return v, err
		}
		v.QR = code
	}
	v.Canonical = w.address(BriefPath(e, w.code(), e.Label))
	v.Demo = e.IsSynthetic
	v.Linked = w.linkedReport(e, BriefPath(e, w.code(), e.Label), v.Root, title+" · "+e.Label)
	if w.in.HasPDF {
		v.PDF = BriefPDFPath(e, w.code())
	}
	figures := map[string]*figureView{}
	for i := range report.Chapters {
		for j := range report.Chapters[i].Figures {
			f := &report.Chapters[i].Figures[j]
			figures[f.ID] = f
		}
	}
	number := func(id string) (string, error) {
		if f, ok := figures[id]; ok {
			return f.Figure.Number, nil
		}
		return "", fmt.Errorf("the report has no figure %q", id)
	}
	v.Fan, v.Map = figures[b.Fan], figures[b.Map]
	for _, t := range b.Numbers {
		n, err := number(t.FigureID)
		if err != nil {
			return v, err
		}
		v.Numbers = append(v.Numbers, tileView{t, n})
	}
	for _, f := range b.Findings {
		n, err := number(f.FigureID)
		if err != nil {
			return v, err
		}
		v.Findings = append(v.Findings, briefFindingView{BriefFinding: f, Number: n, IsSynthetic: figures[f.FigureID].IsSynthetic})
	}
	for _, m := range b.Meaning {
		n, err := number(m.FigureID)
		if err != nil {
			return v, err
		}
		v.Meaning = append(v.Meaning, briefMeaningView{m, n})
	}
	if b.Ranking != nil {
		f, ok := figures[b.Ranking.FigureID]
		if !ok {
			return v, fmt.Errorf("the report has no figure %q", b.Ranking.FigureID)
		}
		v.Ranking = w.briefTable(b.Ranking, f)
	}
	return v, nil
}

// briefTable writes the rows as the report does.
func (w *writer) briefTable(t *edition.BriefTable, f *figureView) *briefTableView {
	v := &briefTableView{Number: f.Figure.Number, FigureID: f.ID, Lineage: f.Lineage, CSV: f.CSV, Caption: w.lang.Of(t.Caption), IsSynthetic: f.IsSynthetic}
	for _, c := range t.Columns {
		v.Heads = append(v.Heads, headView{Text: w.lang.Of(c.Head), Kind: string(c.Kind), IsNumber: isNumber(c.Kind)})
	}
	for _, row := range t.Rows {
		var cells []cellView
		for i, cell := range row {
			cells = append(cells, w.cell(t.Columns[i], cell, i == 0))
		}
		v.Body = append(v.Body, cells)
	}
	return v
}
