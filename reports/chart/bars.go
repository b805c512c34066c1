package chart

// drawBars draws ranked bars from zero. The axis has no ticks: each bar has its value.
func drawBars(d *drawing, s Bars) error {
	if err := checkItems(s.Items); err != nil {
		return err
	}
	items := s.Items
	if !s.Ordered {
		items = ranked(items, false)
	}
	items = d.cut(items)
	top, err := d.header(s.X, "")
	if err != nil {
		return err
	}
	lo, hi := extent(allValues(items, s.Threshold, 0))
	if hi == lo {
		hi = lo + 1
	}
	if name := d.of(s.ReferenceLabel); name != "" {
		top = d.key([]sample{dotSample(name, paper, pen{contrast, 2, nil})}, top) + d.pick(0, 6)
	}
	flagTop := top
	top += thresholdRow(s.Threshold)
	r := d.layRows(s.X, axis{min: lo, max: hi, step: hi - lo}, items, margins{top: top, foot: 4, inset: 1})
	r.plot = d.plot(r.plot, false, false)
	values := make([]float64, len(items))
	for i, it := range items {
		values[i] = it.Value
	}
	d.columns(r.plot, "value", "", values, rowColours(items), r.thickness(16))
	d.whiskers(r.plot, "interval", intervals(items), pen{ink, 1.5, nil})
	d.hollow(r.plot, items)
	d.line(r.plot.px(0), top, r.plot.px(0), top+r.plot.height, pen{axisLine, 1.5, nil}, zText-1)
	d.threshold(r.plot, s.Threshold, s.ThresholdLabel, flagTop, top+r.plot.height)
	d.writeRows(r, func(it Item) (float64, bool) {
		if it.Value < 0 {
			return r.plot.px(least(it.Value, it.Lower, it.Reference, 0)), true
		}
		return r.plot.px(most(it.Value, it.Upper, it.Reference, 0)), false
	})
	return d.sayCut(len(items), len(s.Items))
}

// hollow dots are the values to compare with.
func (d *drawing) hollow(p plot, items []Item) {
	var points [][2]float64
	for i, it := range items {
		if isFinite(it.Reference) {
			points = append(points, [2]float64{it.Reference, float64(i)})
		}
	}
	d.dots(p, "reference", points, 9, paper, pen{contrast, 2, nil})
}

// most is the largest finite value, least the smallest.
func most(values ...float64) float64 {
	_, hi := extent(values)
	return hi
}

func least(values ...float64) float64 {
	lo, _ := extent(values)
	return lo
}
