package ets

// start gives first states of a form for a scaled series: level and slope from
// a line through the first ten observations (or a year and more of seasonal
// ones) after the seasonal indices, which are those of a classical
// decomposition of the whole series: averages of the departures from a
// centred moving average.
func (w *Workspace) start(f Form, y []float64, m int, p *point) {
	p.season = w.firstSeason[:0]
	x := y
	if f.Season != None {
		p.season = w.indices(y, m, f.Season)
		x = w.withoutSeason(y, p.season, f.Season)
	}
	head := x[:headLength(len(x), m)]
	p.level, p.slope = line(head)
	p.phi = 1
	if f.Trend == None {
		p.level += p.slope * float64(len(head)+1) / 2
		p.slope = 0
	}
	if f.multiplies() {
		p.level = max(p.level, 1e-3)
		if p.level+p.slope <= 0 {
			p.slope = 0
		}
	}
}

func (w *Workspace) withoutSeason(y, season []float64, kind Kind) []float64 {
	x, j := w.adjusted[:len(y)], 0
	for t, v := range y {
		if kind == Add {
			x[t] = v - season[j]
		} else {
			x[t] = v / season[j]
		}
		if j++; j == len(season) {
			j = 0
		}
	}
	return x
}

// line is the least-squares line of x on 1, 2 .., its value at 0 and its slope.
func line(x []float64) (level, slope float64) {
	n := float64(len(x))
	centre := (n + 1) / 2
	var sum, cross float64
	for i, v := range x {
		sum += v
		cross += (float64(i+1) - centre) * v
	}
	if len(x) > 1 {
		slope = cross * 12 / (n * (n*n - 1))
	}
	return sum/n - slope*centre, slope
}

// indices of a season of m positions: mean differences from (or ratios to) the
// centred moving average, brought to the sum 0 (or m). With less than two
// years and a bit the mean of the series stands for the moving average.
func (w *Workspace) indices(y []float64, m int, kind Kind) []float64 {
	index, count := w.firstSeason[:m], w.counts[:m]
	clear(index)
	clear(count)
	if len(y) >= 2*m+2 {
		againstMovingAverage(index, count, y, kind)
	} else {
		mean := 0.0
		for _, v := range y {
			mean += v / float64(len(y))
		}
		for t, v := range y {
			index[t%m] += apart(v, mean, kind)
			count[t%m]++
		}
	}
	total := 0.0
	for j := range index {
		if count[j] > 0 {
			index[j] /= count[j]
		} else if kind == Mul {
			index[j] = 1
		}
		if kind == Mul {
			index[j] = max(index[j], 1e-2)
		}
		total += index[j]
	}
	mean := total / float64(m)
	for j := range index {
		index[j] = apart(index[j], mean, kind)
	}
	return index
}

// apart is a difference or a ratio.
func apart(v, from float64, kind Kind) float64 {
	if kind == Add {
		return v - from
	}
	return v / from
}

func againstMovingAverage(index, count, y []float64, kind Kind) {
	m := len(index)
	half, sum := m/2, 0.0
	for _, v := range y[:m] {
		sum += v
	}
	j := half
	for t := half; t+half < len(y); t++ { // sum holds y[t-half : t-half+m]
		centre := sum / float64(m)
		if m%2 == 0 {
			centre = (sum + (y[t+half]-y[t-half])/2) / float64(m)
		}
		index[j] += apart(y[t], centre, kind)
		count[j]++
		if j++; j == m {
			j = 0
		}
		if t-half+m < len(y) {
			sum += y[t-half+m] - y[t-half]
		}
	}
}
