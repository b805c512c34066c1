package chart

import (
	"errors"
	"fmt"

	"fabbisogno/datasets/series"
)

// periodNames are the categories of an axis of periods, in the ISO form of the warehouse.
func periodNames(from series.Period, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = from.Add(i).String()
	}
	return names
}

func (s Fan) check() error {
	switch {
	case s.Start.IsZero():
		return errors.New("fan: no first period")
	case len(s.Observed) == 0:
		return errors.New("fan: nothing observed")
	case len(s.Bands) == 0 && len(s.Median) > 0:
		return errors.New("fan: a forecast without a band; no forecast is shown without its interval")
	}
	for _, b := range s.Bands {
		if len(b.Lower) != len(s.Median) || len(b.Upper) != len(s.Median) {
			return fmt.Errorf("fan: band %.2f has %d and %d ends, the median has %d", b.Level, len(b.Lower), len(b.Upper), len(s.Median))
		}
		for i := range b.Lower {
			if b.Lower[i] > b.Upper[i] {
				return fmt.Errorf("fan: band %.2f: lower end above upper end at step %d", b.Level, i+1)
			}
		}
	}
	return nil
}

// values that the axis must hold.
func (s Fan) values() []float64 {
	all := append(append([]float64{}, s.Observed...), s.Median...)
	for _, b := range s.Bands {
		all = append(append(all, b.Lower...), b.Upper...)
	}
	return all
}

// fromLast lays forecast values on the axis of all periods. They begin at the last
// observation, so that the fan opens from what is known.
func (s Fan) fromLast(values []float64) []float64 {
	n := len(s.Observed)
	out := make([]float64, n+len(s.Median))
	for i := range out {
		out[i] = nan()
	}
	out[n-1] = s.Observed[n-1]
	copy(out[n:], values)
	return out
}

// bandLook is how a band is drawn: the outer one light with an edge, the inner darker.
func bandLook(i, n int) (opacity float64, edge pen) {
	if n > 1 && i < n-1 {
		return 0.25, pen{main1, 0, nil}
	}
	return 0.15, pen{main1, 1, nil}
}

