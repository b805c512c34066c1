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
	case series.TwoMonth:
		if l == IT {
			return fmt.Sprintf("%d° bimestre %d", p.Sub(), p.Year())
		}
		return fmt.Sprintf("%s and %s %d", l.month(2*p.Sub()-1), l.month(2*p.Sub()), p.Year())
	case series.Month:
		return fmt.Sprintf("%s %d", l.month(p.Sub()), p.Year())
	case series.Week:
		if l == IT {
			return fmt.Sprintf("settimana %d del %d", p.Sub(), p.Year())
		}
		return fmt.Sprintf("week %d of %d", p.Sub(), p.Year())
	case series.Day:
		return l.Date(p.First())
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
	case series.TwoMonth:
		return fmt.Sprintf("B%d %d", p.Sub(), p.Year())
	case series.Month:
		return fmt.Sprintf("%s %d", l.month(p.Sub())[:3], p.Year())
	case series.Week:
		return fmt.Sprintf("%s%d %d", map[Lang]string{IT: "sett ", EN: "W"}[l], p.Sub(), p.Year())
	case series.Day:
		day := p.First()
		return fmt.Sprintf("%d %s %d", day.Day(), l.month(int(day.Month()))[:3], day.Year())
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

// preposition: months take none of the article that numbers take in Italian, weeks
// that of their gender.
func preposition(p series.Period, withArticle, without string) string {
	switch p.Freq() {
	case series.Month:
		return without
	case series.Week:
		return withArticle + "la"
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
