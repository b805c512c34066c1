package check

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"fabbisogno/datasets/catalog"
)

// Translator gives the Italian of what is said of rows: messages and advice. They are
// kept in English, as one sentence with its particulars; the sentence is found by its
// form and said again in Italian with the same particulars. So nothing is stored
// twice, and what was set aside by an earlier version is told in Italian too.
type Translator struct {
	phrases map[string]string // texts of the catalogue that stand in messages
	known   map[string]string // said before
}

// NewTranslator makes a translator that knows the reasons which tables give for
// their constraints.
func NewTranslator(c *catalog.Catalog) *Translator {
	t := &Translator{phrases: map[string]string{}, known: map[string]string{}}
	for _, table := range c.Tables {
		for _, x := range table.Constraints {
			t.phrases[x.Why.EN] = x.Why.IT
		}
	}
	return t
}

// Message is what is said of a row under a rule, in Italian. A sentence that is not
// known stands in English behind what the rule says.
func (t *Translator) Message(rule, message string) string {
	if message == "" {
		return ""
	}
	if it, ok := t.sentence(message); ok {
		return it
	}
	if text := italian[rule]; text != "" {
		return text + " (" + message + ")"
	}
	return message
}

// Hint is the advice to a row in Italian; one that is not known stays as it is.
func (t *Translator) Hint(hint string) string {
	if it, ok := t.sentence(hint); ok {
		return it
	}
	return hint
}

func (t *Translator) sentence(text string) (string, bool) {
	if it, ok := t.phrases[text]; ok {
		return it, true
	}
	if it, ok := t.known[text]; ok {
		return it, it != ""
	}
	it, ok := "", false
	for _, s := range compiled() {
		if it, ok = s.say(text, t); ok {
			break
		}
	}
	const most = 10_000 // different texts that are remembered
	if len(t.known) < most {
		t.known[text] = it
	}
	return it, ok
}

// sentence is a form of words in both languages. Particulars stand in braces; one
// whose name begins with ~ is a sentence or phrase itself.
type sentence struct{ en, it string }

// form is a sentence that can be recognised.
type form struct {
	sentence
	literal string // its longest part without particulars, to look for first
	pattern *regexp.Regexp
	names   []string
}

var particular = regexp.MustCompile(`\{~?[a-z]+\}`)

// compiled are the forms, those that say most of their own first: a short one may
// fit what a longer one tells better.
var compiled = sync.OnceValue(func() []form {
	var out []form
	for _, s := range sentences {
		f := form{sentence: s}
		var pattern strings.Builder
		rest := s.en
		for rest != "" {
			at := particular.FindStringIndex(rest)
			literal := rest
			if at != nil {
				literal = rest[:at[0]]
			}
			if len(literal) > len(f.literal) {
				f.literal = literal
			}
			pattern.WriteString(regexp.QuoteMeta(literal))
			if at == nil {
				break
			}
			pattern.WriteString("(.*?)")
			f.names = append(f.names, rest[at[0]:at[1]])
			rest = rest[at[1]:]
		}
		f.pattern = regexp.MustCompile(`(?s)^` + pattern.String() + `$`)
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b form) int { return own(b.en) - own(a.en) })
	return out
})

// own is how much of a sentence is not particulars.
func own(en string) int { return len(particular.ReplaceAllString(en, "")) }

func (f *form) say(text string, t *Translator) (string, bool) {
	if !strings.Contains(text, f.literal) {
		return "", false
	}
	found := f.pattern.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	pairs := make([]string, 0, 2*len(f.names))
	for i, name := range f.names {
		said := found[i+1]
		if strings.HasPrefix(name, "{~") {
			if it, ok := t.sentence(said); ok {
				said = it
			}
		}
		pairs = append(pairs, name, said)
	}
	return strings.NewReplacer(pairs...).Replace(f.it), true
}
