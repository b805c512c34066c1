//go:build browser

package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"fabbisogno/reports/chart"
)

// lookOver runs in each page: what a reader would see go wrong, as lines of text.
const lookOver = `(() => {
  const out = [], wide = document.documentElement.clientWidth;
  const say = (what, e) => out.push(what + ": " + e.tagName.toLowerCase() + "." + (e.getAttribute("class") || "") + " " + (e.textContent || "").trim().slice(0, 50));
  const seen = e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(e).visibility !== "hidden"; };
  if (document.documentElement.scrollWidth > wide) out.push("page scrolls sideways: " + document.documentElement.scrollWidth + " > " + wide);
  const luminance = c => { const f = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); }); return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const rgb = s => (s.match(/[\d.]+/g) || []).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > .9) return c; } return [255, 255, 255]; };
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") || !seen(e) || e.classList.contains("skip") || getComputedStyle(e).clipPath === "inset(50%)") continue; // the last are for screen readers only
    const style = getComputedStyle(e), inBox = e.closest(".scroll, pre, .side");
    const hasText = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    const r = e.getBoundingClientRect();
    if (!inBox && (r.right > wide + 1 || r.left < -1)) say("outside the page", e);
    if (hasText && !inBox && style.display !== "inline" && e.scrollWidth > e.clientWidth + 1) say("text cut off", e);
    if (hasText && style.overflow === "hidden" && e.scrollHeight > e.clientHeight + 1) say("text cut off below", e);
    if (hasText) {
      const a = luminance(rgb(style.color)), b = luminance(behind(e)), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
      const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
      if (ratio < (large ? 3 : 4.5) && !e.matches(".anchor")) say("contrast " + ratio.toFixed(2), e);
    }
  }
  for (const e of document.querySelectorAll(".tool, .actions a, .button, .figure-tools a, .figure-tools button, .series button, .weights input, .filter input, summary, th button, .ref a, .contents a")) {
    const r = e.getBoundingClientRect();
    if (seen(e) && r.height < (e.matches(".side *") ? 24 : 43.5)) say("target " + r.height.toFixed(0) + " pixels high", e);
  }
  for (const svg of document.querySelectorAll(".drawing svg")) {
    if (!seen(svg)) continue;
    const box = svg.getBoundingClientRect();
    for (const t of svg.querySelectorAll("text")) {
      const r = t.getBoundingClientRect();
      if (r.width && (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1)) say("label outside its drawing", t);
    }
  }
  for (const d of document.querySelectorAll(".drawing")) {
    const shown = [...d.querySelectorAll("svg")].filter(seen).length;
    if (shown !== 1) out.push("drawings shown: " + shown);
  }
  for (const f of document.querySelectorAll(".figure[data-room]")) {
    const room = parseFloat(getComputedStyle(f).containIntrinsicBlockSize.replace("auto", ""));
    if (!(room > 0) || getComputedStyle(f).contentVisibility !== "auto") continue;
    f.style.contentVisibility = "visible"; // as if it were on the screen
    const takes = f.getBoundingClientRect().height;
    f.style.contentVisibility = "";
    if (takes > room) say("room kept for " + f.id + " " + room.toFixed(0) + " < " + takes.toFixed(0), f);
  }
  return JSON.stringify(out);
})()`

// foldAll opens or closes all that folds and waits for what the script adds to a table
// when it is opened.
func foldAll(open string) string {
	return `document.querySelectorAll("details").forEach(d => { d.open = ` + open + `; }); new Promise(done => setTimeout(done))`
}

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

func openTables() chromedp.Action { return chromedp.Evaluate(foldAll("true"), nil, awaited) }

// siteDir is the site to look at: the one named, or the fixture with the real drawings.
func siteDir(t *testing.T) string { return siteAt(t, "") }

// siteAt is siteDir for a site that has an address.
func siteAt(t *testing.T, baseURL string) string {
	t.Helper()
	if dir := os.Getenv("FABBISOGNO_SITE"); dir != "" {
		real, err := filepath.EvalSymlinks(dir)
		if err != nil {
			t.Fatal(err)
		}
		return real
	}
	renderer, err := chart.NewRenderer(chart.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "site")
	if _, err := Publish(context.Background(), Options{Dir: dir, Editions: fixtures(), Renderer: renderer, Software: "0.1.0", Intake: fixtureIntake(), BaseURL: baseURL}); err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	return real
}

// watcher collects what the browser says about the page it is on.
type watcher struct {
	sync.Mutex
	root string
	said []string
}

func (w *watcher) listen(ev any) {
	w.Lock()
	defer w.Unlock()
	switch e := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			w.said = append(w.said, fmt.Sprintf("console %s", e.Type))
		}
	case *runtime.EventExceptionThrown:
		w.said = append(w.said, "exception: "+e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			w.said = append(w.said, "log: "+e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		inside := err == nil && (u.Scheme == "data" || u.Scheme == "file" && strings.HasPrefix(u.Path, w.root))
		if !inside {
			w.said = append(w.said, "request to "+e.Request.URL)
		}
	}
}

