package mapping

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/ingest/harmonize"
)

// Suggest gives the line that would read the value of a row set aside as the
// nearest code, when there is one near enough to be meant. It is a suggestion:
// an analyst has to agree before it is written into mappings.csv.
func Suggest(c *catalog.Catalog, s *codes.Set, table, rule, column, value string) (Line, bool) {
	t, ok := c.Table(table)
	if !ok || value == "" || strings.HasSuffix(value, "...") || strings.ContainsRune(value, '\ufffd') {
		return Line{}, false // the text in the file is not known whole
	}
	for _, m := range candidates(s, t, rule, column, value) {
		if harmonize.CheckMapping(c, s, t, m) == nil {
			return Line{Table: table, Mapping: m}, true
		}
	}
	return Line{}, false
}

// candidates are lines that may fit, the likeliest first.
func candidates(s *codes.Set, t catalog.Table, rule, column, value string) []harmonize.Mapping {
	var out []harmonize.Mapping
	near := func(column, list string) {
		for _, code := range s.Nearest(list, value, 3) {
			if isNear(value, code) {
				out = append(out, harmonize.Mapping{Column: column, From: value, To: code})
			}
		}
	}
	switch rule {
	case "code":
		for _, d := range t.Dimensions {
			if d.Name == column {
				near(column, d.List)
			}
		}
	case "label":
		for _, l := range t.Layouts {
			if code, ok := nearestLabel(s, l.RowList, value); ok {
				out = append(out, harmonize.Mapping{Column: l.RowDimension, From: value, To: code})
			}
		}
	case "number":
		if !strings.ContainsAny(value, "0123456789") {
			at := column
			if len(t.Layouts) > 0 {
				at = "value"
			}
			out = append(out, harmonize.Mapping{Column: at, From: value, To: ":"})
		}
	}
	return out
}

// isNear says whether two texts differ by so little that a slip explains it: one
// character in three, and at least one.
func isNear(a, b string) bool { return codes.Distance(a, b) <= max(1, len([]rune(a))/3) }

// nearestLabel is the code whose name is written most like text.
func nearestLabel(s *codes.Set, list, text string) (string, bool) {
	l, _ := s.List(list)
	var names []string
	for _, it := range l.Items {
		names = append(names, it.Label.IT)
	}
	near := codes.NearestOf(names, text, 1)
	if len(near) == 0 || !isNear(text, near[0]) {
		return "", false
	}
	return l.Items[slices.Index(names, near[0])].Code, true
}

// Header is the first line of a file of mapping lines.
const Header = "table,column,from,to,note"

// String is the line as a file of mapping lines holds it.
func (l Line) String() string {
	to := l.To
	if l.Drop {
		to = DropWord
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write([]string{l.Table, l.Column, l.From, to, l.Note}); err != nil {
		return fmt.Sprint(err) // a buffer takes everything
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}
