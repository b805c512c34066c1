package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// held are the downloads of an edition as the texts of a language speak of them; they
// are read when the first page asks.
type held struct {
	sum     string // of all of them
	grounds func() grounds
}

// editionDownloads are the CSV files of an edition.
type editionDownloads struct {
	files []page.File
	sum   string
}

// downloadsOf an edition are among the files of a site, by path.
func downloadsOf(dir string, files []page.File) editionDownloads {
	var d editionDownloads
	for _, f := range files {
		if isDownload(dir, f.Path) {
			d.files = append(d.files, f)
		}
	}
	slices.SortFunc(d.files, func(a, b page.File) int { return strings.Compare(a.Path, b.Path) })
	h := sha256.New()
	for _, f := range d.files {
		fmt.Fprintln(h, f.Path, len(f.Body))
		h.Write(f.Body)
	}
	d.sum = hex.EncodeToString(h.Sum(nil))
	return d
}

// isDownload says whether a file is a figure's download for programs in a folder.
func isDownload(dir, p string) bool {
	return strings.HasPrefix(p, dir) && path.Ext(p) == ".csv" && !strings.HasSuffix(p, ".it.csv")
}

// in is what the texts of a language may speak of.
func (d editionDownloads) in(lang string) *held {
	return &held{sum: d.sum, grounds: sync.OnceValue(func() grounds { return groundsOf(d.files, lang) })}
}

// groundsOf reads downloads. One that cannot be read holds nothing: other checks say so.
func groundsOf(files []page.File, lang string) grounds {
	g := grounds{lang: lang, figures: map[string]*ground{}}
	for _, f := range files {
		records, err := csv.NewReader(bytes.NewReader(f.Body)).ReadAll()
		if err != nil || len(records) < 2 {
			continue
		}
		d := download{at: map[string]int{}, records: records[1:]}
		for i, name := range records[0] {
			d.at[name] = i
		}
		id := strings.TrimSuffix(path.Base(f.Path), ".csv")
		g.figures[id] = groundOf(d, lang)
		g.order = append(g.order, id)
	}
	return g
}

// bind says where each number of a page comes from; empty where nothing holds it.
func (h *held) bind(tree *html.Node) []string {
	if h == nil {
		return nil
	}
	out := []string{}
	g := h.grounds()
	for _, b := range textBlocks(tree) {
		for _, r := range g.bind(b) {
			out = append(out, r.String())
		}
	}
	return out
}

// betweenNumbers stands between two references of a page. A page without a number and one
// with a number from nowhere are written alike; the texts of a report say more than one.
const betweenNumbers = "; "

// numbersForm is numbers.json as it is written.
type numbersForm struct {
	About map[string]string `json:"about"`
	Pages map[string]string `json:"pages"` // by path in the site: the numbers of its texts, in order
}

var aboutNumbers = map[string]string{
	"it": "Da dove viene ogni numero dei testi di una pagina, nell'ordine: la figura, la riga del suo CSV (dalla 1, senza intestazione), la colonna, l'eventuale cambio di unità; rows: righe della figura; distinct: voci di una colonna; name: numero dentro un nome; constant: estremo di una scala. Sono esclusi anni, periodi, date e codici.",
	"en": "Where each number of the texts of a page comes from, in order: the figure, the row of its CSV (from 1, without the heading), the column, any change of unit; rows: rows of the figure; distinct: labels of a column; name: a number within a name; constant: the end of a scale. Years, periods, dates and codes are left out.",
}

