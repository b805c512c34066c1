package chart

import (
	"math"
	"strconv"
	"strings"

	"fabbisogno/datasets/series"
)

// spots are the places of a drawing that say their values when pointed at. They
// stand at equal steps along one direction of the drawing: periods from left to
// right, rows from top to bottom. The page's script shows the text of the nearest
// one; the table beside the drawing says the same, so nothing is known by pointing
// alone.
type spots struct {
	down        bool    // one a row, not one a column
	first, step float64 // middle of the first, in pixels, and the way to the next
	from, to    float64 // how far they reach in the other direction
	texts       []string
}

// spotBreak parts the texts of spots; no text of a drawing holds it.
const spotBreak = "|"

// spot adds spots, if any of them says something.
func (d *drawing) spot(s spots) {
	said := false
	for i, text := range s.texts {
		s.texts[i] = strings.ReplaceAll(clean(text), spotBreak, "/")
		said = said || s.texts[i] != ""
	}
	if said {
		d.spots = append(d.spots, s)
	}
}

// node is an empty group: where the spots are, and what they say.
func (s spots) node() *node {
	direction := "x"
	if s.down {
		direction = "y"
	}
	n := &node{name: "g"}
	n.set("class", "spots")
	n.set("data-at", strings.Join([]string{direction, plain(s.first), thousandth(s.step), plain(s.from), plain(s.to)}, " "))
	n.set("data-say", strings.Join(s.texts, spotBreak))
	return n
}

// thousandth keeps the step of long rows of spots precise enough for their last one.
func thousandth(v float64) string { return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64) }

// columns of spots over a plot of periods: what is said of each.
func (d *drawing) periodSpots(p plot, from series.Period, n int, say func(i int) string) {
	texts := make([]string, n)
	for i := range texts {
		if said := say(i); said != "" {
			texts[i] = d.lang.AxisPeriod(from.Add(i)) + ": " + said
		}
	}
	d.spot(spots{first: p.px(0), step: p.px(1) - p.px(0), from: p.top, to: p.bottom(), texts: texts})
}

// rowSpots say name, value and interval of each row.
func (d *drawing) rowSpots(r rows) {
	texts := make([]string, len(r.items))
	for i, it := range r.items {
		if isFinite(it.Value) {
			texts[i] = d.of(it.Label) + ": " + d.reading(r.x, it.Value, it.Lower, it.Upper)
		}
	}
	d.spot(spots{down: true, first: r.plot.py(0), step: r.height, from: 0, to: r.right, texts: texts})
}

// reading is a value with its interval, rounded as the interval allows.
func (d *drawing) reading(a Axis, v, lower, upper float64) string {
	half := (upper - lower) / 2
	text := d.within(a, v, half)
	if !isFinite(half) || half == 0 {
		return text
	}
	return text + " (" + d.within(a, lower, half) + " – " + d.within(a, upper, half) + ")"
}

// fanSpots say the observed value, or the median with the widest band and its level.
func (d *drawing) fanSpots(s Fan, p plot) {
	n := len(s.Observed)
	d.periodSpots(p, s.Start, n+len(s.Median), func(i int) string {
		if i < n {
			if !isFinite(s.Observed[i]) {
				return ""
			}
			return d.number(s.Y, s.Observed[i])
		}
		wide := s.Bands[len(s.Bands)-1]
		return d.reading(s.Y, s.Median[i-n], wide.Lower[i-n], wide.Upper[i-n]) + ", " + d.lang.Frequency(wide.Level)
	})
}

// saidBreak parts what is said of each line at one place; the script leaves out the
// lines that the reader has hidden.
const saidBreak = " · "

// lineSpots say the value of every named line, and of up to two in grey.
func (d *drawing) lineSpots(lines []Line, y Axis, p plot, from series.Period) {
	if len(lines) == 0 {
		return
	}
	d.periodSpots(p, from, len(lines[0].Values), func(i int) string {
		var parts []string
		contexts := 0
		for _, l := range lines {
			if l.Context {
				contexts++
			}
			if isFinite(l.Values[i]) && (!l.Context || contexts <= 2) {
				parts = append(parts, d.of(l.Name)+" "+d.number(y, l.Values[i]))
			}
		}
		return strings.Join(parts, saidBreak)
	})
}
