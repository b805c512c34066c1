package page

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"fabbisogno/datasets/codes"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// functions are what the templates of a language may call. Those that can fail
// stop the build: a page never shows a key in place of a text.
func functions(lang locale.Lang) template.FuncMap {
	words := Words()
	t := func(key string) (string, error) {
		text := words[key].In(string(lang))
		if text == "" {
			return "", fmt.Errorf("text %q: not in the words of the pages in %q", key, lang)
		}
		return text, nil
	}
	return template.FuncMap{
		"t":     t,
		"in":    func(text codes.Text) string { return lang.Of(text) },
		"other": func(text codes.Text) string { return lang.Other().Of(text) },
		"date":  lang.Date,
		"dated": func(key string, day time.Time) (string, error) {
			text, err := t(key)
			if text += " " + lang.Date(day); lang == locale.IT {
				text = locale.Elide(text)
			}
			return text, err
		},
		"unit":    func(unit string) string { return unitName(lang, unit) },
		"address": address,
		"long":    longTable,
		"iso":     isoDay,
		"hasDate": func(day time.Time) bool { return !day.IsZero() },
		"count":   func(n any) (string, error) { return count(lang, n) },
		"grade":   func(letter string) (string, error) { return t("grade." + letter) },
		"anchor":  anchor,
		"titleOf": func(s figure.Source) string { return titleOf(lang, s) },
		"level":   func(level float64) string { return lang.Percent(level*100, 0) },
		"bytes":   func(n int64) string { return byteSize(lang, n) },
		"licence": func(id string) string { return LicenceName(lang, id) },
		"rows": func(n int) (string, error) {
			word, err := t("table.rows")
			if n == 1 {
				word, err = t("table.row")
			}
			return lang.Integer(n) + " " + word, err
		},
		"pair": func(page briefView, f *figureView) briefFigure { return briefFigure{page, f} },
		"percentRange": func(lower, upper int) (string, error) {
			if lower <= 0 {
				return lang.T("annex.word_below", "upper", strconv.Itoa(upper))
			}
			return lang.T("annex.word_between", "lower", strconv.Itoa(lower), "upper", strconv.Itoa(upper))
		},
	}
}

// titleOf is the title of a source as it stands after its producer: what goes before a
// colon is left out where it only repeats the producer's name.
func titleOf(lang locale.Lang, s figure.Source) string {
	title := lang.Of(s.Title)
	before, after, found := strings.Cut(title, ": ")
	words := strings.Fields(s.Producer)
	if !found || len(words) == 0 || !slices.Contains(strings.Fields(before), words[len(words)-1]) {
		return title
	}
	return upperFirst(after)
}

// longTable is the class of the box of a table that has more rows than the box shows at
// once, so that its height is known before it is laid out: fifteen rows of one line are
// as high as the box.
func longTable(rows int) string {
	if rows < 15 {
		return ""
	}
	return " tall"
}

// address is an address from a file as a link may have it: one that no browser could
// follow leads nowhere. What it may lead to is html/template's and the checks' to say.
func address(text string) string {
	if _, err := url.Parse(text); err != nil {
		return "#"
	}
	return text
}

// LicenceName is a licence as pages print it: the identifier as it stands, or
// the words for figures quoted from print.
func LicenceName(lang locale.Lang, id string) string {
	if id == "quotation" {
		return lang.Of(Words()["licence.quotation"])
	}
	return id
}

// isoDay is the day for machines, empty for the zero time.
func isoDay(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.UTC().Format(time.DateOnly)
}

// count writes a whole number of either of the two integer types of editions.
func count(lang locale.Lang, n any) (string, error) {
	switch v := n.(type) {
	case int:
		return lang.Integer(v), nil
	case int64:
		return lang.Number(float64(v), 0), nil
	}
	return "", fmt.Errorf("count %v: not a whole number", n)
}

// byteSize is a size for people, in thousands of bytes.
func byteSize(lang locale.Lang, n int64) string {
	if n < 1_000_000 {
		return lang.Number(float64(n)/1000, 0) + " kB"
	}
	return lang.Number(float64(n)/1e6, 1) + " MB"
}

// anchor makes an id of a method or chapter name: letters, digits and hyphens.
func anchor(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name)
}

// unitName is a unit in words: one that has none stays the code it is.
func unitName(lang locale.Lang, unit string) string {
	name, err := lang.Unit(unit)
	if err != nil {
		return unit
	}
	return name
}
