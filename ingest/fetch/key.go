package fetch

import (
	"strings"
)

// key is the key of a data query: for each dimension the codes asked for, none for all.
type key [][]string

// parseKey reads a key that the catalogue has checked: Q.IT+ITC1..9. The word "all"
// stands for n dimensions without a choice.
func parseKey(text string, n int) key {
	if text == "" || text == "all" {
		return make(key, n)
	}
	var k key
	for _, part := range strings.Split(text, ".") {
		if part == "" {
			k = append(k, nil)
		} else {
			k = append(k, strings.Split(part, "+"))
		}
	}
	return k
}

// String is the key as the service reads it; "all" when nothing is chosen, because
// dots alone are taken for a path by some servers on the way.
func (k key) String() string {
	parts, chosen := make([]string, len(k)), false
	for i, codes := range k {
		parts[i] = strings.Join(codes, "+")
		chosen = chosen || len(codes) > 0
	}
	if !chosen {
		return "all"
	}
	return strings.Join(parts, ".")
}

// with is the key with other codes at one dimension.
func (k key) with(i int, codes []string) key {
	out := make(key, len(k))
	copy(out, k)
	out[i] = codes
	return out
}

// query is a question for data.
type query struct {
	Flow  string `json:"flow"`
	Key   string `json:"key"`
	Start string `json:"start,omitempty"` // first period
	End   string `json:"end,omitempty"`   // last period; empty: open
}
