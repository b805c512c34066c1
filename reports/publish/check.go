package publish

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/page"
)

// Problem is one rule a page or file breaks, and what to do about it.
type Problem struct {
	Page    string `json:"page"`
	Element string `json:"element"`
	Rule    string `json:"rule"`
	Hint    string `json:"hint"`
}

// String is one line: page, element, rule, hint.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s (%s)", p.Page, p.Element, p.Rule, p.Hint)
}

// CheckError is returned when a site breaks its rules; nothing was published.
type CheckError struct{ Problems []Problem }

// Error lists every problem, one a line.
func (e *CheckError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "check site: %d rules broken, nothing published", len(e.Problems))
	for _, p := range e.Problems {
		b.WriteString("\n  " + p.String())
	}
	return b.String()
}

// The weights a page may have, in bytes: raw and compressed.
type budget struct{ raw, compressed int }

const (
	scriptBudget = 15_000
	styleBudget  = 25_000
)

var (
	nationalBudget = budget{2_500_000, 450_000}
	regionalBudget = budget{1_500_000, 300_000}
	otherBudget    = budget{300_000, 80_000}
)

// budgets are those of the reports, by path; all other pages have one.
type budgets map[string]budget

func budgetsOf(editions []edition.Edition) budgets {
	out := budgets{}
	for _, e := range editions {
		for _, lang := range page.Langs() {
			for _, p := range []string{page.ReportPath(e, lang, e.Label), page.ReportPath(e, lang, "")} {
				out[p] = regionalBudget
				if e.Territory == "IT" {
					out[p] = nationalBudget
				}
			}
		}
	}
	return out
}

// of a page: the national report, a regional one, everything else.
func (b budgets) of(p string) budget {
	if own, there := b[p]; there {
		return own
	}
	return otherBudget
}

// checkContent looks at the editions before anything is drawn.
func checkContent(editions []edition.Edition) error {
	var out []Problem
	for _, e := range editions {
		at := "edition " + e.ID + " " + e.Label
		for _, p := range e.Check() {
			out = append(out, Problem{at, p.Element, p.Rule, p.Hint})
		}
		for _, c := range e.Chapters {
			for _, f := range c.Figures {
				for _, p := range f.Check() {
					out = append(out, Problem{at, f.ID + ", " + p.Element, p.Rule, p.Hint})
				}
			}
		}
	}
	if len(out) > 0 {
		return &CheckError{out}
	}
	return nil
}

// checkFiles looks at the finished site, file by file, in order of path. Files kept
// of earlier editions were checked when they were published; new pages may lead to them.
func checkFiles(editions []edition.Edition, files []page.File, kept ...page.File) []Problem {
	return checkLooked(editions, files, lookAt(editions, files, &verdicts{}), kept...)
}

// checkLooked is checkFiles where the pages among the files were looked at already.
func checkLooked(editions []edition.Edition, files []page.File, pages map[string]looked, kept ...page.File) []Problem {
	s := newSite(kept)
	s.parse()
	for _, f := range files {
		s.files[f.Path] = f.Body
		if l, isPage := pages[f.Path]; isPage {
			s.learn(f.Path, l.ids)
		}
	}
	found := make([][]Problem, len(files))
	onAllCores(len(files), func(i int) {
		f := files[i]
		switch path.Ext(f.Path) {
		case ".html":
			l := pages[f.Path]
			found[i] = append(s.checkLinks(f.Path, l.links), l.problems...)
		case ".css":
			found[i] = append(checkStyle(f), checkColours(f)...)
		case ".js":
			found[i] = checkScript(f)
		}
	})
	out := slices.Concat(found...)
	out = append(out, s.checkTwins(editions)...)
	out = append(out, s.checkBriefs(editions)...)
	out = append(out, s.checkRecordFiles()...)
	figures := figuresOf(editions)
	found = make([][]Problem, len(figures))
	onAllCores(len(figures), func(i int) {
		found[i] = append(s.checkLineage(figures[i]), s.checkDownload(figures[i])...)
	})
	return append(out, slices.Concat(found...)...)
}

// checkHTML looks at one page of a site that was parsed.
func (s *site) checkHTML(f page.File, b budget) []Problem {
	l := lookAtPage(f, s.tree(f.Path), b)
	return append(s.checkLinks(f.Path, l.links), l.problems...)
}

// onAllCores does n things on as many cores as the program may use. The order in
// which they are done reaches nothing: each writes to a place of its own.
func onAllCores(n int, do func(i int)) { atOnce(n, runtime.GOMAXPROCS(0), do) }

// atOnce does n things, as many at a time as there are workers.
func atOnce(n, workers int, do func(i int)) {
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(workers, max(n, 1)) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				do(i)
			}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}

