package chart

import (
	"errors"
	"fmt"
	"math"
)

func (s Scatter) check() error {
	if len(s.Points) == 0 {
		return errors.New("scatter: no points")
	}
	for _, p := range s.Points {
		for _, v := range []float64{p.X, p.Y, p.XLower, p.XUpper, p.YLower, p.YUpper} {
			if math.IsInf(v, 0) {
				return fmt.Errorf("scatter: %q has an infinite value", p.Label.EN)
			}
		}
	}
	return nil
}

// axes hold points, intervals and floors, with some room at the edges for names.
func (s Scatter) axes(d *drawing) (x, y axis) {
	xs, ys := []float64{s.XFloor}, []float64{s.YFloor}
	for _, p := range s.Points {
		xs, ys = append(xs, p.X, p.XLower, p.XUpper), append(ys, p.Y, p.YLower, p.YUpper)
	}
	pad := func(values []float64) []float64 {
		lo, hi := extent(values)
		room := (hi - lo) * 0.06
		if lo >= 0 && lo-room < 0 {
			return append(values, 0, hi+room)
		}
		return append(values, lo-room, hi+room)
	}
	return niceAxis(pad(xs), s.X.Zero, int(d.pick(8, 4))), niceAxis(pad(ys), s.Y.Zero, int(d.pick(7, 6)))
}

func drawScatter(d *drawing, s Scatter) error {
	if err := s.check(); err != nil {
		return err
	}
	x, y := s.axes(d)
	top, err := d.header(s.Y, "")
	if err != nil {
		return err
	}
	samples, err := d.scatterKey(s)
	if err != nil {
		return err
	}
	top = d.key(samples, top)
	if isFinite(s.XFloor) {
		top += lineHeight
	}
	p := plot{left: d.tickWidth(s.Y, y), top: top + 4, height: d.pick(360, 300), x: x, y: y}
	p.width = d.width - p.left - 6
	p = d.plot(p, true, true)
	d.height = p.bottom() + 24
	d.valueTicks(s.Y, p)
	d.axisBelow(p)
	d.acrossTicks(s.X, p, p.bottom()+14)
	for _, line := range wrap(d.lang.Of(s.X.Label), d.width, 2, false) {
		d.write(label{d.width, d.height + lineHeight/2 - 2, line, end, ink2, false, false})
		d.height += lineHeight
	}
	if s.Joined {
		d.drawPath(s, p)
		return nil
	}
	d.floors(s, p)
	d.scatterMarks(s, p)
	d.quadrants(s, p)
	return d.namePoints(s, p)
}

func (d *drawing) scatterKey(s Scatter) ([]sample, error) {
	for _, p := range s.Points {
		if p.Open {
			text, err := d.message("open_point")
			return []sample{dotSample(text, paper, pen{main1, 2, nil})}, err
		}
	}
	return nil, nil
}

// floors are the lines that cut the plane, each with its value.
func (d *drawing) floors(s Scatter, p plot) {
	how := pen{ink2, 1.2, []float64{4, 3}}
	if isFinite(s.XFloor) {
		x := p.px(s.XFloor)
		d.line(x, p.top-4, x, p.bottom(), how, zGuide)
		text := d.number(s.X, s.XFloor)
		at := math.Min(x, d.width-textWidth(text, true)/2)
		d.write(label{at, p.top - 11, text, middle, ink2, true, true})
	}
	if isFinite(s.YFloor) {
		y := p.py(s.YFloor)
		d.line(p.left, y, p.right(), y, how, zGuide)
		text := d.number(s.Y, s.YFloor)
		d.write(label{p.right() - 3, y - 8, text, end, ink2, true, true})
	}
}

// scatterMarks draws intervals and points, those that stand out last.
func (d *drawing) scatterMarks(s Scatter, p plot) {
	for _, emphasis := range []bool{false, true} {
		colour := neutral
		if emphasis {
			colour = main1
		}
		var across [][2][2]float64
		var full, open [][2]float64
		for _, pt := range s.Points {
			if pt.Emphasis != emphasis || !isFinite(pt.X) || !isFinite(pt.Y) {
				continue
			}
			if isFinite(pt.XLower) && isFinite(pt.XUpper) {
				across = append(across, [2][2]float64{{pt.XLower, pt.Y}, {pt.XUpper, pt.Y}})
			}
			if isFinite(pt.YLower) && isFinite(pt.YUpper) {
				across = append(across, [2][2]float64{{pt.X, pt.YLower}, {pt.X, pt.YUpper}})
			}
			if pt.Open {
				open = append(open, [2]float64{pt.X, pt.Y})
			} else {
				full = append(full, [2]float64{pt.X, pt.Y})
			}
		}
		d.whiskers(p, "interval", across, pen{colour, 1.2, nil})
		d.dots(p, "point", full, 10, colour, pen{paper, 1, nil})
		d.dots(p, "bound", open, 9, paper, pen{colour, 2, nil})
	}
}

// quadrants are named in their outer corners, where there is room.
func (d *drawing) quadrants(s Scatter, p plot) {
	xf, yf := p.left, p.bottom()
	if isFinite(s.XFloor) {
		xf = p.px(s.XFloor)
	}
	if isFinite(s.YFloor) {
		yf = p.py(s.YFloor)
	}
	corners := []struct {
		x, y, width, height float64
		anchor              anchor
		up                  bool
	}{
		{p.right() - 4, p.top + 9, p.right() - xf - 12, yf - p.top, end, false},
		{p.right() - 4, p.bottom() - 9, p.right() - xf - 12, p.bottom() - yf, end, true},
		{p.left + 5, p.bottom() - 9, xf - p.left - 12, p.bottom() - yf, start, true},
		{p.left + 5, p.top + 9, xf - p.left - 12, yf - p.top, start, false},
	}
	for i, c := range corners {
		lines := wrap(d.lang.Of(s.Quadrants[i]), c.width, 3, true)
		if len(lines) == 0 || c.height < float64(len(lines))*lineHeight+4 || c.width < 40 {
			continue
		}
		for k, line := range lines {
			y := c.y + float64(k)*lineHeight
			if c.up {
				y = c.y - float64(len(lines)-1-k)*lineHeight
			}
			l := label{c.x, y, line, c.anchor, ink2, true, true}
			if d.free(l) {
				d.write(l)
			}
		}
	}
}
