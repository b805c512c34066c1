package series

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Freq is the length of a period.
type Freq byte

// The frequencies of the sources. Codes are those of SDMX (CL_FREQ).
const (
	Year    Freq = 'A'
	Half    Freq = 'H'
	Quarter Freq = 'Q'
	Month   Freq = 'M'
)

// ParseFreq reads an SDMX frequency code: A, H (or S, the older code for half-years), Q, M.
func ParseFreq(code string) (Freq, error) {
	switch code {
	case "A":
		return Year, nil
	case "H", "S":
		return Half, nil
	case "Q":
		return Quarter, nil
	case "M":
		return Month, nil
	}
	return 0, fmt.Errorf("parse frequency %q: expected A, H, Q or M", code)
}

// PerYear is the number of periods in a year, the season length of the
// frequency. It is 0 for an unknown frequency.
func (f Freq) PerYear() int {
	switch f {
	case Year:
		return 1
	case Half:
		return 2
	case Quarter:
		return 4
	case Month:
		return 12
	}
	return 0
}

// String is the SDMX code.
func (f Freq) String() string {
	if f == 0 {
		return ""
	}
	return string(rune(f))
}

// Period is one year, half-year, quarter or month. The zero Period is no period.
type Period struct {
	freq Freq
	n    int // year*PerYear + sub-1
}

// The years a period may lie in. They bound typing errors (0202, 20244), not history.
const (
	minYear = 1800
	maxYear = 2200
)

// NewPeriod makes the sub-th period (from 1) of a year.
func NewPeriod(f Freq, year, sub int) (Period, error) {
	per := f.PerYear()
	switch {
	case per == 0:
		return Period{}, fmt.Errorf("period: unknown frequency %q", f)
	case year < minYear || year > maxYear:
		return Period{}, fmt.Errorf("period: year %d is outside %d to %d", year, minYear, maxYear)
	case sub < 1 || sub > per:
		return Period{}, fmt.Errorf("period: %d is not within 1 to %d", sub, per)
	}
	return Period{freq: f, n: year*per + sub - 1}, nil
}

// MustPeriod parses a period written in the code; it panics on a wrong one.
func MustPeriod(text string) Period {
	p, err := ParsePeriod(text)
	if err != nil {
		panic("series: " + err.Error())
	}
	return p
}

// Freq of the period.
func (p Period) Freq() Freq { return p.freq }

// Year of the period.
func (p Period) Year() int {
	if p.freq == 0 {
		return 0
	}
	return p.n / p.freq.PerYear()
}

// Sub is the place in the year, from 1: the quarter, the month.
func (p Period) Sub() int {
	if p.freq == 0 {
		return 0
	}
	return p.n%p.freq.PerYear() + 1
}

// IsZero says whether p is no period.
func (p Period) IsZero() bool { return p.freq == 0 }

// Add moves k periods on.
func (p Period) Add(k int) Period { return Period{p.freq, p.n + k} }

// Since is the number of periods from q to p. Both must have the same frequency; it panics otherwise.
func (p Period) Since(q Period) int {
	if p.freq != q.freq {
		panic(fmt.Sprintf("series: distance of %s and %s: different frequencies", p, q))
	}
	return p.n - q.n
}

// Compare orders by first day, then the longer period first.
func (p Period) Compare(q Period) int {
	if c := p.First().Compare(q.First()); c != 0 {
		return c
	}
	return cmp.Compare(p.freq.PerYear(), q.freq.PerYear())
}

// First day of the period, UTC.
func (p Period) First() time.Time {
	if p.freq == 0 {
		return time.Time{}
	}
	return time.Date(p.Year(), time.Month((p.Sub()-1)*12/p.freq.PerYear()+1), 1, 0, 0, 0, 0, time.UTC)
}

// Last day of the period, UTC.
func (p Period) Last() time.Time {
	if p.freq == 0 {
		return time.Time{}
	}
	return p.Add(1).First().AddDate(0, 0, -1)
}

// String is the ISO-like form of the warehouse: 2026, 2026-S1, 2026-Q3, 2026-09.
func (p Period) String() string {
	switch p.freq {
	case Year:
		return fmt.Sprintf("%04d", p.Year())
	case Half:
		return fmt.Sprintf("%04d-S%d", p.Year(), p.Sub())
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Year(), p.Sub())
	case Month:
		return fmt.Sprintf("%04d-%02d", p.Year(), p.Sub())
	}
	return ""
}

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
// S1-2026; 2026-Q3, 2026Q3, 2026-T3, Q3-2026, 3° trim. 2026; 2026-09, 2026M09,
// 2026M9, 2026-09-01 (a day date of a monthly flow), set 2026, settembre 2026,
// Sep-2026. Anything else, among it weeks, two-digit years and day dates other
// than the first of a month, is an error: nothing is guessed.
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
	return Period{}, fmt.Errorf("parse period %q: expected a form such as 2026, 2026-S1, 2026-Q3 or 2026-09", text)
}

// Edition is the vintage code of ISTAT's monthly flows: year, month and, where
// given, day or running number (2022M2G1, 2025M11). Editions compare as
// numbers: 2022M2G1 is before 2022M11G3.
type Edition struct{ Year, Month, Day int }

var editionForm = regexp.MustCompile(`^(\d{4})M(\d{1,2})(?:G(\d{1,2}))?$`)

// ParseEdition reads an edition code.
func ParseEdition(code string) (Edition, error) {
	m := editionForm.FindStringSubmatch(code)
	if m == nil {
		return Edition{}, fmt.Errorf("parse edition %q: expected a form such as 2022M11G3", code)
	}
	var e Edition
	e.Year, _ = strconv.Atoi(m[1])
	e.Month, _ = strconv.Atoi(m[2])
	e.Day, _ = strconv.Atoi(m[3])
	if e.Month < 1 || e.Month > 12 {
		return Edition{}, fmt.Errorf("parse edition %q: month %d is not within 1 to 12", code, e.Month)
	}
	return e, nil
}

// Compare orders editions in time.
func (e Edition) Compare(f Edition) int {
	return cmp.Or(cmp.Compare(e.Year, f.Year), cmp.Compare(e.Month, f.Month), cmp.Compare(e.Day, f.Day))
}

// String is a form that sorts as text: 2022-02-01, or 2022-11 without a day.
func (e Edition) String() string {
	if e.Day == 0 {
		return fmt.Sprintf("%04d-%02d", e.Year, e.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", e.Year, e.Month, e.Day)
}

// Containing is the period of a frequency that holds a day.
func Containing(f Freq, day time.Time) (Period, error) {
	if f.PerYear() == 0 {
		return Period{}, fmt.Errorf("period: unknown frequency %q", f)
	}
	return NewPeriod(f, day.Year(), (int(day.Month())-1)*f.PerYear()/12+1)
}
