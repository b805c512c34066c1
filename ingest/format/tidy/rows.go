package tidy

import (
	"io"
	"iter"

	"fabbisogno/ingest/format"
)

// Rows is the Source of a table that something else reads, as a Parquet file is.
type Rows struct {
	next func() ([]string, error, bool)
	stop func()
	melt melt
	row  int64
}

var _ format.Source = (*Rows)(nil)

// OpenRows gives rows whose cells stand in the order of the declared columns.
// Rows are numbered from 1.
func OpenRows(rows iter.Seq2[[]string, error], s Spec) *Rows {
	columns := make([]format.Column, len(s.Columns))
	for i, name := range s.Columns {
		columns[i].Name = name
	}
	t := &Rows{melt: newMelt(columns, s.Values)}
	t.next, t.stop = iter.Pull2(rows)
	return t
}

// Columns of the rows: the declared ones without those of values, and OBS_VALUE.
func (t *Rows) Columns() []format.Column { return t.melt.columns }

// Next row: a value of the row at hand, or the first of the next row.
func (t *Rows) Next() (format.Row, error) {
	if row, ok := t.melt.next(); ok {
		return row, nil
	}
	cells, err, ok := t.next()
	if !ok {
		return format.Row{}, io.EOF
	}
	if err != nil {
		return format.Row{}, err
	}
	t.row++
	row := format.Row{Number: t.row, Cells: cells}
	for i, cell := range cells {
		if _, _, rule := format.Clean(cell); rule != "" {
			row.Cells, row.Fault = nil, format.CleanFault(rule, t.name(i), cell)
			return row, nil
		}
	}
	return t.melt.begin(row), nil
}

func (t *Rows) name(i int) string {
	for j, from := range t.melt.keep {
		if from == i {
			return t.melt.columns[j].Name
		}
	}
	return Value
}

// Notes of the table.
func (t *Rows) Notes() []format.Note {
	notes := []format.Note{{Rule: "numbered-by-element", Count: 1, Severity: "note", Message: "rows are numbered as they stand in the table, from 1"}}
	if t.row == 0 {
		notes = append(notes, format.Note{Rule: "no-rows", Count: 1, Severity: "warning", Message: "the file has a header and no rows"})
	}
	format.SortNotes(notes)
	return notes
}

// Close ends the reading.
func (t *Rows) Close() error {
	t.stop()
	return nil
}
