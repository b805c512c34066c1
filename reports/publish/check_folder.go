package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/locale"
	"fabbisogno/reports/page"
)

// Checked says what a check of a published site looked at.
type Checked struct {
	Files    int       `json:"files"`
	Pages    int       `json:"pages"`
	Figures  int       `json:"figures"` // a figure in two languages counts twice
	Numbers  int       `json:"numbers"` // of tables, found again in their downloads
	Prose    int       `json:"prose"`   // numbers of texts, found again in tables and downloads
	Problems []Problem `json:"problems"`
}

// CheckFolder looks at a published site as it lies on a disk, without the data it
// was made of, so that whoever received a copy can check it: every file is the one
// of the manifest; pages have their structure, links that resolve, no code and no
// request; both languages have the same ids; every figure has its nine parts, safe
// drawings and downloads that hold every number of its table; weights are within
// their budgets. A folder that cannot be read, or that is no site, is an error.
func CheckFolder(dir string) (Checked, error) {
	files, err := readFolder(dir)
	if err != nil {
		return Checked{}, fmt.Errorf("check site %s: %w", dir, err)
	}
	i := slices.IndexFunc(files, func(f page.File) bool { return f.Path == manifestName })
	if i < 0 {
		return Checked{}, fmt.Errorf("check site %s: there is no %s: is it the folder of a site?", dir, manifestName)
	}
	problems, err := checkManifest(files[i].Body, files)
	if err != nil {
		return Checked{}, fmt.Errorf("check site %s: %w", dir, err)
	}
	s := newSite(files)
	s.parse()
	out := Checked{Files: len(files), Problems: problems}
	for _, f := range files {
		switch path.Ext(f.Path) {
		case ".html":
			out.Pages++
			out.Problems = append(out.Problems, s.checkHTML(f, s.budgetOfPage(f.Path))...)
			prose, told := s.checkProse(f.Path)
			out.Problems, out.Prose = append(out.Problems, prose...), out.Prose+told
			out.Problems = append(out.Problems, s.checkAlternates(f.Path)...)
			out.Problems = append(out.Problems, s.checkBriefOfSite(f.Path)...)
			walk(s.tree(f.Path), func(n *html.Node) bool {
				if n.Data != "section" || !hasAttr(n, "data-figure") { // a brief shows figures of its report, without their parts
					return true
				}
				out.Figures++
				found, numbers := s.checkSection(f.Path, n)
				out.Problems, out.Numbers = append(out.Problems, found...), out.Numbers+numbers
				return false
			})
		case ".css":
			out.Problems = append(out.Problems, checkStyle(f)...)
			out.Problems = append(out.Problems, checkColours(f)...)
		case ".js":
			out.Problems = append(out.Problems, checkScript(f)...)
		}
	}
	out.Problems = append(out.Problems, s.checkRecordFiles()...)
	return out, nil
}

// readFolder reads every file below dir, in order of path. Links are followed at
// dir itself only: a site is a link to its release.
func readFolder(dir string) ([]page.File, error) {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	var files []page.File
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s is no regular file", rel)
		}
		body, err := os.ReadFile(p)
		files = append(files, page.File{Path: filepath.ToSlash(rel), Body: body})
		return err
	})
	slices.SortFunc(files, func(a, b page.File) int { return strings.Compare(a.Path, b.Path) })
	return files, err
}

// checkManifest holds the files to the manifest: the same ones, byte for byte.
func checkManifest(body []byte, files []page.File) ([]Problem, error) {
	var m manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, fmt.Errorf("read %s: %w", manifestName, err)
	}
	var out []Problem
	listed := map[string]manifestFile{}
	for _, f := range m.Files {
		listed[f.Path] = f
	}
	for _, f := range files {
		if f.Path == manifestName {
			continue
		}
		want, there := listed[f.Path]
		sum := sha256.Sum256(f.Body)
		switch {
		case !there:
			out = append(out, Problem{f.Path, "file", "every file is in the manifest", "it was added after publication"})
		case want.SHA256 != hex.EncodeToString(sum[:]):
			out = append(out, Problem{f.Path, "file", "every file is as published", "it was changed: publish again"})
		}
		delete(listed, f.Path)
	}
	for _, f := range m.Files {
		if _, missing := listed[f.Path]; missing {
			out = append(out, Problem{f.Path, "file", "every file of the manifest is there", "it is missing: publish again"})
		}
	}
	return out, nil
}

