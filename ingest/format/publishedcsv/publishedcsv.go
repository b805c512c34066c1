// Package publishedcsv reads the published figures: comma-separated UTF-8 with one
// header row, in the schema that datasets/published describes.
//
// A file is told by its first column, id, and the columns period, measure, unit
// and value. Numbers are written 1234.5; a row whose unit is "text" carries a
// text in its value column. Each row names the page it was read from
// (source, source_url, published_on), how it was derived when it was, and a note;
// harmonisation keeps them with the value, because a published figure without its
// page can't be checked.
//
// Invariants: those of package format. The reader refuses files without the
// required columns and has no opinion on what the figures say.
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

// Columns that carry the origin of a row. They are kept in the note of a value.
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
