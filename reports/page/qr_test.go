package page

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
)

var (
	qrSide   = regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`)
	qrPath   = regexp.MustCompile(` d="([^"]+)"`)
	qrStroke = regexp.MustCompile(`^M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
)

// painted is the code as a browser would paint it, four pixels a module.
func painted(t *testing.T, svg string) image.Image {
	t.Helper()
	const scale = 4
	var side int
	if m := qrSide.FindStringSubmatch(svg); m == nil || m[1] != m[2] {
		t.Fatalf("no square viewBox in %.200s", svg)
	} else if _, err := fmt.Sscan(m[1], &side); err != nil {
		t.Fatal(err)
	}
	im := image.NewGray(image.Rect(0, 0, scale*side, scale*side))
	draw.Draw(im, im.Bounds(), image.White, image.Point{}, draw.Src)
	rest := qrPath.FindStringSubmatch(svg)[1]
	for rest != "" {
		m := qrStroke.FindStringSubmatch(rest)
		if m == nil || m[3] != m[4] {
			t.Fatalf("no run of modules: %.40s", rest)
		}
		var x, y, w int
		if _, err := fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &x, &y, &w); err != nil {
			t.Fatal(err)
		}
		if x < quietZone || y < quietZone || x+w > side-quietZone || y >= side-quietZone {
			t.Fatalf("modules at %d, %d stand in the quiet zone", x, y)
		}
		draw.Draw(im, image.Rect(scale*x, scale*y, scale*(x+w), scale*(y+1)), image.NewUniform(color.Black), image.Point{}, draw.Src)
		rest = rest[len(m[0]):]
	}
	return im
}

// read is what a telephone reads.
func read(t *testing.T, svg string) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(painted(t, svg))
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got.GetText()
}

func TestQRCode(t *testing.T) {
	const base = "https://studio.example.it"
	for _, address := range []string{
		base + "/it/italia/2026-11/", base + "/fabbisogni/it/trentino-alto-adige-sudtirol/2026-11/",
		"https://lavoro.città.example/it/valle-d-aosta-vallee-d-aoste/2026-11/", base + "/" + strings.Repeat("a", 213-len(base)-1),
	} {
		code, err := qrCode(address)
		if err != nil || code == nil {
			t.Fatalf("%s: %v", address, err)
		}
		if got := read(t, string(code.HTML())); got != address {
			t.Errorf("a telephone reads %q, want %q", got, address)
		}
	}
	// Nothing to lead to, and what would be too fine to read.
	for _, address := range []string{"", base + "/" + strings.Repeat("a", 214-len(base)-1)} {
		if code, err := qrCode(address); err != nil || code != nil {
			t.Errorf("%d bytes: a code %v, %v; want none", len(address), code, err)
		}
	}
	if _, err := qrCode(base + strings.Repeat("/a", 2000)); err == nil {
		t.Error("an address that no code holds passes")
	}
}

// The brief shows the address of the report and its code, in both languages; without
// an address of the site there is neither code nor room for one.
func TestBriefShowsAddressAsQR(t *testing.T) {
	e := wholeEdition("one", nil)
	e.Brief = &edition.Brief{Title: e.Title, Method: e.Title}
	render := func(base string) map[string]string {
		files, err := Render(Input{Editions: []edition.Edition{e}, Drawings: everyDrawing(t, e), BaseURL: base, Software: "0"})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, f := range files {
			out[f.Path] = string(f.Body)
		}
		return out
	}
	with, without := render("https://studio.example.it/fabbisogni/"), render("")
	for _, lang := range Langs() {
		want := "https://studio.example.it/fabbisogni/" + lang + "/" + e.Slug.In(lang) + "/2026-11/"
		for _, label := range []string{"", e.Label} {
			p := BriefPath(e, lang, label)
			_, code, found := strings.Cut(with[p], `<div class="permalink">`)
			if !found {
				t.Fatalf("%s: no code", p)
			}
			code, beside, _ := strings.Cut(code, "</svg>")
			if got := read(t, code); got != want {
				t.Errorf("%s: a telephone reads %q, want %q", p, got, want)
			}
			if !strings.Contains(code, `aria-hidden="true"`) || !strings.Contains(beside, want) {
				t.Errorf("%s: readers by ear have no address beside the code", p)
			}
			if strings.Contains(without[p], "permalink") || strings.Contains(without[p], "crispEdges") {
				t.Errorf("%s: a code, or room for one, without an address", p)
			}
		}
	}
}

// everyDrawing is the same small drawing for every figure.
func everyDrawing(t *testing.T, e edition.Edition) map[DrawingKey]Drawing {
	t.Helper()
	d, err := NewDrawing([]byte(`<svg width="1" height="1" role="img"></svg>`))
	if err != nil {
		t.Fatal(err)
	}
	out := map[DrawingKey]Drawing{}
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			for _, lang := range Langs() {
				for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
					out[DrawingKey{e.ID, e.Label, f.ID, lang, size}] = d
				}
			}
		}
	}
	return out
}
