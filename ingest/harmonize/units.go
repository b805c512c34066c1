package harmonize

import (
	"fmt"
	"math"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/number"
	"fabbisogno/ingest/format/xlsx"
	"fabbisogno/ingest/layout"
)

// columnStats is what tells fractions, percentages and counts apart.
type columnStats struct {
	numbers, fractions, above, tens int
}

func (s *columnStats) add(c xlsx.Cell, indicator catalog.Indicator, v bookValue) {
	if indicator.Unit != "pct" || c.Percent || math.IsNaN(v.number) || v.number == 0 {
		return
	}
	s.count(v.number)
}

func (s *columnStats) count(v float64) {
	s.numbers++
	switch {
	case v > 0 && v <= 1:
		s.fractions++
	case v > 100:
		s.above++
	}
	if math.Mod(v, 10) == 0 {
		s.tens++
	}
}

// Finish checks what only the whole table shows: a column of percentages that
// holds fractions, because all its numbers lie within 0 and 1 and there are too
// many of them for chance.
func (r *TableReader) Finish() error {
	const enough = 5
	for i, s := range r.stats {
		if s.numbers >= enough && s.fractions == s.numbers {
			return format.Refuse("unit-suspect", "check the unit of the column; fractions are not turned into percentages by themselves",
				"sheet %q, column %s: every percentage lies between 0 and 1", r.table.Sheet, xlsx.Letters(r.table.Columns[i].Number))
		}
	}
	return nil
}

// Words of headers that say what a column gives.
var (
	shareWords = []string{"%", "valori percentuali", "quota"}
	countWords = []string{"valori assoluti", "(v.a.)", "v.a."}
)

// chooseUnits settles for columns that may hold shares or counts which it is: by
// the words of the header, else by the range of the numbers, for which the table
// is read once more.
func (r *TableReader) chooseUnits() error {
	open := map[int]bool{}
	for i, c := range r.table.Columns {
		if c.Measure == nil || c.Measure.CountIndicator == "" {
			continue
		}
		header := format.FoldAccents(c.Header())
		isShare, isCount := hasWord(header, shareWords), hasWord(header, countWords)
		switch {
		case isShare && isCount:
			return format.Refuse("unit-suspect", "correct the header", "sheet %q, column %s: the header %q says both shares and counts", r.table.Sheet, xlsx.Letters(c.Number), format.Cut(c.Header()))
		case isCount:
			if err := r.takeCounts(i); err != nil {
				return err
			}
		case !isShare:
			open[i] = true
		}
	}
	if len(open) == 0 {
		return nil
	}
	stats, err := r.survey(open)
	if err != nil {
		return err
	}
	for i := range r.table.Columns {
		s := stats[i]
		switch {
		case !open[i]:
		case s.above > 0:
			if err := r.takeCounts(i); err != nil {
				return err
			}
		case s.numbers > 2 && s.tens == s.numbers:
			return format.Refuse("unit-suspect", "write (%) or (v.a.) in the header of the column", "sheet %q, column %s: the numbers, all tens up to 100, may be shares or persons",
				r.table.Sheet, xlsx.Letters(r.table.Columns[i].Number))
		}
	}
	return nil
}

func hasWord(header string, words []string) bool {
	for _, w := range words {
		if strings.Contains(header, w) {
			return true
		}
	}
	return false
}

// takeCounts makes a column one of persons.
func (r *TableReader) takeCounts(i int) error {
	c := r.table.Columns[i]
	indicator, ok := r.h.catalog.Indicator(c.Measure.CountIndicator)
	if !ok {
		return fmt.Errorf("table %s, layout %s: unknown indicator %q", r.h.table.ID, r.table.Layout.ID, c.Measure.CountIndicator)
	}
	r.columns[i].indicator = indicator
	r.h.notices.add("note", "counts-for-shares", r.table.Sheet+c.Header(), "sheet %q: the column %q gives persons, not percentages", r.table.Sheet, format.Cut(c.Header()))
	return nil
}

// survey reads the numbers of some columns.
func (r *TableReader) survey(columns map[int]bool) ([]columnStats, error) {
	stats := make([]columnStats, len(r.columns))
	err := r.table.Each(func(row layout.Row) error {
		for _, c := range row.Cells {
			if !columns[c.Column] {
				continue
			}
			dialect := number.Stored
			if c.Cell.Kind == xlsx.Text {
				dialect = r.text
			}
			if v, err := number.Parse(strings.TrimSpace(c.Cell.Text), dialect); err == nil && !c.Cell.Percent && !v.Percent {
				stats[c.Column].count(v.Number)
			}
		}
		return nil
	})
	return stats, err
}
