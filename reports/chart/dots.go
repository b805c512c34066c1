package chart

import "math"

// drawDots draws ranked values as dots with their intervals.
func drawDots(d *drawing, s Dots) error {
	if err := checkItems(s.Items); err != nil {
		return err
	}
	items := s.Items
	if !s.Ordered {
		items = ranked(items, s.Reverse)
	}
	shown := kept(items, d.mostRows())
	items = d.cut(items)
	scale := d.dotAxis(s, items)
	note, err := d.fromNote(s.X, scale)
	if err != nil {
		return err
	}
	if s.Reverse {
		note = ""
	}
	top, err := d.header(s.X, note)
	if err != nil {
		return err
	}
	lanes, samples, err := d.tieLanes(s, shown)
	if err != nil {
		return err
	}
	if name := d.of(s.ReferenceLabel); name != "" {
		samples = append(samples, dotSample(name, paper, pen{contrast, 2, nil}))
	}
	if len(samples) > 0 {
		top = d.key(samples, top) + d.pick(0, 6)
	}
	flagTop := top
	top += thresholdRow(s.Threshold)
	r := d.layRows(s.X, scale, items, margins{top: top, foot: 26, inset: 6, aside: laneRoom(lanes)})
	r.plot = d.plot(r.plot, !s.Reverse, false)
	d.guides(r)
	colours := rowColours(items)
	for _, colour := range []role{neutral, main1} {
		var some []Item
		var points [][2]float64
		for i, it := range items {
			if colours[i] == colour {
				some = append(some, it)
				points = append(points, [2]float64{it.Value, float64(i)})
			} else {
				some = append(some, Item{Lower: nan(), Upper: nan()})
			}
		}
		d.whiskers(r.plot, "interval", intervals(some), pen{colour, 2, nil})
		size := 10.0
		if d.plain && !r.above {
			size = 7 // rows are close
		}
		d.dots(r.plot, "value", points, size, colour, pen{paper, 1, nil})
	}
	d.hollow(r.plot, items)
	d.ties(lanes, shown, r)
	d.threshold(r.plot, s.Threshold, s.ThresholdLabel, flagTop, top+r.plot.height)
	// Values stand in a column: beside the mark they could be read as those of the hollow dot.
	column := r.plot.right() + 6 + widest(r.values, true) + 7
	d.writeRows(r, func(Item) (float64, bool) { return column + 7, true })
	d.acrossTicks(s.X, r.plot, top+r.plot.height+14)
	return d.sayCut(len(items), len(s.Items))
}

// dotAxis holds all values; a rank axis goes by whole places from the first.
func (d *drawing) dotAxis(s Dots, items []Item) axis {
	values := allValues(items, s.Threshold)
	if !s.Reverse {
		return niceAxis(values, s.X.Zero, int(d.pick(6, 4)))
	}
	last := math.Max(2, math.Ceil(most(values...)))
	step := math.Max(1, niceStep((last-1)/d.pick(10, 6)))
	step = math.Ceil(step)
	return axis{min: 1, max: last, step: step}
}

// guides are thin lines from the name to the dot, so that the eye keeps the row.
func (d *drawing) guides(r rows) {
	for i := range r.items {
		y := r.plot.py(float64(i))
		d.line(r.plot.left, y, r.plot.right(), y, pen{grid, 1, []float64{1, 3}}, zBack)
	}
}
