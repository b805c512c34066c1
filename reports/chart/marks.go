package chart

import (
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// mark is a line, a rectangle or a dot placed in pixels: what the engine would make
// of it is known, so it is put on the finished drawing in the place of its layer.
type mark struct {
	z       int
	name    string      // polyline, polygon, path, circle
	shape   [][2]string // attributes that say where it is
	fill    role
	opacity float64 // of the fill
	edge    pen     // colour noColour or width 0: none
	series  int     // of the drawing, from 1; 0: of none
}

// line draws a straight guide.
func (d *drawing) line(x1, y1, x2, y2 float64, p pen, z int) {
	d.polyline([][2]float64{{x1, y1}, {x2, y2}}, p, z)
}

func (d *drawing) polyline(points [][2]float64, p pen, z int) {
	d.marks = append(d.marks, mark{series: d.now, z: z, name: "polyline", shape: [][2]string{{"points", pixels(points)}}, fill: noColour, opacity: 1, edge: p})
}

// pixels are points as the engine writes them.
func pixels(points [][2]float64) string {
	var at []string
	for _, p := range points {
		at = append(at, pixel(p[0]), pixel(p[1]))
	}
	return strings.Join(at, " ")
}

// rect draws a filled rectangle; edge may be noColour.
func (d *drawing) rect(b box, fill role, opacity float64, edge pen, z int) {
	w, h := b.right-b.left, b.bottom-b.top
	path := "M" + pixel(b.left) + " " + pixel(b.top) + "l" + pixel(w) + " 0l0 " + pixel(h) + "l" + pixel(-w) + " 0Z"
	d.marks = append(d.marks, mark{series: d.now, z: z, name: "path", shape: [][2]string{{"d", path}}, fill: fill, opacity: opacity, edge: edge})
}

// circle draws a dot of a key.
func (d *drawing) circle(x, y, r float64, fill role, edge pen, z int) {
	d.marks = append(d.marks, mark{series: d.now, z: z, name: "circle", shape: [][2]string{{"cx", pixel(x)}, {"cy", pixel(y)}, {"r", pixel(r)}},
		fill: fill, opacity: 1, edge: edge})
}

// nodes are the mark as an element of the finished drawing, or nothing where it draws nothing.
func (m mark) nodes(vars map[string]string) []*node {
	n := &node{name: m.name}
	put := func(name, value string) {
		n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: name}, Value: value})
	}
	for _, a := range m.shape {
		put(a[0], a[1])
	}
	n.belong(m.series)
	colour := func(r role) string {
		if r == noColour {
			return "none"
		}
		return vars[r.sentinel()]
	}
	put("fill", colour(m.fill))
	if m.opacity != 1 {
		put("fill-opacity", exact(m.opacity))
	}
	hasEdge := m.edge.colour != noColour && m.edge.width > 0
	switch {
	case !hasEdge && (m.fill == noColour || m.opacity == 0):
		return nil
	case !hasEdge:
		return []*node{n}
	}
	put("stroke", colour(m.edge.colour))
	if m.edge.width != 1 {
		put("stroke-width", exact(m.edge.width))
	}
	if m.edge.dash != nil {
		dash := make([]string, len(m.edge.dash))
		for i, v := range m.edge.dash {
			dash[i] = exact(v)
		}
		put("stroke-dasharray", strings.Join(dash, ","))
	}
	return []*node{n}
}

// pixel writes a length as the engine does: to a tenth, halves upwards.
func pixel(v float64) string {
	v = math.Floor(v*10+0.5) / 10
	if v == 0 {
		return "0" // and never -0
	}
	return exact(v)
}

func exact(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// element is one mark of the graphic component of ECharts, in pixels.
type element struct {
	Type   string             `json:"type"`
	Z      int                `json:"z"`
	Silent bool               `json:"silent"`
	Shape  map[string]float64 `json:"shape"`
	Style  map[string]string  `json:"style"`
}

// placeholders are an element for each layer that has marks. In the drawing of the
// engine it stands where all marks of the layer would stand, in their order.
func (d *drawing) placeholders() []element {
	layers := []int{}
	for _, m := range d.marks {
		if !slices.Contains(layers, m.z) {
			layers = append(layers, m.z)
		}
	}
	slices.Sort(layers)
	out := []element{}
	for _, z := range layers {
		out = append(out, element{Type: "rect", Z: z, Silent: true, Shape: map[string]float64{"x": 0, "y": 0, "width": 1, "height": 1},
			Style: map[string]string{"fill": placeholder(z)}})
	}
	return out
}

// placeholder is the colour of the element that stands for the marks of a layer. It
// is in no palette: one that is left in a drawing is refused.
func placeholder(z int) string { return fmt.Sprintf("#fd00%02x", z) }

// marksByPlace are the marks that are seen, by the placeholder of their layer.
func (d *drawing) marksByPlace() map[string][]*node {
	out, vars := map[string][]*node{}, variables()
	for _, m := range d.marks {
		place := placeholder(m.z)
		out[place] = append(out[place], m.nodes(vars)...)
	}
	return out
}
