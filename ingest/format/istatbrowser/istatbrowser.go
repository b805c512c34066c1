package istatbrowser

import (
	"bytes"
	"fmt"
	"io"
	"regexp"

	"fabbisogno/ingest/format"
)

// ID of the format.
const ID = "istatbrowser"

// valueColumn is the name of the value column.
const valueColumn = "Osservazione"

// Recognise says whether the first line is a header of the data browser.
func Recognise(head []byte, name string) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, "\ufeff"), []byte("\n"))
	return bytes.HasPrefix(line, []byte("FREQ,")) && bytes.Contains(line, []byte(",TIME_PERIOD,"+valueColumn))
}

// Reader is the Source of a file.
type Reader struct {
	*format.View
	status, value int // places of OBS_STATUS and OBS_VALUE; -1: none
}

var _ format.Source = (*Reader)(nil)

// Open reads and checks the header.
func Open(r io.Reader) (*Reader, error) {
	table, err := format.OpenTable(r, format.Dialect{FirstColumn: "FREQ", Required: []string{"TIME_PERIOD", valueColumn},
		Quote: '\'', Escape: '"', LabelColumns: true})
	if err != nil {
		return nil, err
	}
	picks, err := pair(table.Columns())
	if err != nil {
		return nil, err
	}
	t := &Reader{status: -1, value: -1}
	for i, p := range picks {
		switch p.Name {
		case "OBS_STATUS":
			t.status = i
		case "OBS_VALUE":
			t.value = i
		}
	}
	t.View, err = format.NewView(table, picks)
	return t, err
}

var codeName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// pair joins each column of codes with the column of labels that follows it.
func pair(columns []format.Column) ([]format.Pick, error) {
	var picks []format.Pick
	for i := 0; i < len(columns); i++ {
		name := columns[i].Name
		p := format.Pick{Column: format.Column{Name: name}, From: i, Label: -1}
		switch {
		case name == valueColumn:
			p.Column = format.Column{Name: "OBS_VALUE", Label: valueColumn}
		case name == "TIME_PERIOD":
		case !codeName.MatchString(name) || i+1 == len(columns) || columns[i+1].Name == valueColumn || columns[i+1].Name == "TIME_PERIOD":
			return nil, &format.Refusal{Rule: "columns", Line: 1, Message: fmt.Sprintf("the columns do not come in pairs of code and label: column %d is %q", i+1, format.Cut(name)),
				Hint: "download the file again from the data browser, with codes and labels"}
		default:
			p.Column.Label, p.Label = columns[i+1].Name, i+1
			i++
		}
		picks = append(picks, p)
	}
	return picks, nil
}

// Next row. Titles are skipped.
func (t *Reader) Next() (format.Row, error) {
	row, err := t.View.Next()
	if err == nil && row.Cells != nil && t.status >= 0 && row.Cells[t.status] == "t" && isMissing(row.Cells[t.value]) {
		return format.Row{Number: row.Number, Skip: "title-row"}, nil
	}
	return row, err
}

func isMissing(value string) bool { return value == "" || value == ".." }
