package harmonize

import (
	"fmt"
	"math"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/format/sdmxcsv"
)

// Row harmonizes one row of a text table whose header was bound. The outcome is
// valid until the next row.
func (h *Harmonizer) Row(r format.Row) Outcome {
	switch {
	case r.Skip != "":
		return Outcome{Skip: r.Skip}
	case r.Fault != nil:
		return h.rejectFault(r.Number, r.Fault)
	}
	if h.continues(r) {
		return h.further(r)
	}
	if h.mark >= 0 && !h.marked && IsMarked(r.Cells[h.mark]) {
		h.marked = true
	}
	mapped, dropped := h.remap(&r)
	if dropped {
		return Outcome{Skip: "mapping-drop"}
	}
	if out := h.unlabel(&r); out != nil {
		return *out
	}
	for _, step := range []func(format.Row) *Outcome{h.checkFlow, h.checkLabels} {
		if out := step(r); out != nil {
			return *out
		}
	}
	o := &h.one[0]
	*o = warehouse.Observation{Row: r.Number}
	if out := h.readPeriod(r, o); out != nil {
		return *out
	}
	if out := h.readCodes(r, o); out != nil {
		return *out
	}
	m, out := h.readMeasure(r, o)
	if out != nil {
		return *out
	}
	if out := h.checkMultiplier(r, m); out != nil {
		return *out
	}
	if out := h.checkGuide(r); out != nil {
		return *out
	}
	if out := h.checkConstraints(r); out != nil {
		return *out
	}
	h.addOther(m, o)
	h.remember(r, o, m)
	if out := h.readValue(r, m, o); out != nil {
		return *out
	}
	o.Note = joinNotes(o.Note, mapped)
	return Outcome{Observations: h.one[:]}
}

// checkFlow rejects a row of a flow that is not the table's.
func (h *Harmonizer) checkFlow(r format.Row) *Outcome {
	if h.flow < 0 {
		return nil
	}
	text := r.Cells[h.flow]
	if text == "" && h.MayLackFlow {
		return nil
	}
	ok, seen := h.flows[text]
	if !seen {
		t, found := h.catalog.TableForFlow(text)
		ok = found && t.ID == h.table.ID
		h.flows[strings.Clone(text)] = ok
	}
	if !ok {
		out := h.reject(r.Number, "DATAFLOW", text, "flow", fmt.Sprintf("add the flow to flows in %s, or load the file as another table", h.tableFile()),
			"the flow is not one of table %s", h.table.ID)
		return &out
	}
	return nil
}

// checkLabels rejects a row in which a code comes with another label than before.
func (h *Harmonizer) checkLabels(r format.Row) *Outcome {
	if r.Labels == nil {
		return nil
	}
	for _, f := range h.fields {
		if f.index < 0 {
			continue
		}
		label := r.Labels[f.index]
		if label == "" || f.dim.To == "note" {
			continue
		}
		key := f.dim.Name + "\x00" + r.Cells[f.index]
		before, ok := h.marks[key]
		if !ok {
			h.marks[key] = strings.Clone(label)
			h.seeLabel(&f, r.Cells[f.index], label)
			continue
		}
		if before != label {
			h.seeLabel(&f, r.Cells[f.index], label)
			out := h.reject(r.Number, f.dim.Name, r.Cells[f.index]+": "+label, "label-mismatch", "correct the code or its label at the source",
				"the code %q stood for %q before and stands for %q here", r.Cells[f.index], format.Cut(before), format.Cut(label))
			return &out
		}
	}
	return nil
}

// checkMultiplier rejects a row whose file scales the value in a way that the measure does not declare.
func (h *Harmonizer) checkMultiplier(r format.Row, m *measure) *Outcome {
	if h.unitMult < 0 {
		return nil
	}
	if text := r.Cells[h.unitMult]; text != "" && text != "0" && text != m.UnitMult {
		out := h.reject(r.Number, "UNIT_MULT", text, "unit-multiplier", "declare scale and unit_mult under [[measure]] in "+h.tableFile(),
			"the file multiplies its values by 10 to the power of %s, and the table does not declare it", format.Cut(text))
		return &out
	}
	return nil
}

func (h *Harmonizer) readPeriod(r format.Row, o *warehouse.Observation) *Outcome {
	text := r.Cells[h.period]
	p := h.periodOf(text, h.freq >= 0 && r.Cells[h.freq] == "D")
	if p.err != nil {
		out := h.reject(r.Number, h.name("period"), text, "period", h.dates().hint(text, h.tableFile()), "%v", p.err)
		return &out
	}
	if h.freq >= 0 {
		code := r.Cells[h.freq]
		freq, err := series.ParseFreq(code)
		if err != nil {
			out := h.reject(r.Number, h.name("freq"), code, "frequency", "frequencies are A, S, Q, B, M, W and D", "%v", err)
			return &out
		}
		if freq != p.freq {
			out := h.reject(r.Number, h.name("period"), text, "period-frequency", "correct the period or the frequency at the source",
				"the period %s does not have the frequency %s", text, code)
			return &out
		}
	}
	o.Period, o.Freq, o.PeriodStart = p.text, p.freq, p.first
	if h.edition >= 0 {
		e, err := h.editionOf(r.Cells[h.edition])
		if err != nil {
			out := h.reject(r.Number, h.name("edition"), r.Cells[h.edition], "edition", "editions are written as 2022M11G3", "%v", err)
			return &out
		}
		o.Vintage, o.Released = e.vintage, e.released
	}
	return nil
}

