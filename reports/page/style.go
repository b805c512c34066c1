package page

import (
	"bytes"
	"fmt"
	"regexp"

	"fabbisogno/reports/chart"
)

// style is the style sheet of the site: the colours of the drawings, from their
// one list, then the sheet of the pages. Colours follow the reader's system, the
// switch of the page, and on paper they are always the light ones.
func style() []byte {
	var b bytes.Buffer
	block := func(open, closing string, value func(chart.Colour) string) {
		b.WriteString(open)
		for _, c := range chart.Palette() {
			fmt.Fprintf(&b, "--%s:%s;", c.Name, value(c))
		}
		b.WriteString(closing)
	}
	light := func(c chart.Colour) string { return c.Light }
	dark := func(c chart.Colour) string { return c.Dark }
	block(":root{", "}\n", light)
	block(":root[data-theme=\"dark\"]{", "}\n", dark)
	block("@media (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){", "}}\n", dark)
	block("@media print{:root,:root[data-theme=\"dark\"],:root:not([data-theme=\"light\"]){", "}}\n",
		func(c chart.Colour) string { return c.Print })
	b.WriteString(chart.Style + "\n")
	b.Write(bare(styleCSS))
	return b.Bytes()
}

// bare is a style sheet without what is there for its writers: comments, indents and
// the spaces beside braces, colons and semicolons, none of which stand in a text of it.
func bare(css []byte) []byte {
	css = cssComment.ReplaceAll(css, nil)
	var b bytes.Buffer
	for line := range bytes.Lines(css) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	out := b.Bytes()
	// A colon with a space after it parts property and value; in selectors none has one.
	for _, sign := range []string{"{", "}", ";", ":"} {
		out = bytes.ReplaceAll(out, []byte(sign+" "), []byte(sign))
	}
	for _, sign := range []string{"{", "}"} {
		out = bytes.ReplaceAll(out, []byte(" "+sign), []byte(sign))
	}
	return bytes.ReplaceAll(out, []byte(";}"), []byte("}"))
}

var cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
