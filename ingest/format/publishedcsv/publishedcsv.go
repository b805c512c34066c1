package publishedcsv

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// ID of the format in catalogue files.
const ID = "publishedcsv"

// required columns; a file without one of them is of another form.
var required = []string{"period", "measure", "unit", "value", "source_url"}

// Recognise says whether the first line has the columns of published figures.
func Recognise(head []byte, name string) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	columns := strings.Split(strings.Trim(string(line), "\r\ufeff"), ",")
	if len(columns) == 0 || columns[0] != "id" {
		return false
	}
	for _, name := range required {
		if !slices.Contains(columns, name) {
			return false
		}
	}
	return true
}

// Open begins to read.
func Open(r io.Reader) (*format.Table, error) {
	return format.OpenTable(r, format.Dialect{FirstColumn: "id", Required: required})
}
