package stl

import "math"

// smoother is a loess of a window and degree, evaluated at every jump-th place
// and interpolated linearly between.
type smoother struct {
	window, degree, jump int
}

// kernel holds the tricube weights of the half-widths last used, because all
// windows inside a series share theirs.
type kernel struct {
	slots [64]tricube
	w     []float64 // room for the weights of one window
}

// tricube is the weights of a half-width: at[r] is that of distance r, sum that
// of a whole window, to be found where it is 0.
type tricube struct {
	half int
	at   []float64
	sum  float64
}

// tricube gives the weights (1-(r/h)^3)^3 of distances 0 .. far: 1 within a
// thousandth of h, 0 beyond 999 of them, as in the authors' program.
func (k *kernel) tricube(half, far int) *tricube {
	s := &k.slots[half%len(k.slots)]
	if s.half != half {
		s.half, s.at, s.sum = half, s.at[:0], 0
	}
	h := float64(half)
	for r := len(s.at); r <= far; r++ {
		d, v := float64(r), 0.0
		switch {
		case d <= 0.001*h:
			v = 1
		case d <= 0.999*h:
			c := d / h
			c = 1 - c*c*c
			v = c * c * c
		}
		s.at = append(s.at, v)
	}
	return s
}

// middle is the fit in the middle of a window of equal weights: the line passes
// through the weighted mean.
func (s *tricube) middle(y []float64, x int) float64 {
	if s.sum == 0 {
		s.sum = s.at[0]
		for _, v := range s.at[1 : s.half+1] {
			s.sum += 2 * v
		}
	}
	sum := s.at[0] * y[x]
	left, right := y[x-s.half:x], y[x+1:x+s.half+1]
	for r, v := range s.at[1 : s.half+1] {
		sum += v * (left[s.half-1-r] + right[r])
	}
	return sum / s.sum
}

// fit is the loess of y at place x, from the values left .. right, both
// included; weight may be nil. False when every value has weight zero.
func (k *kernel) fit(y, weight []float64, s smoother, x, left, right int) (float64, bool) {
	n := len(y)
	half := max(x-left, right-x)
	far := half
	if s.window > n {
		half += (s.window - n) / 2
	}
	weights := k.tricube(half, far)
	if weight == nil && half == far && x-left == right-x {
		return weights.middle(y, x), true
	}
	at := weights.at
	w := k.w[:right-left+1]
	total := 0.0
	for i := range w {
		v := at[abs(left+i-x)]
		if weight != nil {
			v *= weight[left+i]
		}
		w[i] = v
		total += v
	}
	if total <= 0 {
		return 0, false
	}
	total = 1 / total
	if half > 0 && s.degree > 0 {
		tilt(w, total, x-left, n)
	}
	sum := 0.0
	for i, v := range w {
		sum += v * y[left+i]
	}
	return total * sum, true
}

// tilt turns the weights of a mean into those of a straight line at place x of
// the window; total is one over their sum, n the length of the series.
func tilt(w []float64, total float64, x, n int) {
	centre := 0.0
	for i, v := range w {
		centre += v * float64(i)
	}
	centre *= total
	spread := 0.0
	for i, v := range w {
		d := float64(i) - centre
		spread += v * d * d
	}
	spread *= total
	if math.Sqrt(spread) <= 0.001*float64(n-1) {
		return
	}
	slope := (float64(x) - centre) / spread
	for i := range w {
		w[i] *= 1 + slope*(float64(i)-centre)
	}
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}

// smoothTo writes the loess of y into out, of the same length. Where all values
// in reach have weight zero the value of y itself stands.
func (k *kernel) smoothTo(out, y, weight []float64, s smoother) {
	n := len(y)
	if n < 2 {
		out[0] = y[0]
		return
	}
	jump := min(s.jump, n-1)
	left, right := 0, n-1
	put := func(i int) {
		v, ok := k.fit(y, weight, s, i, left, right)
		if !ok {
			v = y[i]
		}
		out[i] = v
	}
	for i := 0; i < n; i += jump {
		if s.window < n {
			left, right = s.reach(i, n)
		}
		put(i)
		if i > 0 {
			between(out, i-jump, i)
		}
	}
	last := (n - 1) / jump * jump
	if last == n-1 {
		return
	}
	// The last value is fitted in the window of the last jump, as the authors'
	// program has it.
	put(n - 1)
	between(out, last, n-1)
}

// reach is the window around place i of n, moved inside at the ends.
func (s smoother) reach(i, n int) (left, right int) {
	half := (s.window + 1) / 2
	left = min(max(i+1-half, 0), n-s.window)
	return left, left + s.window - 1
}

// between draws the straight line from out[from] to out[to].
func between(out []float64, from, to int) {
	step := (out[to] - out[from]) / float64(to-from)
	for j := from + 1; j < to; j++ {
		out[j] = out[from] + step*float64(j-from)
	}
}
