//go:build browser

package publish

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// found is what a list shows after something was typed into its field.
type found struct {
	Said  string
	Open  bool
	All   int
	Shown []string
}

// typeInto types into the field of the n-th list of the page, as a reader would.
func (v visitor) typeInto(n int, words string) found {
	v.t.Helper()
	quoted, err := json.Marshal(words)
	if err != nil {
		v.t.Fatal(err)
	}
	var out found
	text := v.ask(fmt.Sprintf(`(() => { const b = document.querySelectorAll("[data-search]")[%d], f = b.querySelector("input"); f.value = %s; f.dispatchEvent(new Event("input", {bubbles: true}));
		const all = [...b.querySelectorAll("li")]; return JSON.stringify({Said: b.querySelector("[role=status]").textContent, Open: b.querySelector("details").open, All: all.length, Shown: all.filter(e => e.getClientRects().length).map(e => e.textContent)}); })()`, n, quoted))
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		v.t.Fatal(err)
	}
	return out
}

// TestReadersSearch looks for occupations and sectors on the landing page, in both
// languages, and on the lists of editions.
func TestReadersSearch(t *testing.T) {
	root := siteDir(t)
	tab, w := openBrowser(t, browserOf(t), root)
	v := visitor{t, tab, root}
	v.do("a desk", emulation.SetDeviceMetricsOverride(1280, 800, 1, false))
	v.visit("index.html")
	if v.ask(`document.querySelector("[data-search]") === null`) == "true" {
		if os.Getenv("FABBISOGNO_SITE") != "" {
			t.Fatal("the landing page has no search")
		}
		t.Skip("this site has no sheets to search")
	}
	for _, c := range []struct {
		name, page string
		list       int
		typed      string
		each, none string // what every entry found has; what the status says
	}{
		{"a word in Italian", "index.html", 0, "costruzioni", "Costruzioni", ""},
		{"accents and capitals do not matter", "index.html", 0, "ATTIVITA", "attività", ""},
		{"an accent where there is none", "index.html", 0, "còstruzioni", "Costruzioni", ""},
		{"a code", "index.html", 0, "professione 6.1", "6.1", ""},
		{"a word in English", "index.html", 1, "construction", "onstruction", ""},
		{"Italian is not searched in English", "index.html", 1, "costruzioni", "", "No entry with these words."},
		{"words in any order", "it/index.html", 0, "settore costr", "Costruzioni", ""},
		{"the list of editions in English", "en/index.html", 0, "sector construct", "onstruction", ""},
		{"nothing", "it/index.html", 0, "zzzz", "", "Nessuna voce con queste parole."},
		{"marks are words", "en/index.html", 0, "<b>.*", "", "No entry with these words."},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := visitor{t, tab, root}
			v.visit(c.page)
			got := v.typeInto(c.list, c.typed)
			if !got.Open {
				t.Error("the list stays folded away")
			}
			if c.none != "" {
				if got.Said != c.none || len(got.Shown) != 0 {
					t.Errorf("%+v", got)
				}
				return
			}
			if len(got.Shown) == 0 || len(got.Shown) == got.All {
				t.Errorf("%d of %d entries are shown", len(got.Shown), got.All)
			}
			for _, entry := range got.Shown {
				if !strings.Contains(strings.ToLower(entry), strings.ToLower(c.each)) {
					t.Fatalf("%q is shown for %q", entry, c.typed)
				}
			}
			if !strings.HasPrefix(got.Said, fmt.Sprint(len(got.Shown), " ")) || !strings.HasSuffix(got.Said, fmt.Sprint(" ", got.All)) {
				t.Errorf("%d of %d entries are announced as %q", len(got.Shown), got.All, got.Said)
			}
			if all := v.typeInto(c.list, " "); all.Open || all.Said != "" {
				t.Errorf("with the field empty again: open %v, %q", all.Open, all.Said)
			}
		})
	}
	t.Run("an entry leads to its sheet", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit("en/index.html")
		v.typeInto(0, "construction")
		name := v.ask(`document.querySelector("[data-search] li:not([hidden]) a").textContent`)
		v.do("follow", chromedp.Evaluate(`document.querySelector("[data-search] li:not([hidden]) a").click()`, nil), chromedp.WaitReady(`body.sheet .footer`, chromedp.ByQuery))
		if v.ask(`document.querySelector("h1").textContent`) != name {
			t.Errorf("%q leads to %q", name, v.ask(`document.querySelector("h1").textContent`))
		}
	})
	t.Run("a phone", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.do("a small phone", emulation.SetDeviceMetricsOverride(320, 640, 1, true))
		for _, p := range []string{"index.html", "it/index.html"} {
			v.visit(p)
			v.typeInto(0, "costr")
			v.shoot("search-" + strings.ReplaceAll(strings.TrimSuffix(p, ".html"), "/", "-"))
			if v.ask("document.documentElement.scrollWidth") != "320" {
				t.Errorf("%s is %s pixels wide", p, v.ask("document.documentElement.scrollWidth"))
			}
		}
		v.do("a desk", emulation.SetDeviceMetricsOverride(1280, 800, 1, false))
	})
	if said := w.take(); len(said) > 0 {
		t.Errorf("the browser complains: %v", said)
	}
	t.Run("without scripts", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.do("no scripts", emulation.SetScriptExecutionDisabled(true))
		v.visit("index.html")
		var fields, links int
		v.do("look", chromedp.EvaluateAsDevTools(`[...document.querySelectorAll("[data-search] input")].filter(e => e.getClientRects().length).length`, &fields),
			chromedp.EvaluateAsDevTools(`document.querySelectorAll("[data-search] summary").length && document.querySelectorAll("[data-search] li a[href]").length`, &links))
		if fields != 0 || links < 20 {
			t.Errorf("without scripts %d fields are shown and %d links are there", fields, links)
		}
		v.do("scripts again", emulation.SetScriptExecutionDisabled(false))
	})
}
