package page

import (
	"strings"
	"unicode/utf8"
)

// Clean leaves of a text what a reader should see of it: bytes that are no UTF-8 become
// U+FFFD; control characters, direction marks and invisible characters, which can make
// a line read otherwise than it is, and line separators, which end a line of code, go.
// A text without any comes back as it is. Labels that are loaded are held to this
// before (rules encoding, control-character, bidi-control); titles and notes of
// declarations and of file names are not.
func Clean(s string) string {
	first := firstUnclean(s)
	if first < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:first])
	for i := first; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError: // also of a single broken byte
			b.WriteRune(utf8.RuneError)
		case !isUnclean(r):
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// firstUnclean is where the first character stands that Clean changes, -1: nowhere.
func firstUnclean[T string | []byte](s T) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			continue
		}
		if c < utf8.RuneSelf {
			return i
		}
		r, n := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		if r == utf8.RuneError && n == 1 || isUnclean(r) {
			return i
		}
		i += n - 1
	}
	return -1
}

// isUnclean names the characters that no page holds.
func isUnclean(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\t'
	case r >= 0x7f && r < 0xa0: // controls
	case r >= 0x200b && r <= 0x200f, r == 0x61c: // invisible, direction marks
	case r >= 0x2028 && r <= 0x202e: // line separators, embeddings and overrides
	case r >= 0x2060 && r <= 0x206f: // invisible, isolates
	case r == 0xfeff, r >= 0xfff9 && r <= 0xfffb, r == 0xfffe, r == 0xffff:
	case r >= 0xe0000 && r <= 0xe007f: // tags
	default:
		return false
	}
	return true
}
