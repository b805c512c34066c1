package number

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Dialect is how a source writes numbers. It is declared for each source and
// never guessed: 1.234 is 1234 in Italian text and 1.234 in SDMX.
type Dialect byte

// The dialects.
const (
	// English: digits, a point, digits; no grouping. SDMX-CSV and published CSV.
	English Dialect = iota + 1
	// Italian: a point (or space, apostrophe) between thousands, a decimal comma. Text cells of workbooks.
	Italian
	// Stored: the form in which a spreadsheet stores a numeric cell; an exponent is allowed.
	Stored
)

// Value is a number as it was read.
type Value struct {
	Number float64
	// Exact are the digits of a whole number that Number can't hold; else empty. Number
	// is then the nearest that it can.
	Exact   string
	Percent bool   // the text carried a percent sign
	Note    string // footnote mark that followed the number: (a), *
	Changed string // named normalisation: minus-sign, space-grouping; empty: none

	plain    string // unsigned, in the form 1234.5 or 1.5e3
	negative bool
}

// Error says why a text is not a number of the dialect.
type Error struct {
	Rule    string // number, grouping or range
	Text    string
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("parse number %q: %s", e.Text, e.Message) }

// maxExact is 2^53: from here a float64 no longer tells every integer from the next.
const maxExact = 1 << 53

// MaxDigits is how many digits a whole number may have: those of the widest decimal
// of the warehouse.
const MaxDigits = 38

// Parse reads a number in a dialect. NaN, Inf, hexadecimal, underscores, a plus
// sign, a bare point at either end and digits of other scripts are refused, and
// so is an exponent except in Stored. Minus zero is zero.
func Parse(text string, d Dialect) (Value, error) {
	var v Value
	rest := text
	if d == Italian {
		rest, v.Note = splitNote(rest)
		if cut, ok := strings.CutSuffix(rest, "%"); ok {
			rest, v.Percent = strings.TrimRight(cut, " \u00a0\u202f"), true
		}
	}
	negative := false
	if cut, ok := strings.CutPrefix(rest, "-"); ok {
		rest, negative = cut, true
	} else if cut, ok := strings.CutPrefix(rest, "\u2212"); ok {
		rest, negative, v.Changed = cut, true, "minus-sign"
	}
	plain, changed, err := plainDigits(text, rest, d)
	if err != nil {
		return Value{}, err
	}
	if changed != "" {
		v.Changed = changed
	}
	v.plain, v.negative = plain, negative
	if v.Number, v.Exact, err = v.Times10(0); err != nil {
		return Value{}, &Error{"range", text, err.Error()}
	}
	return v, nil
}

// tens are the powers of ten that a float64 holds exactly, as far as Plain needs them.
var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// Plain reads the numbers that need no care: an optional minus sign and at most
// 15 digits with at most one point among them, which English and Stored write
// alike. The digits and the power of ten are exact, so one division rounds
// rightly. False: Parse it.
func Plain(text string) (n float64, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	if len(digits) == 0 || len(digits) > 16 {
		return 0, false
	}
	whole, point := int64(0), -1
	for i := 0; i < len(digits); i++ {
		c := digits[i]
		switch {
		case c >= '0' && c <= '9':
			whole = whole*10 + int64(c-'0')
		case c == '.' && point < 0 && i > 0 && i < len(digits)-1:
			point = i
		default:
			return 0, false
		}
	}
	switch {
	case point >= 0:
		n = float64(whole) / tens[len(digits)-1-point]
	case len(digits) > 15:
		return 0, false
	default:
		n = float64(whole)
	}
	if len(digits) != len(text) && n != 0 { // minus zero is zero
		n = -n
	}
	return n, true
}

// Times10 is the number times ten to the power of exponent, and its digits where a
// float64 can't hold it (see Value.Exact). The decimal point is moved in what was
// written, so that nothing is rounded on the way. From 2^53 on only whole numbers of
// at most 38 digits pass; what can be kept no better than rounded is an error, and so
// is what can't be told from zero.
func (v Value) Times10(exponent int) (n float64, exact string, err error) {
	plain := v.plain
	if exponent != 0 {
		at, power := mantissa(plain), 0
		if len(at) < len(plain) {
			power, _ = strconv.Atoi(plain[len(at)+1:]) // one beyond int is beyond a float64 too, and met below
		}
		plain = at + "e" + strconv.Itoa(power+exponent)
	}
	if n, err = strconv.ParseFloat(plain, 64); err != nil {
		return 0, "", errTooLarge
	}
	if n >= maxExact {
		digits, ok := wholeDigits(plain)
		if !ok {
			return 0, "", errTooLarge
		}
		if digits != strconv.FormatFloat(n, 'f', 0, 64) {
			exact = digits
		}
	}
	switch {
	case n == 0 && strings.ContainsAny(mantissa(plain), "123456789"):
		return 0, "", errTooSmall
	case v.negative && n != 0: // minus zero is zero
		n = -n
		if exact != "" {
			exact = "-" + exact
		}
	}
	return n, exact, nil
}

