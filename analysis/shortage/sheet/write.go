package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"fabbisogno/analysis/shortage"
)

// WriteExample writes the inputs of a worked example as a file that Read reads.
func WriteExample(to io.Writer, card shortage.Card, e shortage.Example) error {
	rows := 1
	header := []string{}
	if card.CrossSection {
		header = append(header, shortage.UnitColumn)
	}
	var inputs []shortage.CardInput
	for _, in := range card.Inputs {
		if col, ok := e.In[in.ID]; ok || !in.Optional {
			header, inputs = append(header, in.ID), append(inputs, in)
			rows = max(rows, len(col))
		}
	}
	w := csv.NewWriter(to)
	if err := w.Write(header); err != nil {
		return err
	}
	for i := range rows {
		var record []string
		if card.CrossSection {
			name := strconv.Itoa(i + 1)
			if i < len(e.Units) {
				name = e.Units[i]
			}
			record = append(record, name)
		}
		for _, in := range inputs {
			text := ""
			if col := e.In[in.ID]; i < len(col) {
				text = cellText(in, col[i])
			}
			record = append(record, text)
		}
		if len(record) == 1 && record[0] == "" {
			record[0] = "x" // an empty line would be no row
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func cellText(in shortage.CardInput, v float64) string {
	switch {
	case math.IsNaN(v):
		return ""
	case len(in.Labels) > 0 && v >= 1 && int(v) <= len(in.Labels):
		return in.Labels[int(v)-1]
	case in.Unit == shortage.UnitLabel:
		return fmt.Sprintf("%s_%03d", in.ID, int(v)) // sorted as the numbers are
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// Columns are the names of the values of a result: those of the card in its
// order, and behind them what it does not name.
func (r Result) Columns(card shortage.Card) []string {
	has := map[string]bool{}
	rows := r.Rows
	if r.All != nil {
		rows = append(slices.Clone(rows), *r.All)
	}
	for _, row := range rows {
		for name := range row.Values {
			has[name] = true
		}
	}
	var out []string
	for _, v := range card.Results {
		if has[v.ID] {
			out = append(out, v.ID)
			delete(has, v.ID)
		}
	}
	return append(out, slices.Sorted(maps.Keys(has))...)
}

// Thresholds says where the thresholds of a result come from.
type Thresholds string

// Where thresholds come from.
const (
	Published  Thresholds = "published"
	Assumed    Thresholds = "assumed"    // at least one is ours, no source fixes it
	Overridden Thresholds = "overridden" // at least one was given for this run
)

// Write writes a result as CSV: the unit, the method with its version and the
// origin of its thresholds, class and values; a value that cannot be given is
// empty. What a cross-section says of all units is the last row, its unit empty.
func (r Result) Write(to io.Writer, card shortage.Card, t Thresholds) error {
	names := r.Columns(card)
	w := csv.NewWriter(to)
	header := append([]string{"unit", "method", "version", "thresholds", "class"}, names...)
	if r.Spreads != nil {
		header = append(header, spreadColumns(names)...)
	}
	if err := w.Write(header); err != nil {
		return err
	}
	rows := r.Rows
	if r.All != nil {
		rows = append(slices.Clone(rows), *r.All)
	}
	for i, row := range rows {
		record := []string{row.Unit, card.ID, strconv.Itoa(card.Version), string(t), row.Class}
		for _, name := range names {
			text := ""
			if v, ok := row.Values[name]; ok {
				text = cellNumber(v)
			}
			record = append(record, text)
		}
		if r.Spreads != nil {
			record = append(record, r.Spreads[i].cells(names)...)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// cellNumber is a number in a cell; empty where there is none.
func cellNumber(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
