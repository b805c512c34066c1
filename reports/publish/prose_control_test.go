package publish

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// notWalked are the parts of a page whose numbers are no values of figures, and why.
var notWalked = []struct{ where, why string }{
	{"annexes", "of the run and its files, not of figures: versions, checksums, counts of rows loaded, declared parameters with their source"},
	{"figure-number", "the number of a figure in the report"},
	{"chapter-number", "the number of a chapter"},
	{"n", "the number of a figure or chapter in the contents"},
	{"ref", "the number of a figure that a finding leads to"},
	{"source", "dates of releases and names of data sets and licences"},
	{"printed-link", "an address"},
	{"announced", "what a revision moved, from edition to edition: the annex of revisions has its table"},
	{"calendar", "the rule of releases: a day of the month, which is no value, and dates"},
	{"footer", "the version of the program and of the licence"},
	{"kicker", "the label of the edition: a date"},
	{"facts", "dates of the edition"},
	{"small", "citation and addresses of the brief: versions and dates"},
	{"numbers", "the table under a figure, held cell by cell to the download, and how many rows it has"},
	{"weigh", "the table of the indicators behind a ranking, held to the download of its figure"},
}

// isWalked says whether the numbers of a text node are those of a sentence.
func isWalked(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data == "body" {
			return true
		}
		if up.Data == "text" || up.Data == "script" || up.Data == "time" || up.Data == "head" ||
			up.Data == "a" && !isIn(up, "contents") || slices.ContainsFunc(notWalked, func(x struct{ where, why string }) bool {
			return hasClass(up, x.where) || attr(up, "aria-labelledby") == x.where
		}) {
			return false
		}
	}
	return false
}

// wrongByOne changes each number of the sentences of a page by one in its last digit,
// one at a time, and gives how many were changed and those that the check lets through.
func wrongByOne(s *site, p string, every int) (tried int, missed []string) {
	tree := s.tree(p)
	lang := attr(element(tree, "html"), "lang")
	var nodes []*html.Node
	var collect func(*html.Node)
	collect = func(n *html.Node) {
		if n.Type == html.TextNode && isWalked(n) {
			nodes = append(nodes, n)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			collect(c)
		}
	}
	collect(tree)
	k := 0
	for _, n := range nodes {
		plain := n.Data
		for _, at := range lastDigits(plain, lang) {
			if k++; k%every != 0 {
				continue
			}
			digit := plain[at] + 1
			if plain[at] == '9' {
				digit = '8'
			}
			n.Data = plain[:at] + string(rune(digit)) + plain[at+1:]
			tried++
			t := told{page: p, lang: lang}
			if refs := s.references(p); refs != nil {
				s.checkBound(&t, refs) // its drawings say nothing of a sentence
			} else {
				t.problems, _ = s.checkProse(p)
			}
			if len(t.problems) == 0 {
				missed = append(missed, fmt.Sprintf("%s: %q", n.Parent.Data+"."+attr(n.Parent, "class"), short(n.Data[max(0, at-20):])))
			}
			n.Data = plain
		}
	}
	return tried, missed
}

// lastDigits are the places in a text of the last digits of its numbers, and of those of
// the levels of its intervals.
func lastDigits(text, lang string) []int {
	masked := notNumbers.ReplaceAllStringFunc(text, func(s string) string {
		if m := frequency.FindStringSubmatchIndex(s); m != nil {
			end := max(m[3], m[7], m[11])
			return s[:end] + strings.Repeat(" ", len(s)-end)
		}
		return strings.Repeat(" ", len(s))
	})
	form := italianNumber
	if lang == "en" {
		form = englishNumber
	}
	var out []int
	for _, at := range form.FindAllStringIndex(masked, -1) {
		if at[0] == 0 || !isWordByte(masked[at[0]-1]) || masked[at[0]] == '-' {
			out = append(out, at[1]-1)
		}
	}
	return out
}

// A number of a sentence that is one off in its last digit is seen, though another row may
// well hold what it then says: every third here, all of them in the test of a whole site.
func TestProse_wrong_by_one(t *testing.T) {
	editions := fixtures()[:1]
	editions[0].Sheets = []*edition.SheetSet{fixtureSheets(editions[0], figureOf(editions[0], "fig-hard-bars"))}
	s := newSite(built(t, editions))
	s.parse()
	for _, p := range []string{reportIT, "en/italy/2026-11/index.html", "it/italia/2026-11/sintesi.html", briefEN, "it/settori/2026-11/c-001.html", "en/sectors/2026-11/c-001.html",
		"it/index.html", "en/index.html"} {
		tried, missed := wrongByOne(s, p, 3)
		if tried == 0 || len(missed) > 0 {
			t.Errorf("%s: of %d numbers these are not seen: %s", p, tried, strings.Join(missed, "\n\t"))
		}
	}
}

