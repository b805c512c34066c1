package chart

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/series"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      float64
		lines      int
		want       []string
	}{
		{"fits", "Costruzioni", 200, 2, []string{"Costruzioni"}},
		{"breaks_at_a_space", "Alloggio e ristorazione", 80, 2, []string{"Alloggio e", "ristorazione"}},
		{"cuts_the_last_line", "Alloggio e ristorazione, servizi turistici", 80, 2, []string{"Alloggio e", "ristorazione…"}},
		{"cuts_a_long_word", "Telecomunicazioni", 60, 2, []string{"Teleco…"}},
		{"empty", "  ", 60, 2, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, wrap(c.text, c.width, c.lines, false)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWrapNeverExceedsItsWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Za-zàèéìòù ,.'-]{0,60}`).Draw(t, "text")
		width := rapid.Float64Range(20, 300).Draw(t, "width")
		lines := rapid.IntRange(1, 4).Draw(t, "lines")
		got := wrap(text, width, lines, false)
		if len(got) > lines {
			t.Fatalf("%d lines, at most %d", len(got), lines)
		}
		for _, line := range got {
			if textWidth(line, false) > width {
				t.Fatalf("line %q is %.1f wide, at most %.1f", line, textWidth(line, false), width)
			}
		}
		if len(got) > 0 && !endsCut(got, clean(text)) && strings.Join(got, " ") != clean(text) {
			t.Fatalf("words lost without a sign: %q from %q", got, text)
		}
	})
}

func TestSpreadKeepsOrderAndRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		centres, heights := make([]float64, n), make([]float64, n)
		sum := 0.0
		for i := range centres {
			centres[i] = rapid.Float64Range(0, 300).Draw(t, "centre")
			heights[i] = rapid.Float64Range(10, 30).Draw(t, "height")
			sum += heights[i]
		}
		got := spread(centres, heights, 0, 300)
		order := sortedIndex(centres)
		for k := 1; k < n; k++ {
			a, b := order[k-1], order[k]
			if got[b]-heights[b]/2 < got[a]+heights[a]/2-1e-6 {
				t.Fatalf("labels at %v and %v overlap", got[a], got[b])
			}
		}
		first, last := order[0], order[n-1]
		if got[first]-heights[first]/2 < -1e-6 || got[last]+heights[last]/2 > 300+1e-6 {
			t.Fatalf("labels leave the plot: %v", got)
		}
	})
}

