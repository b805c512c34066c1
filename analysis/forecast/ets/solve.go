package ets

import "math"

// solve finds the step from x and gives the fall in J that it promises. Shares
// at a bound that would leave it are held; shares that a step would carry over
// a bound stop there and the others follow.
func (w *newton) solve(x *free, index []int, damping float64, n int) float64 {
	k := len(index)
	var held [inner]bool
	for i, at := range index {
		w.step[i] = 0
		outward := at < shares && (x[at] <= 0 && w.slope[i] >= 0 || x[at] >= 1 && w.slope[i] <= 0)
		held[i] = outward || !(w.normal[i][i] > 0)
	}
	for range k {
		if !w.factor(k, &held, damping) {
			return 0
		}
		over := false
		for i, at := range index {
			if held[i] || at >= shares {
				continue
			}
			if to := x[at] + w.step[i]; to < 0 || to > 1 {
				w.step[i] = min(max(to, 0), 1) - x[at]
				held[i], over = true, true
			}
		}
		if !over {
			break
		}
	}
	fall := 0.0
	for i := range k {
		row := w.normal[i][i] * w.step[i]
		for l := range i {
			row += 2 * w.normal[i][l] * w.step[l]
		}
		fall -= (2*w.slope[i] + row) * w.step[i]
	}
	return -float64(n) * math.Log(1-min(fall/max(w.squares, least), 0.999999))
}

// factor solves (J'J + damping diag) step = -J'R by Cholesky's decomposition for
// the parameters that are not held, the steps of the others being given.
func (w *newton) factor(k int, held *[inner]bool, damping float64) bool {
	var c [inner][inner]float64
	var v [inner]float64
	for i := range k {
		v[i] = w.step[i]
		if held[i] {
			c[i][i] = 1
			continue
		}
		v[i] = -w.slope[i]
		for l := range k {
			n := w.normal[max(i, l)][min(i, l)]
			switch {
			case held[l]:
				v[i] -= n * w.step[l]
			case l < i:
				c[i][l] = n
			}
		}
		c[i][i] = w.normal[i][i] * (1 + damping)
	}
	for i := range k {
		row := &c[i]
		for l := range i {
			sum := row[l]
			for r := range l {
				sum -= row[r] * c[l][r]
			}
			row[l] = sum * c[l][l] // holds the inverse
			v[i] -= row[l] * v[l]
		}
		sum := row[i]
		for r := range i {
			sum -= row[r] * row[r]
		}
		if !held[i] && !(sum > 1e-14*w.normal[i][i]) {
			sum = w.normal[i][i] // a parameter that the others stand for: its step is kept short
		}
		row[i] = 1 / math.Sqrt(sum)
		v[i] *= row[i]
	}
	for i := k - 1; i >= 0; i-- {
		for l := i + 1; l < k; l++ {
			v[i] -= c[l][i] * v[l]
		}
		v[i] *= c[i][i]
		if math.IsNaN(v[i]) {
			return false
		}
	}
	w.step = v
	return true
}
