package publish

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// block is one text of a page that may say numbers, and the figure it speaks of.
type block struct {
	where, text string
	figure      string // id; empty: any of the edition
	isHowTo     bool   // it says levels as shares, and the ends of scales
}

// textBlocks are the texts of a page that were written from values, in the order of the
// page: of a report, a brief or a sheet. Tables are not among them: their cells are held
// to the downloads by themselves. Nor are the annexes, which speak of the run and not of
// figures, and the lists of links.
func textBlocks(tree *html.Node) []block {
	body := element(tree, "body")
	switch {
	case body == nil:
		return nil
	case hasClass(body, "report"):
		return reportBlocks(body)
	case hasClass(body, "brief"):
		return briefBlocks(body)
	}
	return nil
}

func reportBlocks(body *html.Node) []block {
	out := []block{{where: "title", text: textOutside(element(body, "h1"))}}
	walk(body, func(n *html.Node) bool {
		parent := n.Parent
		switch {
		case n.Data == "section" && hasAttr(n, "data-figure"):
			out = append(out, figureBlocks(n)...)
			return false
		case n.Data == "li" && (hasClass(n, "tile") || isIn(n, "key")):
			out = append(out, summaryBlocks(n)...)
			return false
		case n.Data == "a" && isIn(parent, "contents"):
			out = append(out, block{where: "contents", text: outsideClass(n, "n"), figure: figureOfLink(n)})
			return false
		case hasClass(n, "question"), n.Data == "h2" && parent != nil && parent.Data == "header",
			n.Data == "p" && parent != nil && hasClass(parent, "chapter"):
			out = append(out, block{where: "chapter", text: textOutside(n, "a")})
			return false
		case n.Data == "li" && isIn(n, "absent"):
			out = append(out, block{where: "what is missing", text: textOf(n)})
			return false
		case n.Data == "li" && isIn(n, "cautions"):
			out = append(out, block{where: "caution", text: textOf(n)})
			return false
		case hasClass(n, "annexes"):
			return false
		}
		return true
	})
	return out
}

// summaryBlocks are the lines of a key finding or a tile, which lead to their figure.
func summaryBlocks(li *html.Node) []block {
	ref := find(li, func(m *html.Node) bool { return hasClass(m, "ref") })
	id := figureOfLink(li)
	var out []block
	for c := li.FirstChild; c != nil; c = c.NextSibling {
		if c != ref && c.Type == html.ElementNode {
			out = append(out, block{where: "summary, " + id, text: textOf(c), figure: id})
		}
	}
	return out
}

// figureBlocks are the words of a figure.
func figureBlocks(section *html.Node) []block {
	id := attr(section, "id")
	var out []block
	walk(section, func(n *html.Node) bool {
		add := func(where, text string) { out = append(out, block{where: id + ", " + where, text: text, figure: id}) }
		switch {
		case n.Data == "h3" || hasClass(n, "figure-title"):
			add("title", textOutside(n, "a"))
		case hasClass(n, "subtitle"):
			add("subtitle", textOutside(n, "a"))
		case hasClass(n, "notes"):
			add("notes", textOf(n))
		case n.Data == "desc":
			add("description", textOf(n))
		case n.Data == "title" && n.Parent.Data == "svg":
			add("title of the drawing", textOf(n))
		case hasClass(n, "howto"):
			add("how to read", textOf(n))
			out[len(out)-1].isHowTo = true
		case n.Data == "caption":
			add("caption", figureNumber.ReplaceAllString(textOf(n), ""))
		case n.Data == "table":
			return true
		case n.Data == "thead" || n.Data == "tbody":
			return false
		}
		return true
	})
	return out
}

// tableBlocks are the headings and the cells of the table of a brief, which puts columns
// of several figures together: a cell speaks of the row that its first one names.
func tableBlocks(table *html.Node) []block {
	out := []block{{where: "table", text: textOutside(element(table, "caption"))}}
	walk(table, func(n *html.Node) bool {
		switch {
		case n.Data == "th" && n.Parent.Parent != nil && n.Parent.Parent.Data == "thead":
			out = append(out, block{where: "table", text: textOf(n), isHowTo: true})
		case n.Data == "td":
			out = append(out, block{where: "table", text: textOutside(element(n.Parent, "th")) + ": " + textOf(n)})
		}
		return true
	})
	return out
}

// briefBlocks are the texts of a brief.
func briefBlocks(body *html.Node) []block {
	main, h1 := element(body, "main"), element(body, "h1")
	out := []block{{where: "title", text: textOutside(h1)}}
	if h1 != nil {
		out[0].figure = attr(h1, "data-of")
	}
	walk(main, func(n *html.Node) bool {
		switch {
		case n.Data == "section" && hasClass(n, "figure"):
			out = append(out, figureBlocks(n)...)
			return false
		case n.Data == "table":
			out = append(out, tableBlocks(n)...)
			return false
		case n.Data == "li" || n.Data == "dd" || n.Data == "dt" || n.Data == "h2" || n.Data == "p" && !hasClass(n, "small"):
			out = append(out, block{where: "brief", text: textOutside(n, "a"), figure: figureOfLink(n)})
			return false
		}
		return true
	})
	return out
}

// figureNumber begins the caption of a table: "Figura 2.2. ".
var figureNumber = regexp.MustCompile(`^(Figura|Figure) [\d.S]+ `)

// isIn says whether an element is of a class, or stands in one that is.
func isIn(n *html.Node, class string) bool {
	for up := n; up != nil; up = up.Parent {
		if hasClass(up, class) {
			return true
		}
	}
	return false
}

// figureOfLink is the figure that the first link of an element leads to.
func figureOfLink(n *html.Node) string {
	link := find(n, func(m *html.Node) bool { return m.Data == "a" && strings.Contains(attr(m, "href"), "#fig-") })
	if link == nil {
		return ""
	}
	_, id, _ := strings.Cut(attr(link, "href"), "#")
	return id
}

// outsideClass is the text of n without that of elements of a class.
func outsideClass(n *html.Node, class string) string {
	var b strings.Builder
	var collect func(*html.Node)
	collect = func(m *html.Node) {
		if m.Type == html.ElementNode && hasClass(m, class) {
			return
		}
		if m.Type == html.TextNode {
			b.WriteString(m.Data + " ")
		}
		for c := m.FirstChild; c != nil; c = c.NextSibling {
			collect(c)
		}
	}
	collect(n)
	return strings.Join(strings.Fields(b.String()), " ")
}
