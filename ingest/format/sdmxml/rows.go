package sdmxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"fabbisogno/ingest/format"
)

// dataSet is the data set that is being read.
type dataSet struct {
	usage      usage
	action     string
	attributes []xml.Attr
	cells      []string // attributes of the whole data set
	fault      *format.Fault
}

// series is the series that is being read.
type series struct {
	open    bool
	sealed  bool // its key and attributes are complete, groups are added
	cells   []string
	set     []bool
	fault   *format.Fault
	rows    int64
	pending []*groupSet // groups whose key names a dimension of the observation
}

func (s *series) init(n int) { s.cells, s.set = make([]string, n), make([]bool, n) }

// row is the observation that is being read.
type row struct {
	cells []string
	set   []bool
	fault *format.Fault
}

func (r *row) init(n int) { r.cells, r.set = make([]string, n), make([]bool, n) }

// cached is the column of the n-th XML attribute of the observation before.
type cached struct {
	name   string
	column int
}

// Next observation. Number counts the observations of the message from 1.
func (m *Message) Next() (format.Row, error) {
	if m.done {
		return format.Row{}, io.EOF
	}
	for {
		token, err := m.w.next()
		if errors.Is(err, io.EOF) {
			m.done = true
			if m.observations == 0 {
				m.count("no-rows", 1)
			}
			return format.Row{}, io.EOF
		}
		if err != nil {
			return format.Row{}, err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Local == "Obs" && len(m.w.open) > 2 {
				return m.readRow(x)
			}
			err = m.start(x)
		case xml.EndElement:
			err = m.end(x)
		case xml.CharData:
			if len(bytes.TrimSpace(x)) > 0 {
				err = m.w.refuse("sdmx-structure", "the text %q stands between the elements of the data", format.Cut(string(x[:min(len(x), 80)])))
			}
		}
		if err != nil {
			return format.Row{}, err
		}
	}
}

// start reads an element that is not an observation.
func (m *Message) start(x xml.StartElement) error {
	depth := len(m.w.open)
	switch local := x.Name.Local; {
	case depth == 2:
		if done, err := m.topLevel(x); !done || err != nil {
			return err
		}
		return m.fillDataSet()
	case local == "Annotations":
		return m.w.skip()
	case local == "Series":
		return m.startSeries(x)
	case m.generic:
		return m.startGeneric(x)
	case local == "Comp" && depth == 4 && m.series.open && !m.series.sealed:
		return m.component(m.series.cells, m.series.set, &m.series.fault, x)
	case local == "Atts" && depth == 3:
		m.fillAttributes(m.set.cells, nil, &m.set.fault, x.Attr)
		return nil
	case local == "Comp" && depth == 4 && m.group.open:
		return m.component(m.group.cells, nil, &m.set.fault, x)
	case depth == 3 && (local == "Group" || m.version == v20): // in 2.0 groups have names of their own
		return m.specificGroup(x)
	}
	return m.misplaced(x)
}

func (m *Message) misplaced(x xml.StartElement) error {
	return m.w.refuse("sdmx-structure", "the element <%s> does not belong where it stands", format.Cut(x.Name.Local))
}

// startGeneric reads a part of a series, group or data set of a generic message.
func (m *Message) startGeneric(x xml.StartElement) error {
	if err := m.checkGeneric(x); err != nil {
		return err
	}
	within := m.w.open[len(m.w.open)-2].Local
	switch local := x.Name.Local; {
	case local == "Group" && within == "DataSet":
		m.group = group{open: true, cells: make([]string, len(m.columns))}
		return nil
	case local == "GroupKey" && within == "Group":
		return m.values(m.group.cells, nil, &m.set.fault, func(column int) { m.group.key = append(m.group.key, column) })
	case local == "SeriesKey" && within == "Series" && !m.series.sealed:
		return m.values(m.series.cells, m.series.set, &m.series.fault, nil)
	case local == "Attributes" && within == "Series" && !m.series.sealed:
		return m.values(m.series.cells, m.series.set, &m.series.fault, nil)
	case local == "Attributes" && within == "Group":
		return m.values(m.group.cells, nil, &m.set.fault, nil)
	case local == "Attributes" && within == "DataSet":
		return m.values(m.set.cells, nil, &m.set.fault, nil)
	case local == "KeyFamilyRef" && within == "DataSet":
		return m.w.skip()
	}
	return m.misplaced(x)
}

