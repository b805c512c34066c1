package publish

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/page"
)

// outward are the places outside of a set of files that its pages lead to, as
// path#anchor, sorted. A link that leads nowhere is a problem of its own page.
func outward(own []page.File, pages map[string]looked, there map[string]bool) []string {
	inside := map[string]bool{manifestName: true}
	for _, f := range own {
		inside[f.Path] = true
	}
	var out []string
	for _, f := range own {
		for _, l := range pages[f.Path].links {
			if inside[l.path] || !there[l.path] {
				continue
			}
			to := l.path
			if l.anchor != "" {
				to += "#" + l.anchor
			}
			out = append(out, to)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isLinkedData says whether a script element holds data that no browser runs.
func isLinkedData(n *html.Node) bool {
	return attr(n, "type") == linkedType && !hasAttr(n, "src")
}

const linkedType = "application/ld+json"

// checkLinkedData holds the description of a page for search engines to what it may
// be: one JSON object of the vocabulary of schema.org, with nothing that could end
// the element or be read as markup.
func checkLinkedData(p string, n *html.Node) []Problem {
	const rule = "linked data are one JSON object of schema.org"
	text := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		text += c.Data
	}
	var thing map[string]any
	if err := json.Unmarshal([]byte(text), &thing); err != nil {
		return []Problem{{p, "script", rule, err.Error()}}
	}
	for _, key := range []string{"@context", "@type", "name"} {
		if s, ok := thing[key].(string); !ok || s == "" || key == "@context" && s != "https://schema.org" {
			return []Problem{{p, "script", rule, "set " + key}}
		}
	}
	if strings.ContainsAny(text, "<>\u2028\u2029") {
		return []Problem{{p, "script", "linked data hold no markup", "write it as an escape"}}
	}
	return nil
}

// checkRecordFiles looks at what machines read of a site: each file is well formed and
// leads to files of the site only.
func (s *site) checkRecordFiles() []Problem {
	var out []Problem
	for _, p := range slices.Sorted(maps.Keys(s.files)) {
		if s.files[p] == nil {
			continue // kept of an earlier edition, and checked with that
		}
		switch path.Ext(p) {
		case ".xml", ".rdf":
			out = append(out, s.checkXML(p)...)
		case ".pdf":
			out = append(out, checkPDF(page.File{Path: p, Body: s.files[p]})...)
		case ".json":
			if !json.Valid(s.files[p]) {
				out = append(out, Problem{p, "file", "JSON that parses", "write it anew"})
			}
		}
	}
	for _, lang := range page.Langs() {
		if _, there := s.files[page.FeedPath(lang)]; !there {
			out = append(out, Problem{page.FeedPath(lang), "file", "a feed in each language", "write it"})
		}
	}
	for _, p := range []string{page.CataloguePath, page.CitationPath} {
		if len(s.files[p]) == 0 {
			out = append(out, Problem{p, "file", "the site describes its data", "write it"})
		}
	}
	return out
}

// checkXML reads a record strictly and resolves every address in it that is relative
// or of the site itself, which names its own root in its feed.
func (s *site) checkXML(p string) []Problem {
	var out []Problem
	dec := xml.NewDecoder(bytes.NewReader(s.files[p]))
	elements, inLoc := 0, false
	resolve := func(element, address string) {
		if to, inside := s.inside(p, address); inside {
			if _, there := s.files[to]; !there {
				out = append(out, Problem{p, element, "addresses in records resolve", "there is no " + to})
			}
		}
	}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return append(out, Problem{p, "file", "XML that parses", err.Error()})
		}
		switch t := token.(type) {
		case xml.StartElement:
			elements++
			inLoc = t.Name.Local == "loc"
			for _, a := range t.Attr {
				if a.Name.Local == "href" || a.Name.Local == "resource" || a.Name.Local == "about" {
					resolve(t.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			if inLoc {
				resolve("loc", strings.TrimSpace(string(t)))
			}
		case xml.EndElement:
			inLoc = false
		}
	}
	if elements == 0 {
		out = append(out, Problem{p, "file", "XML that parses", "it is empty"})
	}
	return out
}

// inside is the file of the site that an address in a record leads to. Addresses of
// elsewhere, and names that are no addresses, lead outside.
func (s *site) inside(p, address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return address, true // reported as missing
	}
	at := ""
	switch {
	case u.Scheme == "" && u.Host == "":
		if u.Path == "" {
			return "", false // of the document itself
		}
		at = path.Join(path.Dir(p), u.Path)
	case s.root() != "" && strings.HasPrefix(address, s.root()):
		at = strings.TrimPrefix(address, s.root())
		at, _, _ = strings.Cut(at, "#")
	default:
		return "", false
	}
	if at == "" || strings.HasSuffix(at, "/") {
		at += "index.html"
	}
	if _, there := s.files[at]; !there {
		if _, there := s.files[at+"/index.html"]; there {
			at += "/index.html"
		}
	}
	return path.Clean(at), true
}

// root is the address of the site as its first feed gives it; empty: relative.
func (s *site) root() string {
	at := page.FeedPath(page.Langs()[0])
	var feed struct {
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	}
	if xml.Unmarshal(s.files[at], &feed) != nil {
		return ""
	}
	for _, l := range feed.Links {
		if root, found := strings.CutSuffix(l.Href, at); l.Rel == "self" && found && strings.HasPrefix(root, "https://") {
			return root
		}
	}
	return ""
}

// checkOutward looks whether the places that earlier editions lead to are still there.
func checkOutward(records []editionRecord, files []page.File, pages map[string]looked, kept []page.File) []Problem {
	stays, there := map[string]bool{}, map[string]bool{manifestName: true}
	for _, f := range kept {
		stays[f.Path] = true
	}
	s := newSite(nil)
	for _, f := range files {
		there[f.Path] = true
		s.learn(f.Path, pages[f.Path].ids)
	}
	var out []Problem
	for _, r := range records {
		for _, to := range r.Outward {
			at, anchor, _ := strings.Cut(to, "#")
			switch {
			case stays[at]:
			case !there[at]:
				out = append(out, Problem{page.RecordPath(r.Stub()), to, "links of earlier editions resolve", "there is no " + at})
			case anchor != "" && !s.hasID(at, anchor):
				out = append(out, Problem{page.RecordPath(r.Stub()), to, "anchors of earlier editions resolve", "no such id in " + at})
			}
		}
	}
	return out
}

// tableAnchors are the data sets on the page on files that earlier editions lead to.
func (e earlier) tableAnchors() []string {
	var out []string
	for _, r := range e.records {
		for _, to := range r.Outward {
			for _, lang := range page.Langs() {
				if id, found := strings.CutPrefix(to, page.SourcesPath(lang)+"#"); found && !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
