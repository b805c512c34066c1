package publish

import (
	"context"
	"strings"
	"testing"

	"fabbisogno/reports/edition"
)

const briefEN = "en/italy/2026-11/brief.html"

// A brief is held to its length and to its report; each control breaks one rule.
func TestCheckBriefs(t *testing.T) {
	editions := fixtures()[:1]
	files := built(t, editions)
	if problems := checkFiles(editions, files); len(problems) > 0 {
		t.Fatalf("the fixture itself breaks rules:\n%v", problems)
	}
	for _, c := range []struct{ name, old, now, rule string }{
		{"another value", ">57.2</td>", ">58.2</td>", "the same values as the report"},
		{"the value of another row", ">57.2</td>", ">61.5</td>", "the same values as the report"},
		{"an interval of another row", ">57.2</td>", ">57.2 (54.9 to 63.6)</td>", "the same values as the report"},
		{"a chance of another row", ">57.2</td>", ">57.2 (over 99%)</td>", "the same values as the report"},
		{"a word of its own", ">57.2</td>", ">rising (57.2)</td>", "the same values as the report"},
		{"another interval of a tile", "59.4% to 63.6% (8 out of 10)", "59.4% to 63.7% (8 out of 10)", "the same words as the report"},
		{"another way to read", "in 8 cases out of 10 the", "in 5 cases out of 10 the", "the same words as the report"},
		{"another number", `class="tile-value">`, `class="tile-value">9`, "the same values as the report"},
		{"another drawing", "<desc", "<text>new</text><desc", "no figure that is not in the report"},
		{"a second table", "</main>", "<table></table></main>", "at most 1 table"},
		{"a fourth figure", "</main>", strings.Repeat(`<svg role="img" width="1" height="1"></svg>`, 4) + "</main>", "at most 3 figures"},
		{"too many words", "</main>", "<p>" + strings.Repeat("word ", edition.MaxBriefWords) + "</p></main>", "at most 650 words"},
	} {
		broken := replaceIn(t, files, briefEN, c.old, c.now)
		found := false
		for _, p := range checkFiles(editions, broken) {
			found = found || p.Page == briefEN && p.Rule == c.rule
		}
		if !found {
			t.Errorf("%s: %q is not reported", c.name, c.rule)
		}
	}
	// A value and its interval may share a cell.
	together := replaceIn(t, files, briefEN, ">57.2</td>", ">57.2 (54.9 to 59.6)</td>")
	for _, p := range checkFiles(editions, together) {
		t.Errorf("a value with its interval: %v", p)
	}
}

// The code of a brief leads to its report, and says so in words.
func TestCheckBriefCode(t *testing.T) {
	editions := fixtures()[:1]
	made, err := build(context.Background(), Options{Editions: editions, Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake(), BaseURL: "https://studio.example.it/fabbisogni"})
	if err != nil {
		t.Fatal(err)
	}
	if problems := checkFiles(editions, made.files); len(problems) > 0 {
		t.Fatalf("the fixture itself breaks rules:\n%v", problems)
	}
	for _, c := range []struct{ name, old, now string }{
		{"another code", `<path fill="#000" d="M4 4h7`, `<path fill="#000" d="M4 4h8`},
		{"another address in words", "Address: https://studio.example.it/fabbisogni/en/italy/2026-11/", "Address: https://studio.example.it/fabbisogni/en/italy/2026-12/"},
		{"a second path", `shape-rendering="crispEdges"`, `shape-rendering="crispEdges"><path d=""/></svg><svg class="qr"`},
	} {
		found := false
		for _, p := range checkFiles(editions, replaceIn(t, made.files, briefEN, c.old, c.now)) {
			found = found || p.Page == briefEN && strings.HasPrefix(p.Rule, "the code leads to the report")
		}
		if !found {
			t.Errorf("%s is not reported", c.name)
		}
	}
}

// No brief is built of figures that its report does not have, or of a report that fails.
func TestBriefNeedsItsReport(t *testing.T) {
	for _, spoil := range []func(e *edition.Edition){
		func(e *edition.Edition) { e.Brief.Fan = "fig-of-elsewhere" },
		func(e *edition.Edition) { e.Brief.Findings[0].FigureID = "fig-of-elsewhere" },
		func(e *edition.Edition) { e.Brief.Findings[0].Why.EN = "" },
		func(e *edition.Edition) { e.Brief.Findings = nil },
		func(e *edition.Edition) {
			e.Brief.Title.IT = "Un titolo che ha molte più parole di quante un lettore ne prenda in una volta sola"
		},
		func(e *edition.Edition) { e.Chapters[0].Figures[0].Finding.EN = "" }, // a fault of the report
	} {
		editions := fixtures()[:1]
		spoil(&editions[0])
		if err := checkContent(editions); err == nil {
			t.Errorf("a spoilt brief or report passes: %+v", editions[0].Brief.Title)
		}
	}
	if err := checkContent(fixtures()); err != nil {
		t.Errorf("the fixture itself: %v", err)
	}
}
