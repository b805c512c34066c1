package sdmxjson

import (
	"io"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// maxDefinitionBytes bounds a structure message. All data flows of ISTAT take 14 MB.
const maxDefinitionBytes = 256 << 20

// definitionKinds are the members of structure messages of which the items count,
// and the kind as SDMX-ML names it. Other members name themselves.
var definitionKinds = map[string]string{
	"codelists": "Codelist", "conceptSchemes": "ConceptScheme", "dataStructures": "DataStructure", "dataflows": "Dataflow",
	"contentConstraints": "ContentConstraint", "dataConstraints": "ContentConstraint", "categorySchemes": "CategoryScheme",
	"categorisations": "Categorisation", "agencySchemes": "AgencyScheme", "hierarchicalCodelists": "HierarchicalCodelist",
	"metadataflows": "Metadataflow", "metadataStructures": "MetadataStructure", "provisionAgreements": "ProvisionAgreement",
	"dataProviderSchemes": "DataProviderScheme", "structureSets": "StructureSet", "valueLists": "ValueList", "hierarchies": "Hierarchy",
}

// ReadDefinitions reads a structure message of version 1.0 or 2.0 to its clean
// end and names what it defines. A message without definitions is refused.
func ReadDefinitions(r io.Reader) ([]format.Definition, []format.Note, error) {
	text, err := format.OpenText(r, maxDefinitionBytes)
	if err != nil {
		return nil, nil, err
	}
	d := definer{s: jsonscan.New(text)}
	if err := d.s.Members(func(key string) error { return d.member(key, true) }); err != nil {
		return nil, nil, err
	}
	if err := d.s.End(); err != nil {
		return nil, nil, err
	}
	if len(d.out) == 0 {
		return nil, nil, format.Refuse("no-data", "ask for other structures", "the message defines nothing")
	}
	return d.out, text.Notes(), nil
}

// definer lists the artefacts of a structure message.
type definer struct {
	s   *jsonscan.Scanner
	out []format.Definition
}

func (d *definer) member(key string, isRoot bool) error {
	switch {
	case key == "data" && isRoot:
		return d.s.Members(func(key string) error { return d.member(key, false) })
	case slices.Contains(artefactNames, key):
		kind := definitionKinds[key]
		if kind == "" {
			kind = key
		}
		return d.s.Array(func(first jsonscan.Token) error { return d.artefact(kind, first) })
	}
	return d.s.Skip()
}

// artefact reads one object of a list.
func (d *definer) artefact(kind string, first jsonscan.Token) error {
	if first.Kind != jsonscan.Object {
		return d.s.Unexpected("an object", first.Kind)
	}
	var agency, id, version string
	var items int64
	err := d.s.Rest(func(key string) (err error) {
		switch {
		case key == "agencyID":
			agency, err = d.s.Text()
		case key == "id":
			id, err = d.s.Text()
		case key == "version":
			version, err = d.s.Text()
		case kind == "Codelist" && key == "codes", kind == "ConceptScheme" && key == "concepts":
			items, err = d.count()
		case kind == "DataStructure" && key == "dataStructureComponents":
			items, err = d.dimensions()
		case kind == "ContentConstraint" && key == "cubeRegions":
			items, err = d.regions()
		default:
			err = d.s.Skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	if id == "" {
		return d.s.Refuse("sdmx-structure", "ask the publisher for the message again", "a %s has no id", kind)
	}
	if version == "" {
		version = "1.0"
	}
	d.out = append(d.out, format.Definition{Kind: kind, ID: format.Cut(strings.TrimPrefix(agency+":", ":") + id + "(" + version + ")"), Items: items})
	if len(d.out) > maxDefinitions {
		return d.s.TooMany("definitions", maxDefinitions)
	}
	return nil
}

// maxDefinitions bounds how many artefacts a message holds. ISTAT has 5,000 data flows.
const maxDefinitions = 1 << 20

// count reads over a list and says how many items it has.
func (d *definer) count() (n int64, err error) {
	err = d.s.Array(func(first jsonscan.Token) error {
		n++
		return d.s.SkipFrom(first)
	})
	return n, err
}

// dimensions counts the dimensions of a data structure, the time dimension among them.
func (d *definer) dimensions() (n int64, err error) {
	err = d.s.Members(func(key string) error {
		if key != "dimensionList" {
			return d.s.Skip()
		}
		return d.s.Members(func(key string) error {
			if key != "dimensions" && key != "timeDimensions" && key != "timeDimension" {
				return d.s.Skip()
			}
			more, err := d.countOne()
			n += more
			return err
		})
	})
	return n, err
}

// countOne is count for a member that may also be a single object.
func (d *definer) countOne() (n int64, err error) {
	t, err := d.s.Next()
	if err != nil {
		return 0, err
	}
	if t.Kind != jsonscan.Array {
		if t.Kind == jsonscan.Object {
			n = 1
		}
		return n, d.s.SkipFrom(t)
	}
	for {
		t, err := d.s.Next()
		if err != nil || t.Kind == jsonscan.EndArray {
			return n, err
		}
		n++
		if err := d.s.SkipFrom(t); err != nil {
			return n, err
		}
	}
}

// regions counts the codes that the regions of a constraint name.
func (d *definer) regions() (n int64, err error) {
	err = d.s.Array(func(first jsonscan.Token) error {
		if first.Kind != jsonscan.Object {
			return d.s.SkipFrom(first)
		}
		return d.s.Rest(func(key string) error {
			if key != "keyValues" && key != "components" {
				return d.s.Skip()
			}
			return d.s.Array(func(first jsonscan.Token) error {
				if first.Kind != jsonscan.Object {
					return d.s.SkipFrom(first)
				}
				return d.s.Rest(func(key string) error {
					if key != "values" {
						return d.s.Skip()
					}
					more, err := d.countOne()
					n += more
					return err
				})
			})
		})
	})
	return n, err
}
