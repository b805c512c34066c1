package publish

import (
	"fmt"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// checkIndexProse holds the list of editions to what it lists: the finding of a card to a
// key finding of its report, word by word, how many figures to the downloads of the
// edition, the weight of the data to the file.
func (s *site) checkIndexProse(t *told, body *html.Node) {
	walk(element(body, "main"), func(n *html.Node) bool {
		if !hasClass(n, "card-item") {
			return true
		}
		report, data := "", ""
		walk(n, func(a *html.Node) bool {
			switch href := attr(a, "href"); {
			case a.Data == "a" && hasAttr(a, "download"):
				data = path.Join(path.Dir(t.page), href)
			case a.Data == "a" && report == "":
				report = path.Join(path.Dir(t.page), href)
			}
			return true
		})
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Data != "p":
			case hasClass(c, "card-meta"):
				s.lookCount(t, c, path.Dir(data)+"/")
			case hasClass(c, "card-links"):
				s.lookWeight(t, c, data)
			default:
				s.lookFinding(t, c, report)
			}
		}
		return false
	})
	s.lookSearch(t, body)
}

// lookFinding holds a line of a card to the key findings of its report.
func (s *site) lookFinding(t *told, p *html.Node, report string) {
	text := textOf(p)
	n := len(numbersIn(text, t.lang)) + len(levelsIn(text))
	if n == 0 || s.keyFindings(report)[text] {
		t.found += n
		return
	}
	t.add("card", fmt.Sprintf("no key finding of %s: %s", report, short(text)))
}

// keyFindings of a report, by their words.
func (s *site) keyFindings(report string) map[string]bool {
	out := map[string]bool{}
	walk(s.tree(report), func(n *html.Node) bool {
		if n.Data == "p" && n.Parent != nil && n.Parent.Data == "li" && isIn(n, "key") && !hasClass(n, "ref") {
			out[textOf(n)] = true
		}
		return !hasClass(n, "text") // chapters and annexes
	})
	return out
}

// lookCount holds how many figures an edition has to its downloads.
func (s *site) lookCount(t *told, meta *html.Node, dir string) {
	have := 0
	for at := range s.files {
		if isDownload(dir, at) {
			have++
		}
	}
	for c := meta.FirstChild; c != nil; c = c.NextSibling {
		text := ""
		if c.Type == html.ElementNode {
			text = textOf(c)
		}
		_, isFigures := strings.CutSuffix(text, " figure")
		if _, inEnglish := strings.CutSuffix(text, " figures"); !isFigures && !inEnglish {
			continue
		}
		if numbers := numbersIn(text, t.lang); len(numbers) != 1 || numbers[0].value != float64(have) {
			t.add("card", fmt.Sprintf("%s: %s has %d downloads", text, dir, have))
			continue
		}
		t.found++
	}
}

// lookWeight holds the weight of the data to the file that the link leads to.
func (s *site) lookWeight(t *told, links *html.Node, data string) {
	a := find(links, func(n *html.Node) bool { return n.Data == "a" && hasAttr(n, "download") })
	if a == nil {
		return
	}
	text := textOf(a)
	numbers := numbersIn(text, t.lang)
	if len(numbers) == 0 {
		return // a file that is not in this copy
	}
	by := 1e3
	if strings.HasSuffix(text, " MB") {
		by = 1e6
	}
	if len(numbers) != 1 || !says(numbers[0], float64(len(s.files[data]))/by) {
		t.add("card", fmt.Sprintf("%s: %s has %d bytes", text, data, len(s.files[data])))
		return
	}
	t.found++
}

// lookSearch holds how many sheets there are to the list of them.
func (s *site) lookSearch(t *told, body *html.Node) {
	walk(body, func(n *html.Node) bool {
		if n.Data != "details" || !isIn(n, "search") {
			return true
		}
		lang := t.lang
		for up := n; up != nil; up = up.Parent {
			if l := attr(up, "lang"); l != "" {
				lang = l
				break
			}
		}
		for _, said := range numbersIn(textOf(element(n, "summary")), lang) {
			if have := count(n, "li"); said.value != float64(have) {
				t.add("search", fmt.Sprintf("%s, the list has %d", said.text, have))
				continue
			}
			t.found++
		}
		return false
	})
}
