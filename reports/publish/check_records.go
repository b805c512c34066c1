package publish

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/page"
)

// outward are the places outside of a set of files that its pages lead to, as
// path#anchor, sorted.
func (s *site) outward(own []page.File) []string {
	inside := map[string]bool{manifestName: true}
	for _, f := range own {
		inside[f.Path] = true
	}
	var out []string
	for _, f := range own {
		walk(s.tree(f.Path), func(n *html.Node) bool {
			if n.Data == "svg" {
				return false
			}
			for _, key := range []string{"href", "src"} {
				u, err := url.Parse(attr(n, key))
				if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
					continue
				}
				target := path.Join(path.Dir(f.Path), u.Path)
				if inside[target] {
					continue
				}
				if u.Fragment != "" {
					target += "#" + u.Fragment
				}
				out = append(out, target)
			}
			return true
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// checkOutward looks whether the places that earlier editions lead to are still there.
func checkOutward(records []editionRecord, files, kept []page.File) []Problem {
	stays, anchored, there := map[string]bool{}, map[string]bool{}, map[string]bool{manifestName: true}
	for _, f := range kept {
		stays[f.Path] = true
	}
	for _, r := range records {
		for _, to := range r.Outward {
			if at, _, found := strings.Cut(to, "#"); found {
				anchored[at] = true
			}
		}
	}
	var read []page.File // the few pages whose ids are asked for
	for _, f := range files {
		there[f.Path] = true
		if anchored[f.Path] {
			read = append(read, f)
		}
	}
	s := newSite(read)
	s.parse()
	var out []Problem
	for _, r := range records {
		for _, to := range r.Outward {
			at, anchor, _ := strings.Cut(to, "#")
			switch {
			case stays[at]:
			case !there[at]:
				out = append(out, Problem{page.RecordPath(r.Stub()), to, "links of earlier editions resolve", "there is no " + at})
			case anchor != "" && !slices.Contains(s.ids(at), anchor):
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
