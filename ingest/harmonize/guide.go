package harmonize

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/structure"
)

// guided is a column whose codes the publisher's structure declares.
type guided struct {
	field *field
	dim   *structure.Dimension
	seen  map[string]verdict
}

// verdict on a code of a guided column.
type verdict int

const (
	declared   verdict = iota + 1
	unlisted           // the publisher's list lacks it, ours has it, or only a part of the list is known
	undeclared         // nobody knows it
)

// guidedRegion is a region of a constraint with the columns of the file at hand.
type guidedRegion struct {
	structure.Region
	columns []int // of its keys; -1: the file has no such column
}

type guidedConstraint struct {
	structure.Constraint
	regions []guidedRegion
}

// bindGuide finds the columns that the publisher's structure speaks of. Time,
// frequency and edition are left out: they are read by rules of their own, and new
// ones come with every release.
func (h *Harmonizer) bindGuide(index map[string]int) {
	h.guided, h.announced = nil, nil
	if h.Guide == nil {
		return
	}
	for i := range h.fields {
		f := &h.fields[i]
		switch f.dim.To {
		case "status", "note":
			continue
		}
		if dim, ok := h.Guide.Dimension(f.dim.Name); ok && f.index >= 0 {
			h.guided = append(h.guided, guided{f, dim, map[string]verdict{}})
		}
	}
	folded := map[string]int{}
	for name, i := range index {
		folded[strings.ToUpper(name)] = i
	}
	for _, c := range h.Guide.Constraints {
		g := guidedConstraint{Constraint: c}
		for _, r := range c.Regions {
			region := guidedRegion{Region: r}
			for _, k := range r.Keys {
				at, ok := folded[strings.ToUpper(k.Dimension)]
				if !ok || at == h.edition || at == h.freq {
					at = -1
				}
				region.columns = append(region.columns, at)
			}
			g.regions = append(g.regions, region)
		}
		h.announced = append(h.announced, g)
	}
	if len(h.guided)+len(h.announced) > 0 {
		h.notices.add("note", "structure-used", "", "codes were held against what the publisher declares: %s", h.Guide)
	}
}

// checkGuide rejects a row with a code that neither the publisher's list nor ours
// has, and notes one that only ours has: the list at hand may be older than the file.
func (h *Harmonizer) checkGuide(r format.Row) *Outcome {
	for i := range h.guided {
		g := &h.guided[i]
		text := r.Cells[g.field.index]
		v, ok := g.seen[text]
		if !ok {
			v = h.judge(g, text)
			g.seen[strings.Clone(text)] = v
		}
		switch v {
		case unlisted:
			h.notices.add("warning", "code-unlisted", g.field.dim.Name+"\x00"+text, "%s: %q is not in the list %s as its publisher gave it; it is read all the same", g.field.dim.Name, format.Cut(text), g.dim.List)
		case undeclared:
			out := h.reject(r.Number, g.field.dim.Name, text, "code-undeclared",
				"nearest codes: "+namedCodes(g.dim.Nearest(text, 3))+"; if the publisher has a newer structure, load it and then the file again",
				"%q is not a code of %s, which the publisher declares for %s", format.Cut(text), g.dim.List, g.field.dim.Name)
			return &out
		}
	}
	return h.checkAnnounced(r)
}

func (h *Harmonizer) judge(g *guided, text string) verdict {
	if _, ok := g.dim.Find(text); ok || text == "" {
		return declared
	}
	if g.dim.IsPartial || h.isOurs(g.field, text) {
		return unlisted
	}
	return undeclared
}

