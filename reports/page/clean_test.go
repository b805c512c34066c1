package page

import "testing"

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Città metropolitana – 1.234", "Città metropolitana – 1.234"},
		{"lines and tabs stay", "a\n\tb", "a\n\tb"},
		{"empty", "", ""},
		{"NUL", "a\x00b", "ab"},
		{"escape", "\x1b[31ma", "[31ma"},
		{"delete", "a\x7f\u0085b", "ab"},
		{"override", "\u202egpj", "gpj"},
		{"isolate", "\u2066a\u2069", "a"},
		{"zero width", "a\u200bb\ufeff", "ab"},
		{"line separator", "a\u2028b", "ab"},
		{"broken byte", "a\xffb", "a\ufffdb"},
		{"cut character", "a\xc3", "a\ufffd"},
		{"surrogate", "\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
		{"no character", "\uffff\ufffea", "a"},
		{"tags", "\U000e0041a", "a"},
		{"a sign that stays", "\ufffd😀ß", "\ufffd😀ß"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.in, got, c.want)
		}
	}
}
