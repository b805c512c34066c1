package paper

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Copy is a page as it is given to the browser: without scripts; links inside the page
// stay, links to elsewhere in the site become absolute where its address is known and
// plain text otherwise; path is the page's own from the root of the site.
func Copy(page []byte, baseURL, path string) ([]byte, error) {
	tree, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, fmt.Errorf("copy page for printing: %w", err)
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			if dropped(c) {
				n.RemoveChild(c)
			} else {
				relink(c, baseURL, path)
				walk(c)
			}
			c = next
		}
	}
	walk(tree)
	var out bytes.Buffer
	if err := html.Render(&out, tree); err != nil {
		return nil, fmt.Errorf("copy page for printing: %w", err)
	}
	return out.Bytes(), nil
}

// dropped are elements that printing has no use for.
func dropped(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	return n.Data == "script" || n.Data == "link" && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "rel" && a.Val == "stylesheet" })
}

// relink makes the address of a link one that holds wherever the PDF lies.
func relink(n *html.Node, baseURL, path string) {
	if n.Type != html.ElementNode || n.Data != "a" {
		return
	}
	for i, a := range n.Attr {
		if a.Key != "href" || strings.HasPrefix(a.Val, "#") {
			continue
		}
		u, err := url.Parse(a.Val)
		if err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto") {
			continue
		}
		if own, err2 := url.Parse(strings.TrimSuffix(baseURL, "/") + "/" + path); err == nil && err2 == nil && baseURL != "" && u.Scheme == "" && u.Host == "" {
			to := own.ResolveReference(u)
			to.Path = strings.TrimSuffix(to.Path, "index.html")
			n.Attr[i].Val = to.String()
			continue
		}
		n.Attr = slices.Delete(n.Attr, i, i+1)
		return
	}
}
