package sdmxcsv

import (
	"bytes"
	"fmt"
	"io"
	"regexp"

	"fabbisogno/ingest/format"
)

// ID of the format in catalogue files.
const ID = "sdmxcsv"

// Recognise says whether the first characters of a file are the header of an
// SDMX-CSV 1.0 message: its first column is DATAFLOW.
func Recognise(head []byte, name string) bool {
	head = bytes.TrimLeft(head, " \ufeff\"")
	if !bytes.HasPrefix(head, []byte("DATAFLOW")) {
		return false
	}
	next := bytes.TrimPrefix(head, []byte("DATAFLOW"))
	return len(next) > 0 && bytes.ContainsAny(next[:1], ",;\t|:\"")
}

// Open begins to read a message. The columns are found by name.
func Open(r io.Reader) (*format.Table, error) {
	return format.OpenTable(r, format.Dialect{
		FirstColumn:   "DATAFLOW",
		Required:      []string{"TIME_PERIOD", "OBS_VALUE"},
		SplitLabels:   true,
		FootnoteMarks: []string{"(*)", "(a)", "* ", "Fonte", "Nota:", "Source:"},
	})
}

// Flow is the parsed name of a dataflow: IT1:534_1038(1.0).
type Flow struct{ Agency, ID, Version string }

var flowForm = regexp.MustCompile(`^([A-Za-z0-9_.-]+):([A-Za-z0-9_@$-]+)\(([0-9.]+)\)$`)

// ParseFlow reads the DATAFLOW cell of a row.
func ParseFlow(text string) (Flow, error) {
	m := flowForm.FindStringSubmatch(text)
	if m == nil {
		return Flow{}, fmt.Errorf("parse dataflow %q: expected a form such as IT1:534_1038(1.0)", format.Cut(text))
	}
	return Flow{m[1], m[2], m[3]}, nil
}