// checkWeight holds a page to its budget, raw and compressed.
func checkWeight(f page.File, b budget) []Problem {
	var out []Problem
	if len(f.Body) > b.raw {
		out = append(out, Problem{f.Path, "page", fmt.Sprintf("at most %d bytes", b.raw), fmt.Sprintf("it has %d: fewer figures or smaller tables", len(f.Body))})
	}
	if len(f.Body) <= b.compressed {
		return out // compressing would only make it smaller
	}
	if n := compressed(f.Body); n > b.compressed {
		out = append(out, Problem{f.Path, "page", fmt.Sprintf("at most %d bytes compressed", b.compressed), fmt.Sprintf("it has %d: fewer figures or smaller tables", n)})
	}
	return out
}

// compressed is the size a server would send.
func compressed(body []byte) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	// Writing to memory cannot fail.
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Len()
}

func checkStyle(f page.File) []Problem {
	return checkAsset(f, styleBudget, "@import", "url(", "http:", "https:")
}

func checkScript(f page.File) []Problem {
	return checkAsset(f, scriptBudget, "fetch(", "XMLHttpRequest", "WebSocket", "eval(", "innerHTML", "http:", "https:")
}

// checkAsset holds the style sheet and the script to their budget and away from the network.
func checkAsset(f page.File, budget int, banned ...string) []Problem {
	var out []Problem
	if len(f.Body) > budget {
		out = append(out, Problem{f.Path, "file", fmt.Sprintf("at most %d bytes", budget), fmt.Sprintf("it has %d", len(f.Body))})
	}
	for _, word := range banned {
		if bytes.Contains(f.Body, []byte(word)) {
			out = append(out, Problem{f.Path, word, "no request and no code from text", "remove it"})
		}
	}
	return out
}

// checkTwins holds the two language trees to the same ids.
func (s *site) checkTwins(editions []edition.Edition) []Problem {
	var out []Problem
	for _, e := range editions {
		langs := page.Langs()
		a, b := page.ReportPath(e, langs[0], e.Label), page.ReportPath(e, langs[1], e.Label)
		for _, pair := range [][2]string{{a, b}, {b, a}} {
			for _, id := range s.ids(pair[0]) {
				if !s.hasID(pair[1], id) {
					out = append(out, Problem{pair[1], "#" + id, "the same ids in both languages", "it is only in " + pair[0]})
				}
			}
		}
	}
	return out
}

// checkDownload reads a figure's CSV back: the columns are there, every value of
// the table is there, a value that is missing says why, intervals have a level.
func (s *site) checkDownload(ef editionFigure) []Problem {
	f, at := ef.figure, page.CSVPath(ef.edition, ef.figure.ID)
	for _, p := range []string{at, page.ItalianCSVPath(ef.edition, f.ID), page.JSONPath(ef.edition, f.ID), page.ZipPath(ef.edition)} {
		if len(s.files[p]) == 0 {
			return []Problem{{p, "file", "every figure has its downloads", "write it"}}
		}
	}
	records, err := csv.NewReader(bytes.NewReader(s.files[at])).ReadAll()
	if err != nil || len(records) < 2 {
		return []Problem{{at, "file", "a CSV with rows", fmt.Sprint(err)}}
	}
	var out []Problem
	col := map[string]int{}
	for i, name := range records[0] {
		col[name] = i
	}
	for _, name := range []string{"basis", "measure", "value", "lower", "upper", "level", "unit", "status", "source"} {
		if _, there := col[name]; !there {
			out = append(out, Problem{at, name, "the column is there", "write it"})
		}
	}
	if len(out) > 0 {
		return out
	}
	if records[0][0] != "basis" {
		out = append(out, Problem{at, records[0][0], "basis is the first column", "move it"})
	}
	valued := 0
	for i, r := range records[1:] {
		row := fmt.Sprintf("row %d", i+2)
		switch {
		case r[col["basis"]] != basis(f):
			out = append(out, Problem{at, row, "the basis is stated", "expected " + basis(f)})
		case r[col["value"]] == "" && !slices.Contains([]string{"missing", "suppressed", "not_applicable", "not_rated"}, r[col["status"]]):
			out = append(out, Problem{at, row, "a missing value says why", "set the mark of the cell"})
		case r[col["status"]] == "suppressed" && r[col["value"]]+r[col["lower"]]+r[col["upper"]] != "":
			out = append(out, Problem{at, row, ruleSuppressed, "the download holds what the table hides"})
		case (r[col["lower"]] != "" || r[col["upper"]] != "") && r[col["level"]] == "":
			out = append(out, Problem{at, row, "an interval has a level", "set Level of the columns"})
		}
		if r[col["value"]] != "" {
			valued++
		}
	}
	if want := finiteValues(f); valued < want {
		out = append(out, Problem{at, "rows", "every value of the table", fmt.Sprintf("%d of %d", valued, want)})
	}
	return out
}

// finiteValues counts the numbers in the value columns of a table.
func finiteValues(f figure.Figure) int {
	n := 0
	for _, row := range f.Table.Rows {
		for i, cell := range row {
			if f.Table.Columns[i].Kind == figure.Value && cell.Number == cell.Number {
				n++
			}
		}
	}
	return n
}
