package publish

import (
	"fmt"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// ruleProse holds what a page says to what its tables and downloads hold.
const ruleProse = "every number in prose is in the figure's table and download"

// said is a number as a text says it.
type said struct {
	text  string
	value float64
	half  float64 // half of its last digit
}

// notNumbers are figures of speech: days, quarters, law and code references, versions,
// shares of cases ("8 in 10", which is the level of an interval) and years, which are
// the periods of the rows.
var notNumbers = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\b\d{1,2}° trimestre \d{4}`, `\b[qt][1-4] \d{4}`, `\b\d{1,2}(°|º)? (gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)( \d{4})?`,
	`\b\d{1,2} (january|february|march|april|may|june|july|august|september|october|november|december)( \d{4})?`,
	`\b\d+/\d{4}\b`, `\b\d{4}/\d+\b`, `\b(cp|isco|ateco|nace|nuts|isced) ?\d+\b`, `\bv\d+\b`, `\b(19|20)\d{2}([-–](19|20)?\d{2})?\b`,
	`\b\d+ (casi su|casi ogni|su|cases out of|out of|in) 10\b`, `\b\d+ (estrazioni su|draws out of|draws in) 10\b`, `\b(prossimi|ultimi|next|last|dodici) 12 (mesi|months)\b`, `\b12 (mesi|months)\b`,
	`\b\d+([-–]\d+)? (anni|years)\b`, `\baged \d+([-–]\d+)?\b`, // of age
	`−1: (oppost|opposite)`, // the other end of a scale
}, "|"))

var (
	italianNumber = regexp.MustCompile(`[−-]?\d{1,3}(\.\d{3})+(,\d+)?|[−-]?\d+(,\d+)?`)
	englishNumber = regexp.MustCompile(`[−-]?\d{1,3}(,\d{3})+(\.\d+)?|[−-]?\d+(\.\d+)?`)
	scaleWord     = regexp.MustCompile(`^[\s\x{a0}]*(mila|thousand|milion[ei]|million|miliard[oi]|billion)`)
)

// numbersIn are the numbers that a text of a language says.
func numbersIn(text, lang string) []said {
	text = notNumbers.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	form, thousands, decimal := italianNumber, ".", ","
	if lang == "en" {
		form, thousands, decimal = englishNumber, ",", "."
	}
	var out []said
	for _, at := range form.FindAllStringIndex(text, -1) {
		word := text[at[0]:at[1]]
		// A hyphen between numbers or letters is no minus: 2023-28, C10-C12.
		if before := text[:at[0]]; len(before) > 0 && isWordByte(before[len(before)-1]) {
			if word[0] != '-' {
				continue // a code: A21
			}
			word = word[1:]
		}
		plain := strings.Replace(strings.ReplaceAll(strings.ReplaceAll(word, thousands, ""), "−", "-"), decimal, ".", 1)
		v, err := strconv.ParseFloat(plain, 64)
		if err != nil {
			continue
		}
		_, digits, _ := strings.Cut(plain, ".")
		n := said{text: word, value: v, half: 0.5 * math.Pow(10, -float64(len(digits)))}
		if scale := scaleWord.FindStringSubmatch(text[at[1]:]); scale != nil {
			by := map[string]float64{"mi": 1e6, "th": 1e3, "bi": 1e9}[scale[1][:2]]
			switch {
			case scale[1] == "mila":
				by = 1e3
			case strings.HasPrefix(scale[1], "miliard"):
				by = 1e9
			}
			n.value, n.half, n.text = n.value*by, n.half*by, n.text+" "+scale[1]
		}
		out = append(out, n)
	}
	return out
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// holdings are the numbers that a figure holds: those of its table and download, in the
// units in which a text may say them, and how often its columns say a thing.
type holdings struct {
	values []float64 // sorted
	counts map[float64]bool
}

// has says whether a figure holds a number within the rounding of the text.
func (h holdings) has(n said) bool {
	near := func(v float64) bool {
		half := n.half + 1e-9*math.Abs(v)
		i, _ := slices.BinarySearch(h.values, v-half)
		return i < len(h.values) && h.values[i] <= v+half
	}
	return near(n.value) || h.counts[n.value]
}

// holdingsOf reads a figure of a page: the numbers of its table, its downloads and of
// the labels of its rows.
func (s *site) holdingsOf(p string, section *html.Node, lang string) holdings {
	h := holdings{counts: map[float64]bool{}}
	add := func(v float64) {
		h.values = append(h.values, v, v*1000, v/1000, v*100, math.Abs(v), math.Abs(v)*1000)
	}
	walk(section, func(n *html.Node) bool {
		switch {
		case n.Data == "a" && hasAttr(n, "download") && path.Ext(attr(n, "href")) == ".csv" && !strings.HasSuffix(attr(n, "href"), ".it.csv"):
			values, err := csvNumbers(s.files[path.Join(path.Dir(p), attr(n, "href"))])
			if err == nil {
				for _, v := range values {
					add(v)
				}
			}
		case n.Data == "table":
			h.countCells(n, lang, add)
		}
		return true
	})
	slices.Sort(h.values)
	return h
}

// parametersOf are the declared values of the methods, which words may say: floors,
// assumed errors.
func (s *site) parametersOf(body *html.Node, lang string) []float64 {
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

// countCells counts rows, columns and what columns say, and takes in the numbers of
// headings and labels.
func (h holdings) countCells(table *html.Node, lang string, add func(float64)) {
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
					add(number.value)
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

// checkProse looks for every number that a report says of a figure: in its title and
// notes, in the key findings and tiles that lead to it, in the paragraphs of its
// chapter and in the cautions, which may speak of any figure.
func (s *site) checkProse(p string) (out []Problem, found int) {
	tree := s.tree(p)
	body := element(tree, "body")
	if body == nil || !hasClass(body, "report") {
		return nil, 0
	}
	lang := attr(element(tree, "html"), "lang")
	figures := map[string]holdings{}
	whole := holdings{counts: map[float64]bool{}}
	declared := s.parametersOf(body, lang)
	walk(body, func(n *html.Node) bool {
		if n.Data == "section" && hasAttr(n, "data-figure") {
			h := s.holdingsOf(p, n, lang)
			h.values = append(h.values, declared...)
			slices.Sort(h.values)
			figures[attr(n, "id")] = h
			whole.values = append(whole.values, h.values...)
		}
		return true
	})
	slices.Sort(whole.values)
	look := func(where, text string, h holdings) {
		for _, n := range numbersIn(text, lang) {
			if h.has(n) {
				found++
				continue
			}
			out = append(out, Problem{p, where, ruleProse, fmt.Sprintf("%s is in none: %s", n.text, short(text))})
		}
	}
	walk(body, func(n *html.Node) bool {
		switch {
		case n.Data == "section" && hasAttr(n, "data-figure"):
			id := attr(n, "id")
			look(id+", title", textOutside(element(n, "h3"), "a"), figures[id])
			for _, class := range []string{"subtitle", "notes"} {
				if part := find(n, func(m *html.Node) bool { return hasClass(m, class) }); part != nil {
					look(id+", "+class, textOf(part), figures[id])
				}
			}
			return false
		case n.Data == "li" && (hasClass(n, "tile") || n.Parent != nil && n.Parent.Parent != nil && hasClass(n.Parent.Parent, "key")):
			ref := find(n, func(m *html.Node) bool { return hasClass(m, "ref") })
			link := ""
			if ref != nil && element(ref, "a") != nil {
				link = strings.TrimPrefix(attr(element(ref, "a"), "href"), "#")
			}
			h, there := figures[link]
			if !there {
				h = whole
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c != ref && c.Type == html.ElementNode {
					look("summary, "+link, textOf(c), h)
				}
			}
			return false
		case n.Data == "p" && n.Parent != nil && hasClass(n.Parent, "chapter"):
			look("chapter", textOf(n), whole)
		case n.Data == "li" && n.Parent != nil && n.Parent.Parent != nil && hasClass(n.Parent.Parent, "cautions"):
			look("caution", textOf(n), whole)
		}
		return true
	})
	return out, found
}
