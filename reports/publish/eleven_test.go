package publish

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/page"
)

// control is a mistake and the rule that must see it: in the content before it is drawn,
// or in a file of the finished site.
type control struct {
	name, rule string
	content    func(*edition.Edition)
	path       string
	old, now   string
}

// eleven are the checks before publication, as the list of the report's rules counts
// them, each with mistakes that it must see. Where the proof stands in a test of its
// own, proved names it.
var eleven = []struct {
	number   int
	demands  string
	proved   []string
	controls []control
}{
	{1, "nine parts in every figure; both languages; the same ids in both trees", []string{"TestCheckFiles", "TestCheckContent", "TestCheckFolder"}, []control{
		{name: "no subtitle", rule: "the nine parts of a figure", path: reportIT, old: `class="subtitle"`, now: `class="other"`},
		{name: "a language", rule: "both languages", content: func(e *edition.Edition) { firstFigure(e).Desc.IT = "" }},
		{name: "an id of one tree", rule: "the same ids in both languages", path: reportIT, old: "</main>", now: `<p id="solo-qui">a</p></main>`},
	}},
	{2, "every number in prose resolves to a value; text, figure, table and CSV agree", []string{"TestCheckProse", "TestCheckFolder"}, []control{
		{name: "a value gone from the CSV", rule: "a missing value says why", path: fanCSV, old: ",22300,", now: ",,"},
	}},
	{3, "no interval missing; no title claims a change whose interval includes zero", []string{"TestCheckContent", "TestFanWords_claims_no_change_inside_the_interval"}, []control{
		{name: "a forecast without interval", rule: "an estimate has its interval", content: func(e *edition.Edition) {
			row := firstFigure(e).Table.Rows[len(firstFigure(e).Table.Rows)-1]
			for i := 2; i <= 5; i++ {
				row[i] = figure.Cell{Number: math.NaN(), Mark: ".."}
			}
		}},
		{name: "an interval drawn and not in the table", rule: "intervals drawn are also in the table", content: func(e *edition.Edition) { dropBounds(firstFigure(e)) }},
		{name: "a rise that may be a fall", rule: "no title claims a change whose interval includes zero", content: func(e *edition.Edition) { firstFigure(e).Finding.EN = "Employment: higher a year ahead" }},
		{name: "a rise, in Italian", rule: "no title claims a change whose interval includes zero", content: func(e *edition.Edition) { firstFigure(e).Finding.IT = "Occupati: in crescita fra un anno" }},
	}},
	{4, "HTML valid; one h1; heading order; unique ids; links resolve; no outside request; no http:", []string{"TestCheckFiles", "TestCheckMarkup"}, []control{
		{name: "an element left open", rule: ruleMarkup, path: reportIT, old: "</main>", now: "<span></main>"},
		{name: "a second h1", rule: "one main heading", path: reportIT, old: "</main>", now: "<h1>a</h1></main>"},
		{name: "a level skipped", rule: "no heading level is skipped", path: reportIT, old: "</main>", now: "<h5>a</h5></main>"},
		{name: "an id twice", rule: "ids are unique", path: reportIT, old: "</main>", now: `<p id="annexes"></p></main>`},
		{name: "a dead link", rule: "links inside the site resolve", path: reportIT, old: "</main>", now: `<a href="gone.html">a</a></main>`},
		{name: "a dead anchor", rule: "anchors inside the site resolve", path: "en/index.html", old: "</main>", now: `<a href="../it/index.html#gone">a</a></main>`},
		{name: "a request", rule: "no request to anywhere else", path: reportIT, old: "</main>", now: `<img alt="" src="https://elsewhere.example/a.png"></main>`},
		{name: "http: in the style sheet", rule: "no request and no code from text", path: stylePath(), old: "@page", now: "a{b:'http://x'}@page"},
	}},
	{5, "contrast of every pair computed; colours apart for every eye; text inside drawings; no label over another", []string{"TestContrast", "TestColoursDifferForEveryEye", "TestConformance", "TestBrowser"}, []control{
		{name: "a faint text", rule: "contrast of at least 4.5", path: stylePath(), old: "--soft:#555b66", now: "--soft:#8a8f99"},
		{name: "a faint text in the dark", rule: "contrast of at least 4.5", path: stylePath(), old: "--link:#8fb8ff", now: "--link:#2f4f8f"},
		{name: "a faint edge", rule: "contrast of at least 3", path: stylePath(), old: "--edge:#8a9099", now: "--edge:#d0d3d8"},
		{name: "two colours alike", rule: "every eye tells the colours of drawings apart", path: stylePath(), old: "--c3:#054834", now: "--c3:#3a3f9c"},
		{name: "two dark themes", rule: "one dark theme, whoever asks for it", path: stylePath(), old: "--tint:#18202c", now: "--tint:#18202d"},
		{name: "a theme gone", rule: "every theme sets the colours of drawings and pages", path: stylePath(), old: "@media print{:root", now: "@media paper{:root"},
		{name: "a label outside", rule: "labels lie inside their drawing", path: reportIT, old: `<text x="8" y="20">`, now: `<text x="800" y="20">`},
		{name: "a label over another", rule: "no label lies over another", path: reportIT, old: `<text x="8" y="20">`, now: `<text x="10" y="24">sopra</text><text x="8" y="20">`},
	}},
	{6, "page weight, script and style within budget; drawings have width and height", []string{"TestCheckFiles", "TestBudgets"}, []control{
		{name: "a heavy style sheet", rule: "at most 25000 bytes", path: stylePath(), old: "@page", now: strings.Repeat(" ", 25_000) + "@page"},
		{name: "a heavy script", rule: "at most 15000 bytes", path: scriptPath(), old: `"use strict";`, now: `"use strict";` + strings.Repeat(";", 15_000)},
		{name: "a heavy report", rule: "at most 2500000 bytes", path: reportIT, old: "</main>", now: strings.Repeat("<p>a</p>", 320_000) + "</main>"},
		{name: "a heavy brief", rule: "at most 300000 bytes", path: briefEN, old: "</main>", now: "<!--" + strings.Repeat(" ", 300_000) + "--></main>"},
		{name: "a drawing without a height", rule: "a drawing has width and height", path: reportIT, old: `height="240"`, now: ``},
	}},
	{7, "source, licence and access date for every data set used; licences compatible with ours", []string{"TestCheckContent"}, []control{
		{name: "no licence of a data set", rule: "provider, title, day and licence of every data set", content: func(e *edition.Edition) { e.Datasets[0].Licence = "" }},
		{name: "no day of a data set", rule: "provider, title, day and licence of every data set", content: func(e *edition.Edition) { e.Datasets[0].Released = time.Time{} }},
		{name: "no provider", rule: "provider, title, day and licence of every data set", content: func(e *edition.Edition) { e.Datasets[0].Provider.IT = "" }},
		{name: "a licence that forbids", rule: "its licence lets the report be given away", content: func(e *edition.Edition) { e.Datasets[0].Licence = "CC-BY-NC-4.0" }},
		{name: "a source that is not listed", rule: "every source is among the data sets", content: func(e *edition.Edition) { e.Datasets = nil }},
		{name: "no day of a source", rule: "a source says when it was read", content: func(e *edition.Edition) { firstFigure(e).Sources[0].Released = time.Time{} }},
	}},
	{8, "suppression in table, CSV and JSON too, also by subtraction", []string{"TestSuppressedOccupationStaysHidden", "TestCheckFolderSuppressed", "TestCheck_subtraction"}, []control{
		{name: "suppressed and shown", rule: "a suppressed value is not shown", content: func(e *edition.Edition) { firstFigure(e).Table.Rows[0][1].Mark = "(c)" }},
		{name: "suppressed, and in the CSV", rule: ruleSuppressed, path: barsCSV, old: "hard_to_fill_share_pct,,,,,pct,suppressed", now: "hard_to_fill_share_pct,12.5,,,,pct,suppressed"},
		{name: "a bound of what is suppressed", rule: ruleSuppressed, path: barsCSV, old: "hard_to_fill_share_pct,,,,,pct,suppressed", now: "hard_to_fill_share_pct,,1,9,0.8,pct,suppressed"},
	}},
	{9, "pages at 360, 768 and 1280, light and dark, and the brief on two sheets, beside their pictures", []string{"TestPictures", "TestBriefsPrintOnTwoSheets", "TestBrowser"}, nil},
	{10, "two builds byte-equal; explain works for every figure", []string{"TestPublishTwice", "TestSlowSameBytes", "TestStudy"}, []control{
		{name: "no way back to the data", rule: "query, run and inputs", content: func(e *edition.Edition) { firstFigure(e).Lineage = nil }},
	}},
	{11, "a person reads the titles", []string{"TestReading"}, nil},
}

