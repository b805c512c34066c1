package harmonize

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
)

// labelled is a column whose cells are labels.
type labelled struct {
	index int
	dim   catalog.Dimension
	codes map[string]string // label to code, as met
}

// Labels of the dimensions that mean the same in every data set of Eurostat.
var commonLabels = map[string]map[string]string{
	"freq": {"Annual": "A", "Half-yearly, semesterly": "S", "Quarterly": "Q", "Monthly": "M"},
	"sex":  {"Total": "T", "Males": "M", "Females": "F"},
}

// bindLabels finds the columns that a source names by the label of the dimension
// or fills with labels, and lets them be found under the dimension's id.
func (h *Harmonizer) bindLabels(columns []format.Column, index map[string]int, declared map[string]bool) {
	h.labelled = nil
	for i, c := range columns {
		if !c.ByLabel {
			continue
		}
		for _, d := range h.table.Dimensions {
			if d.Name == c.Name || d.Label != "" && format.Fold(d.Label) == format.Fold(c.Name) {
				index[d.Name] = i
				declared[c.Name] = true
				h.labelled = append(h.labelled, labelled{i, d, map[string]string{}})
				break
			}
		}
	}
}

// unlabel replaces the labels of a row by the codes of the source.
func (h *Harmonizer) unlabel(r *format.Row) *Outcome {
	if len(h.labelled) == 0 {
		return nil
	}
	h.coded = append(h.coded[:0], r.Cells...)
	for _, l := range h.labelled {
		text := r.Cells[l.index]
		code, ok := l.codes[text]
		if !ok {
			text = strings.Clone(text)
			code = h.codeOfLabel(l.dim, text)
			l.codes[text] = code
		}
		if code == "" {
			out := h.reject(r.Number, l.dim.Name, text, "label", fmt.Sprintf("add it under labels of dimension %s in %s, or ask for the table with codes", l.dim.Name, h.tableFile()),
				"%q is not the name of a declared code of %s", format.Cut(text), l.dim.Name)
			return &out
		}
		h.coded[l.index] = code
	}
	r.Cells = h.coded
	return nil
}

// codeOfLabel is the code of the source that a label stands for: as the table
// declares it, else by the names of the dimension's list. A code that a mapping
// line put in place of a label is taken as it is. Empty: not known.
func (h *Harmonizer) codeOfLabel(d catalog.Dimension, text string) string {
	key := format.Fold(text)
	for _, m := range []map[string]string{d.Labels, commonLabels[d.To]} {
		for _, label := range slices.Sorted(maps.Keys(m)) {
			if format.Fold(label) == key {
				return m[label]
			}
		}
	}
	lists := []string{cmp.Or(d.LabelList, d.List)}
	if d.To == "territory" {
		// Eurostat writes EL and UK, so its own list comes before the other countries'.
		lists = append([]string{"eurostat_geo"}, append(lists, territoryFallback...)...)
	}
	for _, id := range lists {
		list, ok := h.codes.List(id)
		if !ok {
			continue
		}
		if it, ok := list.FindLabel(text); ok {
			return it.Code
		}
	}
	for _, id := range lists {
		if list, ok := h.codes.List(id); ok {
			if _, ok := list.Find(text); ok {
				return text
			}
		}
	}
	if slices.Contains(slices.Collect(maps.Values(d.Labels)), text) {
		return text
	}
	return ""
}