// checkGeneric refuses an element of another version or namespace.
func (m *Message) checkGeneric(x xml.StartElement) error {
	if m.w.uri != genericNamespaces[m.version] {
		return m.w.refuse("namespace", "<%s> is of the namespace %q, not of the message's version", format.Cut(x.Name.Local), format.Cut(m.w.uri))
	}
	// An attribute of another name may be a value whose name was damaged: it would be missing without a word.
	for i := range x.Attr {
		a := x.Attr[i].Name
		if a.Space == "" && !isGenericAttribute(a.Local) {
			return m.w.refuse("sdmx-structure", "<%s> has the attribute %q, which does not belong there", format.Cut(x.Name.Local), format.Cut(a.Local))
		}
	}
	return nil
}

// isGenericAttribute says whether elements of generic data may have the attribute:
// value and what it belongs to, the type of a group or value, a start of 2.0.
func isGenericAttribute(name string) bool {
	switch name {
	case "id", "concept", "value", "xmlns", "type", "startTime", "REPORTING_YEAR_START_DAY":
		return true
	}
	return false
}

func (m *Message) end(x xml.EndElement) error {
	switch x.Name.Local {
	case "Series":
		if m.series.open && m.series.rows == 0 {
			m.count("series-empty", 1)
		}
		m.series.open = false
	default:
		if m.group.open && len(m.w.open) == 2 {
			m.group.open = false
			if !m.group.kept {
				return m.keepGroup()
			}
		}
	}
	return nil
}

// fillDataSet takes the attributes that hold for all rows of the data set.
func (m *Message) fillDataSet() error {
	if m.columns == nil { // a further data set of a message without observations
		return nil
	}
	m.set.cells = make([]string, len(m.columns))
	if m.flow >= 0 {
		m.set.cells[m.flow] = m.set.usage.flow
	}
	if m.generic {
		return nil
	}
	var own []xml.Attr
	for _, a := range m.set.attributes {
		if a.Name.Space == "" && a.Name.Local != "xmlns" && !isDataSetAttribute(a.Name.Local) {
			own = append(own, a)
		}
	}
	m.fillAttributes(m.set.cells, nil, &m.set.fault, own)
	return nil
}

func (m *Message) startSeries(x xml.StartElement) error {
	depth := len(m.w.open)
	if m.columns == nil || m.series.open || (depth != 3 && (depth != 4 || !m.group.open)) {
		return m.misplaced(x)
	}
	if m.generic {
		if err := m.checkGeneric(x); err != nil {
			return err
		}
	}
	if m.group.open && !m.group.kept {
		if err := m.keepGroup(); err != nil {
			return err
		}
	}
	s := &m.series
	s.open, s.sealed, s.rows, s.fault, s.pending = true, false, 0, m.set.fault, s.pending[:0]
	copy(s.cells, m.set.cells)
	clear(s.set)
	if m.generic {
		return nil
	}
	if m.w.twice != "" {
		s.fault = twiceFault(m.w.twice, "the series")
		return nil
	}
	m.fillAttributes(s.cells, s.set, &s.fault, x.Attr)
	return nil
}

