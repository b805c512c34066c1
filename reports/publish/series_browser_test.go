//go:build browser

package publish

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// seriesBox is the first row of buttons of a page, with what the tests ask of it.
const seriesBox = `(() => {
  const box = document.querySelector(".series"), drawing = box.nextElementSibling, svg = [...drawing.querySelectorAll("svg")].find(s => s.getClientRects().length);
  window.seen = {
    box, buttons: [...box.querySelectorAll("button")],
    parts: k => [...svg.querySelectorAll("[data-s='" + k + "']")],
    shown: k => seen.parts(k).filter(p => getComputedStyle(p).display !== "none").length,
    faded: k => seen.parts(k).filter(p => getComputedStyle(p).opacity < 1).length,
    middle: i => { const r = seen.buttons[i].getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2].join(" "); },
  };
  box.scrollIntoView({block: "center", behavior: "instant"});
  return seen.buttons.length;
})()`

// TestReadersTellSeriesApart hides, shows and brings forward the series of a chart, by
// pointer and by keyboard, in both languages and both drawings.
func TestReadersTellSeriesApart(t *testing.T) {
	root := siteDir(t)
	tab, w := openBrowser(t, browserOf(t), root)
	for lang, label := range map[string]string{"it": "Serie del grafico", "en": "Series of the chart"} {
		for _, width := range []int64{1280, 360} {
			t.Run(fmt.Sprintf("%s at %d", lang, width), func(t *testing.T) {
				v := visitor{t, tab, root}
				v.do("screen", emulation.SetDeviceMetricsOverride(width, 800, 1, false))
				v.visit(v.report(lang))
				seriesByPointer(v, label)
				seriesByKeyboard(v)
				seriesOnPaper(v)
			})
		}
	}
	if said := w.take(); len(said) > 0 {
		t.Errorf("the browser said %v", said)
	}
}

// expect compares what an expression of the page gives.
func (v visitor) expect(expression, want string) {
	v.t.Helper()
	if got := v.ask(expression); got != want {
		v.t.Errorf("%s is %s, expected %s", expression, got, want)
	}
}

// point moves the pointer to the middle of a button, or away from all of them.
func (v visitor) point(i int) {
	v.t.Helper()
	x, y := 2.0, 2.0
	if i >= 0 {
		if _, err := fmt.Sscan(v.ask(fmt.Sprintf("seen.middle(%d)", i)), &x, &y); err != nil {
			v.t.Fatal(err)
		}
	}
	v.do("point", chromedp.MouseEvent(input.MouseMoved, x, y), chromedp.Sleep(30*time.Millisecond))
}

// press clicks a button with the pointer.
func (v visitor) press(i int) {
	v.t.Helper()
	var x, y float64
	if _, err := fmt.Sscan(v.ask(fmt.Sprintf("seen.middle(%d)", i)), &x, &y); err != nil {
		v.t.Fatal(err)
	}
	v.do("click", chromedp.MouseClickXY(x, y), chromedp.Sleep(30*time.Millisecond))
}

