//go:build browser

package publish

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/codes"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// weighable finds the controls of a page; the test is skipped, saying so, on a site without any.
func (v visitor) weighable() []string {
	v.t.Helper()
	found := strings.Fields(v.ask(`[...document.querySelectorAll("[data-weigh]")].map(e => e.closest("[data-figure]").id).join(" ")`))
	if len(found) == 0 {
		if os.Getenv("FABBISOGNO_SITE") != "" {
			v.t.Fatal("no ranking of the report can be weighed")
		}
		v.t.Skip("no ranking of this site can be weighed")
	}
	return found
}

// weighed is what a control shows: a row a unit, in its order.
type weighed struct{ Name, Place, Published, Moved, Score, PublishedScore string }

// shown is the table of a control.
func (v visitor) shown(id string) []weighed {
	v.t.Helper()
	var out []weighed
	text := v.ask(`JSON.stringify([...document.querySelectorAll("#` + id + ` .weigh tbody tr")].map(r => { const c = [...r.cells].map(c => c.textContent); return {Name: c[0], Place: c[1], Published: c[2], Moved: c[3], Score: c[4], PublishedScore: c[5]}; }))`)
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		v.t.Fatal(err)
	}
	return out
}

// published reads what the server put on the page: names, places, scores as printed,
// and the indicators, in the order of the table.
func (v visitor) published(id string) ([]weighed, figure.Weighing) {
	v.t.Helper()
	var rows []struct{ Name, Place, Score, Values string }
	text := v.ask(`JSON.stringify([...document.querySelectorAll("#` + id + ` tr[data-weighed]")].map(r => ({Name: r.cells[0].textContent, Score: r.cells[1].textContent, Place: r.cells[4].textContent, Values: r.dataset.weighed})))`)
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		v.t.Fatal(err)
	}
	w := figure.Weighing{LeastShare: asNumber(v.t, v.ask(`document.querySelector("#`+id+` .weigh").dataset.least`))}
	var out []weighed
	for _, r := range rows {
		out = append(out, weighed{Name: r.Name, Published: r.Place, PublishedScore: r.Score})
		var line []float64
		for _, value := range strings.Fields(r.Values) {
			if value == "-" {
				line = append(line, math.NaN())
			} else {
				line = append(line, asNumber(v.t, value))
			}
		}
		w.Rows = append(w.Rows, line)
	}
	for range w.Rows[0] {
		w.Indicators = append(w.Indicators, codes.Text{})
	}
	return out, w
}

// expected is the table by weights, written by the formatter of the server.
func expectedRanks(units []weighed, w figure.Weighing, weights []float64, lang locale.Lang) []weighed {
	scores, ranks := w.Places(weights)
	var placed, rest []weighed
	for place := 1; place <= len(units); place++ {
		for i, u := range units {
			if int(ranks[i]) != place || math.IsNaN(ranks[i]) {
				continue
			}
			was, _ := strconv.Atoi(u.Published)
			u.Place, u.Score, u.Moved = strconv.Itoa(place), lang.Number(scores[i], 1), "="
			if was > place {
				u.Moved = fmt.Sprint("↑ ", was-place)
			} else if was < place {
				u.Moved = fmt.Sprint("↓ ", place-was)
			}
			placed = append(placed, u)
		}
	}
	for i, u := range units {
		if math.IsNaN(ranks[i]) {
			u.Place, u.Score, u.Moved = locale.Missing, locale.Missing, locale.Missing
			rest = append(rest, u)
		}
	}
	return append(placed, rest...)
}

// weigh moves the sliders of a control as a reader would leave them.
func (v visitor) weigh(id string, weights []float64) {
	v.t.Helper()
	v.do("weigh", chromedp.Evaluate(fmt.Sprintf(`(() => { const w = [%s]; document.querySelector("#%s .weigh").open = true; document.querySelectorAll("#%s .weigh input").forEach((f, j) => { f.value = w[j]; f.dispatchEvent(new Event("input", {bubbles: true})); }); })()`, joined(weights, ","), id, id), nil))
}

