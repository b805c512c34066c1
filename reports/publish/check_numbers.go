package publish

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// said is a number as a text says it.
type said struct {
	text  string
	value float64
	half  float64 // half of its last digit
}

// notNumbers are figures of speech: days, quarters, law and code references, versions,
// shares of cases ("8 in 10", which is the level of an interval) and years, which are
// the periods of the rows.
var notNumbers = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\b\d{1,2}° trimestre \d{4}`, `\b[qt][1-4] \d{4}`, `\b\d{1,2}(°|º)? (gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)( \d{4})?`,
	`\b\d{1,2} (january|february|march|april|may|june|july|august|september|october|november|december)( \d{4})?`,
	`\b\d+/\d{4}\b`, `\b\d{4}/\d+\b`, `\b(cp|isco|ateco|nace|nuts|isced) ?\d+\b`, `\bv\d+\b`, `\b(19|20)\d{2}([-–](19|20)?\d{2})?\b`,
	`\b\d+ (casi su|casi ogni|su|cases out of|out of|in) 10\b`, `\b\d+ (estrazioni su|draws out of|draws in) 10\b`, `\b(prossimi|ultimi|next|last|dodici) 12 (mesi|months)\b`, `\b12 (mesi|months)\b`,
	`\b\d+([-–]\d+)? (anni|years)\b`, `\baged \d+([-–]\d+)?\b`, // of age
	`−1: (oppost|opposite)`, // the other end of a scale
}, "|"))

var (
	italianNumber = regexp.MustCompile(`[−-]?\d{1,3}(\.\d{3})+(,\d+)?|[−-]?\d+(,\d+)?`)
	englishNumber = regexp.MustCompile(`[−-]?\d{1,3}(,\d{3})+(\.\d+)?|[−-]?\d+(\.\d+)?`)
	// Intervals name both ends, and the unit once: "da 24.092 a 24.962", "1.6 to 2.0".
	italianInterval = regexp.MustCompile(`\bda ([−-]?[\d.]+(?:,\d+)?)%? a ([−-]?[\d.]+(?:,\d+)?)`)
	englishInterval = regexp.MustCompile(`([−-]?\b\d[\d,]*(?:\.\d+)?)%? to ([−-]?\d[\d,]*(?:\.\d+)?)`)
	// One whose ends read alike is said once: "solo 3", "3 only".
	italianSingle = regexp.MustCompile(`\bsolo ([−-]?\d[\d.]*(?:,\d+)?)`)
	englishSingle = regexp.MustCompile(`([−-]?\b\d[\d,]*(?:\.\d+)?) only\b`)
	// A level is said as a frequency, and in what explains how to read a figure as a share too.
	frequency    = regexp.MustCompile(`\b(\d+) (?:casi su|cases out of) (100?)\b|\b(\d+) (?:out of|in) (10)\b|\bin (\d+) su (10)\b`)
	levelInHowTo = regexp.MustCompile(`\b(\d+)%`)
	scaleWord    = regexp.MustCompile(`^[\s\x{a0}]*(mila|thousand|milion[ei]|million|miliard[oi]|billion)`)
)

// numbersIn are the numbers that a text of a language says.
func numbersIn(text, lang string) []said {
	text = notNumbers.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	form, thousands, decimal := italianNumber, ".", ","
	if lang == "en" {
		form, thousands, decimal = englishNumber, ",", "."
	}
	var out []said
	for _, at := range form.FindAllStringIndex(text, -1) {
		word := text[at[0]:at[1]]
		// A hyphen between numbers or letters is no minus: 2023-28, C10-C12.
		if before := text[:at[0]]; len(before) > 0 && isWordByte(before[len(before)-1]) {
			if word[0] != '-' {
				continue // a code: A21
			}
			word = word[1:]
		}
		plain := strings.Replace(strings.ReplaceAll(strings.ReplaceAll(word, thousands, ""), "−", "-"), decimal, ".", 1)
		v, err := strconv.ParseFloat(plain, 64)
		if err != nil {
			continue
		}
		_, digits, _ := strings.Cut(plain, ".")
		n := said{text: word, value: v, half: 0.5 * math.Pow(10, -float64(len(digits)))}
		if scale := scaleWord.FindStringSubmatch(text[at[1]:]); scale != nil {
			by := map[string]float64{"mi": 1e6, "th": 1e3, "bi": 1e9}[scale[1][:2]]
			switch {
			case scale[1] == "mila":
				by = 1e3
			case strings.HasPrefix(scale[1], "miliard"):
				by = 1e9
			}
			n.value, n.half, n.text = n.value*by, n.half*by, n.text+" "+scale[1]
		}
		out = append(out, n)
	}
	return out
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// interval is two numbers that a text says as the ends of one interval.
type interval struct{ lower, upper said }

// intervalsIn are the intervals that a text of a language says.
func intervalsIn(text, lang string) []interval {
	form, single := italianInterval, italianSingle
	if lang == "en" {
		form, single = englishInterval, englishSingle
	}
	var out []interval
	for _, m := range single.FindAllStringSubmatch(text, -1) {
		if both := numbersIn(m[1], lang); len(both) == 1 {
			out = append(out, interval{both[0], both[0]})
		}
	}
	for _, at := range form.FindAllStringSubmatchIndex(text, -1) {
		lower, upper := numbersIn(text[at[2]:at[3]], lang), numbersIn(text[at[4]:at[5]], lang)
		// A year is no end of an interval of values: from 2019 to 2023.
		if len(lower) == 1 && len(upper) == 1 {
			out = append(out, interval{lower[0], upper[0]})
		}
	}
	return out
}

// levelsIn are the levels of intervals that a text says, in per cent.
func levelsIn(text string) []float64 {
	var out []float64
	for _, m := range frequency.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.ParseFloat(m[1]+m[3]+m[5], 64) // one form of three, digits by the expression
		of, _ := strconv.ParseFloat(m[2]+m[4]+m[6], 64)
		out = append(out, 100*n/of)
	}
	return out
}