// The same on a whole site that lies in the folder FABBISOGNO_SITE: every number with
// FABBISOGNO_EVERY=1, which takes minutes, otherwise one in twenty-five.
func TestProse_wrong_by_one_in_a_site(t *testing.T) {
	dir := os.Getenv("FABBISOGNO_SITE")
	if dir == "" {
		t.Skip("FABBISOGNO_SITE is not set")
	}
	files, err := readFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	every := 25
	if n, err := strconv.Atoi(os.Getenv("FABBISOGNO_EVERY")); err == nil && n > 0 {
		every = n
	}
	s := newSite(files)
	for _, p := range siteSample(files) {
		for _, one := range readWith(files, p) {
			if s.trees[one] == nil {
				s.trees[one] = readPage(s.files[one])
			}
		}
		tried, missed := wrongByOne(s, p, every)
		t.Logf("%s: %d numbers changed by one, %d seen", p, tried, tried-len(missed))
		if tried == 0 && every == 1 || len(missed) > 0 {
			t.Errorf("%s: of %d numbers these are not seen: %s", p, tried, strings.Join(missed, "\n\t"))
		}
	}
}

// siteSample are the reports and the briefs of the country and of Piedmont, in both
// languages.
func siteSample(files []page.File) []string {
	out := []string{"index.html", "it/index.html", "en/index.html"}
	for _, prefix := range []string{"it/italia/20", "en/italy/20", "it/piemonte/20", "en/piedmont/20"} {
		for _, f := range files {
			if strings.HasPrefix(f.Path, prefix) && strings.HasSuffix(f.Path, ".html") && !strings.Contains(f.Path, "/lineage/") {
				out = append(out, f.Path)
			}
		}
	}
	return out
}

// readWith are a page and those that its numbers are held to: the report beside a brief,
// the reports that a list of editions leads to.
func readWith(files []page.File, p string) []string {
	out := []string{p, path.Join(path.Dir(p), "index.html")}
	for _, f := range files {
		if path.Dir(path.Dir(f.Path)) == path.Dir(p) && path.Base(f.Path) == "index.html" && path.Dir(p) != "." {
			out = append(out, f.Path)
		}
	}
	return out
}

// A number of a drawing that is nowhere, and a step of a scale that lies where another
// must, are seen; the drawing as it is has nothing to see.
func TestCheckDrawn(t *testing.T) {
	h := newHoldings()
	h.add(41.2)
	h.add(38.9)
	h.add(40.3)
	h.sort()
	const plain = `<svg role="img"><text x="38" y="300">35,0%</text><text x="38" y="200">37,5%</text><text x="38" y="100">40,0%</text><text x="38" y="7">42,5%</text>` +
		`<text x="0" y="10">% delle entrate (asse da 35,0%)</text><text x="678" y="92">41,2%</text><text x="600" y="30">classe alta (oltre 99%)</text>` +
		`<g data-say="ott 2026: 41,2% (38,9% – 40,3%), 8 casi su 10|nov 2026: 38,9%"></g></svg>`
	look := func(svg string) []Problem {
		td := told{page: "a", lang: "it"}
		td.checkDrawn("fig-a", element(readPage([]byte(svg)), "svg"), h)
		return td.problems
	}
	if problems := look(plain); len(problems) > 0 {
		t.Fatalf("the drawing itself: %v", problems)
	}
	for name, change := range map[string][2]string{
		"a value":                     {`y="92">41,2`, `y="92">41,3`},
		"a step":                      {`y="200">37,5`, `y="200">37,6`},
		"the last step":               {`y="7">42,5`, `y="7">42,6`},
		"where the scale begins":      {`asse da 35,0`, `asse da 35,1`},
		"what is said of a point":     {`2026: 41,2`, `2026: 41,4`},
		"the interval said of it":     {`38,9% – 40,3`, `38,9% – 40,4`},
		"the last thing that is said": {`nov 2026: 38,9`, `nov 2026: 38,8`},
	} {
		if len(look(strings.Replace(plain, change[0], change[1], 1))) == 0 {
			t.Errorf("%s: nothing is seen", name)
		}
	}
}