func joined(weights []float64, with string) string {
	parts := make([]string, len(weights))
	for i, w := range weights {
		parts[i] = strconv.Itoa(int(w))
	}
	return strings.Join(parts, with)
}

// ends waits until the address ends in a view, and says so where it does not.
func (v visitor) ends(view string) {
	v.t.Helper()
	hash := ""
	for range 40 {
		if hash = v.ask("location.hash"); hash == view {
			return
		}
		v.do("wait", chromedp.Sleep(100*time.Millisecond))
	}
	v.t.Errorf("the address ends in %q, expected %q", hash, view)
}

// weightings are some ways to weigh n indicators: each alone, each left out, uneven, none.
func weightings(n int) [][]float64 {
	of := func(f func(j int) float64) []float64 {
		w := make([]float64, n)
		for j := range w {
			w[j] = f(j)
		}
		return w
	}
	out := [][]float64{of(func(int) float64 { return 5 }), of(func(int) float64 { return 7 }), of(func(j int) float64 { return float64(1 + 3*j%10) }), of(func(int) float64 { return 0 })}
	for k := range n {
		out = append(out, of(func(j int) float64 { return map[bool]float64{true: 10}[j == k] }), of(func(j int) float64 { return map[bool]float64{false: 4}[j == k] }))
	}
	return out
}

const rested = 450 * time.Millisecond // longer than the script waits before it speaks