const (
	fanCSV  = "data/italy/2026-11/fig-jobs-fan.csv"
	barsCSV = "data/italy/2026-11/fig-hard-bars.csv"
)

func firstFigure(e *edition.Edition) *figure.Figure { return &e.Chapters[0].Figures[0] }

// Each of the eleven checks sees its mistakes, and what is said to prove it is there.
func TestElevenChecks(t *testing.T) {
	editions := fixtures()[:1]
	files := built(t, editions)
	if err := checkContent(editions); err != nil {
		t.Fatalf("the fixture itself breaks rules: %v", err)
	}
	if problems := checkFiles(editions, files); len(problems) > 0 {
		t.Fatalf("the fixture itself breaks rules:\n%v", problems)
	}
	tests := testsOf(t)
	for i, check := range eleven {
		if check.number != i+1 {
			t.Fatalf("check %d stands in place %d", check.number, i+1)
		}
		if len(check.proved)+len(check.controls) == 0 {
			t.Errorf("nothing proves check %d", check.number)
		}
		for _, name := range check.proved {
			if !tests[name] {
				t.Errorf("check %d: there is no %s", check.number, name)
			}
		}
		for _, c := range check.controls {
			t.Run(fmt.Sprintf("%d/%s", check.number, c.name), func(t *testing.T) {
				if c.content != nil {
					broken := fixtures()[:1]
					c.content(&broken[0])
					expectRule(t, contentProblems(broken), c.rule)
					return
				}
				changed := replaceIn(t, files, c.path, c.old, c.now)
				expectRule(t, problemsIn(editions, changed, c.path), c.rule)
			})
		}
	}
}

