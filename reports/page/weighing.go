package page

import (
	"math"
	"strconv"
	"strings"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// weighView is the control with which a reader weighs the indicators of a ranking
// otherwise. The script counts with the values on the rows of the table, and writes
// its scores with the decimal sign given here, as the tables have them.
type weighView struct {
	ID, Number  string
	Indicators  []string
	Unit        string // heading of the column of units
	Least       string // share of the weight that must be present for a place
	Point       string // decimal sign
	Missing     string // stands where there is no place
	Score, Rank int    // columns of the table with the published ones
}

// The weights of the control go from zero by ones; all stand at the middle when published.
const (
	mostWeight      = 10
	publishedWeight = 5
)

// Most is the greatest weight.
func (weighView) Most() int { return mostWeight }

// Published is each weight of the published ranking.
func (weighView) Published() int { return publishedWeight }

// weighing is the control of a figure; nil where its ranking cannot be weighed.
func (w *writer) weighing(f figure.Figure) *weighView {
	if f.Weighing == nil {
		return nil
	}
	v := &weighView{ID: f.ID, Number: f.Number, Unit: w.lang.Of(f.Table.Columns[0].Head), Missing: locale.Missing,
		Score: f.Weighing.Score, Rank: f.Weighing.Rank, Least: plainNumber(f.Weighing.LeastShare),
		Point: strings.Trim(w.lang.Number(0, 1), "0")}
	for _, i := range f.Weighing.Indicators {
		v.Indicators = append(v.Indicators, w.lang.Of(i))
	}
	return v
}

// Weighed are the indicators of a row of the table, for the script: one number an
// indicator with spaces between, "-" where it is missing; empty for other rows.
func (v figureView) Weighed(row int) string {
	if v.Weigh == nil || v.Figure.Weighing.Rows[row] == nil {
		return ""
	}
	var out []string
	for _, n := range v.Figure.Weighing.Rows[row] {
		if math.IsNaN(n) {
			out = append(out, "-")
		} else {
			out = append(out, plainNumber(n))
		}
	}
	return strings.Join(out, " ")
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
