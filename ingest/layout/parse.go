package layout

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/number"
	"fabbisogno/ingest/format/xlsx"
)

// parsed is the head of a sheet cut into title, header and the start of the body.
type parsed struct {
	sheet      *sheet
	head       []gridRow
	layout     catalog.Layout
	header     int // index of the first header row
	body       int // index after the last header row
	first      int // index of the first row of values
	label      int // column of the labels
	title      string
	headerText string
}

// choose finds the layout that a sheet fits best; nil when none does. A layout
// that fits by its words and declares another sheet, or this one and it is hidden,
// goes to astray.
func choose(s *sheet, head []gridRow, layouts []catalog.Layout, astray func(id string)) (*parsed, error) {
	var best *parsed
	length, tie := 0, false
	for _, l := range layouts {
		p := parse(s, head, l)
		if p == nil {
			continue
		}
		n, ok := matched(p.title, l.TitleWords)
		m, okHeader := matched(p.headerText, l.HeaderWords)
		if !ok || !okHeader {
			continue
		}
		if l.Sheet != "" && (l.Sheet != s.name || s.hidden) {
			astray(l.ID)
			continue
		}
		if len(l.TitleWords) == 0 { // words of the title count before those of the header
			n = m
		}
		switch {
		case best == nil || n > length:
			best, length, tie = p, n, false
		case n == length:
			tie = true
		}
	}
	if tie {
		return nil, format.Refuse("layout-ambiguous", "give the layouts different title words in the catalogue file",
			"sheet %q fits more than one declared table", s.name)
	}
	return best, nil
}

// matched says whether all words stand in text, and how long they are.
func matched(text string, words []string) (n int, ok bool) {
	for _, word := range words {
		word = format.FoldAccents(word)
		if !strings.Contains(text, word) {
			return 0, false
		}
		n += len(word)
	}
	return n, true
}

// parse finds where title, header and body of a sheet begin if it holds the
// table of the layout; nil when it has no row of values.
func parse(s *sheet, head []gridRow, l catalog.Layout) *parsed {
	p := &parsed{sheet: s, head: head, layout: l, first: len(head)}
	from := 0
	if l.HeaderRows > 0 {
		if !p.anchor() {
			return nil
		}
		from = p.body
	}
	marks := map[string]bool{}
	for _, m := range slices.Concat(l.Suppressed, l.Missing, l.Zero) {
		marks[m] = true
	}
	for i := from; i < len(head); i++ {
		cells := head[i].Cells
		if len(cells) < 2 || l.HeaderRows == 0 && cells[0].Kind != xlsx.Text {
			continue
		}
		if slices.ContainsFunc(cells[1:], func(c xlsx.Cell) bool { return isValue(c, marks) }) {
			p.first, p.label = i, cells[0].Column
			break
		}
	}
	if p.first == len(head) {
		return nil
	}
	if l.HeaderRows == 0 {
		p.findHeader()
	}
	p.title = format.FoldAccents(strings.Join(texts(head[:p.header]), " "))
	p.headerText = format.FoldAccents(strings.Join(texts(head[p.header:p.body]), " "))
	p.findLabels()
	return p
}

// texts of all cells of rows.
func texts(rows []gridRow) []string {
	var out []string
	for _, r := range rows {
		for _, c := range r.Cells {
			out = append(out, c.Text)
		}
	}
	return out
}

// anchor finds the declared number of header rows by the header words: the first
// rows that hold all of them and reach over more than one column.
func (p *parsed) anchor() bool {
	for i := range p.head {
		end := i
		for n := 0; end < len(p.head) && n < p.layout.HeaderRows; end++ {
			if len(p.head[end].Cells) > 0 {
				n++
			}
		}
		if len(p.head[i].Cells) < 2 {
			continue
		}
		text := format.FoldAccents(strings.Join(texts(p.head[i:end]), " "))
		if _, ok := matched(text, p.layout.HeaderWords); ok {
			p.header, p.body = i, end
			return true
		}
	}
	return false
}

// findHeader looks upwards from the first row of values: rows that reach beyond
// the labels and follow one another without an empty row are the header. Labels
// alone may stand between it and the values (the first group), and empty lines.
func (p *parsed) findHeader() {
	rows := p.head
	p.header, p.body = p.first, p.first
	below := p.first // index of the row below with content
	for i := p.first - 1; i >= 0; i-- {
		if len(rows[i].Cells) == 0 {
			continue
		}
		wide := rows[i].Cells[len(rows[i].Cells)-1].Column > p.label
		next := below == p.first || rows[below].Number == rows[i].Number+1
		inHeader := p.header < p.first
		if inHeader && (!wide || !next) {
			return
		}
		if wide {
			p.header = i
			if !inHeader {
				p.body = i + 1
			}
		}
		below = i
	}
}

