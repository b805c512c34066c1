package edition

import (
	"math"
	"slices"
	"strings"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// BriefTable are the first rows of the ranking of a figure, with what other figures of
// the report say of the same groups. A value and its interval share a cell.
type BriefTable struct {
	FigureID string
	Caption  Text
	Columns  []figure.Column
	Rows     [][]figure.Cell
}

// briefColumn is a column of the table of a brief: what it says of a row of the ranking.
type briefColumn struct {
	column figure.Column
	cell   func(row []figure.Cell) figure.Cell
}

// Figures that the table of a brief takes its last columns from.
const entriesFigure = "fig-entries-difficulty"

// notInBrief are columns that a page has no room for.
var notInBrief = []string{"grade", "reference_share_pct", "planned_entries_persons", "hard_to_fill_share_pct"}

// briefTable are the first rows of a ranking: each value with its interval, the class
// with its probability, entries to come and the main reason of difficulty.
func briefTable(f figure.Figure, find func(id string) *figure.Figure) *BriefTable {
	columns := rankingColumns(f.Table)
	if e := find(entriesFigure); e != nil {
		columns = append(columns, entriesColumns(e.Table)...)
	}
	if r := find(reasonsFigure); r != nil {
		columns = append(columns, reasonColumn(r.Table))
	}
	t := &BriefTable{FigureID: f.ID, Caption: f.Subtitle, Columns: []figure.Column{f.Table.Columns[0]}}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.column)
	}
	for _, row := range f.Table.Rows[:min(briefRows, len(f.Table.Rows))] {
		cells := []figure.Cell{row[0]}
		for _, c := range columns {
			cells = append(cells, c.cell(row))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// rankingColumns are the values of the ranking itself, and the class.
func rankingColumns(t figure.Table) []briefColumn {
	var out []briefColumn
	share := -1
	for i, c := range t.Columns {
		switch {
		case c.Name == "class_share_pct":
			share = i
		case c.Kind == figure.Value && !slices.Contains(notInBrief, c.Name):
			out = append(out, valued(t.Columns, i))
		case c.Name == "class":
			at := share
			out = append(out, briefColumn{worded(c.Name, c.Head), func(row []figure.Cell) figure.Cell {
				if at < 0 || math.IsNaN(row[at].Number) {
					return row[i]
				}
				return figure.Cell{Text: both(func(l locale.Lang) string {
					return l.Of(row[i].Text) + " (" + l.Chance(row[at].Number/100) + ")"
				})}
			}})
		}
	}
	return out
}

// entriesColumns are the entries expected of the group of a row.
func entriesColumns(t figure.Table) []briefColumn {
	i := slices.IndexFunc(t.Columns, func(c figure.Column) bool { return c.Name == "expected_entries_persons" })
	if i < 0 {
		return nil
	}
	c := valued(t.Columns, i)
	return []briefColumn{{c.column, func(row []figure.Cell) figure.Cell {
		for _, of := range t.Rows {
			if of[0].Code == row[0].Code {
				return c.cell(of)
			}
		}
		return missingCell()
	}}}
}

// reasonColumn is the reason that firms give most often for the major group of a row, as
// the source has it of no finer one.
func reasonColumn(t figure.Table) briefColumn {
	return briefColumn{worded("main_reason", Text{IT: "Motivo più frequente (grande gruppo)", EN: "Most frequent reason (major group)"}), func(row []figure.Cell) figure.Cell {
		major, _, _ := strings.Cut(row[0].Code, ".")
		for _, of := range t.Rows {
			if of[0].Code != major {
				continue
			}
			best := -1
			for i, c := range t.Columns {
				isReason := c.Kind == figure.Value && strings.HasSuffix(c.Name, "_share_pct") && c.Name != "hard_to_fill_share_pct" && c.Name != "other_reasons_share_pct"
				if isReason && !math.IsNaN(of[i].Number) && (best < 0 || of[i].Number > of[best].Number) {
					best = i
				}
			}
			if best >= 0 {
				return figure.Cell{Text: t.Columns[best].Head}
			}
		}
		return missingCell()
	}}
}

// valued is a value column with the ends of its first interval in the same cell, rounded
// as the interval allows where persons are counted.
func valued(columns []figure.Column, i int) briefColumn {
	c := columns[i]
	lower, upper := -1, -1
	for k := i + 1; k < len(columns) && columns[k].Kind != figure.Value; k++ {
		switch {
		case columns[k].Kind == figure.Lower && lower < 0:
			lower = k
		case columns[k].Kind == figure.Upper && upper < 0:
			upper = k
		}
	}
	head := c.Head
	if lower >= 0 && upper >= 0 {
		head = both(func(l locale.Lang) string { return l.Of(c.Head) + " (" + l.Percent(100*columns[lower].Level, 0) + ")" })
	}
	return briefColumn{worded(c.Name, head), func(row []figure.Cell) figure.Cell {
		v := row[i].Number
		if math.IsNaN(v) {
			return missingCell()
		}
		if lower < 0 || upper < 0 || math.IsNaN(row[lower].Number) || math.IsNaN(row[upper].Number) {
			return figure.Cell{Text: both(func(l locale.Lang) string { return l.Number(v, c.Decimals) })}
		}
		low, high := row[lower].Number, row[upper].Number
		if _, step := locale.Precision((high - low) / 2); c.Unit == locale.Persons && step > 1 {
			v, low, high = locale.RoundTo(v, step), locale.RoundTo(low, step), locale.RoundTo(high, step)
		}
		return figure.Cell{Text: both(func(l locale.Lang) string {
			return l.Number(v, c.Decimals) + " (" + l.Interval(low, high, c.Decimals) + ")"
		})}
	}}
}

// worded is a column whose cells are texts.
func worded(name string, head Text) figure.Column {
	return figure.Column{Name: name, Head: head, Kind: figure.Status}
}

func missingCell() figure.Cell {
	return figure.Cell{Text: Text{IT: locale.Missing, EN: locale.Missing}}
}