// isOurs says whether the catalogue or a code list knows a text of the column.
func (h *Harmonizer) isOurs(f *field, text string) bool {
	if code, ok := f.dim.Codes[text]; ok {
		text = code
	}
	if f.dim.Drop == text || slices.ContainsFunc(h.measures, func(m measure) bool { return m.When[f.dim.Name] == text }) {
		return true
	}
	if f.dim.To == "sex" {
		return sexCode(text).rule == ""
	}
	if f.dim.List == "" {
		return false
	}
	if _, ok := h.codes.Find(series.Code{List: f.dim.List, Value: text}); ok || f.dim.To != "territory" {
		return ok
	}
	if _, ok := h.codes.NUTS(text); ok && f.dim.List == "istat_ref_area" || municipality.MatchString(text) {
		return true
	}
	return slices.ContainsFunc(territoryFallback, func(list string) bool {
		_, ok := h.codes.Find(series.Code{List: list, Value: text})
		return ok
	})
}

// checkAnnounced holds a row against the publisher's constraints: outside of what is
// allowed it is rejected, outside of what was there when somebody asked it is noted.
func (h *Harmonizer) checkAnnounced(r format.Row) *Outcome {
	for i := range h.announced {
		c := &h.announced[i]
		if !h.speaksOf(c, r) {
			continue
		}
		column, code := c.breach(r)
		if column == "" {
			continue
		}
		if c.IsActual {
			h.notices.add("warning", "key-unannounced", column+"\x00"+code, "%s: %q is not among the codes that the publisher announced for the flow (%s); newer data may hold more", column, format.Cut(code), c.ID)
			continue
		}
		out := h.reject(r.Number, column, code, "key-excluded", "correct the row at the source, or load the publisher's newer constraint and then the file again",
			"%q cannot stand in %s beside the other codes of the row: the publisher's constraint %s excludes it", format.Cut(code), column, c.ID)
		return &out
	}
	return nil
}

// speaksOf says whether a constraint holds for the flow of the row.
func (h *Harmonizer) speaksOf(c *guidedConstraint, r format.Row) bool {
	if len(c.Flows) == 0 {
		return true
	}
	if h.flow < 0 || r.Cells[h.flow] == "" {
		return false
	}
	cell := r.Cells[h.flow]
	return slices.ContainsFunc(c.Flows, func(flow string) bool { return isFlow(cell, flow) })
}

// isFlow says whether a cell such as IT1:150_938(1.0) names a flow.
func isFlow(cell, flow string) bool {
	if _, rest, ok := strings.Cut(cell, ":"); ok {
		cell = rest
	}
	id, _, _ := strings.Cut(cell, "(")
	return id == flow
}

// breach is the column and code by which a row lies outside of the constraint; empty
// when it lies inside. Of several regions the first that is not left by more than
// one code tells best; it is enough to name the code that leaves the first.
func (c *guidedConstraint) breach(r format.Row) (column, code string) {
	included, inside := false, false
	for i := range c.regions {
		g := &c.regions[i]
		outside := -1
		for j, at := range g.columns {
			if at >= 0 && !g.Keys[j].Has(r.Cells[at]) {
				outside = j
				break
			}
		}
		switch {
		case g.IsExcluded:
			if outside < 0 && !slices.Contains(g.columns, -1) { // a column that is not there can't be judged
				return g.Keys[0].Dimension, r.Cells[g.columns[0]]
			}
		case outside < 0:
			included, inside = true, true
		default:
			included = true
			if column == "" {
				column, code = g.Keys[outside].Dimension, r.Cells[g.columns[outside]]
			}
		}
	}
	if !included || inside {
		return "", ""
	}
	return column, code
}

// namedCodes lists codes with their names.
func namedCodes(all []structure.Code) string {
	var out []string
	for _, c := range all {
		text := c.ID
		if label := c.EN; label != "" || c.IT != "" {
			if label == "" {
				label = c.IT
			}
			text = fmt.Sprintf("%s (%s)", c.ID, format.Cut(label))
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// called says what the publisher calls a code, for messages; empty when nothing is known.
func (h *Harmonizer) called(column, code string) string {
	dim, ok := h.Guide.Dimension(column)
	if !ok || dim.Label(code) == "" {
		return ""
	}
	return fmt.Sprintf("; its publisher calls it %q", format.Cut(dim.Label(code)))
}
