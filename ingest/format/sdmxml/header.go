package sdmxml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmx"
)

// version of the standard, by the namespace of the root element.
type version int

const (
	v20 version = iota + 1
	v21
	v30
)

var messageNamespaces = map[string]version{
	"http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message": v20,
	"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message": v21,
	"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message": v30,
}

var genericNamespaces = map[version]string{
	v20: "http://www.SDMX.org/resources/SDMXML/schemas/v2_0/generic",
	v21: "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic",
}

const wayOut = "ask for SDMX-CSV, or for structure-specific data of version 2.1"

// usage is one declared structure of a header: which flow or data structure a
// data set follows, and how its observations are told apart.
type usage struct {
	id        string
	flow      string // IT1:22_289(1.0); empty when only the data structure is named
	structure string // of the data structure, in the same form
	atObs     string // dimension at the observation; AllDimensions in a flat message
	explicit  bool   // the code of the dimension at the observation is the xsi:type
}

type header struct {
	usages []usage
	action string // DataSetAction
	// embargo is the day before which the data may not be published, in the zone of
	// the message; empty: none. Its form is checked.
	embargo time.Time
}

// readRoot reads the root element and tells the kind of message.
func (m *Message) readRoot() error {
	for {
		token, err := m.w.next()
		if err != nil {
			return err
		}
		x, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		return m.root(x.Name.Local)
	}
}

func (m *Message) root(local string) error {
	m.version = messageNamespaces[m.w.uri]
	switch {
	case local == "html":
		return m.w.refuse("html-page", "the file is a web page")
	case m.version == 0 && strings.Contains(strings.ToLower(m.w.uri), "sdmx.org"):
		r := m.w.refuse("namespace", "the version of the message is not known: namespace %q", format.Cut(m.w.uri)).(*format.Refusal)
		r.Hint = "known are SDMX-ML 2.0, 2.1 and 3.0; " + wayOut
		return r
	case m.version == 0:
		return m.w.refuse("namespace", "the root element <%s> is of no SDMX namespace but %q", format.Cut(local), format.Cut(m.w.uri))
	case local == "Structure":
		return format.Refuse("structure", "ask the same service for the data of the flow", "the file describes structures and holds no data")
	case local == "Error":
		return m.errorMessage()
	case isData(local):
		m.generic = strings.HasPrefix(local, "Generic")
		return nil
	}
	return format.Refuse("type", wayOut, "the file is an SDMX-ML message of the kind %s, which is not read", format.Cut(local))
}

// errorMessage refuses an answer that is only an error.
func (m *Message) errorMessage() error {
	texts, err := m.messages("ErrorMessage")
	if err != nil {
		return err
	}
	return format.Refuse("no-data", "ask for other data; the message says why there are none", "the file is a message of the server: %s", texts)
}

// messages joins the texts of the messages in the element just started: code 413: text; text.
func (m *Message) messages(name string) (string, error) {
	var parts []string
	err := m.w.children(func(x xml.StartElement) error {
		if x.Name.Local != name {
			return m.w.skip()
		}
		var texts []string
		code := strings.TrimPrefix("code "+attr(x, "code")+": ", "code : ") // before x is read over
		if err := m.w.children(func(xml.StartElement) error {
			text, err := m.w.text()
			if text != "" && len(texts) < 100 {
				texts = append(texts, text)
			}
			return err
		}); err != nil {
			return err
		}
		if text := strings.Join(texts, "; "); len(parts) < 100 {
			parts = append(parts, code+text)
		}
		return nil
	})
	return readable(strings.Join(parts, "; ")), err
}

