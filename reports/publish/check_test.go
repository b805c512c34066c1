package publish

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/page"
)

// built is the fixture's site in memory.
func built(t *testing.T, editions []edition.Edition) []page.File {
	t.Helper()
	made, err := build(context.Background(), Options{Editions: editions, Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake()})
	if err != nil {
		t.Fatal(err)
	}
	return made.files
}

// replaceIn changes one file of the site, and says so if nothing changed: a
// control that changes nothing proves nothing.
func replaceIn(t *testing.T, files []page.File, path, old, now string) []page.File {
	t.Helper()
	out := slices.Clone(files)
	for i := range out {
		if out[i].Path == path {
			changed := strings.Replace(string(out[i].Body), old, now, 1)
			if changed == string(out[i].Body) {
				t.Fatalf("%s does not hold %q", path, old)
			}
			out[i].Body = []byte(changed)
			return out
		}
	}
	t.Fatalf("no file %s", path)
	return nil
}

const reportIT = "it/italia/2026-11/index.html"

func TestCheckFiles(t *testing.T) {
	editions := fixtures()[:1]
	files := built(t, editions)
	if problems := checkFiles(editions, files); len(problems) > 0 {
		t.Fatalf("the fixture itself breaks rules:\n%v", problems)
	}
	const csvPath = "data/italy/2026-11/fig-jobs-fan.csv"
	for _, c := range []struct{ name, path, old, now, rule string }{
		{"second h1", reportIT, "</main>", "<h1>Altro</h1></main>", "one main heading"},
		{"skipped heading", reportIT, "</main>", "<h5>Altro</h5></main>", "no heading level is skipped"},
		{"empty heading", reportIT, "</main>", "<h2></h2></main>", "headings have text"},
		{"double id", reportIT, "</main>", `<p id="annexes"></p></main>`, "ids are unique"},
		{"no language", reportIT, `<html lang="it">`, `<html>`, "the page says its language"},
		{"no title", reportIT, "<title>", "<meta name=a><!--", "the page has a title"},
		{"weaker policy", reportIT, "default-src 'none'", "default-src *", "a content security policy that starts from nothing"},
		{"dead file", reportIT, "fig-jobs-fan.csv", "fig-gone.csv", "links inside the site resolve"},
		{"dead anchor", reportIT, `href="#annex-citation"`, `href="#annex-gone"`, "anchors inside the site resolve"},
		{"empty link", reportIT, `href="#annex-citation"`, `href=""`, "a link leads somewhere"},
		{"outside script", reportIT, "</main>", `<script src="https://elsewhere.example/a.js"></script></main>`, "no request to anywhere else"},
		{"outside image", reportIT, "</main>", `<img src="//elsewhere.example/a.png" alt=""></main>`, "no request to anywhere else"},
		{"outside style", reportIT, "</main>", `<link rel="stylesheet" href="https://elsewhere.example/a.css"></main>`, "no request to anywhere else"},
		{"code in the page", reportIT, "</main>", "<script>alert(1)</script></main>", "no code inside a page"},
		{"code in an attribute", reportIT, "<main", `<main onclick="alert(1)"`, "no code in attributes"},
		{"code in an address", reportIT, `href="#annex-citation"`, `href="javascript:alert(1)"`, "no code in addresses"},
		{"frame", reportIT, "</main>", `<iframe title="a"></iframe></main>`, "element is not allowed"},
		{"style attribute", reportIT, "<main", `<main style="color:red"`, "no style in attributes"},
		{"refused address", reportIT, `href="#annex-citation"`, `href="#ZgotmplZ"`, "no address was refused by the templates"},
		{"id in one language", reportIT, "</main>", `<p id="only-here">a</p></main>`, "the same ids in both languages"},
		{"no number", reportIT, `<p class="figure-number"><span>Figura 1.1</span>`, `<p class="figure-number"><span></span>`, "the nine parts of a figure"},
		{"other finding", reportIT, `>Occupati: nessun cambiamento distinguibile, la strada è incerta<a`, `>Altro<a`, "the nine parts of a figure"},
		{"no subtitle", reportIT, `class="subtitle"`, `class="other"`, "the nine parts of a figure"},
		{"no narrow drawing", reportIT, `class="narrow"`, `class="other"`, "the nine parts of a figure"},
		{"no how to read", reportIT, `class="howto"`, `class="other"`, "the nine parts of a figure"},
		{"no notes", reportIT, `class="notes"`, `class="other"`, "the nine parts of a figure"},
		{"no licence", reportIT, `(CC-BY-4.0)`, ``, "the nine parts of a figure"},
		{"no tools", reportIT, `class="figure-tools"`, `class="other"`, "the nine parts of a figure"},
		{"table without a scope", reportIT, `<th scope="row"`, `<th`, "the nine parts of a figure"},
		{"table without a row", reportIT, `<tr><th scope="row" data-v="2015-Q1">`, `<tr hidden></tr><tr><th scope="row" data-v="2015-Q1">`, "the nine parts of a figure"},
		{"drawing without a size", reportIT, `width="720" height="240"`, `height="240"`, "the nine parts of a figure"},
		{"drawing without the mark", reportIT, `dati dimostrativi</text>`, `</text>`, "demonstration data carry the mark"},
		{"figure without the mark", reportIT, `<span class="demo-mark">Dati dimostrativi</span></p>
<h3`, `</p>
<h3`, "demonstration data carry the mark"},
		{"page without the banner", reportIT, `id="demonstration"`, `id="other"`, "demonstration data are announced at the top"},
		{"fetching script", scriptPath(), `"use strict";`, `fetch("a");`, "no request and no code from text"},
		{"importing style", stylePath(), "@page", "@import 'a';@page", "no request and no code from text"},
		{"column gone", csvPath, "upper", "up", "the column is there"},
		{"basis gone", csvPath, "demonstration", "published", "the basis is stated"},
		{"level gone", csvPath, ",0.8,thousand_persons", ",,thousand_persons", "an interval has a level"},
		{"value gone", csvPath, ",22300,", ",,", "a missing value says why"},
	} {
		t.Run(c.name, func(t *testing.T) {
			expectRule(t, checkFiles(editions, replaceIn(t, files, c.path, c.old, c.now)), c.rule)
		})
	}
	t.Run("heavy page", func(t *testing.T) {
		expectRule(t, checkFiles(editions, replaceIn(t, files, reportIT, "</main>", "<p>"+strings.Repeat("a ", 1_300_000)+"</p></main>")), "at most 2500000 bytes")
	})
	t.Run("heavy script", func(t *testing.T) {
		expectRule(t, checkFiles(editions, replaceIn(t, files, scriptPath(), `"use strict";`, strings.Repeat(";", 15_000))), "at most 15000 bytes")
	})
	t.Run("csv gone", func(t *testing.T) {
		without := slices.DeleteFunc(slices.Clone(files), func(f page.File) bool { return f.Path == csvPath })
		expectRule(t, checkFiles(editions, without), "every figure has its downloads")
	})
	t.Run("lineage page gone", func(t *testing.T) {
		without := slices.DeleteFunc(slices.Clone(files), func(f page.File) bool { return strings.Contains(f.Path, "lineage/fig-jobs-fan") })
		expectRule(t, checkFiles(editions, without), "every figure has its lineage page")
	})
}

