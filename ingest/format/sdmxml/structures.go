package sdmxml

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmx"
)

// maxStructureBytes bounds a structure message, which is kept in memory whole. All
// data flows of ISTAT take 14 MB.
const maxStructureBytes = 256 << 20

// Structures reads the code lists and data structures of a structure message.
func Structures(r io.Reader) ([]sdmx.CodeList, []sdmx.Structure, error) {
	d, err := ReadDefinitions(r)
	if err != nil {
		return nil, nil, err
	}
	return d.CodeLists, d.Structures, nil
}

// ReadDefinitions reads a structure message of version 2.1 or 3.0 whole. Kinds
// without a field in Definitions are passed over with a note.
func ReadDefinitions(r io.Reader) (*sdmx.Definitions, error) {
	text, err := format.OpenText(r, maxStructureBytes)
	if err != nil {
		return nil, err
	}
	d := &definer{Message: Message{text: text, w: newWalker(text), counts: map[string]int64{}}}
	err = d.readRoot()
	var refusal *format.Refusal
	switch {
	case err == nil:
		return nil, format.Refuse("type", "load the file as data", "the file holds data, not structures")
	case !errors.As(err, &refusal) || refusal.Rule != "structure":
		return nil, err
	case d.version == v20:
		return nil, format.Refuse("namespace", "ask for structures of version 2.1", "structures of version 2.0 are not read")
	}
	if err := d.w.children(d.part); err != nil {
		return nil, err
	}
	if _, err := d.w.next(); !errors.Is(err, io.EOF) {
		return nil, err
	}
	d.out.Notes = append(text.Notes(), d.notes...)
	for rule, n := range d.counts {
		severity, message := d.noteText(rule)
		d.out.Notes = append(d.out.Notes, format.Note{Rule: rule, Count: n, Message: message, Severity: severity})
	}
	format.SortNotes(d.out.Notes)
	return &d.out, nil
}

// definer reads the parts of a structure message.
type definer struct {
	Message
	out    sdmx.Definitions
	notes  []format.Note
	passed map[string]bool
}

func (d *definer) part(x xml.StartElement) error {
	switch x.Name.Local {
	case "Header":
		return d.w.children(func(x xml.StartElement) error {
			if x.Name.Local != "Prepared" {
				return d.w.skip()
			}
			text, err := d.w.text()
			d.out.Prepared = sdmx.Prepared(text)
			return err
		})
	case "Structures":
		return d.w.children(func(xml.StartElement) error { return d.w.children(d.item) })
	case "Footer":
		_, err := d.topLevel(x)
		return err
	}
	return d.w.skip()
}

// item reads one list, scheme, structure, flow or constraint.
func (d *definer) item(x xml.StartElement) error {
	n := sdmx.Name{Agency: attr(x, "agencyID"), ID: attr(x, "id"), Version: cmp.Or(attr(x, "version"), "1.0"), IsExternal: attr(x, "isExternalReference") == "true"}
	switch x.Name.Local {
	case "Codelist":
		return d.codeList(x, n)
	case "ConceptScheme":
		return d.scheme(n)
	case "DataStructure":
		return d.structure(n)
	case "Dataflow":
		f := sdmx.Flow{Name: n}
		err := d.named(&f.Labels, func(x xml.StartElement) (err error) {
			if x.Name.Local != "Structure" {
				return d.w.skip()
			}
			f.Structure, _, err = d.w.reference()
			return err
		})
		d.out.Flows = append(d.out.Flows, f)
		return err
	case "ContentConstraint", "DataConstraint":
		return d.constraint(x, n)
	}
	d.out.Others = append(d.out.Others, sdmx.Other{Name: n, Kind: format.Cut(x.Name.Local)})
	if !d.passed[x.Name.Local] {
		if d.passed == nil {
			d.passed = map[string]bool{}
		}
		d.passed[x.Name.Local] = true
		if len(d.notes) < 100 {
			d.notes = append(d.notes, format.Note{Rule: "structure-passed-over", Count: 1, Severity: "note", Message: "definitions of the kind " + format.Cut(x.Name.Local) + " are not read"})
		}
	}
	return d.w.skip()
}

// named reads the element just started: names into labels, all else by f.
func (d *definer) named(labels *sdmx.Labels, f func(xml.StartElement) error) error {
	return d.w.children(func(x xml.StartElement) error {
		switch x.Name.Local {
		case "Name":
			return d.label(labels, x)
		case "Description", "Annotations":
			if f == nil || x.Name.Local == "Description" {
				return d.w.skip()
			}
		}
		if f == nil {
			return d.w.skip()
		}
		return f(x)
	})
}

