package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// maxNamed is how many lines can be told apart.
const maxNamed = 4

func (s Lines) check() error {
	if s.Start.IsZero() || len(s.Lines) == 0 {
		return errors.New("lines: no first period or no line")
	}
	named, n := 0, len(s.Lines[0].Values)
	for _, l := range s.Lines {
		if len(l.Values) != n {
			return fmt.Errorf("lines: %q has %d values, %q has %d", l.Name.EN, len(l.Values), s.Lines[0].Name.EN, n)
		}
		if slices.ContainsFunc(l.Values, func(v float64) bool { return math.IsInf(v, 0) }) {
			return fmt.Errorf("lines: %q has an infinite value", l.Name.EN)
		}
		if !l.Context {
			named++
		}
	}
	switch {
	case n < 2:
		return errors.New("lines: fewer than two periods")
	case named == 0:
		return errors.New("lines: every line is context")
	case !s.Panels && named > maxNamed:
		return errTooMany("named lines", named, maxNamed)
	}
	return nil
}

// values that the common axis must hold.
func (s Lines) values() []float64 {
	var all []float64
	for _, l := range s.Lines {
		all = append(all, l.Values...)
	}
	return all
}

// lastFinite value of a line and whether there is one.
func lastFinite(values []float64) (float64, bool) {
	for i := len(values) - 1; i >= 0; i-- {
		if isFinite(values[i]) {
			return values[i], true
		}
	}
	return nan(), false
}

func drawLines(d *drawing, s Lines) error {
	if err := s.check(); err != nil {
		return err
	}
	if s.Panels {
		return drawPanels(d, s)
	}
	y := niceAxis(s.values(), s.Y.Zero, int(d.pick(6, 5)))
	note, err := d.fromNote(s.Y, y)
	if err != nil {
		return err
	}
	top, err := d.header(s.Y, note)
	if err != nil {
		return err
	}
	looks := linePens(s.Lines)
	var samples []sample
	for i, l := range s.Lines {
		samples = append(samples, lineSample(d.of(l.Name), looks[i]))
	}
	d.tellApart(samples)
	if d.narrow {
		top = d.key(samples, top)
	}
	n := len(s.Lines[0].Values)
	p := plot{left: d.tickWidth(s.Y, y), height: d.pick(270, 210), x: category(periodNames(s.Start, n)), y: y}
	ends := d.lineEnds(s, looks, samples)
	room := 0.0
	for _, e := range ends {
		room = math.Max(room, widest(e.lines, e.bold))
	}
	p.width = d.width - p.left - math.Max(room+8, 24)
	flags := d.breakFlags(s.Breaks, s.Start, n, p)
	_, _, rows := d.flagRows(flags)
	p.top = top + float64(rows)*lineHeight + 8
	p = d.plot(p, false, true)
	d.height = p.bottom() + 24
	d.flags(flags, top+2, p.bottom(), pen{axisLine, 1, []float64{2, 2}})
	d.valueTicks(s.Y, p)
	d.axisBelow(p)
	d.zeroLine(p)
	d.periodTicks(p, s.Start, n)
	for i, l := range s.Lines {
		d.as(samples[i].series, func() { d.curve(p, fmt.Sprintf("line%d", i+1), l.Values, looks[i]) })
	}
	d.endLabels(p, ends)
	d.lineSpots(s.Lines, s.Y, p, s.Start)
	return nil
}

// linePens gives named lines a colour and a dash each, context lines thin grey.
func linePens(lines []Line) []pen {
	out := make([]pen, len(lines))
	k := 0
	for i, l := range lines {
		if l.Context {
			out[i] = pen{neutral, 1.2, nil}
			continue
		}
		out[i] = pen{namedColours()[k%maxNamed], 2, dashes()[k%maxNamed]}
		k++
	}
	return out
}

// lineEnds are names with the last value on a wide drawing, values alone on a narrow
// one, where the key has the names. Of context lines only the first two are named.
func (d *drawing) lineEnds(s Lines, looks []pen, samples []sample) []endLabel {
	var ends []endLabel
	contexts := 0
	for i, l := range s.Lines {
		v, ok := lastFinite(l.Values)
		if l.Context {
			contexts++
		}
		if !ok || l.Context && contexts > 2 {
			continue
		}
		e := endLabel{value: v, colour: looks[i].colour, bold: !l.Context, series: samples[i].series}
		text := d.number(s.Y, v)
		e.lines = []string{text}
		if !d.narrow {
			e.lines = wrap(d.lang.Of(l.Name)+" "+text, d.width*0.22, 3, e.bold)
		}
		ends = append(ends, e)
	}
	return ends
}
