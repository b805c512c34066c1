package publish

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/page"
)

// site is the finished files, and what is known of their pages.
type site struct {
	files map[string][]byte
	trees map[string]*html.Node
	known map[string]pageIDs
	bound *boundPages // nil: not looked for yet
}

// pageIDs are the ids of a page outside its drawings.
type pageIDs struct {
	inOrder []string // of appearance
	has     map[string]bool
}

func newSite(files []page.File) *site {
	s := &site{files: map[string][]byte{}, trees: map[string]*html.Node{}, known: map[string]pageIDs{}}
	for _, f := range files {
		s.files[f.Path] = f.Body
	}
	// The manifest is made of the checked files, so it comes after the checks.
	s.files[manifestName] = []byte("{}")
	return s
}

// parse reads every page, so that checks of a whole site that ask for trees find them.
func (s *site) parse() {
	var pages []string
	for p := range s.files {
		if path.Ext(p) == ".html" {
			pages = append(pages, p)
		}
	}
	trees, ids := make([]*html.Node, len(pages)), make([][]string, len(pages))
	onAllCores(len(pages), func(i int) {
		trees[i] = readPage(s.files[pages[i]])
		ids[i] = idsOf(trees[i])
	})
	for i, p := range pages {
		s.trees[p] = trees[i]
		s.learn(p, ids[i])
	}
}

// learn takes in the ids of a page.
func (s *site) learn(p string, ids []string) {
	has := make(map[string]bool, len(ids))
	for _, id := range ids {
		has[id] = true
	}
	s.known[p] = pageIDs{ids, has}
}

// tree of a page, nil when there is none or it was not asked for.
func (s *site) tree(p string) *html.Node { return s.trees[p] }

// ids of a page outside its drawings, in order of appearance.
func (s *site) ids(p string) []string { return s.known[p].inOrder }

// hasID says whether an element of a page outside its drawings has an id.
func (s *site) hasID(p, id string) bool { return s.known[p].has[id] }

func idsOf(t *html.Node) []string {
	var ids []string
	walk(t, func(n *html.Node) bool {
		if n.Data == "svg" {
			return false
		}
		if id := attr(n, "id"); id != "" {
			ids = append(ids, id)
		}
		return true
	})
	return ids
}

// checkPage looks at one page: structure, ids, requests, code. It gives the links,
// which only the whole site can tell about.
func checkPage(f page.File, t *html.Node) (out []Problem, links []link) {
	p := f.Path
	if t == nil {
		return []Problem{{p, "page", "HTML that parses", "look at the templates"}}, nil
	}
	add := func(element, rule, hint string) { out = append(out, Problem{p, element, rule, hint}) }
	h1, level, main, title, policy := 0, 0, 0, false, false
	seen, led := map[string]bool{}, map[string]bool{}
	walk(t, func(n *html.Node) bool {
		if id := attr(n, "id"); id != "" {
			if seen[id] {
				add("#"+id, "ids are unique", "two elements have it")
			}
			seen[id] = true
		}
		switch n.Data {
		case "html":
			if attr(n, "lang") == "" {
				add("html", "the page says its language", "set lang")
			}
		case "title":
			title = title || n.Parent != nil && n.Parent.Data == "head" && textOf(n) != ""
		case "main":
			main++
		case "meta":
			policy = policy || strings.Contains(attr(n, "content"), "default-src 'none'")
		case "h1", "h2", "h3", "h4", "h5", "h6":
			now := int(n.Data[1] - '0')
			if now == 1 {
				h1++
			}
			if now > level+1 {
				add(n.Data+" "+short(textOf(n)), "no heading level is skipped", fmt.Sprintf("h%d follows h%d", now, level))
			}
			if textOf(n) == "" {
				add(n.Data, "headings have text", "fill it")
			}
			level = now
		}
		out = append(out, checkActs(p, n)...)
		wrong, leads := linksOf(p, n, led)
		out, links = append(out, wrong...), append(links, leads...)
		return true
	})
	if h1 != 1 {
		add("h1", "one main heading", fmt.Sprintf("there are %d", h1))
	}
	if main != 1 {
		add("main", "one main landmark", fmt.Sprintf("there are %d", main))
	}
	if !title {
		add("title", "the page has a title", "set it")
	}
	if !policy {
		add("meta", "a content security policy that starts from nothing", "set it in the frame")
	}
	if bytes.Contains(f.Body, []byte("ZgotmplZ")) {
		add("attribute", "no address was refused by the templates", "an address in the data is not http or relative")
	}
	return out, links
}

// checkActs refuses anything that could run or be fetched from elsewhere.
func checkActs(p string, n *html.Node) []Problem {
	var out []Problem
	bad := func(rule, hint string) { out = append(out, Problem{p, n.Data, rule, hint}) }
	switch n.Data {
	case "script":
		if isLinkedData(n) {
			return checkLinkedData(p, n)
		}
		if attr(n, "src") == "" || textOf(n) != "" {
			bad("no code inside a page", "it belongs to assets/script.js")
		}
	case "style":
		bad("no style inside a page", "it belongs to assets/style.css")
	case "iframe", "object", "embed", "base", "form", "audio", "video", "foreignobject", "foreignObject":
		bad("element is not allowed", "remove it")
	}
	for _, a := range n.Attr {
		key := strings.ToLower(a.Key)
		val := strings.ToLower(strings.TrimSpace(a.Val))
		switch {
		case strings.HasPrefix(key, "on"):
			bad("no code in attributes", "remove "+a.Key)
		case key == "style":
			bad("no style in attributes", "the policy would refuse it")
		case isAddress(key) && (strings.HasPrefix(val, "javascript:") || strings.HasPrefix(val, "vbscript:")):
			bad("no code in addresses", "remove "+a.Key)
		case key == "srcset", key == "ping", key == "background", key == "poster":
			bad("attribute is not allowed", "remove "+a.Key)
		case key == "src" && isOutside(val):
			bad("no request to anywhere else", "remove "+a.Val)
		case key == "href" && isOutside(val) && !mayLeadOut(n):
			bad("no request to anywhere else", "remove "+a.Val)
		case key == "content" && strings.EqualFold(attr(n, "http-equiv"), "refresh"):
			bad("no redirect", "remove it")
		}
	}
	return out
}

// isAddress says whether an attribute holds an address that a browser follows.
func isAddress(key string) bool {
	return slices.Contains([]string{"href", "src", "action", "formaction", "data", "xlink:href", "cite"}, key)
}

// isOutside says whether an address leaves the site.
func isOutside(val string) bool {
	u, err := url.Parse(val)
	return err != nil || u.Host != "" || u.Scheme != "" && u.Scheme != "data"
}

// mayLeadOut: links people follow, and the two that only name an address.
func mayLeadOut(n *html.Node) bool {
	if n.Data == "a" {
		return true
	}
	rel := attr(n, "rel")
	return n.Data == "link" && (rel == "canonical" || rel == "alternate")
}

// walk visits elements in order; visit says whether to go inside.
func walk(n *html.Node, visit func(*html.Node) bool) {
	if n == nil {
		return
	}
	if n.Type == html.ElementNode && !visit(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

// textOf an element and all below it, spaces collapsed.
func textOf(n *html.Node) string {
	var b strings.Builder
	var collect func(*html.Node)
	collect = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			collect(c)
		}
	}
	collect(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
