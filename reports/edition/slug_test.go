package edition

import (
	"regexp"
	"strings"
	"testing"
)

func TestSlugOf(t *testing.T) {
	for in, want := range map[string]string{
		"Piemonte": "piemonte", "Valle d'Aosta/Vallée d'Aoste": "valle-d-aosta-vallee-d-aoste", "Friuli-Venezia Giulia": "friuli-venezia-giulia",
		"../../x": "x", "  ": "", "Trentino-Alto Adige / Südtirol": "trentino-alto-adige-sudtirol", "<b>": "b",
	} {
		if got := slugOf(in); got != want {
			t.Errorf("slugOf(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestSlugsOfHostileNames is case 134 of the bad-input cases: whatever a territory
// is called, its pages lie in a folder of their own under the report's.
func TestSlugsOfHostileNames(t *testing.T) {
	names := []string{"../../x", "CON", "nul", "a/b", `a\b`, strings.Repeat("Lunghissima ", 30), "😀", ".", "..", "", "a-b", "A B", "\x00", "C:\\x", "%2e%2e", "ａ", "com1"}
	var editions []Edition
	for i, n := range names {
		editions = append(editions, Edition{Slug: slug(Text{IT: n, EN: n}), Territory: "ITX" + string(rune('A'+i))})
	}
	settleSlugs(editions)
	form, seen := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`), map[string]string{}
	for i, e := range editions {
		if e.Slug.IT != e.Slug.EN {
			t.Errorf("%q: %+v", names[i], e.Slug)
		}
		s := e.Slug.IT
		if !form.MatchString(s) || len(s) > mostSlug+10 {
			t.Errorf("%q becomes the path %q", names[i], s)
		}
		if other, taken := seen[s]; taken {
			t.Errorf("%q and %q both become %q", other, names[i], s)
		}
		seen[s] = names[i]
	}
	for i, want := range map[int]string{0: "x", 1: "con-itxb", 3: "a-b", 4: "a-b-itxe", 6: "itxg", 10: "a-b-itxk"} {
		if got := editions[i].Slug.IT; got != want {
			t.Errorf("%q becomes %q, want %q", names[i], got, want)
		}
	}
}