func expectRule(t *testing.T, problems []Problem, rule string) {
	t.Helper()
	for _, p := range problems {
		if p.Rule == rule {
			if p.Page == "" || p.Element == "" || p.Hint == "" {
				t.Errorf("incomplete message: %+v", p)
			}
			return
		}
	}
	t.Errorf("no problem with rule %q among %v", rule, problems)
}

// The row "suppressed and shown" is case 79 of the bad-input cases.
func TestCheckContent(t *testing.T) {
	if err := checkContent(fixtures()); err != nil {
		t.Fatalf("the fixture itself breaks rules: %v", err)
	}
	first := func(e *edition.Edition) *figure.Figure { return &e.Chapters[0].Figures[0] }
	for _, c := range []struct {
		name, rule string
		change     func(*edition.Edition)
	}{
		{"long title", "at most 90 characters", func(e *edition.Edition) { first(e).Finding.EN = strings.Repeat("è", 91) }},
		{"missing language", "both languages", func(e *edition.Edition) { first(e).Subtitle.EN = "" }},
		{"missing language of a finding", "both languages", func(e *edition.Edition) { e.Findings[0].Text.IT = "" }},
		{"no how to read", "required for fan", func(e *edition.Edition) { first(e).HowToRead = text{} }},
		{"three notes", "two at most", func(e *edition.Edition) { n := first(e).Notes[0]; first(e).Notes = []text{n, n, n} }},
		{"no source", "every figure has a source", func(e *edition.Edition) { first(e).Sources = nil }},
		{"no licence", "producer, title and licence", func(e *edition.Edition) { first(e).Sources[0].Licence = "" }},
		{"no lineage", "query, run and inputs", func(e *edition.Edition) { first(e).Lineage = nil }},
		{"expected by nobody", "what is expected names its method", func(e *edition.Edition) {
			first(e).Table.Columns[2].Name = "expected_entries"
			for i := range first(e).Lineage {
				first(e).Lineage[i].Method = ""
			}
		}},
		{"no table", "every figure has a table", func(e *edition.Edition) { first(e).Table = figure.Table{} }},
		{"interval columns gone", "intervals drawn are also in the table", func(e *edition.Edition) { dropBounds(first(e)) }},
		{"half an interval", "each lower bound has its upper bound of the same level", func(e *edition.Edition) { first(e).Table.Columns[3].Level = .5 }},
		{"no level", "an interval has a level above 0 and up to 1", func(e *edition.Edition) { first(e).Table.Columns[3].Level = 0 }},
		{"forecast without interval", "an estimate has its interval", func(e *edition.Edition) {
			row := first(e).Table.Rows[len(first(e).Table.Rows)-1]
			for i := 2; i <= 5; i++ {
				row[i] = figure.Cell{Number: math.NaN(), Mark: ".."}
			}
		}},
		{"missing without a mark", "a missing value says why", func(e *edition.Edition) { first(e).Table.Rows[0][1] = figure.Cell{Number: math.NaN()} }},
		{"suppressed and shown", "a suppressed value is not shown", func(e *edition.Edition) { first(e).Table.Rows[0][1].Mark = "(c)" }},
		{"infinite", "no infinite value", func(e *edition.Edition) { first(e).Table.Rows[0][1].Number = math.Inf(1) }},
		{"short row", "as many cells as columns", func(e *edition.Edition) { first(e).Table.Rows[0] = first(e).Table.Rows[0][:2] }},
		{"figure twice", "ids are unique", func(e *edition.Edition) { e.Chapters[1].Figures[0].ID = first(e).ID }},
		{"unknown figure", "refers to a figure of the edition", func(e *edition.Edition) { e.Tiles[0].FigureID = "fig-gone" }},
		{"unmarked edition", "demonstration data are marked on the edition", func(e *edition.Edition) { e.IsSynthetic = false }},
		{"four cautions", "1 to 3", func(e *edition.Edition) { e.Cautions = append(e.Cautions, e.Cautions[0]) }},
		{"a method without entry", "every method has its entry in the methods annex", func(e *edition.Edition) { e.Methods = nil }},
		{"a verdict without entry", "every method has its entry in the methods annex", func(e *edition.Edition) { first(e).Methods = []figure.Method{{ID: "x", Version: 1}} }},
		{"a method in one language", "both languages", func(e *edition.Edition) { e.Methods[0].Limits.IT = "" }},
		{"no citation", "text, BibTeX and licence", func(e *edition.Edition) { e.Citation.BibTeX = "" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			editions := fixtures()
			c.change(&editions[0])
			err := checkContent(editions)
			var broken *CheckError
			if !errors.As(err, &broken) {
				t.Fatalf("error %v, want a CheckError", err)
			}
			expectRule(t, broken.Problems, c.rule)
		})
	}
}

