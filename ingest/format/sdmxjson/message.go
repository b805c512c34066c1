package sdmxjson

import (
	"slices"
	"strconv"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// message is what the first pass over a file finds.
type message struct {
	structures []*structure
	sets       []*dataSet
	texts      []string // errors and warnings of the service
	artefacts  []string // members that only structure messages have
	hasData    bool     // there is a dataSets member
	isTest     bool
}

// dataSet without its observations.
type dataSet struct {
	structure  string // position of its structure; empty: not told
	action     string
	flow       string
	attributes []raw
	groups     []group
	blocks     []block
	layout     *layout
}

// group is an entry of dimensionGroupAttributes.
type group struct {
	key    string // 0::1: names positions of the dimensions it belongs to
	values []raw
	line   int64
}

// block is a place where observations stand.
type block struct {
	at       jsonscan.Mark
	isSeries bool
}

// Members of structure messages.
var artefactNames = []string{"dataflows", "dataStructures", "codelists", "conceptSchemes", "categorySchemes", "categorisations", "contentConstraints",
	"dataConstraints", "agencySchemes", "dataProviderSchemes", "hierarchicalCodelists", "hierarchies", "provisionAgreements", "metadataflows",
	"metadataStructures", "structureSets", "valueLists", "resources"}

// readMessage reads a message to its end, all but the observations.
func readMessage(s *jsonscan.Scanner) (*message, error) {
	m := &message{}
	err := s.Members(func(key string) error { return m.member(s, key, true) })
	if err == nil {
		err = s.End()
	}
	return m, err
}

// member reads a member of the message or, in versions 1.0 and 2.0, of its data.
func (m *message) member(s *jsonscan.Scanner, key string, isRoot bool) error {
	switch key {
	case "data":
		if isRoot {
			return s.Members(func(key string) error { return m.member(s, key, false) })
		}
	case "structure":
		t, err := readStructure(s, nil, true)
		m.structures = append(m.structures, t)
		return err
	case "structures":
		return s.Array(func(first jsonscan.Token) error {
			if len(m.structures) >= maxSets {
				return s.TooMany("structures", maxSets)
			}
			t, err := readStructure(s, &first, false)
			m.structures = append(m.structures, t)
			return err
		})
	case "dataSets":
		m.hasData = true
		return s.Array(func(first jsonscan.Token) error {
			if len(m.sets) >= maxSets {
				return s.TooMany("data sets", maxSets)
			}
			d, err := readDataSet(s, first)
			m.sets = append(m.sets, d)
			return err
		})
	case "header", "meta":
		return s.Members(func(key string) error {
			if key != "test" {
				return s.Skip()
			}
			t, err := s.Next()
			m.isTest = m.isTest || t.Kind == jsonscan.True
			if err != nil {
				return err
			}
			return s.SkipFrom(t)
		})
	case "error", "errors", "warning", "warnings":
		return m.readTexts(s)
	}
	if slices.Contains(artefactNames, key) {
		m.artefacts = append(m.artefacts, key)
	}
	return s.Skip()
}

// readTexts keeps what the service says: objects with a code and a text, in a
// list or alone.
func (m *message) readTexts(s *jsonscan.Scanner) error {
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
			if err := m.readText(s, t); err != nil {
				return err
			}
		}
	case jsonscan.Null:
		return nil
	}
	return m.readText(s, t)
}

func (m *message) readText(s *jsonscan.Scanner, t jsonscan.Token) error {
	var parts []string
	switch t.Kind {
	case jsonscan.String, jsonscan.Number:
		parts = append(parts, string(t.Bytes))
	case jsonscan.Object:
		err := s.Rest(func(key string) error {
			switch key {
			case "code", "status", "title", "label", "message", "detail", "text":
				text, err := s.Text()
				if text != "" {
					parts = append(parts, text)
				}
				return err
			}
			return s.Skip()
		})
		if err != nil {
			return err
		}
	default:
		return s.SkipFrom(t)
	}
	if len(m.texts) < 20 {
		m.texts = append(m.texts, format.Cut(strings.Join(parts, " ")))
	}
	return nil
}