// readRow reads an observation to its end.
func (m *Message) readRow(x xml.StartElement) (format.Row, error) {
	depth := len(m.w.open)
	if m.columns == nil {
		return format.Row{}, m.misplaced(x)
	}
	if flat := depth == 3 || (depth == 4 && m.group.open && !m.series.open); flat {
		m.series.open = false
		m.series.fault = m.set.fault
		copy(m.series.cells, m.set.cells)
		clear(m.series.set)
		m.series.pending = m.groups.pendingAll(m.series.pending[:0])
	} else if !m.series.open {
		return format.Row{}, m.misplaced(x)
	} else if !m.series.sealed {
		m.series.sealed = true
		m.groups.apply(m)
	}
	m.observations++
	m.series.rows++
	r := &m.row
	r.fault = m.series.fault
	copy(r.cells, m.series.cells)
	copy(r.set, m.series.set)
	var err error
	if m.generic {
		err = m.genericRow(x)
	} else {
		err = m.specificRow(x)
	}
	if err != nil {
		return format.Row{}, err
	}
	m.groups.applyPending(m)
	if v := r.cells[m.value]; v == "NaN" {
		r.cells[m.value] = ""
		m.count("missing-nan", 1)
	}
	out := format.Row{Number: m.observations}
	switch {
	case strings.EqualFold(m.set.action, "Delete"):
		out.Skip = "deletion"
	case r.fault != nil:
		fault := *r.fault
		if fault.Value == "" {
			fault.Value = format.Cut(strings.Join(r.cells, ","))
		}
		out.Fault = &fault
	default:
		out.Cells = r.cells
	}
	return out, nil
}

// specificRow reads the attributes of an observation of a structure-specific message.
func (m *Message) specificRow(x xml.StartElement) error {
	r := &m.row
	if m.w.twice != "" {
		r.fault = twiceFault(m.w.twice, "the observation")
	}
	for i := range x.Attr {
		a := &x.Attr[i]
		if a.Name.Space != "" {
			if m.set.usage.explicit && a.Name.Local == "type" {
				_, code, _ := strings.Cut(a.Value, ":")
				column, err := m.column(m.set.usage.atObs)
				if err != nil {
					return err
				}
				m.fill(r.cells, r.set, &r.fault, column, code)
			}
			continue
		}
		if a.Name.Local == "xmlns" {
			if a.Value != "" && !strings.Contains(a.Value, ":") { // a value, perhaps, whose name was damaged
				return m.w.refuse("namespace", "<%s> declares the namespace %q, which is no address", format.Cut(x.Name.Local), format.Cut(a.Value))
			}
			continue
		}
		if i >= len(m.cache) {
			m.cache = append(m.cache, make([]cached, i+1-len(m.cache))...)
		}
		if m.cache[i].name != a.Name.Local {
			column, err := m.column(a.Name.Local)
			if err != nil {
				return err
			}
			m.cache[i] = cached{a.Name.Local, column}
		}
		m.fill(r.cells, r.set, &r.fault, m.cache[i].column, a.Value)
	}
	return m.w.children(func(x xml.StartElement) error {
		switch x.Name.Local {
		case "Comp":
			return m.component(r.cells, r.set, &r.fault, x)
		case "Annotations":
			return m.w.skip()
		}
		return m.misplaced(x)
	})
}

// genericRow reads the parts of an observation of a generic message.
func (m *Message) genericRow(x xml.StartElement) error {
	if err := m.checkGeneric(x); err != nil {
		return err
	}
	r := &m.row
	if m.w.twice != "" {
		r.fault = twiceFault(m.w.twice, "the observation")
	}
	return m.w.children(func(x xml.StartElement) error {
		if x.Name.Local == "Annotations" {
			return m.w.skip()
		}
		if err := m.checkGeneric(x); err != nil {
			return err
		}
		if m.w.twice != "" {
			r.fault = twiceFault(m.w.twice, "a value of the observation")
		}
		switch x.Name.Local {
		case "ObsKey", "Attributes":
			return m.values(r.cells, r.set, &r.fault, nil)
		case "ObsDimension":
			id := attr(x, "id")
			if id == "" {
				id = m.set.usage.atObs
			}
			column, err := m.column(id)
			if err != nil {
				return err
			}
			m.fill(r.cells, r.set, &r.fault, column, attr(x, "value"))
		case "ObsValue":
			value, ok := find(x, "value")
			if !ok && len(x.Attr) > 0 && r.fault == nil {
				r.fault = &format.Fault{Rule: "dimension-missing", Column: m.columns[m.value].Name, Message: "the element of the value has attributes and no value", Hint: again}
			}
			m.fill(r.cells, r.set, &r.fault, m.value, value)
		case "Time":
			text, err := m.w.text()
			m.fill(r.cells, r.set, &r.fault, m.period, text)
			return err
		default:
			return m.misplaced(x)
		}
		return m.w.skip()
	})
}
