package publish

import (
	"fmt"
	"path"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/page"
)

// Read is one title as a person is to read it: what it says, of what, and the first
// rows of the table it says it of.
type Read struct {
	Page     string   `json:"page"`
	Figure   string   `json:"figure"` // id; empty: a key finding
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"`
	Notes    []string `json:"notes,omitempty"`
	Rows     []string `json:"rows,omitempty"` // heading, then rows as shown
}

// mostRead is how many rows of a table stand under a title: the ends of a ranking are
// mostly what a title speaks of, and the whole table is one link away.
const mostRead = 5

// Reading lists every key finding and every title of the reports of a site, in both
// languages, with the values they speak of, for the one check that no machine makes:
// is each title true, and would a stranger misuse it? Addresses of the latest edition
// repeat those of the edition and are left out.
func Reading(dir string) ([]Read, error) {
	files, err := readFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("read site %s: %w", dir, err)
	}
	s := newSite(files)
	s.parse()
	var out []Read
	for _, f := range files {
		body := element(s.tree(f.Path), "body")
		if body == nil || !hasClass(body, "report") || s.isCopy(f) {
			continue
		}
		walk(body, func(n *html.Node) bool {
			switch {
			case n.Data == "li" && n.Parent.Parent != nil && hasClass(n.Parent.Parent, "key"):
				out = append(out, Read{Page: f.Path, Title: textOf(element(n, "p"))})
				return false
			case n.Data == "section" && hasAttr(n, "data-figure"):
				out = append(out, readFigure(f.Path, n))
				return false
			}
			return true
		})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("read site %s: there is no report in it", dir)
	}
	return out, nil
}

// isCopy says whether a page stands at the address of the latest edition: the folder
// below it has the edition itself.
func (s *site) isCopy(f page.File) bool {
	for other := range s.files {
		if path.Base(other) == path.Base(f.Path) && path.Dir(path.Dir(other)) == path.Dir(f.Path) {
			return true
		}
	}
	return false
}

func readFigure(p string, section *html.Node) Read {
	text := func(class string) string {
		n := find(section, func(n *html.Node) bool { return hasClass(n, class) })
		if n == nil {
			return ""
		}
		return textOf(n)
	}
	r := Read{Page: p, Figure: attr(section, "id"), Subtitle: text("subtitle"),
		Title: strings.Join(strings.Fields(textOutside(element(section, "h3"), "a")), " ")}
	walk(section, func(n *html.Node) bool {
		if hasClass(n, "notes") {
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.ElementNode {
					r.Notes = append(r.Notes, textOf(c))
				}
			}
		}
		if n.Data == "tr" && len(r.Rows) <= mostRead {
			var cells []string
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.ElementNode {
					cells = append(cells, textOf(c))
				}
			}
			r.Rows = append(r.Rows, strings.Join(cells, " | "))
		}
		return true
	})
	return r
}