func seriesByPointer(v visitor, label string) {
	v.t.Helper()
	if n := asNumber(v.t, v.ask(seriesBox)); n < 2 {
		v.t.Fatalf("%v buttons", n)
	}
	v.expect(`seen.box.getAttribute("role") + " " + seen.box.getAttribute("aria-label")`, "group "+label)
	v.expect(`seen.buttons.every(b => b.type === "button" && b.getAttribute("aria-pressed") === "true" && b.textContent.trim() && b.offsetHeight >= 43.5)`, "true")
	v.expect(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`, "true")
	// Each button is named as its series, and each series has a part that draws.
	v.expect(`seen.buttons.every((b, i) => seen.parts(i + 1).length > 1 && seen.parts(i + 1).some(p => p.matches("path, polyline, g")))`, "true")
	names := strings.Split(v.ask(`seen.buttons.map(b => b.textContent).join("|")`), "|")
	words := v.ask(`seen.parts(1).map(p => p.textContent).join(" ")`)
	if !strings.Contains(words, strings.Fields(names[0])[0]) {
		v.t.Errorf("the first button says %q, its series says %q", names[0], words)
	}
	// A forecast and its bands stay together.
	v.expect(`document.querySelectorAll(".chart-fan [data-s], .chart-fans [data-s]").length`, "0")

	all := v.ask("seen.parts(1).length")
	others := v.ask("seen.parts(2).length")
	v.point(0)
	v.expect("seen.faded(1) + ' ' + seen.faded(2)", "0 "+others)
	v.point(1)
	v.expect("seen.faded(1) + ' ' + seen.faded(2)", all+" 0")
	v.point(-1)
	v.expect("seen.faded(1) + ' ' + seen.faded(2)", "0 0")
	v.press(0)
	v.expect(`seen.buttons.map(b => b.getAttribute("aria-pressed")).join(" ").slice(0, 10)`, "false true")
	v.expect("seen.shown(1) + ' ' + seen.shown(2)", "0 "+others)
	v.expect("seen.faded(2)", "0") // what is hidden is not brought forward
	v.shoot("series-" + label[:5] + "-hidden")
	v.readingWithout(names)
	v.press(0)
	v.expect(`seen.buttons[0].getAttribute("aria-pressed")`, "true")
	v.expect("seen.shown(1) + ' ' + seen.shown(2)", all+" "+others)
	v.point(-1)
}

// readingWithout points at a drawing of lines whose first series is hidden: what stands
// beside the pointer says the others alone. Stacked bars say their sum and no series.
func (v visitor) readingWithout(names []string) {
	v.t.Helper()
	said := v.ask(`(() => {
  const svg = [...seen.box.nextElementSibling.querySelectorAll("svg")].find(s => s.getClientRects().length), group = svg.querySelector("g.spots");
  if (!group || !group.dataset.say.includes(" · ")) { return "no lines"; }
  const at = group.dataset.at.split(" ").map(Number), box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
  const i = group.dataset.say.split("|").findIndex(s => s.includes(" · "));
  svg.dispatchEvent(new PointerEvent("pointermove", {clientX: box.left + (at[1] + i * at[2]) * scale, clientY: box.top + (at[3] + at[4]) / 2 * scale, bubbles: true}));
  return document.querySelector(".reading").textContent;
})()`)
	if said == "no lines" {
		return
	}
	if strings.Contains(said, ": "+names[0]+" ") || !strings.Contains(said, names[1]+" ") {
		v.t.Errorf("with %q hidden the drawing says %q", names[0], said)
	}
}

func seriesByKeyboard(v visitor) {
	v.t.Helper()
	all, others := v.ask("seen.parts(1).length"), v.ask("seen.parts(2).length")
	v.do("focus", chromedp.Evaluate(`seen.buttons[0].focus()`, nil), chromedp.KeyEvent(kb.Tab))
	v.expect("seen.buttons.indexOf(document.activeElement)", "1")
	v.expect("seen.faded(1) + ' ' + seen.faded(2)", all+" 0")
	v.expect(`getComputedStyle(document.activeElement).outlineStyle`, "solid")
	v.do("space", chromedp.KeyEvent(" "))
	v.expect("seen.shown(1) + ' ' + seen.shown(2)", all+" 0")
	v.expect("seen.faded(1)", "0")
	v.do("enter", chromedp.KeyEvent(kb.Enter))
	v.expect("seen.shown(1) + ' ' + seen.shown(2)", all+" "+others)
	v.do("away", chromedp.Evaluate(`document.activeElement.blur()`, nil))
	v.expect("seen.faded(1) + ' ' + seen.faded(2)", "0 0")
}

// seriesOnPaper: paper has no buttons that would say what is hidden, so nothing is.
func seriesOnPaper(v visitor) {
	v.t.Helper()
	v.press(1)
	v.expect("seen.shown(2)", "0")
	v.do("print", emulation.SetEmulatedMedia().WithMedia("print"))
	v.expect(`[...document.querySelectorAll(".drawing [data-s='2']")].filter(p => getComputedStyle(p).display === "none").length`, "0")
	v.expect(`getComputedStyle(seen.box).display`, "none")
	v.do("screen", emulation.SetEmulatedMedia().WithMedia(""))
}
