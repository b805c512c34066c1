package publish

import (
	"strings"
	"testing"

	"fabbisogno/reports/page"
)

func TestCheckMarkup(t *testing.T) {
	wrap := func(body string) page.File {
		return page.File{Path: "a.html", Body: []byte("<!doctype html>\n<html lang=\"it\"><head><title>a</title></head><body>" + body + "</body></html>\n")}
	}
	for _, c := range []struct{ name, body, want string }{
		{"sound", `<main><h1 id="a">x</h1><p>a <b>b</b><br>c</p><ul><li>x<ol><li>y</li></ol></li></ul><dl><div><dt>a</dt><dd><p>b</p></dd></div></dl></main>`, ""},
		{"a sound table", `<table><caption>a</caption><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody></table>`, ""},
		{"a sound drawing", `<svg role="img"><title>a</title><g><path d=""/><text>x</text></g></svg>`, ""},
		{"sound details", `<details><summary><span>a</span></summary><a href="#b">b</a></details>`, ""},
		{"a name that is there", `<section aria-labelledby="a b"><h2 id="a">x</h2><p id="b">y</p></section>`, ""},
		{"left open", `<div><p>a</p>`, "it ends where"},
		{"closed twice", `<div></div></div>`, "it ends where"},
		{"crossed", `<p><b>a</p></b>`, "it ends where"},
		{"block in a paragraph", `<p>a<div>b</div></p>`, "cannot stand in p"},
		{"paragraph in a heading", `<h2>a<p>b</p></h2>`, "cannot stand in h2"},
		{"list in a paragraph's part", `<p><span><ul><li>a</li></ul></span></p>`, "cannot stand in span"},
		{"item without a list", `<div><li>a</li></div>`, "it stands in div"},
		{"paragraph in a list", `<ul><p>a</p></ul>`, "cannot hold p"},
		{"cell without a row", `<table><tbody><td>a</td></tbody></table>`, "it stands in tbody"},
		{"row without a body", `<table><tr><td>a</td></tr></table>`, "it stands in table"},
		{"text in a table", `<table>a<tbody><tr><td>b</td></tr></tbody></table>`, "text stands in it"},
		{"text in a list", `<ul>a<li>b</li></ul>`, "text stands in it"},
		{"link in a link", `<a href="#a">x <a href="#b">y</a></a>`, "only one of them"},
		{"button in a link", `<a href="#a"><button>y</button></a>`, "only one of them"},
		{"attribute twice", `<p class="a" class="b">x</p>`, "stands twice"},
		{"attribute twice, bare", `<input required class=a required>`, "stands twice"},
		{"attributes of all forms", `<input required class=a title="x = y" value='z "w"' disabled>`, ""},
		{"empty id", `<p id="">x</p>`, "is empty"},
		{"space in an id", `<p id="a b">x</p>`, "holds a space"},
		{"a quote forgotten", `<p class="a>x</p><p title="b">y</p>`, "a quote is missing"},
		{"a name that is not there", `<section aria-labelledby="gone"></section>`, "another element names it"},
		{"an end of nothing", `<p>a</br>b</p>`, "has no end"},
		{"closes itself", `<div/>`, "close themselves"},
		{"a picture without words", `<img src="a.png">`, "no alt"},
		{"a drawing left open", `<svg><g></svg>`, "it ends where"},
		{"a second doctype", `<!doctype html>`, "it stands first"},
	} {
		var hints []string
		for _, p := range checkMarkup(wrap(c.body)) {
			hints = append(hints, p.Hint)
		}
		all := strings.Join(hints, "; ")
		if c.want == "" && all != "" || !strings.Contains(all, c.want) {
			t.Errorf("%s: %q, want %q", c.name, all, c.want)
		}
	}
	if len(checkMarkup(page.File{Path: "a.html", Body: []byte("<html></html>")})) == 0 {
		t.Error("a page without a doctype passes")
	}
}

// Every kind of page has a budget, raw and compressed.
func TestBudgets(t *testing.T) {
	editions := fixtures()
	for p, want := range map[string]budget{
		reportIT: nationalBudget, "en/italy/index.html": nationalBudget, "it/piemonte/2026-11/index.html": regionalBudget,
		"en/piedmont/index.html": regionalBudget, briefEN: otherBudget, "index.html": otherBudget, "it/italia/2026-11/lineage/fig-jobs-fan.html": otherBudget,
	} {
		if got := budgetsOf(editions).of(p); got != want {
			t.Errorf("%s may weigh %+v, want %+v", p, got, want)
		}
	}
	// Letters in no order compress little: the page is within the raw budget alone.
	noise := make([]byte, 200_000)
	state := uint32(1)
	for i := range noise {
		state = state*1664525 + 1013904223
		noise[i] = 'a' + byte(state>>24)%26
	}
	expectRule(t, checkWeight(page.File{Path: "a.html", Body: noise}, otherBudget), "at most 80000 bytes compressed")
	if found := checkWeight(page.File{Path: "a.html", Body: noise[:70_000]}, otherBudget); len(found) > 0 {
		t.Errorf("a light page: %v", found)
	}
}

// A number behind the mark of what is suppressed is found in a copy of the site too.
func TestCheckFolderSuppressed(t *testing.T) {
	files := built(t, fixtures()[:1])
	for name, changed := range map[string][]page.File{
		"behind the mark":        replaceIn(t, files, reportIT, `<td class="num">(c)</td>`, `<td class="num" data-v="12.5">(c)</td>`),
		"in the download":        replaceIn(t, files, barsCSV, "hard_to_fill_share_pct,,,,,pct,suppressed", "hard_to_fill_share_pct,12.5,,,,pct,suppressed"),
		"in the Italian one too": replaceIn(t, files, strings.Replace(barsCSV, ".csv", ".it.csv", 1), "hard_to_fill_share_pct;;;;;pct;riservato", "hard_to_fill_share_pct;;1,5;;;pct;riservato"),
	} {
		found, err := CheckFolder(laidOut(t, changed, true))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(listed(found.Problems), ruleSuppressed) {
			t.Errorf("%s: %q is not reported:\n%s", name, ruleSuppressed, listed(found.Problems))
		}
	}
}
