package chart

import (
	"fmt"
	"math"
)

// maxPanels keeps a page of small multiples within one screen.
const maxPanels = 24

// drawPanels draws one small chart a named line, all on the same scale, with the
// context lines in grey in each.
func drawPanels(d *drawing, s Lines) error {
	var named, others []Line
	for _, l := range s.Lines {
		if l.Context {
			others = append(others, l)
		} else {
			named = append(named, l)
		}
	}
	if len(named) > maxPanels {
		return errTooMany("panels", len(named), maxPanels)
	}
	y := tightAxis(s.values(), s.Y.Zero)
	note, err := d.fromNote(s.Y, y)
	if err != nil {
		return err
	}
	top, err := d.header(s.Y, note)
	if err != nil {
		return err
	}
	var samples []sample
	for _, l := range others {
		samples = append(samples, lineSample(d.of(l.Name), pen{neutral, 1.2, nil}))
	}
	d.tellApart(samples)
	top = d.key(samples, top) + 4
	columns := int(d.pick(4, 2))
	columns = min(columns, len(named))
	ticks := d.tickWidth(s.Y, y)
	const gap = 14.0
	width := (d.width - ticks - gap*float64(columns-1)) / float64(columns)
	const plotHeight, foot = 84.0, 30.0
	for first := 0; first < len(named); first += columns {
		row := named[first:min(first+columns, len(named))]
		titles := make([][]string, len(row))
		lines := 1
		for i, l := range row {
			titles[i] = wrap(d.lang.Of(l.Name), width-4, 3, true)
			lines = max(lines, len(titles[i]))
		}
		top += float64(lines)*lineHeight + 6
		d.height = top + plotHeight + foot - 8
		for i, l := range row {
			p := plot{left: ticks + float64(i)*(width+gap), top: top, width: width, height: plotHeight, y: y}
			p.x = category(periodNames(s.Start, len(l.Values)))
			p = d.plot(p, false, true)
			d.panel(s, p, l, others, titles[i], first+i, i == 0)
		}
		top += plotHeight + foot
	}
	return nil
}

func (d *drawing) panel(s Lines, p plot, l Line, others []Line, title []string, i int, withTicks bool) {
	for k, line := range title {
		y := p.top - 4 - float64(len(title)-k)*lineHeight + lineHeight/2
		d.write(label{p.left, y, line, start, ink, true, false})
	}
	if withTicks {
		d.valueTicks(s.Y, p)
	}
	d.axisBelow(p)
	d.zeroLine(p)
	for k, o := range others {
		series := 0
		if len(d.series) > 0 {
			series = k + 1 // the key has them in this order
		}
		d.as(series, func() { d.curve(p, fmt.Sprintf("context%d-%d", i+1, k+1), o.Values, pen{neutral, 1.2, nil}) })
	}
	d.curve(p, fmt.Sprintf("panel%d", i+1), l.Values, pen{main1, 2, nil})
	n := len(l.Values)
	y := p.bottom() + 12
	first, last := d.lang.AxisPeriod(s.Start), d.lang.AxisPeriod(s.Start.Add(n-1))
	d.write(label{p.left, y, first, start, ink2, false, false})
	if right := (label{p.right(), y, last, end, ink2, false, false}); d.roomy(right) {
		d.write(right)
	}
	d.panelValue(s, p, l)
	d.lineSpots(append([]Line{l}, others...), s.Y, p, s.Start)
}

// panelValue writes the last value above or below the end of the line, where there is room.
func (d *drawing) panelValue(s Lines, p plot, l Line) {
	v, ok := lastFinite(l.Values)
	if !ok {
		return
	}
	text := d.number(s.Y, v)
	// The label keeps clear of the line itself over its own width.
	from := max(0, len(l.Values)-1-int(math.Ceil(textWidth(text, true)/p.width*float64(len(l.Values)))))
	lo, hi := extent(l.Values[from:])
	for _, y := range []float64{p.py(hi) - 9, p.py(lo) + 10} {
		at := label{p.right(), y, text, end, main1, true, true}
		if y-6 >= p.top-4 && y+6 <= p.bottom() && d.free(at) {
			d.write(at)
			return
		}
	}
}
