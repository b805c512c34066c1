package series

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The written forms of a period. In each, group y is the year and s the place
// in the year; a form without s is a year.
var forms = []struct {
	freq Freq
	re   *regexp.Regexp
}{
	{Year, regexp.MustCompile(`^(?P<y>\d{4})(?:-A1|A)?$`)},
	{Half, regexp.MustCompile(`^(?P<y>\d{4})-?[SH](?P<s>[12])$`)},
	{Half, regexp.MustCompile(`^[SH](?P<s>[12])-(?P<y>\d{4})$`)},
	{Quarter, regexp.MustCompile(`^(?P<y>\d{4})-?[QT](?P<s>\d)$`)},
	{Quarter, regexp.MustCompile(`^[QT](?P<s>\d)-(?P<y>\d{4})$`)},
	{Quarter, regexp.MustCompile(`^(?P<s>\d)°? ?trim(?:\.|estre)? (?P<y>\d{4})$`)},
	{TwoMonth, regexp.MustCompile(`^(?P<y>\d{4})-?B(?P<s>\d)$`)},
	{TwoMonth, regexp.MustCompile(`^B(?P<s>\d)-(?P<y>\d{4})$`)},
	{Week, regexp.MustCompile(`^(?P<y>\d{4})-?W(?P<s>\d{2})$`)},
	{Week, regexp.MustCompile(`^W(?P<s>\d{2})-(?P<y>\d{4})$`)},
	{Month, regexp.MustCompile(`^(?P<y>\d{4})-(?P<s>\d{2})$`)},
	{Month, regexp.MustCompile(`^(?P<y>\d{4})-?M(?P<s>\d{1,2})$`)},
	{Month, regexp.MustCompile(`^(?P<y>\d{4})-(?P<s>\d{2})-01$`)},
	{Month, regexp.MustCompile(`^(?P<m>\p{L}{3,9})[ -](?P<y>\d{4})$`)},
}

// months in Italian and English; the three-letter forms are prefixes.
var months = [12][2]string{
	{"gennaio", "january"}, {"febbraio", "february"}, {"marzo", "march"}, {"aprile", "april"},
	{"maggio", "may"}, {"giugno", "june"}, {"luglio", "july"}, {"agosto", "august"},
	{"settembre", "september"}, {"ottobre", "october"}, {"novembre", "november"}, {"dicembre", "december"},
}

func monthNumber(name string) int {
	name = strings.ToLower(name)
	for i, both := range months {
		for _, full := range both {
			if name == full || name == full[:3] {
				return i + 1
			}
		}
	}
	return 0
}

// ParsePeriod reads every written form of the sources: 2026; 2026-S1, 2026-H1,
// S1-2026; 2026-Q3, 2026Q3, 2026-T3, Q3-2026, 3° trim. 2026; 2026-B5, 2026B5,
// B5-2026 (September and October); 2026-09, 2026M09, 2026M9, 2026-09-01 (a day date
// of a monthly flow), set 2026, settembre 2026, Sep-2026; 2026-W37, 2026W37,
// W37-2026. Anything else, among it two-digit years and day dates other than the
// first of a month, is an error: nothing is guessed. Days are read by ParseDate.
func ParsePeriod(text string) (Period, error) {
	for _, form := range forms {
		m := form.re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		year, sub := 0, 1
		for i, name := range form.re.SubexpNames() {
			switch name {
			case "y":
				year, _ = strconv.Atoi(m[i])
			case "s":
				sub, _ = strconv.Atoi(m[i])
			case "m":
				sub = monthNumber(m[i])
				if sub == 0 {
					return Period{}, fmt.Errorf("parse period %q: unknown month %q", text, m[i])
				}
			}
		}
		p, err := NewPeriod(form.freq, year, sub)
		if err != nil {
			return Period{}, fmt.Errorf("parse period %q: %w", text, err)
		}
		return p, nil
	}
	return Period{}, fmt.Errorf("parse period %q: expected a form such as 2026, 2026-S1, 2026-Q3, 2026-09 or 2026-W37", text)
}

// DateOrder is the order in which a source writes day, month and year of a date.
// It is declared and never guessed: 01/02/2024 is two days.
type DateOrder string

// The orders.
const (
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
	YearFirst  DateOrder = "ymd"
)

var dateForms = map[DateOrder]*regexp.Regexp{
	DayFirst:   regexp.MustCompile(`^(?P<d>\d{1,2})([/.-])(?P<m>\d{1,2})([/.-])(?P<y>\d{4})$`),
	MonthFirst: regexp.MustCompile(`^(?P<m>\d{1,2})([/.-])(?P<d>\d{1,2})([/.-])(?P<y>\d{4})$`),
	YearFirst:  regexp.MustCompile(`^(?P<y>\d{4})([/.-])(?P<m>\d{1,2})([/.-])(?P<d>\d{1,2})$`),
}

// IsDate says whether text has the form of a date in any order.
func IsDate(text string) bool {
	return dateForms[DayFirst].MatchString(text) || dateForms[YearFirst].MatchString(text)
}

// ParseDate reads a date of the declared order: 01/02/2024, 1.2.2024, 2024-02-01,
// with the same sign in both places. Years have four digits.
func ParseDate(text string, order DateOrder) (time.Time, error) {
	form, ok := dateForms[order]
	if !ok {
		return time.Time{}, fmt.Errorf("parse date %q: unknown order %q", text, order)
	}
	m := form.FindStringSubmatch(text)
	if m == nil || m[2] != m[4] {
		return time.Time{}, fmt.Errorf("parse date %q: expected the order %s", text, order)
	}
	at := func(name string) int {
		n, _ := strconv.Atoi(m[form.SubexpIndex(name)])
		return n
	}
	day := time.Date(at("y"), time.Month(at("m")), at("d"), 0, 0, 0, 0, time.UTC)
	if day.Day() != at("d") || int(day.Month()) != at("m") {
		return time.Time{}, fmt.Errorf("parse date %q: there is no such day in the order %s", text, order)
	}
	return day, nil
}
