package sdmx

import (
	"strings"
	"time"

	"fabbisogno/ingest/format"
)

// Labels are the names of something by language: it, en.
type Labels map[string]string

// Name is what every list, scheme, structure and flow has.
type Name struct {
	Agency, ID, Version string
	Labels              Labels
	IsExternal          bool // only the name is here; the content is elsewhere
}

// String is AGENCY:ID(VERSION).
func (n Name) String() string { return Reference(n.Agency, n.ID, n.Version) }

// Is says whether a reference means this; a reference without a version means any.
func (n Name) Is(ref string) bool { return ref == n.String() || ref == n.Agency+":"+n.ID }

// CodeList is a list of codes.
type CodeList struct {
	Name
	IsPartial bool // the message leaves codes out
	Codes     []Code
}

// Code is one code; Parent is the code above it in a hierarchy.
type Code struct {
	ID, Parent string
	Labels     Labels
}

// ConceptScheme is a list of concepts.
type ConceptScheme struct {
	Name
	Concepts []Concept
}

// Concept is the meaning of a dimension or attribute. List is its code list.
type Concept struct {
	ID     string
	Labels Labels
	List   string
}

// Structure is a data structure.
type Structure struct {
	Name
	Dimensions []Component // in the order of the key, without the time dimension
	Time       string      // id of the time dimension; empty when there is none
	Measures   []Component
	Attributes []Component
	Groups     []Group
}

// Component is a dimension, measure or attribute. Concept and List are references;
// List is empty where codes are free or come from the concept.
type Component struct {
	ID, Scheme, Concept, List string
	IsMandatory               bool // of attributes
}

// Group names dimensions that attributes can hold for.
type Group struct {
	ID         string
	Dimensions []string
}

// Flow is a data flow and the structure it follows.
type Flow struct {
	Name
	Structure string
}

// Constraint says which codes a flow or structure really has, or may have.
type Constraint struct {
	Name
	IsActual     bool
	For          []string // flows and structures
	Observations int64    // as the service counted them; -1: it did not
	Regions      []Region
}

// Region is a part of the cube that is there, or excluded.
type Region struct {
	IsExcluded bool
	Keys       []RegionKey
}

// RegionKey are the codes of one dimension, or the time from Start to End.
type RegionKey struct {
	ID         string
	Codes      []string
	Start, End string
}

// Definitions are the contents of a structure message.
type Definitions struct {
	// Prepared is when the message was made, in UTC and in a form that sorts as text;
	// empty when the header does not say.
	Prepared    string
	CodeLists   []CodeList
	Schemes     []ConceptScheme
	Structures  []Structure
	Flows       []Flow
	Constraints []Constraint
	Others      []Other // of kinds whose content is passed over
	Notes       []format.Note
}

// Other is an artefact of a kind whose content is not kept.
type Other struct {
	Name
	Kind string // HierarchicalCodelist, Metadataflow ...
}

// List names every artefact, with how many codes, concepts, dimensions (the time
// dimension among them) or codes of a constraint it holds.
func (d *Definitions) List() []format.Definition {
	var out []format.Definition
	add := func(kind string, n Name, items int) {
		out = append(out, format.Definition{Kind: kind, ID: n.String(), Items: int64(items)})
	}
	for _, l := range d.CodeLists {
		add("Codelist", l.Name, len(l.Codes))
	}
	for _, s := range d.Schemes {
		add("ConceptScheme", s.Name, len(s.Concepts))
	}
	for _, s := range d.Structures {
		n := len(s.Dimensions)
		if s.Time != "" {
			n++
		}
		add("DataStructure", s.Name, n)
	}
	for _, f := range d.Flows {
		add("Dataflow", f.Name, 0)
	}
	for _, c := range d.Constraints {
		n := 0
		for _, r := range c.Regions {
			for _, k := range r.Keys {
				n += len(k.Codes)
			}
		}
		add("ContentConstraint", c.Name, n)
	}
	for _, o := range d.Others {
		add(o.Kind, o.Name, 0)
	}
	return out
}

// Prepared writes the instant of a header so that it sorts; a text that is none gives
// nothing.
func Prepared(text string) string {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateOnly} {
		if at, err := time.Parse(form, strings.TrimSpace(text)); err == nil {
			return at.UTC().Format("2006-01-02T15:04:05.000000")
		}
	}
	return ""
}
