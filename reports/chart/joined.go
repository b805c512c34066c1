package chart

import "math"

// drawPath draws a scatter whose points are one thing at many times: a line through
// them in their order, small marks, and the names of those that stand out where there
// is room. The last one is where the path stands, and is named first.
func (d *drawing) drawPath(s Scatter, p plot) {
	var line, small, large [][2]float64
	for _, pt := range s.Points {
		if !isFinite(pt.X) || !isFinite(pt.Y) {
			continue
		}
		line = append(line, [2]float64{p.px(pt.X), p.py(pt.Y)})
		if pt.Emphasis {
			large = append(large, [2]float64{pt.X, pt.Y})
		} else {
			small = append(small, [2]float64{pt.X, pt.Y})
		}
	}
	d.polyline(line, pen{neutral, 1.5, nil}, zLine)
	d.dots(p, "point", small, 5, neutral, pen{paper, 1, nil})
	d.dots(p, "point", large, 9, main1, pen{paper, 1, nil})
	f := field{plot: p, obstacles: append(s.obstacles(p), alongPath(line)...), points: s.places(p)}
	crowded := f
	crowded.points = nil // a year may stand nearer to a quarter without a name
	for i := len(s.Points) - 1; i >= 0; i-- {
		if pt := s.Points[i]; pt.Emphasis && isFinite(pt.X) && isFinite(pt.Y) && !d.placeName(f, pt, d.lang.Of(pt.Label)) {
			d.placeName(crowded, pt, d.lang.Of(pt.Label)) // without room the table has it
		}
	}
}

// alongPath are small boxes along a line, which no name may cover.
func alongPath(line [][2]float64) []box {
	const step = 4.0
	var out []box
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		n := int(math.Max(math.Abs(b[0]-a[0]), math.Abs(b[1]-a[1]))/step) + 1
		for k := range n {
			t := float64(k) / float64(n)
			x, y := a[0]+t*(b[0]-a[0]), a[1]+t*(b[1]-a[1])
			out = append(out, box{x - 1, y - 1, x + 1, y + 1})
		}
	}
	return out
}
