package harmonize

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format/number"
)

// MappingFault says why a mapping line can't be applied. Field is the part of
// the line that is wrong: column, from or to.
type MappingFault struct {
	Field, Message, Hint string
}

func (f *MappingFault) Error() string { return f.Message }

// CheckMapping says what is wrong with a mapping line of a table; nil: nothing.
// What a line stands for must be declared, and what it replaces must not be: a
// code that is in the list says what it says.
func CheckMapping(c *catalog.Catalog, s *codes.Set, t catalog.Table, m Mapping) *MappingFault {
	h, err := New(c, s, t, "")
	if err != nil {
		return &MappingFault{"table", err.Error(), "correct the catalogue"}
	}
	if len(t.Layouts) > 0 {
		return h.checkBookMapping(m)
	}
	i := slices.IndexFunc(t.Dimensions, func(d catalog.Dimension) bool { return d.Name == m.Column })
	switch {
	case i < 0 && m.Drop && m.Column == "DATAFLOW":
		return nil
	case i < 0:
		return &MappingFault{"column", fmt.Sprintf("table %s declares no column %q", t.ID, m.Column), "its columns are " + strings.Join(columnsOf(t), ", ")}
	}
	if m.Drop {
		return nil
	}
	d := t.Dimensions[i]
	if fault := h.checkText(d, m.To); fault != "" {
		return &MappingFault{"to", fault, h.hintFor(d, m.To)}
	}
	if h.isDeclared(d, m.From) {
		return &MappingFault{"from", fmt.Sprintf("%q is declared for %s and is read as it is", m.From, d.Name), "map only what the lists do not know; correct the file where it says something else than it means"}
	}
	return nil
}

func columnsOf(t catalog.Table) []string {
	var out []string
	for _, d := range t.Dimensions {
		if d.To != "ignore" && d.To != "note" {
			out = append(out, d.Name)
		}
	}
	return out
}

// checkText says why a text can't stand in a column; empty: it can.
func (h *Harmonizer) checkText(d catalog.Dimension, text string) string {
	switch d.To {
	case "ignore", "note":
		return fmt.Sprintf("the column %s holds no codes", d.Name)
	case "value":
		if !slices.Contains(notAvailable, text) {
			return fmt.Sprintf("%q is no mark of a missing value; numbers are never mapped", text)
		}
	case "status":
		if !h.isKnownFlag(text) {
			return fmt.Sprintf("%q is no flag of the source", text)
		}
	case "period":
		if _, err := series.ParsePeriod(text); err != nil {
			return err.Error()
		}
	case "freq":
		if _, err := series.ParseFreq(text); err != nil {
			return err.Error()
		}
	case "edition":
		if _, err := series.ParseEdition(text); err != nil {
			return err.Error()
		}
	case "measure":
		if known := h.measureCodes(d.Name); len(known) > 0 && !slices.Contains(known, text) {
			return fmt.Sprintf("no measure of table %s has %s = %q", h.table.ID, d.Name, text)
		}
	}
	if text == "" {
		return fmt.Sprintf("%s has no empty code", d.Name)
	}
	return h.checkCode(d, text)
}

// checkCode looks a code up as a row of the file would.
func (h *Harmonizer) checkCode(d catalog.Dimension, text string) string {
	switch d.To {
	case "value", "status", "period", "freq", "edition", "measure", "note", "ignore":
		return ""
	}
	h.notices = notices{}
	r := h.lookUp(&field{dim: d, version: &versions{}}, text)
	if r.rule != "" {
		return r.message
	}
	if len(h.notices) > 0 {
		return fmt.Sprintf("%q is not a code of %s", text, d.List)
	}
	return ""
}

// isDeclared says whether a text is read without a mapping line. Where anything
// may stand (an age, a dimension without a list) nothing is declared.
func (h *Harmonizer) isDeclared(d catalog.Dimension, text string) bool {
	switch d.To {
	case "value":
		_, err := number.Parse(text, number.English)
		return err == nil || slices.Contains(notAvailable, text)
	case "status":
		return h.isKnownFlag(text)
	case "measure":
		return slices.Contains(h.measureCodes(d.Name), text)
	case "period", "freq", "edition", "sex":
		return h.checkText(d, text) == ""
	}
	return d.List != "" && h.checkText(d, text) == ""
}

func (h *Harmonizer) measureCodes(column string) []string {
	var out []string
	for _, m := range h.measures {
		if code, ok := m.When[column]; ok && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

func (h *Harmonizer) hintFor(d catalog.Dimension, text string) string {
	switch d.To {
	case "value":
		return "marks are " + strings.Join(notAvailable, " ")
	case "status":
		return "flags are " + strings.Join(h.flags, " ")
	case "period":
		return "write the period as 2026, 2026-S1, 2026-Q3 or 2026-09"
	case "freq":
		return "frequencies are A, S, Q and M"
	case "edition":
		return "editions are written as 2022M11G3"
	case "measure":
		return "its codes are " + strings.Join(h.measureCodes(d.Name), ", ")
	case "sex":
		return "codes are 1 or M, 2 or F, 9 or T"
	case "ignore", "note":
		return "its columns are " + strings.Join(columnsOf(h.table), ", ")
	}
	return "nearest codes: " + strings.Join(h.codes.Nearest(d.List, text, 3), ", ")
}

// checkBookMapping checks a line for a table that comes as a workbook.
func (h *Harmonizer) checkBookMapping(m Mapping) *MappingFault {
	known := []string{"value"}
	var lists []string
	for _, l := range h.table.Layouts {
		if !slices.Contains(known, l.RowDimension) {
			known = append(known, l.RowDimension)
		}
		if l.RowDimension == m.Column && !slices.Contains(lists, l.RowList) {
			lists = append(lists, l.RowList)
		}
	}
	switch {
	case !slices.Contains(known, m.Column):
		return &MappingFault{"column", fmt.Sprintf("the workbooks of table %s have no labels of %q", h.table.ID, m.Column), "columns are " + strings.Join(known, ", ")}
	case m.Drop && m.Column == "value":
		return &MappingFault{"column", "rows of a workbook are set aside by their label", "name the column " + strings.Join(known[1:], " or ")}
	case m.Drop:
		return nil
	case m.Column == "value":
		if !slices.Contains(notAvailable, m.To) {
			return &MappingFault{"to", fmt.Sprintf("%q is no mark of a missing value; numbers are never mapped", m.To), "marks are " + strings.Join(notAvailable, " ")}
		}
		if _, err := number.Parse(m.From, number.Italian); err == nil {
			return &MappingFault{"from", fmt.Sprintf("%q is a number and is read as it is", m.From), "correct the file"}
		}
		return nil
	}
	for _, list := range lists {
		names, err := h.labels(list, nil)
		if err != nil {
			return &MappingFault{"table", err.Error(), "correct the catalogue"}
		}
		if _, ok := names.named(m.From); ok {
			return &MappingFault{"from", fmt.Sprintf("%q is a name of %s and is read as it is", m.From, list), "map only what the lists do not know"}
		}
	}
	for _, list := range lists {
		if _, ok := h.codes.Find(series.Code{List: list, Value: m.To}); ok {
			return nil
		}
	}
	return &MappingFault{"to", fmt.Sprintf("%q is not a code of %s", m.To, strings.Join(lists, " or ")), "nearest codes: " + strings.Join(h.codes.Nearest(lists[0], m.To, 3), ", ")}
}
