package chart

import "math"

// axis maps values or categories to a span of pixels.
type axis struct {
	names    []string // of categories; nil for an axis of values
	min, max float64
	step     float64
}

// category is the axis of n names; the k-th lies in the middle of its band.
func category(names []string) axis { return axis{names: names} }

// at is the place of v from 0 to 1: of the v-th category, or of the value.
func (a axis) at(v float64) float64 {
	if a.names != nil {
		return (v + 0.5) / float64(len(a.names))
	}
	return (v - a.min) / (a.max - a.min)
}

// ticks of an axis of values.
func (a axis) ticks() []float64 {
	n := int(math.Floor((a.max-a.min)/a.step + 1e-6))
	ticks := make([]float64, 0, n+1)
	for k := 0; k <= n; k++ {
		ticks = append(ticks, a.snap(a.min+float64(k)*a.step))
	}
	return ticks
}

// snap undoes the rounding errors of adding steps, so that 0.30000000000000004 is 0.3.
func (a axis) snap(v float64) float64 {
	per := math.Pow10(max(0, -int(math.Floor(math.Log10(a.step)))+1))
	v = math.Round(v*per) / per
	if v == 0 {
		return 0
	}
	return v
}

// decimals that ticks need.
func (a axis) decimals() int {
	for d := 0; d < 6; d++ {
		p := math.Pow10(d)
		if math.Abs(a.step*p-math.Round(a.step*p)) < 1e-6 {
			return d
		}
	}
	return 6
}

// niceAxis is an axis of about n steps of 1, 2 or 5 that holds all finite values,
// and zero where asked.
func niceAxis(values []float64, zero bool, n int) axis {
	lo, hi := extent(values)
	if zero || lo == hi {
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	}
	if lo == hi {
		hi = lo + 1
	}
	step := niceStep((hi - lo) / float64(n))
	a := axis{step: step, min: math.Floor(lo/step+1e-9) * step, max: math.Ceil(hi/step-1e-9) * step}
	a.min, a.max = a.snap(a.min), a.snap(a.max)
	return a
}

// tightAxis is the nice axis of two to five steps that wastes the least height.
func tightAxis(values []float64, zero bool) axis {
	best := niceAxis(values, zero, 3)
	for n := 4; n <= 5; n++ {
		if a := niceAxis(values, zero, n); a.max-a.min < best.max-best.min-1e-9 && len(a.ticks()) <= 6 {
			best = a
		}
	}
	return best
}

// niceStep is the least 1, 2, 2.5 or 5 times a power of ten that is not below raw.
func niceStep(raw float64) float64 {
	power := math.Pow10(int(math.Floor(math.Log10(raw))))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if raw <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// extent of the finite values; 0, 0 when there is none.
func extent(values []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if isFinite(v) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	if lo > hi {
		return 0, 0
	}
	return lo, hi
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// spread moves the centres of labels of the given heights apart so that none
// overlap, keeps their order, and stays within lo to hi. Labels keep near their
// marks: each block of touching labels is centred on the marks it names.
func spread(centres, heights []float64, lo, hi float64) []float64 {
	order := sortedIndex(centres)
	type block struct {
		members []int
		top     float64
		height  float64
	}
	place := func(b block) block {
		want := 0.0
		offset := 0.0
		for _, i := range b.members {
			want += centres[i] - heights[i]/2 - offset
			offset += heights[i]
		}
		b.height = offset
		b.top = min(max(want/float64(len(b.members)), lo), max(lo, hi-offset))
		return b
	}
	var blocks []block
	for _, i := range order {
		blocks = append(blocks, place(block{members: []int{i}}))
		for len(blocks) > 1 {
			last, before := blocks[len(blocks)-1], blocks[len(blocks)-2]
			if before.top+before.height <= last.top+1e-9 {
				break
			}
			merged := block{members: append(append([]int{}, before.members...), last.members...)}
			blocks = append(blocks[:len(blocks)-2], place(merged))
		}
	}
	out := make([]float64, len(centres))
	for _, b := range blocks {
		y := b.top
		for _, i := range b.members {
			out[i] = y + heights[i]/2
			y += heights[i]
		}
	}
	return out
}
