package page

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chapter"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// wholeEdition has something in every annex and a figure with everything a figure may have.
func wholeEdition(id string, methods []edition.Method) edition.Edition {
	both := func(text string) edition.Text { return edition.Text{IT: text, EN: text + "."} }
	day := time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)
	f := figure.Figure{ID: "fig-a", Number: "1.1", Question: both("q"), Finding: both("trovato <b> in " + id), Subtitle: both("s"), Notes: []edition.Text{both("n")}, HowToRead: both("h"),
		Sources: []figure.Source{{Table: "t", Producer: "P", Title: both("T"), URL: "https://example.org/?a=1&b=2", Released: day}},
		Lineage: []warehouse.Lineage{{Table: "t", SHA256: strings.Repeat("a", 64), Rows: 1}},
		Table: figure.Table{Columns: []figure.Column{{Name: "unit", Head: both("u"), Kind: figure.Label}, {Name: "v_pct", Head: both("v"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1}},
			Rows: [][]figure.Cell{{{Text: both("riga & " + id), Code: "A"}, {Number: 1.25}}, {{Text: both("B"), Code: "B"}, {Number: math.NaN()}}}},
		Weighing: &figure.Weighing{Indicators: []edition.Text{both("i")}, Rows: [][]float64{{1}, {math.NaN()}}, Score: 1, Rank: 1}}
	return edition.Edition{ID: id, Slug: edition.Text{IT: id + "-it", EN: id + "-en"}, Territory: "IT", Name: both(id), Title: both("titolo di " + id), Label: "2026-11", AsOf: day, Released: day, NextRelease: day,
		Chapters: []chapter.Chapter{{ID: "now", Number: "1", Title: both("capitolo"), Question: both("?"), Figures: []figure.Figure{f}}}, Methods: methods,
		Datasets: []edition.Dataset{{Table: "t", Title: both("T di " + id), Provider: both("P"), Released: day, Licence: "quotation", URL: "https://example.org/"}},
		Quality:  []edition.Paragraph{{Title: both("qualità"), Body: both("corpo di " + id)}}, Words: []edition.Word{{Word: both("probabile"), Lower: 60, Upper: 90}},
		Glossary: []edition.Term{{Term: both("termine"), Meaning: both("significato di " + id)}}, Revisions: []edition.Revision{{On: day, What: both("w"), Why: both("y")}},
		Citation: edition.Citation{Text: both("cita " + id), BibTeX: "@misc{a}"}}
}

// Pages are the same whether their parts are kept for the next page or made for each.
func TestPartsSayTheSameOnEveryPage(t *testing.T) {
	methods := []edition.Method{{ID: "m", Version: 1, Title: edition.Text{IT: "metodo", EN: "method"}, Parameters: []edition.Parameter{{ID: "p", Value: edition.Text{IT: "1", EN: "1"}, Assumed: true}}}}
	other := []edition.Method{{ID: "m", Version: 2, Title: edition.Text{IT: "altro metodo", EN: "other method"}}}
	editions := []edition.Edition{wholeEdition("one", methods), wholeEdition("two", methods), wholeEdition("three", other)}
	in := Input{Editions: editions, Drawings: map[DrawingKey]Drawing{}, Software: "test"}
	for _, lang := range Langs() {
		for _, e := range editions {
			for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
				in.Drawings[DrawingKey{e.ID, e.Label, "fig-a", lang, size}] = Drawing{svg: `<svg width="2" height="1"></svg>`}
			}
		}
	}
	w, err := newWriter(in, locale.IT)
	if err != nil {
		t.Fatal(err)
	}
	page := func(e edition.Edition, label string, ofLanguage, ofEdition parts) (reportView, []byte) {
		t.Helper()
		w.ofLanguage, w.ofEdition = ofLanguage, ofEdition
		view, err := w.report(e, ReportPath(e, "it", label))
		if err != nil {
			t.Fatal(err)
		}
		body, err := w.page("report", view)
		if err != nil {
			t.Fatal(err)
		}
		return view, body
	}
	ofLanguage := parts{}
	for _, e := range editions {
		ofEdition := parts{}
		for _, label := range []string{e.Label, ""} {
			_, kept := page(e, label, ofLanguage, ofEdition)
			_, fresh := page(e, label, nil, nil)
			if !bytes.Equal(kept, fresh) {
				t.Errorf("%s at %q: another page with parts that were kept:\n%s\nwithout:\n%s", e.ID, label, kept, fresh)
			}
			for _, want := range []string{"riga &amp; " + e.ID, "titolo di " + e.ID, "T di " + e.ID, "corpo di " + e.ID, "significato di " + e.ID, e.Methods[0].Title.IT, "cita " + e.ID} {
				if !bytes.Contains(fresh, []byte(want)) {
					t.Errorf("%s at %q does not say %q", e.ID, label, want)
				}
			}
		}
		if len(ofEdition) < 5 {
			t.Errorf("%s: %d parts were kept: the comparison compares nothing", e.ID, len(ofEdition))
		}
	}

	// What leads somewhere else from each page is no part, and this comparison would tell.
	ofEdition := parts{}
	view, _ := page(editions[0], editions[0].Label, nil, ofEdition)
	first, err := view.Part("annex-citation")
	if err != nil {
		t.Fatal(err)
	}
	view, _ = page(editions[0], "", nil, ofEdition)
	kept, err := view.Part("annex-citation")
	if err != nil {
		t.Fatal(err)
	}
	w.ofEdition = nil
	fresh, err := view.Part("annex-citation")
	if err != nil {
		t.Fatal(err)
	}
	if kept != first || fresh == kept {
		t.Error("an annex with relative addresses came out the same on both pages: the comparison above proves nothing")
	}
	if _, err := view.CommonPart("annex-data"); err == nil {
		t.Error("an annex of one edition was taken for one that is common")
	}
}
