package chart

import (
	"errors"
	"fmt"
)

func (s Fans) check() error {
	if s.Start.IsZero() || len(s.Panels) == 0 {
		return errors.New("fans: no first period or no panel")
	}
	if len(s.Panels) > maxPanels {
		return errTooMany("panels", len(s.Panels), maxPanels)
	}
	for _, p := range s.Panels {
		if err := s.fan(p).check(); err != nil {
			return fmt.Errorf("panel %q: %w", p.Name.EN, err)
		}
		if len(p.Observed) != len(s.Panels[0].Observed) || len(p.Median) != len(s.Panels[0].Median) {
			return fmt.Errorf("panel %q: %d observed and %d forecast values, the first panel has %d and %d", p.Name.EN,
				len(p.Observed), len(p.Median), len(s.Panels[0].Observed), len(s.Panels[0].Median))
		}
	}
	return nil
}

// fan is a panel as a fan of its own.
func (s Fans) fan(p FanPanel) Fan {
	return Fan{Y: s.Y, Start: s.Start, Observed: p.Observed, Median: p.Median, Bands: []Band{{Level: s.Level, Lower: p.Lower, Upper: p.Upper}}}
}

// drawFans draws one small fan a panel, all on the same scale. Their values are few
// and their marks plain, so that no size of them needs the engine.
func drawFans(d *drawing, s Fans) error {
	if err := s.check(); err != nil {
		return err
	}
	d.plain = true
	var values []float64
	for _, p := range s.Panels {
		values = append(values, s.fan(p).values()...)
	}
	y := tightAxis(values, s.Y.Zero)
	note, err := d.fromNote(s.Y, y)
	if err != nil {
		return err
	}
	top, err := d.header(s.Y, note)
	if err != nil {
		return err
	}
	samples, err := d.fanKey(s.fan(s.Panels[0]))
	if err != nil {
		return err
	}
	top = d.key(samples, top) + 4
	columns := min(int(d.pick(4, 2)), len(s.Panels))
	ticks := d.tickWidth(s.Y, y)
	const gap, plotHeight, foot = 14.0, 74.0, 30.0
	width := (d.width - ticks - gap*float64(columns-1)) / float64(columns)
	for first := 0; first < len(s.Panels); first += columns {
		row := s.Panels[first:min(first+columns, len(s.Panels))]
		titles, lines := make([][]string, len(row)), 1
		for i, p := range row {
			titles[i] = wrap(d.lang.Of(p.Name), width-4, 2, true)
			lines = max(lines, len(titles[i]))
		}
		top += float64(lines+1)*lineHeight + 6
		d.height = top + plotHeight + foot - 8
		for i, panel := range row {
			p := plot{left: ticks + float64(i)*(width+gap), top: top, width: width, height: plotHeight, y: y}
			p.x = category(periodNames(s.Start, len(panel.Observed)+len(panel.Median)))
			d.fanPanel(s, d.plot(p, false, true), panel, titles[i], i == 0)
		}
		top += plotHeight + foot
	}
	return nil
}

// fanPanel is one panel: its name, what it comes to at the end, the fan, the ends of time.
func (d *drawing) fanPanel(s Fans, p plot, panel FanPanel, title []string, withTicks bool) {
	fan := s.fan(panel)
	for k, line := range title {
		y := p.top - 4 - float64(len(title)+1-k)*lineHeight + lineHeight/2
		d.write(label{p.left, y, line, start, ink, true, false})
	}
	end80 := len(panel.Median) - 1
	said := d.reading(s.Y, panel.Median[end80], panel.Lower[end80], panel.Upper[end80])
	if textWidth(said, false) > p.width {
		said = d.within(s.Y, panel.Median[end80], (panel.Upper[end80]-panel.Lower[end80])/2)
	}
	d.write(label{p.left, p.top - 4 - lineHeight/2, said, start, median, false, false})
	if withTicks {
		d.valueTicks(s.Y, p)
	}
	d.axisBelow(p)
	d.zeroLine(p)
	if isFinite(s.Base) && s.Base >= p.y.min && s.Base <= p.y.max && s.Base != 0 {
		d.line(p.left, p.py(s.Base), p.right(), p.py(s.Base), pen{axisLine, 1, []float64{3, 3}}, zGuide)
	}
	d.fanLayers(fan, p)
	n := len(panel.Observed) + len(panel.Median)
	y := p.bottom() + 12
	d.write(label{p.left, y, d.lang.AxisPeriod(s.Start), start, ink2, false, false})
	if last := (label{p.right(), y, d.lang.AxisPeriod(s.Start.Add(n - 1)), end, ink2, false, false}); d.roomy(last) {
		d.write(last)
	}
	if panel.Emphasis {
		d.rect(box{p.left - 3, p.top - 3, p.right() + 3, p.bottom() + 3}, noColour, 1, pen{contrast, 1.5, nil}, zGuide)
	}
	if len(s.Panels) <= fewPanels { // of many panels the table says the values: a text a period and panel is heavy
		d.fanSpots(fan, p)
	}
}

// fewPanels is up to how many panels say their values when pointed at.
const fewPanels = 6
