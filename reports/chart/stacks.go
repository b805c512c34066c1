package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// mostStacked is how many panels fit one screen of a phone.
const mostStacked = 3

func (s Stacks) check() error {
	switch {
	case s.Start.IsZero() || len(s.Panels) == 0:
		return errors.New("stacks: no first period or no panel")
	case len(s.Panels) > mostStacked:
		return errTooMany("panels", len(s.Panels), mostStacked)
	case len(s.Names) == 0 || len(s.Names) > mostCompared:
		return fmt.Errorf("stacks: %d lines a panel, expected 1 to %d", len(s.Names), mostCompared)
	}
	n := 0
	for _, p := range s.Panels {
		if len(p.Lines) != len(s.Names) {
			return fmt.Errorf("stacks: panel %q has %d lines for %d names", p.Name.EN, len(p.Lines), len(s.Names))
		}
		for _, l := range p.Lines {
			if n == 0 {
				n = len(l)
			}
			if len(l) != n || n < 2 {
				return fmt.Errorf("stacks: panel %q has a line of %d values, expected %d, and two at least", p.Name.EN, len(l), n)
			}
			if slices.ContainsFunc(l, func(v float64) bool { return math.IsInf(v, 0) }) {
				return fmt.Errorf("stacks: panel %q has an infinite value", p.Name.EN)
			}
		}
		if _, ok := lastFinite(p.Lines[0]); !ok {
			return fmt.Errorf("stacks: panel %q has no value of what it is about", p.Name.EN)
		}
	}
	return nil
}

// stackPens: the line that the panels are about, and those beside it, which differ by
// dash as colour alone would not say.
func stackPens() []pen {
	return []pen{{contrast, 2, nil}, {main1, 1.5, []float64{6, 3}}, {neutral, 1.5, []float64{2, 2}}}
}

// drawStacks draws panels one above the other over the same periods. The lines are few
// and plain, so that no size needs the engine.
func drawStacks(d *drawing, s Stacks) error {
	if err := s.check(); err != nil {
		return err
	}
	d.plain = true
	top, err := d.header(Axis{Label: s.Label}, "")
	if err != nil {
		return err
	}
	pens := stackPens()
	var samples []sample
	for k, name := range s.Names {
		samples = append(samples, lineSample(d.of(name), pens[k]))
	}
	top = d.key(samples, top) + 4
	n := len(s.Panels[0].Lines[0])
	scales, ticks, room := make([]axis, len(s.Panels)), 0.0, 0.0
	for i, p := range s.Panels {
		scales[i] = tightAxis(slices.Concat(p.Lines...), p.Y.Zero)
		ticks = math.Max(ticks, d.tickWidth(p.Y, scales[i]))
		for _, l := range p.Lines {
			if v, ok := lastFinite(l); ok {
				room = math.Max(room, textWidth(d.number(p.Y, v), true))
			}
		}
	}
	for i, panel := range s.Panels {
		if top, err = d.stackedPanel(s, panel, plot{left: ticks, width: d.width - ticks - math.Max(room+10, 24), height: d.pick(130, 110),
			x: category(periodNames(s.Start, n)), y: scales[i]}, top, i == len(s.Panels)-1); err != nil {
			return err
		}
	}
	return nil
}

// stackedPanel draws one panel from its top and gives the y below it; the last one has
// the periods.
func (d *drawing) stackedPanel(s Stacks, panel StackedPanel, p plot, top float64, isLast bool) (float64, error) {
	note, err := d.fromNote(panel.Y, p.y)
	if err != nil {
		return 0, err
	}
	name := d.of(panel.Name)
	if note != "" {
		name += " (" + note + ")"
	}
	for _, line := range wrap(name, d.width, 2, true) {
		d.write(label{0, top + lineHeight/2, line, start, ink, true, false})
		top += lineHeight
	}
	n := len(panel.Lines[0])
	flags := d.breakFlags(panel.Breaks, s.Start, n, p)
	_, _, rows := d.flagRows(flags)
	p.top = top + float64(rows)*lineHeight + 8
	p = d.plot(p, false, true)
	d.height = p.bottom() + 24
	d.flags(flags, top+2, p.bottom(), pen{axisLine, 1, []float64{2, 2}})
	d.valueTicks(panel.Y, p)
	d.axisBelow(p)
	d.zeroLine(p)
	pens := stackPens()
	var ends []endLabel
	for k := len(panel.Lines) - 1; k >= 0; k-- {
		d.curve(p, fmt.Sprintf("line%d", k+1), panel.Lines[k], pens[k])
		if v, ok := lastFinite(panel.Lines[k]); ok {
			ends = append(ends, endLabel{value: v, colour: pens[k].colour, bold: k == 0, lines: []string{d.number(panel.Y, v)}})
		}
	}
	d.endLabels(p, ends)
	texts := make([]string, n)
	for i := range texts {
		said := false
		texts[i] = d.lang.Period(s.Start.Add(i)) + ": "
		for k, l := range panel.Lines {
			if !isFinite(l[i]) {
				continue
			}
			if said {
				texts[i] += ", "
			}
			said = true
			texts[i] += d.of(s.Names[k]) + " " + d.number(panel.Y, l[i])
		}
		if !said {
			texts[i] = ""
		}
	}
	d.spot(spots{first: p.px(0), step: p.px(1) - p.px(0), from: p.top, to: p.bottom(), texts: texts})
	if !isLast {
		return p.bottom() + 14, nil
	}
	d.periodTicks(p, s.Start, n)
	return p.bottom() + 24, nil
}