// contentProblems are those of editions before they are drawn.
func contentProblems(editions []edition.Edition) []Problem {
	if err, ok := checkContent(editions).(*CheckError); ok {
		return err.Problems
	}
	return nil
}

// problemsIn looks at one file of a site as the whole check does, and at what is said
// of figures and of the twin in the other language; the others are as they were.
func problemsIn(editions []edition.Edition, files []page.File, changed string) []Problem {
	i := slices.IndexFunc(files, func(f page.File) bool { return f.Path == changed })
	s := newSite(files)
	if strings.HasSuffix(changed, ".css") || strings.HasSuffix(changed, ".js") {
		return checkFiles(editions, files[i:i+1])
	}
	s.parse()
	var out []Problem
	for _, j := range jobsFor(editions, files) {
		if len(j.figures) == 0 && j.file.Path != changed {
			continue
		}
		for p, l := range j.look() {
			out = append(append(out, l.problems...), s.checkLinks(p, l.links)...)
		}
	}
	out = append(out, s.checkTwins(editions)...)
	for _, ef := range figuresOf(editions) {
		out = append(out, append(s.checkLineage(ef), s.checkDownload(ef)...)...)
	}
	return out
}

// testsOf are the names of all tests of the program.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, folder := range []string{".", "../chart", "../chart/charttest", "../chapter", "../figure", "../../cmd/fabbisogno"} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			body, err := os.ReadFile(folder + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(string(body), "\n") {
				if name, is := strings.CutPrefix(line, "func Test"); is {
					out["Test"+name[:strings.IndexByte(name, '(')]] = true
				}
			}
		}
	}
	return out
}
