package chart

import (
	"math"
	"strings"
)

// hasAreas says whether every region comes with its outline: a map of some would
// leave holes that read as no data.
func (s TileMap) hasAreas() bool {
	for _, t := range s.Tiles {
		if t.Area == nil {
			return false
		}
	}
	return true
}

// isDrawn says whether an outline can be drawn.
func (a Area) isDrawn() bool {
	ok := len(a.Rings) > 0 && isFinite(a.Name[0]) && isFinite(a.Name[1])
	for _, ring := range a.Rings {
		ok = ok && len(ring) >= 3
		for _, p := range ring {
			ok = ok && isFinite(p[0]) && isFinite(p[1])
		}
	}
	return ok
}

// Room of the map itself, in pixels; the list of the regions stands beside it.
const areaWidth, areaHeight = 370.0, 430.0

// projection puts the plane of the outlines into the drawing.
type projection struct{ left, top, x, y, scale float64 }

func (p projection) at(xy [2]float64) [2]float64 {
	return [2]float64{p.left + (xy[0]-p.x)*p.scale, p.top + (xy[1]-p.y)*p.scale}
}

// fit makes the outlines as large as the room lets them be.
func (s TileMap) fit(left, top float64) (projection, float64) {
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, t := range s.Tiles {
		for _, ring := range t.Area.Rings {
			for _, p := range ring {
				for k := range p {
					lo[k], hi[k] = math.Min(lo[k], p[k]), math.Max(hi[k], p[k])
				}
			}
		}
	}
	scale := math.Min(areaWidth/(hi[0]-lo[0]), areaHeight/(hi[1]-lo[1]))
	return projection{left, top, lo[0], lo[1], scale}, (hi[1] - lo[1]) * scale
}

// drawAreas is the wide drawing of regions by their outlines; names and values stand
// in the list beside it, short names inside where there is room.
func (d *drawing) drawAreas(s TileMap, class []int, top float64) {
	const inset = 3.0 // half of the widest pen
	p, height := s.fit(inset, top+inset)
	d.height = top + height + 2*inset
	d.plot(plot{left: inset, top: top + inset, width: areaWidth, height: height, x: axis{max: 1, step: 1}, y: axis{max: 1, step: 1}}, false, false)
	for i, t := range s.Tiles {
		rings := t.Area.placed(p)
		fill, colour, edge := noColour, ink2, pen{axisLine, 1, []float64{3, 3}}
		if class[i] > 0 {
			fill, colour = seqRoles(class[i])
			edge = pen{paper, 1, nil}
		}
		d.region(rings, fill, edge, zGuide)
		if t.Emphasis {
			d.region(rings, noColour, pen{contrast, 2.5, nil}, zDot)
		}
		at := p.at(t.Area.Name)
		name := label{at[0], at[1], clean(t.Short), middle, colour, t.Emphasis, false}
		if inside(name.box(), rings) {
			d.write(name)
		}
	}
	d.tileList(s, class, inset+areaWidth+34, top)
}

// placed are the rings in pixels.
func (a Area) placed(p projection) [][][2]float64 {
	out := make([][][2]float64, len(a.Rings))
	for i, ring := range a.Rings {
		for _, xy := range ring {
			out[i] = append(out[i], p.at(xy))
		}
	}
	return out
}

// region draws an area, steps from point to point, which are shorter than places.
func (d *drawing) region(rings [][][2]float64, fill role, edge pen, z int) {
	var path strings.Builder
	for _, ring := range rings {
		x, y := tenth(ring[0][0]), tenth(ring[0][1])
		path.WriteString("M" + pixel(x) + " " + pixel(y) + "l")
		for i, p := range ring[1:] {
			if i > 0 {
				path.WriteByte(' ')
			}
			toX, toY := tenth(p[0]), tenth(p[1])
			path.WriteString(pixel(toX-x) + " " + pixel(toY-y))
			x, y = toX, toY
		}
		path.WriteByte('Z')
	}
	d.marks = append(d.marks, mark{series: d.now, z: z, name: "path", shape: [][2]string{{"d", path.String()}}, fill: fill, opacity: 1, edge: edge})
}

// inside says whether a box lies in an area, by its corners and the middle of its sides.
func inside(b box, rings [][][2]float64) bool {
	x, y := (b.left+b.right)/2, (b.top+b.bottom)/2
	for _, p := range [][2]float64{{b.left, b.top}, {x, b.top}, {b.right, b.top}, {b.left, y}, {b.right, y}, {b.left, b.bottom}, {x, b.bottom}, {b.right, b.bottom}} {
		odd := false
		for _, ring := range rings {
			for i, a := range ring {
				c := ring[(i+1)%len(ring)]
				if (a[1] > p[1]) != (c[1] > p[1]) && p[0] < (c[0]-a[0])*(p[1]-a[1])/(c[1]-a[1])+a[0] {
					odd = !odd
				}
			}
		}
		if !odd {
			return false
		}
	}
	return true
}
