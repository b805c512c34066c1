package structure

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"fabbisogno/ingest/format/sdmx"
)

// form of a digest. A digest of another form is passed over until its message is
// loaded again.
const form = 1

// index is the first line of a digest.
type index struct {
	Form     int     `json:"form"`
	Prepared string  `json:"prepared"` // instant in UTC that sorts as text; empty: not told
	Entries  []entry `json:"entries"`
}

// Kinds of entries.
const (
	kindStructure  = "structure"
	kindList       = "list"
	kindConstraint = "constraint"
)

// entry is a definition as the index names it.
type entry struct {
	Kind      string   `json:"kind"`
	ID        string   `json:"id"` // AGENCY:ID(VERSION)
	Hash      string   `json:"hash"`
	Lists     []string `json:"lists,omitempty"` // that a structure uses
	For       []string `json:"for,omitempty"`   // flows and structures that a constraint holds for
	IsActual  bool     `json:"is_actual,omitempty"`
	IsPartial bool     `json:"is_partial,omitempty"` // of lists
}

// body is the second line of a digest.
type body struct {
	Structures  []sdmx.Structure  `json:"structures"`
	Lists       []List            `json:"lists"`
	Constraints []sdmx.Constraint `json:"constraints"`
}

// List is a code list.
type List struct {
	ID    string `json:"id"` // AGENCY:ID(VERSION)
	Codes []Code `json:"codes"`
	// IsPartial says that the message gives the codes that some flow uses, not all.
	IsPartial bool `json:"is_partial,omitempty"`
}

// Code is a code with its names; a language that the message does not give is empty.
type Code struct {
	ID string `json:"id"`
	IT string `json:"it,omitempty"`
	EN string `json:"en,omitempty"`
}

// Write writes the digest of a message.
func Write(w io.Writer, d *sdmx.Definitions) error {
	x := index{Form: form, Prepared: d.Prepared}
	var b body
	add := func(e entry, of any) error {
		text, err := json.Marshal(of)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		e.Hash = hex.EncodeToString(sum[:8])
		x.Entries = append(x.Entries, e)
		return nil
	}
	for _, s := range d.Structures {
		if s.IsExternal || len(s.Dimensions) == 0 {
			continue
		}
		s = withLists(s, d.Schemes)
		b.Structures = append(b.Structures, s)
		e := entry{Kind: kindStructure, ID: s.String()}
		for _, c := range s.Dimensions {
			if c.List != "" && !slices.Contains(e.Lists, c.List) {
				e.Lists = append(e.Lists, c.List)
			}
		}
		s.Labels = nil // a better title is no other structure
		if err := add(e, s); err != nil {
			return err
		}
	}
	for _, l := range d.CodeLists {
		if l.IsExternal || len(l.Codes) == 0 {
			continue
		}
		list := List{ID: l.String(), IsPartial: l.IsPartial}
		for _, c := range l.Codes {
			list.Codes = append(list.Codes, Code{ID: c.ID, IT: c.Labels["it"], EN: c.Labels["en"]})
		}
		b.Lists = append(b.Lists, list)
		if err := add(entry{Kind: kindList, ID: list.ID, IsPartial: list.IsPartial}, list); err != nil {
			return err
		}
	}
	for _, c := range d.Constraints {
		if len(c.For) == 0 || len(c.Regions) == 0 {
			continue
		}
		b.Constraints = append(b.Constraints, c)
		if err := add(entry{Kind: kindConstraint, ID: c.String(), For: c.For, IsActual: c.IsActual}, []any{c.For, c.IsActual, withoutTime(c.Regions)}); err != nil {
			return err
		}
	}
	enc := json.NewEncoder(w)
	if err := enc.Encode(x); err != nil {
		return fmt.Errorf("write digest: %w", err)
	}
	if err := enc.Encode(b); err != nil {
		return fmt.Errorf("write digest: %w", err)
	}
	return nil
}

// withLists gives dimensions without a list of their own that of their concept, as
// far as the message defines it.
func withLists(s sdmx.Structure, schemes []sdmx.ConceptScheme) sdmx.Structure {
	s.Dimensions = slices.Clone(s.Dimensions)
	for i := range s.Dimensions {
		d := &s.Dimensions[i]
		for _, scheme := range schemes {
			if d.List != "" || !matches(d.Scheme, scheme.String()) {
				continue
			}
			for _, c := range scheme.Concepts {
				if c.ID == d.Concept {
					d.List = c.List
				}
			}
		}
	}
	return s
}

// withoutTime leaves out keys of time: a constraint with a new last period is the same.
func withoutTime(regions []sdmx.Region) []sdmx.Region {
	var out []sdmx.Region
	for _, r := range regions {
		r.Keys = slices.DeleteFunc(slices.Clone(r.Keys), isTime)
		out = append(out, r)
	}
	return out
}

func isTime(k sdmx.RegionKey) bool {
	return k.Start != "" || k.End != "" || k.ID == "TIME_PERIOD" || len(k.Codes) == 0
}

// lineLimit bounds the index of a message, which names definitions only.
const lineLimit = 64 << 20

// readIndex reads the first line of a digest; false when it is of another form.
func readIndex(path string) (x index, ok bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return x, false, fmt.Errorf("read digest of a structure message: %w", err)
	}
	defer f.Close()
	if err := json.NewDecoder(bufio.NewReader(io.LimitReader(f, lineLimit))).Decode(&x); err != nil {
		return x, false, nil // a digest that can't be read is no digest; the message is among the snapshots
	}
	return x, x.Form == form, nil
}

// readBody reads the definitions of a digest.
func readBody(path string) (body, error) {
	var b body
	f, err := os.Open(path)
	if err != nil {
		return b, fmt.Errorf("read digest of a structure message: %w", err)
	}
	defer f.Close()
	dec := json.NewDecoder(bufio.NewReader(f))
	var skipped json.RawMessage
	if err := cmp.Or(dec.Decode(&skipped), dec.Decode(&b)); err != nil {
		return b, fmt.Errorf("read digest %s: %w", path, err)
	}
	return b, nil
}
