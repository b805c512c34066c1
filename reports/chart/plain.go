package chart

import "slices"

// A plain drawing is made of straight lines, rectangles, circles and areas only, so
// that it needs no engine: the hundreds of small drawings of the sheets, and small
// multiples of many panels, are written directly. Layout, labels, colours and the
// list of what is allowed are those of every other drawing.

// trace draws a line through points in pixels; a missing point lifts the pen.
func (d *drawing) trace(points [][2]float64, how pen, z int) {
	var run [][2]float64
	end := func() {
		if len(run) > 1 {
			d.polyline(run, how, z)
		}
		run = nil
	}
	for _, p := range points {
		if !isFinite(p[0]) || !isFinite(p[1]) {
			end()
			continue
		}
		run = append(run, p)
	}
	end()
}

// along are the values of one category each in pixels.
func (p plot) along(values []float64) [][2]float64 {
	out := make([][2]float64, len(values))
	for i, v := range values {
		out[i] = [2]float64{p.px(float64(i)), p.py(v)}
	}
	return out
}

// area fills what lies between two curves, where both are there.
func (d *drawing) area(lower, upper [][2]float64, fill role, opacity float64, edge pen) {
	var around [][2]float64
	var above [][2]float64
	for i := range lower {
		if isFinite(lower[i][1]) && isFinite(upper[i][1]) {
			around, above = append(around, lower[i]), append(above, upper[i])
		}
	}
	slices.Reverse(above)
	around = append(around, above...)
	if len(around) < 4 {
		return
	}
	d.marks = append(d.marks, mark{series: d.now, z: zBand, name: "polygon", shape: [][2]string{{"points", pixels(around)}}, fill: fill, opacity: opacity,
		edge: pen{noColour, 0, nil}})
	if edge.width > 0 {
		d.trace(lower, edge, zBand)
		d.trace(upper, edge, zBand)
	}
}

// plainGrid draws the lines of the value axes that a plot asks for.
func (d *drawing) plainGrid(p plot, xLines, yLines bool) {
	how := pen{grid, 1, nil}
	if xLines && p.x.names == nil {
		for _, v := range p.x.ticks() {
			x := p.px(v)
			d.line(x, p.top, x, p.bottom(), how, zBack)
		}
	}
	if yLines && p.y.names == nil {
		for _, v := range p.y.ticks() {
			y := p.py(v)
			d.line(p.left, y, p.right(), y, how, zBack)
		}
	}
}

// plainNodes are the places of the marks of a plain drawing, from the back.
func (d *drawing) plainNodes() []*node {
	var out []*node
	for _, e := range d.placeholders() {
		n := &node{name: "path"}
		n.set("fill", e.Style["fill"])
		out = append(out, n)
	}
	return out
}

// plainDots and plainColumns are what the engine would make of points and bars.
func (d *drawing) plainDots(p plot, points [][2]float64, size float64, fill role, edge pen) {
	for _, pt := range points {
		if isFinite(pt[0]) && isFinite(pt[1]) {
			d.circle(p.px(pt[0]), p.py(pt[1]), size/2, fill, edge, zDot)
		}
	}
}

func (d *drawing) plainColumns(p plot, values []float64, colours []role, thickness float64) {
	for i, v := range values {
		if isFinite(v) {
			from, to := p.px(0), p.px(v)
			y := p.py(float64(i))
			d.rect(box{min(from, to), y - thickness/2, max(from, to), y + thickness/2}, colours[i], 1, pen{noColour, 0, nil}, zBar)
		}
	}
}
