package chapter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"fabbisogno/datasets/series"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// both writes a text in each language with the same values.
func both(write func(l locale.Lang) string) Text {
	return Text{IT: write(locale.IT), EN: write(locale.EN)}
}

// pick formats the sentence of the language.
func pick(l locale.Lang, it, en string, args ...any) string {
	if l == locale.IT {
		return locale.Elide(fmt.Sprintf(it, args...))
	}
	return fmt.Sprintf(en, args...)
}

// counted writes a sentence that counts: another for one.
func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// howMany writes a sentence that counts, in the words for none, for one and for more.
// The words for none and one are whole sentences: they need no number.
func howMany(n int, none, one, many string) string {
	switch n {
	case 0:
		return none
	case 1:
		return one
	}
	return many
}

// capital makes the first letter large, for a sentence that begins with words made elsewhere.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(first)) + s[size:]
}

// text is a text without values.
func text(it, en string) Text { return Text{IT: it, EN: en} }

// toldCount is a count that words say and no cell of the table holds.
func toldCount(id, it, en string, n int) figure.Told {
	return figure.Told{ID: id, Meaning: text(it, en), Unit: locale.Count, Value: float64(n)}
}

// toldPromised is the share of outcomes that intervals of a level promise to hold.
func toldPromised(level float64) figure.Told {
	return figure.Told{ID: "promised_pct", Meaning: text("Copertura promessa", "Coverage promised"), Unit: locale.Pct, Value: 100 * level}
}

// tell adds numbers that the words of a figure say to those that its download holds.
func tell(f *figure.Figure, told ...figure.Told) { f.Told = append(f.Told, told...) }

// quoteSQL writes a text literal.
func quoteSQL(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }

// titleLimit is the longest a finding may be.
const titleLimit = 90

// fit is the first text, or the plain one when a long name makes the first too long for a title.
func fit(first, plain Text) Text {
	if utf8.RuneCountInString(first.IT) > titleLimit || utf8.RuneCountInString(first.EN) > titleLimit {
		return plain
	}
	return first
}

// in says when: "a ottobre 2026", "nel 2° trimestre 2026", "in October 2026".
func in(l locale.Lang, p series.Period) string {
	if l == locale.IT {
		switch p.Freq() {
		case series.Month:
			return "a " + l.Period(p)
		case series.Week:
			return "nella " + l.Period(p)
		case series.Day:
			return locale.Elide("il " + l.Period(p))
		}
	}
	if p.Freq() == series.Day {
		return "on " + l.Period(p)
	}
	return pick(l, "nel %s", "in %s", l.Period(p))
}

// until says up to when: "fino a ottobre 2026", "fino al 2° trimestre 2026".
func until(l locale.Lang, p series.Period) string {
	if l == locale.IT {
		switch p.Freq() {
		case series.Month:
			return "fino a " + l.Period(p)
		case series.Week:
			return "fino alla " + l.Period(p)
		}
	}
	return pick(l, "fino al %s", "to %s", l.Period(p))
}
