package chart

import (
	"errors"
	"fmt"
	"math"
)

func (s Stacked) check() error {
	if len(s.Categories) == 0 || len(s.Parts) < 2 {
		return errors.New("stacked: no categories, or fewer than two parts")
	}
	if len(s.Parts) > maxNamed {
		return errTooMany("parts", len(s.Parts), maxNamed)
	}
	if !s.Vertical && len(s.Categories) > maxRows {
		return errTooMany("categories", len(s.Categories), maxRows)
	}
	for _, p := range s.Parts {
		if len(p.Values) != len(s.Categories) {
			return fmt.Errorf("stacked: part %q has %d values for %d categories", p.Name.EN, len(p.Values), len(s.Categories))
		}
		for _, v := range p.Values {
			if v < 0 || math.IsInf(v, 0) {
				return fmt.Errorf("stacked: part %q has the value %v; parts of a whole are not negative", p.Name.EN, v)
			}
		}
	}
	return nil
}

// totals of each category; a total with a missing part is missing.
func (s Stacked) totals() []float64 {
	out := make([]float64, len(s.Categories))
	for _, p := range s.Parts {
		for i, v := range p.Values {
			out[i] += v
		}
	}
	return out
}

// known is the length of a bar: the sum of the parts that are there.
func (s Stacked) known() []float64 {
	out := make([]float64, len(s.Categories))
	for _, p := range s.Parts {
		for i, v := range p.Values {
			if isFinite(v) {
				out[i] += v
			}
		}
	}
	return out
}

func drawStacked(d *drawing, s Stacked) error {
	if err := s.check(); err != nil {
		return err
	}
	top, err := d.header(s.X, "")
	if err != nil {
		return err
	}
	var samples []sample
	for k, part := range s.Parts {
		samples = append(samples, boxSample(d.of(part.Name), namedColours()[k], 1, pen{noColour, 0, nil}))
	}
	d.tellApart(samples)
	top = d.key(samples, top) + 4
	if s.Vertical {
		d.standing(s, top)
		return nil
	}
	items := make([]Item, len(s.Categories))
	for i, total := range s.totals() {
		items[i] = Item{Label: s.Categories[i], Value: total, Lower: nan(), Upper: nan(), Reference: nan()}
	}
	known := s.known()
	r := d.layRows(s.X, axis{max: math.Max(most(known...), 1e-9), step: math.Max(most(known...), 1e-9)}, items, margins{top: top, foot: 4, inset: 1})
	r.plot = d.plot(r.plot, false, false)
	d.stack(s, r.plot, r.thickness(20))
	d.line(r.plot.left, top, r.plot.left, top+r.plot.height, pen{axisLine, 1.5, nil}, zText-1)
	next := -1
	d.writeRows(r, func(Item) (float64, bool) {
		next++
		return r.plot.px(known[next]), false
	})
	d.insideAcross(s, r.plot)
	return nil
}

func (d *drawing) stack(s Stacked, p plot, thickness float64) {
	for k, part := range s.Parts {
		colours := make([]role, len(part.Values))
		for i := range colours {
			colours[i] = namedColours()[k]
		}
		d.as(k+1, func() { d.columns(p, fmt.Sprintf("part%d", k+1), "total", part.Values, colours, thickness) })
	}
}

// insideAcross writes the value of each part in it, where it fits.
func (d *drawing) insideAcross(s Stacked, p plot) {
	for i := range s.Categories {
		from := 0.0
		for k, part := range s.Parts {
			v := part.Values[i]
			if !isFinite(v) {
				continue
			}
			text := d.number(s.X, v)
			if p.px(from+v)-p.px(from) >= textWidth(text, false)+8 {
				at := label{(p.px(from) + p.px(from+v)) / 2, p.py(float64(i)), text, middle, paper, false, false}
				d.as(k+1, func() { d.write(at) })
			}
			from += v
		}
	}
}

// standing draws columns along time, with the totals above those that have room:
// the last first, then the highest, the first and the others.
func (d *drawing) standing(s Stacked, top float64) {
	known, totals := s.known(), s.totals()
	y := niceAxis(known, true, 5)
	n := len(s.Categories)
	names := make([]string, n)
	for i, c := range s.Categories {
		names[i] = d.of(c)
	}
	p := plot{left: d.tickWidth(s.X, y), top: top + lineHeight, height: d.pick(250, 210), x: category(distinct(names)), y: y}
	p.width = d.width - p.left - 2
	p = d.plot(p, false, true)
	band := p.width / float64(n)
	d.height = p.bottom() + 24
	d.stack(s, p, math.Round(math.Min(56, band*0.72)))
	d.valueTicks(s.X, p)
	d.axisBelow(p)
	highest := 0
	for i := range known {
		if known[i] > known[highest] {
			highest = i
		}
	}
	for _, i := range append([]int{n - 1, highest, 0}, count(n)...) {
		text := d.number(s.X, totals[i])
		l := label{p.px(float64(i)), p.py(known[i]) - 9, text, middle, ink, true, false}
		if w := textWidth(text, true); l.x+w/2 > d.width {
			l.x = d.width - w/2
		}
		if d.roomy(l) && !overColumn(p, known, band, i, l.box()) {
			d.write(l)
		}
	}
	d.categoryTicks(p, names, band)
	d.insideUpright(s, p, math.Min(56, band*0.72))
}

// overColumn says whether a box lies over a column other than the i-th.
func overColumn(p plot, known []float64, band float64, i int, b box) bool {
	for j, v := range known {
		x := p.px(float64(j))
		column := box{x - band*0.36, p.py(v), x + band*0.36, p.bottom()}
		if j != i && column.overlaps(b) {
			return true
		}
	}
	return false
}

func count(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// categoryTicks names columns below a plot; of long lists every second, third ...
// counted from the last.
func (d *drawing) categoryTicks(p plot, names []string, band float64) {
	n := len(names)
	y := p.bottom() + 14
	if lines := 2; widest(names, false) > band-6 && n <= 8 {
		for i, name := range names {
			for k, line := range wrap(name, band-6, lines, false) {
				d.write(label{p.px(float64(i)), y + float64(k)*lineHeight, line, middle, ink2, false, false})
				d.height = math.Max(d.height, y+float64(k)*lineHeight+10)
			}
		}
		return
	}
	for every := 1; every <= n; every++ {
		var labels []label
		for i := n - 1; i >= 0; i -= every {
			l := label{p.px(float64(i)), y, names[i], middle, ink2, false, false}
			l.x = math.Min(l.x, d.width-textWidth(l.text, false)/2)
			labels = append(labels, l)
		}
		if d.apart(labels) {
			for _, l := range labels {
				d.write(l)
			}
			return
		}
	}
}

func (d *drawing) insideUpright(s Stacked, p plot, thickness float64) {
	for i := range s.Categories {
		from := 0.0
		for k, part := range s.Parts {
			v := part.Values[i]
			if !isFinite(v) {
				continue
			}
			text := d.number(s.X, v)
			if p.py(from)-p.py(from+v) >= 18 && textWidth(text, false)+4 <= thickness {
				at := label{p.px(float64(i)), (p.py(from) + p.py(from+v)) / 2, text, middle, paper, false, false}
				d.as(k+1, func() { d.write(at) })
			}
			from += v
		}
	}
}