// readCodes resolves the declared dimensions of the row.
func (h *Harmonizer) readCodes(r format.Row, o *warehouse.Observation) *Outcome {
	var status, note []string
	h.yearBound = false
	for i := range h.fields {
		f := &h.fields[i]
		text := f.cell(r)
		h.rowCodes[i] = text
		switch f.dim.To {
		case "status":
			if text != "" {
				status = append(status, text)
			}
			continue
		case "note":
			if text != "" {
				if h.isCube() {
					text = f.dim.Name + "=" + text
				}
				note = append(note, text)
			}
			continue
		}
		if text == "" {
			if h.isCube() {
				out := h.reject(r.Number, f.dim.Name, "", "dimension-missing", "ask for the data again; every dimension has a code", "the row has no code for %s", f.dim.Name)
				return &out
			}
			continue
		}
		var code resolved
		var out *Outcome
		if f.byVersion {
			code, out = h.resolveVersion(f, text, r)
		} else {
			code, out = h.resolve(f, text, r.Number)
		}
		if out == nil && code.years != (validity{}) {
			h.yearBound = true
			out = h.checkYears(f, text, code.years, o.PeriodStart, r.Number)
		}
		if out != nil {
			return out
		}
		h.rowCodes[i] = code.code.Value
		code.to(&o.Key, f.dim.To)
	}
	o.Status = strings.Clone(strings.Join(status, " "))
	for _, c := range h.origin {
		if text := r.Cells[c.index]; text != "" {
			note = append(note, c.word+": "+text)
		}
	}
	separator := ";"
	if h.table.Format == publishedcsv.ID {
		separator = " | "
	}
	o.Note = strings.Clone(strings.Join(note, separator))
	return nil
}

// isCube says whether every row has a code of every dimension.
func (h *Harmonizer) isCube() bool { return h.table.Format == sdmxcsv.ID || h.table.IsTidy() }

// readMeasure finds which measure the row carries.
func (h *Harmonizer) readMeasure(r format.Row, o *warehouse.Observation) (*measure, *Outcome) {
	for i := range h.measures {
		m := &h.measures[i]
		if h.fits(m, r) {
			o.Key.Measure, o.Key.Unit = m.indicator.ID, m.indicator.Unit
			if o.Column = r.Column; o.Column == "" {
				o.Column = h.valueName
			}
			return m, nil
		}
	}
	var parts []string
	for i := range h.fields {
		if f := &h.fields[i]; f.dim.To == "measure" {
			parts = append(parts, f.dim.Name+"="+f.cell(r))
		}
	}
	out := h.reject(r.Number, strings.Join(h.measureColumns(), ","), strings.Join(parts, ", "), "measure",
		fmt.Sprintf("add a [[measure]] with when = { %s } to %s", whenText(parts), h.tableFile()),
		"no measure of table %s has this combination", h.table.ID)
	return nil, &out
}

func whenText(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		name, code, _ := strings.Cut(p, "=")
		out[i] = fmt.Sprintf("%s = %q", name, code)
	}
	return strings.Join(out, ", ")
}

func (h *Harmonizer) fits(m *measure, r format.Row) bool {
	if m.Column != "" && m.Column != r.Column {
		return false
	}
	for _, name := range m.columns {
		found := false
		for i := range h.fields {
			if h.fields[i].dim.Name == name {
				found = h.fields[i].cell(r) == m.When[name]
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// addOther writes the dimensions without a field of their own. A column that
// helps to name measures but not this one is kept too.
func (h *Harmonizer) addOther(m *measure, o *warehouse.Observation) {
	var b strings.Builder
	for i := range h.fields {
		f := &h.fields[i]
		code := h.rowCodes[i]
		if code == "" || code == f.dim.Drop {
			continue
		}
		if f.dim.To != "other" {
			if _, named := m.When[f.dim.Name]; f.dim.To != "measure" || named {
				continue
			}
		}
		if b.Len() > 0 {
			b.WriteByte(';')
		}
		b.WriteString(f.dim.Name)
		b.WriteByte('=')
		b.WriteString(strings.ReplaceAll(code, ";", "%3B"))
	}
	o.Key.Other = b.String()
}

func (h *Harmonizer) readValue(r format.Row, m *measure, o *warehouse.Observation) *Outcome {
	v := h.textValue(r.Cells[h.value], o.Status, m)
	if v.skip != "" {
		return &Outcome{Skip: v.skip}
	}
	if v.rule != "" {
		out := h.reject(r.Number, o.Column, v.text, v.rule, v.hint, "%s", v.message)
		return &out
	}
	o.Value, o.Exact = v.number, v.exact
	if v.status != "" {
		o.Status = v.status
	}
	if math.IsNaN(v.number) && v.text != "" {
		o.Note = strings.Trim(v.text+" | "+o.Note, " |")
	}
	return nil
}

// name is the source's name of the column with a role.
func (h *Harmonizer) name(to string) string {
	for _, d := range h.table.Dimensions {
		if d.To == to {
			return d.Name
		}
	}
	return map[string]string{"period": "TIME_PERIOD", "value": "OBS_VALUE"}[to]
}

func (h *Harmonizer) measureColumns() []string {
	var out []string
	for _, f := range h.fields {
		if f.dim.To == "measure" {
			out = append(out, f.dim.Name)
		}
	}
	return out
}
