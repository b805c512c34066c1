package sdmxjson

import (
	"fmt"
	"io"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// ID of the format.
const ID = "sdmxjson"

// maxSeries is the most observations of one series, which are held in memory
// because the attributes of a series may follow them.
const maxSeries = 1 << 20

// Limits of what is held in memory besides.
const (
	maxValues = 1 << 22 // listed for a dimension or attribute
	maxCells  = 1 << 12 // values in the list of one observation
	maxSets   = 1 << 14 // data sets, and structures
	maxGroups = 1 << 20 // groups of dimensions
	maxTexts  = 1 << 20 // keys that do not fit the structure
)

// Recognise says whether the first characters of a file begin an SDMX-JSON
// message: data, structures, or the errors and warnings that services answer.
func Recognise(head []byte, name string) bool {
	h, ok := jsonscan.Peek(head)
	if !ok {
		return false
	}
	for _, path := range []string{"dataSets", "structure.dimensions", "structure.links", "header.sender", "header.prepared", "meta.sender", "meta.prepared", "meta.schema", "meta.contentLanguages",
		"data.dataSets", "data.structure", "data.structures"} {
		if h.Paths[path] {
			return true
		}
	}
	for _, name := range artefactNames {
		if h.Paths["data."+name] || (name != "resources" && h.Paths[name]) {
			return true
		}
	}
	switch h.First {
	case "error", "errors", "warning", "warnings":
		return true
	}
	return h.Paths["resources"] && h.Paths["references"]
}

// Reader gives the observations of a message.
type Reader struct {
	text    *format.Text
	scan    *jsonscan.Scanner
	message *message
	table   *table
	set     int // index of the data set that is being read
	block   int
	isOpen  bool // the block has begun
	rows    int64
	counts  map[string]int64

	cells  []string
	places []int // of the dimensions of the current row
	values []raw
	all    []int // places of all dimensions, in the order of structure.key
	key    []byte
	one    oneSeries
}

var _ format.Source = (*Reader)(nil)

// Open goes through the message once to its end, so that structure and data may
// come in either order and damage is met before the first row.
func Open(f io.ReadSeeker) (*Reader, error) {
	text, err := format.OpenText(f, 0)
	if err != nil {
		return nil, err
	}
	m, err := readMessage(jsonscan.New(text))
	if err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	t, err := m.layOut()
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	text, err = format.OpenText(f, 0)
	if err != nil {
		return nil, err
	}
	return &Reader{text: text, scan: jsonscan.New(text), message: m, table: t, counts: map[string]int64{},
		cells: make([]string, len(t.columns))}, nil
}

// Columns of all data sets: DATAFLOW, dimensions, TIME_PERIOD, measures, attributes.
func (r *Reader) Columns() []format.Column { return r.table.columns }

// Close does nothing; the caller owns the file.
func (r *Reader) Close() error { return nil }

// Notes of the message.
func (r *Reader) Notes() []format.Note {
	notes := r.text.Notes()
	note := func(rule string, n int64, severity, message string) {
		if n > 0 {
			notes = append(notes, format.Note{Rule: rule, Count: n, Message: message, Severity: severity})
		}
	}
	note("number-exponent", r.counts["exponent"], "note", "numbers were written with an exponent; their decimal point was moved")
	note("missing-nan", r.counts["missing-nan"], "note", "NaN, which stands for a missing value in SDMX, was read as empty")
	var defaults int64
	for _, d := range r.message.sets {
		defaults += d.layout.defaults
	}
	note("attribute-default", defaults, "note", "attributes without a value have the default of the structure")
	for _, d := range r.message.sets {
		for _, level := range d.layout.attributes {
			for _, c := range level {
				if c.plain {
					note("attribute-uncoded", 1, "warning", fmt.Sprintf("the attribute %s lists no values and comes as a number, which is kept as it is", format.Cut(c.id)))
				}
			}
		}
	}
	for _, text := range r.message.texts {
		note("footer", 1, "warning", "the service says beside the data: "+text)
	}
	if r.message.isTest {
		note("test-message", 1, "warning", "the message says that it is a test")
	}
	note("numbered-by-element", min(r.rows, 1), "note", "rows are numbered by observations, because a message is often one line")
	if r.rows == 0 {
		note("no-rows", 1, "warning", "the message holds no observations")
	}
	format.SortNotes(notes)
	return notes
}
