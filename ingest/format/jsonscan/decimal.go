package jsonscan

import (
	"bytes"
	"strconv"
	"strings"
)

// maxShift is how far Decimal moves a decimal point; numbers beyond it are in no statistic.
const maxShift = 40

// Decimal gives a number as digits with at most one decimal point. Programs
// write large and small numbers with an exponent (1.2345678E7); the point is
// moved in the text, so that no digit is touched. changed says that it was.
func Decimal(number []byte) (text string, changed bool) {
	i := bytes.IndexAny(number, "eE")
	if i < 0 {
		return string(number), false
	}
	shift, err := strconv.Atoi(strings.TrimPrefix(string(number[i+1:]), "+"))
	if err != nil || shift > maxShift || shift < -maxShift {
		return string(number), false
	}
	mantissa, sign := string(number[:i]), ""
	if cut, ok := strings.CutPrefix(mantissa, "-"); ok {
		mantissa, sign = cut, "-"
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits, point := whole+fraction, len(whole)+shift
	if point < 1 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole, fraction = strings.TrimLeft(digits[:point], "0"), digits[point:]
	if whole == "" {
		whole = "0"
	}
	if strings.Trim(fraction, "0") == "" {
		fraction = "" // 1.5E1 is 15, 1.0E7 is 10000000
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction, true
}
