package catalog

import (
	"fmt"
	"regexp"
	"strings"
)

// lineIndex knows the line of every field of a TOML file by its path:
// title.it, dimension[2].to, layout[0].column[1]. It reads what the catalogue
// is written in, a field a line; it does not replace the decoder.
type lineIndex map[string]int

// text is a file's bytes and, once a line is asked for, its index: a catalogue
// without mistakes needs none.
type text struct {
	data  []byte
	index lineIndex
}

func (t *text) lines() lineIndex {
	if t.index == nil {
		t.index = scanLines(t.data)
	}
	return t.index
}

// place is where an item is declared.
type place struct {
	file   string
	text   *text
	prefix string // path of the item, empty at the top level
}

// elements are the places of the first n elements of an array of tables.
func (p place) elements(name string, n int) []place {
	out := make([]place, n)
	for i := range out {
		out[i] = place{p.file, p.text, join(p.prefix, fmt.Sprintf("%s[%d]", name, i))}
	}
	return out
}

// line of a field, or of the nearest thing around it that has one.
func (p place) line(field string) int {
	lines := p.text.lines()
	for at := join(p.prefix, field); at != ""; at = outer(at) {
		if line, ok := lines[at]; ok {
			return line
		}
	}
	return max(lines["id"], 1)
}

func join(prefix, field string) string {
	if prefix == "" || field == "" {
		return prefix + field
	}
	return prefix + "." + field
}

// outer cuts the last step of a path.
func outer(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

var (
	headerForm = regexp.MustCompile(`^(\[\[?)\s*([A-Za-z0-9_."-]+(?:\s*\.\s*[A-Za-z0-9_"-]+)*)\s*\]`)
	keyForm    = regexp.MustCompile(`^([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=(.*)$`)
	stringForm = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'`)
)

// scanLines builds the index of a file.
func scanLines(data []byte) lineIndex {
	index := lineIndex{}
	counts := map[string]int{} // elements seen of each array of tables
	table := ""
	open, depth, element := "", 0, 0 // the array value that goes over several lines
	for i, raw := range strings.Split(string(data), "\n") {
		line := i + 1
		bare, _, _ := strings.Cut(stringForm.ReplaceAllString(raw, `""`), "#")
		bare = strings.TrimSpace(bare)
		if depth > 0 {
			if depth == 1 && strings.HasPrefix(bare, "{") {
				index[fmt.Sprintf("%s[%d]", open, element)] = line
				element++
			}
			depth += nesting(bare)
			continue
		}
		if m := headerForm.FindStringSubmatch(bare); m != nil {
			table = resolve(m[2], m[1] == "[[", counts)
			if _, known := index[table]; !known {
				index[table] = line
			}
			continue
		}
		if m := keyForm.FindStringSubmatch(bare); m != nil {
			path := join(table, strings.ReplaceAll(m[1], " ", ""))
			index[path] = line
			open, element = path, 0
			depth = nesting(m[2])
		}
	}
	return index
}

// nesting is how many brackets more are opened than closed.
func nesting(bare string) int {
	return strings.Count(bare, "[") - strings.Count(bare, "]")
}

// resolve gives the path of a table header: each step that names an array of
// tables stands for its newest element.
func resolve(name string, isElement bool, counts map[string]int) string {
	path := ""
	steps := strings.Split(strings.ReplaceAll(name, " ", ""), ".")
	for i, step := range steps {
		path = join(path, strings.Trim(step, `"`))
		switch n := counts[path]; {
		case i == len(steps)-1 && isElement:
			counts[path]++
			path = fmt.Sprintf("%s[%d]", path, n)
		case n > 0:
			path = fmt.Sprintf("%s[%d]", path, n-1)
		}
	}
	return path
}
