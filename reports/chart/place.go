package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// moreNames is how many points are named at most where those that stand out are fewer.
const moreNames = 8

// namePoints writes the names of the points that stand out next to them and, on a
// wide drawing, of others while there is room. Where a name cannot stand free, all
// points that stand out get numbers, with a key below.
func (d *drawing) namePoints(s Scatter, p plot) error {
	obstacles := s.obstacles(p)
	alone := field{plot: p, obstacles: obstacles, points: s.places(p)}
	before := len(d.labels)
	named := 0
	for _, pt := range s.Points {
		if !pt.Emphasis || !isFinite(pt.X) || !isFinite(pt.Y) {
			continue
		}
		named++
		if !d.placeName(alone, pt, d.lang.Of(pt.Label)) {
			d.labels = d.labels[:before]
			return d.numberPoints(s, alone)
		}
	}
	if d.narrow {
		return nil
	}
	for _, pt := range s.Points {
		if named >= moreNames {
			break
		}
		if !pt.Emphasis && isFinite(pt.X) && isFinite(pt.Y) && d.placeName(alone, pt, d.lang.Of(pt.Label)) {
			named++
		}
	}
	return nil
}

// field is what names must keep clear of: marks and intervals, and points they could
// be mistaken to name.
type field struct {
	plot
	obstacles []box
	points    [][2]float64 // nil: a name may stand nearer to another point
}

// places of the points in pixels.
func (s Scatter) places(p plot) [][2]float64 {
	var out [][2]float64
	for _, pt := range s.Points {
		if isFinite(pt.X) && isFinite(pt.Y) {
			out = append(out, [2]float64{p.px(pt.X), p.py(pt.Y)})
		}
	}
	return out
}

// belongs says whether a block is clearly nearer to the point at x, y than to any other.
func (f field) belongs(b box, x, y float64) bool {
	const margin = 3.0
	own := b.distance(x, y)
	for _, at := range f.points {
		if (at[0] != x || at[1] != y) && b.distance(at[0], at[1]) < own+margin {
			return false
		}
	}
	return true
}

// distance of a point from a box.
func (b box) distance(x, y float64) float64 {
	return math.Hypot(math.Max(0, math.Max(b.left-x, x-b.right)), math.Max(0, math.Max(b.top-y, y-b.bottom)))
}

// obstacles are the boxes of points and of their intervals.
func (s Scatter) obstacles(p plot) []box {
	var out []box
	for _, pt := range s.Points {
		if !isFinite(pt.X) || !isFinite(pt.Y) {
			continue
		}
		x, y := p.px(pt.X), p.py(pt.Y)
		out = append(out, box{x - 5, y - 5, x + 5, y + 5})
		if isFinite(pt.XLower) && isFinite(pt.XUpper) {
			out = append(out, box{p.px(pt.XLower), y - 1, p.px(pt.XUpper), y + 1})
		}
		if isFinite(pt.YLower) && isFinite(pt.YUpper) {
			out = append(out, box{x - 1, p.py(pt.YUpper), x + 1, p.py(pt.YLower)})
		}
	}
	return out
}

// placeName tries the name in one to three lines around its point, near before far.
func (d *drawing) placeName(f field, pt ScatterPoint, name string) bool {
	x, y := f.px(pt.X), f.py(pt.Y)
	colour := ink2
	if pt.Emphasis {
		colour = ink
	}
	for _, gap := range []float64{9, 15, 24} {
		for _, width := range []float64{d.pick(230, 150), d.pick(140, 110), d.pick(100, 84)} {
			lines := wrap(name, width, 3, pt.Emphasis)
			if len(lines) == 0 || endsCut(lines, clean(name)) {
				continue // a name is whole or it is a number with a key
			}
			for _, at := range around(x, y, gap, float64(len(lines))*lineHeight, widest(lines, pt.Emphasis)) {
				if labels := at.stack(lines, colour, pt.Emphasis); d.stands(labels, f, x, y) {
					for _, l := range labels {
						d.write(l)
					}
					return true
				}
			}
		}
	}
	return false
}

// spot is where a block of lines stands: its anchor point and the middle of the block.
type spot struct {
	x, y   float64
	anchor anchor
}

// around lists spots by preference: right, left, above, below, then the corners.
func around(x, y, gap, height, width float64) []spot {
	up, down := y-gap+2-height/2, y+gap-2+height/2
	corner := gap * 0.7
	return []spot{
		{x + gap, y, start}, {x - gap, y, end}, {x, up, middle}, {x, down, middle},
		{x + corner, y - corner - height/2 + 4, start}, {x + corner, y + corner + height/2 - 4, start},
		{x - corner, y - corner - height/2 + 4, end}, {x - corner, y + corner + height/2 - 4, end},
		{x + width/4, up, middle}, {x - width/4, up, middle}, {x + width/4, down, middle}, {x - width/4, down, middle},
	}
}

func (s spot) stack(lines []string, colour role, bold bool) []label {
	out := make([]label, len(lines))
	for k, line := range lines {
		y := s.y + (float64(k)-float64(len(lines)-1)/2)*lineHeight
		out[k] = label{s.x, y, line, s.anchor, colour, bold, true}
	}
	return out
}

// stands says whether labels lie in the plot, free of labels and marks, and belong to x, y.
func (d *drawing) stands(labels []label, f field, x, y float64) bool {
	block := labels[0].box()
	for _, l := range labels {
		b := l.box()
		if !d.free(l) || b.left < f.left+1 || b.right > f.right()+5 || b.top < f.top || b.bottom > f.bottom() {
			return false
		}
		block = box{math.Min(block.left, b.left), math.Min(block.top, b.top), math.Max(block.right, b.right), math.Max(block.bottom, b.bottom)}
	}
	// The whole block: an interval must not pass between two lines of a name.
	return f.belongs(block, x, y) && !slices.ContainsFunc(f.obstacles, block.overlaps)
}

// numberPoints gives points numbers and writes the names in a key below the plot.
func (d *drawing) numberPoints(s Scatter, alone field) error {
	crowded := alone
	crowded.points = nil
	var names []string
	for _, pt := range s.Points {
		if !pt.Emphasis || !isFinite(pt.X) || !isFinite(pt.Y) {
			continue
		}
		names = append(names, d.of(pt.Label))
		number := strconv.Itoa(len(names))
		if !d.placeName(alone, pt, number) && !d.placeName(crowded, pt, number) {
			return fmt.Errorf("no room for a number at point %q: let fewer points stand out", pt.Label.EN)
		}
	}
	d.list(names, func(i int) string { return strconv.Itoa(i + 1) })
	return nil
}

// list writes names with their marks in columns below what is drawn so far.
func (d *drawing) list(names []string, mark func(i int) string) {
	columns := int(d.pick(2, 1))
	if len(names) > 12 && !d.narrow {
		columns = 3
	}
	per := int(math.Ceil(float64(len(names)) / float64(columns)))
	width := d.width / float64(columns)
	top := d.height + 12
	marks := make([]string, len(names))
	for i := range names {
		marks[i] = mark(i)
	}
	indent := widest(marks, true) + 6
	bottom := top
	y := top
	for i, name := range names {
		if i%per == 0 {
			y = top
		}
		x := float64(i/per) * width
		d.write(label{x, y, marks[i], start, ink, true, false})
		for _, line := range wrap(name, width-indent-8, 2, false) {
			d.write(label{x + indent, y, line, start, ink2, false, false})
			y += lineHeight
		}
		y += 2
		bottom = math.Max(bottom, y)
	}
	d.height = bottom
}
