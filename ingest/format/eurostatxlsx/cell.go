package eurostatxlsx

import (
	"strconv"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/eurostattsv"
	"fabbisogno/ingest/format/number"
	"fabbisogno/ingest/format/xlsx"
)

// cell is the row of the next value of the row at hand.
func (r *Reader) cell() format.Row {
	v := r.at.values[r.value]
	r.value++
	row := format.Row{Number: int64(r.row.Number), Column: r.at.name + "!" + xlsx.Ref(v.column, r.row.Number)}
	var value, flags xlsx.Cell
	for _, c := range r.row.Cells {
		switch {
		case c.Column == v.column:
			value = c
		case v.flags && c.Column == v.column+1:
			flags = c
		}
	}
	text, fault := valueText(value)
	if fault == nil {
		fault = r.fill(v, text, strings.TrimSpace(flags.Text))
	}
	if fault != nil {
		fault.Column = row.Column
		row.Fault = fault
		return row
	}
	row.Cells = r.out
	return row
}

// valueText is a value as SDMX-CSV would write it: a number, or ":".
func valueText(c xlsx.Cell) (string, *format.Fault) {
	text := strings.TrimSpace(c.Text)
	switch {
	case c.Kind == 0 || text == "" && c.Kind == xlsx.Text, text == ":":
		return text, nil
	case c.Kind == xlsx.Failure:
		return "", &format.Fault{Rule: "formula", Value: format.Cut(c.Text), Message: "the cell holds an error or a formula without a stored value",
			Hint: "open the workbook in a spreadsheet program, correct the formula and save it"}
	case c.Kind == xlsx.Bool || c.Date || c.Percent:
		return "", &format.Fault{Rule: "value-type", Value: format.Cut(c.Text), Message: "the cell holds a date, a percentage or a truth value", Hint: "download the file again"}
	case c.Kind == xlsx.Number:
		if v, err := number.Parse(text, number.Stored); err == nil && strings.ContainsAny(text, "eE") {
			return strconv.FormatFloat(v.Number, 'f', -1, 64), nil
		}
		return text, nil
	}
	if _, _, ok := eurostattsv.Split(text); !ok {
		return "", &format.Fault{Rule: "number", Value: format.Cut(text), Message: `the cell is neither a number nor ":"`, Hint: "correct the cell at the source, or download the file again"}
	}
	return text, nil
}

// fill writes the columns of one value.
func (r *Reader) fill(v value, text, flags string) *format.Fault {
	if number, more, ok := eurostattsv.Split(text); ok {
		text, flags = number, strings.TrimSpace(more+" "+flags)
	}
	for i := 0; i < len(flags); i++ {
		if c := flags[i]; c != ' ' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return &format.Fault{Rule: "number", Value: format.Cut(flags), Message: "the column of flags holds something else", Hint: "download the file again"}
		}
	}
	position, period := v.key, r.key
	if r.at.across.isTime {
		position, period = period, position
	}
	cells := append(r.out[:0], r.at.flow)
	for _, f := range r.at.fixed {
		cells = append(cells, f.position)
	}
	letters := strings.Join(strings.Split(strings.ReplaceAll(flags, " ", ""), ""), " ")
	r.out = append(cells, position, period, text, letters)
	return nil
}
