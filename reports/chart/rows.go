package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"fabbisogno/reports/locale"
)

// maxRows is how many ranked rows can be read; a small drawing, of one line a row,
// holds all regions.
const (
	maxRows      = 20
	maxSmallRows = 22
)

// mostRows of a ranking in this drawing.
func (d *drawing) mostRows() int {
	if d.plain {
		return maxSmallRows
	}
	return maxRows
}

// rows is the layout of ranked items: names left of the marks on a wide drawing,
// above them on a narrow one, values at the ends of the marks.
type rows struct {
	x      Axis
	scale  axis
	items  []Item
	names  [][]string // of each item, broken into lines
	values []string
	marks  []string
	height float64 // of a row
	above  bool    // names stand above their marks
	right  float64 // where the row ends
	plot   plot
}

// around the rows of a ranking: where they begin, the room below the plot, the inset
// that marks such as dots need on both sides, and the room kept free at the right.
type margins struct{ top, foot, inset, aside float64 }

func checkItems(items []Item) error {
	if len(items) == 0 {
		return errors.New("no items")
	}
	finite := false
	for _, it := range items {
		for _, v := range []float64{it.Value, it.Lower, it.Upper, it.Reference} {
			if math.IsInf(v, 0) {
				return fmt.Errorf("item %q: infinite value", it.Label.EN)
			}
		}
		finite = finite || isFinite(it.Value)
	}
	if !finite {
		return errors.New("no item has a value")
	}
	return nil
}

// cut keeps as many rows as can be read: the first ones, and those that stand out
// wherever they are. The drawing says how many there are.
func (d *drawing) cut(items []Item) []Item {
	var out []Item
	for _, i := range kept(items, d.mostRows()) {
		out = append(out, items[i])
	}
	return out
}

// kept are the rows that cut keeps, by their places from 0.
func kept(items []Item, limit int) []int {
	room := limit
	for _, it := range items {
		if it.Emphasis {
			room--
		}
	}
	var out []int
	for i, it := range items {
		if !it.Emphasis {
			room--
		}
		if (it.Emphasis || room >= 0) && len(out) < limit {
			out = append(out, i)
		}
	}
	return out
}

// sayCut writes below the drawing that rows are left out.
func (d *drawing) sayCut(shown, all int) error {
	if shown == all {
		return nil
	}
	text, err := d.message("first_rows", "shown", d.lang.Integer(shown), "all", d.lang.Integer(all))
	if err != nil {
		return err
	}
	for _, line := range wrap(text, d.width, 2, false) {
		d.write(label{0, d.height + 10, line, start, ink2, false, false})
		d.height += lineHeight
	}
	d.height += 5
	return nil
}

