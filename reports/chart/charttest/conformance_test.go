package charttest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/chart/charttest"
)

func newRenderer(t *testing.T, dir string) *chart.ECharts {
	t.Helper()
	r, err := chart.NewRenderer(chart.Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// shared caches the drawings of the examples for all tests of the package; a run starts empty.
var shared string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "charttest")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		shared = dir
		return m.Run()
	}())
}

func requests(ex charttest.Example) []chart.Request {
	var out []chart.Request
	for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
		for _, lang := range []string{"it", "en"} {
			out = append(out, chart.Request{ID: "fig-example", Spec: ex.Spec, Lang: lang, Size: size,
				Title: "Titolo & <title>", Desc: "Descrizione", Demonstration: (size == chart.Wide) == (lang == "it")})
		}
	}
	return out
}

// several are the drawings of an example that the suite checks: of the first one of a
// form all four, of the others the narrow Italian one, where words have least room,
// and the wide English one.
func several(ex charttest.Example, isFirst bool) []chart.Request {
	all := requests(ex)
	if isFirst {
		return all
	}
	return []chart.Request{all[2], all[1]}
}

// TestConformance draws each example and checks the bytes.
func TestConformance(t *testing.T) {
	seen := map[string]bool{}
	r := newRenderer(t, shared)
	for _, ex := range charttest.Examples() {
		chosen := several(ex, !seen[ex.Spec.Form()])
		seen[ex.Spec.Form()] = true
		t.Run(ex.Name, func(t *testing.T) {
			t.Parallel()
			for _, request := range chosen {
				svg, err := r.Render(request)
				if err != nil {
					t.Fatal(err)
				}
				if err := charttest.Check(svg, request); err != nil {
					t.Errorf("%s %s: %v", request.Size, request.Lang, err)
				}
			}
		})
	}
	for _, form := range chart.Forms() {
		if !seen[form] {
			t.Errorf("form %s has no example", form)
		}
	}
}

// TestSmall draws the forms that sheets use in their one size, without an engine.
func TestSmall(t *testing.T) {
	r := newRenderer(t, "")
	for _, ex := range charttest.Examples() {
		if !slices.Contains([]string{"fan", "dots", "bars", "fans"}, ex.Spec.Form()) {
			continue
		}
		t.Run(ex.Name, func(t *testing.T) {
			for _, request := range requests(ex)[2:] {
				request.Size = chart.Small
				svg, err := r.Render(request)
				if err != nil {
					t.Fatal(err)
				}
				if err := charttest.Check(svg, request); err != nil {
					t.Errorf("%s: %v", request.Lang, err)
				}
				if request.Lang == "en" {
					continue // the engine's narrow drawing is made for the conformance test in Italian only
				}
				small := marksOf(svg)
				request.Size = chart.Narrow
				engine, err := newRenderer(t, shared).Render(request)
				if err != nil {
					t.Fatal(err)
				}
				if want := marksOf(engine); ex.Spec.Form() != "dots" && small["text"] != want["text"] || small["circle"]+small["polygon"]+small["polyline"]+small["path"] == 0 {
					t.Errorf("%v marks, the narrow drawing has %v", small, want)
				}
			}
		})
	}
	heat := charttest.Examples()[slices.IndexFunc(charttest.Examples(), func(e charttest.Example) bool { return e.Name == "heat" })]
	request := requests(heat)[2]
	request.Size = chart.Small
	if _, err := r.Render(request); err == nil || !strings.Contains(err.Error(), "has no small drawing") {
		t.Errorf("a heat table has no small drawing: error %v", err)
	}
}

// marksOf counts the elements of a drawing by name.
func marksOf(svg []byte) map[string]int {
	out := map[string]int{}
	for _, part := range strings.Split(string(svg), "<")[1:] {
		name, _, _ := strings.Cut(strings.TrimRight(part, "/>"), " ")
		out[strings.TrimRight(name, "/>")]++
	}
	return out
}

