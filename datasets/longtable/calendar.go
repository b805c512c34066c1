package longtable

import (
	"errors"
	"fmt"
	"time"
)

// Kind is how stamps are given.
type Kind byte

// The kinds of stamps.
const (
	Unknown Kind = iota
	Integer      // 1, 2, 3; also years
	Period       // 2024-Q1, 2024-01, 2024M01, 2024-W05
	Date         // 2024-01-31
	Moment       // 2024-01-31 13:00:00
)

func (k Kind) String() string {
	return [...]string{"nothing", "a whole number", "a period", "a date", "a date with time"}[k]
}

// Calendar turns stamps into places, whole numbers that grow by one a step, and
// places into stamps of the same kind. The first stamp decides the kind; the
// others must be of it. The zero Kind is a calendar that has seen no stamp.
type Calendar struct {
	Freq  Freq
	Kind  Kind
	glyph string // what stands between year and part of a period: "-", "M", "-Q"
	month int    // of a date, from the start of its step
	day   int    // of the first date in its month
	ends  bool   // every date was the last of its month
	first bool   // every date was the first of its month
	shift int64  // of weeks: the weekday, days from a Monday
}

// NewCalendar of a frequency.
func NewCalendar(f Freq) Calendar { return Calendar{Freq: f} }

// Errors of stamps.
var (
	errStamp = errors.New("not a stamp")
	errKind  = errors.New("stamps of two kinds")
	errStep  = errors.New("off the step")
)

// settle decides the kind at the first stamp and holds the others to it.
func (c *Calendar) settle(k Kind) (first bool, err error) {
	if c.Kind == Unknown {
		c.Kind = k
		return true, nil
	}
	if c.Kind != k {
		return false, fmt.Errorf("%w: %s, where the first row has %s", errKind, k, c.Kind)
	}
	return false, nil
}

// Integer places a whole number.
func (c *Calendar) Integer(v int64) (int64, error) {
	const reach = 1 << 53
	if v > reach || v < -reach {
		return 0, fmt.Errorf("%w: too large", errStamp)
	}
	_, err := c.settle(Integer)
	return v, err
}

// Days places a date given as days since 1970-01-01.
func (c *Calendar) Days(days int64) (int64, error) {
	if c.Freq == Count {
		return 0, fmt.Errorf("%w: a date, but --freq is a number, which is for stamps that are whole numbers", errStamp)
	}
	k := Date
	if c.Freq == Hour {
		k = Moment // a table of hours may hold midnight as a plain date
	}
	first, err := c.settle(k)
	if err != nil {
		return 0, err
	}
	switch c.Freq {
	case Hour:
		return days * 24, nil
	case Day:
		return days, nil
	case Week:
		return c.week(days, first)
	}
	y, m, d := civil(days)
	return c.inMonths(y, m, d, first)
}

func (c *Calendar) week(days int64, first bool) (int64, error) {
	monday := days + 3 // 1970-01-01 was a Thursday
	shift := monday - 7*floorDiv(monday, 7)
	if first {
		c.shift = shift
	}
	if shift != c.shift {
		return 0, fmt.Errorf("%w: %s, where the first row has %s; is it weekly?", errStep, time.Weekday((shift+1)%7), time.Weekday((c.shift+1)%7))
	}
	return floorDiv(monday, 7), nil
}

func (c *Calendar) inMonths(y, m, d int, first bool) (int64, error) {
	per := c.Freq.monthsPerStep()
	month := (m - 1) % per
	last := d == daysIn(y, m)
	if first {
		c.month, c.day, c.ends, c.first = month, d, true, true
	}
	if month != c.month {
		return 0, fmt.Errorf("%w: dates of %s values should be whole steps apart; is it %s?", errStep, c.Freq.name(), c.Freq.name())
	}
	c.ends, c.first = c.ends && last, c.first && d == 1
	return int64((y*12 + m - 1) / per), nil
}

// Micros places a moment given as microseconds since 1970-01-01 00:00.
func (c *Calendar) Micros(us int64) (int64, error) {
	const hour = 3_600_000_000
	if c.Freq != Hour {
		if us%(24*hour) != 0 {
			return 0, fmt.Errorf("%w: a time of day in %s values", errStep, c.Freq.name())
		}
		return c.Days(us / (24 * hour))
	}
	if us%hour != 0 {
		return 0, fmt.Errorf("%w: not a whole hour", errStep)
	}
	_, err := c.settle(Moment)
	return us / hour, err
}

// AppendStamp writes the stamp of a place.
func (c *Calendar) AppendStamp(dst []byte, place int64) []byte {
	switch c.Kind {
	case Date:
		return appendDate(dst, c.DaysAt(place))
	case Moment:
		dst = appendDate(dst, floorDiv(place, 24))
		return fmt.Appendf(dst, " %02d:00:00", place-24*floorDiv(place, 24))
	case Period:
		return c.appendPeriod(dst, place)
	}
	return fmt.Appendf(dst, "%d", place)
}

// DaysAt is the date of a place as days since 1970-01-01, for the kind Date.
func (c *Calendar) DaysAt(place int64) int64 {
	switch c.Freq {
	case Day:
		return place
	case Week:
		return place*7 - 3 + c.shift
	}
	per := int64(max(c.Freq.monthsPerStep(), 1))
	months := place*per + int64(c.month)
	y, m := int(floorDiv(months, 12)), int(months-12*floorDiv(months, 12))+1
	d := min(c.day, daysIn(y, m))
	switch {
	case c.first:
		d = 1
	case c.ends:
		d = daysIn(y, m)
	}
	return days(y, m, d)
}

func (c *Calendar) appendPeriod(dst []byte, place int64) []byte {
	switch c.Freq {
	case Quarter:
		return fmt.Appendf(dst, "%04d%s%d", floorDiv(place, 4), c.glyph, place-4*floorDiv(place, 4)+1)
	case Month:
		return fmt.Appendf(dst, "%04d%s%02d", floorDiv(place, 12), c.glyph, place-12*floorDiv(place, 12)+1)
	}
	y, w := time.Unix((place*7-3)*86400, 0).UTC().ISOWeek()
	return fmt.Appendf(dst, "%04d%s%02d", y, c.glyph, w)
}

func appendDate(dst []byte, d int64) []byte {
	y, m, day := civil(d)
	return fmt.Appendf(dst, "%04d-%02d-%02d", y, m, day)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// days since 1970-01-01 of a date of the Gregorian calendar, and civil back
// (Fliegel & van Flandern 1968, Communications of the ACM 11, 657, in the form of
// years from March).
func days(y, m, d int) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(int64(y), 400)
	yoe := int64(y) - era*400
	doy := int64((153*(m-3)+2)/5 + d - 1)
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

func civil(z int64) (y, m, d int) {
	z += 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d = int(doy - (153*mp+2)/5 + 1)
	m = int(mp + 3)
	y = int(yoe + era*400)
	if m > 12 {
		m -= 12
		y++
	}
	return y, m, d
}
