package publish

import (
	"fmt"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// ruleProse holds what a page says to what its tables and downloads hold.
const ruleProse = "every number in prose is in the figure's table and download"

// told looks for the numbers that a page says.
type told struct {
	page, lang string
	found      int
	problems   []Problem
}

// add notes a number that is nowhere.
func (t *told) add(where, hint string) {
	t.problems = append(t.problems, Problem{t.page, where, ruleProse, hint})
}

// look holds a text to what it speaks of: its numbers, the ends of its intervals and
// the levels it gives them.
func (t *told) look(where, text string, h holdings) {
	for _, n := range numbersIn(text, t.lang) {
		if h.has(n) {
			t.found++
			continue
		}
		t.add(where, fmt.Sprintf("%s is in none: %s", n.text, short(text)))
	}
	for _, i := range intervalsIn(text, t.lang) {
		if h.has(i.lower) && h.has(i.upper) && !h.hasInterval(i) {
			t.add(where, fmt.Sprintf("%s and %s are the ends of no interval: %s", i.lower.text, i.upper.text, short(text)))
		}
	}
	t.lookLevels(where, text, levelsIn(text), h)
}

// lookHowTo holds a text on how a figure is read to it. It says levels as shares too,
// and the ends of scales.
func (t *told) lookHowTo(where, text string, h holdings) {
	for _, n := range numbersIn(levelInHowTo.ReplaceAllString(text, ""), t.lang) {
		if h.has(n) || n.value == 0 || n.value == 1 || n.value == 100 {
			t.found++
			continue
		}
		t.add(where, fmt.Sprintf("%s is in none: %s", n.text, short(text)))
	}
	levels := levelsIn(text)
	for _, m := range levelInHowTo.FindAllStringSubmatch(text, -1) {
		for _, n := range numbersIn(m[1], t.lang) {
			levels = append(levels, n.value)
		}
	}
	t.lookLevels(where, text, levels, h)
}

func (t *told) lookLevels(where, text string, levels []float64, h holdings) {
	for _, level := range levels {
		if h.levels[level] {
			t.found++
			continue
		}
		t.add(where, fmt.Sprintf("no interval of %v%%: %s", level, short(text)))
	}
}

// reportFigures are what each figure of a report holds, and all of them.
func (s *site) reportFigures(p, lang string) (figures map[string]holdings, whole holdings) {
	body := element(s.tree(p), "body")
	figures, whole = map[string]holdings{}, newHoldings()
	declared := parametersOf(body, lang)
	walk(body, func(n *html.Node) bool {
		if n.Data == "section" && hasAttr(n, "data-figure") {
			h := s.holdingsOf(p, n, lang)
			h.values = append(h.values, declared...)
			h.sort()
			figures[attr(n, "id")] = h
			whole.join(h)
		}
		return true
	})
	whole.sort()
	return figures, whole
}

// checkProse looks for every number that a page says of figures, in the tables and
// downloads of those figures: on a report, a brief, a sheet and the lists of sheets.
func (s *site) checkProse(p string) (out []Problem, found int) {
	tree := s.tree(p)
	body := element(tree, "body")
	if body == nil {
		return nil, 0
	}
	t := told{page: p, lang: attr(element(tree, "html"), "lang")}
	if refs := s.references(p); refs != nil {
		s.checkBound(&t, refs)
		s.checkDrawings(&t)
		return t.problems, t.found
	}
	switch {
	case hasClass(body, "report"):
		s.checkReportProse(&t, body)
	case hasClass(body, "brief"):
		s.checkBriefProse(&t, body)
	case hasClass(body, "sheet"):
		s.checkSheetProse(&t, body)
	case hasClass(body, "sheets"):
		s.checkSheetsProse(&t, body)
	case hasClass(body, "index"):
		s.checkIndexProse(&t, body)
	case hasClass(body, "landing"):
		s.lookSearch(&t, body)
	}
	return t.problems, t.found
}

// checkReportProse: titles, subtitles, notes, ways to read and descriptions of figures,
// the key findings and tiles that lead to them, the paragraphs of chapters and the
// cautions, which may speak of any figure.
func (s *site) checkReportProse(t *told, body *html.Node) {
	figures, whole := s.reportFigures(t.page, t.lang)
	walk(body, func(n *html.Node) bool {
		switch {
		case n.Data == "section" && hasAttr(n, "data-figure"):
			t.lookFigure(n, figures[attr(n, "id")])
			return false
		case n.Data == "li" && (hasClass(n, "tile") || n.Parent != nil && n.Parent.Parent != nil && hasClass(n.Parent.Parent, "key")):
			ref := find(n, func(m *html.Node) bool { return hasClass(m, "ref") })
			link := ""
			if ref != nil && element(ref, "a") != nil {
				link = strings.TrimPrefix(attr(element(ref, "a"), "href"), "#")
			}
			h, there := figures[link]
			if !there {
				h = whole
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c != ref && c.Type == html.ElementNode {
					t.look("summary, "+link, textOf(c), h)
				}
			}
			return false
		case n.Data == "p" && n.Parent != nil && hasClass(n.Parent, "chapter"):
			t.look("chapter", textOf(n), whole)
		case n.Data == "li" && n.Parent != nil && n.Parent.Parent != nil && hasClass(n.Parent.Parent, "cautions"):
			t.look("caution", textOf(n), whole)
		}
		return true
	})
}

// lookFigure holds the words of a figure to what it holds.
func (t *told) lookFigure(section *html.Node, h holdings) {
	id := attr(section, "id")
	walk(section, func(n *html.Node) bool {
		switch {
		case n.Data == "h3" || hasClass(n, "figure-title"):
			t.look(id+", title", textOutside(n, "a"), h)
		case hasClass(n, "subtitle"):
			t.look(id+", subtitle", textOutside(n, "a"), h)
		case hasClass(n, "notes"):
			t.look(id+", notes", textOf(n), h)
		case n.Data == "desc":
			t.look(id+", description", textOf(n), h)
		case hasClass(n, "howto"):
			t.lookHowTo(id+", how to read", textOf(n), h)
		case n.Data == "table":
			return false
		}
		return true
	})
}

// linked is where the first link of an element to a figure of another page leads: the
// page and the id of the figure.
func (s *site) linked(p string, n *html.Node) (at, id string) {
	walk(n, func(m *html.Node) bool {
		href, fragment, _ := strings.Cut(attr(m, "href"), "#")
		if m.Data == "a" && id == "" && strings.HasPrefix(fragment, "fig-") {
			at, id = path.Join(path.Dir(p), href), fragment
		}
		return true
	})
	return at, id
}