// TestReadersWeigh weighs the indicators of rankings as readers do.
func TestReadersWeigh(t *testing.T) {
	root := siteDir(t)
	tab, w := openBrowser(t, browserOf(t), root)
	v := visitor{t, tab, root}
	v.do("a desk", emulation.SetDeviceMetricsOverride(1280, 800, 1, false))

	t.Run("places and scores are the server's, in both languages", func(t *testing.T) {
		v := visitor{t, tab, root}
		for _, lang := range []locale.Lang{locale.IT, locale.EN} {
			v.visit(v.report(string(lang)))
			for _, id := range v.weighable() {
				units, indicators := v.published(id)
				moved := 0
				for _, weights := range weightings(len(indicators.Indicators)) {
					v.weigh(id, weights)
					want, got := expectedRanks(units, indicators, weights, lang), v.shown(id)
					if d := cmp.Diff(want, got); d != "" {
						t.Errorf("%s %s by %v (-server +script)\n%s", lang, id, weights, d)
					}
					if slices.Min(weights) == slices.Max(weights) && weights[0] > 0 {
						for k, u := range got {
							if u.Place != u.Published || u.Score != u.PublishedScore || k >= len(units) || u.Name != units[k].Name {
								t.Errorf("%s %s: equal weights give %+v", lang, id, u)
							}
						}
					} else if cmp.Diff(expectedRanks(units, indicators, weightings(len(weights))[0], lang), got) != "" {
						moved++
					}
				}
				v.do("rest", chromedp.Sleep(rested)) // the address is written before the page is left
				if moved == 0 {
					t.Errorf("%s %s: no weights move anything: the comparison above says nothing", lang, id)
				}
			}
		}
	})

	t.Run("the address has the weights and gives them back", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("it"))
		id := v.weighable()[0]
		units, indicators := v.published(id)
		all := weightings(len(indicators.Indicators))
		at := slices.IndexFunc(all, func(weights []float64) bool { // weights that move something
			return slices.Max(weights) > 0 && cmp.Diff(expectedRanks(units, indicators, all[0], locale.IT), expectedRanks(units, indicators, weights, locale.IT)) != ""
		})
		if at < 0 {
			t.Fatal("no weights move anything")
		}
		weights := all[at]
		v.weigh(id, weights)
		view := "#" + id + "?w=" + joined(weights, "-")
		v.ends(view)
		if said := v.ask(`document.querySelector("#` + id + ` .said").textContent`); !strings.Contains(said, v.shown(id)[0].Name) || strings.ContainsAny(said, "{}") {
			t.Errorf("the change is announced as %q", said)
		}
		v.do("look", chromedp.Evaluate(`document.querySelector("#`+id+` .weigh").scrollIntoView()`, nil), chromedp.Sleep(rested))
		v.shoot("weighed")
		here := v.shown(id)

		other, closeTab := chromedp.NewContext(tab)
		defer closeTab()
		second := visitor{t, other, root}
		second.visit(v.report("it") + view)
		if d := cmp.Diff(here, second.shown(id)); d != "" {
			t.Errorf("in a new tab (-first +second)\n%s", d)
		}
		if second.ask(`(() => { const b = document.querySelector("#`+id+` .weigh"), r = b.getBoundingClientRect(); return b.open && r.top >= 0 && r.top < innerHeight; })()`) != "true" {
			t.Error("a shared view does not open at its control")
		}

		v.do("switch the language", chromedp.Click("[data-switch]", chromedp.ByQuery),
			chromedp.WaitReady(`html[lang="en"] .footer`, chromedp.ByQuery)) // the end of the other page
		if lang, hash := v.ask("document.documentElement.lang"), v.ask("location.hash"); lang != "en" || hash != view {
			t.Errorf("the switch leads to %s at %s", lang, hash)
		}
		units, indicators = v.published(id)
		if d := cmp.Diff(expectedRanks(units, indicators, weights, locale.EN), v.shown(id)); d != "" {
			t.Errorf("in the other language (-server +script)\n%s", d)
		}

		// What comes near the screen is laid out as it comes, and moves what is below it.
		v.do("back to the published weights", chromedp.Evaluate(`document.querySelector("#`+id+` [data-reset]").scrollIntoView({block: "center"})`, nil), chromedp.Sleep(rested), chromedp.Click("#"+id+" [data-reset]", chromedp.ByQuery))
		v.ends("#" + id)
		for _, u := range v.shown(id) {
			if u.Place != u.Published || u.Moved != "=" || u.Score != u.PublishedScore {
				t.Errorf("after the reset: %+v", u)
			}
		}
	})

	t.Run("an address that says something else changes nothing", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("en"))
		id := v.weighable()[0]
		n := len(strings.Fields(v.ask(`document.querySelector("#` + id + ` tr[data-weighed]").dataset.weighed`)))
		bad := []string{"99" + strings.Repeat("-5", n-1), strings.Repeat("5-", n) + "5", "5", strings.Repeat("-", n-1), "<b>x</b>", "%E0%A4%A"}
		w.take()
		for _, weights := range bad {
			v.visit("index.html")
			v.visit(v.report("en") + "#" + id + "?w=" + weights)
			if open := v.ask(`document.querySelector("#` + id + ` .weigh").open`); open != "false" {
				t.Errorf("%q opens the control", weights)
			}
			if said := v.ask(`[...document.querySelectorAll("#` + id + ` .weigh input")].every(f => f.value === f.defaultValue)`); said != "true" {
				t.Errorf("%q moves a weight", weights)
			}
		}
		if said := w.take(); len(said) > 0 {
			t.Errorf("the browser complains: %v", said)
		}
	})

	t.Run("by keyboard", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("en"))
		id := v.weighable()[0]
		before := v.shown(id)
		v.do("open and go to the first weight", chromedp.Evaluate(`document.querySelector("#`+id+` .weigh summary").focus()`, nil),
			chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
		at := v.ask(`(() => { const e = document.activeElement, s = getComputedStyle(e); return [e.type, e.closest("label").textContent.trim() !== "", s.outlineStyle, parseFloat(s.outlineWidth) >= 2, e.getBoundingClientRect().height >= 44].join(" "); })()`)
		if at != "range true solid true true" {
			t.Errorf("the stop after the summary (type, named, outline, its width, its height): %s", at)
		}
		v.do("to the end", chromedp.KeyEvent(kb.End))
		if value := v.ask("document.activeElement.value + ' ' + document.activeElement.getAttribute('aria-valuetext')"); !strings.HasPrefix(value, "10 10 · ") {
			t.Errorf("after End the weight is %q", value)
		}
		if cmp.Diff(before, v.shown(id)) == "" {
			t.Error("the ranking does not move")
		}
		v.do("one back", chromedp.KeyEvent(kb.ArrowLeft))
		if value := v.ask("document.activeElement.value"); value != "9" {
			t.Errorf("after an arrow the weight is %q", value)
		}
	})
}
