package layout

import (
	"fmt"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
)

// body gives every row of a sheet its part, in the order of the sheet. Labels
// alone wait until a row of values shows that they are groups, or the end of the
// sheet that they are notes.
type body struct {
	table   *Table
	emit    func(Row) error
	index   int // of the row in the sheet
	columns map[int]int
	waiting []Row
	noted   bool // a footnote was met
	values  bool // a row of values was met
	cells   []Cell
}

// mostWaiting is how many labels alone may follow one another: more are a text,
// and then notes.
const mostWaiting = 10_000

// Each reads the rows of the table's sheet.
func (t *Table) Each(emit func(Row) error) error {
	b := &body{table: t, emit: emit, columns: map[int]int{}}
	for i, c := range t.Columns {
		b.columns[c.Number] = i
	}
	if err := t.parsed.sheet.each(b.row); err != nil {
		return err
	}
	return b.flush("footnote")
}

// flush gives the waiting rows a rule.
func (b *body) flush(rule string) error {
	for _, w := range b.waiting {
		w.Skip = rule
		if err := b.emit(w); err != nil {
			return err
		}
	}
	b.waiting = b.waiting[:0]
	return nil
}

func (b *body) row(r gridRow) error {
	p := b.table.parsed
	i := b.index
	b.index++
	row := Row{Sheet: p.sheet.name, Number: int64(r.Number)}
	for _, c := range r.Cells {
		if c.Column <= p.label && (row.Label == "" || c.Column == p.label) {
			row.Label = strings.Join(strings.Fields(c.Text), " ")
		}
	}
	alone := len(r.Cells) > 0 && r.Cells[len(r.Cells)-1].Column <= p.label
	switch {
	case r.fault != nil:
		row.Fault = r.fault
	case len(r.Cells) == 0:
		row.Skip = "blank"
	case i < p.header:
		row.Skip = "title"
	case i < p.body:
		row.Skip = "header"
	case b.values && (b.noted && alone || isFootnote(row.Label, p.layout.FootnoteMarks)):
		row.Skip, b.noted = "footnote", true
		if err := b.flush("group"); err != nil {
			return err
		}
	case alone:
		b.waiting = append(b.waiting, row)
		if len(b.waiting) > mostWaiting {
			b.noted = true
			return b.flush("footnote")
		}
		return nil
	default:
		if err := b.flush("group"); err != nil {
			return err
		}
		b.values = true
		if err := b.take(&row, r); err != nil {
			return err
		}
	}
	return b.emit(row)
}

// take collects the values of a row.
func (b *body) take(row *Row, r gridRow) error {
	p := b.table.parsed
	if want := p.head[p.header].width; r.width != want {
		row.Fault = &format.Fault{Rule: "ragged", Value: format.Cut(row.Label), Message: fmt.Sprintf("the row has %d cells, the header has %d", r.width, want),
			Hint: "correct the row at the source, or export the spreadsheet again"}
		return nil
	}
	label := -1
	for i, c := range r.Cells {
		if c.Column == p.label {
			label = i
		}
	}
	isText := label >= 0 && (r.Cells[label].Kind == xlsx.Text || p.layout.RowDimension == "period" || len(p.layout.LabelWords) > 0)
	if !isText || row.Label == "" {
		row.Fault = &format.Fault{Rule: "label-missing", Column: p.sheet.name + "!" + r.Cells[0].Ref, Value: format.Cut(r.Cells[0].Text),
			Message: "the row has values and no label", Hint: "give the row its label at the source"}
		return nil
	}
	b.cells = b.cells[:0]
	for _, c := range r.Cells {
		if i, ok := b.columns[c.Column]; ok {
			b.cells = append(b.cells, Cell{Column: i, Ref: p.sheet.name + "!" + c.Ref, Cell: c})
		} else if c.Column > p.label && strings.TrimSpace(c.Text) != "" {
			return format.Refuse("column-label", "give the column its header at the source",
				"sheet %q, column %s: the column has values and no header", p.sheet.name, xlsx.Letters(c.Column))
		}
	}
	row.Cells = b.cells
	return nil
}

func isFootnote(label string, marks []string) bool {
	for _, m := range marks {
		if strings.HasPrefix(format.Fold(label), format.Fold(m)) {
			return true
		}
	}
	return false
}

// String names the table for messages.
func (t Table) String() string { return fmt.Sprintf("sheet %q, layout %s", t.Sheet, t.Layout.ID) }