func (w *watcher) take() []string {
	w.Lock()
	defer w.Unlock()
	said := w.said
	w.said = nil
	return said
}

// browserOf is the browser of this machine; the test is skipped, saying so, where there is none.
func browserOf(t *testing.T) string {
	t.Helper()
	binary, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: the pages were not looked at")
	}
	return binary
}

// pagesOf are the pages below root, in order of path.
func pagesOf(t *testing.T, root string) []string {
	t.Helper()
	var pages []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".html") {
			rel, _ := filepath.Rel(root, p)
			pages = append(pages, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil || len(pages) == 0 {
		t.Fatalf("pages of %s: %v, %v", root, pages, err)
	}
	slices.Sort(pages)
	pages = withoutMostSheets(pages)
	return pages
}

// openBrowser starts a browser with one tab, closed when the test ends, and watches what it says.
func openBrowser(t *testing.T, binary, root string) (context.Context, *watcher) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(binary), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	tab, cancel := context.WithTimeout(tab, 20*time.Minute)
	t.Cleanup(cancel)
	w := &watcher{root: root}
	chromedp.ListenTarget(tab, w.listen)
	if err := chromedp.Run(tab, network.Enable(), log.Enable(), runtime.Enable()); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return tab, w
}

func TestBrowser(t *testing.T) {
	binary := browserOf(t)
	root := siteDir(t)
	pages := pagesOf(t, root)
	if only := os.Getenv("FABBISOGNO_PAGES"); only != "" { // a part of the path, to look at a few
		pages = slices.DeleteFunc(pages, func(p string) bool { return !strings.Contains(p, only) })
	}
	tab, w := openBrowser(t, binary, root)
	looked := 0
	for _, p := range pages {
		for _, width := range []int64{360, 1280} {
			err := chromedp.Run(tab,
				emulation.SetDeviceMetricsOverride(width, map[int64]int64{360: 740, 1280: 800}[width], 1, width < 700),
				chromedp.Navigate("file://"+root+"/"+p))
			if err != nil {
				t.Fatalf("open %s: %v", p, err)
			}
			for _, scheme := range []string{"light", "dark"} {
				name := fmt.Sprintf("%s at %d, %s", p, width, scheme)
				for _, problem := range look(t, tab, w, p, width, scheme) {
					t.Errorf("%s: %s", name, problem)
				}
				looked++
			}
		}
	}
	t.Logf("looked at %d pages in %d views", len(pages), looked)
}

// withoutMostSheets leaves two sheets and eight pages of lineage of each folder among
// the pages: each kind is made by one template out of the same few parts, and there are
// hundreds. The others are not looked at.
func withoutMostSheets(pages []string) []string {
	seen := map[string]int{}
	return slices.DeleteFunc(pages, func(p string) bool {
		var most int
		switch {
		case strings.HasPrefix(filepath.Base(p), "c-"):
			most = 2
		case filepath.Base(filepath.Dir(p)) == "lineage":
			most = 8
		default:
			return false
		}
		seen[filepath.Dir(p)]++
		return seen[filepath.Dir(p)] > most
	})
}

// look shows the open page in one view and says what is wrong with it, closed and
// with every table open.
func look(t *testing.T, tab context.Context, w *watcher, p string, width int64, scheme string) []string {
	t.Helper()
	details := func(open string) chromedp.Action {
		return chromedp.Evaluate(foldAll(open), nil, awaited)
	}
	var closed, open string
	err := chromedp.Run(tab,
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		details("false"), chromedp.Evaluate(lookOver, &closed))
	if err != nil {
		t.Fatalf("look at %s: %v", p, err)
	}
	shoot(t, tab, p, width, scheme)
	err = chromedp.Run(tab, details("true"), chromedp.Evaluate(lookOver, &open))
	if err != nil {
		t.Fatalf("open the tables of %s: %v", p, err)
	}
	out := w.take()
	for _, found := range []string{closed, open} {
		var list []string
		if err := json.Unmarshal([]byte(found), &list); err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// shoot saves the first screen and the whole page when a folder is named.
func shoot(t *testing.T, tab context.Context, p string, width int64, scheme string) {
	dir := os.Getenv("FABBISOGNO_SHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%s-%d-%s", strings.NewReplacer("/", "_", ".html", "").Replace(p), width, scheme)
	var first, whole []byte
	err := chromedp.Run(tab, chromedp.CaptureScreenshot(&first), dressed(""), chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, _, _, _, size, err := cdpage.GetLayoutMetrics().Do(ctx)
		if err != nil {
			return err
		}
		// Beyond 16,000 pixels the browser repeats itself.
		whole, err = cdpage.CaptureScreenshot().WithCaptureBeyondViewport(true).
			WithClip(&cdpage.Viewport{Width: float64(width), Height: min(size.Height, 16000), Scale: 1}).Do(ctx)
		return err
	}))
	if err != nil {
		t.Fatalf("photograph %s: %v", p, err)
	}
	for suffix, picture := range map[string][]byte{"-first.png": first, "-whole.png": whole} {
		if err := os.WriteFile(filepath.Join(dir, name+suffix), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