func drawFan(d *drawing, s Fan) error {
	if err := s.check(); err != nil {
		return err
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
	samples, err := d.fanKey(s)
	if err != nil {
		return err
	}
	top = d.key(samples, top)
	ends := d.fanEnds(s)
	texts := make([]string, len(ends))
	for i, e := range ends {
		texts[i] = e.text
	}
	n := len(s.Observed) + len(s.Median)
	p := plot{left: d.tickWidth(s.Y, y), height: d.pick(250, 210), x: category(periodNames(s.Start, n)), y: y}
	p.width = d.width - p.left - max(widest(texts, true)+12, 24)
	flags, err := d.fanFlags(s, p)
	if err != nil {
		return err
	}
	_, _, rows := d.flagRows(flags)
	p.top = top + float64(rows)*lineHeight + 8
	p = d.plot(p, false, true)
	d.height = p.bottom() + 24
	d.flags(flags, top+2, p.bottom(), pen{axisLine, 1, []float64{2, 2}})
	d.valueTicks(s.Y, p)
	d.axisBelow(p)
	d.zeroLine(p)
	d.periodTicks(p, s.Start, n)
	d.fanLayers(s, p)
	d.endLabels(p, ends)
	d.fanSpots(s, p)
	return nil
}

func (d *drawing) fanKey(s Fan) ([]sample, error) {
	observed, err := d.message("observed")
	if err != nil || len(s.Median) == 0 {
		return nil, err
	}
	centre, err := d.message("median")
	if err != nil {
		return nil, err
	}
	samples := []sample{lineSample(observed, pen{main1, 2, nil}), lineSample(centre, pen{median, 2, []float64{6, 3}})}
	for i := range s.Bands {
		k := len(s.Bands) - 1 - i
		opacity, edge := bandLook(k, len(s.Bands))
		if k < len(s.Bands)-1 {
			opacity += 0.15 // it lies on the outer band
		}
		samples = append(samples, boxSample(d.lang.Frequency(s.Bands[k].Level), main1, opacity, edge))
	}
	return samples, nil
}

// fanFlags word the boundary of forecast and the breaks.
func (d *drawing) fanFlags(s Fan, p plot) ([]flag, error) {
	var flags []flag
	if len(s.Median) > 0 {
		text, err := d.message("forecast_from")
		if err != nil {
			return nil, err
		}
		flags = append(flags, flag{x: p.px(float64(len(s.Observed) - 1)), text: text + " →", colour: ink2})
	}
	return append(flags, d.breakFlags(s.Breaks, s.Start, len(s.Observed)+len(s.Median), p)...), nil
}

// breakFlags stand between the last period before a break and the first after it.
func (d *drawing) breakFlags(breaks []Break, from series.Period, n int, p plot) []flag {
	var flags []flag
	for _, b := range breaks {
		if b.At.Freq() != from.Freq() {
			continue
		}
		if i := b.At.Since(from); i > 0 && i < n {
			flags = append(flags, flag{x: p.px(float64(i) - 0.5), text: d.of(b.Label), colour: ink2})
		}
	}
	return flags
}

func (d *drawing) fanLayers(s Fan, p plot) {
	for i := range s.Bands {
		k := len(s.Bands) - 1 - i // the widest first, the others on it
		b := s.Bands[k]
		opacity, edge := bandLook(k, len(s.Bands))
		d.band(p, fmt.Sprintf("band%.0f", b.Level*100), s.fromLast(b.Lower), s.fromLast(b.Upper), main1, opacity, edge)
	}
	observed := make([]float64, len(s.Observed)+len(s.Median))
	for i := range observed {
		observed[i] = nan()
	}
	copy(observed, s.Observed)
	d.curve(p, "observed", observed, pen{main1, 2, nil})
	if len(s.Median) > 0 {
		d.curve(p, "median", s.fromLast(s.Median), pen{median, 2, []float64{6, 3}})
	}
}

// endLabel names a value at the right end of a plot.
type endLabel struct {
	value  float64
	text   string
	lines  []string // in place of text, where the name is long
	colour role
	bold   bool
	series int // of the drawing, from 1; 0: of none
}

// fanEnds are the median and both ends of the widest band, or the last observation.
func (d *drawing) fanEnds(s Fan) []endLabel {
	halfWidth := nan()
	at := func(v float64, colour role, bold bool) endLabel {
		return endLabel{value: v, text: d.within(s.Y, v, halfWidth), colour: colour, bold: bold}
	}
	if len(s.Median) == 0 {
		return []endLabel{at(s.Observed[len(s.Observed)-1], main1, true)}
	}
	h := len(s.Median) - 1
	wide := s.Bands[len(s.Bands)-1]
	halfWidth = (wide.Upper[h] - wide.Lower[h]) / 2
	return []endLabel{at(wide.Upper[h], ink2, false), at(s.Median[h], median, true), at(wide.Lower[h], ink2, false)}
}

// endLabels writes labels right of a plot, near their values and apart from each other.
func (d *drawing) endLabels(p plot, ends []endLabel) {
	var centres, heights []float64
	var shown []endLabel
	for _, e := range ends {
		if !isFinite(e.value) {
			continue
		}
		if e.lines == nil {
			e.lines = []string{e.text}
		}
		shown = append(shown, e)
		centres = append(centres, p.py(e.value))
		heights = append(heights, float64(len(e.lines))*lineHeight)
	}
	for i, y := range spread(centres, heights, p.top-8, p.bottom()+8) {
		y -= heights[i]/2 - lineHeight/2
		d.as(shown[i].series, func() {
			for k, line := range shown[i].lines {
				d.write(label{p.right() + 6, y + float64(k)*lineHeight, line, start, shown[i].colour, shown[i].bold, false})
			}
		})
	}
}
