package publish

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/page"
)

const ruleMarkup = "HTML without mistakes"

// Elements that have no content and no end tag.
var voidElements = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// Elements that may not stand inside a paragraph, heading, or other line of text: a
// browser ends the paragraph before them, and the page is no longer what was written.
var blockElements = []string{"address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figure", "footer", "form",
	"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"}

// Elements that hold text and parts of text only.
var phrasingOnly = []string{"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "b", "strong", "em", "code", "pre", "time", "button", "summary", "dt", "label", "small"}

// parents an element must stand in, where it may not stand anywhere.
var parents = map[string][]string{
	"li": {"ul", "ol", "menu"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "tr": {"thead", "tbody", "tfoot"}, "th": {"tr"}, "td": {"tr"},
	"thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"}, "caption": {"table"}, "summary": {"details"}, "option": {"select", "datalist"},
	"title": {"head", "svg", "g", "path", "rect", "circle"}, "head": {"html"}, "body": {"html"},
}

// children an element may have, where it may not have any.
var children = map[string][]string{
	"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "table": {"caption", "colgroup", "thead", "tbody", "tfoot"}, "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "tr": {"th", "td"},
}

// Elements that a reader acts on; none may stand inside another.
var interactive = []string{"a", "button", "input", "select", "textarea", "details", "label"}

// markup reads a page as it was written, not as a browser would repair it.
type markup struct {
	page  string
	open  []string
	ids   map[string]bool
	named []string // ids that other elements name
	out   []Problem
}

// checkMarkup holds a page to the rules of HTML that a browser silently repairs: every
// element is closed, in order, and stands where it may; attributes stand once; ids
// that are referred to are there. It is stricter than the standard, which lets some
// end tags go: pages of this program write them all.
func checkMarkup(f page.File) []Problem {
	m := &markup{page: f.Path, ids: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(f.Body))
	first := true
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF {
				m.wrong("page", err.Error())
			}
			m.finish()
			return m.out
		case html.DoctypeToken:
			if !first || !strings.EqualFold(string(z.Text()), "html") {
				m.wrong("doctype", "it stands first and says html")
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			if first {
				m.wrong("doctype", "there is none at the top")
			}
			written := countAttributes(z.Raw())
			t := z.Token()
			if written != len(t.Attr) { // the tokenizer keeps the first of a name
				m.wrong(t.Data, "an attribute stands twice")
			}
			m.start(t, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			m.end(z.Token().Data)
		case html.TextToken:
			m.text(string(z.Text()))
			continue // white space before the doctype is none
		}
		first = false
	}
}

func (m *markup) wrong(element, hint string) {
	m.out = append(m.out, Problem{m.page, element, ruleMarkup, hint})
}

func (m *markup) parent() string {
	if len(m.open) == 0 {
		return ""
	}
	return m.open[len(m.open)-1]
}

func (m *markup) inDrawing() bool { return slices.Contains(m.open, "svg") }

func (m *markup) start(t html.Token, closed bool) {
	m.attributes(t)
	parent := m.parent()
	if !m.inDrawing() {
		m.place(t.Data, parent)
	}
	switch {
	case closed && !m.inDrawing() && t.Data != "svg" && !slices.Contains(voidElements, t.Data):
		m.wrong(t.Data, "only elements without content close themselves")
	case closed, slices.Contains(voidElements, t.Data):
	default:
		m.open = append(m.open, t.Data)
	}
}

// place says whether an element may stand in its parent.
func (m *markup) place(name, parent string) {
	if slices.Contains(blockElements, name) {
		for i := len(m.open) - 1; i >= 0 && slices.Contains(phrasingOnly, m.open[i]); i-- {
			// A heading may stand in a summary.
			if !(m.open[i] == "summary" && len(name) == 2 && name[0] == 'h') {
				m.wrong(name, "it cannot stand in "+m.open[i])
			}
		}
	}
	if allowed, bound := parents[name]; bound && !slices.Contains(allowed, parent) {
		m.wrong(name, fmt.Sprintf("it stands in %s, not in any of %s", parent, strings.Join(allowed, ", ")))
	}
	if allowed, bound := children[parent]; bound && !slices.Contains(allowed, name) {
		m.wrong(parent, "it cannot hold "+name)
	}
	if slices.Contains(interactive, name) {
		for _, outer := range m.open {
			if slices.Contains(interactive, outer) && !(outer == "details" || outer == "label" && name != "label") {
				m.wrong(name, "it stands in "+outer+", and only one of them can be acted on")
			}
		}
	}
}

// attributes: ids hold no space, what they name is looked up at the end.
func (m *markup) attributes(t html.Token) {
	hasAlt := false
	for _, a := range t.Attr {
		hasAlt = hasAlt || a.Key == "alt"
		switch {
		case a.Key == "id":
			if a.Val == "" || strings.ContainsAny(a.Val, " \t\n") {
				m.wrong(t.Data, fmt.Sprintf("id %q is empty or holds a space", a.Val))
			}
			m.ids[a.Val] = true
		case slices.Contains([]string{"aria-labelledby", "aria-describedby", "aria-controls", "for", "headers", "list"}, a.Key):
			m.named = append(m.named, strings.Fields(a.Val)...)
		case strings.ContainsAny(a.Key, "\"'<=`"):
			m.wrong(t.Data, fmt.Sprintf("attribute %q: a quote is missing before it", a.Key))
		}
	}
	if t.Data == "img" && !hasAlt {
		m.wrong("img", "it has no alt")
	}
}

// countAttributes of a start tag as it is written.
func countAttributes(tag []byte) int {
	n := 0
	var quote byte
	inName := true // the name of the element
	for i, c := range tag {
		switch {
		case quote != 0:
			if c == quote {
				quote, inName = 0, false
			}
		case (c == '"' || c == '\'') && i > 0 && tag[i-1] == '=':
			quote = c
		case c == ' ' || c == '\n' || c == '\t' || c == '/' || c == '>':
			inName = false
		case !inName && tag[i-1] != '=':
			n, inName = n+1, true
		case c == '=':
			inName = true // and its value, up to a space
		}
	}
	return n
}

func (m *markup) end(name string) {
	if slices.Contains(voidElements, name) && !m.inDrawing() {
		m.wrong(name, "an element without content has no end")
		return
	}
	if m.parent() == name {
		m.open = m.open[:len(m.open)-1]
		return
	}
	m.wrong(name, fmt.Sprintf("it ends where %q is open", m.parent()))
	if i := slices.Index(m.open, name); i >= 0 {
		m.open = m.open[:i]
	}
}

// text may not stand in parts of tables and lists, which push it out.
func (m *markup) text(s string) {
	if _, bound := children[m.parent()]; bound && !m.inDrawing() && strings.TrimSpace(s) != "" {
		m.wrong(m.parent(), "text stands in it: "+short(strings.TrimSpace(s)))
	}
}

func (m *markup) finish() {
	for _, name := range m.open {
		m.wrong(name, "it is not closed")
	}
	for _, id := range m.named {
		if !m.ids[id] {
			m.wrong("#"+id, "another element names it, and it is not there")
		}
	}
}
