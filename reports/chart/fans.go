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
		if p.Outcome != nil && len(p.Outcome) != len(p.Median) {
			return fmt.Errorf("panel %q: %d outcomes of %d values forecast", p.Name.EN, len(p.Outcome), len(p.Median))
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
	start := p.Start
	if start.IsZero() {
		start = s.Start
	}
	return Fan{Y: s.Y, Start: start, Observed: p.Observed, Median: p.Median, Bands: []Band{{Level: s.Level, Lower: p.Lower, Upper: p.Upper}}}
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
		values = append(append(values, s.fan(p).values()...), p.Outcome...)
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
	// What came is drawn over what was said: a look back needs more room than a look ahead.
	columns, plotHeight := int(d.pick(4, 2)), 74.0
	if s.Panels[0].Outcome != nil {
		columns, plotHeight = int(d.pick(3, 2)), 112
		came, err := d.message("outcome")
		if err != nil {
			return err
		}
		samples = append(samples, lineSample(came, outcomePen))
	}
	top = d.key(samples, top) + 4
	columns = min(columns, len(s.Panels))
	ticks := d.tickWidth(s.Y, y)
	const gap, foot = 14.0, 30.0
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
			p.x = category(periodNames(s.fan(panel).Start, len(panel.Observed)+len(panel.Median)))
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
	if text := d.of(panel.Said); text != "" {
		said = text
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
	if panel.Outcome != nil {
		d.outcome(fan, panel.Outcome, p)
	}
	n := len(panel.Observed) + len(panel.Median)
	y := p.bottom() + 12
	d.write(label{p.left, y, d.lang.AxisPeriod(fan.Start), start, ink2, false, false})
	if last := (label{p.right(), y, d.lang.AxisPeriod(fan.Start.Add(n - 1)), end, ink2, false, false}); d.roomy(last) {
		d.write(last)
	}
	if panel.Emphasis {
		d.rect(box{p.left - 3, p.top - 3, p.right() + 3, p.bottom() + 3}, noColour, 1, pen{contrast, 1.5, nil}, zGuide)
	}
	if len(s.Panels) <= fewPanels && panel.Outcome == nil { // of many panels the table says the values: a text a period and panel is heavy
		d.fanSpots(fan, p)
	}
}

// outcomePen is for what came: of another colour than what had been seen, and whole
// where the forecast is dashed.
var outcomePen = pen{ink, 2, nil}

// outcome draws what came over what was forecast, and rings what fell outside the band:
// colour alone would not say it.
func (d *drawing) outcome(s Fan, came []float64, p plot) {
	line := make([]float64, len(s.Observed)+len(came))
	for i := range line {
		line[i] = nan()
	}
	n := len(s.Observed)
	line[n-1] = s.Observed[n-1]
	copy(line[n:], came)
	d.curve(p, "outcome", line, outcomePen)
	band := s.Bands[len(s.Bands)-1]
	for i, v := range came {
		if isFinite(v) && (v < band.Lower[i] || v > band.Upper[i]) {
			d.circle(p.px(float64(n+i)), p.py(v), 3.5, paper, pen{contrast, 2, nil}, zDot)
		}
	}
}

// fewPanels is up to how many panels say their values when pointed at.
const fewPanels = 6