// TestSameBytesBesideOthers draws one example a form again, all at once, and compares
// with what the conformance test drew in another order.
func TestSameBytesBesideOthers(t *testing.T) {
	before, again := newRenderer(t, shared), newRenderer(t, "")
	drawn := map[string]bool{}
	var group sync.WaitGroup
	for _, ex := range charttest.Examples() {
		if drawn[ex.Spec.Form()] {
			continue
		}
		drawn[ex.Spec.Form()] = true
		request := requests(ex)[2]
		want, err := before.Render(request)
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			svg, err := again.Render(request)
			if err != nil || !bytes.Equal(svg, want) {
				t.Errorf("%s: other bytes beside others (error %v)", ex.Name, err)
			}
		})
	}
	group.Wait()
}

// TestHostileLabels: text that is code elsewhere is text here.
func TestHostileLabels(t *testing.T) {
	hostile := []string{"</script><script>alert(1)</script>", "__f__alert(1)__f__", `<img src=x onerror="alert(1)">`,
		"{a} {b|c} {c}", "&lt;b&gt;", "\u202egnissim", "url(javascript:alert(1))", "riga\nuna\u2028due\x00"}
	spec := chart.Bars{X: chart.Axis{Label: chart.Text{IT: hostile[0], EN: hostile[0]}, Zero: true}, Threshold: nan()}
	for i, label := range hostile {
		spec.Items = append(spec.Items, chart.Item{Label: chart.Text{IT: label, EN: label}, Value: float64(10 - i), Lower: nan(), Upper: nan(), Reference: nan()})
	}
	request := chart.Request{ID: "fig-hostile", Spec: spec, Lang: "it", Size: chart.Wide, Title: hostile[0], Desc: hostile[2]}
	svg, err := newRenderer(t, "").Render(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := charttest.Check(svg, request); err != nil {
		t.Error(err)
	}
	for _, gone := range []string{"<script", "<img", "\u202e", "\u2028", "\x00"} {
		if bytes.Contains(svg, []byte(gone)) {
			t.Errorf("the drawing contains %q", gone)
		}
	}
	texts := strings.Join(charttest.Texts(svg), "|")
	for _, kept := range []string{"__f__alert(1)__f__", "{a} {b|c} {c}", "&lt;b&gt;", "gnissim", "riga una due"} {
		if !strings.Contains(texts, kept) {
			t.Errorf("label %q is not there as it is: %s", kept, texts)
		}
	}
}

func TestCache(t *testing.T) {
	dir := t.TempDir()
	request := requests(charttest.Examples()[0])[0]
	render := func() []byte {
		svg, err := newRenderer(t, dir).Render(request)
		if err != nil {
			t.Fatal(err)
		}
		return svg
	}
	first := render()
	entries, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(entries) != 1 {
		t.Fatalf("entries %v, expected one (error %v)", entries, err)
	}
	good, _ := os.ReadFile(entries[0])
	if !bytes.Equal(render(), first) {
		t.Error("the cached drawing has other bytes")
	}
	for name, damaged := range map[string][]byte{"cut": good[:len(good)/2], "empty": {}, "changed": bytes.Replace(good, []byte("fe0001"), []byte("fe0002"), 1)} {
		if err := os.WriteFile(entries[0], damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(render(), first) {
			t.Errorf("%s: a damaged entry was used", name)
		}
		if now, _ := os.ReadFile(entries[0]); !bytes.Equal(now, good) {
			t.Errorf("%s: the damaged entry was not replaced", name)
		}
	}
	request.ID, request.Title = "fig-other", "altro"
	if svg := render(); !bytes.Contains(svg, []byte(`id="fig-other-wide-it"`)) || !bytes.Contains(svg, []byte("<title id=\"fig-other-wide-it-title\">altro</title>")) {
		t.Error("id or title came from the cache")
	}
}

func TestWordsOfForms(t *testing.T) {
	r := newRenderer(t, shared)
	find := func(name string) chart.Spec {
		i := slices.IndexFunc(charttest.Examples(), func(e charttest.Example) bool { return e.Name == name })
		return charttest.Examples()[i].Spec
	}
	for _, c := range []struct {
		name, example, lang string
		size                chart.Size
		want, not           []string
	}{
		{"fan_names_boundary_break_and_bands", "fan", "it", chart.Wide, []string{"previsione →", "nuova rilevazione", "8 casi su 10", "5 casi su 10", "25.000", "T4 2029"}, []string{"25,000"}},
		{"fan_in_english", "fan", "en", chart.Narrow, []string{"forecast →", "8 out of 10", "25,000", "Q4 2029"}, []string{"25.000"}},
		{"lines_end_in_name_and_value", "lines", "it", chart.Wide, []string{"Costruzioni 3,4%"}, nil},
		{"last_panel_has_value_and_period", "lines_panels", "it", chart.Narrow, []string{"4,2%", "Istruzione", "Totale economia"}, nil},
		{"bars_have_values_and_missing_mark", "bars", "it", chart.Narrow, []string{"63,4%", "..", "soglia 45%"}, nil},
		{"negative_bars_have_the_minus_sign", "bars_signed", "it", chart.Wide, []string{"−75,0"}, []string{"-75,0"}},
		{"stacked_has_totals", "stacked", "en", chart.Narrow, []string{"2,620", "Replacement demand"}, nil},
		{"heat_prints_numbers_and_marks", "heat", "it", chart.Narrow, []string{"(c)", "45,0"}, nil},
		{"tile_map_shows_missing_regions", "tilemap", "it", chart.Wide, []string{"MOL", "..", "Molise"}, nil},
		{"areas_have_names_where_there_is_room", "tilemap_areas", "it", chart.Wide, []string{"MOL", "..", "Molise", "VDA", "Piemonte"}, []string{"PIE"}},
		{"areas_are_tiles_on_a_phone", "tilemap_areas", "it", chart.Narrow, []string{"PIE", "VDA", "MOL", ".."}, []string{"Piemonte"}},
		{"ties_name_their_places", "dots_ties", "it", chart.Narrow, []string{"posti che non si distinguono: 1–3, 2–6, 5–8", "1–2 · carenza (97%)"}, nil},
		{"leading_column_and_unrated", "heat_lead", "it", chart.Narrow, []string{"2,53", "X", "(c)"}, nil},
		{"a_zero_frequency_is_printed", "heat_frequency", "en", chart.Wide, []string{"0", "1–2"}, nil},
		{"verdicts_are_words_and_counted", "agreement", "it", chart.Narrow, []string{"sì", "no", "~", "X", "(c)", "3/5", "da osservare"}, nil},
		{"membership_has_shares", "membership", "it", chart.Narrow, []string{"100%", "8%", ".."}, nil},
		{"fans_of_the_past_say_their_count", "fans_outcome", "it", chart.Narrow, []string{"esito", "dentro 5 su 6", "2023-Q1"}, nil},
		{"joined_scatter_names_the_last_year", "scatter_joined", "it", chart.Narrow, []string{"2025", "2016", "Tasso di posti vacanti, %"}, nil},
		{"scatter_names_quadrants_and_points", "scatter", "it", chart.Wide, []string{"Costruzioni", "bisogno e incidenza alti", "17%", "2,3%"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			svg, err := r.Render(chart.Request{ID: "fig-example", Spec: find(c.example), Lang: c.lang, Size: c.size, Title: "t", Desc: "d", Demonstration: (c.size == chart.Wide) == (c.lang == "it")})
			if err != nil {
				t.Fatal(err)
			}
			texts := charttest.Texts(svg)
			for _, want := range c.want {
				if !slices.Contains(texts, want) {
					t.Errorf("no label %q in %q", want, texts)
				}
			}
			for _, not := range c.not {
				if slices.Contains(texts, not) {
					t.Errorf("label %q in %q", not, texts)
				}
			}
		})
	}
}
