package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"fabbisogno/datasets/series"
)

// header writes what the numbers mean at the top left and the mark of
// demonstration data at the top right, and gives the y below them.
func (d *drawing) header(a Axis, note string) (float64, error) {
	right := d.width
	if d.demonstration {
		mark, err := d.message("demonstration")
		if err != nil {
			return 0, err
		}
		w := textWidth(mark, true) + 14
		d.rect(box{d.width - w - 0.5, 0.5, d.width - 0.5, 19.5}, noColour, 1, pen{contrast, 1, nil}, zGuide)
		d.write(label{d.width - w/2 - 0.5, 10.5, mark, middle, contrast, true, false})
		right -= w + 10
	}
	text := d.of(a.Label)
	if note != "" {
		text += " (" + note + ")"
	}
	y := 10.0
	for _, line := range wrap(text, right, 3, false) {
		d.write(label{0, y, line, start, ink2, false, false})
		y += lineHeight
	}
	return max(y, 10+lineHeight), nil
}

// fromNote says that an axis of values does not start at zero.
func (d *drawing) fromNote(a Axis, ax axis) (string, error) {
	if ax.min <= 0 && ax.max >= 0 {
		return "", nil
	}
	return d.message("axis_from", "from", d.tick(a, ax, ax.min))
}

// sample is one entry of a key: what is drawn, and what it means.
type sample struct {
	text   string
	draw   func(d *drawing, x, y float64) // in a box of 22 x 10 whose left middle is x, y
	series int                            // of the drawing, from 1; 0: of none
}

const sampleWidth = 22.0

func lineSample(text string, p pen) sample {
	return sample{text: text, draw: func(d *drawing, x, y float64) { d.line(x, y, x+sampleWidth, y, p, zGuide) }}
}

func boxSample(text string, fill role, opacity float64, edge pen) sample {
	return sample{text: text, draw: func(d *drawing, x, y float64) {
		d.rect(box{x + 4, y - 5, x + sampleWidth - 4, y + 5}, fill, opacity, edge, zGuide)
	}}
}

func dotSample(text string, fill role, edge pen) sample {
	return sample{text: text, draw: func(d *drawing, x, y float64) { d.circle(x+sampleWidth/2, y, 4.5, fill, edge, zGuide) }}
}

// key writes samples in rows as wide as the drawing and gives the y below them.
func (d *drawing) key(samples []sample, y float64) float64 {
	if len(samples) == 0 {
		return y
	}
	const gap, row = 16.0, 18.0
	x := 0.0
	y += row / 2
	for i, s := range samples {
		lines := wrap(s.text, d.width-sampleWidth-6, 2, false)
		w := sampleWidth + 6 + widest(lines, false)
		if i > 0 && x+w > d.width {
			x, y = 0, y+row
		}
		d.as(s.series, func() {
			s.draw(d, x, y)
			for k, line := range lines {
				d.write(label{x + sampleWidth + 6, y + float64(k)*lineHeight, line, start, ink2, false, false})
			}
		})
		y += float64(max(0, len(lines)-1)) * lineHeight
		x += w + gap
	}
	return y + row/2
}

// valueTicks writes the labels of the value axis at the left of a plot.
func (d *drawing) valueTicks(a Axis, p plot) {
	for _, v := range p.y.ticks() {
		d.write(label{p.left - 6, p.py(v), d.tick(a, p.y, v), end, ink2, false, false})
	}
}

// tickWidth is the room that valueTicks needs.
func (d *drawing) tickWidth(a Axis, ax axis) float64 {
	w := 0.0
	for _, v := range ax.ticks() {
		w = max(w, textWidth(d.tick(a, ax, v), false))
	}
	return math.Ceil(w) + 8
}

// acrossTicks writes the labels of a value axis that lies, below a plot; those that
// would touch are left out, the ends last.
func (d *drawing) acrossTicks(a Axis, p plot, y float64) {
	ticks := p.x.ticks()
	order := []int{0, len(ticks) - 1}
	for i := 1; i < len(ticks)-1; i++ {
		order = append(order, i)
	}
	for _, i := range order {
		text := d.tick(a, p.x, ticks[i])
		l := label{p.px(ticks[i]), y, text, middle, ink2, false, false}
		l.x = min(max(l.x, textWidth(text, false)/2), d.width-textWidth(text, false)/2)
		if d.roomy(l) {
			d.write(l)
		}
	}
}

// axisBelow draws the line a plot stands on.
func (d *drawing) axisBelow(p plot) {
	d.line(p.left, p.bottom()+0.5, p.right(), p.bottom()+0.5, pen{axisLine, 1, nil}, zGuide)
}

// zeroLine is drawn heavier than the grid where the values cross it.
func (d *drawing) zeroLine(p plot) {
	if p.y.min < 0 && p.y.max >= 0 {
		d.line(p.left, p.py(0), p.right(), p.py(0), pen{axisLine, 1.5, nil}, zGuide)
	}
}

