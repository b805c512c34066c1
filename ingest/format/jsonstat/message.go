package jsonstat

import (
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

const again = "ask the publisher for the file again"

// message is what the first pass over a file finds.
type message struct {
	sets  []*dataSet
	links int64 // data sets that the file only links to
	// unknown counts members of data sets that no version of the format has: a
	// misspelt "status" would take all flags with it.
	unknown int64
}

// dataSet without its values.
type dataSet struct {
	name, class string
	code        string // of the form of 2015
	isOld       bool   // it has wsVersion
	agency, id  string // of the extension
	version     string
	updated     string
	ids, sizes  []string
	times       []string // dimensions with the role time
	dimensions  map[string]*dimension
	values      block
	flags       flags
	unknown     int64 // members, see message

	cube []*dimension // in the order of ids
	size uint64       // number of cells
}

// block is where the values stand.
type block struct {
	at     jsonscan.Mark
	kind   jsonscan.Kind // 0: there are none
	length uint64
}

// dimension of a cube.
type dimension struct {
	label  string
	codes  []code
	places map[uint64]int // of codes, where the index is an object
	only   []code         // keys of label, up to two; the code where there is no index
	hasAny bool           // it has a category

	isTime bool
	column int
	stride uint64
}

// code of a category. A fault is given to every row that has it.
type code struct {
	text  string
	fault *format.Fault
}

func readMessage(s *jsonscan.Scanner) (*message, error) {
	m := &message{}
	root := &dataSet{}
	inner, unknown := []*dataSet{}, int64(0) // data sets of a bundle, or members that are not known
	err := s.Members(func(key string) error {
		ok, err := m.member(s, root, key)
		if ok || err != nil {
			return err
		}
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t.Kind != jsonscan.Object {
			unknown++
			return s.SkipFrom(t)
		}
		if len(inner) >= maxSets {
			return s.TooMany("data sets", maxSets)
		}
		d, err := m.readDataSet(s, key)
		inner = append(inner, d)
		return err
	})
	if err == nil {
		err = s.End()
	}
	if err != nil {
		return nil, err
	}
	switch {
	case root.class == "" && root.values.kind == 0 && root.dimensions == nil: // a bundle of version 1
		for _, d := range inner {
			if d.values.kind != 0 || d.dimensions != nil {
				m.sets = append(m.sets, d)
			}
		}
	case root.class == "dimension":
		return nil, format.Refuse("no-data", "ask for the data set", "the file is a single dimension and holds no values")
	case root.class != "collection":
		m.sets = append(m.sets, root)
		root.unknown = unknown + int64(len(inner))
	}
	for _, d := range m.sets {
		m.unknown += d.unknown
	}
	return m, m.check()
}

// check refuses what is no data and cubes that do not fit their values.
func (m *message) check() error {
	values := false
	for _, d := range m.sets {
		values = values || d.values.kind != 0
	}
	switch {
	case !values && m.links > 0:
		return format.Refuse("no-data", "download the data sets themselves", "the collection only links to %d data sets and holds no values", m.links)
	case !values:
		return format.Refuse("no-data", again, "the file holds no data set with values")
	}
	for _, d := range m.sets {
		if err := d.settle(); err != nil {
			return err
		}
	}
	return nil
}

// readDataSet reads an object whose brace was read. Data sets in a collection
// inside it are added to the message.
func (m *message) readDataSet(s *jsonscan.Scanner, name string) (*dataSet, error) {
	d := &dataSet{name: name}
	err := s.Rest(func(key string) error {
		ok, err := m.member(s, d, key)
		if ok || err != nil {
			return err
		}
		d.unknown++
		return s.Skip()
	})
	return d, err
}

// member reads a member of a data set; ok says whether it is one.
func (m *message) member(s *jsonscan.Scanner, d *dataSet, key string) (ok bool, err error) {
	switch key {
	case "class":
		d.class, err = s.Text()
	case "code":
		d.code, err = s.Text()
	case "wsVersion":
		d.isOld, err = true, s.Skip()
	case "updated":
		d.updated, err = s.Text()
	case "id":
		d.ids, err = readTexts(s)
	case "size":
		d.sizes, err = readTexts(s)
	case "role":
		err = d.readRole(s)
	case "dimension":
		err = d.readDimensions(s)
	case "extension":
		err = d.readExtension(s)
	case "status":
		err = d.flags.read(s)
	case "value":
		err = d.readValues(s)
	case "link":
		err = m.readLinks(s)
	case "version", "label", "source", "href", "note", "error", "warning", "language", "title", "subTitle", "description", "lastUpdateDate":
		err = s.Skip()
	default:
		return false, nil
	}
	return true, err
}

// readTexts reads a list of texts and numbers. Something else in place of the list is read over.
func readTexts(s *jsonscan.Scanner) (out []string, err error) {
	t, err := s.Next()
	if err != nil || t.Kind != jsonscan.Array {
		if err == nil {
			err = s.SkipFrom(t)
		}
		return nil, err
	}
	for {
		t, err := s.Next()
		if err != nil || t.Kind == jsonscan.EndArray {
			return out, err
		}
		if t.Kind != jsonscan.String && t.Kind != jsonscan.Number {
			return nil, s.Unexpected("a text or number", t.Kind)
		}
		if len(out) >= maxNames {
			return nil, s.TooMany("dimensions", maxNames)
		}
		text, _, fault := jsonscan.Clean(t, "")
		if fault != nil {
			return nil, s.Refuse(fault.Rule, fault.Hint, "the name %q of a dimension: %s", format.Cut(text), fault.Message)
		}
		out = append(out, text)
	}
}

func (d *dataSet) readRole(s *jsonscan.Scanner) error {
	return s.Members(func(key string) (err error) {
		if key != "time" {
			return s.Skip()
		}
		d.times, err = readTexts(s)
		return err
	})
}

// readExtension reads what Eurostat says of the data set.
func (d *dataSet) readExtension(s *jsonscan.Scanner) error {
	t, err := s.Next()
	if err != nil || t.Kind != jsonscan.Object {
		if err == nil {
			err = s.SkipFrom(t)
		}
		return err
	}
	return s.Rest(func(key string) (err error) {
		switch key {
		case "id":
			d.id, err = s.Text()
		case "agencyId":
			d.agency, err = s.Text()
		case "version":
			d.version, err = s.Text()
		default:
			err = s.Skip()
		}
		return err
	})
}

// readLinks finds the data sets of a collection.
func (m *message) readLinks(s *jsonscan.Scanner) error {
	return s.Members(func(key string) error {
		if key != "item" {
			return s.Skip()
		}
		return s.Array(func(first jsonscan.Token) error {
			if first.Kind != jsonscan.Object {
				return s.SkipFrom(first)
			}
			if len(m.sets) >= maxSets {
				return s.TooMany("data sets", maxSets)
			}
			d, err := m.readDataSet(s, "")
			switch {
			case err != nil:
				return err
			case d.values.kind != 0 || d.dimensions != nil:
				m.sets = append(m.sets, d)
			case d.class != "collection":
				m.links++
			}
			return nil
		})
	})
}

// readDimensions reads the dimensions; in version 1 id, size and role are among them.
func (d *dataSet) readDimensions(s *jsonscan.Scanner) error {
	d.dimensions = map[string]*dimension{}
	return s.Members(func(key string) error {
		t, err := s.Next()
		if err != nil {
			return err
		}
		switch {
		case t.Kind == jsonscan.Array && (key == "id" || key == "size"):
			var list []string
			for {
				t, err := s.Next()
				if err != nil {
					return err
				}
				if t.Kind == jsonscan.EndArray {
					break
				}
				if t.Kind != jsonscan.String && t.Kind != jsonscan.Number {
					return s.Unexpected("a text or number", t.Kind)
				}
				if len(list) >= maxNames {
					return s.TooMany("dimensions", maxNames)
				}
				list = append(list, string(t.Bytes))
			}
			if key == "id" {
				d.ids = list
			} else {
				d.sizes = list
			}
			return nil
		case t.Kind != jsonscan.Object:
			return s.SkipFrom(t)
		}
		dim := &dimension{places: map[uint64]int{}}
		err = s.Rest(func(member string) (err error) {
			switch {
			case member == "label":
				dim.label, err = s.Text()
			case member == "category":
				dim.hasAny = true
				err = dim.readCategory(s, key)
			case key == "role" && member == "time":
				d.times, err = readTexts(s)
			default:
				err = s.Skip()
			}
			return err
		})
		if dim.hasAny || key != "role" {
			d.dimensions[strings.Clone(key)] = dim
		}
		return err
	})
}

// readCategory reads the codes of a dimension: an object from code to position, a
// list, or, for a single one, the key of its label.
func (c *dimension) readCategory(s *jsonscan.Scanner, name string) error {
	return s.Members(func(key string) error {
		switch key {
		case "index":
			return c.readIndex(s, name)
		case "label":
			return s.Object(func(t jsonscan.Token) error {
				if len(c.only) < 2 {
					c.only = append(c.only, makeCode(t, name))
				}
				return s.Skip()
			})
		}
		return s.Skip()
	})
}

func makeCode(t jsonscan.Token, name string) code {
	text, _, fault := jsonscan.Clean(t, name)
	return code{text, fault}
}

func (c *dimension) readIndex(s *jsonscan.Scanner, name string) error {
	t, err := s.Next()
	if err != nil {
		return err
	}
	switch t.Kind {
	case jsonscan.Array:
		for {
			t, err := s.Next()
			if err != nil || t.Kind == jsonscan.EndArray {
				return err
			}
			if t.Kind != jsonscan.String && t.Kind != jsonscan.Number {
				return s.Unexpected("a code", t.Kind)
			}
			if len(c.codes) >= maxCodes {
				return s.TooMany("categories of a dimension", maxCodes)
			}
			c.codes = append(c.codes, makeCode(t, name))
		}
	case jsonscan.Object:
		for {
			t, err := s.Next()
			if err != nil || t.Kind == jsonscan.EndObject {
				return err
			}
			made := makeCode(t, name)
			t, err = s.Next()
			if err != nil {
				return err
			}
			place, ok := jsonscan.Index(t.Bytes)
			if t.Kind != jsonscan.Number || !ok {
				return s.Unexpected("the position of a category", t.Kind)
			}
			if _, twice := c.places[place]; twice {
				return s.Refuse("size", again, "two categories of %q have the position %d", format.Cut(name), place)
			}
			c.places[place] = len(c.codes)
			c.codes = append(c.codes, made)
		}
	}
	return s.SkipFrom(t)
}

// readValues marks where the values stand and counts them.
func (d *dataSet) readValues(s *jsonscan.Scanner) (err error) {
	if d.values.at, err = s.Mark(); err != nil {
		return err
	}
	return s.Loosely(func() error {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t.Kind != jsonscan.Object && t.Kind != jsonscan.Array {
			return s.Unexpected("the values, a list or an object,", t.Kind)
		}
		d.values.kind = t.Kind
		for {
			t, err := s.Next()
			switch {
			case err != nil:
				return err
			case t.Kind == jsonscan.EndArray || t.Kind == jsonscan.EndObject:
				return nil
			case t.Kind == jsonscan.Array || t.Kind == jsonscan.Object:
				return s.Unexpected("a value", t.Kind)
			case !t.IsKey:
				d.values.length++
			}
		}
	})
}