// numberFiles are numbers.json of each edition.
func numberFiles(editions []edition.Edition, pages map[string]looked) ([]page.File, error) {
	var out []page.File
	for _, e := range editions {
		form := numbersForm{About: aboutNumbers, Pages: map[string]string{}}
		for _, lang := range page.Langs() {
			for _, p := range []string{page.ReportPath(e, lang, e.Label), page.BriefPath(e, lang, e.Label)} {
				if l, there := pages[p]; there && l.numbers != nil {
					form.Pages[p] = strings.Join(l.numbers, betweenNumbers)
				}
			}
		}
		body, err := json.MarshalIndent(form, "", " ")
		if err != nil {
			return nil, fmt.Errorf("write numbers of edition %s %s: %w", e.ID, e.Label, err)
		}
		out = append(out, page.File{Path: page.NumbersPath(e), Body: append(body, '\n')})
	}
	return out, nil
}

// boundPages are what the editions of a site say of the numbers of their pages.
type boundPages struct {
	refs    map[string][]string
	dirs    map[string]string // of the downloads, by page
	grounds map[string]grounds
}

// references are where the numbers of a page come from; nil where the edition does not
// say. A page at the address of the latest edition repeats that of the edition.
func (s *site) references(p string) []string {
	if s.bound == nil {
		s.bound = &boundPages{refs: map[string][]string{}, dirs: map[string]string{}, grounds: map[string]grounds{}}
		for at, body := range s.files {
			if path.Base(at) != path.Base(page.NumbersPath(edition.Edition{})) || !strings.HasPrefix(at, "data/") {
				continue
			}
			var form numbersForm
			if json.Unmarshal(body, &form) != nil {
				continue // the pages are then looked at without it, and it is no file as published
			}
			for one, refs := range form.Pages {
				s.bound.refs[one], s.bound.dirs[one] = strings.Split(refs, betweenNumbers), path.Dir(at)+"/"
				if refs == "" {
					s.bound.refs[one] = []string{}
				}
			}
		}
		latest := map[string]string{}
		for one := range s.bound.refs {
			copied := path.Join(path.Dir(path.Dir(one)), path.Base(one))
			latest[copied] = max(latest[copied], one)
		}
		for copied, one := range latest {
			if s.bound.refs[copied] == nil {
				s.bound.refs[copied], s.bound.dirs[copied] = s.bound.refs[one], s.bound.dirs[one]
			}
		}
	}
	return s.bound.refs[p]
}

// groundsOf the edition of a page in its language.
func (s *site) groundsOf(p, lang string) grounds {
	dir := s.bound.dirs[p]
	g, known := s.bound.grounds[dir+" "+lang]
	if !known {
		var files []page.File
		for at, body := range s.files { // order does not reach the result: each is a figure of its own
			if isDownload(dir, at) {
				files = append(files, page.File{Path: at, Body: body})
			}
		}
		g = groundsOf(files, lang)
		s.bound.grounds[dir+" "+lang] = g
	}
	return g
}

// checkBound holds every number of a page to the place that its edition says it comes
// from, and to no other.
func (s *site) checkBound(t *told, refs []string) {
	g := s.groundsOf(t.page, t.lang)
	at := 0
	for _, b := range textBlocks(s.tree(t.page)) {
		for _, n := range spokenIn(b, t.lang) {
			if at++; at > len(refs) {
				continue
			}
			what := n.text
			if n.isLevel {
				what = fmt.Sprintf("%v%%", n.value)
			}
			if refs[at-1] == "" {
				t.add(b.where, fmt.Sprintf("%s comes from no row of a download: %s", what, short(b.text)))
				continue
			}
			r, err := parseReference(refs[at-1])
			if err == nil {
				var v float64
				v, err = g.value(r)
				switch {
				case err == nil && !says(n.said, v):
					err = fmt.Errorf("%s is %v", r, v)
				case b.figure != "" && r.figure != "" && r.figure != b.figure:
					err = fmt.Errorf("%s is not of %s", r, b.figure)
				}
			}
			if err != nil {
				t.add(b.where, fmt.Sprintf("%s: %v: %s", what, err, short(b.text)))
				continue
			}
			t.found++
		}
	}
	if at != len(refs) {
		t.add("page", fmt.Sprintf("its texts say %d numbers, the edition knows where %d come from", at, len(refs)))
	}
}