func readDataSet(s *jsonscan.Scanner, first jsonscan.Token) (*dataSet, error) {
	d := &dataSet{}
	if first.Kind != jsonscan.Object {
		return d, s.Unexpected("a data set", first.Kind)
	}
	err := s.Rest(func(key string) (err error) {
		switch key {
		case "structure":
			d.structure, err = s.Text()
		case "action":
			d.action, err = s.Text()
		case "links":
			d.flow, err = readFlow(s)
		case "attributes":
			d.attributes, err = readRaws(s)
		case "dimensionGroupAttributes":
			err = s.Object(func(t jsonscan.Token) error {
				if len(d.groups) >= maxGroups {
					return s.TooMany("groups of dimensions", maxGroups)
				}
				g := group{key: string(t.Bytes), line: s.Line()}
				var err error
				g.values, err = readRaws(s)
				d.groups = append(d.groups, g)
				return err
			})
		case "series", "observations":
			b := block{isSeries: key == "series"}
			b.at, err = s.Mark()
			if err == nil {
				d.blocks = append(d.blocks, b)
				err = s.SkipLoose()
			}
		default:
			err = skipMember(s, key)
		}
		return err
	})
	return d, err
}

// skipMember reads over a member of a data set or series that holds no
// observations. One that no version of the form knows might, and is refused.
func skipMember(s *jsonscan.Scanner, key string) error {
	t, err := s.Next()
	if err != nil {
		return err
	}
	if isComposite := t.Kind == jsonscan.Object || t.Kind == jsonscan.Array; isComposite && key != "annotations" {
		return s.Refuse("sdmx-structure", "ask the publisher for the message again", "a data set or series has the unknown member %q; it might hold observations", format.Cut(key))
	}
	return s.SkipFrom(t)
}

// readRaws reads a list of values.
func readRaws(s *jsonscan.Scanner) ([]raw, error) {
	var out []raw
	err := s.Array(func(first jsonscan.Token) error {
		if len(out) >= maxCells {
			return s.TooMany("attributes in one list", maxCells)
		}
		r, err := readRaw(s, first)
		out = append(out, r)
		return err
	})
	return out, err
}

// check refuses what is no data.
func (m *message) check() error {
	blocks := 0
	for _, d := range m.sets {
		blocks += len(d.blocks)
	}
	switch {
	case blocks == 0 && len(m.texts) > 0:
		return format.Refuse("no-data", "ask for fewer series or another period, or try again later", "the file is a message of the service without data: %s", strings.Join(m.texts, "; "))
	case len(m.artefacts) > 0 && !m.hasData:
		return format.Refuse("structure", "ask the service for data, /data/ in place of /dataflow/ or /datastructure/", "the file is an SDMX structure message (%s): it describes data and holds none", strings.Join(m.artefacts, ", "))
	case !m.hasData:
		return format.Refuse("no-data", "ask the service for data", "the message holds no data sets")
	case len(m.structures) == 0:
		return format.Refuse("sdmx-structure", "ask for the data with the structure of the message", "the message holds no structure; positions can't be told apart without it")
	}
	return nil
}

// structureOf finds the structure of a data set: the one it names, the one that
// names it, or the only one.
func (m *message) structureOf(i int) (*structure, error) {
	d := m.sets[i]
	if d.structure != "" {
		n, ok := jsonscan.Index([]byte(d.structure))
		if !ok || n >= uint64(len(m.structures)) {
			return nil, format.Refuse("sdmx-structure", "ask the publisher for the message again", "data set %d has the structure %s, and the message has %d", i, format.Cut(d.structure), len(m.structures))
		}
		return m.structures[n], nil
	}
	for _, t := range m.structures {
		if slices.Contains(t.dataSets, strconv.Itoa(i)) {
			return t, nil
		}
	}
	if len(m.structures) > 1 {
		return nil, format.Refuse("sdmx-structure", "ask the publisher for the message again", "data set %d does not tell which of %d structures it has", i, len(m.structures))
	}
	return m.structures[0], nil
}
