package structure

import (
	"cmp"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/ingest/format/sdmx"
)

// Guide is what a publisher says of one table.
type Guide struct {
	Structure   sdmx.Structure // without an ID when only constraints are known
	Dimensions  []Dimension    // those whose codes are declared
	Constraints []Constraint
}

// Dimension is a dimension with the codes that it may hold.
type Dimension struct {
	ID    string
	List  string // AGENCY:ID(VERSION)
	Codes []Code // in the order of the list
	// IsPartial says that the list has more codes than are known.
	IsPartial bool
	at        map[string]int
}

// Constraint is the part of the cube that is there (actual), or that may be (allowed).
type Constraint struct {
	ID       string
	IsActual bool
	// Flows that it holds for; none: every one of the structure.
	Flows   []string
	Regions []Region
}

// Region is a part of the cube: the keys that have one of the codes in each dimension.
type Region struct {
	IsExcluded bool
	Keys       []Key
}

// Key are codes of a dimension, in the order of the message.
type Key struct {
	Dimension string
	Codes     []string
	has       map[string]bool
}

// Has says whether a code is among those of the key.
func (k Key) Has(code string) bool { return k.has[code] }

// String says what the guide rests on: structure, code lists, constraints.
func (g *Guide) String() string {
	var out []string
	if g.Structure.ID != "" {
		out = append(out, "structure "+g.Structure.String())
	}
	for _, d := range g.Dimensions {
		if text := "list " + d.List; !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	for _, c := range g.Constraints {
		kind := "allowed"
		if c.IsActual {
			kind = "actual"
		}
		out = append(out, kind+" constraint "+c.ID)
	}
	return strings.Join(out, ", ")
}

func (g *Guide) add(dimension string, l List) {
	d := Dimension{ID: dimension, List: l.ID, Codes: l.Codes, IsPartial: l.IsPartial, at: make(map[string]int, len(l.Codes))}
	for i, c := range l.Codes {
		d.at[c.ID] = i
	}
	g.Dimensions = append(g.Dimensions, d)
}

// constrain takes a constraint over, without its keys of time.
func (g *Guide) constrain(x sdmx.Constraint, t catalog.Table) {
	c := Constraint{ID: x.String(), IsActual: x.IsActual}
	for _, ref := range x.For {
		_, id, _ := parts(ref)
		if id == t.Structure {
			c.Flows = nil
			break
		}
		c.Flows = append(c.Flows, id)
	}
	if len(t.Flows) == 1 && slices.Equal(c.Flows, t.Flows) {
		c.Flows = nil // every row is of this flow, also in files that do not say so
	}
	for _, r := range withoutTime(x.Regions) {
		region := Region{IsExcluded: r.IsExcluded}
		for _, k := range r.Keys {
			key := Key{Dimension: k.ID, Codes: k.Codes, has: make(map[string]bool, len(k.Codes))}
			for _, code := range k.Codes {
				key.has[code] = true
			}
			region.Keys = append(region.Keys, key)
		}
		if len(region.Keys) > 0 {
			c.Regions = append(c.Regions, region)
		}
	}
	if len(c.Regions) > 0 {
		g.Constraints = append(g.Constraints, c)
	}
}

// Dimension is the dimension of a column, whatever its case: Eurostat writes geo and GEO.
func (g *Guide) Dimension(column string) (*Dimension, bool) {
	if g == nil {
		return nil, false
	}
	i := slices.IndexFunc(g.Dimensions, func(d Dimension) bool { return strings.EqualFold(d.ID, column) })
	if i < 0 {
		return nil, false
	}
	return &g.Dimensions[i], true
}

// Find is a code of the dimension's list.
func (d *Dimension) Find(code string) (Code, bool) {
	i, ok := d.at[code]
	if !ok {
		return Code{}, false
	}
	return d.Codes[i], true
}

// Label is the name that the publisher gives to a code, in English where there is
// one; empty when the list does not hold it or does not name it.
func (d *Dimension) Label(code string) string {
	c, _ := d.Find(code)
	return cmp.Or(c.EN, c.IT)
}

// Nearest are up to n codes that are written most like a text.
func (d *Dimension) Nearest(text string, n int) []Code {
	names := make([]string, len(d.Codes))
	for i, c := range d.Codes {
		names[i] = c.ID
	}
	var out []Code
	for _, id := range codes.NearestOf(names, text, n) {
		c, _ := d.Find(id)
		out = append(out, c)
	}
	return out
}