// label keeps a name by its language. One that can't be shown is left out and counted.
func (d *definer) label(labels *sdmx.Labels, x xml.StartElement) error {
	language := cmp.Or(strings.ToLower(attr(x, "lang")), "en")
	text, err := d.w.text()
	if err != nil {
		return err
	}
	clean, _, rule := format.Clean(text)
	if rule != "" {
		d.count("label-unusable", 1)
		return nil
	}
	if *labels == nil {
		*labels = sdmx.Labels{}
	}
	(*labels)[language] = clean
	return nil
}

func (d *definer) codeList(x xml.StartElement, n sdmx.Name) error {
	list := sdmx.CodeList{Name: n, IsPartial: attr(x, "isPartial") == "true"}
	err := d.named(&list.Labels, func(x xml.StartElement) error {
		if x.Name.Local != "Code" {
			return d.w.skip()
		}
		c := sdmx.Code{ID: attr(x, "id")}
		err := d.named(&c.Labels, func(x xml.StartElement) error {
			if x.Name.Local != "Parent" {
				return d.w.skip()
			}
			ref, item, err := d.w.reference()
			c.Parent = cmp.Or(item, ref)
			return err
		})
		list.Codes = append(list.Codes, c)
		return err
	})
	d.out.CodeLists = append(d.out.CodeLists, list)
	return err
}

func (d *definer) scheme(n sdmx.Name) error {
	s := sdmx.ConceptScheme{Name: n}
	err := d.named(&s.Labels, func(x xml.StartElement) error {
		if x.Name.Local != "Concept" {
			return d.w.skip()
		}
		c := sdmx.Concept{ID: attr(x, "id")}
		err := d.named(&c.Labels, func(x xml.StartElement) error {
			if x.Name.Local != "CoreRepresentation" {
				return d.w.skip()
			}
			return d.representation(&c.List)
		})
		s.Concepts = append(s.Concepts, c)
		return err
	})
	d.out.Schemes = append(d.out.Schemes, s)
	return err
}

// representation finds the code list of the element just started.
func (d *definer) representation(list *string) error {
	return d.w.children(func(x xml.StartElement) (err error) {
		if x.Name.Local != "Enumeration" {
			return d.w.skip()
		}
		*list, _, err = d.w.reference()
		return err
	})
}

func (d *definer) structure(n sdmx.Name) error {
	s := sdmx.Structure{Name: n}
	positions := map[string]int{}
	err := d.named(&s.Labels, func(x xml.StartElement) error {
		if x.Name.Local != "DataStructureComponents" {
			return d.w.skip()
		}
		return d.w.children(func(x xml.StartElement) error {
			if x.Name.Local == "Group" {
				return d.group(&s, x)
			}
			return d.w.children(func(x xml.StartElement) error {
				kind, position := x.Name.Local, attr(x, "position")
				c, err := d.component(x)
				switch kind {
				case "Dimension", "MeasureDimension":
					if n, err := strconv.Atoi(position); err == nil {
						positions[c.ID] = n
					}
					s.Dimensions = append(s.Dimensions, c)
				case "TimeDimension":
					s.Time = cmp.Or(c.ID, "TIME_PERIOD")
				case "PrimaryMeasure", "Measure":
					s.Measures = append(s.Measures, c)
				case "Attribute":
					s.Attributes = append(s.Attributes, c)
				}
				return err
			})
		})
	})
	if len(positions) == len(s.Dimensions) { // otherwise the order of the message is the order
		slices.SortStableFunc(s.Dimensions, func(a, b sdmx.Component) int { return positions[a.ID] - positions[b.ID] })
	}
	d.out.Structures = append(d.out.Structures, s)
	return err
}

// component reads a dimension, measure or attribute; one without an id is named as its concept.
func (d *definer) component(x xml.StartElement) (sdmx.Component, error) {
	c := sdmx.Component{ID: attr(x, "id"), IsMandatory: attr(x, "assignmentStatus") == "Mandatory" || attr(x, "usage") == "mandatory"}
	err := d.w.children(func(x xml.StartElement) (err error) {
		switch x.Name.Local {
		case "ConceptIdentity":
			c.Scheme, c.Concept, err = d.w.reference()
			return err
		case "LocalRepresentation":
			return d.representation(&c.List)
		}
		return d.w.skip()
	})
	if c.ID == "" {
		c.ID = c.Concept
	}
	return c, err
}

func (d *definer) group(s *sdmx.Structure, x xml.StartElement) error {
	g := sdmx.Group{ID: attr(x, "id")}
	err := d.w.children(func(x xml.StartElement) error {
		if x.Name.Local != "GroupDimension" {
			return d.w.skip()
		}
		return d.w.children(func(xml.StartElement) error {
			ref, item, err := d.w.reference()
			g.Dimensions = append(g.Dimensions, cmp.Or(item, ref))
			return err
		})
	})
	s.Groups = append(s.Groups, g)
	return err
}
