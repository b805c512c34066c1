package excelsior

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
)

// parsed is a sheet cut into title, header and body.
type parsed struct {
	sheet      *xlsx.Sheet
	first      int // index of the first row of values; len(rows) when there is none
	header     int // index of the first header row
	body       int // index after the last header row
	label      int // column of the labels
	title      string
	headerText string
}

// parse finds where a sheet's title, header and body begin. The first row of
// values is the first row that begins with a text and has a value right of it.
func parse(s *xlsx.Sheet, layouts []catalog.Layout) *parsed {
	marks := map[string]bool{}
	for _, l := range layouts {
		for _, m := range l.Suppressed {
			marks[m] = true
		}
	}
	p := &parsed{sheet: s, first: len(s.Rows)}
	for i, r := range s.Rows {
		if r.Cells[0].Kind != xlsx.Text || len(r.Cells) < 2 {
			continue
		}
		if slices.ContainsFunc(r.Cells[1:], func(c xlsx.Cell) bool { return isValue(c, marks) }) {
			p.first, p.label = i, r.Cells[0].Column
			break
		}
	}
	if p.first == len(s.Rows) {
		return p
	}
	p.findHeader()
	var title []string
	for _, r := range s.Rows[:p.header] {
		for _, c := range r.Cells {
			title = append(title, c.Text)
		}
	}
	p.title = format.FoldAccents(strings.Join(title, " "))
	var header []string
	for _, r := range s.Rows[p.header:p.body] {
		for _, c := range r.Cells {
			header = append(header, c.Text)
		}
	}
	p.headerText = format.FoldAccents(strings.Join(header, " "))
	return p
}

// findHeader looks upwards from the first row of values: rows that reach beyond
// the labels and follow one another without an empty row are the header. Labels
// alone may stand between it and the values (the first group).
func (p *parsed) findHeader() {
	rows := p.sheet.Rows
	p.header, p.body = p.first, p.first
	for i := p.first - 1; i >= 0; i-- {
		wide := rows[i].Cells[len(rows[i].Cells)-1].Column > p.label
		next := i+1 == p.first || rows[i+1].Number == rows[i].Number+1
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
	}
}

// table makes the table of the layout from the parsed sheet.
func (p *parsed) table(l catalog.Layout) (Table, error) {
	t := Table{Sheet: p.sheet.Name, Layout: l}
	for _, r := range p.sheet.Rows[:p.header] {
		for _, c := range r.Cells {
			t.Title = append(t.Title, c.Text)
		}
	}
	t.Columns = p.columns()
	if l.ColumnDimension == "" {
		if err := p.assign(t.Columns, l); err != nil {
			return Table{}, err
		}
	}
	p.rows(&t)
	return t, nil
}

// columns are those right of the labels that have a header or a value.
func (p *parsed) columns() []Column {
	last := 0
	for _, r := range p.sheet.Rows[p.header:] {
		last = max(last, r.Cells[len(r.Cells)-1].Column)
	}
	used := map[int]bool{}
	for _, r := range p.sheet.Rows[p.first:] {
		for _, c := range r.Cells {
			used[c.Column] = true
		}
	}
	var columns []Column
	for n := p.label + 1; n <= last; n++ {
		parts := p.headerParts(n)
		if len(parts) > 0 || used[n] {
			columns = append(columns, Column{Number: n, Parts: parts})
		}
	}
	return columns
}

// headerParts are the header texts over a column, a merged text once.
func (p *parsed) headerParts(column int) []string {
	var parts []string
	for _, r := range p.sheet.Rows[p.header:p.body] {
		at := column
		for _, m := range p.sheet.Merges {
			if m.FirstRow == r.Number && m.FirstColumn <= column && column <= m.LastColumn {
				at = m.FirstColumn
				break
			}
		}
		for _, c := range r.Cells {
			if c.Column == at {
				if text := strings.Join(strings.Fields(c.Text), " "); text != "" {
					parts = append(parts, text)
				}
			}
		}
	}
	return parts
}

// assign finds the declared measure of each column by the words of its header;
// of several that fit, the one with the most words counts.
func (p *parsed) assign(columns []Column, l catalog.Layout) error {
	owner := make([]int, len(l.Columns)) // sheet column, 0: none
	for i := range columns {
		header := format.FoldAccents(columns[i].Header())
		best, length, tie := -1, 0, false
		for j, c := range l.Columns {
			switch n := matched(header, c.Words); {
			case n > length:
				best, length, tie = j, n, false
			case n > 0 && n == length:
				tie = true
			}
		}
		if best < 0 {
			continue
		}
		if tie || owner[best] > 0 {
			return format.Refuse("column-ambiguous", "give the columns more words in the catalogue file",
				"sheet %q: the header of column %s, %q, does not tell which declared column it is", p.sheet.Name, xlsx.Letters(columns[i].Number), format.Cut(columns[i].Header()))
		}
		owner[best] = columns[i].Number
		columns[i].Measure = &l.Columns[best]
	}
	for j, column := range owner {
		if column == 0 {
			return format.Refuse("column-missing", "compare the header with the words in the catalogue file",
				"sheet %q: no column has the header words %s", p.sheet.Name, quoted(l.Columns[j].Words))
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

// rows gives every row of the sheet its part.
func (p *parsed) rows(t *Table) {
	position := map[int]int{}
	for i, c := range t.Columns {
		position[c.Number] = i
	}
	last := p.first // index of the last row of values
	for i, r := range p.sheet.Rows {
		if i > p.first && r.Cells[len(r.Cells)-1].Column > p.label {
			last = i
		}
	}
	noted := false
	for i, r := range p.sheet.Rows {
		row := Row{Sheet: p.sheet.Name, Number: int64(r.Number)}
		if r.Cells[0].Column <= p.label {
			row.Label = strings.Join(strings.Fields(r.Cells[0].Text), " ")
		}
		alone := r.Cells[len(r.Cells)-1].Column <= p.label
		switch {
		case i < p.header:
			row.Skip = "title"
		case i < p.body:
			row.Skip = "header"
		case i > p.first && (noted && alone || isFootnote(row.Label, t.Layout.FootnoteMarks)), alone && i > last:
			row.Skip, noted = "footnote", true
		case alone:
			row.Skip = "group"
		default:
			p.values(&row, r, position)
		}
		t.Rows = append(t.Rows, row)
	}
}

func (p *parsed) values(row *Row, r xlsx.Row, position map[int]int) {
	if row.Label == "" || r.Cells[0].Kind != xlsx.Text {
		row.Fault = &format.Fault{Rule: "label-missing", Column: p.sheet.Name + "!" + r.Cells[0].Ref, Value: format.Cut(r.Cells[0].Text),
			Message: "the row has values and no label", Hint: "give the row its label at the source"}
		return
	}
	for _, c := range r.Cells {
		if i, ok := position[c.Column]; ok {
			row.Cells = append(row.Cells, Cell{Column: i, Ref: p.sheet.Name + "!" + c.Ref, Cell: c})
		}
	}
}

func isFootnote(label string, marks []string) bool {
	for _, m := range marks {
		if strings.HasPrefix(format.Fold(label), format.Fold(m)) {
			return true
		}
	}
	return false
}
