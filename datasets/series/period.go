package series

import (
	"cmp"
	"fmt"
	"time"
)

// Freq is the length of a period.
type Freq byte

// The frequencies of the sources. Codes are those of SDMX (CL_FREQ), but for
// two-month periods, for which it has no letter; its B are business days, which no
// source writes as 2024-B1.
const (
	Year     Freq = 'A'
	Half     Freq = 'H'
	Quarter  Freq = 'Q'
	TwoMonth Freq = 'B'
	Month    Freq = 'M'
	Week     Freq = 'W' // of ISO 8601: from Monday, the first has the year's first Thursday
	Day      Freq = 'D'
)

// ParseFreq reads an SDMX frequency code: A, H (or S, the older code for
// half-years), Q, B (or M2), M, W, D.
func ParseFreq(code string) (Freq, error) {
	switch code {
	case "A", "H", "Q", "B", "M", "W", "D":
		return Freq(code[0]), nil
	case "S":
		return Half, nil
	case "M2":
		return TwoMonth, nil
	}
	return 0, fmt.Errorf("parse frequency %q: expected A, H, Q, B, M, W or D", code)
}

// PerYear is the number of periods in a year, the season length of the
// frequency: of weeks and days that of most years, as some have 53 or 366. It is
// 0 for an unknown frequency.
func (f Freq) PerYear() int {
	switch f {
	case Year:
		return 1
	case Half:
		return 2
	case Quarter:
		return 4
	case TwoMonth:
		return 6
	case Month:
		return 12
	case Week:
		return 52
	case Day:
		return 365
	}
	return 0
}

// in is the number of periods in a year.
func (f Freq) in(year int) int {
	switch f {
	case Week: // 28 December lies in the last week of its year
		_, last := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
		return last
	case Day:
		return time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	return f.PerYear()
}

// String is the SDMX code.
func (f Freq) String() string {
	if f == 0 {
		return ""
	}
	return string(rune(f))
}

// Period is one year, half-year, quarter, two months, month, week or day. The zero
// Period is no period.
type Period struct {
	freq Freq
	// n counts periods: year*PerYear + sub-1; weeks from that of 1970-01-01, days from
	// that day.
	n int
}

// The years a period may lie in. They bound typing errors (0202, 20244), not history.
const (
	minYear = 1800
	maxYear = 2200
)

// NewPeriod makes the sub-th period (from 1) of a year.
func NewPeriod(f Freq, year, sub int) (Period, error) {
	switch {
	case f.PerYear() == 0:
		return Period{}, fmt.Errorf("period: unknown frequency %q", f)
	case year < minYear || year > maxYear:
		return Period{}, fmt.Errorf("period: year %d is outside %d to %d", year, minYear, maxYear)
	case sub < 1 || sub > f.in(year):
		return Period{}, fmt.Errorf("period: %d is not within 1 to %d, as many as %d has", sub, f.in(year), year)
	}
	switch f {
	case Week: // the first week is that of 4 January
		return Period{f, weekOf(time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)) + sub - 1}, nil
	case Day:
		return Period{f, dayNumber(time.Date(year, time.January, sub, 0, 0, 0, 0, time.UTC))}, nil
	}
	return Period{f, year*f.PerYear() + sub - 1}, nil
}

const (
	secondsADay = 24 * 60 * 60
	monday      = 3 // 1970-01-01 is a Thursday: its week begins three days before
)

// dayNumber counts days from 1970-01-01; day is midnight in UTC.
func dayNumber(day time.Time) int {
	// Whole days: the division is exact, before 1970 too.
	return int(day.Unix() / secondsADay)
}

func dayOf(number int) time.Time { return time.Unix(int64(number)*secondsADay, 0).UTC() }

// weekOf counts weeks from that of 1970-01-01.
func weekOf(day time.Time) int {
	n := dayNumber(day) + monday
	if n < 0 {
		n -= 6
	}
	return n / 7
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

// Year of the period; of a week that of ISO 8601, which is that of its Thursday.
func (p Period) Year() int {
	switch p.freq {
	case 0:
		return 0
	case Week:
		year, _ := p.First().ISOWeek()
		return year
	case Day:
		return dayOf(p.n).Year()
	}
	return p.n / p.freq.PerYear()
}

// Sub is the place in the year, from 1: the quarter, the month.
func (p Period) Sub() int {
	switch p.freq {
	case 0:
		return 0
	case Week:
		_, week := p.First().ISOWeek()
		return week
	case Day:
		return dayOf(p.n).YearDay()
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
	switch p.freq {
	case 0:
		return time.Time{}
	case Week:
		return dayOf(p.n*7 - monday)
	case Day:
		return dayOf(p.n)
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

// String is the ISO-like form of the warehouse: 2026, 2026-S1, 2026-Q3, 2026-B5,
// 2026-09, 2026-W37, 2026-09-10. ParseStored reads it.
func (p Period) String() string {
	switch p.freq {
	case Year:
		return fmt.Sprintf("%04d", p.Year())
	case Half:
		return fmt.Sprintf("%04d-S%d", p.Year(), p.Sub())
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Year(), p.Sub())
	case TwoMonth:
		return fmt.Sprintf("%04d-B%d", p.Year(), p.Sub())
	case Month:
		return fmt.Sprintf("%04d-%02d", p.Year(), p.Sub())
	case Week:
		return fmt.Sprintf("%04d-W%02d", p.Year(), p.Sub())
	case Day:
		return p.First().Format(time.DateOnly)
	}
	return ""
}

// ParseStored reads what String writes and nothing else: a day is a day here, the
// first of a month too, which ParsePeriod takes for the month.
func ParseStored(text string) (Period, error) {
	if len(text) == len(time.DateOnly) {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return Period{}, fmt.Errorf("parse period %q: there is no such day", text)
		}
		return Containing(Day, day)
	}
	if p, ok := common(text); ok {
		return p, nil
	}
	p, err := ParsePeriod(text)
	if err == nil && p.String() != text {
		err = fmt.Errorf("parse period %q: it is stored as %s", text, p)
	}
	return p, err
}

// common reads the forms most rows have, years, quarters and months, at a tenth of
// the time that all forms together take.
func common(text string) (Period, bool) {
	if len(text) != len("2026") && (len(text) != len("2026-09") || text[4] != '-') {
		return Period{}, false
	}
	digits := func(s string) int {
		n := 0
		for _, c := range []byte(s) {
			if c < '0' || c > '9' {
				return -1
			}
			n = 10*n + int(c-'0')
		}
		return n
	}
	f, year, nth := Year, digits(text[:4]), 1
	if len(text) > 4 {
		f, nth = Month, digits(text[5:])
		if text[5] == 'Q' {
			f, nth = Quarter, digits(text[6:])
		}
	}
	p, err := NewPeriod(f, year, nth)
	return p, err == nil
}

// Containing is the period of a frequency that holds a day.
func Containing(f Freq, day time.Time) (Period, error) {
	switch f {
	case Week:
		year, week := day.ISOWeek()
		return NewPeriod(f, year, week)
	case Day:
		return NewPeriod(f, day.Year(), day.YearDay())
	}
	if f.PerYear() == 0 {
		return Period{}, fmt.Errorf("period: unknown frequency %q", f)
	}
	return NewPeriod(f, day.Year(), (int(day.Month())-1)*f.PerYear()/12+1)
}