func TestNiceAxis(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		zero   bool
		want   []float64
	}{
		{"from_zero", []float64{3, 47}, true, []float64{0, 10, 20, 30, 40, 50}},
		{"not_from_zero", []float64{22250, 24650}, false, []float64{22000, 22500, 23000, 23500, 24000, 24500, 25000}},
		{"below_zero", []float64{-1.4, 0.9}, true, []float64{-1.5, -1, -0.5, 0, 0.5, 1}},
		{"decimals_are_exact", []float64{0, 0.31}, true, []float64{0, 0.1, 0.2, 0.3, 0.4}},
		{"one_value", []float64{5}, false, []float64{0, 1, 2, 3, 4, 5}},
		{"nothing", []float64{math.NaN()}, false, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, niceAxis(c.values, c.zero, 5).ticks()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestQuintiles(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		values []float64
		want   []int
	}{
		{"ten_values_two_a_class", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []int{1, 1, 2, 2, 3, 3, 4, 4, 5, 5}},
		{"equal_values_share_a_class", []float64{1, 1, 1, 1, 9}, []int{1, 1, 1, 1, 5}},
		{"missing_has_none", []float64{nan, 1}, []int{0, 1}},
	} {
		if diff := cmp.Diff(c.want, quintiles(c.values)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func request(s Spec) Request {
	return Request{ID: "fig-test", Spec: s, Lang: "it", Size: Wide, Title: "t", Desc: "d"}
}

func TestRefusals(t *testing.T) {
	inf, none := math.Inf(1), math.NaN()
	name := Text{IT: "nome", EN: "name"}
	start := series.MustPeriod("2026-Q1")
	manyLines := make([]Line, 5)
	for i := range manyLines {
		manyLines[i] = Line{Name: name, Values: []float64{1, 2}}
	}
	for _, c := range []struct {
		name string
		r    Request
		want string
	}{
		{"no_title", Request{ID: "fig-test", Spec: Bars{}, Lang: "it", Size: Wide, Desc: "d"}, "title or description"},
		{"bad_id", Request{ID: "Figure 1", Spec: Bars{}, Lang: "it", Size: Wide, Title: "t", Desc: "d"}, "figure id"},
		{"bad_language", Request{ID: "fig-test", Spec: Bars{}, Lang: "fr", Size: Wide, Title: "t", Desc: "d"}, "language"},
		{"bad_size", Request{ID: "fig-test", Spec: Bars{}, Lang: "it", Size: "huge", Title: "t", Desc: "d"}, "size"},
		{"no_spec", request(nil), "nothing to draw"},
		{"forecast_without_interval", request(Fan{Start: start, Observed: []float64{1}, Median: []float64{2}}), "without a band"},
		{"band_of_another_length", request(Fan{Start: start, Observed: []float64{1}, Median: []float64{2}, Bands: []Band{{Level: 0.8}}}), "ends"},
		{"crossed_band", request(Fan{Start: start, Observed: []float64{1}, Median: []float64{2}, Bands: []Band{{Level: 0.8, Lower: []float64{3}, Upper: []float64{1}}}}), "above"},
		{"infinite_bar", request(Bars{Items: []Item{{Label: name, Value: inf}}, Threshold: none}), "infinite"},
		{"no_value", request(Bars{Items: []Item{{Label: name, Value: none}}, Threshold: none}), "no item has a value"},
		{"too_many_lines", request(Lines{Start: start, Lines: manyLines}), "named lines"},
		{"lines_of_other_lengths", request(Lines{Start: start, Lines: []Line{{Name: name, Values: []float64{1, 2}}, {Name: name, Values: []float64{1}}}}), "values"},
		{"one_part", request(Stacked{Categories: []Text{name}, Parts: []Part{{Name: name, Values: []float64{1}}}}), "two parts"},
		{"negative_part", request(Stacked{Categories: []Text{name}, Parts: []Part{{Name: name, Values: []float64{1}}, {Name: name, Values: []float64{-1}}}}), "not negative"},
		{"ragged_heat", request(Heat{Rows: []Text{name}, Cols: []Text{name}, Cells: [][]float64{{1, 2}}}), "cells"},
		{"only_leading_columns", request(Heat{Rows: []Text{name}, Cols: []Text{name}, Cells: [][]float64{{1}}, Lead: 1}), "leading"},
		{"colours_the_wrong_way", request(Heat{Rows: []Text{name}, Cols: []Text{name}, Cells: [][]float64{{1}}, LowHigh: [2]float64{2, 1}}), "colours"},
		{"tie_of_one_place", request(Dots{Items: []Item{{Label: name, Value: 1}}, Threshold: none, Ties: []Tie{{First: 1, Last: 1}}}), "no run"},
		{"tie_within_a_tie", request(Dots{Items: make([]Item, 5), Threshold: none, Ties: []Tie{{First: 1, Last: 4}, {First: 2, Last: 3}}}), "do not come after"},
		{"tie_of_a_scale", request(Dots{Items: make([]Item, 5), Ordered: true, Threshold: none, Ties: []Tie{{First: 1, Last: 4}}}), "given order"},
		{"verdict_of_no_kind", request(Agreement{Rows: []Text{name}, Cols: []Text{name}, Verdicts: [][]Verdict{{"perhaps"}}, Counts: [][2]int{{1, 1}}}), "has the verdict"},
		{"ragged_agreement", request(Agreement{Rows: []Text{name}, Cols: []Text{name}, Verdicts: [][]Verdict{{Watch, Watch}}, Counts: [][2]int{{1, 1}}}), "verdicts"},
		{"more_methods_than_there_are", request(Agreement{Rows: []Text{name}, Cols: []Text{name}, Verdicts: [][]Verdict{{Watch}}, Counts: [][2]int{{2, 1}}}), "2 of 1"},
		{"share_above_100", request(Membership{Rows: []Text{name}, Cols: []Text{name}, Shares: [][]float64{{101}}, Chosen: [][]bool{{true}}}), "0 to 100"},
		{"ragged_membership", request(Membership{Rows: []Text{name}, Cols: []Text{name}, Shares: [][]float64{{1}}, Chosen: [][]bool{{}}}), "shares"},
		{"unknown_region", request(TileMap{Tiles: []Tile{{Code: "XX"}}}), "NUTS"},
		{"region_twice", request(TileMap{Tiles: []Tile{{Code: "ITC1"}, {Code: "ITC1"}}}), "same tile"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := compose(c.r)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q", err, c.want)
			}
		})
	}
}

func TestLongRankingsAreCutAndSaySo(t *testing.T) {
	none := math.NaN()
	s := Bars{Threshold: none}
	for i := range 25 {
		text := strconv.Itoa(i)
		s.Items = append(s.Items, Item{Label: Text{IT: text, EN: text}, Value: float64(100 - i), Lower: none, Upper: none, Reference: none, Emphasis: i == 23})
	}
	d, err := newDrawing(request(s))
	if err != nil {
		t.Fatal(err)
	}
	if err := drawBars(d, s); err != nil {
		t.Fatal(err)
	}
	has := func(text string) bool {
		return slices.ContainsFunc(d.labels, func(l placed) bool { return l.text == text })
	}
	if !has("23") || has("19") || !has("18") || !has("20 righe su 25: il resto è nella tabella") {
		t.Errorf("labels %v", d.labels)
	}
}

func TestLabelOutsideOrOverAnotherIsAnError(t *testing.T) {
	d := &drawing{width: 100, height: 50}
	d.write(label{50, 20, "una parola", middle, ink, false, false})
	if err := d.check(); err != nil {
		t.Errorf("a label inside was refused: %v", err)
	}
	d.write(label{60, 24, "altra", middle, ink, false, false})
	if err := d.check(); err == nil || !strings.Contains(err.Error(), "lies over") {
		t.Errorf("overlap: got %v", err)
	}
	d.labels = []placed{{label: label{95, 20, "parola", start, ink, false, false}}}
	if err := d.check(); err == nil || !strings.Contains(err.Error(), "leaves the drawing") {
		t.Errorf("outside: got %v", err)
	}
}

// TestAllowList feeds what an engine must never draw.
func TestAllowList(t *testing.T) {
	wrapIn := func(inside string) string { return `<svg xmlns="http://www.w3.org/2000/svg">` + inside + `</svg>` }
	c := main1.sentinel()
	for name, svg := range map[string]string{
		"script":               wrapIn(`<script fill="` + c + `">alert(1)</script>`),
		"event":                wrapIn(`<path d="M0 0" fill="` + c + `" onclick="alert(1)"/>`),
		"foreign_object":       wrapIn(`<foreignObject fill="` + c + `"/>`),
		"image":                wrapIn(`<image href="x" fill="` + c + `"/>`),
		"link":                 wrapIn(`<a href="javascript:alert(1)" fill="` + c + `"><path d="M0 0" fill="` + c + `"/></a>`),
		"use":                  wrapIn(`<use href="#a" fill="` + c + `"/>`),
		"style_element":        wrapIn(`<style fill="` + c + `">*{}</style>`),
		"style_of_text":        wrapIn(`<text style="background:url(x)" fill="` + c + `">a</text>`),
		"style_attribute":      wrapIn(`<path d="M0 0" fill="` + c + `" style="color:red"/>`),
		"url_in_fill":          wrapIn(`<path d="M0 0" fill="url(#a)"/>`),
		"colour_of_no_palette": wrapIn(`<path d="M0 0" fill="#123456"/>`),
		"code_in_path":         wrapIn(`<path d="M0 0 &quot;&gt;x" fill="` + c + `"/>`),
		"transform":            wrapIn(`<path d="M0 0" fill="` + c + `" transform="expression(1)"/>`),
		"doctype":              `<!DOCTYPE svg [<!ENTITY x "y">]>` + wrapIn(`<path d="M0 0" fill="`+c+`"/>`),
		"processing":           `<?xml-stylesheet href="x"?>` + wrapIn(``),
		"not_closed":           `<svg xmlns="http://www.w3.org/2000/svg"><path>`,
		"not_svg":              `<html></html>`,
		"two_roots":            wrapIn("") + wrapIn(""),
	} {
		if out, err := finish([]byte(svg), request(Bars{}), &drawing{width: 720, height: 100}); err == nil {
			t.Errorf("%s: accepted as %s", name, out)
		}
	}
	good := wrapIn(`<path d="M0.123456 0" fill="` + c + `"/><text style="font-size:12px;font-family:serif;" transform="translate(3 4)" y="-6" fill="` + c + `">a &lt; b</text>`)
	out, err := finish([]byte(good), request(Bars{}), &drawing{width: 720, height: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`d="M0.12 0"`, `fill="var(--c1)"`, `font-size="12"`, `x="3"`, `y="-2"`, "a &lt; b"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

// TestOptionIsData: no text of a figure can become code of the engine.
func TestOptionIsData(t *testing.T) {
	s := Bars{X: Axis{Label: Text{IT: "</script>", EN: "x"}}, Threshold: math.NaN(),
		Items: []Item{{Label: Text{IT: "__f__function(){}__f__", EN: "x"}, Value: 1, Lower: math.NaN(), Upper: math.NaN(), Reference: math.NaN()}}}
	option, _, err := compose(request(s))
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{"</script>", "formatter", "renderItem"} {
		if strings.Contains(string(option), never) {
			t.Errorf("the option contains %q", never)
		}
	}
}

// A table of signs has no scale: the numbers behind its colours mean nothing to readers.
func TestHeat_signs_have_no_scale(t *testing.T) {
	s := Heat{Value: Axis{Label: Text{IT: "v", EN: "v"}, Decimals: 3}, Rows: []Text{{IT: "a", EN: "a"}}, Cols: []Text{{IT: "b", EN: "b"}},
		Cells: [][]float64{{1}}, Marks: [][]string{{"+"}}, LowHigh: [2]float64{0, 7.125}}
	for _, signs := range []bool{false, true} {
		s.Signs = signs
		_, d, err := compose(request(s))
		if err != nil {
			t.Fatal(err)
		}
		has := slices.ContainsFunc(d.labels, func(l placed) bool { return l.text == "7,125" || l.text == "7.125" })
		if has == signs {
			t.Errorf("signs %v: the end of the scale is drawn: %v", signs, has)
		}
	}
}

func TestEngineIDIsTheModuleInUse(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), engineID) {
		t.Errorf("go.mod has no %q: drawings of another engine would be taken from the cache", engineID)
	}
}

func TestForms(t *testing.T) {
	want := []string{"fan", "lines", "bars", "dots", "stacked", "scatter", "heat", "tilemap", "agreement", "membership", "slope", "fans", "compared", "stacks"}
	if got := Forms(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, s := range []Spec{Fan{}, Lines{}, Bars{}, Dots{}, Stacked{}, Scatter{}, Heat{}, TileMap{}, Agreement{}, Membership{}, Compared{}, Stacks{}} {
		if _, err := formOf(s); err != nil {
			t.Error(err)
		}
	}
}

// A run of places joins the rows that are shown of it, wherever the cut put them.
func TestTieRows(t *testing.T) {
	shown := []int{0, 1, 2, 5} // places 1, 2, 3 and 6
	for _, c := range []struct {
		tie         Tie
		first, last int
	}{{Tie{1, 2}, 0, 1}, {Tie{2, 6}, 1, 3}, {Tie{3, 5}, 2, 2}, {Tie{4, 5}, 4, -1}} {
		if first, last := c.tie.rows(shown); first != c.first || last != c.last {
			t.Errorf("%v: rows %d to %d, want %d to %d", c.tie, first, last, c.first, c.last)
		}
	}
}

// Of too many runs the fewest are kept that still reach every place, in two lanes.
func TestCoveringTies(t *testing.T) {
	var all []Tie
	for i := 1; i <= 15; i++ {
		all = append(all, Tie{i, i + 10})
	}
	got := covering(all)
	if len(packed(all)) <= maxLanes || len(packed(got)) > 2 || got[0].First != 1 || got[len(got)-1].Last != 25 {
		t.Errorf("covering %v", got)
	}
	for i := 1; i < len(got); i++ {
		if got[i].First > got[i-1].Last+1 {
			t.Errorf("no run joins the places between %v and %v", got[i-1], got[i])
		}
	}
}
