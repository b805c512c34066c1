//go:build browser

package publish

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visitor is a reader with a browser, on one tab.
type visitor struct {
	t    *testing.T
	tab  context.Context
	root string
}

func (v visitor) do(what string, actions ...chromedp.Action) {
	v.t.Helper()
	if err := chromedp.Run(v.tab, actions...); err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
}

// ask evaluates an expression that gives a string.
func (v visitor) ask(expression string) string {
	v.t.Helper()
	var out string
	v.do(expression, chromedp.Evaluate("String("+expression+")", &out))
	return out
}

func (v visitor) visit(p string) {
	v.t.Helper()
	v.do("visit "+p, chromedp.Navigate("file://"+v.root+"/"+p))
}

// shoot saves what is seen when a folder is named.
func (v visitor) shoot(name string) {
	v.t.Helper()
	dir := os.Getenv("FABBISOGNO_SHOTS")
	if dir == "" {
		return
	}
	var seen []byte
	v.do("photograph", chromedp.CaptureScreenshot(&seen))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), seen, 0o644); err != nil {
		v.t.Fatal(err)
	}
}

// report is the path of the newest national report in a language's tree.
func (v visitor) report(lang string) string {
	v.t.Helper()
	for _, pattern := range []string{lang + "/ital*/*-*/index.html", lang + "/*/*-*/index.html"} {
		if found, err := filepath.Glob(filepath.Join(v.root, pattern)); err == nil && len(found) > 0 {
			rel, err := filepath.Rel(v.root, found[len(found)-1])
			if err != nil {
				v.t.Fatal(err)
			}
			return filepath.ToSlash(rel)
		}
	}
	v.t.Fatalf("no report below %s/%s", v.root, lang)
	return ""
}

