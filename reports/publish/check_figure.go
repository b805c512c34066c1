package publish

import (
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
	"fabbisogno/reports/page"
)

// checkFigure looks for the nine parts of a figure on its page in each language,
// and for the mark of demonstration data wherever it must stand.
func (s *site) checkFigure(ef editionFigure) []Problem {
	var out []Problem
	for _, lang := range page.Langs() {
		p := page.ReportPath(ef.edition, lang, ef.edition.Label)
		section := find(s.tree(p), func(n *html.Node) bool { return attr(n, "id") == ef.figure.ID })
		if section == nil {
			out = append(out, Problem{p, ef.figure.ID, "every figure is on the page", "the template leaves it out"})
			continue
		}
		for _, problem := range figureParts(section, ef.figure, lang) {
			problem.Page = p
			problem.Element = ef.figure.ID + ", " + problem.Element
			out = append(out, problem)
		}
		if ef.figure.IsSynthetic && find(s.tree(p), func(n *html.Node) bool { return attr(n, "id") == "demonstration" }) == nil {
			out = append(out, Problem{p, "page", "demonstration data are announced at the top", "show the banner"})
		}
		if s.tree(page.LineagePath(ef.edition, lang, ef.figure.ID)) == nil {
			out = append(out, Problem{p, ef.figure.ID, "every figure has its lineage page", "write it"})
		}
	}
	return out
}

// namesSource says whether a source line names the producer, or the publications, and the licence.
func namesSource(line string, src figure.Source, lang string) bool {
	who := src.Producer
	if len(src.Printed) > 0 {
		who = src.Printed[0].Name
	}
	return strings.Contains(line, strings.Join(strings.Fields(who), " ")) && strings.Contains(line, page.LicenceName(locale.Lang(lang), src.Licence))
}

// figureParts are the nine parts, in order, and the marks.
func figureParts(section *html.Node, f figure.Figure, lang string) []Problem {
	var out []Problem
	need := func(part string, ok bool, hint string) {
		if !ok {
			out = append(out, Problem{Element: part, Rule: "the nine parts of a figure", Hint: hint})
		}
	}
	by := func(class string) *html.Node {
		return find(section, func(n *html.Node) bool { return hasClass(n, class) })
	}
	number, h3, tools, details := by("figure-number"), element(section, "h3"), by("figure-tools"), by("numbers")
	need("number", number != nil && strings.Contains(textOf(number), f.Number), "show number and id")
	need("finding", h3 != nil && strings.Contains(textOf(h3), strings.Join(strings.Fields(f.Finding.In(lang)), " ")), "the title is the finding")
	need("subtitle", hasText(by("subtitle")), "measure, unit, population, territory, period")
	for _, size := range []string{"wide", "narrow"} {
		need(size+" drawing", isDrawing(by(size)), "an svg with role, size, title and description")
	}
	if f.HowToRead.IsComplete() {
		need("how to read", hasText(by("howto")), "show it")
	}
	if len(f.Notes) > 0 {
		need("notes", hasText(by("notes")), "show them")
	}
	need("source", hasText(by("source")) && (len(f.Sources) == 0 || namesSource(textOf(by("source")), f.Sources[0], lang)), "producer, data set, date, licence")
	need("tools", tools != nil && count(tools, "a") >= 5, "CSV, CSV for Italian spreadsheets, metadata, permalink, lineage")
	need("table", isTable(details, f), "a table with caption, scopes and every column")
	if f.IsSynthetic {
		mark := func(part string, n *html.Node) {
			if n == nil || find(n, func(m *html.Node) bool { return hasClass(m, "demo-mark") }) == nil {
				out = append(out, Problem{Element: part, Rule: "demonstration data carry the mark", Hint: "show it"})
			}
		}
		mark("number", number)
		mark("table", details)
		for _, size := range []string{"wide", "narrow"} {
			if n := by(size); n != nil && !drawnMark(n) {
				out = append(out, Problem{Element: size + " drawing", Rule: "demonstration data carry the mark", Hint: "the renderer draws it"})
			}
		}
	}
	return out
}

// drawnMark says whether the words of the mark stand in a drawing.
func drawnMark(n *html.Node) bool {
	text := strings.ToLower(textOf(n))
	return strings.Contains(text, "dati dimostrativi") || strings.Contains(text, "demonstration data")
}

// isDrawing: one svg that has a role, a size, a title and a description.
func isDrawing(n *html.Node) bool {
	if n == nil {
		return false
	}
	svg := element(n, "svg")
	if svg == nil || attr(svg, "role") != "img" || attr(svg, "width") == "" || attr(svg, "height") == "" {
		return false
	}
	return hasText(element(svg, "title")) && hasText(element(svg, "desc"))
}

// isTable: caption, a scope on every heading, as many headings as columns, a row a row.
func isTable(n *html.Node, f figure.Figure) bool {
	if n == nil || !hasText(element(n, "caption")) {
		return false
	}
	scoped := true
	cols := 0
	walk(n, func(e *html.Node) bool {
		if e.Data == "th" {
			scoped = scoped && attr(e, "scope") != ""
			if attr(e, "scope") == "col" {
				cols++
			}
		}
		return true
	})
	return scoped && cols == len(f.Table.Columns) && count(n, "tr") == len(f.Table.Rows)+1
}

// find is the first element that fits.
func find(n *html.Node, fits func(*html.Node) bool) *html.Node {
	var found *html.Node
	walk(n, func(e *html.Node) bool {
		if found == nil && fits(e) {
			found = e
		}
		return found == nil
	})
	return found
}

func element(n *html.Node, name string) *html.Node {
	return find(n, func(e *html.Node) bool { return e.Data == name })
}

func hasText(n *html.Node) bool { return n != nil && textOf(n) != "" }

func count(n *html.Node, name string) int {
	total := 0
	walk(n, func(e *html.Node) bool {
		if e.Data == name {
			total++
		}
		return true
	})
	return total
}
