package publish

import (
	"math"
	"strconv"
	"strings"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Basis says what a figure rests on; it is the first column of every download.
const (
	Demonstration = "demonstration"
	Published     = "published"
)

// basis of a figure.
func basis(f figure.Figure) string {
	if f.IsSynthetic {
		return Demonstration
	}
	return Published
}

// observation is one row of a download: one value with one interval. A value
// with two intervals makes two rows, so that each level has its own bounds.
type observation struct {
	labels              []figure.Cell // one a label column
	measure, unit       string
	head                figure.Text
	value, lower, upper float64 // NaN: none
	level               float64 // 0: no interval
	status              string
	statusText          figure.Text
}

// measured is a value column with what belongs to it. Interval and status
// columns belong to the nearest value column before them, or to the first one.
type measured struct {
	value     int
	status    int // -1: none
	intervals []bounds
}

type bounds struct {
	level        float64
	lower, upper int
}

// measuredColumns groups the columns of a table around its value columns.
func measuredColumns(columns []figure.Column) []measured {
	var out []measured
	for i, c := range columns {
		if c.Kind == figure.Value {
			out = append(out, measured{value: i, status: -1})
		}
	}
	if len(out) == 0 {
		return nil
	}
	at := 0
	for i, c := range columns {
		for at+1 < len(out) && out[at+1].value <= i {
			at++
		}
		m := &out[at]
		switch c.Kind {
		case figure.Lower, figure.Upper:
			m.bind(i, c)
		case figure.Status:
			m.status = i
		}
	}
	// One status column may speak for the whole row; of several, each speaks for its own value.
	only, several := -1, false
	for _, m := range out {
		if m.status >= 0 {
			several = only >= 0
			only = m.status
		}
	}
	for i := range out {
		if out[i].status < 0 && !several {
			out[i].status = only
		}
	}
	return out
}

// bind adds an interval column to the pair of its level.
func (m *measured) bind(i int, c figure.Column) {
	for k := range m.intervals {
		if m.intervals[k].level != c.Level {
			continue
		}
		if c.Kind == figure.Lower {
			m.intervals[k].lower = i
		} else {
			m.intervals[k].upper = i
		}
		return
	}
	b := bounds{level: c.Level, lower: -1, upper: -1}
	if c.Kind == figure.Lower {
		b.lower = i
	} else {
		b.upper = i
	}
	m.intervals = append(m.intervals, b)
}

// observations are the rows of a figure's download in the order of its table, then
// the numbers of its words, whose labels are empty.
func observations(f figure.Figure) []observation {
	groups := measuredColumns(f.Table.Columns)
	var out []observation
	for _, row := range f.Table.Rows {
		for _, g := range groups {
			base := observation{
				labels: labelCells(f.Table.Columns, row), measure: f.Table.Columns[g.value].Name,
				unit: f.Table.Columns[g.value].Unit, head: f.Table.Columns[g.value].Head,
				value: row[g.value].Number, lower: math.NaN(), upper: math.NaN(),
			}
			base.status, base.statusText = statusOf(row, g)
			added := false
			for _, b := range g.intervals {
				o := base
				o.lower, o.upper, o.level = numberAt(row, b.lower), numberAt(row, b.upper), b.level
				if math.IsNaN(o.lower) && math.IsNaN(o.upper) {
					continue
				}
				out, added = append(out, o), true
			}
			if !added {
				out = append(out, base)
			}
		}
	}
	for _, t := range f.Told {
		o := observation{labels: make([]figure.Cell, labelCount(f.Table.Columns)), measure: t.ID, unit: t.Unit, head: t.Meaning,
			value: t.Value, lower: math.NaN(), upper: math.NaN(), status: "computed", statusText: figure.Text{IT: "calcolato", EN: "computed"}}
		if t.Level > 0 {
			o.lower, o.upper, o.level = t.Lower, t.Upper, t.Level
		}
		out = append(out, o)
	}
	return out
}

func labelCount(columns []figure.Column) int {
	n := 0
	for _, c := range columns {
		if c.Kind == figure.Label {
			n++
		}
	}
	return n
}

// labelCells of a row, without the status columns.
func labelCells(columns []figure.Column, row []figure.Cell) []figure.Cell {
	var out []figure.Cell
	for i, c := range columns {
		if c.Kind == figure.Label {
			out = append(out, row[i])
		}
	}
	return out
}

// numberAt is NaN where there is no column.
func numberAt(row []figure.Cell, i int) float64 {
	if i < 0 {
		return math.NaN()
	}
	return row[i].Number
}

// notRated is the status of a unit that a method or score cannot rate.
const notRated = "not_rated"

// statusOf is the status of a value: why it is not there, or else what its
// status column says.
func statusOf(row []figure.Cell, g measured) (string, figure.Text) {
	if math.IsNaN(row[g.value].Number) {
		switch row[g.value].Mark {
		case locale.Suppressed:
			return "suppressed", figure.Text{IT: "riservato", EN: "suppressed"}
		case locale.NotApplicable:
			return "not_applicable", figure.Text{IT: "non applicabile", EN: "not applicable"}
		}
		if g.status >= 0 && row[g.status].Code == notRated {
			return notRated, row[g.status].Text
		}
		return "missing", figure.Text{IT: "mancante", EN: "missing"}
	}
	if g.status < 0 {
		return "", figure.Text{}
	}
	cell := row[g.status]
	if cell.Code != "" {
		return cell.Code, cell.Text
	}
	return cell.Text.EN, cell.Text
}

// sourceIDs names the tables behind a figure: "istat_vacancies eurostat_vacancies".
func sourceIDs(f figure.Figure) string {
	var ids []string
	for _, s := range f.Sources {
		ids = append(ids, s.Table)
	}
	return strings.Join(ids, " ")
}

// number writes a value for programs: shortest decimal form, point, no exponent; empty for NaN.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	if v == 0 {
		v = 0 // no "-0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
