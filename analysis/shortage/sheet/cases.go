package sheet

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/analysis/shortage"
)

// cases groups the rows.
func (r *reader) cases() error {
	r.words()
	if r.card.CrossSection {
		return r.section()
	}
	many := slices.ContainsFunc(r.card.Inputs, func(in shortage.CardInput) bool { return in.Per == shortage.PerItem })
	named := slices.Contains(r.inputs, unitColumn)
	place := map[string]int{}
	var groups [][]int
	for i, name := range r.names {
		if !named && !many {
			name = strconv.Itoa(i + 1)
			r.names[i] = name
		}
		g, ok := place[name]
		if !ok {
			g = len(groups)
			place[name], groups = g, append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	for _, rows := range groups {
		c := Case{Unit: r.names[rows[0]], Row: r.rows[rows[0]], In: shortage.Columns{}, Errors: shortage.Columns{}}
		if err := r.columnsTo(&c, rows, shortage.PerItem); err != nil {
			return err
		}
		r.sheet.Cases = append(r.sheet.Cases, c)
	}
	return nil
}

// section is the one case of a cross-section.
func (r *reader) section() error {
	rows := make([]int, len(r.rows))
	for i := range rows {
		rows[i] = i
		if r.names[i] == "" {
			r.names[i] = strconv.Itoa(i + 1)
		}
	}
	c := Case{Units: r.names, Row: r.rows[0], In: shortage.Columns{shortage.UnitColumn: shortage.Places(r.names)}, Errors: shortage.Columns{}}
	if err := r.columnsTo(&c, rows, shortage.PerUnit); err != nil {
		return err
	}
	if err := r.twice(c.In); err != nil {
		return err
	}
	r.sheet.Cases = []Case{c}
	return nil
}

// columnsTo puts the columns of some rows into a case: all values of inputs per
// many, the one value of the others.
func (r *reader) columnsTo(c *Case, rows []int, many string) error {
	for place := range 2 * len(r.card.Inputs) {
		if !slices.Contains(r.inputs, place) {
			continue
		}
		to, in := c.In, r.card.Inputs[place%len(r.card.Inputs)]
		if place >= len(r.card.Inputs) {
			to = c.Errors
		}
		per := in.Per
		if per == "" {
			per = shortage.PerUnit
		}
		if per == many {
			to[in.ID] = r.column(place, rows)
			continue
		}
		v, err := r.single(place, rows)
		if err != nil {
			return err
		}
		to[in.ID] = []float64{v}
	}
	return nil
}

// twice refuses a unit that is rated twice. Rows of a base period are not rated,
// and a label, such as the province, may tell rows of one name apart.
func (r *reader) twice(in shortage.Columns) error {
	seen := map[string]int64{}
	for i, name := range r.names {
		if base := in[shortage.BaseColumn]; base != nil && base[i] == 1 {
			continue
		}
		key := name
		for _, input := range r.card.Inputs {
			if col := in[input.ID]; input.Unit == shortage.UnitLabel && input.Per != shortage.PerAll && col != nil {
				key += "\x00" + strconv.FormatFloat(col[i], 'g', -1, 64)
			}
		}
		if first, ok := seen[key]; ok {
			return r.bad(r.rows[i], shortage.UnitColumn, name, fmt.Errorf("the unit stands already in row %d", first), "give each unit one row")
		}
		seen[key] = r.rows[i]
	}
	return nil
}

func (r *reader) column(k int, rows []int) []float64 {
	out := make([]float64, len(rows))
	for i, row := range rows {
		out[i] = r.cells[row][k].value
	}
	return out
}

// single is the one value that an input has in several rows.
func (r *reader) single(k int, rows []int) (float64, error) {
	v, first := math.NaN(), int64(0)
	for _, row := range rows {
		x := r.cells[row][k].value
		switch {
		case math.IsNaN(x):
		case math.IsNaN(v):
			v, first = x, r.rows[row]
		case x != v:
			hint := "the input has one value for a unit: give it once, or the same in every row"
			if r.card.CrossSection {
				hint = "the input has one value for all units: give it once, or the same in every row"
			}
			return 0, r.bad(r.rows[row], r.input(k).ID, strconv.FormatFloat(x, 'g', -1, 64),
				fmt.Errorf("row %d has another value, %v", first, v), hint)
		}
	}
	return v, nil
}

// words gives free words their places in the sorted list of all of them.
func (r *reader) words() {
	for k, in := range r.card.Inputs {
		if in.Unit != shortage.UnitLabel || len(in.Labels) > 0 {
			continue
		}
		var words []string
		var rows []int
		for i, cells := range r.cells {
			if w := cells[k].word; w != "" {
				words, rows = append(words, w), append(rows, i)
			}
		}
		for i, place := range shortage.Places(words) {
			r.cells[rows[i]][k].value = place
		}
	}
}

// named puts names for the numbers of rows in the unit of an answer: 3, or 3|7.
func named(unit string, names []string) (string, error) {
	var out []string
	for _, text := range strings.Split(unit, "|") {
		i, err := strconv.Atoi(text)
		if err != nil || i < 1 || i > len(names) {
			return "", fmt.Errorf("the answer is of row %q of %d", text, len(names))
		}
		out = append(out, names[i-1])
	}
	return strings.Join(out, "|"), nil
}

// refused puts file and row to what a method refuses.
func (s Sheet) refused(row int64, unit string, err error) error {
	if unit != "" {
		err = fmt.Errorf("unit %s: %w", unit, err)
	}
	r := reader{file: s.File}
	if s.Card.CrossSection {
		row = 0 // the error names the unit
	}
	hint := "fabbisogno method show " + s.Card.ID + " has units and ranges of the inputs"
	if errors.Is(err, shortage.ErrSuppressed) {
		hint = "the method's own rule: " + s.Card.Unknown.EN
	}
	return r.bad(row, "", "", err, hint)
}