// TestReaders clicks through the report as readers do: by pointer, by keyboard,
// without scripts, on a narrow screen.
func TestReaders(t *testing.T) {
	root := siteDir(t)
	tab, _ := openBrowser(t, browserOf(t), root)
	v := visitor{t, tab, root}
	wide := emulation.SetDeviceMetricsOverride(1280, 800, 1, false)
	v.do("a desk", wide)

	t.Run("the language switch keeps the place", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("it"))
		id := v.ask(`document.querySelector("section.figure").id`)
		v.do("go to the figure", chromedp.Evaluate(`location.hash = "`+id+`"`, nil))
		v.do("switch", chromedp.Click("[data-switch]", chromedp.ByQuery), chromedp.WaitReady("body"))
		if lang, hash := v.ask("document.documentElement.lang"), v.ask("location.hash"); lang != "en" || hash != "#"+id {
			t.Errorf("the switch leads to a page in %q at %q; expected en at #%s", lang, hash, id)
		}
		if v.ask(`document.getElementById("`+id+`") !== null`) != "true" {
			t.Errorf("the other language has no #%s", id)
		}
	})

	t.Run("a table is sorted by its head, up and down", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("en"))
		v.do("open the tables", openTables())
		pick := `[...document.querySelectorAll("table[data-sort]")].find(t => t.tBodies[0].rows.length > 5 && t.querySelector("th.num"))`
		column := `(() => { const t = ` + pick + `, i = t.querySelector("th.num").cellIndex; return [...t.tBodies[0].rows].map(r => r.cells[i].dataset.v).filter(x => x !== undefined).join(" "); })()`
		press := `(() => { const t = ` + pick + `; t.querySelector("th.num button").click(); return t.querySelector("th.num").getAttribute("aria-sort"); })()`
		rising := func(values string) (up, down bool) {
			up, down = true, true
			fields := strings.Fields(values)
			for i := 1; i < len(fields); i++ {
				a, b := asNumber(t, fields[i-1]), asNumber(t, fields[i])
				up, down = up && a <= b, down && a >= b
			}
			return up && len(fields) > 2, down && len(fields) > 2
		}
		if said := v.ask(press); said != "ascending" {
			t.Errorf("after one press the head says %q", said)
		}
		if up, _ := rising(v.ask(column)); !up {
			t.Errorf("after one press: %s", v.ask(column))
		}
		if said := v.ask(press); said != "descending" {
			t.Errorf("after two presses the head says %q", said)
		}
		if _, down := rising(v.ask(column)); !down {
			t.Errorf("after two presses: %s", v.ask(column))
		}
	})

	t.Run("a drawing is read out beside the pointer", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("it"))
		drawing := `[...document.querySelectorAll(".wide svg.chart-fan, .wide svg.chart-lines, .wide svg.chart-bars")].find(s => s.querySelector("g.spots"))`
		v.do("scroll there", chromedp.Evaluate(drawing+`.scrollIntoView({block: "center"})`, nil), chromedp.Sleep(300*time.Millisecond))
		point := `(() => { const svg = ` + drawing + `;
			const box = svg.getBoundingClientRect(), g = svg.querySelector("g.spots"), at = g.dataset.at.split(" "), say = g.dataset.say.split("|");
			const i = say.findLastIndex(w => w), along = +at[1] + i * at[2], across = (+at[3] + +at[4]) / 2, scale = box.width / svg.viewBox.baseVal.width;
			const x = box.left + scale * (at[0] === "x" ? along : across), y = box.top + scale * (at[0] === "x" ? across : along);
			svg.dispatchEvent(new PointerEvent("pointermove", {clientX: x, clientY: y, bubbles: true}));
			const shown = document.querySelector(".reading"), r = shown.getBoundingClientRect(), inside = r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight;
			return JSON.stringify([shown.textContent === say[i], !shown.hidden, inside, svg.querySelector("line.cross") !== null, shown.textContent]); })()`
		if said := v.ask(point); !strings.HasPrefix(said, "[true,true,true,true,") || !strings.ContainsAny(said, "0123456789") {
			t.Errorf("text as declared, shown, inside the window, with its line: %s", said)
		}
		v.shoot("reading")
		v.do("escape", chromedp.KeyEvent(kb.Escape))
		if v.ask(`document.querySelector(".reading").hidden && document.querySelector("line.cross") === null`) != "true" {
			t.Error("Escape does not put it away")
		}
	})

	t.Run("a long table is filtered by a word", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("en"))
		v.do("open the tables", openTables())
		long := `document.querySelector(".filter").closest("details")`
		if v.ask(`document.querySelector(".filter") === null`) == "true" {
			t.Skip("no table of this site is long enough")
		}
		word := v.ask(long + `.querySelector("tbody tr:last-child").cells[0].textContent`)
		v.do("type", chromedp.Evaluate(long+`.querySelector("input").focus()`, nil), chromedp.KeyEvent(word))
		rows := v.ask(`JSON.stringify([...` + long + `.querySelectorAll("tbody tr")].map(r => [r.hidden, r.textContent.toLowerCase().includes("` + strings.ToLower(word) + `")]))`)
		if strings.Contains(rows, "[true,true]") || strings.Contains(rows, "[false,false]") || !strings.Contains(rows, "[true,false]") {
			t.Errorf("after typing %q (hidden, has the word): %s", word, rows)
		}
		if said := v.ask(long + `.querySelector("[role=status]").textContent`); !strings.Contains(said, " / ") {
			t.Errorf("the count of rows says %q", said)
		}
	})

	t.Run("the theme changes and is remembered", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.do("daylight", emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}))
		v.visit(v.report("it"))
		ground := `getComputedStyle(document.body).backgroundColor`
		before := v.ask(ground)
		v.do("press", chromedp.Click("[data-theme-switch]", chromedp.ByQuery))
		after := v.ask(ground)
		if before == after {
			t.Errorf("the ground stays %s", before)
		}
		if v.ask(`document.querySelector("[data-theme-switch]").getAttribute("aria-pressed")`) != "true" {
			t.Error("the button does not say that it is pressed")
		}
		v.do("come back", chromedp.Reload())
		if again := v.ask(ground); again != after {
			t.Errorf("after a reload the ground is %s; expected %s", again, after)
		}
		v.do("press again", chromedp.Click("[data-theme-switch]", chromedp.ByQuery))
	})

	t.Run("keyboard only", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.visit(v.report("en"))
		v.do("tab", chromedp.KeyEvent(kb.Tab))
		if v.ask(`document.activeElement.className`) != "skip" {
			t.Errorf("the first stop is %s", v.ask(`document.activeElement.outerHTML.slice(0, 80)`))
		}
		v.do("enter", chromedp.KeyEvent(kb.Enter))
		if v.ask("location.hash") != "#main" {
			t.Errorf("the skip link leads to %q", v.ask("location.hash"))
		}
		// Every stop shows where it is, and the stops do not trap.
		seen := map[string]bool{}
		for range 40 {
			v.do("tab", chromedp.KeyEvent(kb.Tab))
			at := v.ask(`(() => { const e = document.activeElement, s = getComputedStyle(e); return [e.tagName, e.textContent.trim().slice(0, 40), e.getAttribute("href"), s.outlineStyle, s.outlineWidth].join("|"); })()`)
			part := strings.Split(at, "|")
			if part[0] == "BODY" {
				continue
			}
			if part[len(part)-2] == "none" || asNumber(t, strings.TrimSuffix(part[len(part)-1], "px")) < 2 {
				t.Errorf("a stop without a visible focus: %s", at)
			}
			seen[at] = true
		}
		if len(seen) < 15 {
			t.Errorf("40 presses of Tab reach %d places only", len(seen))
		}
	})

	t.Run("320 pixels", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.do("a small phone", emulation.SetDeviceMetricsOverride(320, 640, 1, true))
		for _, lang := range []string{"it", "en"} {
			v.visit(v.report(lang))
			if v.ask("document.documentElement.scrollWidth <= 320") != "true" {
				t.Errorf("%s: the page is %s pixels wide at 320", v.report(lang), v.ask("document.documentElement.scrollWidth"))
			}
		}
		v.do("a desk", wide)
	})

	t.Run("spaced text", func(t *testing.T) { // WCAG 1.4.12
		v := visitor{t, tab, root}
		v.visit(v.report("it"))
		v.do("space", chromedp.Evaluate(`(() => { for (const e of document.querySelectorAll("body *:not(svg *)")) { e.style.setProperty("line-height", "1.5", "important"); e.style.setProperty("letter-spacing", ".12em", "important"); e.style.setProperty("word-spacing", ".16em", "important"); } })()`, nil))
		if v.ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth") != "true" {
			t.Error("spaced text makes the page scroll sideways")
		}
	})

	t.Run("without scripts", func(t *testing.T) {
		v := visitor{t, tab, root}
		v.do("no scripts", emulation.SetScriptExecutionDisabled(true))
		v.visit(v.report("it"))
		var words, links int
		count := func(selector string, into *int) chromedp.Action {
			return chromedp.ActionFunc(func(ctx context.Context) error {
				nodes := []string{}
				if err := chromedp.EvaluateAsDevTools(`[...document.querySelectorAll("`+selector+`")].map(e => e.getClientRects().length ? e.tagName : "")`, &nodes).Do(ctx); err != nil {
					return err
				}
				for _, n := range nodes {
					if n != "" {
						*into++
					}
				}
				return nil
			})
		}
		var drawings, buttons int
		v.do("look", count("main p", &words), count(".figure-tools a", &links), count(".drawing svg", &drawings), count(".script-only", &buttons))
		if words == 0 || links == 0 || drawings == 0 {
			t.Errorf("without scripts: %d paragraphs, %d downloads, %d drawings are seen", words, links, drawings)
		}
		if buttons != 0 {
			t.Errorf("%d controls that need a script are shown without it", buttons)
		}
		v.do("scripts again", emulation.SetScriptExecutionDisabled(false))
	})
}

func asNumber(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
