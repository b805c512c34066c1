package edition

import (
	"slices"
	"strings"
)

// mostSlug is the longest path element made of a name; file systems allow 255 bytes.
const mostSlug = 80

// slug is a name as a path element: lower-case letters, digits and hyphens only.
func slug(name Text) Text {
	return Text{IT: slugOf(name.IT), EN: slugOf(name.EN)}
}

// slugOf leaves nothing of a name but letters of the alphabet, digits and single
// hyphens between them; it may be empty.
func slugOf(name string) string {
	plain := strings.NewReplacer("à", "a", "á", "a", "è", "e", "é", "e", "ì", "i", "í", "i", "ò", "o", "ó", "o", "ö", "o", "ù", "u", "ú", "u", "ü", "u").Replace(strings.ToLower(name))
	var b strings.Builder
	gap := false
	for _, r := range plain {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	out := b.String()
	if len(out) > mostSlug {
		out = strings.TrimRight(out[:mostSlug], "-")
	}
	return out
}

// reserved are names that some file systems do not allow, whatever the ending.
var reserved = strings.Fields("con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9")

// settleSlugs gives the editions of one report path elements of their own: where a
// name leaves nothing, is reserved, or is that of an edition before it, the code of
// the territory follows, which no two editions share.
func settleSlugs(editions []Edition) {
	it, en := map[string]bool{}, map[string]bool{}
	for i := range editions {
		e := &editions[i]
		e.Slug = Text{IT: settled(e.Slug.IT, e.Territory, it), EN: settled(e.Slug.EN, e.Territory, en)}
	}
}

func settled(slug, territory string, taken map[string]bool) string {
	code := slugOf(territory)
	switch {
	case slug == "":
		slug = code
	case slices.Contains(reserved, slug), taken[slug]:
		slug += "-" + code
	}
	taken[slug] = true
	return slug
}
