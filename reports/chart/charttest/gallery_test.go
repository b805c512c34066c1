package charttest_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/chart/charttest"
)

// TestGallery writes every example as a page to look at, in both themes, where
// FABBISOGNO_GALLERY names a folder.
func TestGallery(t *testing.T) {
	dir := os.Getenv("FABBISOGNO_GALLERY")
	if dir == "" {
		t.Skip("FABBISOGNO_GALLERY is not set: no gallery to look at")
	}
	r, err := chart.NewRenderer(chart.Options{CacheDir: filepath.Join(dir, "cache")})
	if err != nil {
		t.Fatal(err)
	}
	for _, ex := range charttest.Examples() {
		var b bytes.Buffer
		b.WriteString("<!doctype html><meta charset=utf-8><style>" + css() + "</style>")
		for _, theme := range []string{"light", "dark"} {
			fmt.Fprintf(&b, "<div class=%s>", theme)
			for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
				lang := map[string]string{"light": "it", "dark": "en"}[theme]
				svg, err := r.Render(chart.Request{ID: "fig-example", Spec: ex.Spec, Lang: lang, Size: size, Title: "t", Desc: "d", Demonstration: size == chart.Narrow || theme == "light"})
				if err != nil {
					t.Error(err)
					fmt.Fprintf(&b, "<p>%s</p>", err)
					continue
				}
				t.Logf("%s %s: %d bytes", ex.Name, size, len(svg))
				b.Write(svg)
			}
			b.WriteString("</div>")
		}
		if err := os.WriteFile(filepath.Join(dir, ex.Name+".html"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func css() string {
	var b bytes.Buffer
	b.WriteString("body{margin:0}svg{display:inline-block;vertical-align:top;outline:1px dotted #f0f;margin:4px}" + chart.Style + "div{padding:8px;background:var(--paper);white-space:nowrap}")
	for _, theme := range []string{"light", "dark"} {
		b.WriteString("." + theme + "{")
		for _, c := range chart.Palette() {
			v := c.Light
			if theme == "dark" {
				v = c.Dark
			}
			fmt.Fprintf(&b, "--%s:%s;", c.Name, v)
		}
		b.WriteString("}")
	}
	return b.String()
}

func nan() float64 { return math.NaN() }
