package sdmxcsv2

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// ID of the format.
const ID = "sdmxcsv2"

// Reader is the Source of a message.
type Reader struct {
	*format.View
	at     places
	period int   // place of TIME_PERIOD in the rows; -1: none
	values []int // places of OBS_VALUE, OBS_VALUE1 ...

	mayComma bool // cells are parted by semicolons
	commas   int64
	points   int64
	others   int64 // rows that name something else than a data flow
}

var _ format.Source = (*Reader)(nil)

// Open reads and checks the header.
func Open(r io.Reader) (*Reader, error) {
	t := &Reader{period: -1}
	table, err := format.OpenTableBy(r, func(head []byte) (format.Dialect, error) {
		d, err := dialect(head)
		t.mayComma = d.Separator == ';'
		return d, err
	})
	if err != nil {
		return nil, err
	}
	var columns []format.Pick
	if columns, t.at, err = picks(table.Columns()); err != nil {
		return nil, err
	}
	for i, c := range columns {
		switch {
		case c.Name == "TIME_PERIOD":
			t.period = i
		case strings.TrimRight(c.Name, "0123456789") == "OBS_VALUE":
			t.values = append(t.values, i)
		}
	}
	t.View, err = format.NewView(table, columns)
	return t, err
}

// Next row.
func (t *Reader) Next() (format.Row, error) {
	row, err := t.View.Next()
	if err != nil || row.Cells == nil {
		return row, err
	}
	raw := t.Raw()
	if fault := t.structure(raw); fault != nil {
		return format.Row{Number: row.Number, Fault: fault}, nil
	}
	if t.at.action >= 0 {
		switch action := raw[t.at.action]; action {
		case "A", "I", "M", "R", "":
		case "D":
			return format.Row{Number: row.Number, Skip: "deletion"}, nil
		default:
			return format.Row{Number: row.Number, Fault: &format.Fault{Rule: "action", Column: "ACTION", Value: format.Cut(action),
				Message: fmt.Sprintf("%q is not an action", format.Cut(action)), Hint: "actions are A, I, M, R and D"}}, nil
		}
	}
	if t.isAttributes(row.Cells) {
		return format.Row{Number: row.Number, Skip: "attribute-row"}, nil
	}
	if t.mayComma {
		err = t.decimal(&row)
	}
	return row, err
}

// structure checks the frame of a row.
func (t *Reader) structure(raw []string) *format.Fault {
	kind := raw[t.at.structure]
	switch strings.ToLower(kind) {
	case "dataflow":
	case "datastructure", "dataprovision":
		t.others++
	default:
		return &format.Fault{Rule: "structure-kind", Column: "STRUCTURE", Value: format.Cut(kind),
			Message: fmt.Sprintf("%q is not a kind of structure", format.Cut(kind)), Hint: "kinds are dataflow, datastructure and dataprovision"}
	}
	if raw[t.at.id] == "" {
		return &format.Fault{Rule: "structure-kind", Column: "STRUCTURE_ID", Message: "the row does not name its structure", Hint: "correct the row at the source"}
	}
	return nil
}

// isAttributes says whether a row has neither period nor value, though the file
// has columns for both: its attributes belong to more than one observation.
func (t *Reader) isAttributes(cells []string) bool {
	if t.period < 0 || len(t.values) == 0 || !isOff(cells[t.period]) {
		return false
	}
	return !slices.ContainsFunc(t.values, func(i int) bool { return !isOff(cells[i]) })
}

// isOff says whether a component is switched off in a row.
func isOff(cell string) bool { return cell == "" || cell == "~" }

// decimal writes a decimal comma as a point. A file has one or the other.
func (t *Reader) decimal(row *format.Row) error {
	for _, i := range t.values {
		switch cell := row.Cells[i]; {
		case isDecimal(cell, ','):
			row.Cells[i] = strings.Replace(cell, ",", ".", 1)
			t.commas++
		case isDecimal(cell, '.'):
			t.points++
		}
	}
	if t.commas > 0 && t.points > 0 {
		return &format.Refusal{Rule: "decimal-mixed", Line: row.Number, Message: "some values have a decimal comma and some a decimal point",
			Hint: "export the file with one decimal sign; 1.234 could mean two numbers"}
	}
	return nil
}

// isDecimal says whether a text is digits, the sign, digits.
func isDecimal(s string, sign byte) bool {
	whole, part, ok := strings.Cut(strings.TrimPrefix(s, "-"), string(sign))
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return ok && digits(whole) && digits(part)
}

// Notes of the message.
func (t *Reader) Notes() []format.Note {
	notes := t.View.Notes()
	if t.commas > 0 {
		notes = append(notes, format.Note{Rule: "decimal-comma", Count: t.commas, Message: "values with a decimal comma were read", Severity: "note"})
	}
	if t.others > 0 {
		notes = append(notes, format.Note{Rule: "structure-not-flow", Count: t.others, Message: "rows name a data structure or a provision agreement, not a data flow", Severity: "note"})
	}
	format.SortNotes(notes)
	return notes
}
