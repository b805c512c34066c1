package locale

import (
	"math"
	"strconv"
	"strings"
)

// Marks stand where a number is not shown.
const (
	Missing       = ".."  // not available
	Suppressed    = "(c)" // confidential: below the source's publication threshold
	NotApplicable = "-"   // the cell cannot have a value
)

// minus is the sign U+2212, as wide as the plus.
const minus = "−"

// Number writes v with a fixed number of decimals: 1.234,5 in Italian, 1,234.5
// in English. Thousands are separated from 1,000 up. NaN and infinities are Missing.
func (l Lang) Number(v float64, decimals int) string {
	sign, whole, fraction, ok := round(v, decimals)
	if !ok {
		return Missing
	}
	thousands, point := ",", "."
	if l == IT {
		thousands, point = ".", ","
	}
	var b strings.Builder
	if sign {
		b.WriteString(minus)
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(point)
		b.WriteString(fraction)
	}
	return b.String()
}

// Integer writes a count.
func (l Lang) Integer(n int) string { return l.Number(float64(n), 0) }

// Signed is Number with a plus before positive values; a change that rounds to zero has no sign.
func (l Lang) Signed(v float64, decimals int) string {
	sign, whole, fraction, ok := round(v, decimals)
	if ok && !sign && strings.Trim(whole+fraction, "0") != "" {
		return "+" + l.Number(v, decimals)
	}
	return l.Number(v, decimals)
}

// Percent writes a value that is already in percent: 12.3 is 12,3%.
func (l Lang) Percent(v float64, decimals int) string {
	return withUnit(l.Number(v, decimals), "%")
}

// PercentPoints writes a difference of two percentages: +1,2 p.p., +1.2 pp.
func (l Lang) PercentPoints(v float64, decimals int) string {
	unit := " pp"
	if l == IT {
		unit = " p.p."
	}
	return withUnit(l.Signed(v, decimals), unit)
}

// Interval writes the two ends of an interval: "da 3,3 a 3,7", "3.3 to 3.7".
// Ends that read alike are said once: "solo 3", "3 only". It is Missing when either end is.
func (l Lang) Interval(lower, upper float64, decimals int) string {
	if !finite(lower) || !finite(upper) {
		return Missing
	}
	return l.between(l.Number(lower, decimals), l.Number(upper, decimals))
}

// Range writes an interval of persons in the largest fitting scale, named once:
// "da 3,3 a 3,7 milioni", "3.3 to 3.7 million".
func (l Lang) Range(lower, upper float64, decimals int) string {
	if !finite(lower) || !finite(upper) {
		return Missing
	}
	s := scaleOf(math.Max(math.Abs(lower), math.Abs(upper)), decimals)
	text := l.Interval(lower/s.unit, upper/s.unit, s.decimals(decimals))
	return withUnit(text, l.scaleWord(s, false))
}

// Compact writes persons in words: "3,4 milioni", "23,7 mila", "640".
func (l Lang) Compact(v float64, decimals int) string {
	if !finite(v) {
		return Missing
	}
	s := scaleOf(math.Abs(v), decimals)
	text := l.Number(v/s.unit, s.decimals(decimals))
	return withUnit(text, l.scaleWord(s, text == "1"))
}

func (l Lang) between(lower, upper string) string {
	switch {
	case lower == upper && l == IT:
		return "solo " + lower
	case lower == upper:
		return lower + " only"
	case l == IT:
		return "da " + lower + " a " + upper
	}
	return lower + " to " + upper
}

// scale is a unit large numbers are counted in.
type scale struct {
	unit   float64
	it, en string
	itOne  string
}

func scales() []scale {
	return []scale{
		{1e6, " milioni", " million", " milione"},
		{1e3, " mila", " thousand", " mila"},
		{1, "", "", ""},
	}
}

// decimals: units are never split.
func (s scale) decimals(wanted int) int {
	if s.unit == 1 {
		return 0
	}
	return wanted
}

func (l Lang) scaleWord(s scale, one bool) string {
	switch {
	case l != IT:
		return s.en
	case one:
		return s.itOne
	}
	return s.it
}

// scaleOf chooses the largest scale in which size, once rounded, is at least one:
// 999,960 with one decimal is 1.0 million, not 1,000.0 thousand.
func scaleOf(size float64, decimals int) scale {
	all := scales()
	for i, s := range all[:len(all)-1] {
		below := all[i+1]
		_, whole, _, _ := round(size/below.unit, below.decimals(decimals))
		if len(whole) >= 4 {
			return s
		}
	}
	return all[len(all)-1]
}

// round gives the digits of v with a fixed number of decimals. Ties go away from
// zero on the shortest decimal form of v, which is what the source printed: the
// binary form of 1.005 is less than 1.005, and rounding it would puzzle a reader.
func round(v float64, decimals int) (negative bool, whole, fraction string, ok bool) {
	if !finite(v) {
		return false, "", "", false
	}
	decimals = max(decimals, 0)
	whole, fraction, _ = strings.Cut(strconv.FormatFloat(math.Abs(v), 'f', -1, 64), ".")
	up := len(fraction) > decimals && fraction[decimals] >= '5'
	if len(fraction) > decimals {
		fraction = fraction[:decimals]
	}
	fraction += strings.Repeat("0", decimals-len(fraction))
	if up {
		digits := increment(whole + fraction)
		whole, fraction = digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	}
	negative = v < 0 && strings.Trim(whole+fraction, "0") != ""
	return negative, whole, fraction, true
}

// increment adds one to a string of digits: 199 is 200, 999 is 1000.
func increment(digits string) string {
	b := []byte(digits)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != '9' {
			b[i]++
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}

func withUnit(number, unit string) string {
	if number == Missing {
		return Missing
	}
	return number + unit
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
