package harmonize

import (
	"strings"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
)

// before is the last row that was read whole. Rows of one series follow each
// other in most files and differ in period and value alone: what the other cells
// say need not be looked up again.
type before struct {
	known       bool
	cells       []string
	observation warehouse.Observation // as it was before the value was read
	measure     *measure
}

// continues says whether a row is of the same series as the last.
func (h *Harmonizer) continues(r format.Row) bool {
	if !h.before.known || r.Labels != nil || len(r.Cells) != len(h.before.cells) {
		return false
	}
	for i, cell := range h.before.cells {
		if r.Cells[i] != cell && i != h.period && i != h.value {
			return false
		}
	}
	return true
}

// remember keeps a row for those that follow. Rows that a mapping line changed,
// rows with labels, which are compared each by itself, and rows of a table with
// several columns of values, where the column tells the measure, are not kept; nor
// are rows with a code that exists in some years only, as each period is looked at.
func (h *Harmonizer) remember(r format.Row, o *warehouse.Observation, m *measure) {
	b := &h.before
	if b.known = r.Labels == nil && len(h.remaps) == 0 && !h.isWide && !h.yearBound; !b.known {
		return
	}
	if len(b.cells) != len(r.Cells) {
		b.cells = make([]string, len(r.Cells))
	}
	for i, cell := range r.Cells {
		if cell != b.cells[i] {
			b.cells[i] = strings.Clone(cell) // those of the row are valid until the next
		}
	}
	b.observation, b.measure = *o, m
}

// further reads a row of the same series as the last.
func (h *Harmonizer) further(r format.Row) Outcome {
	o := &h.one[0]
	*o = h.before.observation
	o.Row = r.Number
	if out := h.readPeriod(r, o); out != nil {
		return *out
	}
	if out := h.checkConstraints(r); out != nil { // they may speak of the period
		return *out
	}
	if o.Column = r.Column; o.Column == "" {
		o.Column = h.valueName
	}
	if out := h.readValue(r, h.before.measure, o); out != nil {
		return *out
	}
	return Outcome{Observations: h.one[:]}
}

// edition is the last edition that was read, as it was written and as it was understood.
type edition struct {
	text     string
	vintage  string
	released time.Time
}

func (h *Harmonizer) editionOf(text string) (edition, error) {
	if text == h.lastEdition.text && text != "" {
		return h.lastEdition, nil
	}
	e, err := series.ParseEdition(text)
	if err == nil {
		h.lastEdition = edition{strings.Clone(text), e.String(), editionDay(e)}
	}
	return h.lastEdition, err
}
