package page

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"fabbisogno/reports/intake"
	"fabbisogno/reports/locale"
)

// Lists of the page on files are capped, so that a workspace with thousands of
// files still gives a page that a phone can show.
const (
	mostFiles    = 25  // of a data set, those with findings first
	mostAllFiles = 250 // of the page
	mostFindings = 6   // of a file
)

type sourcesView struct {
	Frame
	Report intake.Report
	Tables []intakeTable
	Gone   []link // data sets of earlier editions of which nothing is loaded now
	// Style is the sheet of a page that stands alone; empty: it is linked.
	Style  template.CSS
	Policy string
}

// intakeTable is the files of one data set.
type intakeTable struct {
	ID, Anchor  string
	Title       string
	Released    time.Time // of the newest file
	IsSynthetic bool
	intake.Counts
	Files   []intakeFile
	More    int // files not listed
	Figures []link
}

type intakeFile struct {
	intake.File
	Day   time.Time // of release
	Found []intakeFinding
	More  int // findings not listed
}

// intakeFinding is a rule that set rows of a file aside, or noted something.
type intakeFinding struct {
	intake.Rule
	Rows    int64
	Example *intake.Example // in the language of the page, as far as it was translated
	Lang    string          // of the example, or of the message
	Message string
}

// mostOpen are the files of a data set whose remarks stand open on the page.
const mostOpen = 3

// Noisy are the files of which something is to be told.
func (t intakeTable) Noisy() int {
	n := 0
	for _, f := range t.Files {
		if !f.IsQuiet() {
			n++
		}
	}
	return n
}

// Fold says whether remarks are so many that they are to be opened.
func (t intakeTable) Fold() bool { return t.Noisy() > mostOpen }

// IsQuiet says whether nothing is to be told of the file beside its counts.
func (f intakeFile) IsQuiet() bool { return len(f.Found) == 0 }

// sources is the page on the files behind the site.
func (w *writer) sources() sourcesView {
	words := Words()
	v := sourcesView{Report: *w.in.Intake, Frame: w.frame("lineage", SourcesPath(w.code()), SourcesPath(otherLang(w.code())),
		words["intake.title"].In(w.code()), words["intake.lede"].In(w.code()))}
	figures := map[string][]link{}
	for _, e := range w.in.Editions {
		if !w.isNewest(e) || e.Territory != "IT" {
			continue
		}
		for _, c := range e.Chapters {
			for _, f := range c.Figures {
				l := link{Name: f.Number, Href: v.Root + LineagePath(e, w.code(), f.ID)}
				for _, in := range f.Lineage {
					if !slices.Contains(figures[in.Table], l) {
						figures[in.Table] = append(figures[in.Table], l)
					}
				}
			}
		}
	}
	v.Tables = intakeTables(*w.in.Intake, w.lang)
	for i := range v.Tables {
		v.Tables[i].Figures = figures[v.Tables[i].ID]
		v.Demo = v.Demo || v.Tables[i].IsSynthetic
	}
	for _, id := range w.in.TableAnchors {
		if !slices.ContainsFunc(v.Tables, func(t intakeTable) bool { return t.Anchor == id }) {
			v.Gone = append(v.Gone, link{Href: id, Name: strings.TrimPrefix(id, tableAnchor(""))})
		}
	}
	return v
}

// intakeTables puts the files together by data set, those with findings first.
func intakeTables(r intake.Report, lang locale.Lang) []intakeTable {
	var out []intakeTable
	for _, f := range r.Files {
		if len(out) == 0 || out[len(out)-1].ID != f.Table {
			out = append(out, intakeTable{ID: f.Table, Anchor: tableAnchor(f.Table), Title: r.Titles[f.Table].In(string(lang))})
		}
		t := &out[len(out)-1]
		if t.Title == "" {
			t.Title = t.ID
		}
		t.Counts.Files++
		t.Read += f.Read
		t.Loaded += f.Loaded
		t.SetAside += f.SetAside
		t.Skipped += f.Skipped
		t.Observations += f.Observations
		file := intakeFileOf(f, lang)
		if file.Day.After(t.Released) {
			t.Released = file.Day
		}
		t.IsSynthetic = t.IsSynthetic || f.IsSynthetic
		t.Files = append(t.Files, file)
	}
	left := mostAllFiles
	for i := range out {
		t := &out[i]
		slices.Reverse(t.Files) // the newest first
		slices.SortStableFunc(t.Files, func(a, b intakeFile) int { return b.urgency() - a.urgency() })
		n := min(len(t.Files), mostFiles, left)
		t.More, t.Files = len(t.Files)-n, t.Files[:n]
		left -= n
	}
	return out
}

// tableAnchor is the id of a data set on the page.
func tableAnchor(table string) string { return "table-" + anchor(table) }

// urgency orders files: rows set aside, warnings, the others.
func (f intakeFile) urgency() int {
	switch {
	case f.SetAside > 0:
		return 2
	case slices.ContainsFunc(f.Issues, func(i intake.Issue) bool { return i.Severity == "warning" }):
		return 1
	}
	return 0
}

func intakeFileOf(f intake.File, lang locale.Lang) intakeFile {
	out := intakeFile{File: f}
	out.Day, _ = time.Parse(time.DateOnly, f.Released) // the zero day prints as missing
	var all []intakeFinding
	for _, t := range f.Rules {
		if t.Severity != "error" {
			continue // what a named rule skips is in the count
		}
		x := intakeFinding{Rule: t.Rule, Rows: t.Rows}
		if len(t.Examples) > 0 {
			x.Example, x.Lang = exampleIn(lang, t.Examples[0])
		}
		all = append(all, x)
	}
	for _, i := range f.Issues {
		x := intakeFinding{Rule: i.Rule, Message: i.Message, Lang: "en"}
		if lang == locale.IT && i.MessageIT != "" {
			x.Message, x.Lang = i.MessageIT, "it"
		}
		all = append(all, x)
	}
	n := min(len(all), mostFindings)
	out.Found, out.More = all[:n], len(all)-n
	return out
}

// exampleIn is a row set aside in the words of a language, and which language it is.
func exampleIn(lang locale.Lang, e intake.Example) (*intake.Example, string) {
	if lang != locale.IT || e.MessageIT == "" {
		return &e, "en"
	}
	e.Message, e.Hint = e.MessageIT, e.HintIT
	return &e, "it"
}

// IntakePage is the ingest report as one file that needs no other.
func IntakePage(r intake.Report, lang locale.Lang, software string) ([]byte, error) {
	w, err := newWriter(Input{Software: software}, lang)
	if err != nil {
		return nil, err
	}
	words := Words()
	sheet := style()
	sum := sha256.Sum256(sheet)
	v := sourcesView{Report: r, Tables: intakeTables(r, lang),
		Style:  template.CSS(sheet), // our own file, with no text from data in it
		Policy: fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'", base64.StdEncoding.EncodeToString(sum[:]))}
	v.Frame = Frame{Lang: w.code(), OtherLang: otherLang(w.code()), Kind: "lineage", Title: words["intake.report"].In(w.code()),
		Description: words["intake.lede"].In(w.code()), Software: software}
	for _, f := range r.Files {
		v.Demo = v.Demo || f.IsSynthetic
	}
	body, err := w.page("intake-page", v)
	if err != nil {
		return nil, fmt.Errorf("render ingest report: %w", err)
	}
	return body, nil
}
