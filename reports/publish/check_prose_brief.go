package publish

import (
	"golang.org/x/net/html"
)

// checkBriefProse holds a brief to the figures of its report that it leads to; what leads
// to none may speak of any. The cells of its table are held to those of the report.
func (s *site) checkBriefProse(t *told, body *html.Node) {
	main := element(body, "main")
	report, _ := s.linked(t.page, main)
	figures, whole := s.reportFigures(report, t.lang)
	t.look("title", textOf(element(body, "h1")), whole)
	walk(main, func(n *html.Node) bool {
		switch {
		case n.Data == "section" && hasClass(n, "figure"):
			t.lookFigure(n, figures[attr(n, "id")])
			return false
		case n.Data == "table", n.Data == "dt":
			return false
		case n.Data == "li" || n.Data == "dd" || n.Data == "p" && !hasClass(n, "small"):
			where, h := "brief", whole
			if _, id := s.linked(t.page, n); id != "" {
				where, h = "brief, "+id, figures[id] // a figure that is not there holds nothing
			}
			t.look(where, textOutside(n, "a"), h)
			return false
		}
		return true
	})
}
