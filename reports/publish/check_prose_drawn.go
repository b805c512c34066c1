package publish

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/locale"
)

// drawn is a number of a drawing with the place of its label.
type drawn struct {
	said
	x, y  float64
	text  string
	alone bool // the label says nothing else, but for a unit: it may be a step of a scale
}

// checkDrawings holds the drawings of a report to their figures. Those of a brief are the
// report's, word by word, which is looked at with the brief.
func (s *site) checkDrawings(t *told) {
	body := element(s.tree(t.page), "body")
	if !hasClass(body, "report") {
		return
	}
	figures, _ := s.reportFigures(t.page, t.lang)
	walk(body, func(n *html.Node) bool {
		if n.Data != "section" || !hasAttr(n, "data-figure") {
			return true
		}
		id := attr(n, "id")
		h := figures[id]
		if link := find(n, isCSV); link != nil {
			if d, err := s.downloadAt(t.page, attr(link, "href")); err == nil {
				h.withRounded(d)
			}
		}
		walk(n, func(m *html.Node) bool {
			if m.Data == "svg" && attr(m, "role") == "img" {
				t.checkDrawn(id, m, h)
				return false
			}
			return true
		})
		return false
	})
}

// certain are the words for shares that would round to all or none.
var certain = regexp.MustCompile(`\b(oltre|over) 99%|\b(meno di|under) 1%`)

// nearlySure is the chance that a text says as a limit: over 99% is written of 99.5 and
// more, under 1% of 0.5 and less.
func nearlySure(text string) (said, bool) {
	limit := certain.FindString(text)
	switch {
	case limit == "":
		return said{}, false
	case strings.Contains(limit, "99"):
		return said{text: limit, value: 99.75, half: 0.25}, true
	}
	return said{text: limit, value: 0.25, half: 0.25}, true
}

// checkDrawn holds the numbers that a drawing of a figure shows, and those that appear
// where it is pointed at, to what the figure holds; the steps of its scales to their
// places along them.
func (t *told) checkDrawn(id string, svg *html.Node, h holdings) {
	var all []drawn
	walk(svg, func(n *html.Node) bool {
		if say := attr(n, "data-say"); say != "" {
			t.checkSaid(id, say, h)
		}
		if n.Data != "text" {
			return true
		}
		text := certain.ReplaceAllString(textOf(n), "")
		x, _ := strconv.ParseFloat(attr(n, "x"), 64) // 0 where there is none, as in SVG
		y, _ := strconv.ParseFloat(attr(n, "y"), 64)
		numbers := numbersIn(text, t.lang)
		for _, number := range numbers {
			rest := strings.TrimSpace(strings.Replace(text, number.text, "", 1))
			all = append(all, drawn{number, x, y, text, len(numbers) == 1 && len([]rune(rest)) <= 1})
		}
		return false
	})
	steps := map[float64]bool{}
	for i, d := range all {
		if isStep(d, i, all) {
			steps[d.value] = true
		}
	}
	for _, d := range all {
		// Where a scale does not begin at zero its name says where it does.
		if !h.has(d.said) && !steps[d.value] {
			t.add(id+", drawing", fmt.Sprintf("%s is in none, and no step of a scale: %s", d.said.text, short(d.text)))
			continue
		}
		t.found++
	}
}

// checkSaid holds what is said of the points of a drawing to the figure.
func (t *told) checkSaid(id, say string, h holdings) {
	for _, one := range strings.Split(certain.ReplaceAllString(say, ""), "|") {
		_, value, named := strings.Cut(one, ": ")
		if !named {
			value = one
		}
		for _, number := range numbersIn(value, t.lang) {
			if !h.has(number) {
				t.add(id+", said of a point", fmt.Sprintf("%s is in none: %s", number.text, short(one)))
				continue
			}
			t.found++
		}
	}
}

// isStep says whether a label is a step of a scale: with at least two others in its row or
// its column it lies where its value must, or goes on in their steps at an end, where
// labels are moved into the drawing. A scale may be one of powers.
func isStep(d drawn, at int, all []drawn) bool {
	if !d.alone {
		return false
	}
	const near = 0.6 // places are rounded to a tenth
	for _, along := range []func(drawn) (place, other float64){
		func(o drawn) (float64, float64) { return o.y, o.x },
		func(o drawn) (float64, float64) { return o.x, o.y },
	} {
		place, line := along(d)
		var others []drawn
		for i, o := range all {
			if p, l := along(o); i != at && o.alone && math.Abs(l-line) < near && math.Abs(p-place) > near {
				others = append(others, o)
			}
		}
		for i, a := range others {
			for _, b := range others[i+1:] {
				p, _ := along(a)
				q, _ := along(b)
				if a.value == b.value || p == q {
					continue
				}
				step := math.Abs(a.value - b.value)
				if goesOn := math.Min(math.Abs(d.value-a.value), math.Abs(d.value-b.value)); len(others) > 2 && math.Abs(goesOn-step) < 1e-9*step &&
					(d.value-a.value)*(d.value-b.value) > 0 {
					return true
				}
				for _, scale := range []func(float64) float64{func(v float64) float64 { return v }, math.Log10} {
					va, vb, vd := scale(a.value), scale(b.value), scale(d.value)
					perPixel := (vb - va) / (q - p)
					if math.Abs(va+(place-p)*perPixel-vd) <= math.Abs(perPixel)*near+1e-9 {
						return true
					}
				}
			}
		}
	}
	return false
}

// withRounded adds the values of downloads rounded as their intervals allow, which is how
// drawings write them.
func (h *holdings) withRounded(d download) {
	for _, r := range d.records {
		_, step := locale.Precision((d.number(r, "upper") - d.number(r, "lower")) / 2)
		if step == 0 {
			continue
		}
		for _, column := range cellParts[:3] {
			if v := d.number(r, column); !math.IsNaN(v) {
				h.values = append(h.values, locale.RoundTo(v, step), locale.RoundTo(v/1000, step/1000))
			}
		}
	}
	h.sort()
}
