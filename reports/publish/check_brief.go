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

// checkBriefs holds every brief to its length and to the report it is taken from:
// no figure, and no number beside a figure, that the report does not have.
func (s *site) checkBriefs(editions []edition.Edition) []Problem {
	var out []Problem
	for _, e := range editions {
		if e.Brief == nil {
			continue
		}
		for _, lang := range page.Langs() {
			p := page.BriefPath(e, lang, e.Label)
			report := s.tree(page.ReportPath(e, lang, e.Label))
			out = append(out, checkBrief(p, s.tree(p), report)...)
		}
	}
	return out
}

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
	if n := count(main, "svg"); n > briefDrawings {
		add("page", fmt.Sprintf("at most %d figures", briefDrawings), fmt.Sprintf("it has %d", n))
	}
	if n := count(main, "table"); n > briefTables {
		add("page", fmt.Sprintf("at most %d table", briefTables), fmt.Sprintf("it has %d", n))
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
	walk(main, func(n *html.Node) bool {
		switch {
		case n.Data == "svg" && !strings.Contains(whole, textOf(n)):
			add("drawing "+attr(n, "id"), "no figure that is not in the report", "take it from the report")
		case n.Data == "td" && !cells[textOf(n)]:
			add("cell "+textOf(n), "the same values as the report", "take it from the report's table")
		case hasClass(n, "tile-value") && !strings.Contains(whole, textOf(n)):
			add("number "+textOf(n), "the same values as the report", "take it from the report's tiles")
		}
		return true
	})
	return out
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
