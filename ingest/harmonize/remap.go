package harmonize

import (
	"slices"
	"strings"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
)

// Mapping is what an analyst decided about one text in one column of a table:
// it stands for a code of the list, or its rows are set aside on purpose.
type Mapping struct {
	Column string // as the source spells it; in a workbook what the labels name: occupation, or value
	From   string // the text in the file
	To     string // what it is read as; empty with Drop
	Drop   bool
	Note   string // why
}

// remapped are the mapping lines of one column of the file.
type remapped struct {
	column int
	lines  map[string]Mapping
}

// Map says which mapping lines to apply. It comes before Bind and Table.
func (h *Harmonizer) Map(lines []Mapping) { h.lines = lines }

// bindMappings finds the columns of the mapping lines.
func (h *Harmonizer) bindMappings(index map[string]int) {
	h.remaps = nil
	for _, m := range h.lines {
		column, ok := index[m.Column]
		if !ok {
			continue // the column is declared, and this file has none
		}
		i := slices.IndexFunc(h.remaps, func(r remapped) bool { return r.column == column })
		if i < 0 {
			h.remaps = append(h.remaps, remapped{column, map[string]Mapping{}})
			i = len(h.remaps) - 1
		}
		h.remaps[i].lines[m.From] = m
	}
}

// remap replaces the cells of a row that a mapping line speaks of, and gives
// what to add to the note of its observation. The reader's own cells stay as
// they are: it may use them for the next row.
func (h *Harmonizer) remap(r *format.Row) (note string, dropped bool) {
	var notes []string
	for _, c := range h.remaps {
		m, ok := c.lines[r.Cells[c.column]]
		if !ok {
			continue
		}
		h.count(m)
		if m.Drop {
			return "", true
		}
		if notes == nil {
			r.Cells, r.Labels = slices.Clone(r.Cells), slices.Clone(r.Labels)
		}
		r.Cells[c.column] = m.To
		if r.Labels != nil {
			r.Labels[c.column] = "" // it belongs to the code that was replaced
		}
		notes = append(notes, mappedNote(m))
	}
	return strings.Join(notes, ";"), false
}

func mappedNote(m Mapping) string { return warehouse.MappedMark + m.Column + "=" + m.From }

// count notes that a mapping line was applied.
func (h *Harmonizer) count(m Mapping) {
	why := ""
	if m.Note != "" {
		why = ": " + m.Note
	}
	if m.Drop {
		h.notices.add("note", "mapped", m.Column+"\x00"+m.From, "%s: rows with %q were set aside on purpose by a mapping line%s", m.Column, m.From, why)
		return
	}
	h.notices.add("note", "mapped", m.Column+"\x00"+m.From, "%s: %q was read as %q by a mapping line%s", m.Column, m.From, m.To, why)
}

// remapLabel is the mapping line of a text in a workbook, if there is one.
func (h *Harmonizer) remapLabel(column, text string) (Mapping, bool) {
	for _, m := range h.lines {
		if m.Column == column && m.From == text {
			h.count(m)
			return m, true
		}
	}
	return Mapping{}, false
}

// joinNotes puts a further part behind a note.
func joinNotes(note, more string) string {
	if note == "" || more == "" {
		return note + more
	}
	return note + ";" + more
}
