package sdmxjson

import (
	"bytes"
	"cmp"
	"io"
	"slices"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
	"fabbisogno/ingest/format/sdmx"
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

// DescribesStructures says whether the first characters look like a structure
// message: they name lists of definitions and no data sets.
func DescribesStructures(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("{")) && !bytes.Contains(head, []byte(`"dataSets"`)) &&
		slices.ContainsFunc(artefactNames, func(name string) bool { return bytes.Contains(head, []byte(`"`+name+`"`)) })
}

// ReadDefinitions reads a structure message of version 1.0 or 2.0 to its clean
// end. It names what the message defines, in its order, and gives what can be used
// of it: code lists, concepts, data structures, constraints. A message without
// definitions is refused.
func ReadDefinitions(r io.Reader) ([]format.Definition, *sdmx.Definitions, error) {
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
	d.all.Notes = text.Notes()
	if d.unusable > 0 {
		d.all.Notes = append(d.all.Notes, format.Note{Rule: "label-unusable", Count: d.unusable, Severity: "warning", Message: "labels with control or invisible characters were left out"})
	}
	return d.out, &d.all, nil
}

// definer lists the artefacts of a structure message and keeps what they hold.
type definer struct {
	s        *jsonscan.Scanner
	out      []format.Definition
	all      sdmx.Definitions
	unusable int64 // labels that can't be shown
}

func (d *definer) member(key string, isRoot bool) error {
	switch {
	case key == "meta" && isRoot:
		return d.s.Members(func(key string) error {
			if key != "prepared" {
				return d.s.Skip()
			}
			text, err := d.s.Text()
			d.all.Prepared = sdmx.Prepared(text)
			return err
		})
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
	var x artefact
	var items int64
	err := d.s.Rest(func(key string) (err error) {
		switch {
		case key == "agencyID":
			x.name.Agency, err = d.s.Text()
		case key == "id":
			x.name.ID, err = d.s.Text()
		case key == "version":
			x.name.Version, err = d.s.Text()
		case key == "isExternalReference":
			x.name.IsExternal, err = d.truth()
		case key == "isPartial":
			x.isPartial, err = d.truth()
		case key == "names":
			x.name.Labels, err = d.labels()
		case kind == "Codelist" && key == "codes":
			items, err = d.codes(&x)
		case kind == "ConceptScheme" && key == "concepts":
			items, err = d.concepts(&x)
		case kind == "DataStructure" && key == "dataStructureComponents":
			items, err = d.components(&x.structure)
		case kind == "ContentConstraint" && (key == "type" || key == "role"):
			x.role, err = d.s.Text()
		case kind == "ContentConstraint" && key == "constraintAttachment":
			x.constraint.For, err = d.attachment()
		case kind == "ContentConstraint" && key == "cubeRegions":
			items, err = d.regions(&x.constraint)
		default:
			err = d.s.Skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	if x.name.ID == "" {
		return d.s.Refuse("sdmx-structure", "ask the publisher for the message again", "a %s has no id", kind)
	}
	x.name.Version = cmp.Or(x.name.Version, "1.0")
	d.out = append(d.out, format.Definition{Kind: kind, ID: format.Cut(x.name.String()), Items: items})
	if len(d.out) > maxDefinitions {
		return d.s.TooMany("definitions", maxDefinitions)
	}
	d.keep(kind, x)
	return nil
}

// artefact is what one object of a list defines, whatever it is.
type artefact struct {
	name       sdmx.Name
	isPartial  bool
	codes      []sdmx.Code
	concepts   []sdmx.Concept
	structure  sdmx.Structure
	constraint sdmx.Constraint
	role       string
}

// keep takes over what is of use.
func (d *definer) keep(kind string, x artefact) {
	switch kind {
	case "Codelist":
		d.all.CodeLists = append(d.all.CodeLists, sdmx.CodeList{Name: x.name, IsPartial: x.isPartial, Codes: x.codes})
	case "ConceptScheme":
		d.all.Schemes = append(d.all.Schemes, sdmx.ConceptScheme{Name: x.name, Concepts: x.concepts})
	case "DataStructure":
		x.structure.Name = x.name
		d.all.Structures = append(d.all.Structures, x.structure)
	case "ContentConstraint":
		x.constraint.Name, x.constraint.IsActual, x.constraint.Observations = x.name, x.role == "Actual", -1
		d.all.Constraints = append(d.all.Constraints, x.constraint)
	}
}

// maxDefinitions bounds how many artefacts a message holds. ISTAT has 5,000 data flows.
const maxDefinitions = 1 << 20
