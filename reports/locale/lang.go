package locale

import (
	"fmt"
	"strconv"
	"strings"

	"fabbisogno/datasets/codes"
)

// Text is a text in both languages.
type Text = codes.Text

// Lang is a language of the reports.
type Lang string

// The languages, by their BCP 47 tags, which are also the names of the trees of pages.
const (
	IT Lang = "it"
	EN Lang = "en"
)

// Langs lists the languages in the order in which pages are built.
func Langs() []Lang { return []Lang{IT, EN} }

// ParseLang reads a language tag.
func ParseLang(tag string) (Lang, error) {
	for _, l := range Langs() {
		if string(l) == tag {
			return l, nil
		}
	}
	return "", fmt.Errorf("parse language %q: expected it or en", tag)
}

// Of is the text in the language.
func (l Lang) Of(t Text) string { return t.In(string(l)) }

// Other is the language the switch of a page leads to.
func (l Lang) Other() Lang {
	if l == IT {
		return EN
	}
	return IT
}

// Join lists words: "a, b e c", "a, b and c". Italian "e" becomes "ed" before an e.
func (l Lang) Join(words []string) string {
	n := len(words)
	switch n {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	last, and := words[n-1], "and"
	if l == IT {
		and = "e"
		if strings.HasPrefix(strings.ToLower(last), "e") {
			and = "ed"
		}
	}
	return strings.Join(words[:n-1], ", ") + " " + and + " " + last
}

// Ordinal is 3° in Italian, 3rd in English.
func (l Lang) Ordinal(n int) string {
	digits := strconv.Itoa(n)
	if l == IT {
		return digits + "°"
	}
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return digits + suffix
}