// periodTicks writes periods below a plot: years at their first period where the
// span is long, otherwise every period that fits, and always the last one.
func (d *drawing) periodTicks(p plot, from series.Period, n int) {
	y := p.bottom() + 14
	mark := func(i int) {
		x := math.Round(p.px(float64(i))) + 0.5
		d.line(x, p.bottom(), x, p.bottom()+4, pen{axisLine, 1, nil}, zGuide)
	}
	last := from.Add(n - 1)
	text := d.lang.AxisPeriod(last)
	x := p.px(float64(n - 1))
	if half := textWidth(text, false) / 2; x+half > d.width {
		x = d.width - half
	}
	d.write(label{x, y, text, middle, ink2, false, false})
	mark(n - 1)
	per := from.Freq().PerYear()
	if per == 1 || n > per*5/2 {
		d.yearTicks(p, from, n, y, mark)
		return
	}
	for step := 1; step < n; step++ {
		var labels []label
		for i := n - 1 - step; i >= 0; i -= step {
			labels = append(labels, label{p.px(float64(i)), y, d.lang.AxisPeriod(from.Add(i)), middle, ink2, false, false})
		}
		if d.allFit(labels) {
			for k, l := range labels {
				d.write(l)
				mark(n - 1 - step*(k+1))
			}
			return
		}
	}
}

// yearTicks labels every first, second, fifth or tenth year.
func (d *drawing) yearTicks(p plot, from series.Period, n int, y float64, mark func(int)) {
	for _, every := range []int{1, 2, 5, 10, 20, 50} {
		var labels []label
		var at []int
		for i := range n - 1 {
			period := from.Add(i)
			if period.Sub() != 1 || period.Year()%every != 0 {
				continue
			}
			l := label{p.px(float64(i)), y, strconv.Itoa(period.Year()), middle, ink2, false, false}
			if d.roomy(l) {
				labels, at = append(labels, l), append(at, i)
			}
		}
		if d.apart(labels) {
			for k, l := range labels {
				d.write(l)
				mark(at[k])
			}
			return
		}
	}
}

// padded is a label with a space on each side, to keep neighbours readable.
func padded(l label) label { l.text = "n" + l.text + "n"; return l }

// apart says whether labels of a row keep a space between them.
func (d *drawing) apart(labels []label) bool {
	for i := range labels {
		for j := range i {
			if padded(labels[i]).box().overlaps(labels[j].box()) {
				return false
			}
		}
	}
	return true
}

func (d *drawing) allFit(labels []label) bool {
	return d.apart(labels) && !slices.ContainsFunc(labels, func(l label) bool { return !d.roomy(l) })
}

// roomy says whether a label is free and keeps a space from its neighbours.
func (d *drawing) roomy(l label) bool {
	return d.free(l) && !slices.ContainsFunc(d.labels, func(other placed) bool { return padded(l).box().overlaps(other.box()) })
}

// flag is a word over a plot that belongs to a place on x.
type flag struct {
	x      float64
	text   string
	colour role
	left   bool // the word stands to the left of its place
}

// flagRows gives each flag a row such that none overlap, and the number of rows.
func (d *drawing) flagRows(flags []flag) (rows []int, labels []label, n int) {
	taken := [][]box{}
	for _, f := range flags {
		text := truncate(clean(f.text), d.width*0.6, false)
		w := textWidth(text, false)
		l := label{f.x + 4, 0, text, start, f.colour, false, true}
		if f.left {
			l = label{f.x - 4, 0, text, end, f.colour, false, true}
		}
		if l.anchor == start && l.x+w > d.width {
			l.anchor, l.x = end, f.x-4
		}
		if l.anchor == end && l.x-w < 0 {
			l.anchor, l.x = start, min(f.x+4, d.width-w)
		}
		row := 0
		for ; row < len(taken); row++ {
			if !slices.ContainsFunc(taken[row], func(b box) bool { return b.overlaps(padded(l).box()) }) {
				break
			}
		}
		if row == len(taken) {
			taken = append(taken, nil)
		}
		taken[row] = append(taken[row], l.box())
		rows, labels = append(rows, row), append(labels, l)
	}
	return rows, labels, len(taken)
}

// flags writes words in rows that end above y, each with a line down to the foot.
func (d *drawing) flags(flags []flag, top, foot float64, p pen) {
	rows, labels, n := d.flagRows(flags)
	for i, l := range labels {
		l.y = top + float64(n-1-rows[i])*lineHeight + lineHeight/2
		d.write(l)
		x := math.Round(flags[i].x) + 0.5
		d.line(x, l.y-fontSize/2, x, foot, p, zGuide)
	}
}

func errTooMany(what string, n, most int) error {
	return fmt.Errorf("%d %s, at most %d can be read: show the first and leave the rest to the table", n, what, most)
}
