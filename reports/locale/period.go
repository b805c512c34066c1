package locale

import (
	"fmt"
	"time"

	"fabbisogno/datasets/series"
)

func (l Lang) month(m int) string {
	if l == IT {
		return [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio",
			"agosto", "settembre", "ottobre", "novembre", "dicembre"}[m-1]
	}
	return time.Month(m).String()
}

// Period in full: "3° trimestre 2026", "Q3 2026"; "settembre 2026", "September 2026".
// The zero Period is Missing.
func (l Lang) Period(p series.Period) string {
	switch p.Freq() {
	case series.Year:
		return fmt.Sprintf("%d", p.Year())
	case series.Half:
		if l == IT {
			return fmt.Sprintf("%d° semestre %d", p.Sub(), p.Year())
		}
		return fmt.Sprintf("H%d %d", p.Sub(), p.Year())
	case series.Quarter:
		if l == IT {
			return fmt.Sprintf("%d° trimestre %d", p.Sub(), p.Year())
		}
		return fmt.Sprintf("Q%d %d", p.Sub(), p.Year())
	case series.Month:
		return fmt.Sprintf("%s %d", l.month(p.Sub()), p.Year())
	}
	return Missing
}

// AxisPeriod is the short form for axes: "T3 2026", "Q3 2026"; "set 2026", "Sep 2026".
func (l Lang) AxisPeriod(p series.Period) string {
	switch p.Freq() {
	case series.Half:
		if l == IT {
			return fmt.Sprintf("S%d %d", p.Sub(), p.Year())
		}
	case series.Quarter:
		if l == IT {
			return fmt.Sprintf("T%d %d", p.Sub(), p.Year())
		}
	case series.Month:
		return fmt.Sprintf("%s %d", l.month(p.Sub())[:3], p.Year())
	}
	return l.Period(p)
}

// Span of periods, ends included: "dal 1° trimestre 2015 al 3° trimestre 2026",
// "da gennaio 2015 a ottobre 2026", "Q1 2015 to Q3 2026". One period is written once.
func (l Lang) Span(from, to series.Period) string {
	if from == to {
		return l.Period(from)
	}
	if l != IT {
		return l.Period(from) + " to " + l.Period(to)
	}
	return fmt.Sprintf("%s %s %s %s", preposition(from, "dal", "da"), l.Period(from),
		preposition(to, "al", "a"), l.Period(to))
}

// preposition: months take none of the article that numbers take in Italian.
func preposition(p series.Period, withArticle, without string) string {
	if p.Freq() == series.Month {
		return without
	}
	return withArticle
}

// Date is the day in UTC: "21 novembre 2026", "21 November 2026"; the first of a
// month is "1° dicembre 2026" in Italian. The zero time is Missing.
func (l Lang) Date(t time.Time) string {
	if t.IsZero() {
		return Missing
	}
	year, month, day := t.UTC().Date()
	number := fmt.Sprintf("%d", day)
	if l == IT && day == 1 {
		number = "1°"
	}
	return fmt.Sprintf("%s %s %d", number, l.month(int(month)), year)
}
