package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"

	"golang.org/x/net/html"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// looked is what is left of a page when it was read and looked at by itself: the rest
// of the site is held to this, and the page's tree can go. A site of all regions has
// 125 million bytes of pages; as trees they would take ten times that.
type looked struct {
	ids      []string // outside of drawings, in order of appearance
	links    []link   // that may lead to places inside the site, each once
	problems []Problem
	numbers  []string // where each number of its texts comes from, as reference writes it
}

// link is one address in a page.
type link struct {
	element string // "a ../index.html#fig-employed", as problems name it
	path    string // of the file it leads to
	anchor  string // empty: none
}

// pageJob is a page to look at, with what the editions say of it.
type pageJob struct {
	file    page.File
	budget  budget
	figures []expected // that stand on it with all their parts
	brief   *pageJob   // taken from the report that this page is; nil: none
	held    *held      // what its numbers may come from; nil: none of its texts are bound
}

// jobsFor are the pages among files. A brief is looked at together with its report.
func jobsFor(editions []edition.Edition, files []page.File) []pageJob {
	budgets, reports, briefs := budgetsOf(editions), map[string]pageJob{}, map[string]string{}
	for _, e := range editions {
		figures := figuresOf([]edition.Edition{e})
		own := downloadsOf(page.DataDir(e), files)
		for _, lang := range page.Langs() {
			at := page.ReportPath(e, lang, e.Label)
			j := pageJob{held: own.in(lang)}
			for _, ef := range figures {
				j.figures = append(j.figures, expectedOf(ef.figure, lang))
			}
			reports[at] = j
			if e.Brief != nil {
				briefs[page.BriefPath(e, lang, e.Label)] = at
			}
		}
	}
	there := map[string]page.File{}
	for _, f := range files {
		there[f.Path] = f
	}
	var jobs []pageJob
	index := map[string]int{}
	for _, f := range files {
		report, isBrief := briefs[f.Path]
		if _, both := there[report]; path.Ext(f.Path) != ".html" || isBrief && both {
			continue
		}
		j := reports[f.Path]
		j.file, j.budget = f, budgets.of(f.Path)
		index[f.Path] = len(jobs)
		jobs = append(jobs, j)
	}
	for brief, report := range briefs { // order does not reach the result: each has its own report
		f, hasBrief := there[brief]
		if i, hasReport := index[report]; hasBrief && hasReport {
			jobs[i].brief = &pageJob{file: f, budget: budgets.of(brief), held: jobs[i].held}
		}
	}
	return jobs
}

// key tells a job from every other: it is made of all that look reads.
func (j pageJob) key() string {
	h := sha256.New()
	for at := &j; at != nil; at = at.brief {
		// Parts are quoted or counted, so that no two jobs are written alike.
		fmt.Fprintf(h, "%q %#v %#v %d\n", at.file.Path, at.budget, at.figures, len(at.file.Body))
		h.Write(at.file.Body)
		if at.held != nil {
			fmt.Fprintln(h, at.held.sum)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// lookAt reads every page of a site once, on all cores, and looks at it, but for pages
// of which v knows what there is to know.
func lookAt(editions []edition.Edition, files []page.File, v *verdicts) map[string]looked {
	jobs := jobsFor(editions, files)
	found := make([]map[string]looked, len(jobs))
	onAllCores(len(jobs), func(i int) { found[i] = v.look(jobs[i]) })
	out := make(map[string]looked, len(jobs))
	for _, pages := range found {
		for p, l := range pages {
			out[p] = l
		}
	}
	return out
}

// look reads the page, and the brief taken from it, by path.
func (j pageJob) look() map[string]looked {
	t := readPage(j.file.Body)
	l := lookAtPage(j.file, t, j.budget)
	l.problems = append(l.problems, checkFigures(j.file.Path, t, j.figures)...)
	l.numbers = j.held.bind(t)
	out := map[string]looked{}
	if j.brief != nil {
		brief := readPage(j.brief.file.Body)
		b := lookAtPage(j.brief.file, brief, j.brief.budget)
		b.problems = append(b.problems, checkBrief(j.brief.file.Path, brief, t)...)
		b.numbers = j.brief.held.bind(brief)
		out[j.brief.file.Path] = b
	}
	out[j.file.Path] = l
	return out
}

// readPage is the tree that a browser would make of a page: the parser repairs what it
// finds, so what a reader would get is what is checked. Nil: it is none.
func readPage(body []byte) *html.Node {
	t, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	return t
}

// lookAtPage looks at one page by itself.
func lookAtPage(f page.File, t *html.Node, b budget) looked {
	l := looked{ids: idsOf(t)}
	l.problems, l.links = checkPage(f, t)
	l.problems = append(l.problems, checkMarkup(f)...)
	l.problems = append(l.problems, checkDrawings(f.Path, t)...)
	l.problems = append(l.problems, checkWeight(f, b)...)
	return l
}

// linksOf an element of page p, without those already seen: problems of the links
// themselves, and where the others lead.
func linksOf(p string, n *html.Node, seen map[string]bool) ([]Problem, []link) {
	if n.Data == "use" { // drawings refer to their own parts only; page.NewDrawing saw to that
		return nil, nil
	}
	var out []link
	for _, key := range []string{"href", "src"} {
		val := attr(n, key)
		if val == "" {
			if n.Data == "a" && key == "href" {
				return []Problem{{p, "a " + short(textOf(n)), "a link leads somewhere", "set href"}}, nil
			}
			continue
		}
		name := n.Data + " " + val
		if seen[name] {
			continue
		}
		seen[name] = true
		u, err := url.Parse(val)
		if err != nil || u.Scheme != "" || u.Host != "" {
			continue
		}
		to := link{element: name, path: p, anchor: u.Fragment}
		if u.Path != "" {
			to.path = path.Join(path.Dir(p), u.Path)
		}
		out = append(out, to)
	}
	return nil, out
}

// checkLinks resolves where the links of a page lead to inside the site.
func (s *site) checkLinks(p string, links []link) []Problem {
	var out []Problem
	for _, l := range links {
		if _, there := s.files[l.path]; !there {
			out = append(out, Problem{p, l.element, "links inside the site resolve", "there is no " + l.path})
		} else if l.anchor != "" && !s.hasID(l.path, l.anchor) {
			out = append(out, Problem{p, l.element, "anchors inside the site resolve", "no such id in " + l.path})
		}
	}
	return out
}
