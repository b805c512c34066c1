//go:build browser

package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	imagedraw "image/draw"
	"image/png"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
)

// blocksOf runs in each page: its blocks in reading order. A block is what has no
// blocks in it, or is read as a whole: a heading, a paragraph, a list, a drawing.
const blocksOf = `(() => {
  const whole = "h1, h2, h3, h4, p, ul, ol, dl, details, table, .scroll, .drawing, pre, blockquote, nav, form, .series";
  const out = [], seen = {};
  const name = e => {
    const figure = e.closest(".figure[id]");
    const n = (figure ? figure.id + "/" : "") + e.tagName.toLowerCase() + (e.classList.length ? "." + e.classList[e.classList.length - 1] : "");
    seen[n] = (seen[n] || 0) + 1;
    return n + (seen[n] > 1 ? ":" + seen[n] : "");
  };
  const walk = e => {
    const r = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (e.matches(".skip") || !r.width || !r.height || style.visibility === "hidden" || style.clipPath === "inset(50%)") return;
    const blocks = [...e.children].filter(c => getComputedStyle(c).display !== "inline");
    const button = blocks.length === 1 && blocks[0].matches(".button"); // it has a ground of its own
    if ((!e.matches(whole) || button) && blocks.length) blocks.forEach(walk);
    else out.push({Name: name(e), Left: r.left, Top: r.top + scrollY, Width: r.width, Height: r.height, Drawn: e.matches(".drawing")});
  };
  walk(document.body);
  out.forEach((b, i) => {
    let above = 0;
    out.slice(0, i).forEach(a => { if (a.Left < b.Left + b.Width - 1 && b.Left < a.Left + a.Width - 1) above = Math.max(above, a.Top + a.Height); });
    b.Gap = b.Top - above;
  });
  return JSON.stringify(out);
})()`

// dressed puts rules on top of those of the page. The browser lays out and paints
// what is far from the screen too.
func dressed(rules string) chromedp.Action {
	quoted, _ := json.Marshal(".figure, .drawing > [data-ratio], .tall { content-visibility: visible !important; }" + rules) // a string is JSON
	return chromedp.Evaluate(`(() => { const s = new CSSStyleSheet(); s.replaceSync(`+string(quoted)+`); document.adoptedStyleSheets = [s]; })()`, nil)
}

// Letters a little wider and narrower than they are, as those of other fonts.
const (
	widerLetters    = "body { letter-spacing: .06em; }"
	narrowerLetters = "body { letter-spacing: -.03em; }"
)

type seenBlock struct {
	Name                          string
	Left, Top, Width, Height, Gap float64
	Drawn                         bool
}

func (b seenBlock) box() image.Rectangle {
	return image.Rect(pixelOf(b.Left), pixelOf(b.Top), pixelOf(b.Left+b.Width), pixelOf(b.Top+b.Height))
}

func pixelOf(v float64) int { return int(v+1e5+.5) - 1e5 }

// photographer takes pictures of pages in one tab.
type photographer struct {
	t    *testing.T
	tab  context.Context
	root string
}

func (ph photographer) do(what string, actions ...chromedp.Action) {
	ph.t.Helper()
	if err := chromedp.Run(ph.tab, actions...); err != nil {
		ph.t.Fatalf("%s: %v", what, err)
	}
}

func (ph photographer) blocks() []seenBlock {
	ph.t.Helper()
	var listed string
	var out []seenBlock
	ph.do("list the blocks", chromedp.Evaluate(blocksOf, &listed))
	if err := json.Unmarshal([]byte(listed), &out); err != nil {
		ph.t.Fatal(err)
	}
	return out
}

// view is one way to look at a page.
type view struct {
	width         int64
	scheme, media string
}

func (ph photographer) open(p string, v view) {
	ph.t.Helper()
	ph.do("open "+p, emulation.SetDeviceMetricsOverride(v.width, 800, 1, false),
		emulation.SetEmulatedMedia().WithMedia(v.media).WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}}),
		chromedp.Navigate("file://"+ph.root+"/"+p))
}

