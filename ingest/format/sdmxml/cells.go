package sdmxml

import (
	"encoding/xml"
	"fmt"
	"strings"

	"fabbisogno/ingest/format"
)

// values reads the Value elements of the element just started into cells. key,
// when given, is told the column of each.
func (m *Message) values(cells []string, set []bool, fault **format.Fault, key func(column int)) error {
	return m.w.children(func(x xml.StartElement) error {
		if x.Name.Local != "Value" {
			return m.misplaced(x)
		}
		if err := m.checkGeneric(x); err != nil {
			return err
		}
		if m.w.twice != "" {
			*fault = twiceFault(m.w.twice, "a value")
		}
		id := attr(x, "id")
		if id == "" {
			id = attr(x, "concept")
		}
		column, err := m.column(id)
		if err != nil {
			return err
		}
		value, ok := find(x, "value")
		if !ok && *fault == nil {
			*fault = &format.Fault{Rule: "dimension-missing", Column: m.columns[column].Name, Message: "the dimension or attribute is named and has no value", Hint: again}
		}
		m.fill(cells, set, fault, column, value)
		if key != nil {
			key(column)
		}
		return m.w.skip()
	})
}

// component reads an attribute with several values, written as elements.
func (m *Message) component(cells []string, set []bool, fault **format.Fault, x xml.StartElement) error {
	column, err := m.column(attr(x, "id"))
	if err != nil {
		return err
	}
	var values []string
	size, half := 0, false
	err = m.w.children(func(x xml.StartElement) error {
		text, err := m.w.allText()
		half = half || m.w.half
		if size += len(text); size > maxToken {
			return m.w.refuse("limits", "a tag or text is longer than %d bytes", maxToken)
		}
		values = append(values, text)
		return err
	})
	if len(values) > 1 {
		m.count("values-joined", 1)
	}
	m.w.half = half
	m.fill(cells, set, fault, column, strings.Join(values, ";"))
	return err
}

// fillAttributes takes the XML attributes without a prefix as cells.
func (m *Message) fillAttributes(cells []string, set []bool, fault **format.Fault, attrs []xml.Attr) {
	for _, a := range attrs {
		if a.Name.Space != "" || a.Name.Local == "xmlns" {
			continue
		}
		if column, err := m.column(a.Name.Local); err == nil {
			m.fill(cells, set, fault, column, a.Value)
		} else {
			*fault = &format.Fault{Rule: "dimension-missing", Column: a.Name.Local, Value: format.Cut(a.Value), Message: err.Error(), Hint: again}
		}
	}
}

func (m *Message) column(name string) (int, error) {
	column, ok := m.at[m.rename(name)]
	if !ok {
		return 0, m.w.refuse("sdmx-structure", "the dimension or attribute %q has no column: the file is damaged, or was changed while it was read", format.Cut(name))
	}
	return column, nil
}

// fill puts a value into its cell; the first fault of a row stands.
func (m *Message) fill(cells []string, set []bool, fault **format.Fault, column int, value string) {
	clean, changed, rule := format.Clean(value)
	if changed != "" {
		m.counts[changed]++
	}
	if rule == "encoding" && m.w.half {
		rule = "surrogate"
	}
	if rule != "" && *fault == nil {
		*fault = format.CleanFault(rule, m.columns[column].Name, value)
	}
	if set != nil {
		if set[column] && *fault == nil {
			*fault = twiceFault(m.columns[column].Name, "the observation or its series")
		}
		set[column] = true
	}
	cells[column] = clean
}

func twiceFault(name, where string) *format.Fault {
	return &format.Fault{Rule: "duplicate-attribute", Column: format.Cut(name), Message: fmt.Sprintf("%q stands twice on %s", format.Cut(name), where),
		Hint: "correct the message at the source, or " + again}
}
