package locale

import (
	_ "embed" // the tables of words and messages
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"fabbisogno/datasets/tomlfile"
)

//go:embed it.toml
var itTOML []byte

//go:embed en.toml
var enTOML []byte

// A message is plain text with placeholders in braces: "{n} figure".
var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

type messages map[Lang]map[string]string

var loadMessages = sync.OnceValues(func() (messages, error) {
	return parseMessages(map[Lang][]byte{IT: itTOML, EN: enTOML})
})

// CheckMessages reports every message that one language lacks, that is empty, or
// whose placeholders differ.
func CheckMessages() error {
	_, err := loadMessages()
	return err
}

// MessageKeys lists the keys, sorted.
func MessageKeys() ([]string, error) {
	all, err := loadMessages()
	return slices.Sorted(maps.Keys(all[IT])), err
}

// T is the message of a key ("figure.source") with its placeholders filled from
// pairs of name and text. Numbers are formatted by the caller, through Lang. An
// unknown key, a placeholder without a value and a value without a placeholder are errors.
func (l Lang) T(key string, pairs ...string) (string, error) {
	all, err := loadMessages()
	if err != nil {
		return "", err
	}
	text, ok := all[l][key]
	if !ok {
		return "", fmt.Errorf("message %q: not in %s.toml", key, l)
	}
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("message %q: arguments are pairs of name and text", key)
	}
	args := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	names := placeholders(text)
	if given := slices.Sorted(maps.Keys(args)); !slices.Equal(names, given) {
		return "", fmt.Errorf("message %q: expected values for %v, got %v", key, names, given)
	}
	filled := placeholder.ReplaceAllStringFunc(text, func(m string) string {
		return args[m[1:len(m)-1]]
	})
	if l == IT {
		filled = Elide(filled)
	}
	return filled, nil
}

// placeholders of a message, sorted, once each.
func placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func parseMessages(files map[Lang][]byte) (messages, error) {
	all := messages{}
	var errs []error
	for _, l := range Langs() {
		var sections map[string]map[string]string
		if err := tomlfile.Decode(string(l)+".toml", files[l], &sections); err != nil {
			return nil, fmt.Errorf("load messages: %w", err)
		}
		flat := map[string]string{}
		for section, entries := range sections {
			for name, text := range entries {
				flat[section+"."+name] = text
			}
		}
		all[l] = flat
	}
	for _, l := range Langs() {
		other := all[l.Other()]
		for _, key := range slices.Sorted(maps.Keys(all[l])) {
			text := all[l][key]
			counterpart, there := other[key]
			switch {
			case strings.TrimSpace(text) == "":
				errs = append(errs, fmt.Errorf("%s.toml: %s: empty", l, key))
			case !there:
				errs = append(errs, fmt.Errorf("%s.toml: %s: missing", l.Other(), key))
			case l == IT && !slices.Equal(placeholders(text), placeholders(counterpart)):
				errs = append(errs, fmt.Errorf("%s: placeholders differ: %v in it, %v in en",
					key, placeholders(text), placeholders(counterpart)))
			}
		}
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("load messages: %w", errors.Join(errs...))
	}
	return all, nil
}

// Unit is the name of a unit of a series key: "migliaia di persone".
func (l Lang) Unit(unit string) (string, error) { return l.T("unit." + unit) }
