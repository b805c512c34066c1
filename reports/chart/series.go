package chart

import (
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// absent is how ECharts is told that a value is missing.
const absent = "-"

// cell is a value as a series takes it. Values stand in the option as they are, not as
// the items of the library, which hold one each: ECharts looks for settings of its own
// in every item, and draws the same a fifth slower.
func cell(v float64) any {
	if !isFinite(v) {
		return absent
	}
	return v
}

// on ties a series to the axes of a plot.
func (p plot) on(kind, name string) charts.SingleSeries {
	return charts.SingleSeries{Type: kind, Name: name, XAxisIndex: p.index, YAxisIndex: p.index}
}

// curve adds a line of one value a category.
func (d *drawing) curve(p plot, name string, values []float64, how pen) {
	if d.plain {
		d.trace(p.along(values), how, zLine)
		return
	}
	data := make([]any, len(values))
	for i, v := range values {
		data[i] = cell(v)
	}
	s := p.on("line", name)
	s.Data, s.Symbol = data, "none"
	d.layers = append(d.layers, layer{SingleSeries: s, LineStyle: how.stroke(d.now), Z: zLine})
}

// path adds a line through points in units of the data; a missing point lifts the pen.
func (d *drawing) path(p plot, name string, points [][2]float64, how pen, z int) {
	if d.plain {
		placed := make([][2]float64, len(points))
		for i, pt := range points {
			placed[i] = [2]float64{p.px(pt[0]), p.py(pt[1])}
		}
		d.trace(placed, how, z)
		return
	}
	data := make([]any, len(points))
	for i, pt := range points {
		data[i] = []any{cell(pt[0]), cell(pt[1])}
	}
	s := p.on("line", name)
	s.Data, s.Symbol = data, "none"
	d.layers = append(d.layers, layer{SingleSeries: s, LineStyle: how.stroke(d.now), Z: z})
}

// band adds the area between two curves, as a transparent base with the width stacked on it.
func (d *drawing) band(p plot, name string, lower, upper []float64, fill role, opacity float64, edge pen) {
	if d.plain {
		d.area(p.along(lower), p.along(upper), fill, opacity, edge)
		return
	}
	base, width := make([]any, len(lower)), make([]any, len(lower))
	for i := range lower {
		base[i], width[i] = cell(lower[i]), cell(upper[i]-lower[i])
	}
	for i, data := range [][]any{base, width} {
		s := p.on("line", name)
		s.Data, s.Symbol, s.Stack = data, "none", name
		if i == 1 {
			s.AreaStyle = &opts.AreaStyle{Color: fill.sentinelOf(d.now), Opacity: opts.Float(float32(opacity))}
		}
		// Values below zero must stack on the base all the same.
		d.layers = append(d.layers, layer{SingleSeries: s, LineStyle: edge.stroke(d.now), Z: zBand, StackStrategy: "all"})
	}
}

// dots adds one symbol a point.
func (d *drawing) dots(p plot, name string, points [][2]float64, size float64, fill role, edge pen) {
	if len(points) == 0 {
		return
	}
	if d.plain {
		d.plainDots(p, points, size, fill, edge)
		return
	}
	data := make([]any, len(points))
	for i, pt := range points {
		data[i] = []any{cell(pt[0]), cell(pt[1])}
	}
	s := p.on("scatter", name)
	s.Data, s.Symbol, s.SymbolSize = data, "circle", size
	s.ItemStyle = &opts.ItemStyle{Color: fill.sentinelOf(d.now), Opacity: opts.Float(1)}
	if edge.width > 0 {
		s.ItemStyle.BorderColor, s.ItemStyle.BorderWidth = edge.colour.sentinelOf(d.now), float32(edge.width)
	}
	d.layers = append(d.layers, layer{SingleSeries: s, Z: zDot})
}

// columns adds bars, each with its colour; across says that they lie.
func (d *drawing) columns(p plot, name, stack string, values []float64, colours []role, thickness float64) {
	if d.plain && stack == "" {
		d.plainColumns(p, values, colours, thickness)
		return
	}
	data, s := make([]any, len(values)), p.on("bar", name)
	isOne := len(slices.Compact(slices.Clone(colours))) == 1 // colour for all
	for i, v := range values {
		style := &opts.ItemStyle{Color: colours[i].sentinelOf(d.now)}
		if stack != "" {
			// A gap of paper keeps neighbours apart where colours look alike.
			style.BorderColor, style.BorderWidth = paper.sentinel(), 1
		}
		if data[i] = cell(v); isOne {
			s.ItemStyle = style
		} else {
			data[i] = opts.BarData{Value: cell(v), ItemStyle: style}
		}
	}
	s.Data, s.Stack, s.BarWidth = data, stack, strconv.FormatFloat(thickness, 'f', -1, 64)
	d.layers = append(d.layers, layer{SingleSeries: s, Z: zBar})
}

// whiskers adds one interval an entry: lying along x at a row, or standing along y at a point.
func (d *drawing) whiskers(p plot, name string, ends [][2][2]float64, how pen) {
	if len(ends) == 0 {
		return
	}
	var points [][2]float64
	for _, e := range ends {
		points = append(points, e[0], e[1], [2]float64{nan(), nan()})
	}
	d.path(p, name, points, how, zLine)
}
