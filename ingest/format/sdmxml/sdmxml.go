package sdmxml

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"time"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmx"
)

// ID of the format.
const ID = "sdmxml"

// roots of messages that are known by name; not all of them are read.
var roots = []string{"GenericData", "GenericTimeSeriesData", "StructureSpecificData", "StructureSpecificTimeSeriesData", "CompactData",
	"CrossSectionalData", "UtilityData", "MessageGroup", "Structure", "Error", "GenericMetadata", "StructureSpecificMetadata", "MetadataSet",
	"MetadataReport", "RegistryInterface", "QueryMessage"}

// Recognise says whether the first characters of a file begin an SDMX-ML
// message, of whatever kind. Kinds that hold no data are refused by Open, which
// can say what they are.
func Recognise(head []byte, name string) bool {
	root, tag := rootTag(head)
	if !bytes.Contains(bytes.ToLower(tag), []byte("sdmx.org/resources/sdmxml")) {
		return false
	}
	for _, known := range roots {
		if root == known {
			return true
		}
	}
	return false
}

// DescribesStructures says whether the first characters begin a structure message.
func DescribesStructures(head []byte) bool {
	root, _ := rootTag(head)
	return root == "Structure" && Recognise(head, "")
}

// rootTag is the local name of the root element and the text from there on.
func rootTag(head []byte) (string, []byte) {
	head = bytes.TrimLeft(head, " \t\r\n\ufeff")
	for bytes.HasPrefix(head, []byte("<?")) || bytes.HasPrefix(head, []byte("<!")) {
		end := "?>"
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(head, []byte("<!DOCTYPE")) && bytes.Contains(head[:min(len(head), 200)], []byte("[")):
			end = "]>"
		case bytes.HasPrefix(head, []byte("<!")):
			end = ">"
		}
		i := bytes.Index(head, []byte(end))
		if i < 0 {
			return "", nil
		}
		head = bytes.TrimLeft(head[i+len(end):], " \t\r\n")
	}
	if !bytes.HasPrefix(head, []byte("<")) {
		return "", nil
	}
	n := bytes.IndexAny(head, " \t\r\n/>")
	if n < 0 {
		return "", nil
	}
	root := string(head[1:n])
	if i := strings.LastIndexByte(root, ':'); i >= 0 {
		root = root[i+1:]
	}
	return root, head
}

// Message reads the observations of one message. It is a format.Source.
type Message struct {
	text    *format.Text
	w       *walker
	known   []sdmx.Structure
	version version
	generic bool
	header  header
	layout
	set    dataSet
	group  group
	groups groupIndex
	series series
	row    row
	cache  []cached
	counts map[string]int64
	// what notes say
	observations int64
	footer       string
	undeclared   string
	done         bool
}

var _ format.Source = (*Message)(nil)

// Open begins to read a message. The file is read twice: quickly for the names of
// its columns, then strictly for its rows.
func Open(r io.ReadSeeker) (*Message, error) { return OpenWith(r, nil) }

// OpenWith is Open with data structures that are known from elsewhere: they say
// which columns of a structure-specific message are dimensions, and their order.
func OpenWith(r io.ReadSeeker, known []sdmx.Structure) (*Message, error) {
	start := func() (*format.Text, error) {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		return format.OpenText(r, 0)
	}
	text, err := start()
	if err != nil {
		return nil, err
	}
	s, err := takeSurvey(text)
	if err != nil {
		return nil, err
	}
	if text, err = start(); err != nil {
		return nil, err
	}
	m := &Message{text: text, w: newWalker(text), known: known, counts: map[string]int64{"numbered-by-element": 1}}
	m.w.mayRepeat = func(local string) bool {
		switch local {
		case "Series", "Obs", "Value", "ObsValue", "ObsDimension":
			return true
		}
		return false
	}
	if err := m.readRoot(); err != nil {
		return nil, err
	}
	if err := m.toData(); err != nil {
		return nil, err
	}
	if s.isEmpty {
		// The rest may hold a footer that says why; it is read for its form in any case.
		if _, err := m.Next(); !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, format.Refuse("no-data", "ask for more series or another period", "the message holds no observations")
	}
	m.layOut(s)
	m.row.init(len(m.columns))
	m.series.init(len(m.columns))
	return m, m.fillDataSet()
}

// Embargo is the day before which the data may not be published; zero when the
// header names none.
func (m *Message) Embargo() time.Time { return m.header.embargo }

// Columns of the message.
func (m *Message) Columns() []format.Column { return m.columns }

// Structure is the data structure that the header names, in the form
// AGENCY:ID(VERSION); empty when it names none or several.
func (m *Message) Structure() string {
	if len(m.header.usages) != 1 {
		return ""
	}
	return m.header.usages[0].structure
}

// Close does nothing; the caller owns the reader.
func (m *Message) Close() error { return nil }

// Notes of the message.
func (m *Message) Notes() []format.Note {
	notes := m.text.Notes()
	for rule, n := range m.counts {
		severity, message := m.noteText(rule)
		notes = append(notes, format.Note{Rule: rule, Count: n, Message: message, Severity: severity})
	}
	format.SortNotes(notes)
	return notes
}

func (m *Message) count(rule string, n int64) { m.counts[rule] += n }
