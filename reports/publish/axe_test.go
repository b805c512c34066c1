//go:build browser

package publish

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axeRun asks axe-core for what breaks WCAG 2.2 A and AA or its best practices, as lines of text.
const axeRun = `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r =>
  JSON.stringify(r.violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + " (" + v.impact + "): " + v.help + ": " + n.html.slice(0, 200)))))`

var (
	languageOf = regexp.MustCompile(`<html lang="([a-z]+)"`)
	kindOf     = regexp.MustCompile(`<body class="([^"]*)"`)
)

// typesOf gives the first page of each type and language; a page says its type in the class of its body.
func typesOf(t *testing.T, root string, pages []string) []string {
	t.Helper()
	var out []string
	seen := map[string]bool{}
	for _, p := range pages {
		body, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			t.Fatal(err)
		}
		lang, kind := languageOf.FindSubmatch(body), kindOf.FindSubmatch(body)
		if lang == nil || kind == nil {
			t.Fatalf("%s says no language or no type", p)
		}
		if key := string(lang[1]) + " " + string(kind[1]); !seen[key] {
			seen[key] = true
			out = append(out, p)
		}
	}
	return out
}

// TestAxe holds every type of page to axe-core, light and dark, with its tables open.
// The library is no part of the program: FABBISOGNO_AXE names its file axe.min.js.
func TestAxe(t *testing.T) {
	library := os.Getenv("FABBISOGNO_AXE")
	if library == "" {
		t.Skip("FABBISOGNO_AXE does not name axe.min.js: accessibility was not checked by axe-core")
	}
	axe, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	root := siteDir(t)
	tab, _ := openBrowser(t, browserOf(t), root)
	run := func(name string) []string {
		var said string
		if err := chromedp.Run(tab, chromedp.Evaluate(axeRun, &said, awaited)); err != nil {
			t.Fatalf("axe on %s: %v", name, err)
		}
		var lines []string
		if err := json.Unmarshal([]byte(said), &lines); err != nil {
			t.Fatal(err)
		}
		return lines
	}
	// Every rule, with the tables open, on a desk in the light; closed, on a phone in the dark.
	views := []struct {
		width        int64
		scheme, open string
	}{{1280, "light", "true"}, {360, "dark", "false"}}
	looked := 0
	for _, p := range typesOf(t, root, pagesOf(t, root)) {
		for _, v := range views {
			start := time.Now()
			name := fmt.Sprintf("%s at %d, %s", p, v.width, v.scheme)
			err := chromedp.Run(tab, emulation.SetDeviceMetricsOverride(v.width, 800, 1, v.width < 700),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}}),
				chromedp.Navigate("file://"+path.Join(root, p)),
				chromedp.Evaluate(foldAll(v.open), nil, awaited), chromedp.Evaluate(string(axe), nil))
			if err != nil {
				t.Fatalf("open %s: %v", name, err)
			}
			for _, line := range run(name) {
				t.Errorf("%s: %s", name, line)
			}
			t.Logf("%s: %s", name, time.Since(start).Round(time.Millisecond))
			looked++
		}
	}
	t.Logf("axe-core looked at %d views", looked)

	// The check can fail: a picture without a text, a button without a name, a faint word.
	// The policy of the pages refuses style attributes, so the colours are set by script.
	broken := `(() => { const main = document.querySelector("main");
		main.insertAdjacentHTML("afterbegin", '<img src="data:,"><button></button><p id="faint">faint</p>');
		const faint = document.getElementById("faint"); faint.style.color = "#ccc"; faint.style.backgroundColor = "#fff"; })()`
	if err := chromedp.Run(tab, chromedp.Evaluate(broken, nil)); err != nil {
		t.Fatal(err)
	}
	found := strings.Join(run("a broken page"), "\n")
	for _, rule := range []string{"image-alt", "button-name", "color-contrast"} {
		if !strings.Contains(found, rule) {
			t.Errorf("axe-core does not find %s on a page broken on purpose:\n%s", rule, found)
		}
	}
}