// usual are the decimals that most intervals of a column allow, so that a few
// narrow ones do not write 60.0 among 62 and 58.
func usual(x Axis, items []Item) int {
	var all []int
	for _, it := range items {
		if decimals, step := locale.Precision((it.Upper - it.Lower) / 2); step > 0 {
			all = append(all, min(x.Decimals, decimals))
		}
	}
	if len(all) == 0 {
		return x.Decimals
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}

// layRows places names and values.
func (d *drawing) layRows(x Axis, scale axis, items []Item, m margins) rows {
	r := rows{x: x, scale: scale, items: items, height: 26, right: d.width - m.aside}
	valueWidth, markWidth := 0.0, 0.0
	written := x
	written.Decimals = usual(x, items)
	negative := false
	for _, it := range items {
		r.values = append(r.values, d.within(written, it.Value, (it.Upper-it.Lower)/2))
		r.marks = append(r.marks, d.of(it.Mark))
		negative = negative || it.Value < 0
	}
	valueWidth = widest(r.values, true) + 10
	if w := widest(r.marks, false); w > 0 {
		markWidth = math.Min(w, d.markRoom()) + 10
	}
	nameWidth, lines, most := d.width*0.36, 1, 2
	// A small drawing of many rows gives each one line; of few, the name its own.
	beside := !d.narrow || d.plain && len(items) > fewRows
	switch {
	case beside && d.narrow:
		nameWidth, most = d.width*0.4, 1
	case d.narrow:
		nameWidth = r.right - markWidth
	}
	longest := 0.0
	for _, it := range items {
		name := wrap(d.lang.Of(it.Label), nameWidth, most, true)
		r.names = append(r.names, name)
		lines = max(lines, len(name))
		longest = math.Max(longest, widest(name, true))
	}
	p := plot{top: m.top, x: scale, down: true}
	if !beside {
		// The name stands close above its mark and apart from the mark before.
		more := float64(lines-1) * lineHeight
		r.above = true
		r.height = 41 + more
		p.top += 24 + more - r.height/2
		p.left = m.inset
	} else {
		r.height = 11 + float64(lines)*lineHeight - float64(lines-1)*5
		if d.narrow {
			r.height = 17
		}
		p.left = math.Ceil(longest) + 12 + m.inset
		valueWidth += markWidth
	}
	p.width = r.right - p.left - valueWidth - m.inset
	if negative {
		p.left += valueWidth
		p.width -= valueWidth
	}
	names := make([]string, len(items))
	for i, it := range items {
		names[i] = d.of(it.Label)
	}
	p.y = category(distinct(names))
	p.height = float64(len(items)) * r.height
	r.plot = p
	d.height = m.top + p.height + m.foot
	return r
}

// fewRows is up to how many rows of a small drawing have their name above them.
const fewRows = 8

// markRoom is the width that the mark of an item may take.
func (d *drawing) markRoom() float64 { return d.pick(220, 160) }

// distinct names: ECharts puts two categories of one name in one row.
func distinct(names []string) []string {
	out := slices.Clone(names)
	for i := range out {
		if slices.Contains(out[:i], out[i]) {
			out[i] = fmt.Sprintf("%s #%d", out[i], i+1)
		}
	}
	return out
}

// thickness of a bar, at most.
func (r rows) thickness(most float64) float64 {
	if r.above {
		return 14
	}
	return math.Min(most, r.height-8)
}

// writeRows writes names, values and marks; endOf says where the mark of an item
// ends, and whether its value stands to the left of that.
func (d *drawing) writeRows(r rows, endOf func(it Item) (x float64, left bool)) {
	d.rowSpots(r)
	for i, it := range r.items {
		y := r.plot.py(float64(i))
		name, at := r.names[i], y-float64(len(r.names[i])-1)*lineHeight/2
		colour := ink
		if r.above {
			at = y - 16 - float64(len(name)-1)*lineHeight
		}
		for k, line := range name {
			l := label{r.nameRight(), at + float64(k)*lineHeight, line, end, colour, it.Emphasis, r.above}
			if r.above {
				l.x, l.anchor = 0, start
			}
			d.write(l)
		}
		x, left := endOf(it)
		value := label{x + 7, y, r.values[i], start, colour, it.Emphasis, true}
		if left {
			value.x, value.anchor = x-7, end
		}
		d.write(value)
		if r.marks[i] != "" {
			markY := y
			if r.above {
				markY = at
			}
			d.write(label{r.right, markY, truncate(r.marks[i], d.markRoom(), false), end, ink2, false, true})
		}
	}
}

// nameRight is where names beside the marks end.
func (r rows) nameRight() float64 {
	if r.above {
		return 0
	}
	widestName := 0.0
	for _, n := range r.names {
		widestName = math.Max(widestName, widest(n, true))
	}
	return math.Ceil(widestName)
}

// emphasis colours: where some items stand out, the others are context.
func rowColours(items []Item) []role {
	some := slices.ContainsFunc(items, func(it Item) bool { return it.Emphasis })
	out := make([]role, len(items))
	for i, it := range items {
		out[i] = main1
		if some && !it.Emphasis {
			out[i] = neutral
		}
	}
	return out
}

// intervals of items that have one, as whiskers at their rows.
func intervals(items []Item) [][2][2]float64 {
	var out [][2][2]float64
	for i, it := range items {
		if isFinite(it.Lower) && isFinite(it.Upper) {
			out = append(out, [2][2]float64{{it.Lower, float64(i)}, {it.Upper, float64(i)}})
		}
	}
	return out
}

// allValues of items, for the extent of an axis.
func allValues(items []Item, more ...float64) []float64 {
	out := more
	for _, it := range items {
		out = append(out, it.Value, it.Lower, it.Upper, it.Reference)
	}
	return out
}

// thresholdRow is the height that the word of a threshold needs.
func thresholdRow(threshold float64) float64 {
	if isFinite(threshold) {
		return lineHeight + 2
	}
	return 0
}

func (d *drawing) threshold(p plot, v float64, name Text, top, foot float64) {
	if isFinite(v) {
		d.flags([]flag{{x: p.px(v), text: d.of(name), colour: ink2}}, top, foot, pen{ink2, 1, []float64{4, 3}})
	}
}
