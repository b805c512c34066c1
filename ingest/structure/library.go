package structure

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
)

// Library is the digests of a workspace.
type Library struct{ digests []digest }

type digest struct {
	path string
	index
}

// found is an entry and where it stands.
type found struct {
	entry
	digest
}

// Open reads the indexes of digests. Those of another form are passed over.
func Open(paths []string) (*Library, error) {
	l := &Library{}
	for _, path := range paths {
		x, ok, err := readIndex(path)
		if err != nil {
			return nil, err
		}
		if ok {
			l.digests = append(l.digests, digest{path, x})
		}
	}
	slices.SortStableFunc(l.digests, func(a, b digest) int { // the newest first
		return cmp.Or(cmp.Compare(b.Prepared, a.Prepared), cmp.Compare(filepath.Base(b.path), filepath.Base(a.path)))
	})
	return l, nil
}

// concern is what the library holds of one table.
type concern struct {
	structure   found   // zero: only constraints are known
	lists       []found // that the structure uses, in its order
	constraints []found // the allowed ones and, of each flow, the newest actual one
}

// For gives what is known of a table; nil when no message speaks of it.
// agency is that of the table's provider; the empty one is any.
func (l *Library) For(t catalog.Table, agency string) (*Guide, error) {
	c, ok := l.concerning(t, agency)
	if !ok {
		return nil, nil
	}
	return c.guide(t)
}

// Hash covers what For gives; empty when that is nothing.
func (l *Library) Hash(t catalog.Table, agency string) string {
	c, ok := l.concerning(t, agency)
	if !ok {
		return ""
	}
	h := sha256.New()
	for _, f := range slices.Concat([]found{c.structure}, c.lists, c.constraints) {
		fmt.Fprintln(h, f.Kind, f.ID, f.Hash, f.For)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func (l *Library) concerning(t catalog.Table, agency string) (c concern, ok bool) {
	for _, f := range l.all(kindStructure) {
		// A higher version counts more than a later date.
		if t.Structure != "" && isOf(f.ID, agency, t.Structure) && (!ok || compareVersions(f.ID, c.structure.ID) > 0) {
			c.structure, ok = f, true
		}
	}
	lists := l.all(kindList)
	for _, ref := range c.structure.Lists {
		i := slices.IndexFunc(lists, func(f found) bool { return matches(ref, f.ID) && !f.IsPartial })
		if i < 0 { // better a part than nothing
			i = slices.IndexFunc(lists, func(f found) bool { return matches(ref, f.ID) })
		}
		if i >= 0 {
			c.lists = append(c.lists, lists[i])
		}
	}
	seen := map[string]bool{}
	for _, f := range l.all(kindConstraint) {
		concerns := slices.ContainsFunc(f.For, func(ref string) bool {
			return t.Structure != "" && isOf(ref, agency, t.Structure) || slices.ContainsFunc(t.Flows, func(flow string) bool { return isOf(ref, agency, flow) })
		})
		// An actual constraint says what is there at its time, whatever its name; an
		// allowed one holds until it is replaced under its name.
		subject := f.ID
		if f.IsActual {
			subject = strings.Join(f.For, " ")
		}
		if concerns && !seen[subject] {
			seen[subject] = true
			c.constraints = append(c.constraints, f)
		}
	}
	return c, ok || len(c.constraints) > 0
}

// all are the entries of a kind, the newest message first.
func (l *Library) all(kind string) []found {
	var out []found
	for _, d := range l.digests {
		for _, e := range d.Entries {
			if e.Kind == kind {
				out = append(out, found{e, d})
			}
		}
	}
	return out
}

// guide reads the definitions, each digest once.
func (c concern) guide(t catalog.Table) (*Guide, error) {
	bodies := map[string]body{}
	read := func(f found) (body, error) {
		if b, ok := bodies[f.path]; ok {
			return b, nil
		}
		b, err := readBody(f.path)
		bodies[f.path] = b
		return b, err
	}
	g := &Guide{}
	if c.structure.path != "" {
		b, err := read(c.structure)
		if err != nil {
			return nil, err
		}
		for _, s := range b.Structures {
			if s.String() == c.structure.ID {
				g.Structure = s
			}
		}
	}
	lists := map[string]List{}
	for _, f := range c.lists {
		b, err := read(f)
		if err != nil {
			return nil, err
		}
		for _, l := range b.Lists {
			if l.ID == f.ID && l.IsPartial == f.IsPartial {
				lists[l.ID] = l
			}
		}
	}
	for _, d := range g.Structure.Dimensions {
		if d.List == "" {
			continue
		}
		for _, f := range c.lists {
			if matches(d.List, f.ID) {
				g.add(d.ID, lists[f.ID])
				break
			}
		}
	}
	for _, f := range c.constraints {
		b, err := read(f)
		if err != nil {
			return nil, err
		}
		for _, x := range b.Constraints {
			if x.String() == f.ID && x.IsActual == f.IsActual && slices.Equal(x.For, f.For) {
				g.constrain(x, t)
				break
			}
		}
	}
	return g, nil
}

// parts of AGENCY:ID(VERSION).
func parts(ref string) (agency, id, version string) {
	agency, rest, ok := strings.Cut(ref, ":")
	if !ok {
		agency, rest = "", ref
	}
	id, version, _ = strings.Cut(strings.TrimSuffix(rest, ")"), "(")
	return agency, id, version
}

// isOf says whether a reference means the artefact of an agency, in any version.
func isOf(ref, agency, id string) bool {
	a, i, _ := parts(ref)
	return i == id && (agency == "" || a == "" || a == agency)
}

// matches says whether a reference means a definition; one without a version, or
// with a wildcard in it (1.0+), means any. A definition of no agency is anybody's.
func matches(ref, id string) bool {
	if ref == "" {
		return false
	}
	a, i, v := parts(ref)
	b, j, w := parts(id)
	return i == j && (a == "" || b == "" || a == b) && (v == "" || strings.ContainsAny(v, "+*") || v == w)
}

// compareVersions compares the versions of two definitions number by number.
func compareVersions(a, b string) int {
	_, _, x := parts(a)
	_, _, y := parts(b)
	xs, ys := strings.Split(x, "."), strings.Split(y, ".")
	for i := range min(len(xs), len(ys)) {
		if c := cmp.Or(cmp.Compare(len(xs[i]), len(ys[i])), cmp.Compare(xs[i], ys[i])); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(xs), len(ys))
}