// budgetOfPage goes by the type a page says it is of, and the report by its tree:
// the national one may weigh more.
func (s *site) budgetOfPage(p string) budget {
	body := element(s.tree(p), "body")
	if body == nil || !hasClass(body, "report") {
		return otherBudget
	}
	for _, national := range []string{"it/italia/", "en/italy/"} {
		if strings.HasPrefix(p, national) {
			return nationalBudget
		}
	}
	return regionalBudget
}

// checkAlternates holds a page to the ids of its twin in the other language, which
// the language switch names.
func (s *site) checkAlternates(p string) []Problem {
	var out []Problem
	body := element(s.tree(p), "body")
	if body == nil || !hasClass(body, "report") {
		return nil
	}
	twin := find(body, func(n *html.Node) bool { return n.Data == "a" && hasAttr(n, "data-switch") })
	if twin == nil {
		return []Problem{{p, "language switch", "every page has its twin", "link to it"}}
	}
	other := path.Join(path.Dir(p), attr(twin, "href"))
	for _, id := range s.ids(p) {
		if !s.hasID(other, id) {
			out = append(out, Problem{other, "#" + id, "the same ids in both languages", "it is only in " + p})
		}
	}
	return out
}

// checkSection looks at one figure of a page: its parts, its drawings, its downloads
// and the numbers they share. It gives how many numbers of the table were found again.
func (s *site) checkSection(p string, section *html.Node) ([]Problem, int) {
	var out []Problem
	id := attr(section, "id")
	add := func(part, rule, hint string) { out = append(out, Problem{p, id + ", " + part, rule, hint}) }
	for _, part := range []string{"figure-number", "subtitle", "source", "figure-tools", "numbers"} {
		if !hasText(find(section, func(n *html.Node) bool { return hasClass(n, part) })) {
			add(part, "the nine parts of a figure", "it is missing or empty")
		}
	}
	if !hasText(element(section, "h3")) {
		add("finding", "the nine parts of a figure", "it is missing or empty")
	}
	for _, size := range []string{"wide", "narrow"} {
		drawing := find(section, func(n *html.Node) bool { return hasClass(n, size) })
		if !isDrawing(drawing) {
			add(size+" drawing", "the nine parts of a figure", "an svg with role, size, title and description")
			continue
		}
		var svg bytes.Buffer
		if err := html.Render(&svg, element(drawing, "svg")); err == nil {
			if _, err = page.NewDrawing(svg.Bytes()); err != nil {
				add(size+" drawing", "drawings hold nothing that acts", err.Error())
			}
		}
	}
	found, numbers := s.checkNumbers(p, section)
	for _, problem := range found {
		add(problem.Element, problem.Rule, problem.Hint)
	}
	return out, numbers
}

// checkNumbers looks for every number of a figure's table in its two CSV files.
func (s *site) checkNumbers(p string, section *html.Node) (out []Problem, found int) {
	table := element(section, "table")
	var shown []string
	walk(table, func(n *html.Node) bool {
		if v := attr(n, "data-v"); n.Data == "td" && hasClass(n, "num") && v != "" {
			shown = append(shown, v)
			if textOf(n) == locale.Suppressed {
				out = append(out, Problem{Element: "table", Rule: ruleSuppressed, Hint: v + " stands behind the mark"})
			}
		}
		return true
	})
	csvs := 0
	walk(section, func(n *html.Node) bool {
		href := attr(n, "href")
		if n.Data != "a" || !hasAttr(n, "download") || path.Ext(href) != ".csv" {
			return true
		}
		csvs++
		at := path.Join(path.Dir(p), href)
		values, err := csvNumbers(s.files[at])
		if hides, err := hidesSuppressed(s.files[at]); err == nil && !hides {
			out = append(out, Problem{Element: at, Rule: ruleSuppressed, Hint: "the download holds what the table hides"})
		}
		if err != nil {
			out = append(out, Problem{Element: at, Rule: "a CSV with rows", Hint: err.Error()})
			return true
		}
		for _, v := range shown {
			if number, err := strconv.ParseFloat(v, 64); err == nil && !amongNumbers(values, number, v) {
				out = append(out, Problem{Element: at, Rule: "every number of the table is in the download", Hint: v + " is not"})
			} else {
				found++
			}
		}
		return true
	})
	if csvs < 2 {
		out = append(out, Problem{Element: "tools", Rule: "a CSV for everyone and one for Italian spreadsheets", Hint: fmt.Sprintf("there are %d", csvs)})
	}
	return out, found
}

// hasAttr says whether an element has an attribute, with or without a value.
func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
