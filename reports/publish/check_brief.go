package publish

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// Limits of a brief: what a reader takes in within four minutes.
const (
	briefDrawings = 3
	briefTables   = 1
)

// checkBriefs holds the site to a brief beside each report that has one. What it says
// is looked at with the report.
func (s *site) checkBriefs(editions []edition.Edition) []Problem {
	var out []Problem
	for _, e := range editions {
		if e.Brief == nil {
			continue
		}
		for _, lang := range page.Langs() {
			p := page.BriefPath(e, lang, e.Label)
			if s.files[p] == nil || s.files[page.ReportPath(e, lang, e.Label)] == nil {
				out = append(out, Problem{p, "page", "a brief stands beside its report", "write both"})
			}
		}
	}
	return out
}

// checkBriefOfSite holds a page of a site that is a brief to the report that it leads to.
func (s *site) checkBriefOfSite(p string) []Problem {
	tree := s.tree(p)
	if body := element(tree, "body"); body == nil || !hasClass(body, "brief") {
		return nil
	}
	report, _ := s.linked(p, element(tree, "main"))
	return checkBrief(p, tree, s.tree(report))
}

// checkBrief holds a brief to its length and to the report it is taken from: no figure,
// and no number beside a figure, that the report does not have.
func checkBrief(p string, brief, report *html.Node) []Problem {
	if brief == nil || report == nil {
		return []Problem{{p, "page", "a brief stands beside its report", "write both"}}
	}
	var out []Problem
	add := func(element, rule, hint string) { out = append(out, Problem{p, element, rule, hint}) }
	main := element(brief, "main")
	// Its words are those of its text: the table and the drawings have limits of their own.
	if n := len(strings.Fields(textOutside(main, "svg", "table"))); n > edition.MaxBriefWords {
		add("page", fmt.Sprintf("at most %d words", edition.MaxBriefWords), fmt.Sprintf("it has %d: fewer findings or shorter names", n))
	}
	drawings := 0
	walk(main, func(n *html.Node) bool {
		if n.Data == "svg" && attr(n, "role") == "img" {
			drawings++
		}
		return true
	})
	if n := drawings; n > briefDrawings {
		add("page", fmt.Sprintf("at most %d figures", briefDrawings), fmt.Sprintf("it has %d", n))
	}
	if n := count(main, "table"); n > briefTables {
		add("page", fmt.Sprintf("at most %d table", briefTables), fmt.Sprintf("it has %d", n))
	}
	if code := find(main, func(n *html.Node) bool { return hasClass(n, "qr") }); code != nil && !leadsTo(code, canonical(report)) {
		add("code", "the code leads to the report, and its address stands beside it", "encode "+canonical(report))
	}
	// Every word of a drawing, a cell or a tile is that of the report.
	whole := textOf(report)
	cells := map[string]bool{}
	walk(report, func(n *html.Node) bool {
		if n.Data == "td" || n.Data == "th" {
			cells[textOf(n)] = true
		}
		return true
	})
	lang := attr(element(brief, "html"), "lang")
	walk(main, func(n *html.Node) bool {
		switch {
		case n.Data == "svg" && !strings.Contains(whole, textOf(n)):
			add("drawing "+attr(n, "id"), "no figure that is not in the report", "take it from the report")
		case n.Data == "td" && !saidOfRow(n, report, lang, cells):
			add("cell "+textOf(n), "the same values as the report", "take it from the report's table")
		case (hasClass(n, "tile-interval") || hasClass(n, "howto") || hasClass(n, "figure-title")) && !strings.Contains(whole, textOf(n)):
			add(attr(n, "class")+" "+short(textOf(n)), "the same words as the report", "take them from the report")
		case hasClass(n, "tile-value") && !strings.Contains(whole, textOf(n)):
			add("number "+textOf(n), "the same values as the report", "take it from the report's tiles")
		}
		return true
	})
	return out
}

// saidOfRow says whether a cell of a brief, which may put several values together, says
// what cells of the report do: its numbers, after rounding, are of the same row, and the
// words before what stands in brackets are those of a cell.
func saidOfRow(cell, report *html.Node, lang string, cells map[string]bool) bool {
	name, text := textOf(element(cell.Parent, "th")), textOf(cell)
	numbers := numbersIn(text, lang)
	if len(numbers) == 0 {
		return cells[text]
	}
	if words, _, _ := strings.Cut(text, " ("); len(numbersIn(words, lang)) == 0 && !cells[words] {
		return false
	}
	f := fact{value: numbers[0]}
	if ends := intervalsIn(text, lang); len(ends) == 1 {
		f.ends = &ends[0]
		f.loosen()
		numbers = []said{f.value, f.ends.lower, f.ends.upper}
	}
	var held []float64
	walk(report, func(n *html.Node) bool {
		if n.Data != "tr" {
			return true
		}
		row := cellsOf(n)
		if len(row) == 0 || textOf(row[0]) != name {
			return false
		}
		for _, c := range row[1:] {
			for _, shown := range numbersIn(textOf(c), lang) {
				held = append(held, shown.value)
			}
		}
		return false
	})
	if n, ok := nearlySure(text); ok {
		numbers = []said{n}
	}
	for _, n := range numbers {
		if !slices.ContainsFunc(held, func(v float64) bool { return within(v, n) }) {
			return false
		}
	}
	return true
}

// canonical is the address that a page says it has, empty without one.
func canonical(tree *html.Node) string {
	link := find(tree, func(n *html.Node) bool { return n.Data == "link" && attr(n, "rel") == "canonical" })
	if link == nil {
		return ""
	}
	return attr(link, "href")
}

// leadsTo says whether a code is that of an address that stands beside it in words.
func leadsTo(code *html.Node, address string) bool {
	path, _, err := page.QRPath(address)
	return err == nil && path != "" && count(code, "path") == 1 && attr(element(code, "path"), "d") == path && strings.Contains(textOf(code.Parent), address)
}

// textOutside is the text of n without that of some kinds of elements.
func textOutside(n *html.Node, names ...string) string {
	var b strings.Builder
	var collect func(*html.Node)
	collect = func(n *html.Node) {
		if n.Type == html.ElementNode && slices.Contains(names, n.Data) {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			collect(c)
		}
	}
	if n != nil {
		collect(n)
	}
	return b.String()
}
