package figure

import (
	"fmt"
	"math"
	"regexp"
	"slices"

	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
)

// Words by which a title says that something changes, and those that take it back.
var (
	claimsChange = regexp.MustCompile(`(?i)\b(cresc\w*|aument\w*|sal(e|gono|ir\w+)|cal(a|ano|o|er\w+)|scend\w*|diminui\w*|ris(e|es|ing)|grow\w*|increas\w*|higher|fall\w*|declin\w*|decreas\w*|lower)\b`)
	takesBack    = regexp.MustCompile(`(?i)\b(nessun\w*|non|stabil\w*|no|not|stable)\b`)
)

// checkClaim refuses a title that says a forecast rises or falls when its interval a
// year ahead holds the last value observed, the same season a year before.
func (f Figure) checkClaim() []Problem {
	fan, isFan := f.Chart.(chart.Fan)
	if !isFan || len(fan.Bands) == 0 || len(fan.Observed) == 0 {
		return nil
	}
	last := fan.Observed[len(fan.Observed)-1]
	widest := fan.Bands[len(fan.Bands)-1]
	ahead := min(fan.Start.Freq().PerYear(), len(widest.Lower), len(widest.Upper)) - 1
	if ahead < 0 || math.IsNaN(last) || !(widest.Lower[ahead] <= last && last <= widest.Upper[ahead]) {
		return nil
	}
	var out []Problem
	for _, lang := range []string{"it", "en"} {
		if title := f.Finding.In(lang); claimsChange.MatchString(title) && !takesBack.MatchString(title) {
			out = append(out, Problem{"finding", "no title claims a change whose interval includes zero",
				fmt.Sprintf("%q, and the interval a year ahead holds the last value: say that no change can be told", title)})
		}
	}
	return out
}

// wholes are the codes of rows that are the sum of others.
var wholes = []string{"TOTAL", "IT"}

// checkSubtraction refuses a table of counts in which one suppressed cell can be had:
// its whole is shown, and so is every other part. Rows are parts of one whole when
// all their labels but one are the same.
func (f Figure) checkSubtraction() []Problem {
	var out []Problem
	var labels []int
	for i, c := range f.Table.Columns {
		if c.Kind == Label {
			labels = append(labels, i)
		}
	}
	for v, c := range f.Table.Columns {
		if c.Kind != Value || !series.IsAdditive(c.Unit) {
			continue
		}
		for _, along := range labels {
			if row, found := f.onlyHidden(v, along, labels); found {
				out = append(out, Problem{fmt.Sprintf("table row %d, %s", row+1, c.Name), "a suppressed value cannot be had by subtraction",
					"hide a second part, or the whole"})
			}
		}
	}
	return out
}

// onlyHidden finds a row whose value is the only one suppressed among the parts of a
// whole that is shown.
func (f Figure) onlyHidden(value, along int, labels []int) (row int, found bool) {
	type sum struct {
		whole           bool
		hidden, missing int
		row             int
	}
	groups := map[string]*sum{}
	var order []string
	for i, cells := range f.Table.Rows {
		if len(cells) != len(f.Table.Columns) {
			return 0, false
		}
		key := ""
		for _, l := range labels {
			if l != along {
				key += cells[l].Code + "\x00" + cells[l].Text.EN + "\x00"
			}
		}
		if groups[key] == nil {
			groups[key] = &sum{}
			order = append(order, key)
		}
		g, cell := groups[key], cells[value]
		switch {
		case slices.Contains(wholes, cells[along].Code):
			g.whole = g.whole || !math.IsNaN(cell.Number)
		case cell.Mark == "(c)":
			g.hidden, g.row = g.hidden+1, i
		case math.IsNaN(cell.Number):
			g.missing++
		}
	}
	for _, key := range order {
		if g := groups[key]; g.whole && g.hidden == 1 && g.missing == 0 {
			return g.row, true
		}
	}
	return 0, false
}