var (
	errTooLarge = fmt.Errorf("the number is too large to be kept exactly: from 2^53 on it must be whole, of at most %d digits", MaxDigits)
	errTooSmall = errors.New("the number is too small to be told from zero")
)

// wholeDigits are the digits of a number in the form 1234.50e1 when it is whole and
// not too long.
func wholeDigits(plain string) (string, bool) {
	number := mantissa(plain)
	power := 0
	if len(number) < len(plain) {
		var err error
		if power, err = strconv.Atoi(plain[len(number)+1:]); err != nil || power > MaxDigits {
			return "", false
		}
	}
	whole, fraction, _ := strings.Cut(number, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	switch places := power - len(fraction); {
	case places >= 0:
		digits += strings.Repeat("0", places)
	default:
		kept := len(digits) + places
		if kept < 0 || strings.Trim(digits[kept:], "0") != "" {
			return "", false
		}
		digits = digits[:kept]
	}
	return digits, len(digits) <= MaxDigits
}

func mantissa(plain string) string {
	if i := strings.IndexAny(plain, "eE"); i >= 0 {
		return plain[:i]
	}
	return plain
}

// plainDigits turns an unsigned number of the dialect into the form 1234.5.
func plainDigits(text, s string, d Dialect) (plain, changed string, err error) {
	whole, fraction, exponent := s, "", ""
	switch d {
	case English, Stored:
		if d == Stored {
			if i := strings.IndexAny(s, "eE"); i >= 0 {
				whole, exponent = s[:i], s[i+1:]
				digits := strings.TrimLeft(exponent, "+-")
				if !isDigits(digits) || len(exponent)-len(digits) > 1 {
					return "", "", bad(text, d)
				}
				exponent = "e" + exponent
			}
		}
		if w, f, ok := strings.Cut(whole, "."); ok {
			whole, fraction = w, "."+f
			if !isDigits(f) {
				return "", "", bad(text, d)
			}
		}
	case Italian:
		if w, f, ok := strings.Cut(s, ","); ok {
			whole, fraction = w, "."+f
			if !isDigits(f) {
				if strings.ContainsAny(f, ".,") {
					return "", "", &Error{"grouping", text, "a comma is the decimal sign and comes last: write 1.234,5"}
				}
				return "", "", bad(text, d)
			}
		}
		whole, changed, err = ungroup(text, whole)
		if err != nil {
			return "", "", err
		}
	default:
		panic("number: unknown dialect")
	}
	if !isDigits(whole) {
		return "", "", bad(text, d)
	}
	return whole + fraction + exponent, changed, nil
}

// ungroup takes the thousands separators out of an Italian integer part. All
// must be the same sign and stand before groups of exactly three digits.
func ungroup(text, whole string) (digits, changed string, err error) {
	separator := ""
	for _, sign := range []string{".", " ", "\u00a0", "\u202f", "'", "\u2019"} {
		if strings.Contains(whole, sign) {
			if separator != "" {
				return "", "", &Error{"grouping", text, "two kinds of thousands separators"}
			}
			separator = sign
		}
	}
	if separator == "" {
		return whole, "", nil
	}
	groups := strings.Split(whole, separator)
	for i, g := range groups {
		if !isDigits(g) && g != "" {
			return "", "", bad(text, Italian)
		}
		if (i == 0 && (len(g) < 1 || len(g) > 3)) || (i > 0 && len(g) != 3) {
			return "", "", &Error{"grouping", text, "thousands are grouped by three digits, and decimals follow a comma"}
		}
	}
	if separator != "." {
		changed = "space-grouping"
	}
	return strings.Join(groups, ""), changed, nil
}

func bad(text string, d Dialect) error {
	want := map[Dialect]string{English: "1234.5", Italian: "1.234,5", Stored: "1234.5"}[d]
	return &Error{"number", text, "expected a number such as " + want}
}

func isDigits(s string) bool {
	if s == "" {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// splitNote parts a footnote mark from the end of a cell: 12,5 (a), 12,5*, 12,5¹.
// Only these marks are known; any other tail makes the text no number.
func splitNote(text string) (rest, note string) {
	trimmed := strings.TrimRight(text, " \u00a0")
	for _, mark := range []string{"(**)", "(*)", "**", "*"} {
		if cut, ok := strings.CutSuffix(trimmed, mark); ok && cut != "" {
			return strings.TrimRight(cut, " \u00a0"), mark
		}
	}
	if n := len(trimmed); n > 3 && trimmed[n-1] == ')' && trimmed[n-3] == '(' && trimmed[n-2] >= 'a' && trimmed[n-2] <= 'z' {
		return strings.TrimRight(trimmed[:n-3], " \u00a0"), trimmed[n-3:]
	}
	if r, size := utf8.DecodeLastRuneInString(trimmed); r == '¹' || r == '²' || r == '³' {
		return strings.TrimRight(trimmed[:len(trimmed)-size], " \u00a0"), string(r)
	}
	return text, ""
}
