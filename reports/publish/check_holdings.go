package publish

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// holdings are the numbers that a figure holds: those of its table and download, in the
// units in which a text may say them, how often its columns say a thing, and which
// numbers are the ends of one interval, of which level.
type holdings struct {
	values []float64 // sorted
	counts map[float64]bool
	levels map[float64]bool // per cent
	ends   [][2]float64
	means  []float64 // sorted: values themselves, without ends of intervals and counts
}

func newHoldings() holdings {
	return holdings{counts: map[float64]bool{}, levels: map[float64]bool{}}
}

// join takes in what another figure holds, but its counts: they are of its own rows.
func (h *holdings) join(o holdings) {
	h.values, h.ends, h.means = append(h.values, o.values...), append(h.ends, o.ends...), append(h.means, o.means...)
	for level := range o.levels {
		h.levels[level] = true
	}
}

// add takes a number in, and the forms in which a text may say it.
func (h *holdings) add(v float64) {
	h.values = append(h.values, v, v*1000, v/1000, v*100, math.Abs(v), math.Abs(v)*1000)
}

// sort makes the holdings ready to be looked into.
func (h *holdings) sort() {
	slices.Sort(h.values)
	slices.Sort(h.means)
}

// has says whether a figure holds a number within the rounding of the text.
func (h holdings) has(n said) bool { return among(h.values, n) || h.counts[n.value] }

// among says whether a number is, after rounding, one of sorted values.
func among(sorted []float64, n said) bool {
	half := n.half + 1e-9*math.Abs(n.value)
	i, _ := slices.BinarySearch(sorted, n.value-half)
	return i < len(sorted) && sorted[i] <= n.value+half
}

// hasInterval says whether two numbers are the ends of one interval of the figure, or two
// of its values, between which others lie: a text that takes one end of one row and the
// other of the next says what is nowhere.
func (h holdings) hasInterval(i interval) bool {
	if among(h.means, i.lower) && among(h.means, i.upper) {
		return true
	}
	return slices.ContainsFunc(h.ends, func(ends [2]float64) bool {
		for _, by := range []float64{1, 1000, 0.001, 100} {
			if within(ends[0]*by, i.lower) && within(ends[1]*by, i.upper) {
				return true
			}
		}
		return false
	})
}

// within says whether a value is a number of a text after rounding.
func within(v float64, n said) bool { return math.Abs(v-n.value) <= n.half+1e-9*math.Abs(n.value) }

// download is a CSV of a figure, read.
type download struct {
	at      map[string]int // columns by name
	records [][]string
}

// downloadAt reads the CSV that a link of a page leads to.
func (s *site) downloadAt(p, href string) (download, error) {
	at := path.Join(path.Dir(p), href)
	records, err := csv.NewReader(bytes.NewReader(s.files[at])).ReadAll()
	if err != nil {
		return download{}, fmt.Errorf("%s: %w", at, err)
	}
	if len(records) < 2 {
		return download{}, fmt.Errorf("%s: %d lines", at, len(records))
	}
	d := download{at: map[string]int{}, records: records[1:]}
	for i, name := range records[0] {
		d.at[name] = i
	}
	return d, nil
}

// number of a row, NaN where there is none.
func (d download) number(row []string, column string) float64 {
	i, there := d.at[column]
	if !there {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(row[i], 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// text of a row, empty where there is none.
func (d download) text(row []string, column string) string {
	if i, there := d.at[column]; there {
		return row[i]
	}
	return ""
}

// addDownload takes in every number of a download.
func (h *holdings) addDownload(d download) {
	for _, row := range d.records {
		for _, cell := range row {
			if v, err := strconv.ParseFloat(cell, 64); err == nil && !math.IsNaN(v) {
				h.add(v)
			}
		}
		if v := d.number(row, "value"); !math.IsNaN(v) {
			h.means = append(h.means, v, v*1000, v/1000, v*100)
		}
		if lower, upper := d.number(row, "lower"), d.number(row, "upper"); !math.IsNaN(lower) && !math.IsNaN(upper) {
			h.ends = append(h.ends, [2]float64{lower, upper})
		}
		if level := d.number(row, "level"); !math.IsNaN(level) {
			h.levels[math.Round(1e4*level)/100] = true
		}
	}
}

// isCSV says whether an element leads to a CSV for programs.
func isCSV(n *html.Node) bool {
	href := attr(n, "href")
	return n.Data == "a" && hasAttr(n, "download") && path.Ext(href) == ".csv" && !strings.HasSuffix(href, ".it.csv")
}

// holdingsOf reads a figure of a page: the numbers of its table, its downloads and of
// the labels of its rows. A download that cannot be read is found elsewhere.
func (s *site) holdingsOf(p string, section *html.Node, lang string) holdings {
	h := newHoldings()
	walk(section, func(n *html.Node) bool {
		switch {
		case isCSV(n):
			if d, err := s.downloadAt(p, attr(n, "href")); err == nil {
				h.addDownload(d)
			}
		case n.Data == "table":
			h.countCells(n, lang)
		}
		return true
	})
	h.sort()
	return h
}

// countCells counts rows, columns and what columns say, and takes in the numbers of
// headings and labels.
func (h *holdings) countCells(table *html.Node, lang string) {
	columns := map[int]map[string]int{}
	rows := 0
	walk(table, func(n *html.Node) bool {
		if n.Data != "tr" {
			return true
		}
		cells := 0
		isHead := n.Parent != nil && n.Parent.Data == "thead"
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			text := textOf(c)
			if isHead || !hasClass(c, "num") {
				for _, number := range numbersIn(text, lang) {
					h.add(number.value)
				}
			}
			if !isHead && !hasClass(c, "num") {
				if columns[cells] == nil {
					columns[cells] = map[string]int{}
				}
				columns[cells][text]++
			}
			cells++
		}
		if isHead {
			h.counts[float64(cells)], h.counts[float64(cells-1)] = true, true
		} else {
			rows++
		}
		return false
	})
	h.counts[float64(rows)] = true
	for _, texts := range columns { // order does not reach the result
		h.counts[float64(len(texts))] = true
		for _, n := range texts {
			h.counts[float64(n)] = true
			h.counts[float64(rows-n)] = true
		}
	}
}

// parametersOf are the declared values of the methods, which words may say: floors,
// assumed errors.
func parametersOf(body *html.Node, lang string) []float64 {
	var out []float64
	walk(body, func(n *html.Node) bool {
		if n.Data != "details" || !hasClass(n, "method") {
			return true
		}
		walk(n, func(cell *html.Node) bool {
			if cell.Data == "td" && hasClass(cell, "num") {
				for _, number := range append(numbersIn(textOf(cell), lang), numbersIn(textOf(cell), "en")...) {
					out = append(out, number.value)
				}
			}
			return true
		})
		return false
	})
	return out
}
