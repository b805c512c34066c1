package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean checks and normalises one cell: accents composed (NFC), outer blanks of
// any kind taken off, those without a width too. changed names what was done (nfc, trimmed), rule names
// what makes the cell unusable (encoding, control-character, bidi-control,
// mojibake); at most one of them matters to the caller.
func Clean(s string) (clean, changed, rule string) {
	if isPlain(s) {
		trimmed := strings.TrimSpace(s)
		if len(trimmed) != len(s) {
			return trimmed, "trimmed", ""
		}
		return s, "", ""
	}
	if !utf8.ValidString(s) {
		return s, "", "encoding"
	}
	clean = strings.TrimFunc(s, isOuter)
	for _, r := range clean {
		switch {
		case r == utf8.RuneError: // a replacement sign: the character was lost before us
			return s, "", "encoding"
		case IsControl(r):
			return s, "", "control-character"
		case IsDirection(r):
			return s, "", "bidi-control"
		}
	}
	if isMojibake(s) {
		return s, "", "mojibake"
	}
	if len(clean) != len(s) {
		changed = "trimmed"
	}
	if composed := norm.NFC.String(clean); composed != clean {
		clean, changed = composed, "nfc"
	}
	return clean, changed, ""
}

// Messages of the rules that Clean applies, and of surrogate, which readers find
// before the text is decoded.
var cleanMessages = map[string][2]string{
	"encoding":          {"bytes that are not UTF-8", "ask the publisher for UTF-8, or convert the file and load the copy"},
	"control-character": {"a control character", "remove the control character at the source"},
	"bidi-control":      {"an invisible character that changes how the text is read", "remove the invisible character at the source"},
	"surrogate":         {"half of a character (a lone surrogate)", "ask the publisher for the file without the damaged text"},
	"mojibake":          {"UTF-8 that was encoded twice", "export the file again as UTF-8"},
}

// CleanFault is the fault of a cell that Clean can't use.
func CleanFault(rule, column, value string) *Fault {
	m := cleanMessages[rule]
	return &Fault{Rule: rule, Column: column, Value: Cut(value), Message: "the cell holds " + m[0], Hint: m[1]}
}

// isOuter says whether r around a text is no part of it: a blank, U+00A0 and U+202F
// among them, or a character without a width. Inside a text the latter is refused,
// because two different texts would look the same.
func isOuter(r rune) bool {
	switch r {
	case 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff:
		return true
	}
	return unicode.IsSpace(r)
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
			return false
		}
	}
	return true
}

// isMojibake finds UTF-8 read as Windows-1252 and encoded again: Ã or Â followed
// by a character of the upper half of Latin-1.
func isMojibake(s string) bool {
	var before rune
	for _, r := range s {
		if (before == 'Ã' || before == 'Â') && r >= 0x80 && r <= 0xbf {
			return true
		}
		before = r
	}
	return false
}

// Fold makes a label comparable: composed, lower case, accents kept, blanks and
// line breaks as single spaces. Apostrophe forms are one, because typists mix them.
func Fold(label string) string {
	label = strings.Map(func(r rune) rune {
		switch r {
		case '\u2019', '\u2018', '`', '\u00b4':
			return '\''
		case '\u2013', '\u2014', '\u2011':
			return '-'
		}
		return r
	}, norm.NFC.String(label))
	return strings.Join(strings.Fields(strings.ToLower(label)), " ")
}

// FoldAccents is Fold without accents and with an apostrophe after a final vowel
// dropped (CITTA' and città are the same word in capitals).
func FoldAccents(label string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(Fold(label)) {
		if r >= 0x300 && r <= 0x36f {
			continue
		}
		b.WriteRune(r)
	}
	words := strings.Fields(b.String())
	for i, w := range words {
		words[i] = strings.TrimSuffix(w, "'")
	}
	return strings.Join(words, " ")
}