// findLabels finds the column of labels by the words of its header; without
// words it is the first column of the first row of values.
func (p *parsed) findLabels() {
	if len(p.layout.LabelWords) == 0 {
		return
	}
	last := 0
	for _, r := range p.head[p.header:] {
		if n := len(r.Cells); n > 0 {
			last = max(last, r.Cells[n-1].Column)
		}
	}
	for n := 1; n <= last; n++ {
		text := format.FoldAccents(strings.Join(Column{Heads: p.heads(n)}.Parts(), " "))
		if _, ok := matched(text, p.layout.LabelWords); ok {
			p.label = n
			return
		}
	}
}

// isValue says whether a cell may be a value: a number, a text that is one in
// Italian, or a mark for a value that is not given.
func isValue(c xlsx.Cell, marks map[string]bool) bool {
	switch c.Kind {
	case xlsx.Number:
		return true
	case xlsx.Text:
		text := strings.TrimSpace(c.Text)
		if marks[text] {
			return true
		}
		_, err := number.Parse(text, number.Italian)
		return err == nil
	}
	return false
}

// table makes the table of the layout from the parsed sheet.
func (p *parsed) table() (Table, error) {
	t := Table{Sheet: p.sheet.name, Layout: p.layout, Title: texts(p.head[:p.header]), parsed: p}
	last, used := 0, map[int]bool{}
	for i, r := range p.head[p.header:] {
		for _, c := range r.Cells {
			last = max(last, c.Column)
			used[c.Column] = used[c.Column] || p.header+i >= p.first
		}
	}
	for n := p.label + 1; n <= last; n++ {
		if heads := p.heads(n); used[n] || len((Column{Heads: heads}).Parts()) > 0 {
			t.Columns = append(t.Columns, Column{Number: n, Heads: heads})
		}
	}
	if len(p.layout.Columns) > 0 {
		if err := p.assign(t.Columns); err != nil {
			return Table{}, err
		}
	}
	return t, nil
}

// heads are the header texts over a column, one a header row. A merged text
// counts in its first row and in all columns that it covers; in a CSV file, a
// text above the last header row covers the empty cells right of it.
func (p *parsed) heads(column int) []string {
	var heads []string
	rows := p.head[p.header:p.body]
	for i, r := range rows {
		if len(r.Cells) == 0 {
			continue
		}
		at := column
		for _, m := range p.sheet.merges {
			if m.FirstRow == r.Number && m.FirstColumn <= column && column <= m.LastColumn {
				at = m.FirstColumn
				break
			}
		}
		text := ""
		for _, c := range r.Cells {
			if c.Column == at || p.sheet.spread && i < len(rows)-1 && c.Column <= column && c.Column > p.label {
				text = strings.Join(strings.Fields(c.Text), " ")
			}
		}
		heads = append(heads, text)
	}
	return heads
}

// assign finds the declared measure of each column by the words of its header;
// of several that fit, the one with the most words counts. Where codes go across
// too, several columns may have one measure.
func (p *parsed) assign(columns []Column) error {
	l := p.layout
	owner := make([]int, len(l.Columns)) // sheet column, 0: none
	for i := range columns {
		header := format.FoldAccents(columns[i].Header())
		best, length, tie := -1, 0, false
		for j, c := range l.Columns {
			switch n, ok := matched(header, c.Words); {
			case !ok:
			case n > length:
				best, length, tie = j, n, false
			case n == length:
				tie = true
			}
		}
		if best < 0 {
			continue
		}
		if tie || owner[best] > 0 && len(l.Across) == 0 {
			return format.Refuse("column-ambiguous", "give the columns more words in the catalogue file",
				"sheet %q: the header of column %s, %q, does not tell which declared column it is", p.sheet.name, xlsx.Letters(columns[i].Number), format.Cut(columns[i].Header()))
		}
		owner[best] = columns[i].Number
		columns[i].Measure = &l.Columns[best]
	}
	for j, column := range owner {
		if column == 0 && !l.Columns[j].Optional {
			return format.Refuse("column-missing", "compare the header with the words in the catalogue file",
				"sheet %q: no column has the header words %s", p.sheet.name, quoted(l.Columns[j].Words))
		}
	}
	return nil
}

func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	return strings.Join(out, ", ")
}
