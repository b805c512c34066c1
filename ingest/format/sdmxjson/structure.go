package sdmxjson

import (
	"regexp"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// Levels at which dimensions and attributes are attached, from the widest.
const (
	ofDataSet = iota
	ofGroup   // attributes only
	ofSeries
	ofObservation
	levels
)

var levelNames = map[string]int{"dataSet": ofDataSet, "dataset": ofDataSet, "dimensionGroup": ofGroup, "series": ofSeries, "observation": ofObservation}

// structure of one or more data sets.
type structure struct {
	flow       string
	dimensions [levels][]*component
	attributes [levels][]*component
	measures   []*component
	dataSets   []string // positions of its data sets, where the message tells
	annotated  bool     // it lists annotations, whose positions stand behind those of attributes
}

// component is a dimension, an attribute or a measure.
type component struct {
	id, label string
	place     int // keyPosition; -1: not told
	isTime    bool
	isCoded   bool // data hold positions in values
	isNumber  bool // a measure whose declared type is a number
	isTyped   bool // it declares a format: data hold its values themselves
	plain     bool // an attribute of neither list nor format came as a number: a position, perhaps, whose list is lost
	values    []value
	standard  string // default
	column    int
}

// value of a component. A fault is given to every row that refers to it.
type value struct {
	text   string
	fault  *format.Fault
	isNull bool
}

// key returns the dimensions in the order in which group keys name them.
func (t *structure) key() []*component {
	return slices.Concat(t.dimensions[ofDataSet], t.dimensions[ofSeries], t.dimensions[ofObservation])
}

// inKeyOrder returns the dimensions by keyPosition; those without one follow.
func (t *structure) inKeyOrder() []*component {
	all := t.key()
	slices.SortStableFunc(all, func(a, b *component) int {
		switch {
		case a.place == b.place:
			return 0
		case a.place < 0:
			return 1
		case b.place < 0:
			return -1
		}
		return a.place - b.place
	})
	return all
}

// readStructure reads a structure of a data message. isFirst is the form of
// version 1.0, where a message has one structure.
func readStructure(s *jsonscan.Scanner, first *jsonscan.Token, isOne bool) (*structure, error) {
	t := &structure{}
	member := func(key string) error {
		switch key {
		case "links":
			flow, err := readFlow(s)
			if t.flow == "" {
				t.flow = flow
			}
			return err
		case "dataSets":
			return s.Array(func(item jsonscan.Token) error {
				if len(t.dataSets) >= maxSets {
					return s.TooMany("data sets", maxSets)
				}
				t.dataSets = append(t.dataSets, string(item.Bytes))
				return s.SkipFrom(item)
			})
		case "annotations":
			return s.Array(func(item jsonscan.Token) error {
				t.annotated = true
				return s.SkipFrom(item)
			})
		case "dimensions":
			return t.readLevels(s, &t.dimensions, true, isOne)
		case "attributes":
			return t.readLevels(s, &t.attributes, false, isOne)
		case "measures":
			var at [levels][]*component
			err := t.readLevels(s, &at, false, isOne)
			t.measures = at[ofObservation]
			return err
		}
		return s.Skip()
	}
	var err error
	if first != nil {
		if first.Kind != jsonscan.Object {
			return nil, s.Unexpected("a structure", first.Kind)
		}
		err = s.Rest(member)
	} else {
		err = s.Members(member)
	}
	return t, err
}

func (t *structure) readLevels(s *jsonscan.Scanner, to *[levels][]*component, isDimension, isOne bool) error {
	return s.Members(func(key string) error {
		level, ok := levelNames[key]
		if !ok {
			return s.Skip()
		}
		return s.Array(func(first jsonscan.Token) error {
			if first.Kind != jsonscan.Object {
				return s.Unexpected("a dimension or attribute", first.Kind)
			}
			c, err := readComponent(s, isOne)
			if err != nil {
				return err
			}
			if c.id == "" {
				return s.Refuse("sdmx-structure", "ask the publisher for a message whose dimensions have ids", "a dimension or attribute has no id")
			}
			if len(to[level]) >= maxCells {
				return s.TooMany("dimensions or attributes", maxCells)
			}
			to[level] = append(to[level], c)
			if isDimension {
				c.isCoded = true
			}
			return nil
		})
	})
}

func readComponent(s *jsonscan.Scanner, isOne bool) (*component, error) {
	c := &component{place: -1}
	err := s.Rest(func(key string) (err error) {
		switch key {
		case "id":
			c.id, err = s.Text()
		case "name":
			c.label, err = s.Text()
		case "default":
			c.standard, err = s.Text()
		case "format":
			c.isTyped = true
			err = s.Members(func(key string) error {
				if key != "dataType" {
					return s.Skip()
				}
				text, err := s.Text()
				c.isNumber = slices.Contains(numberTypes, text)
				return err
			})
		case "keyPosition":
			var text string
			text, err = s.Text()
			if n, ok := jsonscan.Index([]byte(text)); ok {
				c.place = int(min(n, 1<<20))
			}
		case "role":
			var text string
			text, err = s.Text()
			c.isTime = c.isTime || isTimeRole(text)
		case "roles":
			err = s.Array(func(item jsonscan.Token) error {
				c.isTime = c.isTime || isTimeRole(string(item.Bytes))
				return s.SkipFrom(item)
			})
		case "values":
			c.isCoded = isOne
			err = s.Array(func(item jsonscan.Token) error {
				c.isCoded = true
				if len(c.values) >= maxValues {
					return s.TooMany("values of a dimension", maxValues)
				}
				v, err := readValue(s, item)
				c.values = append(c.values, v)
				return err
			})
		default:
			err = s.Skip()
		}
		return err
	})
	clean, _, fault := jsonscan.Clean(jsonscan.Token{Bytes: []byte(c.id)}, "")
	if err == nil && fault != nil {
		return nil, s.Refuse(fault.Rule, fault.Hint, "the id %q of a dimension or attribute: %s", format.Cut(c.id), fault.Message)
	}
	c.id = clean
	for i := range c.values {
		if f := c.values[i].fault; f != nil {
			f.Column = c.id
		}
	}
	return c, err
}

// numberTypes are the data types of SDMX whose values are numbers.
var numberTypes = []string{"Double", "Float", "Decimal", "Integer", "BigInteger", "Long", "Short", "Count", "InclusiveValueRange", "ExclusiveValueRange", "Incremental"}

func isTimeRole(role string) bool {
	return strings.EqualFold(role, "TIME_PERIOD") || strings.EqualFold(role, "time")
}

// readValue reads one of the listed values: its id, or what stands for it where
// values have no code (value in 2.0, name in 1.0). In 2.0 an entry may be null,
// a plain text, or have a value in several languages or parts.
func readValue(s *jsonscan.Scanner, first jsonscan.Token) (value, error) {
	if first.Kind != jsonscan.Object {
		return makeValue(s, first)
	}
	found := map[string]value{}
	err := s.Rest(func(key string) error {
		if key != "id" && key != "value" && key != "name" {
			return s.Skip()
		}
		t, err := s.Next()
		if err != nil {
			return err
		}
		found[key], err = makeValue(s, t)
		return err
	})
	for _, key := range []string{"id", "value", "name"} {
		if v, ok := found[key]; ok && !v.isNull {
			return v, err
		}
	}
	if len(found) == 0 { // an entry of null is a value that is not given; this one has lost its name
		return value{fault: &format.Fault{Rule: "index", Message: "a listed value has neither id nor name", Hint: "ask the publisher for the message again"}}, err
	}
	return value{isNull: true}, err
}

// makeValue makes a value of any JSON value.
func makeValue(s *jsonscan.Scanner, first jsonscan.Token) (value, error) {
	r, err := readRaw(s, first)
	if err != nil || r.kind == jsonscan.Null {
		return value{isNull: true}, err
	}
	text, fault := r.clean()
	return value{text: text, fault: fault}, nil
}

var (
	flowURN  = regexp.MustCompile(`Dataflow=([^:()\s]+):([^:()\s]+)\(([^()\s]+)\)$`)
	flowHREF = regexp.MustCompile(`/dataflow/([^/?#\s]+)/([^/?#\s]+)(?:/([^/?#\s]+))?`)
)

// readFlow reads links and gives the data flow that they name, as SDMX-CSV
// writes it: ECB:EXR(1.0).
func readFlow(s *jsonscan.Scanner) (flow string, err error) {
	err = s.Array(func(first jsonscan.Token) error {
		if first.Kind != jsonscan.Object {
			return s.SkipFrom(first)
		}
		link := map[string]string{}
		err := s.Rest(func(key string) error {
			text, err := s.Text()
			link[key] = text
			return err
		})
		if err != nil || flow != "" {
			return err
		}
		if m := flowURN.FindStringSubmatch(link["urn"]); m != nil {
			flow = m[1] + ":" + m[2] + "(" + m[3] + ")"
			return nil
		}
		if !strings.EqualFold(link["rel"], "dataflow") {
			return nil
		}
		m := flowHREF.FindStringSubmatch(link["href"] + link["uri"])
		if m == nil {
			return nil
		}
		flow = m[1] + ":" + m[2]
		if m[3] != "" {
			flow += "(" + m[3] + ")"
		}
		return nil
	})
	return flow, err
}
