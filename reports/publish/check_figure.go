package publish

import (
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
	"fabbisogno/reports/page"
)

// expected is what a figure's page must show of it in a language; nothing else of the
// figure is asked for when its page is looked at.
type expected struct {
	id, number, finding             string
	hasHowTo, hasNotes, isSynthetic bool
	hasSource                       bool
	producer, licence               string // that the source line names
	columns, rows                   int
}

func expectedOf(f figure.Figure, lang string) expected {
	x := expected{id: f.ID, number: f.Number, finding: strings.Join(strings.Fields(f.Finding.In(lang)), " "),
		hasHowTo: f.HowToRead.IsComplete(), hasNotes: len(f.Notes) > 0, isSynthetic: f.IsSynthetic, hasSource: len(f.Sources) > 0,
		columns: len(f.Table.Columns), rows: len(f.Table.Rows)}
	if x.hasSource {
		src := f.Sources[0]
		who := src.Producer
		if len(src.Printed) > 0 {
			who = src.Printed[0].Name
		}
		x.producer, x.licence = strings.Join(strings.Fields(who), " "), page.LicenceName(locale.Lang(lang), src.Licence)
	}
	return x
}

// checkFigures looks for the nine parts of the figures on their page, and for the mark
// of demonstration data wherever it must stand.
func checkFigures(p string, t *html.Node, figures []expected) []Problem {
	if len(figures) == 0 {
		return nil
	}
	sections := map[string]*html.Node{} // the first element of each id
	walk(t, func(n *html.Node) bool {
		if id := attr(n, "id"); id != "" && sections[id] == nil {
			sections[id] = n
		}
		return n.Data != "svg"
	})
	var out []Problem
	for _, f := range figures {
		section := sections[f.id]
		if section == nil {
			out = append(out, Problem{p, f.id, "every figure is on the page", "the template leaves it out"})
			continue
		}
		for _, problem := range figureParts(section, f) {
			problem.Page = p
			problem.Element = f.id + ", " + problem.Element
			out = append(out, problem)
		}
		if f.isSynthetic && sections["demonstration"] == nil {
			out = append(out, Problem{p, "page", "demonstration data are announced at the top", "show the banner"})
		}
	}
	return out
}

// checkLineage looks for the page of a figure's origin in each language, and for the
// report the figure stands in.
func (s *site) checkLineage(ef editionFigure) []Problem {
	var out []Problem
	for _, lang := range page.Langs() {
		p := page.ReportPath(ef.edition, lang, ef.edition.Label)
		if _, there := s.files[p]; !there {
			out = append(out, Problem{p, ef.figure.ID, "every figure is on the page", "there is no such page"})
		}
		if _, there := s.files[page.LineagePath(ef.edition, lang, ef.figure.ID)]; !there {
			out = append(out, Problem{p, ef.figure.ID, "every figure has its lineage page", "write it"})
		}
	}
	return out
}

// namesSource says whether a source line names the producer, or the publications, and the licence.
func namesSource(line string, f expected) bool {
	return strings.Contains(line, f.producer) && strings.Contains(line, f.licence)
}

// figureParts are the nine parts, in order, and the marks.
func figureParts(section *html.Node, f expected) []Problem {
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
	need("number", number != nil && strings.Contains(textOf(number), f.number), "show number and id")
	need("finding", h3 != nil && strings.Contains(textOf(h3), f.finding), "the title is the finding")
	need("subtitle", hasText(by("subtitle")), "measure, unit, population, territory, period")
	for _, size := range []string{"wide", "narrow"} {
		need(size+" drawing", isDrawing(by(size)), "an svg with role, size, title and description")
	}
	if f.hasHowTo {
		need("how to read", hasText(by("howto")), "show it")
	}
	if f.hasNotes {
		need("notes", hasText(by("notes")), "show them")
	}
	need("source", hasText(by("source")) && (!f.hasSource || namesSource(textOf(by("source")), f)), "producer, data set, date, licence")
	need("tools", tools != nil && count(tools, "a") >= 5, "CSV, CSV for Italian spreadsheets, metadata, permalink, lineage")
	need("table", isTable(details, f), "a table with caption, scopes and every column")
	if f.isSynthetic {
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
func isTable(n *html.Node, f expected) bool {
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
	return scoped && cols == f.columns && count(n, "tr") == f.rows+1
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
