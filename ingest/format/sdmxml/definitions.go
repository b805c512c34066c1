package sdmxml

import "fabbisogno/ingest/format"

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