// dropBounds takes the interval columns away from a table and its rows.
func dropBounds(f *figure.Figure) {
	keep := func(i int) bool { k := f.Table.Columns[i].Kind; return k != figure.Lower && k != figure.Upper }
	for r, row := range f.Table.Rows {
		var cells []figure.Cell
		for i := range row {
			if keep(i) {
				cells = append(cells, row[i])
			}
		}
		f.Table.Rows[r] = cells
	}
	var columns []figure.Column
	for i := range f.Table.Columns {
		if keep(i) {
			columns = append(columns, f.Table.Columns[i])
		}
	}
	f.Table.Columns = columns
}

// A site that breaks a rule is not published, and the old one stays.
func TestPublishStopsAtABrokenRule(t *testing.T) {
	dir := t.TempDir() + "/site"
	before := publishTo(t, dir, fixtures())
	for name, o := range map[string]Options{
		"drawing without a description": {Editions: fixtures(), Renderer: plainRenderer{without: "desc"}},
		"drawing without the mark":      {Editions: fixtures(), Renderer: plainRenderer{without: "mark"}},
		"drawing with a script":         {Editions: fixtures(), Renderer: scriptRenderer{}},
	} {
		t.Run(name, func(t *testing.T) {
			o.Dir, o.Software = dir, "0.1.0"
			if _, err := Publish(context.Background(), o); err == nil {
				t.Error("published")
			}
			if got := (place{dir: dir}).current(); got != before.Release {
				t.Errorf("the site is %s, was %s", got, before.Release)
			}
		})
	}
}

type scriptRenderer struct{}

func (scriptRenderer) Render(q chart.Request) ([]byte, error) {
	svg, err := plainRenderer{}.Render(q)
	return bytes.Replace(svg, []byte("</svg>"), []byte("<script>alert(1)</script></svg>"), 1), err
}
