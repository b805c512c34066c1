package longtable

import (
	"fmt"
)

// Text places a written stamp: a whole number; a period such as 2024, 2024-Q1,
// 2024Q1, 2024-01, 2024M01, 2024-W05; a date 2024-01-31; a date with a time,
// 2024-01-31 13:00[:00] or with T between, UTC.
func (c *Calendar) Text(s []byte) (int64, error) {
	if v, ok := wholeNumber(s); ok {
		return c.Integer(v)
	}
	y, ok := digits(s, 0, 4)
	if !ok {
		return 0, c.unknown()
	}
	rest := s[4:]
	if len(rest) >= 6 && rest[0] == '-' && rest[3] == '-' {
		return c.dateText(y, s)
	}
	return c.periodText(y, rest)
}

func (c *Calendar) unknown() error {
	forms := map[Freq]string{Year: "2024 or 2024-01-01", Quarter: "2024-Q1 or 2024-01-01", Month: "2024-01, 2024M01 or 2024-01-01", Week: "2024-W05 or 2024-01-29",
		Day: "2024-01-31", Hour: "2024-01-31 13:00:00"}
	if c.Freq == Count {
		return fmt.Errorf("%w: expected a whole number", errStamp)
	}
	return fmt.Errorf("%w: expected a form such as %s, or a whole number", errStamp, forms[c.Freq])
}

// wholeNumber reads an optional sign and up to 18 digits.
func wholeNumber(s []byte) (int64, bool) {
	i, negative := 0, false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		i = 1
	}
	if len(s) == i || len(s)-i > 18 {
		return 0, false
	}
	v := int64(0)
	for ; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		v = v*10 + int64(s[i]-'0')
	}
	if negative {
		v = -v
	}
	return v, true
}

// digits reads n digits from place i.
func digits(s []byte, i, n int) (int, bool) {
	if len(s) < i+n {
		return 0, false
	}
	v := 0
	for _, b := range s[i : i+n] {
		if b < '0' || b > '9' {
			return 0, false
		}
		v = v*10 + int(b-'0')
	}
	return v, true
}

func (c *Calendar) dateText(y int, s []byte) (int64, error) {
	m, ok := digits(s, 5, 2)
	d, ok2 := digits(s, 8, 2)
	if !ok || !ok2 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, fmt.Errorf("%w: no such date", errStamp)
	}
	at := days(y, m, d)
	if len(s) == 10 {
		return c.Days(at)
	}
	clock := s[10:]
	if n := len(clock); n > 1 && clock[n-1] == 'Z' {
		clock = clock[:n-1]
	}
	if clock[0] != ' ' && clock[0] != 'T' {
		return 0, c.unknown()
	}
	var part [3]int
	for i := range part {
		at := 1 + 3*i
		if i > 0 && at-1 == len(clock) {
			break
		}
		v, ok := digits(clock, at, 2)
		if !ok || (i > 0 && clock[at-1] != ':') || v > [...]int{23, 59, 59}[i] {
			return 0, c.unknown()
		}
		part[i] = v
	}
	if n := len(clock); n != 3 && n != 6 && n != 9 {
		return 0, c.unknown()
	}
	return c.Micros((at*86400 + int64(part[0]*3600+part[1]*60+part[2])) * 1_000_000)
}

// periodText reads what follows the year: -Q1, Q1, -01, M01, -M1, -W05, W05.
func (c *Calendar) periodText(y int, rest []byte) (int64, error) {
	if c.Freq == Count {
		return 0, c.unknown()
	}
	i := 0
	for i < len(rest) && (rest[i] < '0' || rest[i] > '9') {
		i++
	}
	glyph := string(rest[:i])
	n := len(rest) - i
	if n < 1 || n > 2 {
		return 0, c.unknown()
	}
	v, ok := digits(rest, i, n)
	if !ok {
		return 0, c.unknown()
	}
	var of Freq
	switch glyph {
	case "-Q", "Q":
		of = Quarter
	case "-M", "M":
		of = Month
	case "-":
		of = Month
		if n != 2 {
			return 0, c.unknown()
		}
	case "-W", "W":
		of = Week
	default:
		return 0, c.unknown()
	}
	if of != c.Freq {
		return 0, fmt.Errorf("%w: a %s period, but --freq is %c", errStep, of.name(), c.Freq)
	}
	place, ok := periodPlace(of, y, v)
	if !ok {
		return 0, fmt.Errorf("%w: no such period", errStamp)
	}
	first, err := c.settle(Period)
	if first {
		c.glyph = glyph
	}
	return place, err
}

func periodPlace(f Freq, y, v int) (int64, bool) {
	switch f {
	case Quarter:
		return int64(y*4 + v - 1), v >= 1 && v <= 4
	case Month:
		return int64(y*12 + v - 1), v >= 1 && v <= 12
	}
	// ISO 8601: week 1 holds 4 January; week 53 exists where the year has a
	// Thursday left for it.
	monday := floorDiv(days(y, 1, 4)+3, 7)
	weeks := floorDiv(days(y+1, 1, 4)+3, 7) - monday
	return monday + int64(v) - 1, v >= 1 && int64(v) <= weeks
}
