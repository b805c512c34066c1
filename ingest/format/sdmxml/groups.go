package sdmxml

import (
	"encoding/xml"
	"slices"
	"strings"
)

// maxGroupBytes bounds what is kept of groups: 64 MiB.
const maxGroupBytes = 64 << 20

// group is the group that is being read: attributes that hold for all series
// with the same values of some dimensions.
type group struct {
	open, kept bool
	cells      []string
	key        []int // columns
}

// groupSet are the groups with keys of the same dimensions.
type groupSet struct {
	key    []int
	values map[string][]groupValue // by the joined codes of the key
}

type groupValue struct {
	column int
	value  string
}

type groupIndex struct {
	sets  []*groupSet
	bytes int
}

// specificGroup reads a group of a structure-specific message: attributes that
// are named as dimensions are its key.
func (m *Message) specificGroup(x xml.StartElement) error {
	if m.columns == nil {
		return m.misplaced(x)
	}
	m.group = group{open: true, cells: make([]string, len(m.columns))}
	m.fillAttributes(m.group.cells, nil, &m.set.fault, x.Attr)
	for _, a := range x.Attr {
		if column, ok := m.at[m.rename(a.Name.Local)]; ok && a.Name.Space == "" && m.dims[m.columns[column].Name] {
			m.group.key = append(m.group.key, column)
		}
	}
	return nil
}

// keepGroup keeps the attributes of the group for the series that follow.
func (m *Message) keepGroup() error {
	g := &m.group
	g.kept = true
	slices.Sort(g.key)
	g.key = slices.Compact(g.key)
	if len(g.key) == 0 {
		return m.w.refuse("sdmx-structure", "a group has attributes and no key")
	}
	if m.observations > 0 {
		m.count("group-late", 1)
	}
	at := slices.IndexFunc(m.groups.sets, func(s *groupSet) bool { return slices.Equal(s.key, g.key) })
	if at < 0 {
		at = len(m.groups.sets)
		m.groups.sets = append(m.groups.sets, &groupSet{key: g.key, values: map[string][]groupValue{}})
		if at >= 1000 {
			return m.w.refuse("limits", "groups have keys of more than %d kinds", at)
		}
	}
	set := m.groups.sets[at]
	key, _ := set.keyOf(g.cells)
	list := set.values[key]
	for column, value := range g.cells {
		if value != "" && !slices.Contains(g.key, column) {
			list = append(list, groupValue{column, value})
			m.groups.bytes += len(value) + 32
		}
	}
	m.groups.bytes += len(key) + 64
	if m.groups.bytes > maxGroupBytes {
		return m.w.refuse("limits", "the attributes of groups take more than %d bytes", maxGroupBytes)
	}
	set.values[key] = list
	return nil
}

// keyOf joins the codes of the key; not complete when one is missing.
func (s *groupSet) keyOf(cells []string) (string, bool) {
	var b strings.Builder
	for _, column := range s.key {
		if cells[column] == "" {
			return "", false
		}
		b.WriteString(cells[column])
		b.WriteByte(0)
	}
	return b.String(), true
}

// apply gives the attributes of groups to the series. Groups whose key is not
// complete there are asked again at each observation.
func (g *groupIndex) apply(m *Message) {
	for _, s := range g.sets {
		if key, ok := s.keyOf(m.series.cells); ok {
			give(s.values[key], m.series.cells, m.series.set)
		} else {
			m.series.pending = append(m.series.pending, s)
		}
	}
}

func (g *groupIndex) pendingAll(into []*groupSet) []*groupSet { return append(into, g.sets...) }

func (g *groupIndex) applyPending(m *Message) {
	for _, s := range m.series.pending {
		if key, ok := s.keyOf(m.row.cells); ok {
			give(s.values[key], m.row.cells, m.row.set)
		}
	}
}

// give fills cells that neither series nor observation set themselves.
func give(values []groupValue, cells []string, set []bool) {
	for _, v := range values {
		if !set[v.column] {
			cells[v.column] = v.value
		}
	}
}
