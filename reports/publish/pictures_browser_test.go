//go:build browser

package publish

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var updatePictures = flag.Bool("update", false, "write the pictures of pages to testdata/pictures; refused in CI")

// pictureViews are how each page is looked at; what is printed is also seen on paper.
func pictureViews(p string) []view {
	var out []view
	for _, width := range []int64{360, 768, 1280} {
		out = append(out, view{width, "light", ""}, view{width, "dark", ""})
	}
	if strings.Contains(p, "/2026-11/") && !strings.Contains(p, "settori/2026-11/index") {
		out = append(out, view{680, "dark", "print"}) // A4 between its margins; light whatever the reader's system says
	}
	return out
}

func (v view) String() string {
	return strings.TrimSuffix(fmt.Sprintf("%d %s %s", v.width, v.scheme, v.media), " ")
}

// TestPictures compares every type of page, at 360, 768 and 1280 pixels, light and dark,
// and on paper, with its picture in testdata/pictures (-update writes them).
//
// A picture is no screenshot but what of one is the same on another machine: the place
// and size of each block, its ground, how much ink stands on it, and the marks of each
// drawing in cells of 32 pixels. It sees a block that is gone, new, moved, widened or
// covered, a theme that is broken, words that are not drawn, and a drawing that lost a
// line, a band, its words or its colours: each of these is tried. It does not see which words
// stand in a block, a label of a drawing that moved a little (check 5 measures those), or two
// colours of one luminance that changed places (check 5 holds their distances).
//
// The slacks come from measurements with letters 6% wider and 3% narrower, DejaVu Sans
// (12% wider) and Liberation Sans Narrow (18% narrower) in place of Liberation Sans.
func TestPictures(t *testing.T) {
	binary := browserOf(t)
	if *updatePictures && os.Getenv("CI") != "" {
		t.Fatal("pictures are updated by a person who looks at the change")
	}
	root := pictureSite(t)
	tab, _ := openBrowser(t, binary, root)
	ph := photographer{t, tab, root}
	views := 0
	defer func() { t.Logf("compared %d views", views) }()
	for _, p := range picturePages(t, root) {
		file := filepath.Join("testdata", "pictures", strings.NewReplacer("/", "_", ".html", ".txt").Replace(p))
		var b strings.Builder
		want := readPictures(t, file)
		for _, v := range pictureViews(p) {
			views++
			ph.open(p, v)
			if *updatePictures {
				fmt.Fprintf(&b, "== %s\n%s", v, ph.takeGolden())
				continue
			}
			for _, problem := range ph.take("", "").unlike(want[v.String()]) {
				t.Errorf("%s at %s: %s", p, v, problem)
			}
		}
		if *updatePictures {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if *updatePictures {
		return
	}
	t.Run("other fonts are no fault", func(t *testing.T) { picturesOfOtherFonts(photographer{t, tab, root}) })
	t.Run("faults are seen", func(t *testing.T) { picturesOfFaults(photographer{t, tab, root}) })
}

// picturePages are the pages to compare: one a type, in Italian.
func picturePages(t *testing.T, root string) []string {
	t.Helper()
	return slices.DeleteFunc(typesOf(t, root, pagesOf(t, root)), func(p string) bool { return strings.HasPrefix(p, "en/") })
}

// readPictures reads the views of a page, each under a line "== 360 light".
func readPictures(t *testing.T, file string) map[string]picture {
	t.Helper()
	out := map[string]picture{}
	body, err := os.ReadFile(file)
	if *updatePictures {
		return out
	}
	if err != nil {
		t.Fatalf("no picture to compare with: go test -tags browser -run TestPictures ./reports/publish -update makes it: %v", err)
	}
	for _, part := range strings.Split(string(body), "== ")[1:] {
		name, lines, _ := strings.Cut(part, "\n")
		if out[name], err = parsePicture(lines); err != nil {
			t.Fatalf("%s, %s: %v", file, name, err)
		}
	}
	return out
}

const pictureReport = "it/italia/2026-11/index.html"

// wantedReport are the pictures of the report.
func wantedReport(t *testing.T) map[string]picture {
	t.Helper()
	return readPictures(t, filepath.Join("testdata", "pictures", "it_italia_2026-11_index.txt"))
}

func picturesOfOtherFonts(ph photographer) {
	want := wantedReport(ph.t)
	family := func(name string) string { return `body, svg text { font-family: "` + name + `" !important; }` }
	for v, rules := range map[view][]string{
		{360, "light", ""}: {widerLetters, family("DejaVu Sans"), family("Liberation Sans Narrow")},
		{1280, "dark", ""}: {narrowerLetters, family("DejaVu Sans")},
	} {
		ph.open(pictureReport, v)
		for _, rule := range rules {
			for _, problem := range ph.take(rule, "").unlike(want[v.String()]) {
				ph.t.Errorf("%s with %s: %s", v, rule, problem)
			}
		}
	}
}

// picturesOfFaults breaks the report as a change by mistake would, a fault at a time:
// the block that suffers must say so.
func picturesOfFaults(ph photographer) {
	light, dark, paper := view{1280, "light", ""}, view{1280, "dark", ""}, view{680, "dark", "print"}
	want, at := wantedReport(ph.t), view{}
	for _, fault := range []struct {
		name, rules string
		view        view
		block, said string
	}{
		{"a drawing is gone", "#fig-jobs-fan svg { visibility: hidden; }", light, "fig-jobs-fan/div.drawing", "cells differ"},
		{"a figure is gone", "#fig-hard-bars { display: none; }", light, "fig-hard-bars/h3", "it is gone"},
		{"a line is gone", "#fig-hard-lines path[data-s='1'] { display: none; }", light, "fig-hard-lines/div.drawing", "the cell at"},
		{"bands are gone", "#fig-jobs-fan path[fill-opacity] { display: none; }", light, "fig-jobs-fan/div.drawing", "the cell at"},
		{"bars of a part are gone", "#fig-openings-stacked [data-s='2'] { display: none; }", light, "fig-openings-stacked/div.drawing", "the cell at"},
		{"a drawing without words", "#fig-group-heat text { display: none; }", light, "fig-group-heat/div.drawing", "ink is"},
		{"a drawing is squeezed", "#fig-hard-bars .drawing { max-width: 600px; }", light, "fig-hard-bars/div.drawing", "width is"},
		{"words over a drawing", "#fig-jobs-fan .howto { margin-top: -4rem; }", light, "fig-jobs-fan/p.howto", "distance from what is above"},
		{"words over a title", "#fig-hard-bars .subtitle { margin-top: -1.2rem; }", light, "fig-hard-bars/p.subtitle", "distance from what is above"},
		{"words nobody can see", ".source { color: var(--page); }", light, "fig-jobs-fan/p.source", "ink is"},
		{"no source line", "#fig-jobs-fan .source { display: none; }", light, "fig-jobs-fan/p.source", "it is gone"},
		{"one column in place of two", ".summary { display: block; }", light, "ol", "width is"},
		{"all moved aside", ".page { padding-left: 4rem; }", light, "fig-hard-bars/div.drawing", "left edge is"},
		{"a light page in the dark", ":root:root { --page: #fff; --text: #1b1f24; }", dark, "fig-jobs-fan/p.source", "ground is"},
		{"drawings of the light in the dark", ":root:root { --s1: #dce8fa; --s5: #173f87; --grid: #d9dce1; }", dark, "fig-group-heat/div.drawing", "the cell at"},
		{"a panel of the light in the dark", ":root:root { --tint: #eef3fb; }", dark, "fig-jobs-fan/p.howto", "ground is"},
		{"dark on paper", "@media print { :root:root { --page: #12161c; } }", paper, "fig-jobs-fan/p.source", "ground is"},
	} {
		if fault.view != at {
			ph.open(pictureReport, fault.view)
			at = fault.view
		}
		wanted := slices.DeleteFunc(slices.Clone(want[at.String()]), func(k pictureBlock) bool { return !strings.Contains(k.Name, fault.block) })
		if said := ph.take("", fault.block).unlike(wanted); len(said) > 0 {
			ph.t.Errorf("%s: it differs before: %q", fault.name, said)
		}
		said := ph.take(fault.rules, fault.block).unlike(wanted)
		if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, fault.block+": ") && strings.Contains(s, fault.said) }) {
			ph.t.Errorf("%s: not seen as %q: %q", fault.name, fault.said, said)
		}
	}
}
