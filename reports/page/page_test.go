package page

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"fabbisogno/datasets/codes"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

func TestWords(t *testing.T) {
	words := Words()
	for key, w := range words {
		if !w.IsComplete() {
			t.Errorf("%s: a language is missing", key)
		}
	}
	n := 0
	for _, list := range [][]word{frameWords(), reportWords(), annexWords(), siteWords(), statementWords(), intakeWords(), briefWords(), sheetWords(), scriptWords()} {
		n += len(list)
	}
	if n != len(words) {
		t.Errorf("%d words under %d keys: a key stands twice", n, len(words))
	}
	asked := regexp.MustCompile(`\bt "([a-z0-9.A-D]+)"`)
	used := map[string]bool{}
	entries, err := templateFiles.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		body, err := templateFiles.ReadFile("templates/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(body), -1) {
			used[m[1]] = true
			if words[m[1]].IT == "" {
				t.Errorf("%s asks for %q, which is not a word of the pages", e.Name(), m[1])
			}
		}
	}
	if len(used) < 50 {
		t.Errorf("only %d words asked for: the pattern no longer finds them", len(used))
	}
}

func TestDrawing(t *testing.T) {
	const open, closing = `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="10" height="10">`, `</svg>`
	for _, c := range []struct {
		name, svg string
		ok        bool
	}{
		{"plain", open + `<title>a</title><g clip-path="url(#a)"><path d="M0 0" fill="var(--c1)"/></g>` + closing, true},
		{"escaped markup in text", open + `<text>&lt;script&gt;</text>` + closing, true},
		{"script", open + `<script>alert(1)</script>` + closing, false},
		{"event attribute", open + `<rect onclick="alert(1)"/>` + closing, false},
		{"embedded HTML", open + `<foreignObject><p>a</p></foreignObject>` + closing, false},
		{"image", open + `<image href="https://elsewhere.example/a.png"/>` + closing, false},
		{"use from elsewhere", open + `<use href="https://elsewhere.example/a.svg#a"/>` + closing, false},
		{"paint from elsewhere", open + `<rect fill="url(https://elsewhere.example/#a)"/>` + closing, false},
		{"style attribute", open + `<rect style="fill:red"/>` + closing, false},
		{"style element", open + `<style>*{}</style>` + closing, false},
		{"animation", open + `<animate attributeName="x"/>` + closing, false},
		{"link", open + `<a href="javascript:alert(1)"><text>a</text></a>` + closing, false},
		{"script that hides in the title", open + `<title><script>alert(1)</script></title>` + closing, false},
		{"image that hides in the title", open + `<title><img src=x onerror=alert(1)></title>` + closing, false},
		{"paragraph in the description", open + `<desc><p>a</p></desc>` + closing, false},
		{"two roots", open + closing + open + closing, false},
		{"left open", open + `<g>`, false},
		{"closes early", open + closing + `</div><p>`, false},
		{"text after", open + closing + `x`, false},
		{"comment", open + `<!-- a -->` + closing, false},
		{"not an svg", `<div></div>`, false},
		{"another root", `<g></g>`, false},
		{"empty", ``, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := NewDrawing([]byte(c.svg))
			if (err == nil) != c.ok {
				t.Fatalf("NewDrawing(%s): error %v, want accepted %v", c.svg, err, c.ok)
			}
			if c.ok && string(d.HTML()) != c.svg {
				t.Errorf("the drawing was changed: %s", d.HTML())
			}
		})
	}
}

func TestCheckNames(t *testing.T) {
	good := edition.Edition{ID: "region-ITC1", Label: "2026-11", Slug: codes.Text{IT: "piemonte", EN: "piedmont"}}
	if err := CheckNames(good); err != nil {
		t.Fatalf("good names refused: %v", err)
	}
	for name, change := range map[string]func(*edition.Edition){
		"climbing slug":    func(e *edition.Edition) { e.Slug.IT = "../x" },
		"upper-case slug":  func(e *edition.Edition) { e.Slug.EN = "Piedmont" },
		"slash in label":   func(e *edition.Edition) { e.Label = "2026/11" },
		"drive in label":   func(e *edition.Edition) { e.Label = `C:\x` },
		"empty slug":       func(e *edition.Edition) { e.Slug.EN = "" },
		"NUL in id":        func(e *edition.Edition) { e.ID = "a\x00b" },
		"figure with dots": func(e *edition.Edition) { e.Chapters = chaptersWith("fig-..") },
	} {
		t.Run(name, func(t *testing.T) {
			e := good
			change(&e)
			if CheckNames(e) == nil {
				t.Error("accepted")
			}
		})
	}
}

