package harmonize

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// bound is a declared constraint with the columns of the file at hand.
type bound struct {
	when  []columnCodes
	allow []columnCodes
	why   string
}

// columnCodes are codes of one column.
type columnCodes struct {
	column int
	name   string
	codes  []string
}

// bindConstraints finds the columns of the declared constraints. One that speaks
// of a column which the file does not have says nothing about it.
func (h *Harmonizer) bindConstraints(index map[string]int) {
	h.bounds = nil
	for _, c := range h.table.Constraints {
		b := bound{why: c.Why.EN}
		complete := true
		at := func(name string, codes []string) columnCodes {
			i, ok := index[name]
			complete = complete && ok
			return columnCodes{i, name, codes}
		}
		for _, name := range slices.Sorted(maps.Keys(c.When)) {
			b.when = append(b.when, at(name, []string{c.When[name]}))
		}
		for _, name := range slices.Sorted(maps.Keys(c.Allow)) {
			b.allow = append(b.allow, at(name, c.Allow[name]))
		}
		if complete {
			h.bounds = append(h.bounds, b)
		}
	}
}

// checkConstraints rejects a row with a combination of codes that cannot be.
func (h *Harmonizer) checkConstraints(r format.Row) *Outcome {
	for _, b := range h.bounds {
		if slices.ContainsFunc(b.when, func(c columnCodes) bool { return !slices.Contains(c.codes, r.Cells[c.column]) }) {
			continue
		}
		for _, c := range b.allow {
			code := r.Cells[c.column]
			if slices.Contains(c.codes, code) {
				continue
			}
			var with []string
			for _, w := range b.when {
				with = append(with, w.name+" = "+w.codes[0])
			}
			out := h.reject(r.Number, c.name, code, "constraint",
				fmt.Sprintf("allowed are %s; correct the row at the source, or the constraint in %s", strings.Join(c.codes, ", "), h.tableFile()),
				"%q cannot stand in %s where %s: %s", format.Cut(code), c.name, strings.Join(with, " and "), b.why)
			return &out
		}
	}
	return nil
}