// take photographs the page that is open, under rules on top of its own: all blocks, or
// those with a word in their name.
func (ph photographer) take(rules, only string) picture {
	ph.t.Helper()
	ph.do("dress", dressed(rules))
	blocks := slices.DeleteFunc(ph.blocks(), func(b seenBlock) bool { return !strings.Contains(b.Name, only) })
	var all, drawn image.Rectangle
	for _, b := range blocks {
		if all = all.Union(b.box()); b.Drawn {
			drawn = drawn.Union(b.box())
		}
	}
	whole := ph.photograph(all)
	var wordless *image.RGBA
	if !drawn.Empty() {
		ph.do("hide the words of drawings", dressed(rules+"svg text { visibility: hidden; }"))
		wordless = ph.photograph(drawn)
	}
	var out picture
	for _, b := range blocks {
		k := pictureBlock{Name: b.Name, Left: pixelOf(b.Left), Width: pixelOf(b.Width), Height: pixelOf(b.Height), Gap: pixelOf(b.Gap)}
		k.seeGround(whole, b.box())
		if b.Drawn {
			k.Grid, k.Ink = lightGrid(wordless, b.box()), wordInk(whole, wordless, b.box())
		}
		out = append(out, k)
	}
	return out
}

// takeGolden also finds what hangs on the width of letters, and makes it loose.
func (ph photographer) takeGolden() picture {
	ph.t.Helper()
	out := ph.take("", "")
	for i := range out {
		if out[i].twoGrounds {
			out[i].Ground = loose
			if out[i].Grid == nil {
				out[i].Ink = loose
			}
		}
	}
	ph.do("undress", dressed(""))
	plain := ph.blocks()
	for _, letters := range []string{widerLetters, narrowerLetters} {
		ph.do("other letters", dressed(letters))
		for i, b := range ph.blocks() {
			if i >= len(plain) || b.Name != plain[i].Name {
				ph.t.Fatalf("other letters change which blocks there are: %s", b.Name)
			}
			for _, m := range []struct {
				before, now float64
				into        *int
			}{{plain[i].Left, b.Left, &out[i].Left}, {plain[i].Width, b.Width, &out[i].Width}, {plain[i].Gap, b.Gap, &out[i].Gap}} {
				if max(m.before-m.now, m.now-m.before) > 1.5 {
					*m.into = loose
				}
			}
		}
	}
	return out
}

// photograph takes the page from the top to the bottom of a rectangle, in strips: of
// more than 16,000 pixels the browser repeats itself.
func (ph photographer) photograph(r image.Rectangle) *image.RGBA {
	ph.t.Helper()
	const strip = 4000
	var whole *image.RGBA
	ph.do("photograph", chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, _, _, _, size, err := cdpage.GetLayoutMetrics().Do(ctx)
		if err != nil {
			return err
		}
		whole = image.NewRGBA(image.Rect(0, r.Min.Y, int(size.Width), min(r.Max.Y, int(size.Height))))
		for y := r.Min.Y; y < whole.Rect.Max.Y; y += strip {
			body, err := cdpage.CaptureScreenshot().WithCaptureBeyondViewport(true).WithOptimizeForSpeed(true).
				WithClip(&cdpage.Viewport{Y: float64(y), Width: size.Width, Height: float64(min(strip, whole.Rect.Max.Y-y)), Scale: 1}).Do(ctx)
			if err != nil {
				return err
			}
			part, err := png.Decode(bytes.NewReader(body))
			if err != nil {
				return err
			}
			imagedraw.Draw(whole, image.Rect(0, y, whole.Rect.Dx(), y+part.Bounds().Dy()), part, image.Point{}, imagedraw.Src)
		}
		return nil
	}))
	return whole
}

// pictureSite is a site of every type of page, whose content no data moves.
func pictureSite(t *testing.T) string {
	t.Helper()
	renderer, err := chart.NewRenderer(chart.Options{})
	if err != nil {
		t.Fatal(err)
	}
	editions := fixtures()[:1]
	last := editions[0].Chapters[2].Figures
	editions[0].Sheets = []*edition.SheetSet{fixtureSheets(editions[0], last[len(last)-1])}
	dir := filepath.Join(t.TempDir(), "site")
	if _, err := Publish(context.Background(), Options{Dir: dir, Editions: editions, Renderer: renderer, Software: "0.1.0", Intake: fixtureIntake()}); err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	return real
}