// readable keeps a message of the server whole, up to a page of text: the address
// of the data may stand at its end. Control and direction characters are made visible.
func readable(text string) string {
	const most = 2000
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "..."
	}
	return strings.Map(func(r rune) rune {
		if format.IsControl(r) || format.IsDirection(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// readHeader reads the header element, which was started.
func (m *Message) readHeader() error {
	var family, agency string
	err := m.w.children(func(x xml.StartElement) (err error) {
		var text string
		switch x.Name.Local {
		case "Structure":
			return m.readUsage(x)
		case "DataSetAction":
			m.header.action, err = m.w.text()
		case "KeyFamilyRef":
			family, err = m.w.text()
		case "KeyFamilyAgency":
			agency, err = m.w.text()
		case "EmbargoDate":
			if text, err = m.w.text(); err == nil {
				m.header.embargo, err = m.readEmbargo(text)
			}
		case "Truncated":
			if text, err = m.w.text(); text == "true" || text == "1" {
				m.count("truncated-message", 1)
			}
		default:
			err = m.w.skip()
		}
		return err
	})
	if family != "" && len(m.header.usages) == 0 {
		m.header.usages = append(m.header.usages, usage{structure: sdmx.Reference(agency, family, "")})
	}
	return err
}

// readEmbargo reads the day of an embargo. One that can't be read refuses the file:
// nobody could say when it ends.
func (m *Message) readEmbargo(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02Z07:00", time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC), nil
		}
	}
	if text == "" {
		return time.Time{}, nil
	}
	return time.Time{}, m.w.refuse("embargo", "the header names an embargo of %q, which is no date", format.Cut(text))
}

// readUsage reads one Structure element of the header.
func (m *Message) readUsage(x xml.StartElement) error {
	const most = 1000
	u := usage{id: attr(x, "structureID"), atObs: attr(x, "dimensionAtObservation")}
	u.explicit = attr(x, "explicitMeasures") == "true" || attr(x, "explicitMeasures") == "1"
	namespace := attr(x, "namespace")
	err := m.w.children(func(x xml.StartElement) error {
		kind := x.Name.Local
		ref, _, err := m.w.reference()
		switch {
		case err != nil || ref == "":
		case kind == "StructureUsage":
			u.flow = ref
		case kind == "Structure":
			u.structure = ref
		}
		return err
	})
	if u.structure == "" {
		// The namespace of the data set names the data structure even where the header names the flow.
		if class, ref, _ := sdmx.ParseURN(namespace); class == "DataStructure" {
			u.structure = ref
		}
	}
	if len(m.header.usages) >= most {
		return m.w.refuse("limits", "the header declares more than %d structures", most)
	}
	m.header.usages = append(m.header.usages, u)
	return err
}

// toData reads on to the first data set. A message without one is refused.
func (m *Message) toData() error {
	for {
		token, err := m.w.next()
		if errors.Is(err, io.EOF) {
			return format.Refuse("no-data", "ask for more series or another period", "the message holds no observations")
		}
		if err != nil {
			return err
		}
		x, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if done, err := m.topLevel(x); done || err != nil {
			return err
		}
	}
}

// topLevel reads an element below the root; done when it opens a data set.
func (m *Message) topLevel(x xml.StartElement) (done bool, err error) {
	switch x.Name.Local {
	case "Header":
		return false, m.readHeader()
	case "DataSet":
		return true, m.startDataSet(x)
	case "Footer":
		text, err := m.messages("Message")
		if err != nil {
			return false, err
		}
		if m.observations == 0 {
			return false, format.Refuse("no-data", "ask for fewer series, or follow the message", "the file is a message of the server: %s", text)
		}
		m.footer = text
		m.count("footer", 1)
		return false, nil
	}
	return false, m.w.refuse("sdmx-structure", "the element <%s> stands where a data set belongs", format.Cut(x.Name.Local))
}

// startDataSet settles which declared structure the data set follows.
func (m *Message) startDataSet(x xml.StartElement) error {
	m.set = dataSet{action: attr(x, "action")}
	if m.set.action == "" {
		m.set.action = m.header.action
	}
	ref := attr(x, "structureRef")
	declared := m.header.usages
	for _, u := range declared {
		if u.id == ref {
			m.set.usage = u
		}
	}
	switch {
	case m.set.usage.id != "" || len(declared) == 0:
	case len(declared) == 1:
		m.set.usage = declared[0]
		if ref != "" && m.version != v20 {
			m.undeclared = ref
			m.count("structure-undeclared", 1)
		}
	default:
		return m.w.refuse("sdmx-structure", "the data set names the structure %q, which is not one of the %d that the header declares", format.Cut(ref), len(declared))
	}
	if id := attr(x, "dataflowID"); id != "" && m.version == v20 {
		m.set.usage.flow = sdmx.Reference(attr(x, "dataflowAgencyID"), id, "")
	}
	if m.set.usage.atObs == "" {
		m.set.usage.atObs = "TIME_PERIOD"
	}
	m.set.attributes = x.Attr
	return nil
}

// messages of the notes, by rule.
func (m *Message) noteText(rule string) (severity, message string) {
	switch rule {
	case "numbered-by-element":
		return "note", "rows are numbered by the observations of the message, from 1, not by lines"
	case "structure-undeclared":
		return "warning", fmt.Sprintf("the data set names the structure %q, which the header does not declare; the only declared one was used", format.Cut(m.undeclared))
	case "footer":
		return "warning", "a message of the server follows the data: " + m.footer
	case "truncated-message":
		return "warning", "the header says that the publisher cut the message short"
	case "series-empty":
		return "note", "series without observations hold no rows"
	case "missing-nan":
		return "note", "the value NaN, which stands for a missing value in SDMX-ML, was read as empty"
	case "group-late":
		return "warning", "attributes of a group stand after observations and were not given to those"
	case "values-joined":
		return "note", "several values of one attribute were joined by a semicolon"
	case "label-unusable":
		return "warning", "labels with control or invisible characters were left out"
	case "trimmed":
		return "warning", "blanks around cells were taken off"
	case "nfc":
		return "note", "accents were composed (NFC)"
	case "no-rows":
		return "warning", "the message has series and no observations"
	}
	return "warning", rule
}