// A palette that a page does not define would leave black shapes in the dark.
func TestStyleDefinesEveryColour(t *testing.T) {
	css := string(style())
	for _, c := range chart.Palette() {
		if n := strings.Count(css, "--"+c.Name+":"); n < 4 {
			t.Errorf("--%s is defined %d times, want light, dark twice and print", c.Name, n)
		}
	}
	defined := map[string]bool{}
	for _, m := range regexp.MustCompile(`(--[a-z0-9-]+):`).FindAllStringSubmatch(css, -1) {
		defined[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)\)`).FindAllStringSubmatch(css, -1) {
		if !defined[m[1]] {
			t.Errorf("%s is used and not defined", m[1])
		}
	}
	// The pages share their ground with the drawings.
	for _, pair := range [][2]string{{"page", "paper"}, {"text", "ink"}, {"soft", "ink-2"}, {"main", "c1"}, {"emphasis", "median"}} {
		for _, c := range chart.Palette() {
			if c.Name != pair[1] {
				continue
			}
			for _, value := range []string{c.Light, c.Dark} {
				short := strings.ToLower(value)
				if short == "#ffffff" {
					short = "#fff"
				}
				if !bytes.Contains(styleCSS, []byte("--"+pair[0]+": "+short)) {
					t.Errorf("--%s of the pages is not %s, the --%s of the drawings", pair[0], value, pair[1])
				}
			}
		}
	}
}

func TestCell(t *testing.T) {
	w := &writer{lang: locale.IT}
	nan := figure.Cell{Mark: "(c)", Number: nan()}
	value := figure.Column{Kind: figure.Value, Decimals: 1}
	for _, c := range []struct {
		name   string
		column figure.Column
		cell   figure.Cell
		want   cellView
	}{
		{"number", value, figure.Cell{Number: 1234.56}, cellView{Text: "1.234,6", Sort: "1234.6", IsNumber: true}},
		{"suppressed", value, nan, cellView{Text: "(c)", IsNumber: true}},
		{"missing without a mark", value, figure.Cell{Number: nan.Number}, cellView{Text: "..", IsNumber: true}},
		{"label with code", figure.Column{Kind: figure.Label}, figure.Cell{Text: codes.Text{IT: "T3 2026", EN: "Q3 2026"}, Code: "2026-Q3"}, cellView{Text: "T3 2026", Sort: "2026-Q3", IsHead: true}},
		{"label of a code alone", figure.Column{Kind: figure.Label}, figure.Cell{Code: "001"}, cellView{Text: "001", IsHead: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := w.cell(c.column, c.cell, c.column.Kind == figure.Label); got != c.want {
				t.Errorf("cell %+v: got %+v, want %+v", c.cell, got, c.want)
			}
		})
	}
}

// The title of a source does not say its producer's name a second time.
func TestTitleOf(t *testing.T) {
	of := func(producer, it, en string) figure.Source {
		return figure.Source{Producer: producer, Title: codes.Text{IT: it, EN: en}}
	}
	excelsior := of("Unioncamere - Sistema informativo Excelsior", "Sistema informativo Excelsior: entrate programmate", "Excelsior information system: planned entries")
	for _, c := range []struct {
		lang   locale.Lang
		source figure.Source
		want   string
	}{
		{locale.IT, excelsior, "Entrate programmate"},
		{locale.EN, excelsior, "Planned entries"},
		{locale.IT, of("Istat", "Occupati: migliaia", "Employed: thousands"), "Occupati: migliaia"},
		{locale.IT, of("Istat", "Occupati", "Employed"), "Occupati"},
		{locale.IT, of("", "A: b", "A: b"), "A: b"},
	} {
		if got := titleOf(c.lang, c.source); got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.lang, c.source.Producer, got, c.want)
		}
	}
}
